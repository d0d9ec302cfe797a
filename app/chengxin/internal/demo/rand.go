package demo

import "math/rand/v2"

// dice is the seeded randomness of one generator; equal seeds give equal cities.
type dice struct{ *rand.Rand }

func newDice(seed, stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is a whole number in [lo, hi].
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// skewed picks an index below n with a long tail: most subjects have a handful of records, a few have dozens.
func (d dice) skewed(n int) int {
	f := d.Float64()
	if d.chance(0.3) {
		f *= f
	}
	return int(f * float64(n))
}
