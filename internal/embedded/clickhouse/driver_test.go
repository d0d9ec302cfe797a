package clickhouse_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

// open gives a connection to a fresh database with a table t.
func open(t testing.TB) driver.Conn {
	t.Helper()
	config := chtest.Start(t)
	config.Database = chtest.Database(t, config)
	conn := chtest.Open(t, config)
	exec(t, conn, `CREATE TABLE t (id UInt64, subject String, name LowCardinality(String), amount Decimal(18, 2), at DateTime64(3, 'UTC'),
		tags Array(String), note Nullable(String)) ENGINE = MergeTree ORDER BY (subject, id)`)
	return conn
}

func exec(t testing.TB, conn driver.Conn, statement string, args ...any) {
	t.Helper()
	if err := conn.Exec(context.Background(), statement, args...); err != nil {
		t.Fatalf("%.60s: %v", statement, err)
	}
}

func count(t testing.TB, conn driver.Conn, from string) (n uint64) {
	t.Helper()
	if err := conn.QueryRow(context.Background(), "SELECT count() FROM "+from).Scan(&n); err != nil {
		t.Fatalf("count %s: %v", from, err)
	}
	return n
}

type row struct {
	ID      uint64    `ch:"id"`
	Subject string    `ch:"subject"`
	Name    string    `ch:"name"`
	At      time.Time `ch:"at"`
	Tags    []string  `ch:"tags"`
	Note    *string   `ch:"note"`
}

// fill inserts n rows in one batch.
func fill(t testing.TB, conn driver.Conn, n int) {
	t.Helper()
	ctx := context.Background()
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO t")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 5, 8, 30, 0, 123e6, time.UTC)
	note := "备注 with 'quotes' and \\ backslash"
	for i := range n {
		var p *string
		if i%2 == 0 {
			p = &note
		}
		if err := batch.Append(uint64(i), fmt.Sprintf("91371500MA3%07d", i%1000), "聊城市行政审批服务局", "12.50", at, []string{"许可", "a'b"}, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

func TestBatchAndSelect(t *testing.T) {
	conn := open(t)
	fill(t, conn, 50_000)
	if n := count(t, conn, "t"); n != 50_000 {
		t.Fatalf("%d rows instead of 50000", n)
	}
	var rows []row
	if err := conn.Select(context.Background(), &rows, "SELECT id, subject, name, at, tags, note FROM t WHERE id < ? ORDER BY id", 3); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || rows[1].ID != 1 || rows[1].Note != nil || rows[2].Note == nil || *rows[2].Note != "备注 with 'quotes' and \\ backslash" {
		t.Fatalf("unexpected rows %+v", rows)
	}
	if rows[0].Name != "聊城市行政审批服务局" || len(rows[0].Tags) != 2 || rows[0].Tags[1] != "a'b" || rows[0].At.UnixMilli()%1000 != 123 {
		t.Fatalf("unexpected row %+v", rows[0])
	}
	none := []row{}
	if err := conn.Select(context.Background(), &none, "SELECT id, subject FROM t WHERE id > 1000000"); err != nil || len(none) != 0 {
		t.Fatalf("an empty answer gave %v, %v", none, err)
	}
}

func TestParameters(t *testing.T) {
	conn := open(t)
	ctx := context.Background()
	for _, text := range []string{"聊城诚信", `it's "quoted"`, `back\slash`, "tab\tand\nnewline", "", "'; DROP TABLE t; --", "{x:String}", strings.Repeat("信", 100_000)} {
		var got string
		if err := conn.QueryRow(ctx, "SELECT {x:String}", ch.Named("x", text)).Scan(&got); err != nil || got != text {
			t.Errorf("named %.30q came back as %.30q, %v", text, got, err)
		}
		if len(text) > 1000 {
			continue // bound by the client into the statement, which has a limit of its own
		}
		if err := conn.QueryRow(ctx, "SELECT ?", text).Scan(&got); err != nil || got != text {
			t.Errorf("bound %.30q came back as %.30q, %v", text, got, err)
		}
	}
	var sum uint64
	var day time.Time
	err := conn.QueryRow(ctx, "SELECT arraySum({a:Array(UInt64)}), {d:Date}", ch.Named("a", []uint64{1, 2, 3}), ch.Named("d", "2026-03-05")).Scan(&sum, &day)
	if err != nil || sum != 6 || day.Day() != 5 {
		t.Errorf("typed parameters gave %d, %v, %v", sum, day, err)
	}
	exec(t, conn, "INSERT INTO t (id, subject) SELECT {id:UInt64}, {s:String}", ch.Named("id", 7), ch.Named("s", "中文"))
	if n := count(t, conn, "t WHERE subject = '中文'"); n != 1 {
		t.Errorf("%d rows instead of 1", n)
	}
}

func TestSettingsStayWithTheirQuery(t *testing.T) {
	conn := open(t)
	threads := func(ctx context.Context) (n uint64) {
		t.Helper()
		if err := conn.QueryRow(ctx, "SELECT toUInt64(getSetting('max_block_size'))").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	usual := threads(context.Background())
	with := ch.Context(context.Background(), ch.WithSettings(ch.Settings{"max_block_size": 1234, "join_use_nulls": 1}))
	for range 3 {
		if n := threads(with); n != 1234 {
			t.Errorf("the setting was %d inside", n)
		}
		if n := threads(context.Background()); n != usual {
			t.Errorf("the setting leaked: %d instead of %d", n, usual)
		}
	}
	for name, want := range map[string]int32{"no_such_setting": 115, "log_comment": 115, "readonly": 115, "max_threads' = 1, x = '": 115} {
		err := conn.Exec(ch.Context(context.Background(), ch.WithSettings(ch.Settings{name: "1"})), "SELECT 1")
		wantCode(t, err, want)
	}
	exec(t, conn, "SET max_block_size = 77")
	exec(t, conn, "USE system")
	for range 4 {
		if n := threads(context.Background()); n != usual {
			t.Errorf("SET leaked into another request: %d", n)
		}
		count(t, conn, "t") // the database is still the connection's own
	}
}

func wantCode(t testing.TB, err error, code int32) {
	t.Helper()
	var ex *ch.Exception
	if !errors.As(err, &ex) {
		t.Errorf("got %v instead of an exception with code %d", err, code)
	} else if ex.Code != code {
		t.Errorf("got code %d instead of %d: %v", ex.Code, code, err)
	}
}

func TestErrorsKeepTheirCode(t *testing.T) {
	conn := open(t)
	ctx := context.Background()
	for statement, code := range map[string]int32{
		"SELECT * FROM nowhere":               60,
		"SELECT FROM WHERE":                   62,
		"SELECT nope FROM t":                  47,
		"SELECT throwIf(1, '信用')":             395,
		"SELECT 1; SELECT 2":                  62,
		"CREATE DATABASE system":              82,
		"SYSTEM SHUTDOWN":                     48,
		"INSERT INTO t (id) SELECT 'x'":       6,
		"SELECT 1 SETTINGS log_comment = 'x'": 36,
	} {
		wantCode(t, conn.Exec(ctx, statement), code)
	}
	_, err := conn.Query(ctx, "SELECT * FROM nowhere")
	wantCode(t, err, 60)
	batch, err := conn.PrepareBatch(ch.Context(ctx, ch.WithColumnNamesAndTypes([]ch.ColumnNameAndType{{Name: "id", Type: "UInt64"}})), "INSERT INTO nowhere (id)")
	if err != nil {
		t.Fatal(err)
	}
	if err := batch.Append(uint64(1)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, batch.Send(), 60)
}

func TestErrorInTheMiddleOfAnAnswer(t *testing.T) {
	conn := open(t)
	rows, err := conn.Query(context.Background(), "SELECT number, throwIf(number = 5000000, '中途') FROM numbers(10000000)")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for rows.Next() {
		n++
	}
	wantCode(t, rows.Err(), 395)
	if n == 0 {
		t.Error("the error came first, so this proved nothing")
	}
	_ = rows.Close()
	count(t, conn, "t")
}

func TestParallelQueries(t *testing.T) {
	conn := open(t)
	fill(t, conn, 10_000)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			for j := range 10 {
				var n, echo uint64
				err := conn.QueryRow(context.Background(), "SELECT count(), {x:UInt64} FROM t WHERE id % 32 = {x:UInt64}", ch.Named("x", i)).Scan(&n, &echo)
				if err != nil || echo != uint64(i) || n < 300 {
					t.Errorf("caller %d, round %d: %d, %d, %v", i, j, n, echo, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestWrongPassword(t *testing.T) {
	config := chtest.Start(t)
	for name, change := range map[string]func(){
		"password": func() { config.Password = "wrong" },
		"user":     func() { config.Username = "nobody" },
		"none":     func() { config.Username, config.Password = "", "" },
	} {
		change()
		wantCode(t, chtest.Open(t, config).Ping(context.Background()), 516)
		_ = name
	}
}
