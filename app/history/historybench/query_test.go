package historybench

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

// TestQueries runs the reads small; HISTORYBENCH_ROWS makes it a measurement.
func TestQueries(t *testing.T) {
	rows, names, rounds := 2000, 2000, 1
	if n, err := strconv.Atoi(os.Getenv("HISTORYBENCH_ROWS")); err == nil {
		rows, names, rounds = n, 1_000_000, 51
	}
	cfg := chtest.Start(t)
	b := &Bench{Conn: chtest.Open(t, cfg), Database: chtest.Database(t, cfg)}
	if err := b.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Fill(t.Context(), 0, rows); err != nil {
		t.Fatal(err)
	}
	p50 := func(what string, want int, do func() (int, error)) {
		var took []time.Duration
		for range rounds {
			start := time.Now()
			n, err := do()
			took = append(took, time.Since(start))
			if err != nil || n < want {
				t.Fatalf("%s: %d %v", what, n, err)
			}
		}
		slices.Sort(took)
		t.Logf("%s: p50 %s", what, took[len(took)/2])
	}
	at := 0
	next := func() string { at += 37; return Subject(at % (rows / 10)) }
	p50("point query", 10, func() (int, error) { return b.Query(t.Context(), next()) })
	p50("profile read", 10, func() (int, error) { return b.Profile(t.Context(), next()) })
	if err := b.FillNames(t.Context(), names); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"科技", "昌盛", "华东昌商贸", "聊城"} {
		p50("name "+name, 0, func() (int, error) { return b.Search(t.Context(), name, "") })
	}
	p50("code", 1, func() (int, error) { return b.Search(t.Context(), "", Code(345)) })
}
