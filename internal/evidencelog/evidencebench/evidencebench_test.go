package evidencebench

import (
	"fmt"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// BenchmarkEvidence prints the log's rate and wait beside the raw produce's; `go test -bench . -benchtime 5x`.
func BenchmarkEvidence(b *testing.B) {
	c := kafkatest.StartProcess(b).Config
	if err := kafkaio.EnsureTopics(b.Context(), c, kafkaio.TopicSpec{Name: "raw"}); err != nil {
		b.Fatal(err)
	}
	l, err := evidencelog.New(c, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	for _, callers := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			for range b.N {
				n := 1500 * callers
				fsync, err := Fsync(b.TempDir(), 1000)
				if err != nil {
					b.Fatal(err)
				}
				raw, err := Raw(b.Context(), c, "raw", callers, n)
				if err != nil {
					b.Fatal(err)
				}
				ours, err := Log(b.Context(), l, callers, n)
				if err != nil {
					b.Fatal(err)
				}
				b.Logf("fsync p50 %v; raw %.0f/s p50 %v; log %.0f/s p50 %v; ratio %.2f, wait %.1f fsyncs",
					fsync.P50, raw.PerSecond, raw.P50, ours.PerSecond, ours.P50, ours.PerSecond/raw.PerSecond, float64(ours.P50)/float64(fsync.P50))
			}
		})
	}
}
