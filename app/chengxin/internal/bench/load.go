package bench

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// asker does the i-th of many like things and waits for its end.
type asker func(ctx context.Context, i int) error

// result is what a number of callers saw.
type result struct {
	perSecond float64
	p50       time.Duration
}

// turns is how often the sides of a comparison take turns within a round: a machine that is busy for a moment slows both.
const turns = 8

// versus has callers do n things on each side, the sides taking turns.
func versus(ctx context.Context, callers, n int, sides ...asker) ([]result, error) {
	took := make([]time.Duration, len(sides))
	waits := make([][]time.Duration, len(sides))
	each := max(1, n/turns/callers)
	for turn := range turns {
		for s, do := range sides {
			start := time.Now()
			w, err := together(ctx, callers, each, func(ctx context.Context, i int) error {
				// No side asks for what the one before it has just warmed.
				return do(ctx, (turn*len(sides)+s)*callers*each+i)
			})
			if err != nil {
				return nil, err
			}
			took[s] += time.Since(start)
			waits[s] = append(waits[s], w...)
		}
	}
	out := make([]result, len(sides))
	for s := range sides {
		slices.Sort(waits[s])
		out[s] = result{perSecond: float64(len(waits[s])) / took[s].Seconds(), p50: waits[s][len(waits[s])/2]}
	}
	return out, nil
}

// together has callers do each a number of things, one after the other, and gives how long each took.
func together(ctx context.Context, callers, each int, do asker) ([]time.Duration, error) {
	waits := make([][]time.Duration, callers)
	errs := make([]error, callers)
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			waits[c] = make([]time.Duration, 0, each)
			for i := range each {
				at := time.Now()
				if errs[c] = do(ctx, c*each+i); errs[c] != nil {
					return
				}
				waits[c] = append(waits[c], time.Since(at))
			}
		})
	}
	all.Wait()
	return slices.Concat(waits...), errors.Join(errs...)
}
