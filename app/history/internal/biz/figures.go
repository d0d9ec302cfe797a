package biz

import (
	"context"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// FiguresAsk is what is to be counted.
type FiguresAsk struct {
	Today rules.Date
	// Removals are the rules by which records leave publication early, by resource.
	Removals map[string][]rules.Removal
	// Published are the resources of which only some records are published: those whose item has one of the values.
	Published map[string]PublishedWhen
}

// PublishedWhen is a condition for a record to be published.
type PublishedWhen struct {
	Item   string
	Values []string
}

// Bounds of what is counted by month.
const (
	ArrivalMonths  = 12
	DecisionMonths = 24
)

// FewPersons is how many persons at least a public count must be about to say anything of them. Counts of persons in Figures are exact up to
// this number and stop there.
const FewPersons = 5

// Figures is what the exchange holds, counted. A record is one of its provider's, in its last version; where nothing else is said, withdrawn
// ones are left out.
type Figures struct {
	Organisations int64
	// Resources are in order of their codes.
	Resources []ResourceFigure
	// Decisions are by month of the decision and class, DecisionMonths back, in that order.
	Decisions []DecisionFigure
	// Divisions are in order of their codes; records belong to the division of the agency that delivered them.
	Divisions []DivisionFigure
	// Open are the records of organisations that may be public, by what decides whether they are; of what is asked as Published only those
	// with one of the values.
	Open []OpenFigure
}

// Count counts records, and those of natural persons among them.
type Count struct {
	Records, OfPersons int64
	// Persons is how many natural persons they are about, at most FewPersons.
	Persons int64
}

// impersonal leaves natural persons out.
func (c Count) impersonal() int64 { return c.Records - c.OfPersons }

// public is the count as everybody may know it: of few persons nothing is told, not even that there are some.
func (c Count) public() int64 {
	if c.Persons < FewPersons {
		return c.impersonal()
	}
	return c.Records
}

// ResourceFigure is the count of one resource.
type ResourceFigure struct {
	Resource, Class string
	Count
	Late Count
	// Subjects are those its records are about, Withdrawn are records left out of all other counts.
	Subjects, Withdrawn int64
	// Agencies are those that delivered, Oldest and Newest when their first and last version came, in microseconds since 1970.
	Agencies       int64
	Oldest, Newest int64
	// Arrivals are by the month a record first came, withdrawn ones included, in order of time; months without any are left out.
	Arrivals []MonthFigure
}

// Month is a calendar month as years times twelve plus the month from zero.
type Month int32

// MonthOf is the month of a day.
func MonthOf(d rules.Date) Month {
	t := d.Time()
	return Month(t.Year()*12 + int(t.Month()) - 1)
}

// First is the month's first day.
func (m Month) First() rules.Date { return rules.DayOf(int(m)/12, int(m)%12+1, 1) }

// String is ISO 8601, such as 2026-05.
func (m Month) String() string { return m.First().String()[:7] }

// MonthFigure counts arrivals of one month.
type MonthFigure struct {
	Month         Month
	Records, Late int64
}

// DecisionFigure counts decisions of one month and class.
type DecisionFigure struct {
	Month Month
	Class string
	Count
}

// DivisionFigure counts by division.
type DivisionFigure struct {
	Division string
	// Organisations are those registered there.
	Organisations int64
	Count
}

// OpenFigure counts records that are public or not together.
type OpenFigure struct {
	Resource string
	Severity rules.Severity
	// Day is the day of the decision; of undated records that of their arrival.
	Day     rules.Date
	Undated bool
	// Until is the record's own end; it may be NoDate for one that lies ahead.
	Until rules.Date
	// Since are the days since which the records say what each removal rule of the resource asks for, NoDate while they don't.
	Since   []rules.Date
	Records int64
}

// figuresAge is how old figures may be: counting reads every record.
const figuresAge = 30 * time.Second

// tally counts, and keeps the count for a while. One caller counts while the others wait for it.
type tally struct {
	histories Histories
	removals  Removals
	schemas   *resource.Registry
	clock     clock.Clock

	mu      sync.Mutex
	figures *Figures
	at      time.Time
}

func newTally(d *Deps) *tally {
	return &tally{histories: d.Histories, removals: d.Removals, schemas: d.Schemas, clock: d.Clock}
}

// count gives figures that are at most figuresAge old, and when they were counted.
func (t *tally) count(ctx context.Context) (*Figures, time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	if t.figures != nil && now.Before(t.at.Add(figuresAge)) {
		return t.figures, t.at, nil
	}
	ask := FiguresAsk{Today: rules.DateOf(now.In(China)), Removals: map[string][]rules.Removal{}, Published: map[string]PublishedWhen{}}
	for _, s := range t.schemas.All() {
		if u := t.removals.Of(s.Code()); len(u) > 0 {
			ask.Removals[s.Code()] = u
		}
		if item, values := s.PublishedWhen(); item != "" {
			ask.Published[s.Code()] = PublishedWhen{item, values}
		}
	}
	f, err := t.histories.Figures(ctx, ask)
	if err != nil {
		return nil, now, err
	}
	t.figures, t.at = &f, now
	return t.figures, now, nil
}

// published counts the records that are public on a day.
func (d *Deps) published(open []OpenFigure, today rules.Date) int64 {
	sum := int64(0)
	for i := range open {
		o := &open[i]
		s, _ := d.Schemas.Get(o.Resource)
		v := Version{
			Resource: o.Resource, Kind: subject.Organisation, Op: record.Upsert, Severity: o.Severity, OccurredOn: o.Day, ValidFrom: rules.NoDate, PublishTo: o.Until,
		}
		if o.Undated { // the day of arrival, which is no day of decision
			v.OccurredOn, v.KnownAt = rules.NoDate, o.Day.Time().Add(-8*time.Hour).UnixMicro()
		}
		for j, u := range d.Removals.Of(o.Resource) {
			if j < len(o.Since) {
				d.leave(&v, &u, o.Since[j])
			}
		}
		if windowOf(d.Publication, s, &v, today).State == Published {
			sum += o.Records
		}
	}
	return sum
}
