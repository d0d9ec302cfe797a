package bench

import (
	"errors"
	"math"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{3, 1, 2}, 2}, {[]float64{4, 1, 2, 3}, 2.5}, {[]float64{5, 5, 1, 9, 5}, 5}} {
		if got := median(c.in); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.in, got, c.want)
		}
	}
	in := []float64{3, 1, 2}
	if median(in); in[0] != 3 {
		t.Error("median sorts what it was given")
	}
	if !math.IsNaN(median(nil)) {
		t.Error("the median of nothing is a number")
	}
}

func TestSpread(t *testing.T) {
	if got := spread([]float64{100, 130, 110}); math.Abs(got-0.3) > 1e-9 {
		t.Errorf("spread = %v", got)
	}
	if spread(nil) != 0 || spread([]float64{7}) != 0 {
		t.Error("nothing and one value do not spread")
	}
	if !math.IsInf(spread([]float64{0, 1}), 1) {
		t.Error("a base of zero is no base")
	}
}

func TestRatioIsOfRounds(t *testing.T) {
	// The machine was half as fast in the second round: both sides were, so the ratio is the same.
	s := series{value: []float64{80, 40, 81}, base: []float64{100, 50, 100}}
	if got := s.ratio(); math.Abs(got-0.8) > 1e-9 {
		t.Errorf("ratio = %v", got)
	}
}

func runOf(values ...float64) *run {
	r := &run{}
	for _, v := range values {
		r.note("a", "x", 1, v)
		r.note("alone", "x", v)
	}
	return r
}

func TestRepeat(t *testing.T) {
	wild, calm := runOf(1, 2, 1), runOf(1, 1.1, 1)
	calls := 0
	got, err := repeat(2, func(int) (*run, error) { calls++; return calm, nil })
	if err != nil || calls != 1 || got != calm {
		t.Fatalf("a calm run was repeated: %d calls, %v", calls, err)
	}
	calls = 0
	runs := []*run{wild, calm, calm}
	got, err = repeat(2, func(try int) (*run, error) { calls++; return runs[try], nil })
	if err != nil || calls != 2 || got.spread() > allowed {
		t.Fatalf("%d calls, spread %v, %v", calls, got.spread(), err)
	}
	calls = 0
	got, err = repeat(2, func(int) (*run, error) { calls++; return runOf(1, 2+float64(calls), 1), nil })
	if err != nil || calls != 3 || math.Abs(got.spread()-2) > 1e-9 {
		t.Fatalf("repeats are bounded and the steadiest counts: %d calls, spread %v, %v", calls, got.spread(), err)
	}
	broken := errors.New("broken")
	if _, err = repeat(2, func(int) (*run, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Fatal(err)
	}
}
