package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Size is the bytes a service's store takes on disk, 0 if it has none, and, of PostgreSQL, the server's version. With PostgreSQL
// each call opens a connection of its own.
func Size(ctx context.Context, cfg Config, service string) (bytes int64, version string, err error) {
	if cfg.Driver != Postgres {
		n, err := sizeOfFiles(cfg.Path, service)
		return n, "", err
	}
	conf, err := postgresConfig(cfg.DSN, service)
	if err != nil {
		return 0, "", err
	}
	db := openDB(conf)
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint, current_setting('server_version')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'm', 'p')`, service).Scan(&bytes, &version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, "", fmt.Errorf("size of the store of %s: %w", service, err)
	}
	return bytes, version, nil
}

// sizeOfFiles counts the database with its write-ahead log.
func sizeOfFiles(path, service string) (int64, error) {
	var total int64
	for _, suffix := range [...]string{"", "-wal", "-shm"} {
		info, err := os.Stat(filepath.Join(path, service+".db"+suffix))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		total += info.Size()
	}
	return total, nil
}
