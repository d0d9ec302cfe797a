package data

import (
	"context"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

func TestMain(m *testing.M) { chtest.Main(m) }

// fresh is a migrated database of its own.
func fresh(t testing.TB) (driver.Conn, string) {
	t.Helper()
	cfg := chtest.Start(t)
	db := chtest.Database(t, cfg)
	conn := chtest.Open(t, cfg)
	for range 2 { // a second time changes nothing
		if err := Migrate(context.Background(), conn, db); err != nil {
			t.Fatal(err)
		}
	}
	return conn, db
}
