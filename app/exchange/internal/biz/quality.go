package biz

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Month is a calendar month in the exchange's time zone: the year times 100 and the month, such as 202611.
type Month int

// MonthOf is the month of an instant.
func MonthOf(t time.Time) Month {
	t = t.In(Time)
	return Month(t.Year()*100 + int(t.Month()))
}

// Add is the month so many later, or earlier.
func (m Month) Add(n int) Month {
	k := int(m)/100*12 + int(m)%100 - 1 + n
	return Month(k/12*100 + k%12 + 1)
}

// First is the first day of the month.
func (m Month) First() rules.Date { return rules.DayOf(int(m)/100, int(m)%100, 1) }

// Start is the instant the month begins.
func (m Month) Start() time.Time {
	return time.Date(int(m)/100, time.Month(int(m)%100), 1, 0, 0, 0, 0, Time)
}

// String is such as 2026-11.
func (m Month) String() string { return m.First().String()[:7] }

// MonthCounts are the sums of what an agency delivered in a month, of one resource or of all.
type MonthCounts struct {
	Month Month
	// Total, Accepted and Refused count the records of pushes, but not resubmissions and withdrawals.
	Total, Accepted, Refused int64
	// Fresh is Accepted without history brought along: the volume.
	Fresh int64
	// Taken is every accepted version, resubmissions included; Withdrawn the accepted withdrawals.
	Taken, Withdrawn int64
	// Late and Hinted are among Taken, like what Counts counts.
	Late, Hinted int64
	Counts
	// Corrected are refused records of this month whose resubmission was accepted in time, CorrectedLate those afterwards.
	Corrected, CorrectedLate int64
}

// Empty reports whether nothing was delivered.
func (c *MonthCounts) Empty() bool { return c.Total == 0 && c.Taken == 0 }

// ScoreBook keeps the sums per agency, resource and month. Receipts adds to it when a receipt becomes complete, Shed when a correction
// settles a refused record; both in the transaction that notes it, so each counts once whatever crashes or is repeated.
type ScoreBook interface {
	// Months are an agency's months from the given one on that have anything, in order; resource "" sums over all.
	Months(ctx context.Context, agency, resource string, from Month) ([]MonthCounts, error)
}

// Calendar is the working days of a year.
type Calendar interface {
	Workdays
	// Year lists days off among Monday to Friday, and days worked among Saturday and Sunday.
	Year(year int) (off, worked []rules.Date, provisional bool)
}

// QualityDeps is what the scores need; every field is required.
type QualityDeps struct {
	Book     ScoreBook
	Rules    rules.Quality
	Calendar Calendar
	Decider  Decider
	Clock    clock.Clock
	// LateAfter is the number of working days after which a record is late.
	LateAfter int
}

// Quality says what agencies' deliveries are worth.
type Quality struct{ d QualityDeps }

// NewQuality makes the use-case.
func NewQuality(d QualityDeps) *Quality { return &Quality{d} }

// MonthScore is a month with its parts and the score over all.
type MonthScore struct {
	MonthCounts
	Score float64
	Parts []PartScore
	Empty bool
}

// PartScore is one part of a month's score. Weight is 0 when the month has nothing to reckon it from.
type PartScore struct {
	Rule          *rules.QualityRule
	Weight, Score float64
	Basis         fault.Text
}

// mostMonths is how many months are told when the caller names no number.
const mostMonths = 12

// Scores are the months of an agency, newest first, this one included, and the rules in force today. Another agency's are for those with
// quality.all.
func (q *Quality) Scores(ctx context.Context, by grant.Principal, agency, resource string, months int) (of string, scores []MonthScore, now []*rules.QualityRule, err error) {
	if agency == "" {
		agency = by.Agency
	}
	if agency == "" {
		return "", nil, nil, fault.New(fault.Invalid, "AGENCY_REQUIRED", "请指定部门。", "Name the agency.").
			Then("请用参数 agency 指定部门代码。", "Give the agency's code as the parameter agency.").At("", "agency")
	}
	t := q.d.Clock.Now()
	if agency != by.Agency {
		d := q.d.Decider.Decide(by, grant.Question{Action: "quality.all", At: t})
		if !d.Allow {
			return "", nil, nil, refused(d)
		}
	}
	if months <= 0 {
		months = mostMonths
	}
	this, today := MonthOf(t), rules.DateOf(t.In(Time))
	first := this.Add(1 - months)
	window := q.window(first, today)
	counts, err := q.d.Book.Months(ctx, agency, resource, first.Add(-window))
	if err != nil {
		return "", nil, nil, err
	}
	book := newMonthBook(counts)
	for m := this; m >= first; m = m.Add(-1) {
		scores = append(scores, q.month(book, m, today))
	}
	return agency, scores, q.d.Rules.On(today), nil
}

// refused is the refusal of a decision.
func refused(d grant.Decision) error {
	if d.Refusal != nil {
		return d.Refusal
	}
	return fault.New(fault.Denied, "DENIED", "没有查看其他部门质量评分的权限。", "There is no permission to see other agencies' scores.").
		Then("请向主管部门申请。", "Ask the authority in charge.")
}

// window is how many months before the first one the volume may be held against.
func (q *Quality) window(first Month, today rules.Date) int {
	most := 0
	for m := first; m.First() <= today; m = m.Add(1) {
		for _, r := range q.d.Rules.On(m.First()) {
			most = max(most, r.Months)
		}
	}
	return most
}

// Year is the working-day calendar of a year (0: this one) and how many working days a decision may take to arrive.
func (q *Quality) Year(year int) (of int, off, worked []rules.Date, provisional bool, lateAfter int) {
	if year == 0 {
		year = q.d.Clock.Now().In(Time).Year()
	}
	off, worked, provisional = q.d.Calendar.Year(year)
	return year, off, worked, provisional, q.d.LateAfter
}
