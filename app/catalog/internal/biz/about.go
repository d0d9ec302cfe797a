package biz

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Ledger tells who was given records of a resource, those who asked most first.
type Ledger interface {
	Usage(ctx context.Context, resource string, from time.Time) ([]Use, error)
}

// Agencies names agencies.
type Agencies interface {
	AgencyName(code string) string
}

// Rights tell which actions a caller has a line for, on whatever object.
type Rights interface {
	Actions(p grant.Principal) []string
}

// Use is what one agency was given of a resource.
type Use struct {
	Agency, Name string
	// Queries are the answers that held at least one record of it, Records how many they held together.
	Queries, Records int64
	Last             time.Time
}

// Usage is what the ledger tells of a resource.
type Usage struct {
	Uses []Use
	Days int // how far back
	// Rounded is set for those who have no line to read records, the ledger or to edit the catalog: they learn who uses a resource, but
	// agencies with fewer than FewAnswers are left out, counts are rounded down to FewAnswers, and of the last time only the day is told.
	// From exact figures a credit subject could tell that it was itself looked at, when and by whom, beside what its own list shows.
	Rounded bool
}

// FewAnswers is how coarse a rounded usage is.
const FewAnswers = 5

// exactActions are those with which the exact usage is told: reading records, searching the ledger, keeping the catalog.
var exactActions = []string{"record.query", "audit.search", "catalog.edit"}

// UsageDays is how far back usage is told when the caller does not say.
const UsageDays = 30

// defaultSamples is how many samples are made when the caller does not say.
const defaultSamples = 3

// AboutDeps are what About needs besides the register; all are required.
type AboutDeps struct {
	Ledger   Ledger
	Agencies Agencies
	Rights   Rights
}

// About tells more of a resource than its definition does.
type About struct {
	AboutDeps
	resources *Resources
}

// NewAbout makes the use-case.
func NewAbout(r *Resources, d AboutDeps) *About { return &About{d, r} }

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

// Usage tells who was given records of the resource in the last days, 0: UsageDays. That it was asked is in the ledger before the answer
// leaves.
func (a *About) Usage(ctx context.Context, code string, days int) (Usage, error) {
	if _, err := a.resources.Schema(code); err != nil {
		return Usage{}, err
	}
	if days <= 0 {
		days = UsageDays
	}
	who, now := grant.From(ctx), a.resources.Clock.Now()
	uses, err := a.Ledger.Usage(ctx, code, now.AddDate(0, 0, -days))
	if err != nil {
		return Usage{}, err
	}
	held := a.Rights.Actions(who)
	out := Usage{Uses: uses, Days: days, Rounded: !slices.ContainsFunc(exactActions, func(x string) bool { return slices.Contains(held, x) })}
	if out.Rounded {
		out.Uses = rounded(uses)
	}
	for i := range out.Uses {
		out.Uses[i].Name = a.Agencies.AgencyName(out.Uses[i].Agency)
	}
	told, err := json.Marshal(out)
	if err != nil {
		return Usage{}, fmt.Errorf("encode usage: %w", err)
	}
	_, err = a.resources.Evidence.Record(ctx, evidence.Event{
		At: now, Kind: evidence.Ledger, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential, Resource: code, Action: "catalog.usage",
		Allow: true, AnswerDigest: sha256.Sum256(told), Count: int64(len(out.Uses)), Withheld: int64(len(uses) - len(out.Uses)), Note: fmt.Sprintf("%d days", days),
	})
	if err != nil {
		return Usage{}, err
	}
	return out, nil
}

// china is the zone of the days people read.
var china = time.FixedZone("CST", 8*3600)

// rounded leaves out what is too little to tell and makes the rest coarse.
func rounded(exact []Use) []Use {
	var out []Use
	for _, u := range exact {
		if u.Queries < FewAnswers {
			continue
		}
		y, m, d := u.Last.In(china).Date()
		u.Queries, u.Records, u.Last = u.Queries-u.Queries%FewAnswers, u.Records-u.Records%FewAnswers, time.Date(y, m, d, 0, 0, 0, 0, china)
		out = append(out, u)
	}
	return out
}
