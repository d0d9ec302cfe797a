package historybench

import (
	"os"
	"strconv"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
)

func TestMain(m *testing.M) { chtest.Main(m) }

func TestSubjectsHaveRightCodes(t *testing.T) {
	for i := range 300 {
		if reason := subject.CheckUSCC(Subject(i)); reason != "" {
			t.Fatalf("%d: %q %s", i, Subject(i), reason)
		}
	}
}

// TestRound runs the measurement small; HISTORYBENCH_ROWS makes it a real one.
func TestRound(t *testing.T) {
	rows, rounds := 3000, 1
	if n, err := strconv.Atoi(os.Getenv("HISTORYBENCH_ROWS")); err == nil {
		rows, rounds = n, 3
	}
	cfg := chtest.Start(t)
	b := &Bench{Kafka: kafkatest.Start(t), Conn: chtest.Open(t, cfg), Database: chtest.Database(t, cfg)}
	if err := b.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Publish(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	for range rounds {
		r, err := b.Round(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("read+decode %.0f/s, insert %.0f/s, raw %.0f/s, pipeline %.0f/s: %.2f of the halves, %.2f of raw", r.ReadDecode, r.Insert, r.Raw, r.Pipeline, r.Pipeline/r.Harmonic(), r.Pipeline/r.Raw)
	}
}
