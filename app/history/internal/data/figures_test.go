package data

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// drawn is a log of records with corrections, withdrawals, deliveries that come again, persons, and records about nobody.
func drawn(r *rand.Rand, n int) []*record.Record {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	var out []*record.Record
	for i := range n {
		if i > 0 && r.IntN(5) == 0 { // again, perhaps after its correction
			out = append(out, out[r.IntN(i)])
			continue
		}
		x := biztest.Penalty(r.IntN(n/3+1), biztest.Company)
		x.Resource = pick("penalty", "permit", "enforcement", "tax_grade", "space_address")
		x.Class = map[string]string{"penalty": "admin", "permit": "admin", "enforcement": "judicial", "tax_grade": "evaluation", "space_address": "none"}[x.Resource]
		x.Agency, x.Division, x.Late = pick("a", "b"), pick("371500", "371521", "331081", ""), r.IntN(3) == 0
		x.Severity, x.KnownAt = uint8(r.IntN(4)), 1_700_000_000_000_000+r.Int64N(95_000_000)*1_000_000
		x.OccurredOn = rules.DayOf(2024, 6, 1) + rules.Date(r.IntN(950))
		x.ValidFrom, x.PublishTo = x.OccurredOn, rules.NoDate
		switch r.IntN(6) {
		case 0:
			x.OccurredOn = rules.NoDate
		case 1:
			x.OccurredOn, x.ValidFrom = rules.NoDate, rules.NoDate
		}
		if r.IntN(3) == 0 {
			x.PublishTo = biztest.Asked.Today - 3 + rules.Date(r.IntN(7))
		}
		x.Fields = fmt.Appendf(nil, `{"LXQK":"%s","NR":"%d","XK_ZT":%s,"PJDJ":"%s"}`, pick("全部履行", "部分履行", ""), r.IntN(6), pick("1", "2", "null"), pick("A", "B", "M", ""))
		switch x.Subject, x.SubjectKind = fmt.Sprintf("91371502MA%08d", r.IntN(9)), uint8(subject.Organisation); {
		case x.Resource == "space_address":
			x.Subject, x.SubjectKind = "", 0
		case r.IntN(3) == 0:
			x.Subject, x.SubjectKind = fmt.Sprintf("p%032d", r.IntN(12)), uint8(subject.Person)
		case r.IntN(8) == 0:
			x.Subject, x.SubjectKind = fmt.Sprintf("92371502MA%08d", r.IntN(9)), uint8(subject.SelfEmployed)
		}
		if r.IntN(6) == 0 {
			x.Op = record.Withdraw
		}
		out = append(out, biztest.Arrived(x, i))
	}
	return out
}

func TestFiguresCountWhatIsThere(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			conn, db := fresh(t)
			s, m, r := NewStore(conn, db), &biztest.Memory{}, rand.New(rand.NewPCG(seed, 7))
			log := drawn(r, 150)
			b, offset := s.NewBlock(), uint64(0)
			for i, x := range log {
				b.Add(x, offset)
				m.Put(x, offset)
				if offset++; i == len(log)-1 || r.IntN(20) == 0 {
					for range 1 + r.IntN(2) { // a block that was inserted again
						if err := s.Insert(t.Context(), b); err != nil {
							t.Fatal(err)
						}
					}
					b.Reset()
				}
			}
			got, err := NewHistories(conn, db, MostVersions).Figures(t.Context(), biztest.Asked)
			if err != nil {
				t.Fatal(err)
			}
			want, err := m.Figures(t.Context(), biztest.Asked)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%s\nwant\n%s", without(lines(got), lines(want)), without(lines(want), lines(got)))
			}
		})
	}
}

func lines(f biz.Figures) (out []string) {
	out = append(out, fmt.Sprint(f.Organisations))
	for _, list := range []any{f.Resources, f.Decisions, f.Divisions, f.Open} {
		for i := range reflect.ValueOf(list).Len() {
			out = append(out, fmt.Sprintf("%+v", reflect.ValueOf(list).Index(i)))
		}
	}
	return out
}

// without is what stands in the first list only.
func without(a, b []string) string {
	return strings.Join(slices.DeleteFunc(a, func(s string) bool { return slices.Contains(b, s) }), "\n")
}

// BenchmarkFigures counts a million records, of which one in fifty was corrected.
func BenchmarkFigures(b *testing.B) {
	const total, block = 1_000_000, 50_000
	conn, db := fresh(b)
	s := NewStore(conn, db)
	for first := 0; first < total; first += block {
		blk := s.NewBlock()
		for i := first; i < first+block; i++ {
			r := biztest.Penalty(i, fmt.Sprintf("91371502MA%08d", i*7919%50_000))
			r.Resource = []string{"penalty", "permit", "judgment", "award"}[i%4]
			r.OccurredOn, r.KnownAt = rules.DayOf(2024, 1, 1)+rules.Date(i*31%900), 1_700_000_000_000_000+int64(i)*80_000_000
			if i%5 == 0 {
				r.Subject, r.SubjectKind = fmt.Sprintf("p%032d", i%30_000), uint8(subject.Person)
			}
			blk.Add(biztest.Arrived(r, 1), uint64(i))
			if i%50 == 0 {
				again := *r
				again.Late = true
				blk.Add(biztest.Arrived(&again, 2), uint64(total+i))
			}
		}
		if err := s.Insert(b.Context(), blk); err != nil {
			b.Fatal(err)
		}
	}
	h := NewHistories(conn, db, MostVersions)
	for b.Loop() {
		if f, err := h.Figures(b.Context(), biztest.Asked); err != nil || len(f.Resources) != 4 {
			b.Fatal(err)
		}
	}
}
