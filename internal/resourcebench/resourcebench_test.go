package resourcebench_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/resourcebench"
)

func BenchmarkDecode(b *testing.B)    { bench(b, resourcebench.Decode) }
func BenchmarkUnmarshal(b *testing.B) { bench(b, resourcebench.Unmarshal) }

func bench(b *testing.B, side func() (func() error, error)) {
	round, err := side()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := round(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	round, err := resourcebench.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		if err := round(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per record", n)
	}
}

// BenchmarkRatio runs both sides in turn, so that a busy machine disturbs both, and reports the median ratio.
func BenchmarkRatio(b *testing.B) {
	ours, err := resourcebench.Decode()
	if err != nil {
		b.Fatal(err)
	}
	theirs, err := resourcebench.Unmarshal()
	if err != nil {
		b.Fatal(err)
	}
	run := func(f func() error) time.Duration {
		from := time.Now()
		for range 500 {
			if err := f(); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(from)
	}
	var ratios []float64
	for b.Loop() {
		ratios = append(ratios, float64(run(ours))/float64(run(theirs)))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
}
