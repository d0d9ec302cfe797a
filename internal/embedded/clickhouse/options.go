package clickhouse

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"runtime"
	"strings"
)

// Options say where the engine keeps its data and how it may be reached.
type Options struct {
	// Dir is the data folder; it is created with mode 0700.
	Dir string
	// Listen is a loopback host:port, port 0 picks one. Empty means a free port on 127.0.0.1.
	Listen string
	// Username and Password are required of every request but /ping.
	Username, Password string
	// Library is the path of libchdb; empty looks for it, see FindLibrary.
	Library string
	// MaxMemory bounds what all queries together may use, in bytes; 0 leaves ClickHouse's default (90 % of the machine).
	MaxMemory int64
	// BackupDir is the folder BACKUP ... TO File('name') may write to, made with mode 0700; empty allows no backups.
	BackupDir string
	// MaxConnections bounds the queries that run at once; others wait for their turn. 0 means 4 per CPU, at least 16.
	MaxConnections int
}

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("clickhouse: Dir is empty")
	}
	if o.Username == "" || o.Password == "" {
		return o, errors.New("clickhouse: Username and Password are required")
	}
	if o.MaxMemory < 0 || o.MaxConnections < 0 {
		return o, errors.New("clickhouse: MaxMemory and MaxConnections cannot be negative")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return o, fmt.Errorf("clickhouse: data folder %s: %w", o.Dir, err)
	}
	if strings.ContainsRune(dir, 0) {
		return o, errors.New("clickhouse: Dir holds a NUL byte")
	}
	o.Dir = dir
	if o.BackupDir != "" {
		if o.BackupDir, err = filepath.Abs(o.BackupDir); err != nil {
			return o, fmt.Errorf("clickhouse: backup folder: %w", err)
		}
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if err := onLoopback(o.Listen); err != nil {
		return o, err
	}
	if o.MaxConnections == 0 {
		o.MaxConnections = max(16, 4*runtime.NumCPU())
	}
	return o, nil
}

// onLoopback refuses addresses other machines can reach: the endpoint speaks without TLS, and its one user may do anything.
func onLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("clickhouse: listen address %q: %w", listen, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("clickhouse: listen address %q: the embedded engine listens on loopback only; run ClickHouse itself for other machines", listen)
	}
	return nil
}
