package data_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

// busy is an entry of a ledger with more actors and agencies than a summary names, spread over weeks.
func busy(i uint64) biz.Entry {
	ev := evidence.Event{
		At: t0.Add(time.Duration(i) * 37 * time.Minute), Kind: evidence.Query, Actor: fmt.Sprint("u", i%(i%31+1)), ActorName: fmt.Sprint("王", i%(i%31+1)), Agency: fmt.Sprint("a", i%(i%25+1)),
		Subject: fmt.Sprint("s", i%11), Purpose: "enforcement", Action: "record.query", Allow: i%4 != 0, Count: 3,
	}
	switch {
	case !ev.Allow:
		ev.Kind, ev.Reason, ev.Subject = evidence.Refusal, fmt.Sprint("R", i%3), ""
	case i%10 == 9:
		ev.Kind, ev.Resource, ev.Purpose, ev.Action = evidence.Push, "penalty", "", "record.push"
	case i%10 == 7:
		ev.Reason = "SUBJECT_UNKNOWN" // an answer, no refusal
	case i%10 == 5:
		ev.Actor, ev.ActorName, ev.Agency, ev.Action, ev.Given = "", "", "", "public.page", "penalty=3"
	case i%10 == 3:
		ev.Resource = "macro_indicator"
	case i%2 == 0:
		ev.Given = fmt.Sprintf("penalty=%d permit=1", i%5+1)
	}
	salt := []byte{byte(i)}
	d := ev.AppendDetail(nil)
	return biz.Entry{Index: i, Leaf: evidence.Leaf(ev, salt, d), Salt: salt, Detail: d, Event: ev}
}

var shanghai = time.FixedZone("CST", 8*3600)

// count is the summary of some entries, counted one by one.
func count(entries []biz.Entry) biz.Summary {
	var s biz.Summary
	hours, days, subjects := map[[2]int]*biz.HourCount{}, map[string]*biz.DayCount{}, map[string]bool{}
	actors, seen := map[string]*biz.ActorCount{}, map[string]map[string]bool{}
	lists := [4]map[string]*biz.NameCount{{}, {}, {}, {}}
	for _, e := range entries {
		ev, denied := &e.Event, int64(0)
		if !ev.Allow {
			denied = 1
		}
		s.Total++
		s.Denied += denied
		at := ev.At.In(shanghai)
		h := at2(hours, [2]int{(int(at.Weekday())+6)%7 + 1, at.Hour()})
		h.Count, h.Denied = h.Count+1, h.Denied+denied
		d := at2(days, at.Format("2006-01-02"))
		d.Count, d.Denied = d.Count+1, d.Denied+denied
		for i, name := range []string{string(ev.Kind), ev.Agency, ev.Purpose, ev.Reason} {
			if name == "" || i == 3 && ev.Allow {
				continue
			}
			n := at2(lists[i], name)
			n.Name, n.Count, n.Denied = name, n.Count+1, n.Denied+denied
		}
		if ev.Subject != "" {
			subjects[ev.Subject] = true
		}
		if ev.Actor == "" {
			continue
		}
		a := at2(actors, ev.Actor)
		a.Actor, a.Name, a.Agency, a.Count, a.Denied, a.Last = ev.Actor, ev.ActorName, ev.Agency, a.Count+1, a.Denied+denied, ev.At
		if ev.Subject != "" {
			if seen[ev.Actor] == nil {
				seen[ev.Actor] = map[string]bool{}
			}
			seen[ev.Actor][ev.Subject] = true
		}
		a.Subjects = int64(len(seen[ev.Actor]))
	}
	s.Actors, s.Subjects = int64(len(actors)), int64(len(subjects))
	for k, h := range hours {
		h.Weekday, h.Hour = k[0], k[1]
		s.Hours = append(s.Hours, *h)
	}
	slices.SortFunc(s.Hours, func(a, b biz.HourCount) int { return cmp.Or(a.Weekday-b.Weekday, a.Hour-b.Hour) })
	for k, d := range days {
		d.Day = k
		s.Days = append(s.Days, *d)
	}
	slices.SortFunc(s.Days, func(a, b biz.DayCount) int { return cmp.Compare(a.Day, b.Day) })
	for _, a := range actors {
		s.TopActors = append(s.TopActors, *a)
	}
	slices.SortFunc(s.TopActors, func(a, b biz.ActorCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Actor, b.Actor))
	})
	s.TopActors = s.TopActors[:min(len(s.TopActors), biz.TopCount)]
	for i, to := range []*[]biz.NameCount{&s.Kinds, &s.Agencies, &s.Purposes, &s.Refusals} {
		for _, n := range lists[i] {
			*to = append(*to, *n)
		}
		slices.SortFunc(*to, func(a, b biz.NameCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
		})
		*to = (*to)[:min(len(*to), biz.TopCount)]
	}
	return s
}

func at2[K comparable, V any](m map[K]*V, k K) *V {
	if m[k] == nil {
		m[k] = new(V)
	}
	return m[k]
}

func TestSummariseCountsWhatFindFinds(t *testing.T) {
	v := events(t)
	var all []biz.Entry
	for i := range uint64(1500) {
		all = append(all, busy(i))
	}
	raw := []byte("rubbish")
	all = append(all, biz.Entry{Index: 1500, Leaf: evidence.MalformedLeaf(t0, raw), Detail: raw, Event: evidence.Event{At: t0, Kind: evidence.Malformed}})
	insert(t, v, all)
	insert(t, v, all[300:900]) // replayed, and not merged yet
	for name, f := range map[string]biz.Filter{
		"everything": {}, "actor": {Actor: "u3"}, "agency": {Agency: "a1"}, "subject": {Subject: "s10"}, "kind": {Kind: "push"}, "denied": {Decision: "deny"}, "allowed": {Decision: "allow"},
		"purpose": {Purpose: "enforcement"}, "resource given": {Resource: "permit"}, "resource given or asked": {Resource: "penalty"}, "a night of Shanghai": {
			From: time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai), To: time.Date(2026, 3, 2, 6, 0, 0, 0, shanghai)},
		"several": {Agency: "a2", Decision: "deny", From: t0.AddDate(0, 0, 3)}, "nothing": {Actor: "nobody"}, "injection": {Resource: `x') OR 1=1 --`}, "malformed": {Kind: "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := v.Find(t.Context(), f, ^uint64(0), 2000)
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(found)
			want := count(found)
			got, err := v.Summarise(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if name != "nothing" && name != "injection" && want.Total == 0 {
				t.Error("the filter finds nothing")
			}
		})
	}
}

func TestUsage(t *testing.T) {
	v := events(t)
	var all []biz.Entry
	for i := range uint64(600) {
		all = append(all, busy(i))
	}
	insert(t, v, all)
	insert(t, v, all[:200])
	for _, c := range []struct {
		name, resource string
		from           time.Time
		has            bool
	}{
		{"of profiles", "permit", time.Time{}, true}, {"since a day", "penalty", t0.AddDate(0, 0, 5), true}, {"asked for by itself", "macro_indicator", time.Time{}, true},
		{"nobody", "judgment", time.Time{}, false}, {"injection", `' OR 1=1 --`, time.Time{}, false}, {"in the future", "penalty", t0.AddDate(9, 0, 0), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := map[string]biz.Usage{}
			for _, e := range all {
				n := int64(0)
				if e.Event.Resource == c.resource {
					n = e.Event.Count
				}
				given, _ := evidence.ParseGiven(e.Event.Given)
				for _, g := range given {
					if g.Resource == c.resource {
						n = g.Records
					}
				}
				if n == 0 || e.Event.Kind != evidence.Query || e.Event.Agency == "" || e.Event.At.Before(c.from) {
					continue
				}
				u := want[e.Event.Agency]
				want[e.Event.Agency] = biz.Usage{Agency: e.Event.Agency, Queries: u.Queries + 1, Records: u.Records + n, Last: e.Event.At}
			}
			used, err := v.Usage(t.Context(), c.resource, c.from)
			if err != nil || (len(used) > 0) != c.has || len(used) != len(want) {
				t.Fatalf("%d agencies, want %d: %v", len(used), len(want), err)
			}
			for i, u := range used {
				if u != want[u.Agency] || i > 0 && used[i-1].Queries < u.Queries {
					t.Errorf("%+v, want %+v", u, want[u.Agency])
				}
			}
		})
	}
}
