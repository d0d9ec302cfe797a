package biz

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Statistics is what everybody may know of the exchange's stock. Records of natural persons are in the counts by resource alone, and there only
// where they are about five persons or more. They are in no other number: if two tables left out different ones of few persons, the
// difference of their sums would tell what each of them hides.
type Statistics struct {
	Organisations int64
	// Records is the sum of the rows.
	Records int64
	Rows    []StatisticsRow
	// Months are decisions by month and class, Divisions the organisations registered and the records delivered there; both without
	// those of natural persons.
	Months    []DecisionFigure
	Divisions []DivisionFigure
	// Published are the records that are public at this time.
	Published int64
	At        time.Time
}

// StatisticsRow is the public count of one resource; Late leaves natural persons out.
type StatisticsRow struct {
	Resource, Class string
	Records, Late   int64
}

// Statistics counts what the exchange holds, for everybody.
func (p *Publicity) Statistics(ctx context.Context) (*Statistics, error) {
	if p.d.Schemas.Generation() == 0 {
		return nil, notLoaded()
	}
	f, at, err := p.tally.count(ctx)
	if err != nil {
		return nil, err
	}
	out := &Statistics{Organisations: f.Organisations, Published: p.d.published(f.Open, rules.DateOf(at.In(China))), At: at}
	for i := range f.Resources {
		r := &f.Resources[i]
		if n := r.public(); n > 0 {
			out.Rows = append(out.Rows, StatisticsRow{r.Resource, r.Class, n, r.Late.impersonal()})
			out.Records += n
		}
	}
	for _, m := range f.Decisions {
		if m.Records = m.impersonal(); m.Records > 0 {
			out.Months = append(out.Months, m)
		}
	}
	for _, v := range f.Divisions {
		if v.Records = v.impersonal(); v.Records > 0 || v.Organisations > 0 {
			out.Divisions = append(out.Divisions, v)
		}
	}
	return out, nil
}

// Stock tells those who are logged in how much of each resource there is, how fresh and how late. It shows no record.
type Stock struct {
	d     Deps
	tally *tally
}

// NewStock makes the use-case; it shares the count behind the public statistics.
func NewStock(p *Publicity) *Stock { return &Stock{d: p.d, tally: p.tally} }

// Holding is what there is of one resource.
type Holding struct {
	ResourceFigure
	Name fault.Text
	// Months are the arrivals of the last ArrivalMonths, months without any too.
	Months []MonthFigure
}

// Holdings lists the resources of the catalog, or one, with what there is of them; also those of which there is nothing yet.
func (s *Stock) Holdings(ctx context.Context, code string) ([]Holding, time.Time, error) {
	if s.d.Schemas.Generation() == 0 {
		return nil, time.Time{}, notLoaded()
	}
	if _, known := s.d.Schemas.Get(code); code != "" && !known {
		return nil, time.Time{}, fault.New(fault.NotFound, "RESOURCE_UNKNOWN", "目录中没有这个信息资源。", "The catalog has no such resource.").At("", "resource").
			Then("请在资源目录中查看资源代码。", "Look the code up in the catalog.")
	}
	f, at, err := s.tally.count(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	by := make(map[string]*ResourceFigure, len(f.Resources))
	for i := range f.Resources {
		by[f.Resources[i].Resource] = &f.Resources[i]
	}
	last := MonthOf(rules.DateOf(at.In(China)))
	var out []Holding
	for _, r := range s.d.Schemas.All() {
		if code != "" && code != r.Code() {
			continue
		}
		h := Holding{ResourceFigure: ResourceFigure{Resource: r.Code(), Class: r.Definition().CreditClass}, Name: nameOf(r)}
		if held := by[r.Code()]; held != nil {
			h.ResourceFigure = *held
		}
		h.Months = everyMonth(h.Arrivals, last)
		out = append(out, h)
	}
	return out, at, nil
}

// everyMonth fills in the months without arrivals.
func everyMonth(some []MonthFigure, last Month) []MonthFigure {
	out := make([]MonthFigure, ArrivalMonths)
	for i := range out {
		out[i].Month = last - ArrivalMonths + 1 + Month(i)
	}
	for _, m := range some {
		if i := int(m.Month - out[0].Month); i >= 0 && i < len(out) {
			out[i] = m
		}
	}
	return out
}
