package bench

import (
	"math"
	"slices"
)

// allowed is how far the base of a figure may spread, largest over smallest minus one, before its run is repeated.
const allowed = 0.30

// median is the middle of the values; of an even number the mean of the two in the middle. NaN if there are none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	v := slices.Sorted(slices.Values(values))
	mid := len(v) / 2
	if len(v)%2 == 1 {
		return v[mid]
	}
	return (v[mid-1] + v[mid]) / 2
}

// spread is the largest over the smallest, minus one; infinite if the smallest is not above zero.
func spread(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	low, high := slices.Min(values), slices.Max(values)
	if low <= 0 {
		return math.Inf(1)
	}
	return high/low - 1
}

// series is what the rounds of one run found for one figure. Base is empty for a figure that stands alone.
type series struct {
	name, unit  string
	value, base []float64
}

// ratio is the median of the rounds' own ratios: both sides of a round saw the same machine.
func (s *series) ratio() float64 {
	r := make([]float64, len(s.base))
	for i := range s.base {
		r[i] = s.value[i] / s.base[i]
	}
	return median(r)
}

// run is a number of rounds, figure by figure in the order they were first noted.
type run struct{ figures []*series }

func (r *run) note(name, unit string, value float64, base ...float64) {
	for _, f := range r.figures {
		if f.name == name {
			f.value, f.base = append(f.value, value), append(f.base, base...)
			return
		}
	}
	r.figures = append(r.figures, &series{name: name, unit: unit, value: []float64{value}, base: base})
}

// steady keeps of two runs, figure by figure, the one with the steadier base.
func (r *run) steady(other *run) {
	for i, f := range r.figures {
		if i < len(other.figures) && other.figures[i].name == f.name && spread(other.figures[i].base) < spread(f.base) {
			r.figures[i] = other.figures[i]
		}
	}
}

// spread is the worst of the figures' bases.
func (r *run) spread() float64 {
	worst := 0.0
	for _, f := range r.figures {
		worst = max(worst, spread(f.base))
	}
	return worst
}

// repeat makes a run, and again while a base spreads too far, at most so many times more. The steadiest counts, figure by figure.
func repeat(repeats int, once func(try int) (*run, error)) (*run, error) {
	best, err := once(0)
	for try := 1; err == nil && try <= repeats && best.spread() > allowed; try++ {
		var next *run
		if next, err = once(try); err == nil {
			best.steady(next)
		}
	}
	return best, err
}
