// Package data holds the adapters of the exchange: its tables, its streams, and the services it asks.
package data

import (
	"context"
	"embed"
	"io/fs"
	"strings"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// OpenStore opens the exchange's own tables.
func OpenStore(ctx context.Context, cfg sqlstore.Config) (*bun.DB, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return sqlstore.Open(ctx, cfg, "exchange", dir)
}

// insertRows is how many rows one statement inserts, well below both engines' limit of parameters.
const insertRows = 500

// insert writes rows in statements of bounded size; on conflict with a row that is there, it stays.
func insert[T any](ctx context.Context, db bun.IDB, rows []T) error {
	for len(rows) > 0 {
		n := min(len(rows), insertRows)
		part := rows[:n]
		if _, err := db.NewInsert().Model(&part).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// column is text as a column takes it, at most so many characters (0: any number). PostgreSQL refuses a zero character, broken UTF-8 and
// what is longer than declared, SQLite takes it all. What senders write must never be what stops an inbox for everybody.
func column(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if most == 0 || len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// down turns a failure of the store into what a caller may see.
func down(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Unavailable, "STORE_DOWN", "数据库暂时不可用。", "The database is not available.").
		Then("请稍后重试。", "Try again in a moment.").Because(err)
}
