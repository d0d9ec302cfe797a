package clickhouse_test

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	ch "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

// resident is this process's memory in bytes.
func resident(t testing.TB) uint64 {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0 // only Linux tells
	}
	pages, err := strconv.ParseUint(strings.Fields(string(b))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * uint64(os.Getpagesize())
}

func TestLargeAnswersAreStreamed(t *testing.T) {
	conn := open(t)
	count(t, conn, "t") // warm
	runtime.GC()
	before, peak := resident(t), uint64(0)
	ctx := ch.Context(context.Background(), ch.WithSettings(ch.Settings{"max_block_size": 8192}))
	rows, err := conn.Query(ctx, "SELECT number, repeat('信用', 50) FROM numbers(1000000)") // 300 MB
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var n, sum uint64
	var text string
	for rows.Next() {
		var id uint64
		if err := rows.Scan(&id, &text); err != nil {
			t.Fatal(err)
		}
		if n++; n%50_000 == 0 {
			peak = max(peak, resident(t))
		}
		sum += id
	}
	if err := rows.Err(); err != nil || n != 1_000_000 || sum != 499999500000 {
		t.Fatalf("%d rows, sum %d, %v", n, sum, err)
	}
	if peak > before && peak-before > 128<<20 {
		t.Errorf("300 MB of answer took %d MB of memory", (peak-before)>>20)
	}
}

func TestCompressions(t *testing.T) {
	for _, method := range []ch.CompressionMethod{ch.CompressionNone, ch.CompressionLZ4, ch.CompressionZSTD, ch.CompressionGZIP, ch.CompressionDeflate, ch.CompressionBrotli} {
		for _, coding := range []int{0, 1} {
			t.Run(method.String()+strconv.Itoa(coding), func(t *testing.T) {
				config := chtest.Start(t)
				db := chtest.Database(t, config)
				conn, err := ch.Open(&ch.Options{
					Protocol: ch.HTTP, Addr: []string{config.Address}, Auth: ch.Auth{Database: db, Username: config.Username, Password: config.Password},
					Compression: &ch.Compression{Method: method, Level: 3}, Settings: ch.Settings{"enable_http_compression": coding},
				})
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				exec(t, conn, `CREATE TABLE t (id UInt64, subject String, name LowCardinality(String), amount Decimal(18, 2), at DateTime64(3, 'UTC'),
					tags Array(String), note Nullable(String)) ENGINE = MergeTree ORDER BY (subject, id)`)
				fill(t, conn, 20_000)
				var rows []row
				if err := conn.Select(context.Background(), &rows, "SELECT id, subject, name, at, tags, note FROM t ORDER BY id"); err != nil {
					t.Fatal(err)
				}
				if len(rows) != 20_000 || rows[19_999].ID != 19_999 || rows[0].Name != "聊城市行政审批服务局" {
					t.Fatalf("%d rows", len(rows))
				}
				wantCode(t, conn.Exec(context.Background(), "SELECT * FROM nowhere"), 60)
				_, err = conn.Query(context.Background(), "SELECT * FROM nowhere")
				wantCode(t, err, 60)
				stream, err := conn.Query(context.Background(), "SELECT number, throwIf(number = 5000000, '中途') FROM numbers(10000000)")
				if err != nil {
					t.Fatal(err)
				}
				for stream.Next() {
				}
				if stream.Err() == nil {
					t.Error("an error in the middle of an answer got lost")
				} else if method != ch.CompressionLZ4 && method != ch.CompressionZSTD {
					wantCode(t, stream.Err(), 395)
				}
				_ = stream.Close()
			})
		}
	}
}
