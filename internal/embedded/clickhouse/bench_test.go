package clickhouse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	ch "github.com/ClickHouse/clickhouse-go/v2"
)

// BenchmarkInsert stores blocks of 50,000 rows of 7 columns, one of them 300 bytes of text.
func BenchmarkInsert(b *testing.B) {
	conn := open(b)
	ctx := context.Background()
	exec(b, conn, "CREATE TABLE r (subject String, resource LowCardinality(String), id String, known DateTime64(3), version UInt64, op UInt8, body String) ENGINE = ReplacingMergeTree(version) ORDER BY (subject, resource, id)")
	body := strings.Repeat(`{"a":"聊城市","b":12},`, 12)
	const rows = 50_000
	n := 0
	for b.Loop() {
		batch, err := conn.PrepareBatch(ctx, "INSERT INTO r")
		if err != nil {
			b.Fatal(err)
		}
		for range rows {
			n++
			if err := batch.Append(fmt.Sprintf("91371500MA3%07d", n%100_000), "penalty", fmt.Sprintf("id-%09d", n), int64(1_770_000_000_000), uint64(n), uint8(1), body); err != nil {
				b.Fatal(err)
			}
		}
		if err := batch.Send(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkPoint reads one subject's rows.
func BenchmarkPoint(b *testing.B) {
	conn := open(b)
	ctx := context.Background()
	exec(b, conn, "CREATE TABLE r (subject String, id String, version UInt64, body String) ENGINE = ReplacingMergeTree(version) ORDER BY (subject, id)")
	exec(b, conn, "INSERT INTO r SELECT concat('91371500MA3', leftPad(toString(number % 100000), 7, '0')), toString(number), number, repeat('x', 300) FROM numbers(1000000)")
	for name, query := range map[string]string{"select1": "SELECT 'x', {s:String}", "final": "SELECT id, body FROM r FINAL WHERE subject = {s:String} ORDER BY id"} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				rows, err := conn.Query(ctx, query, ch.Named("s", fmt.Sprintf("91371500MA3%07d", n*7919%100_000)))
				if err != nil {
					b.Fatal(err)
				}
				var id, body string
				for rows.Next() {
					if err := rows.Scan(&id, &body); err != nil {
						b.Fatal(err)
					}
				}
				if err := rows.Err(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
