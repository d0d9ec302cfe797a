package bench

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// load has callers do the same thing n times in all, each waiting for its own.
func load(ctx context.Context, callers, n int, do func(ctx context.Context, i int) error) (perSecond float64, p50 time.Duration, err error) {
	each := max(1, n/callers)
	waits := make([][]time.Duration, callers)
	errs := make([]error, callers)
	var all sync.WaitGroup
	start := time.Now()
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
	took := time.Since(start)
	if err := errors.Join(errs...); err != nil {
		return 0, 0, err
	}
	waited := slices.Concat(waits...)
	slices.Sort(waited)
	return float64(each*callers) / took.Seconds(), waited[len(waited)/2], nil
}
