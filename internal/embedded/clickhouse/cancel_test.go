package clickhouse_test

import (
	"context"
	"errors"
	"testing"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

const endless = "SELECT count() FROM numbers_mt(1000000000000) WHERE sipHash64(number) = 1"

func running(t testing.TB, conn driver.Conn) (n uint64) {
	t.Helper()
	err := conn.QueryRow(context.Background(), "SELECT count() FROM system.processes WHERE query LIKE '%1000000000000%' AND query NOT LIKE '%processes%'").Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDeadlineStopsTheQuery(t *testing.T) {
	conn := open(t)
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	var n uint64
	if err := conn.QueryRow(ctx, endless).Scan(&n); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	testkit.Eventually(t, 5*time.Second, "the query is stopped", func() bool { return running(t, conn) == 0 })
}

func TestCancelStopsTheQuery(t *testing.T) {
	for name, statement := range map[string]string{
		"read":   endless,
		"stream": "SELECT number FROM numbers_mt(1000000000000)",
	} {
		t.Run(name, func(t *testing.T) {
			conn := open(t)
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() {
				rows, err := conn.Query(ctx, statement)
				if err == nil {
					for rows.Next() {
					}
					err = rows.Err()
					_ = rows.Close()
				}
				done <- err
			}()
			testkit.Eventually(t, 5*time.Second, "the query runs", func() bool { return running(t, conn) == 1 })
			cancel()
			if err := <-done; err == nil {
				t.Error("the cancelled query ended without an error")
			}
			testkit.Eventually(t, 5*time.Second, "the query is stopped", func() bool { return running(t, conn) == 0 })
			for range 20 { // its session serves the next ones as if nothing had been
				count(t, conn, "t")
			}
		})
	}
}

func TestManyCancellations(t *testing.T) {
	conn := open(t)
	fill(t, conn, 1000)
	for i := range 60 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%6)*500*time.Microsecond)
		var n uint64
		_ = conn.QueryRow(ctx, "SELECT count() FROM t WHERE NOT ignore(sleepEachRow(0.00001))").Scan(&n) // may or may not make it
		cancel()
		if got := count(t, conn, "t"); got != 1000 {
			t.Fatalf("round %d: %d rows", i, got)
		}
	}
}

// The engine may go on with an INSERT ... SELECT after a kill (see the package comment), so its time limit must hold.
func TestTimeLimitStopsInsertSelect(t *testing.T) {
	conn := open(t)
	ctx := ch.Context(context.Background(), ch.WithSettings(ch.Settings{"max_execution_time": 1}))
	err := conn.Exec(ctx, "INSERT INTO t (id) SELECT number FROM numbers_mt(1000000000000) WHERE sipHash64(number) = 1")
	wantCode(t, err, 159)
	testkit.Eventually(t, 5*time.Second, "the query is stopped", func() bool { return running(t, conn) == 0 })
}
