package chio_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

func TestMain(m *testing.M) { chtest.Main(m) }

func files(pairs ...string) fstest.MapFS {
	fs := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fs[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fs
}

func count(t *testing.T, conn driver.Conn, from string) (n uint64) {
	t.Helper()
	if err := conn.QueryRow(context.Background(), "SELECT count() FROM "+from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const first = `-- a comment; with a semicolon
CREATE TABLE IF NOT EXISTS {db}.a {on_cluster} (n UInt64, s String DEFAULT 'x;y') ENGINE = {engine}MergeTree ORDER BY n;
/* another; one */
INSERT INTO {db}.a (n) VALUES (1);
`

func TestMigrateRunsEachStatementOnce(t *testing.T) {
	config := chtest.Start(t)
	conn := chtest.Open(t, config)
	db := chtest.Database(t, config)
	ctx := context.Background()
	for range 3 {
		if err := chio.Migrate(ctx, conn, db, files("0001_first.sql", first)); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, conn, db+".a WHERE s = 'x;y'"); n != 1 {
		t.Errorf("the insert ran %d times", n)
	}
	second := "INSERT INTO {db}.a (n) VALUES (2)"
	if err := chio.Migrate(ctx, conn, db, files("0001_first.sql", first, "0002_second.sql", second)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, conn, db+".a"); n != 2 {
		t.Errorf("%d rows instead of 2", n)
	}
	if n := count(t, conn, db+".schema_migrations"); n != 3 {
		t.Errorf("%d statements recorded instead of 3", n)
	}
}

func TestMigrateRefuses(t *testing.T) {
	config := chtest.Start(t)
	conn := chtest.Open(t, config)
	db := chtest.Database(t, config)
	ctx := context.Background()
	if err := chio.Migrate(ctx, conn, db, files("0001_first.sql", first)); err != nil {
		t.Fatal(err)
	}
	for want, fs := range map[string]fstest.MapFS{
		"has changed":     files("0001_first.sql", strings.Replace(first, "(1)", "(9)", 1)),
		"have one number": files("0001_first.sql", first, "1_other.sql", "SELECT 1"),
		"is not named":    files("first.sql", first),
		"not closed":      files("0002_a.sql", "SELECT 'open"),
		"statement 1 of":  files("0002_a.sql", "SELECT nonsense FROM nowhere"),
	} {
		if err := chio.Migrate(ctx, conn, db, fs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v instead of %q", err, want)
		}
	}
	if err := chio.Migrate(ctx, conn, "a`b", files()); err == nil {
		t.Error("an odd database name was taken")
	}
}

func TestMigrateMakesItsDatabase(t *testing.T) {
	config := chtest.Start(t)
	config.Database = "made_by_migrate"
	conn := chtest.Open(t, config)
	defer func() { _ = conn.Exec(context.Background(), "DROP DATABASE IF EXISTS made_by_migrate") }()
	// The database of the connection need not exist for the statement that makes it.
	admin := chtest.Open(t, chtest.Start(t))
	if err := chio.Migrate(context.Background(), admin, "made_by_migrate", files("0001_first.sql", first)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, conn, "a"); n != 1 {
		t.Errorf("%d rows", n)
	}
}
