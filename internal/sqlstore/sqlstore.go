// Package sqlstore opens the relational store of one service: a SQLite file by default, a PostgreSQL schema by
// configuration, with the same migrations for both.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Config says where the relational stores of the installation are.
type Config struct {
	// Driver is "sqlite" (also when empty) or "postgres".
	Driver string
	// Path is the folder of the SQLite files, one per service.
	Path string
	// DSN is the PostgreSQL connection string; each service has a schema of its own in that database.
	DSN string
}

// The drivers.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// maxConns bounds the connections of one service. SQLite has one writer anyway: more only queue for its lock.
const maxConns = 8

var serviceName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Open opens the store of a service and brings its tables up to date with the *.sql migrations at the root of the
// given file system (goose format). What a transaction has committed is on disk.
func Open(ctx context.Context, cfg Config, service string, migrations fs.FS) (*bun.DB, error) {
	if !serviceName.MatchString(service) {
		return nil, fmt.Errorf("service name %q cannot name a store", service)
	}
	var (
		db      *sql.DB
		dialect schema.Dialect
		err     error
	)
	switch cfg.Driver {
	case "", SQLite:
		db, err = openSQLite(cfg.Path, service)
		dialect = sqlitedialect.New()
	case Postgres:
		db, err = openPostgres(ctx, cfg.DSN, service)
		dialect = pgdialect.New()
	default:
		return nil, fmt.Errorf("sql driver %q: know sqlite and postgres", cfg.Driver)
	}
	if err != nil {
		return nil, fmt.Errorf("open store of %s: %w", service, err)
	}
	if err := migrate(ctx, db, cfg.Driver, migrations); err != nil {
		return nil, fmt.Errorf("migrate store of %s: %w", service, closing(db, err))
	}
	return bun.NewDB(db, dialect), nil
}

// closing closes the store on the way out of a failed opening; the first error is the one worth reading.
func closing(db *sql.DB, err error) error {
	if cerr := db.Close(); cerr != nil {
		return errors.Join(err, fmt.Errorf("close: %w", cerr))
	}
	return err
}

// openSQLite opens <path>/<service>.db. Write-ahead log with synchronous=FULL: readers never wait for the writer, and a
// commit is on disk before it returns. Transactions take the write lock at their start, so that two of them queue
// instead of failing half-way.
func openSQLite(path, service string) (*sql.DB, error) {
	if path == "" {
		return nil, fmt.Errorf("no folder given")
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(path, service+".db")
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	if err := db.Ping(); err != nil {
		return nil, closing(db, err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return nil, closing(db, err)
	}
	return db, nil
}

func postgresConfig(dsn, service string) (*pgx.ConnConfig, error) {
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("connection string: %w", err)
	}
	conf.RuntimeParams["search_path"] = service
	conf.RuntimeParams["application_name"] = "chengxin-" + service
	conf.RuntimeParams["timezone"] = "UTC"
	return conf, nil
}

func openDB(conf *pgx.ConnConfig) *sql.DB {
	db := stdlib.OpenDB(*conf)
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	return db
}

func openPostgres(ctx context.Context, dsn, service string) (*sql.DB, error) {
	conf, err := postgresConfig(dsn, service)
	if err != nil {
		return nil, err
	}
	db := openDB(conf)
	if _, err := db.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS "`+service+`"`); err != nil {
		return nil, closing(db, err)
	}
	return db, nil
}
