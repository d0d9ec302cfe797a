package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/internal/sqlstore"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

const first = `-- +goose Up
CREATE TABLE people (id VARCHAR(64) NOT NULL PRIMARY KEY, name TEXT NOT NULL, seen BIGINT NOT NULL DEFAULT 0, raw BYTEA, at TIMESTAMP);
CREATE TABLE sessions (id VARCHAR(64) NOT NULL PRIMARY KEY, person VARCHAR(64) NOT NULL REFERENCES people (id));
-- +goose Down
DROP TABLE sessions;
DROP TABLE people;
`

const second = `-- +goose Up
ALTER TABLE people ADD COLUMN agency TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE people DROP COLUMN agency;
`

type person struct {
	bun.BaseModel `bun:"table:people"`
	ID            string `bun:",pk"`
	Name          string
	Seen          int64
	Raw           []byte
	At            time.Time
	Agency        string
}

// each runs a test on both databases: what holds for one must hold for the other.
func each(t *testing.T, test func(t *testing.T, cfg sqlstore.Config)) {
	t.Run("sqlite", func(t *testing.T) { test(t, sqlstore.Config{Path: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) {
		test(t, sqlstore.Config{Driver: sqlstore.Postgres, DSN: testkit.Postgres(t)})
	})
}

func open(t *testing.T, cfg sqlstore.Config, service string, files fstest.MapFS) *bun.DB {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), cfg, service, files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func files(texts ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i, name := range []string{"00001_first.sql", "00002_second.sql"}[:len(texts)] {
		m[name] = &fstest.MapFile{Data: []byte(texts[i])}
	}
	return m
}

func TestRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, cfg sqlstore.Config) {
		db := open(t, cfg, "access", files(first, second))
		in := person{ID: "p1", Name: "王小明", Seen: 1 << 40, Raw: []byte{0, 1, 255}, At: time.Date(2026, 3, 5, 8, 30, 0, 123456000, time.UTC), Agency: "371500-SZJ"}
		if _, err := db.NewInsert().Model(&in).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		var out person
		if err := db.NewSelect().Model(&out).Where("id = ?", "p1").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if out.Name != in.Name || out.Seen != in.Seen || string(out.Raw) != string(in.Raw) || !out.At.Equal(in.At) || out.Agency != in.Agency {
			t.Errorf("got %+v, want %+v", out, in)
		}
		err := db.NewSelect().Model(&out).Where("id = ?", "nobody").Scan(t.Context())
		if !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("missing row: %v", err)
		}
	})
}

func TestMigrationsOnceAndForward(t *testing.T) {
	each(t, func(t *testing.T, cfg sqlstore.Config) {
		old, err := sqlstore.Open(t.Context(), cfg, "access", files(first))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := old.ExecContext(t.Context(), "INSERT INTO people (id, name) VALUES ('p1', '甲')"); err != nil {
			t.Fatal(err)
		}
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		db := open(t, cfg, "access", files(first, second))
		var agency string
		if err := db.QueryRowContext(t.Context(), "SELECT agency FROM people WHERE id = 'p1'").Scan(&agency); err != nil {
			t.Fatal(err)
		}
	})
}

func TestServicesAreApart(t *testing.T) {
	each(t, func(t *testing.T, cfg sqlstore.Config) {
		a, b := open(t, cfg, "access", files(first)), open(t, cfg, "catalog", files(first))
		if _, err := a.ExecContext(t.Context(), "INSERT INTO people (id, name) VALUES ('p1', '甲')"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := b.QueryRowContext(t.Context(), "SELECT count(*) FROM people").Scan(&n); err != nil || n != 0 {
			t.Errorf("the other service sees %d rows, %v", n, err)
		}
	})
}

func TestForeignKeysHold(t *testing.T) {
	each(t, func(t *testing.T, cfg sqlstore.Config) {
		db := open(t, cfg, "access", files(first))
		if _, err := db.ExecContext(t.Context(), "INSERT INTO sessions (id, person) VALUES ('s1', 'nobody')"); err == nil {
			t.Error("a session of nobody was accepted")
		}
	})
}

// TestWritersQueue holds that transactions which read, then write, wait for each other instead of failing.
func TestWritersQueue(t *testing.T) {
	each(t, func(t *testing.T, cfg sqlstore.Config) {
		db := open(t, cfg, "access", files(first))
		if _, err := db.ExecContext(t.Context(), "INSERT INTO people (id, name) VALUES ('p1', '甲')"); err != nil {
			t.Fatal(err)
		}
		const writers, rounds = 8, 10
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range rounds {
					if err := db.RunInTx(context.Background(), nil, increment); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT seen FROM people WHERE id = 'p1'").Scan(&n); err != nil || n != writers*rounds {
			t.Errorf("counted %d, want %d (%v)", n, writers*rounds, err)
		}
	})
}

func increment(ctx context.Context, tx bun.Tx) error {
	// The write comes first: PostgreSQL locks the row, SQLite has locked the file at the start.
	_, err := tx.ExecContext(ctx, "UPDATE people SET seen = seen + 1 WHERE id = 'p1'")
	if err != nil {
		return err
	}
	var n int
	return tx.QueryRowContext(ctx, "SELECT seen FROM people WHERE id = 'p1'").Scan(&n)
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		cfg     sqlstore.Config
		service string
		want    string
	}{
		"unknown driver": {sqlstore.Config{Driver: "mysql"}, "access", "know sqlite and postgres"},
		"no folder":      {sqlstore.Config{}, "access", "no folder"},
		"bad name":       {sqlstore.Config{Path: "x"}, "../access", "cannot name a store"},
		"bad dsn":        {sqlstore.Config{Driver: "postgres", DSN: "postgres://%%"}, "access", "connection string"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sqlstore.Open(t.Context(), c.cfg, c.service, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSize(t *testing.T) {
	each(t, func(t *testing.T, cfg sqlstore.Config) {
		if n, _, err := sqlstore.Size(t.Context(), cfg, "history"); n != 0 || err != nil {
			t.Errorf("a service without a store: %d %v", n, err)
		}
		open(t, cfg, "access", files(first))
		n, version, err := sqlstore.Size(t.Context(), cfg, "access")
		if err != nil || n < 1000 || (version == "") != (cfg.Driver == "") {
			t.Errorf("got %d, %q, %v", n, version, err)
		}
	})
}
