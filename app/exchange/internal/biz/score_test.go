package biz_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// book is a score book of fixed months.
type book []biz.MonthCounts

func (b book) Months(_ context.Context, agency, _ string, from biz.Month) ([]biz.MonthCounts, error) {
	var out []biz.MonthCounts
	for _, m := range b {
		if m.Month >= from && agency == "a1" {
			out = append(out, m)
		}
	}
	return out, nil
}

// all lets some actions through.
type allowing string

func (a allowing) Decide(_ grant.Principal, q grant.Question) grant.Decision {
	return grant.Decision{Allow: strings.Contains(string(a), q.Action)}
}

// monday is noon in Liaocheng on 23 November 2026; 15 of the month's 21 working days are over with it, this one included 16.
var monday = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func quality(t *testing.T, b book, may allowing) *biz.Quality {
	t.Helper()
	calendar, err := rulesdata.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rulesdata.Quality()
	if err != nil {
		t.Fatal(err)
	}
	return biz.NewQuality(biz.QualityDeps{Book: b, Rules: rules, Calendar: calendar, Decider: may, Clock: clock.At(monday), LateAfter: 7})
}

var me = grant.Principal{ID: "p", Agency: "a1"}

// clean is a month of n faultless records.
func clean(m biz.Month, n int64) biz.MonthCounts {
	return biz.MonthCounts{Month: m, Total: n, Accepted: n, Fresh: n, Taken: n, Counts: biz.Counts{Dated: n, Filled: 8 * n, Applying: 10 * n}}
}

func part(t *testing.T, m biz.MonthScore, code string) biz.PartScore {
	t.Helper()
	for _, p := range m.Parts {
		if p.Rule.Part == code {
			return p
		}
	}
	t.Fatalf("%s has no %s", m.Month, code)
	return biz.PartScore{}
}

func TestScoreOfAMonth(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*biz.MonthCounts)
		part   string
		weight float64
		score  float64
		basis  string
	}{
		{"faultless", nil, "", 0, 100, ""},
		{"a quarter late", func(m *biz.MonthCounts) { m.Late = 250 }, "timeliness", 25, 50, "可计时限的记录 1,000 条,其中 250 条迟报(超过 7 个工作日)。比率 75%。"},
		{"half late is nothing left", func(m *biz.MonthCounts) { m.Late = 600 }, "timeliness", 25, 0, ""},
		{"nothing with a term", func(m *biz.MonthCounts) { m.Dated = 0 }, "timeliness", 0, 0, "本月没有可计的记录,不计入总分。"},
		{"a fifth refused", func(m *biz.MonthCounts) { m.Accepted, m.Refused = 800, 200 }, "valid_rate", 30, 50, "比率 80%。"},
		{"and half of them corrected in time", func(m *biz.MonthCounts) { m.Accepted, m.Refused, m.Corrected, m.CorrectedLate = 800, 200, 100, 7 }, "valid_rate", 30, 75,
			"本月 1,000 条,首次通过 800 条,退回 200 条;退回的已在期限内更正 100 条,逾期更正 7 条。比率 90%。"},
		{"more corrected than refused", func(m *biz.MonthCounts) { m.Accepted, m.Refused, m.Corrected = 990, 10, 30 }, "valid_rate", 30, 100, "比率 100%。"},
		{"half of the items", func(m *biz.MonthCounts) { m.Filled = 5500 }, "completeness", 15, 50, "适用的信息项 10,000 个,已填 5,500 个。比率 55%。"},
		{"hints and withdrawals", func(m *biz.MonthCounts) { m.Faulted, m.Withdrawn = 60, 40 }, "accuracy", 15, 50, "接收 1,000 条,其中 60 条内容有提示;本月撤回 40 条。比率 90%。"},
		{"more withdrawn than taken", func(m *biz.MonthCounts) { m.Withdrawn = 5000 }, "accuracy", 15, 0, "比率 0%。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := clean(202610, 1000)
			if c.change != nil {
				c.change(&m)
			}
			_, scores, _, err := quality(t, book{m}, "").Scores(t.Context(), me, "", "", 2)
			if err != nil || len(scores) != 2 || scores[1].Month != 202610 {
				t.Fatalf("%+v %v", scores, err)
			}
			got := scores[1]
			if c.part == "" {
				if got.Score != c.score || len(got.Parts) != 5 {
					t.Errorf("score %v of %d parts", got.Score, len(got.Parts))
				}
				return
			}
			p := part(t, got, c.part)
			if p.Weight != c.weight || p.Score != c.score || !strings.Contains(p.Basis.Zh, c.basis) || p.Basis.En == "" {
				t.Errorf("weight %v score %v: %s", p.Weight, p.Score, p.Basis)
			}
			// The whole is the weighted mean of the parts that count.
			want := (100*(100-p.Rule.Weight) + p.Weight*p.Score) / (100 - p.Rule.Weight + p.Weight)
			if diff := got.Score - want; diff > 0.051 || diff < -0.051 {
				t.Errorf("score %v, want %v", got.Score, want)
			}
		})
	}
}

func TestVolume(t *testing.T) {
	for _, c := range []struct {
		name  string
		b     book
		month int // index of the answer
		score float64
		basis string
	}{
		{"no earlier month", book{clean(202610, 5)}, 1, 100, "本月 5 条;没有更早的月份可比。"},
		{"as before", book{clean(202609, 1200), clean(202610, 1234)}, 1, 100, "本月 1,234 条;前 1 个月月均 1,200 条。"},
		{"four fifths are enough", book{clean(202609, 1000), clean(202610, 800)}, 1, 100, ""},
		{"half of four fifths", book{clean(202609, 1000), clean(202610, 400)}, 1, 50, "比率 40%。"},
		{"a silent month counts in the average", book{clean(202608, 1000), clean(202610, 400)}, 1, 100, "前 2 个月月均 500 条"},
		{"six months at most", book{clean(202603, 90000), clean(202604, 600), clean(202610, 80)}, 1, 100, "前 6 个月月均 100 条"},
		{"this month by its working days", book{clean(202610, 2100), clean(202611, 640)}, 0, 50, "前 1 个月月均 2,100 条,按已过 16/21 个工作日折算 1,600 条。比率 40%。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, scores, _, err := quality(t, c.b, "").Scores(t.Context(), me, "", "", 2)
			if err != nil {
				t.Fatal(err)
			}
			if p := part(t, scores[c.month], "volume"); p.Score != c.score || !strings.Contains(p.Basis.Zh, c.basis) {
				t.Errorf("score %v: %s", p.Score, p.Basis.Zh)
			}
		})
	}
}

func TestMonthsOfScores(t *testing.T) {
	b := book{clean(202512, 5), clean(202610, 5), {Month: 202609, Withdrawn: 3}}
	agency, scores, now, err := quality(t, b, "").Scores(t.Context(), me, "", "", 0)
	if err != nil || agency != "a1" || len(scores) != 12 || len(now) != 5 {
		t.Fatalf("%s %d %d %v", agency, len(scores), len(now), err)
	}
	if scores[0].Month.String() != "2026-11" || scores[11].Month.String() != "2025-12" || scores[10].Month.String() != "2026-01" {
		t.Errorf("months from %s to %s", scores[0].Month, scores[11].Month)
	}
	for _, s := range scores {
		if delivered := s.Month == 202610 || s.Month == 202512; s.Empty == delivered || s.Empty && (s.Score != 0 || len(s.Parts) != 0) {
			t.Errorf("%s: %+v", s.Month, s)
		}
	}
}

func TestWhoMaySeeScores(t *testing.T) {
	for _, c := range []struct {
		name   string
		by     grant.Principal
		agency string
		may    allowing
		reason fault.Reason
	}{
		{"own", me, "", "", ""},
		{"own by name", me, "a1", "", ""},
		{"another's", me, "a2", "", "DENIED"},
		{"another's with quality.all", me, "a2", "quality.all", ""},
		{"of no agency", grant.Principal{ID: "p"}, "", "quality.all", "AGENCY_REQUIRED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, _, err := quality(t, nil, c.may).Scores(t.Context(), c.by, c.agency, "", 1)
			if f, _ := fault.As(err); c.reason == "" && err != nil || c.reason != "" && (f == nil || f.Reason != c.reason || f.Next.Zh == "") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestYear(t *testing.T) {
	q := quality(t, nil, "")
	year, off, worked, provisional, late := q.Year(0)
	if year != 2026 || len(off) == 0 || len(worked) == 0 || provisional || late != 7 {
		t.Errorf("%d %v %v %v %d", year, off, worked, provisional, late)
	}
	if _, off, _, provisional, _ := q.Year(2040); !provisional || len(off) != 0 {
		t.Error("2040 is not provisional")
	}
}
