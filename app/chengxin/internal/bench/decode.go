package bench

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/resourcebench"
)

// decodeRecords of each side make a round; they alternate in small steps, so that a busy machine disturbs both alike.
const (
	decodeRecords = 100_000
	decodeStep    = 25
)

// openDecode: P3.
func openDecode(_ context.Context, l *lab) (round, error) {
	ours, err := resourcebench.Decode()
	if err != nil {
		return nil, err
	}
	theirs, err := resourcebench.Unmarshal()
	if err != nil {
		return nil, err
	}
	steps := max(1, l.size(decodeRecords)/decodeStep)
	return func(_ context.Context, r *run) error {
		value, base := make([]float64, steps), make([]float64, steps)
		for i := range steps {
			var err error
			if base[i], err = timed(theirs); err != nil {
				return err
			}
			if value[i], err = timed(ours); err != nil {
				return err
			}
		}
		r.note("decode.record", "ns", median(value), median(base))
		return nil
	}, nil
}

func timed(do func() error) (nanos float64, err error) {
	start := time.Now()
	for range decodeStep {
		if err := do(); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(start).Nanoseconds()) / decodeStep, nil
}
