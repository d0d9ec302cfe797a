package chio

import (
	"crypto/tls"
	"errors"
	"fmt"
	"runtime"
	"time"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Config says where ClickHouse is and who asks.
type Config struct {
	// Address is host:port of the HTTP interface.
	Address            string
	Username, Password string
	// Database is the current database of every statement; empty means "default". It may not exist yet when Open returns.
	Database string
	// TLS is nil for plain HTTP, which only the embedded engine on the loopback should use.
	TLS *tls.Config
	// Compression sends rows as LZ4: worth it across a network, a loss on the loopback.
	Compression bool
}

const (
	// The driver also waits this long for a free connection.
	dialTimeout = 15 * time.Second
	// A query or insert of its own may take long; callers bound it with their context. This bounds the wait for an answer's headers.
	readTimeout  = 5 * time.Minute
	connLifetime = time.Hour
)

// Open returns a pool of connections. It does not connect yet: the first statement does, and each can be bounded by its context.
func Open(c Config) (driver.Conn, error) {
	if c.Address == "" {
		return nil, errors.New("clickhouse: no address")
	}
	if c.Database == "" {
		c.Database = "default"
	}
	opts := &clickhouse.Options{
		Protocol:        clickhouse.HTTP,
		Addr:            []string{c.Address},
		Auth:            clickhouse.Auth{Database: c.Database, Username: c.Username, Password: c.Password},
		TLS:             c.TLS,
		DialTimeout:     dialTimeout,
		ReadTimeout:     readTimeout,
		MaxOpenConns:    max(32, 8*runtime.NumCPU()),
		MaxIdleConns:    max(32, 8*runtime.NumCPU()),
		ConnMaxLifetime: connLifetime,
		BlockBufferSize: 2,
	}
	if c.Compression {
		opts.Compression = &clickhouse.Compression{Method: clickhouse.CompressionLZ4}
	}
	conn, err := clickhouse.Open(opts)
	if err != nil {
		return nil, fmt.Errorf("clickhouse at %s: %w", c.Address, err)
	}
	return conn, nil
}
