package clickhouse

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// Server is the running engine and its listener.
type Server struct {
	opts     Options
	lib      *chdb
	lock     *os.File
	pool     *pool
	listener net.Listener
	http     *http.Server
	user     [sha256.Size]byte
	password [sha256.Size]byte
	version  string
	timezone string

	closeOnce sync.Once
	closeErr  error
}

// running holds the folder of this process's engine: libchdb knows one data folder at a time.
var running struct {
	sync.Mutex
	dir string
}

// Start loads libchdb, opens the data folder and listens. ctx bounds the start alone; Close ends the server.
func Start(ctx context.Context, opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	path, err := FindLibrary(opts.Library)
	if err != nil {
		return nil, err
	}
	if err := claim(opts.Dir); err != nil {
		return nil, err
	}
	s := &Server{opts: opts, user: sha256.Sum256([]byte(opts.Username)), password: sha256.Sum256([]byte(opts.Password))}
	if err := s.start(ctx, path); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, path string) (err error) {
	if s.lock, err = lockDir(s.opts.Dir); err != nil {
		return err
	}
	if s.opts.BackupDir != "" {
		if err = os.MkdirAll(s.opts.BackupDir, 0o700); err != nil {
			return fmt.Errorf("clickhouse: backup folder: %w", err)
		}
	}
	if s.lib, err = loadLibrary(path); err != nil {
		return err
	}
	if s.pool, err = newPool(s.opts.MaxConnections, s.dial); err != nil {
		return fmt.Errorf("clickhouse: open %s: %w", s.opts.Dir, err)
	}
	facts, err := s.pool.control.conn.exec("SELECT version(), timezone()")
	if err != nil {
		return fmt.Errorf("clickhouse: first query: %w", err)
	}
	var ok bool
	if s.version, s.timezone, ok = strings.Cut(strings.TrimSpace(string(facts)), "\t"); !ok {
		return fmt.Errorf("clickhouse: first query: unexpected answer %q", facts)
	}
	var lc net.ListenConfig
	if s.listener, err = lc.Listen(ctx, "tcp", s.opts.Listen); err != nil {
		return fmt.Errorf("clickhouse: %w", err)
	}
	s.http = &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       10 * time.Minute,
		MaxHeaderBytes:    maxHeaderBytes,
	}
	go func() { _ = s.http.Serve(s.listener) }()
	return nil
}

// dial opens a session with the server's arguments; the engine heeds the server-wide ones from the first session only.
func (s *Server) dial(mark string) (*conn, error) {
	args := []string{"--path=" + s.opts.Dir}
	if s.opts.MaxMemory > 0 {
		args = append(args, fmt.Sprintf("--max_server_memory_usage=%d", s.opts.MaxMemory))
	}
	if s.opts.BackupDir != "" {
		args = append(args, "--backups.allowed_path="+s.opts.BackupDir)
	}
	return s.lib.dial(mark, args...)
}

// Addr is the host:port the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close stops listening, gives running queries ten seconds, kills the rest and ends the engine. Data is complete on disk after it.
// It may be called more than once.
func (s *Server) Close() error {
	s.closeOnce.Do(func() { s.closeErr = s.release() })
	return s.closeErr
}

func (s *Server) release() error {
	var errs []error
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if s.http != nil {
		if err := s.http.Shutdown(ctx); err != nil {
			errs = append(errs, s.http.Close()) // this cancels the requests, which kills their queries
		}
	}
	stopped := true
	if s.pool != nil {
		if err := s.pool.close(ctx); err != nil {
			errs, stopped = append(errs, err), false
		}
	}
	if stopped { // an engine that runs on keeps its folder
		if s.lock != nil {
			errs = append(errs, s.lock.Close())
		}
		unclaim()
	}
	return errors.Join(errs...)
}

func claim(dir string) error {
	running.Lock()
	defer running.Unlock()
	if running.dir != "" {
		return fmt.Errorf("clickhouse: this process already runs an engine on %s; there can be one", running.dir)
	}
	running.dir = dir
	return nil
}

func unclaim() {
	running.Lock()
	defer running.Unlock()
	running.dir = ""
}
