package biz_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// permit is a permit in a state, with the dates that its shipped definition gives a record, as it arrived on a day.
func permit(state int, to, arrived rules.Date) *record.Record {
	r := biztest.Penalty(1, biztest.Company)
	r.Resource, r.RecordID, r.Severity = "permit", "聊审批〔2026〕1号|JY1|"+biztest.Company, 0
	r.OccurredOn, r.ValidFrom, r.ValidTo, r.PublishTo = rules.DayOf(2026, 1, 5), rules.DayOf(2026, 1, 5), to, to
	r.KnownAt = time.Date(2026, 1, 1, 9, 0, 0, 0, biz.China).AddDate(0, 0, int(arrived-rules.DayOf(2026, 1, 1))).UnixMicro()
	r.Fields = fmt.Appendf(nil, `{"XK_WSH":"聊审批〔2026〕1号","XK_ZT":%d}`, state)
	return biztest.Arrived(r, int(arrived))
}

// A permit is public and in force until its own end, or until the exchange learns that it is invalid. The day of asking is 22 November 2026.
func TestPermitEnds(t *testing.T) {
	forever, day := rules.Indefinite, func(d int) rules.Date { return rules.DayOf(2026, 11, d) }
	for name, c := range map[string]struct {
		log          []*record.Record
		state, until string
		force        bool
		october      bool // in force on 1 October
	}{
		"valid without end":        {[]*record.Record{permit(1, forever, day(2))}, biz.Published, "2099-12-31", true, true},
		"valid until later":        {[]*record.Record{permit(1, day(30), day(2))}, biz.Published, "2026-11-30", true, true},
		"its last day":             {[]*record.Record{permit(1, day(22), day(2))}, biz.Published, "2026-11-22", true, true},
		"expired":                  {[]*record.Record{permit(1, day(21), day(2))}, biz.Ended, "2026-11-21", false, true},
		"expired long ago":         {[]*record.Record{permit(1, rules.DayOf(2026, 3, 1), day(2))}, biz.Ended, "2026-03-01", false, false},
		"invalid from the first":   {[]*record.Record{permit(2, forever, rules.DayOf(2026, 1, 6))}, biz.Ended, "2026-01-05", false, false},
		"invalid since this month": {[]*record.Record{permit(1, forever, day(2)), permit(2, forever, day(12))}, biz.Ended, "2026-11-11", false, true},
		"invalid since today":      {[]*record.Record{permit(1, forever, day(2)), permit(2, forever, day(22))}, biz.Ended, "2026-11-21", false, true},
		"valid after all":          {[]*record.Record{permit(1, forever, day(2)), permit(2, forever, day(12)), permit(1, forever, day(13))}, biz.Published, "2099-12-31", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "permit")
			w.store(append(c.log, biztest.Registration(biztest.Company, "聊城某某有限公司"))...)
			show := func(ask biz.Ask) (out []biz.Shown) {
				for _, g := range w.ask(t, ask).Groups {
					out = append(out, g.Records...)
				}
				return slices.DeleteFunc(out, func(r biz.Shown) bool { return r.Resource != "permit" })
			}
			got := show(biz.Ask{ID: biztest.Company})
			if len(got) != 1 || got[0].InForce != c.force || got[0].Publication.State != c.state || got[0].Publication.Until.String() != c.until {
				t.Errorf("%+v, in force %v", got[0].Publication, got[0].InForce)
			}
			if c.until < "2026-11-22" && c.log[len(c.log)-1].ValidTo == forever && !strings.Contains(got[0].Publication.Basis, "行政许可法") {
				t.Errorf("ended by %q", got[0].Publication.Basis)
			}
			for on, want := range map[rules.Date]bool{rules.DateOf(now): c.force, rules.DayOf(2026, 10, 1): c.october} {
				if valid := show(biz.Ask{ID: biztest.Company, ValidOn: on}); (len(valid) == 1) != want || want && !valid[0].InForce {
					t.Errorf("valid on %s: %+v", on, valid)
				}
			}
			page, err := w.publicity.Page(t.Context(), biztest.Company)
			if err != nil {
				t.Fatal(err)
			}
			if public := slices.ContainsFunc(page.Groups, func(g biz.Group) bool { return g.Class == "admin" }); public != (c.state == biz.Published) {
				t.Errorf("on the public page: %v", public)
			}
		})
	}
}

func graded(year int, grade string) *record.Record {
	r := biztest.Penalty(year, biztest.Company)
	r.Resource, r.Class, r.RecordID, r.Severity = "tax_grade", "evaluation", fmt.Sprintf("%s|%d", biztest.Company, year), 0
	r.ValidTo = rules.NoDate
	r.Fields = fmt.Appendf(nil, `{"NSRMC":"聊城某某有限公司","TYSHXYDM":"%s","PJND":%d,"PJDJ":"%s","PJDF":91.5}`, biztest.Company, year, grade)
	return biztest.Arrived(r, 1)
}

// Of tax grades only grade A is published, and there the grade is told; the others are not even there, and nothing of them is public.
func TestOnlySomeRecordsArePublished(t *testing.T) {
	w := newWorld(t, "tax_grade")
	log := []*record.Record{biztest.Registration(biztest.Company, "聊城某某有限公司")}
	for i, grade := range []string{"A", "B", "M", "C", "D"} {
		log = append(log, graded(2020+i, grade))
	}
	w.store(log...)
	page, err := w.publicity.Page(t.Context(), biztest.Company)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(page.Groups, func(g biz.Group) bool { return g.Class == "evaluation" })
	if at < 0 || len(page.Groups[at].Records) != 1 || item(page, at, 0, "PJDJ").Value != "A" || item(page, at, 0, "PJND").Value != "2020" {
		t.Fatalf("%+v", page.Groups)
	}
	if slices.ContainsFunc(page.Groups[at].Records[0].Items, func(i biz.Item) bool { return i.Name == "PJDF" }) {
		t.Error("the score is public")
	}
	for _, level := range []grant.Level{grant.Public, grant.Shared} {
		w.decider.mask.Level = level
		for _, g := range w.ask(t, biz.Ask{ID: biztest.Company}).Groups {
			for _, r := range g.Records {
				if r.Resource != "tax_grade" {
					continue
				}
				isA := strings.Contains(r.Fields, `"A"`)
				if (r.Publication.State == biz.Published) != isA || !isA && (r.Publication.State != biz.NotPublished || !strings.Contains(r.Publication.Basis, "PJDJ = A")) {
					t.Errorf("%s: %+v", r.RecordID, r.Publication)
				}
				for _, it := range r.Items {
					if it.Name == "PJDJ" && (it.Masked != (!isA && level == grant.Public) || it.Masked && it.Needs != "shared") {
						t.Errorf("%s with a grant of level %s: %+v", r.RecordID, level, it)
					}
				}
			}
		}
	}
	if s := w.statistics(t); s.Published != 2 { // the registration and grade A
		t.Errorf("%d published", s.Published)
	}
}
