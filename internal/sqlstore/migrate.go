package sqlstore

import (
	"context"
	"database/sql"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrate applies the migrations that are missing. On PostgreSQL processes that start at once wait for each other.
func migrate(ctx context.Context, db *sql.DB, driver string, migrations fs.FS) error {
	if migrations == nil {
		return nil
	}
	dialect := goose.DialectSQLite3
	var opts []goose.ProviderOption
	if driver == Postgres {
		dialect = goose.DialectPostgres
	}
	opts = append(opts, goose.WithDisableGlobalRegistry(true))
	p, err := goose.NewProvider(dialect, db, migrations, opts...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}
