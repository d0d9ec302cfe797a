package biz

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// SummaryDays is how far back a summary reaches when it is not told where to begin.
const SummaryDays = 30

// Summary is what the entries of a filter come to. Hours and days are those of Asia/Shanghai.
type Summary struct {
	Total, Denied int64
	// Actors and Subjects are how many different ones there are.
	Actors, Subjects int64
	// Hours has a cell for each hour of a weekday with entries, Days a row for each day with entries, both in order of time.
	Hours []HourCount
	Days  []DayCount
	// The highest of each, at most TopCount.
	TopActors                           []ActorCount
	Agencies, Refusals, Kinds, Purposes []NameCount
	TreeSize                            uint64
}

// TopCount is how many of the highest a summary names.
const TopCount = 20

// HourCount counts the entries of one hour (0 to 23) of one weekday (1 Monday to 7 Sunday).
type HourCount struct {
	Weekday, Hour int
	Count, Denied int64
}

// DayCount counts the entries of one day, written in ISO 8601.
type DayCount struct {
	Day           string
	Count, Denied int64
}

// ActorCount counts the entries of one person or key.
type ActorCount struct {
	Actor, Name, Agency     string
	Count, Denied, Subjects int64
	Last                    time.Time
}

// NameCount counts the entries of one agency, refusal reason, kind or purpose.
type NameCount struct {
	Name          string
	Count, Denied int64
}

// Usage is what one agency was given of one resource.
type Usage struct {
	Agency string
	// Queries are the answers that held at least one record of it, Records how many they held together.
	Queries, Records int64
	Last             time.Time
}

// Counts counts in the searchable copy.
type Counts interface {
	// Summarise counts what Copy.Find would find with this filter. TreeSize is the caller's to fill in.
	Summarise(ctx context.Context, f Filter) (Summary, error)
	// Usage counts by agency who was given records of a resource since from (zero: ever), those who asked most first.
	Usage(ctx context.Context, resource string, from time.Time) ([]Usage, error)
}

// Desk is the auditor's overview. That it was asked is in the ledger before the answer leaves.
type Desk struct {
	counts  Counts
	proofs  Proofs
	inquiry *Inquiry
	clock   clock.Clock
}

// NewDesk makes the overview over the same ledger as the inquiry.
func NewDesk(c Counts, q *Inquiry) *Desk {
	return &Desk{counts: c, proofs: q.proofs, inquiry: q, clock: q.clock}
}

// Summarise counts what a search with this filter finds. An absent beginning is SummaryDays before the end.
func (d *Desk) Summarise(ctx context.Context, f Filter) (Summary, error) {
	f, err := f.settle()
	if err != nil {
		return Summary{}, err
	}
	if f.From.IsZero() {
		end := f.To
		if end.IsZero() {
			end = d.clock.Now()
		}
		f.From = end.AddDate(0, 0, -SummaryDays)
	}
	s, err := d.counts.Summarise(ctx, f)
	if err != nil {
		return Summary{}, down(err)
	}
	cp, err := d.proofs.Checkpoint(ctx)
	if err != nil {
		return Summary{}, down(err)
	}
	s.TreeSize = cp.Size
	said, err := json.Marshal(s)
	if err != nil {
		return Summary{}, err
	}
	ev := evidence.Event{
		Action: "audit.search", Subject: f.Subject, Resource: f.Resource, CaseNo: f.CaseNo, Count: s.Total, Note: "summary " + f.note(), AnswerDigest: sha256.Sum256(said),
	}
	return s, d.inquiry.record(ctx, ev)
}

// Usage tells other services who was given records of a resource; they record their own answers.
func (d *Desk) Usage(ctx context.Context, resource string, from time.Time) ([]Usage, error) {
	if resource == "" {
		return nil, fault.New(fault.Invalid, "RESOURCE_MISSING", "没有写明信息资源。", "No resource is named.").At("", "resource").
			Then("请填写资源代码。", "Give the resource's code.")
	}
	u, err := d.counts.Usage(ctx, resource, from)
	if err != nil {
		return nil, down(err)
	}
	return u, nil
}
