package clickhouse_test

import (
	"fmt"
	"testing"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestAsyncInsert inserts in the ways clickhouse-go has for rows the server gathers: what is waited for is there at once, what is
// not comes by itself.
func TestAsyncInsert(t *testing.T) {
	conn := open(t)
	ctx := t.Context()
	insert := func(id int) string {
		return fmt.Sprintf("INSERT INTO t (id, subject, name, amount, at) VALUES (%d, 's', 'n', 1.5, '2026-03-01 08:00:00.000')", id)
	}
	if err := conn.Exec(ch.Context(ctx, ch.WithAsync(true)), insert(1)); err != nil {
		t.Fatal("waiting, by the context: ", err)
	}
	if err := conn.AsyncInsert(ctx, insert(2), true); err != nil { //nolint:staticcheck // old callers still use it
		t.Fatal("waiting, by its own call: ", err)
	}
	if n := count(t, conn, "t"); n != 2 {
		t.Errorf("%d rows of 2 that were waited for", n)
	}
	if err := conn.Exec(ch.Context(ctx, ch.WithAsync(false)), insert(3)); err != nil {
		t.Fatal("not waiting: ", err)
	}
	testkit.Eventually(t, 30*time.Second, "the row nobody waited for", func() bool { return count(t, conn, "t") == 3 })
	if err := conn.Exec(ch.Context(ctx, ch.WithAsync(true)), "INSERT INTO t (id) VALUES ('no number')"); err == nil {
		t.Error("a row that is no row was taken")
	}
	if n := count(t, conn, "t"); n != 3 {
		t.Errorf("%d rows after a refused one", n)
	}
}
