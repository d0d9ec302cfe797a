package bench

import (
	"context"
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/policy/policybench"
)

// agreements is how many random requests index and Casbin must agree on.
const agreements = 100_000

// openPolicy: P5 and P6. The agreement is checked once, because it is no measurement.
func openPolicy(_ context.Context, l *lab) (round, error) {
	l.progress.step("policy: asking Casbin %d questions", l.size(agreements))
	agreed, err := policybench.Agree(1, l.size(agreements))
	if err != nil {
		return nil, err
	}
	if agreed.First != "" {
		l.progress.step("policy: first disagreement: %s", agreed.First)
	}
	return func(_ context.Context, r *run) error {
		s, err := policybench.Measure(3)
		if err != nil {
			return err
		}
		if s.Lookup100k == 0 {
			return fmt.Errorf("policy: the base found nothing")
		}
		r.note("policy.cold", "ns", s.Decide100k, s.Lookup100k)
		r.note("policy.growth", "ns", s.Decide100k, s.Decide100)
		r.note("policy.by_id", "ns", s.ByID100k, s.Lookup100k)
		r.note("policy.agreement", "%", 100*float64(agreed.Agreed)/float64(agreed.Requests))
		r.note("policy.stale_allows", "decisions", float64(agreed.StaleAllows))
		return nil
	}, nil
}
