package biz

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
)

// Ledger tells who was given records of a resource, those who asked most first.
type Ledger interface {
	Usage(ctx context.Context, resource string, from time.Time) ([]Use, error)
}

// Agencies names agencies.
type Agencies interface {
	AgencyName(code string) string
}

// Use is what one agency was given of a resource.
type Use struct {
	Agency, Name string
	// Queries are the answers that held at least one record of it, Records how many they held together.
	Queries, Records int64
	Last             time.Time
}

// UsageDays is how far back usage is told when the caller does not say.
const UsageDays = 30

// defaultSamples is how many samples are made when the caller does not say.
const defaultSamples = 3

// About tells more of a resource than its definition does.
type About struct {
	resources *Resources
	ledger    Ledger
	agencies  Agencies
	clock     clock.Clock
}

// NewAbout makes the use-case.
func NewAbout(r *Resources, l Ledger, a Agencies) *About { return &About{r, l, a, r.Clock} }

// Samples makes synthetic records of the resource in force, each as JSON; 0 makes three.
func (a *About) Samples(code string, count int) ([][]byte, error) {
	s, err := a.resources.Schema(code)
	if err != nil {
		return nil, err
	}
	if count <= 0 {
		count = defaultSamples
	}
	return s.Samples(count)
}

// Usage tells who was given records of the resource in the last days, 0: UsageDays. days is how many it was.
func (a *About) Usage(ctx context.Context, code string, back int) (uses []Use, days int, err error) {
	if _, err := a.resources.Schema(code); err != nil {
		return nil, 0, err
	}
	if days = back; days <= 0 {
		days = UsageDays
	}
	if uses, err = a.ledger.Usage(ctx, code, a.clock.Now().AddDate(0, 0, -days)); err != nil {
		return nil, 0, err
	}
	for i := range uses {
		uses[i].Name = a.agencies.AgencyName(uses[i].Agency)
	}
	return uses, days, nil
}
