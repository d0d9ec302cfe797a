package biz

import (
	"fmt"
	"math"
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// monthBook finds a month's counts.
type monthBook struct {
	months map[Month]*MonthCounts
	// first is the first month that has anything.
	first Month
}

func newMonthBook(counts []MonthCounts) *monthBook {
	b := &monthBook{months: make(map[Month]*MonthCounts, len(counts))}
	for i := range counts {
		b.months[counts[i].Month] = &counts[i]
	}
	if len(counts) > 0 {
		b.first = counts[0].Month
	}
	return b
}

func (b *monthBook) get(m Month) MonthCounts {
	if c := b.months[m]; c != nil {
		return *c
	}
	return MonthCounts{Month: m}
}

// month reckons the score of a month by the rules in force on its first day.
func (q *Quality) month(book *monthBook, m Month, today rules.Date) MonthScore {
	s := MonthScore{MonthCounts: book.get(m)}
	if s.Empty = s.MonthCounts.Empty(); s.Empty {
		return s
	}
	var sum, weights float64
	for _, r := range q.d.Rules.On(m.First()) {
		p := q.part(r, book, &s.MonthCounts, today)
		s.Parts = append(s.Parts, p)
		sum, weights = sum+p.Weight*p.Score, weights+p.Weight
	}
	if weights > 0 {
		s.Score = tenth(sum / weights)
	}
	return s
}

// tenth rounds to one decimal.
func tenth(x float64) float64 { return math.Round(x*10) / 10 }

// part reckons one part.
func (q *Quality) part(r *rules.QualityRule, book *monthBook, c *MonthCounts, today rules.Date) PartScore {
	p := PartScore{Rule: r, Weight: r.Weight}
	var part, whole float64
	switch r.Part {
	case "volume":
		part, whole, p.Basis = q.volume(r, book, c, today)
	case "timeliness":
		part, whole = float64(c.Dated-c.Late), float64(c.Dated)
		late := strconv.Itoa(q.d.LateAfter)
		p.Basis = text("可计时限的记录 "+n(c.Dated)+" 条,其中 "+n(c.Late)+" 条迟报(超过 "+late+" 个工作日)。",
			n(c.Dated)+" records with a term, "+n(c.Late)+" of them late (over "+late+" working days).")
	case "valid_rate":
		part, whole = float64(min(c.Accepted+c.Corrected, c.Total)), float64(c.Total)
		p.Basis = text("本月 "+n(c.Total)+" 条,首次通过 "+n(c.Accepted)+" 条,退回 "+n(c.Refused)+" 条;退回的已在期限内更正 "+n(c.Corrected)+" 条,逾期更正 "+n(c.CorrectedLate)+" 条。",
			n(c.Total)+" records this month, "+n(c.Accepted)+" passed at once, "+n(c.Refused)+" refused; of these "+n(c.Corrected)+" were corrected in time, "+n(c.CorrectedLate)+" later.")
	case "completeness":
		part, whole = float64(c.Filled), float64(c.Applying)
		p.Basis = text("适用的信息项 "+n(c.Applying)+" 个,已填 "+n(c.Filled)+" 个。", n(c.Applying)+" items apply, "+n(c.Filled)+" are filled.")
	case "accuracy":
		part, whole = float64(c.Taken-c.Faulted-c.Withdrawn), float64(c.Taken)
		p.Basis = text("接收 "+n(c.Taken)+" 条,其中 "+n(c.Faulted)+" 条内容有提示;本月撤回 "+n(c.Withdrawn)+" 条。",
			n(c.Taken)+" records accepted, "+n(c.Faulted)+" of them with a hint against their content; "+n(c.Withdrawn)+" withdrawn this month.")
	}
	if whole <= 0 {
		p.Weight = 0
		p.Basis = text("本月没有可计的记录,不计入总分。", "Nothing to reckon this month; the part does not count.")
		return p
	}
	rate := part / whole
	p.Score = tenth(r.Score(rate))
	p.Basis.Zh += "比率 " + percent(rate) + "。"
	p.Basis.En += " Rate " + percent(rate) + "."
	return p
}

// volume holds a month against the average of those before it, the current one by the working days so far.
func (q *Quality) volume(r *rules.QualityRule, book *monthBook, c *MonthCounts, today rules.Date) (part, whole float64, basis fault.Text) {
	var sum int64
	months := 0
	for m := c.Month.Add(-1); m >= c.Month.Add(-r.Months) && m >= book.first; m = m.Add(-1) {
		before := book.get(m)
		sum += before.Fresh
		months++
	}
	got := float64(c.Fresh)
	if months == 0 || sum == 0 {
		return max(got, 1), max(got, 1), text("本月 "+n(c.Fresh)+" 条;没有更早的月份可比。", n(c.Fresh)+" records this month; there is no earlier month to compare with.")
	}
	average := float64(sum) / float64(months)
	zh := "本月 " + n(c.Fresh) + " 条;前 " + strconv.Itoa(months) + " 个月月均 " + n(int64(math.Round(average))) + " 条"
	en := n(c.Fresh) + " records this month; " + n(int64(math.Round(average))) + " a month on average over the " + strconv.Itoa(months) + " months before"
	if next := c.Month.Add(1).First(); today < next {
		so, all := q.working(c.Month.First(), today), q.working(c.Month.First(), next-1)
		average *= float64(so) / float64(max(all, 1))
		share := n(int64(math.Round(average)))
		zh += ",按已过 " + strconv.Itoa(so) + "/" + strconv.Itoa(all) + " 个工作日折算 " + share + " 条"
		en += fmt.Sprintf(", %s by %d of %d working days", share, so, all)
	}
	if average < 1 { // the month has hardly begun
		return 1, 1, text(zh+"。", en+".")
	}
	return got, average, text(zh+"。", en+".")
}

// working counts the working days from one day to another, both included.
func (q *Quality) working(from, to rules.Date) int {
	days, _ := q.d.Calendar.WorkingDaysBetween(from-1, to)
	return days
}

func text(zh, en string) fault.Text { return fault.Text{Zh: zh, En: en} }

func percent(rate float64) string {
	return strconv.FormatFloat(math.Round(max(0, rate)*1000)/10, 'f', -1, 64) + "%"
}

// n writes a count with commas between thousands.
func n(x int64) string {
	s := strconv.FormatInt(x, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
