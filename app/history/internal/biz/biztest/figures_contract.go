package biztest

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Asked is a count on 22 November 2026, with the rules that what a court calls performed leaves publication, as does a permit that is invalid
// (a number), and that of tax grades A and M alone are published.
var Asked = biz.FiguresAsk{Today: rules.DayOf(2026, 11, 22),
	Removals: map[string][]rules.Removal{
		"enforcement": {{Item: "LXQK", Value: "全部履行", From: rules.DayOf(2017, 5, 1), To: rules.NoDate, WorkingDays: 3}},
		"permit":      {{Item: "XK_ZT", Value: "2", From: rules.DayOf(1900, 1, 1), To: rules.NoDate, EndsValidity: true}, {Item: "NR", Value: "3", From: rules.DayOf(1900, 1, 1), To: rules.NoDate}},
	},
	Published: map[string]biz.PublishedWhen{"tax_grade": {Item: "PJDJ", Values: []string{"A", "M"}}},
}

func counted(t *testing.T, h biz.Histories) biz.Figures {
	t.Helper()
	f, err := h.Figures(context.Background(), Asked)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

// of counts records about organisations only.
func of(n int64) biz.Count { return biz.Count{Records: n} }

func month(y, m int) biz.Month { return biz.MonthOf(rules.DayOf(y, m, 1)) }

func figures(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	same(t, "of nothing", counted(t, h), biz.Figures{})
	Load(t, s, 10, 2)
	f := counted(t, h)
	same(t, "resources", f.Resources, []biz.ResourceFigure{
		{Resource: "org_registration", Class: "registration", Count: of(1), Subjects: 1, Agencies: 1, Oldest: 1_770_000_000_000_000, Newest: 1_770_000_000_000_000,
			Arrivals: []biz.MonthFigure{{Month: month(2026, 2), Records: 1}}},
		{Resource: "penalty", Class: "admin", Count: biz.Count{Records: 40, OfPersons: 1, Persons: 1}, Subjects: 3, Withdrawn: 1, Agencies: 1, Oldest: 1_780_000_000_000_001, Newest: 1_780_000_000_000_039,
			Arrivals: []biz.MonthFigure{{Month: month(2026, 5), Records: 41}}},
	})
	same(t, "decisions", f.Decisions, []biz.DecisionFigure{{Month: month(2026, 6), Class: "admin", Count: biz.Count{Records: 40, OfPersons: 1, Persons: 1}}})
	same(t, "divisions", f.Divisions, []biz.DivisionFigure{
		{Division: "371500", Count: biz.Count{Records: 41, OfPersons: 1, Persons: 1}}, {Division: "371502", Organisations: 1},
	})
	same(t, "open", f.Open, []biz.OpenFigure{
		{Resource: "org_registration", Day: rules.DayOf(2020, 1, 1), Until: rules.NoDate, Records: 1},
		{Resource: "penalty", Severity: rules.General, Day: rules.DayOf(2026, 6, 1), Until: rules.NoDate, Records: 39},
	})
	if f.Organisations != 2 {
		t.Errorf("%d organisations", f.Organisations)
	}
}

func figuresByAgency(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	corrected, foreign := Penalty(1, Company), Penalty(1, Company)
	corrected.Late, corrected.Fields = true, []byte(`{"CF_WSH":"改"}`) // in time at first
	foreign.Agency, foreign.Op = "other", record.Withdraw
	tardy := Penalty(2, Company)
	tardy.Late = true
	first := Penalty(1, Company)
	put(t, s, first, Arrived(corrected, 2), Arrived(foreign, 3), tardy, first) // the first arrival comes once more, after its correction
	f := counted(t, h)
	if len(f.Resources) != 1 || f.Resources[0].Records != 2 || f.Resources[0].Late != of(1) || f.Resources[0].Withdrawn != 1 || f.Resources[0].Agencies != 2 || f.Resources[0].Subjects != 1 {
		t.Errorf("%+v", f.Resources)
	}
	if len(f.Resources) == 1 {
		same(t, "arrivals", f.Resources[0].Arrivals, []biz.MonthFigure{{Month: month(2026, 5), Records: 3, Late: 1}})
	}
}

// figuresOfPersons: persons are told apart up to the number that matters, and records about nobody are no person's.
func figuresOfPersons(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	records := []*record.Record{Address(1), Address(2), Penalty(900, Company)}
	for i := range 9 {
		r := Penalty(i, Token)
		r.Subject, r.SubjectKind, r.Late = fmt.Sprintf("p%032d", i/2), uint8(subject.Person), i < 3
		r.Division, r.OccurredOn = "371521", rules.DayOf(2026, 7, 31+i/8) // the last one in August
		records = append(records, Arrived(r, 1))
	}
	put(t, s, records...)
	f := counted(t, h)
	same(t, "resources", []biz.Count{f.Resources[0].Count, f.Resources[0].Late, f.Resources[1].Count}, []biz.Count{
		{Records: 10, OfPersons: 9, Persons: 5}, {Records: 3, OfPersons: 3, Persons: 2}, of(2)})
	if f.Resources[0].Subjects != 6 || f.Resources[1].Subjects != 0 {
		t.Errorf("%d and %d subjects", f.Resources[0].Subjects, f.Resources[1].Subjects)
	}
	same(t, "decisions", f.Decisions, []biz.DecisionFigure{
		{Month: month(2026, 5), Class: "none", Count: of(2)}, {Month: month(2026, 6), Class: "admin", Count: of(1)},
		{Month: month(2026, 7), Class: "admin", Count: biz.Count{Records: 8, OfPersons: 8, Persons: 4}}, {Month: month(2026, 8), Class: "admin", Count: biz.Count{Records: 1, OfPersons: 1, Persons: 1}},
	})
	same(t, "divisions", f.Divisions, []biz.DivisionFigure{{Division: "371500", Count: of(3)}, {Division: "371521", Count: biz.Count{Records: 9, OfPersons: 9, Persons: 5}}})
	for _, o := range f.Open {
		if o.Resource != "penalty" || o.Records != 1 {
			t.Errorf("open: %+v", o)
		}
	}
}

// figuresInTime: the months asked for and no others, by the calendar of China.
func figuresInTime(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	decided := func(no int, on rules.Date, known int64) *record.Record {
		r := Penalty(no, Company)
		r.OccurredOn, r.KnownAt = on, known
		return Arrived(r, 1)
	}
	const newYear = 1_767_196_800_000_000 // midnight in China on 1 January 2026
	put(t, s, decided(1, rules.DayOf(2024, 12, 1), newYear), decided(2, rules.DayOf(2024, 11, 30), newYear-1), decided(3, rules.DayOf(2026, 11, 22), newYear),
		decided(4, rules.DayOf(2026, 11, 23), newYear), decided(5, rules.DayOf(2026, 11, 1), newYear-32*86400e6), decided(6, rules.DayOf(1949, 10, 1), newYear))
	f := counted(t, h)
	same(t, "decisions", f.Decisions, []biz.DecisionFigure{{Month: month(2024, 12), Class: "admin", Count: of(1)}, {Month: month(2026, 11), Class: "admin", Count: of(2)}})
	same(t, "arrivals", f.Resources[0].Arrivals, []biz.MonthFigure{{Month: month(2025, 12), Records: 1}, {Month: month(2026, 1), Records: 4}})
}

// figuresOpen: what can't be public any more is left out, and what leaves early says since when.
func figuresOpen(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	ended, ahead, undated := Penalty(1, Company), Penalty(2, Company), Penalty(3, Company)
	ended.PublishTo, ahead.PublishTo = Asked.Today-1, Asked.Today
	undated.OccurredOn, undated.ValidFrom, undated.PublishTo = rules.NoDate, rules.NoDate, Asked.Today+9
	enforced := func(no int, state string, known int64) *record.Record {
		r := Penalty(no, Company)
		r.Resource, r.Class, r.Severity, r.KnownAt, r.Fields = "enforcement", "judicial", uint8(rules.Serious), known, []byte(`{"LXQK":"`+state+`"}`)
		return Arrived(r, 1)
	}
	other := func(no int, code, fields string, known int64) *record.Record {
		r := enforced(no, "", known)
		r.Resource, r.Fields = code, []byte(fields)
		return Arrived(r, int(known%997))
	}
	graded := func(no int, grade string, known int64) *record.Record {
		return other(no, "tax_grade", `{"PJND":2025,"PJDJ":"`+grade+`"}`, known)
	}
	permitted := func(no, state int, known int64) *record.Record {
		return other(no, "permit", fmt.Sprintf(`{"NR":"x","XK_ZT":%d}`, state), known)
	}
	const day = 86400_000_000
	at := int64(1_795_000_000_000_000)
	on := func(n int64) rules.Date { return inChina(at + n*day) }
	said := enforced(3, "全部履行", at)
	put(t, s, Arrived(ended, 1), Arrived(ahead, 1), Arrived(undated, 1),
		enforced(1, "部分履行", at), said,
		graded(1, "A", at), graded(2, "B", at), graded(3, "B", at), graded(3, "A", at+day), graded(4, "A", at), graded(4, "C", at+day), graded(5, "M", at),
		permitted(1, 1, at), permitted(2, 2, at), permitted(3, 2, at), permitted(3, 1, at+day), permitted(4, 1, at), permitted(4, 2, at+day),
		enforced(4, "全部履行", at), enforced(4, "部分履行", at+day), Arrived(enforced(4, "全部履行", at+2*day), 2), // taken back once
		Arrived(enforced(3, "全部履行", at+3*day), 9)) // says it again
	f := counted(t, h)
	same(t, "open", f.Open, []biz.OpenFigure{
		{Resource: "penalty", Severity: rules.General, Day: inChina(undated.KnownAt), Undated: true, Until: Asked.Today + 9, Records: 1},
		{Resource: "penalty", Severity: rules.General, Day: ahead.OccurredOn, Until: rules.NoDate, Records: 1},
		{Resource: "enforcement", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Since: []rules.Date{rules.NoDate}, Records: 1},
		{Resource: "enforcement", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Since: []rules.Date{on(0)}, Records: 1},
		{Resource: "enforcement", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Since: []rules.Date{on(2)}, Records: 1},
		{Resource: "permit", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Since: []rules.Date{rules.NoDate, rules.NoDate}, Records: 2},
		{Resource: "permit", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Since: []rules.Date{on(0), rules.NoDate}, Records: 1},
		{Resource: "permit", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Since: []rules.Date{on(1), rules.NoDate}, Records: 1},
		{Resource: "tax_grade", Severity: rules.Serious, Day: said.OccurredOn, Until: rules.NoDate, Records: 3},
	})
}
