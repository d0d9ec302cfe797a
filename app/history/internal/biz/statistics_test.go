package biz_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func (w *world) statistics(t *testing.T) *biz.Statistics {
	t.Helper()
	s, err := w.publicity.Statistics(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// penaltyOf is a penalty against the n-th person.
func penaltyOf(no, person int) *record.Record {
	r := biztest.Penalty(no, biztest.Token)
	r.Subject = fmt.Sprintf("p%032d", person)
	return biztest.Arrived(r, 1)
}

func TestStatisticsAreKeptForAWhile(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Registration(biztest.Company, "聊城甲有限公司"))
	first := w.statistics(t)
	if first.Organisations != 1 || !first.At.Equal(now) {
		t.Errorf("%+v", first)
	}
	w.Put(biztest.Penalty(1, biztest.Shop), 9)
	w.at.Advance(29 * time.Second)
	if s := w.statistics(t); s.Organisations != 1 || !s.At.Equal(now) {
		t.Error("figures are counted again too soon")
	}
	w.at.Advance(time.Second)
	if s := w.statistics(t); s.Organisations != 2 {
		t.Error("figures are not counted again")
	}
	w.at.Advance(time.Minute)
	w.Fail = func() error { return errors.New("down") }
	if _, err := w.publicity.Statistics(w.ctx); err == nil {
		t.Error("figures of a store that is down")
	}
	w.Fail = nil
	if s := w.statistics(t); s.Organisations != 2 {
		t.Error("not counted after a failure")
	}
}

// A public count never tells of fewer than five persons, and what is left out can't be had as a difference.
func TestFewPersonsAreNotCounted(t *testing.T) {
	for _, c := range []struct {
		name                   string
		persons, late, records int
		want, wantLate         int64
	}{
		{"none", 0, 0, 0, 2, 0}, {"one", 1, 0, 1, 2, 0}, {"four", 4, 0, 4, 2, 0}, {"four with many records", 4, 0, 40, 2, 0}, {"five", 5, 0, 5, 7, 0}, {"five with more records", 5, 0, 12, 14, 0},
		{"six, few of them late", 6, 4, 6, 8, 0}, {"six, few of them not late", 6, 5, 6, 8, 0}, {"six, all late", 6, 6, 6, 8, 0}, {"four, all late", 4, 4, 4, 2, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.store(biztest.Penalty(900, biztest.Company), biztest.Penalty(901, biztest.Shop))
			for i := range c.records {
				r := penaltyOf(i, i%c.persons)
				r.Late = i%c.persons < c.late
				w.Put(r, uint64(10+i))
			}
			s := w.statistics(t)
			if len(s.Rows) != 1 || s.Rows[0].Records != c.want || s.Rows[0].Late != c.wantLate || s.Records != c.want {
				t.Errorf("rows %+v of %d records", s.Rows, s.Records)
			}
			if len(s.Months) != 1 || s.Months[0].Records != 2 || len(s.Divisions) != 1 || s.Divisions[0].Records != 2 {
				t.Errorf("months %+v, divisions %+v", s.Months, s.Divisions)
			}
			if s.Published != 2 {
				t.Errorf("%d published", s.Published)
			}
		})
	}
	t.Run("a row of few persons is not there", func(t *testing.T) {
		w := newWorld(t)
		w.store(penaltyOf(1, 1), penaltyOf(2, 2))
		if s := w.statistics(t); len(s.Rows)+len(s.Months)+len(s.Divisions) != 0 || s.Records != 0 {
			t.Errorf("%+v", s)
		}
	})
	t.Run("those who are logged in see the number", func(t *testing.T) {
		w := newWorld(t)
		w.store(penaltyOf(1, 1), penaltyOf(2, 2))
		held, _, err := biz.NewStock(w.publicity).Holdings(w.ctx, "penalty")
		if err != nil || len(held) != 1 || held[0].Records != 2 || held[0].Subjects != 2 {
			t.Errorf("%+v %v", held, err)
		}
	})
}

// published counts the records of all pages.
func (w *world) onPages(t *testing.T, codes []string) (sum int64) {
	t.Helper()
	for _, code := range codes {
		a, err := w.publicity.Page(w.ctx, code)
		if fault.Is(err, "NOT_PUBLIC") {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		sum += a.Count
	}
	return sum
}

// The number of published records is what the public pages show together.
func TestPublishedIsWhatThePagesShow(t *testing.T) {
	total := int64(0)
	for seed := range uint64(40) {
		w, r := newWorld(t, "enforcement", "permit", "tax_grade"), rand.New(rand.NewPCG(seed, 3))
		var codes []string
		for i := range 6 {
			kind := []string{"91", "92", "11"}[i%3]
			codes = append(codes, subject.CompleteUSCC(kind+"371502"+subject.CompleteOrgCode(fmt.Sprintf("MA%06d", i))))
			w.Put(biztest.Registration(codes[i], fmt.Sprintf("聊城%d号有限公司", i)), uint64(i))
		}
		for i := range 80 {
			x := biztest.Penalty(r.IntN(25), codes[r.IntN(len(codes))])
			x.Severity, x.KnownAt = uint8(r.IntN(4)), now.Add(-time.Duration(r.IntN(12*24))*time.Hour).UnixMicro()
			x.OccurredOn = rules.DateOf(now) - rules.Date(r.IntN(1300)) + 5
			x.ValidFrom = x.OccurredOn
			switch r.IntN(6) {
			case 0, 1:
				x.Resource, x.Class = "enforcement", "judicial"
				x.Fields = fmt.Appendf(nil, `{"LXQK":"%s","BZ":"%d"}`, []string{"全部履行", "部分履行"}[r.IntN(2)], i)
			case 2:
				x.Resource = "permit"
				x.Fields = fmt.Appendf(nil, `{"XK_WSH":"%d号","XK_ZT":%d}`, i, 1+r.IntN(2))
			case 3:
				x.Resource, x.Class = "tax_grade", "evaluation"
				x.Fields = fmt.Appendf(nil, `{"NSRMC":"%d号","PJDJ":"%s"}`, i, []string{"A", "B"}[r.IntN(2)])
			default:
				x.Fields = fmt.Appendf(nil, `{"CF_WSH":"%d号"}`, i)
			}
			switch r.IntN(8) {
			case 0:
				x.OccurredOn, x.ValidFrom = rules.NoDate, rules.NoDate
			case 1:
				x.OccurredOn = rules.NoDate
			case 2:
				x.Op = record.Withdraw
			}
			if r.IntN(3) == 0 {
				x.PublishTo = rules.DateOf(now) - 2 + rules.Date(r.IntN(600))
			}
			w.Put(biztest.Arrived(x, i), uint64(100+i))
		}
		s := w.statistics(t)
		if shown := w.onPages(t, codes); s.Published != shown {
			t.Errorf("seed %d: %d published, %d on the pages", seed, s.Published, shown)
		}
		total += s.Published
	}
	if total < 500 {
		t.Errorf("only %d records were published", total)
	}
}

func TestHoldings(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	stock := biz.NewStock(w.publicity)
	held, at, err := stock.Holdings(w.ctx, "")
	if err != nil || len(held) != len(w.schemas.All()) || !at.Equal(now) {
		t.Fatalf("%d holdings at %s: %v", len(held), at, err)
	}
	for i, h := range held {
		s := w.schemas.All()[i]
		if h.Resource != s.Code() || h.Name.Zh != s.Definition().Name || len(h.Months) != biz.ArrivalMonths || h.Months[0].Month.String() != "2025-12" || h.Months[11].Month.String() != "2026-11" {
			t.Errorf("%+v", h)
		}
		switch h.Resource {
		case "penalty":
			if h.Records != 40 || h.Withdrawn != 1 || h.Subjects != 3 || h.Agencies != 1 || h.Newest != 1_780_000_000_000_039 || !reflect.DeepEqual(h.Months[5], biz.MonthFigure{Month: h.Months[5].Month, Records: 41}) {
				t.Errorf("%+v", h)
			}
		case "space_address":
			if h.Records != 0 || h.Newest != 0 || h.Class != "none" {
				t.Errorf("nothing of it: %+v", h)
			}
		}
	}
	if one, _, err := stock.Holdings(w.ctx, "penalty"); err != nil || len(one) != 1 || one[0].Records != 40 {
		t.Errorf("%+v %v", one, err)
	}
	if _, _, err := stock.Holdings(w.ctx, "nothing"); !fault.Is(err, "RESOURCE_UNKNOWN") {
		t.Errorf("a resource nobody knows: %v", err)
	}
	w.schemas.Replace(0, nil)
	for name, err := range map[string]error{
		"holdings":   func() error { _, _, err := stock.Holdings(w.ctx, ""); return err }(),
		"statistics": func() error { _, err := w.publicity.Statistics(w.ctx); return err }(),
	} {
		if !fault.Is(err, "CATALOG_NOT_LOADED") {
			t.Errorf("%s before the catalog came: %v", name, err)
		}
	}
}

// cell is a number of the public statistics with the stored records it could count, by what they have in common.
type cell struct {
	name  string
	value int64
	of    func(*record.Record) bool
}

// cells are all numbers of the statistics, and the sums of each table, whole and by class.
func cells(s *biz.Statistics) []cell {
	out := []cell{{"records", s.Records, func(*record.Record) bool { return true }}}
	sums := map[string]*cell{}
	add := func(table, name, class string, n int64, of func(*record.Record) bool) {
		out = append(out, cell{table + " " + name, n, of})
		for _, c := range []cell{{"sum of " + table, 0, func(*record.Record) bool { return true }},
			{"sum of " + table + " of " + class, 0, func(r *record.Record) bool { return r.Class == class }}} {
			if table == "divisions" && c.name != "sum of divisions" {
				continue // they are of all classes
			}
			if sums[c.name] == nil {
				sums[c.name] = &c
			}
			sums[c.name].value += n
		}
	}
	for _, r := range s.Rows {
		of := func(x *record.Record) bool { return x.Resource == r.Resource }
		add("rows", r.Resource, r.Class, r.Records, of)
		out = append(out, cell{"late " + r.Resource, r.Late, func(x *record.Record) bool { return of(x) && x.Late }},
			cell{"in time " + r.Resource, r.Records - r.Late, func(x *record.Record) bool { return of(x) && !x.Late }})
	}
	for _, m := range s.Months {
		add("months", m.Month.String()+" "+m.Class, m.Class, m.Records, func(x *record.Record) bool { return biz.MonthOf(x.OccurredOn) == m.Month && x.Class == m.Class })
	}
	for _, d := range s.Divisions {
		add("divisions", d.Division, "", d.Records, func(x *record.Record) bool { return x.Division == d.Division })
	}
	for _, c := range sums {
		out = append(out, *c)
	}
	return out
}

// Whoever knows all about the organisations, which is public, learns from no number, and from no difference of two, how many records
// one to four persons have.
func TestNoDifferenceTellsOfFewPersons(t *testing.T) {
	for seed := range uint64(120) {
		w, r := newWorld(t), rand.New(rand.NewPCG(seed, 7))
		var all []*record.Record
		for i := range 4 + r.IntN(40) {
			x := penaltyOf(i, r.IntN(1+r.IntN(12)))
			if r.IntN(3) == 0 {
				x = biztest.Penalty(1000+i, biztest.Company)
			}
			n := r.IntN(3)
			x.Resource, x.Class = []string{"penalty", "space_address", "org_registration"}[n], []string{"administrative", "none", "registration"}[n]
			x.Division = []string{"371502", "371581", "371500"}[r.IntN(3)]
			x.Late, x.OccurredOn = r.IntN(3) == 0, rules.DayOf(2026, 5+r.IntN(3), 1)
			all = append(all, biztest.Arrived(x, 1))
			w.Put(x, uint64(i))
		}
		tells(t, seed, cells(w.statistics(t)), all)
	}
}

// tells holds every number against what it may be made of: the organisations and whole groups of five persons or more. Sums and differences
// of such numbers are made of the same groups, so none of them is about fewer.
func tells(t *testing.T, seed uint64, told []cell, all []*record.Record) {
	t.Helper()
	persons, records := map[string]map[string]bool{}, map[string]int64{}
	for _, x := range all {
		if subject.Kind(x.SubjectKind) != subject.Person {
			continue
		}
		if persons[x.Resource] == nil {
			persons[x.Resource] = map[string]bool{}
		}
		persons[x.Resource][x.Subject] = true
		records[x.Resource]++
	}
	may := map[int64]bool{0: true} // the sums of any of the groups
	for resource, who := range persons {
		if len(who) >= biz.FewPersons {
			for sum := range maps.Clone(may) {
				may[sum+records[resource]] = true
			}
		}
	}
	for _, c := range told {
		personal := c.value
		for _, x := range all {
			if subject.Kind(x.SubjectKind) != subject.Person && c.of(x) {
				personal--
			}
		}
		if !may[personal] {
			t.Fatalf("seed %d: %q tells of %d records of persons, which are no groups of five: %v", seed, c.name, personal, records)
		}
	}
}
