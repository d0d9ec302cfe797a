package biztest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

type recordKey struct{ resource, subject, id, agency string }

// histories are the rows of each record in the order of arrival, arrivals that came again left out.
func (m *Memory) histories() map[recordKey][]row {
	out := map[recordKey][]row{}
	rows := slices.Clone(m.rows)
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.offset, b.offset) })
	for _, x := range rows {
		k := recordKey{x.rec.Resource, x.rec.Subject, x.rec.RecordID, x.rec.Agency}
		if !slices.ContainsFunc(out[k], func(y row) bool { return y.rec.Source == x.rec.Source }) {
			out[k] = append(out[k], x)
		}
	}
	return out
}

// counter counts records and the persons among them.
type counter struct {
	biz.Count
	persons map[string]bool
}

func (c *counter) add(subject string, person bool) {
	c.Records++
	if !person {
		return
	}
	if c.persons == nil {
		c.persons = map[string]bool{}
	}
	c.persons[subject] = true
	c.OfPersons, c.Persons = c.OfPersons+1, int64(min(len(c.persons), biz.FewPersons))
}

func inChina(micro int64) rules.Date { return rules.DateOf(time.UnixMicro(micro).In(biz.China)) }

// dayOf is the day of a decision, and whether it is only that of the arrival.
func dayOf(r *record.Record) (rules.Date, bool) {
	switch {
	case r.OccurredOn != rules.NoDate:
		return r.OccurredOn, false
	case r.ValidFrom != rules.NoDate:
		return r.ValidFrom, false
	}
	return inChina(r.KnownAt), true
}

type resourceCounter struct {
	biz.ResourceFigure
	held, late counter
	subjects   map[string]bool
	agencies   map[string]bool
	arrivals   map[biz.Month]biz.MonthFigure
}

type (
	decisionKey struct {
		month biz.Month
		class string
	}
	openKey struct {
		resource string
		severity rules.Severity
		day      rules.Date
		undated  bool
		until    rules.Date
		since    string
	}
)

// figuring is a count under way.
type figuring struct {
	ask       biz.FiguresAsk
	resources map[string]*resourceCounter
	decisions map[decisionKey]*counter
	divisions map[string]*counter
	open      map[openKey]*biz.OpenFigure
}

// Figures counts one by one.
func (m *Memory) Figures(_ context.Context, ask biz.FiguresAsk) (biz.Figures, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Fail != nil {
		if err := m.Fail(); err != nil {
			return biz.Figures{}, err
		}
	}
	f := &figuring{ask, map[string]*resourceCounter{}, map[decisionKey]*counter{}, map[string]*counter{}, map[openKey]*biz.OpenFigure{}}
	for k, rows := range m.histories() {
		f.record(k, rows)
	}
	for i := range m.rows { // deliveries that changed nothing count as deliveries
		x := &m.rows[i].rec
		r := f.resource(x.Resource)
		r.agencies[x.Agency] = true
		if r.Oldest == 0 || x.KnownAt < r.Oldest {
			r.Oldest = x.KnownAt
		}
		r.Newest = max(r.Newest, x.KnownAt)
	}
	out := f.figures()
	registered := map[string]int64{}
	for _, s := range m.subjects() {
		out.Organisations++
		registered[s.Division]++
	}
	for code, n := range registered {
		i := slices.IndexFunc(out.Divisions, func(d biz.DivisionFigure) bool { return d.Division == code })
		if i < 0 && code != "" {
			out.Divisions, i = append(out.Divisions, biz.DivisionFigure{Division: code}), len(out.Divisions)
		}
		if code != "" {
			out.Divisions[i].Organisations = n
		}
	}
	slices.SortFunc(out.Divisions, func(a, b biz.DivisionFigure) int { return strings.Compare(a.Division, b.Division) })
	return out, nil
}

func (f *figuring) resource(code string) *resourceCounter {
	if f.resources[code] == nil {
		f.resources[code] = &resourceCounter{ResourceFigure: biz.ResourceFigure{Resource: code}, subjects: map[string]bool{}, agencies: map[string]bool{}, arrivals: map[biz.Month]biz.MonthFigure{}}
	}
	return f.resources[code]
}

func (f *figuring) record(k recordKey, rows []row) {
	last := &rows[len(rows)-1].rec
	held, tardy, first := last.Op == record.Upsert, false, rows[0].rec.KnownAt
	for i := len(rows) - 1; i >= 0; i-- {
		if x := &rows[i].rec; x.Op == record.Upsert && x.OccurredOn == last.OccurredOn {
			tardy = x.Late
		}
		first = min(first, rows[i].rec.KnownAt)
	}
	r := f.resource(k.resource)
	r.Class = last.Class
	if month := biz.MonthOf(inChina(first)); month > biz.MonthOf(f.ask.Today)-biz.ArrivalMonths {
		a := r.arrivals[month]
		a.Month, a.Records = month, a.Records+1
		if tardy {
			a.Late++
		}
		r.arrivals[month] = a
	}
	if !held {
		r.Withdrawn++
		return
	}
	kind := subject.Kind(last.SubjectKind)
	person := kind == subject.Person || kind == 0 && k.subject != ""
	r.held.add(k.subject, person)
	if tardy {
		r.late.add(k.subject, person)
	}
	if k.subject != "" {
		r.subjects[k.subject] = true
	}
	day, undated := dayOf(last)
	if month := biz.MonthOf(day); day <= f.ask.Today && month > biz.MonthOf(f.ask.Today)-biz.DecisionMonths {
		at(f.decisions, decisionKey{month, last.Class}).add(k.subject, person)
	}
	if last.Division != "" {
		at(f.divisions, last.Division).add(k.subject, person)
	}
	if !kind.Natural() && (last.PublishTo == rules.NoDate || last.PublishTo >= f.ask.Today) {
		f.opened(k, rows, day, undated)
	}
}

func at[K comparable](m map[K]*counter, k K) *counter {
	if m[k] == nil {
		m[k] = &counter{}
	}
	return m[k]
}

func (f *figuring) opened(k recordKey, rows []row, day rules.Date, undated bool) {
	last := &rows[len(rows)-1].rec
	o := biz.OpenFigure{Resource: k.resource, Severity: rules.Severity(last.Severity), Day: day, Undated: undated, Until: rules.NoDate}
	if undated {
		o.Until = last.PublishTo
	}
	if when, some := f.ask.Published[k.resource]; some {
		var fields map[string]any
		if json.Unmarshal(last.Fields, &fields) != nil || !slices.ContainsFunc(when.Values, func(v string) bool { return says(fields, when.Item, v) }) {
			return
		}
	}
	text := ""
	for _, u := range f.ask.Removals[k.resource] {
		since := rules.NoDate
		for i := range rows {
			var fields map[string]any
			if rows[i].rec.Op != record.Upsert || json.Unmarshal(rows[i].rec.Fields, &fields) != nil {
				continue
			}
			switch said := says(fields, u.Item, u.Value); {
			case !said:
				since = rules.NoDate
			case since == rules.NoDate:
				since = inChina(rows[i].rec.KnownAt)
			}
		}
		o.Since, text = append(o.Since, since), text+since.String()+"/"
	}
	key := openKey{o.Resource, o.Severity, o.Day, o.Undated, o.Until, text}
	if f.open[key] == nil {
		f.open[key] = &o
	}
	f.open[key].Records++
}

// says reports whether an item has a value, which stands for a number too.
func says(fields map[string]any, item, value string) bool {
	return fields[item] != nil && fmt.Sprint(fields[item]) == value
}

func (f *figuring) figures() biz.Figures {
	var out biz.Figures
	for _, r := range f.resources {
		r.Count, r.Late, r.Subjects, r.Agencies = r.held.Count, r.late.Count, int64(len(r.subjects)), int64(len(r.agencies))
		for _, a := range r.arrivals {
			r.Arrivals = append(r.Arrivals, a)
		}
		slices.SortFunc(r.Arrivals, func(a, b biz.MonthFigure) int { return int(a.Month - b.Month) })
		out.Resources = append(out.Resources, r.ResourceFigure)
	}
	slices.SortFunc(out.Resources, func(a, b biz.ResourceFigure) int { return strings.Compare(a.Resource, b.Resource) })
	for k, c := range f.decisions {
		out.Decisions = append(out.Decisions, biz.DecisionFigure{Month: k.month, Class: k.class, Count: c.Count})
	}
	slices.SortFunc(out.Decisions, func(a, b biz.DecisionFigure) int {
		return cmp.Or(int(a.Month-b.Month), strings.Compare(a.Class, b.Class))
	})
	for code, c := range f.divisions {
		out.Divisions = append(out.Divisions, biz.DivisionFigure{Division: code, Count: c.Count})
	}
	for _, o := range f.open {
		out.Open = append(out.Open, *o)
	}
	apart := func(code string) int {
		_, some := f.ask.Published[code]
		return flag(some || len(f.ask.Removals[code]) > 0)
	}
	slices.SortFunc(out.Open, func(a, b biz.OpenFigure) int { // those not all of which are published for their term last
		return cmp.Or(apart(a.Resource)-apart(b.Resource), strings.Compare(a.Resource, b.Resource), cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Day, b.Day),
			cmp.Compare(flag(a.Undated), flag(b.Undated)), cmp.Compare(a.Until, b.Until), slices.Compare(a.Since, b.Since))
	})
	return out
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
