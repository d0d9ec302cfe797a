package rules

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Calendar knows working days: Monday to Friday, but for the State Council's holidays and the weekends worked in exchange.
type Calendar struct {
	special map[Date]bool // true: worked
	// known years have a notice; other years fall back to Monday to Friday and are provisional.
	known map[int]bool
}

// ParseCalendar reads a table with the columns date, type (holiday or workday), name, status (official or provisional), source.
// A year with any provisional row is provisional as a whole.
func ParseCalendar(r io.Reader) (*Calendar, error) {
	rows, err := readTable(r, "date", "type", "status")
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	c := &Calendar{special: map[Date]bool{}, known: map[int]bool{}}
	for i, row := range rows {
		d, ok := ParseDate(row["date"])
		if !ok {
			return nil, fmt.Errorf("calendar line %d: date %q", i+2, row["date"])
		}
		if _, twice := c.special[d]; twice {
			return nil, fmt.Errorf("calendar line %d: %s stands twice", i+2, d)
		}
		switch row["type"] {
		case "holiday", "workday":
			c.special[d] = row["type"] == "workday"
		default:
			return nil, fmt.Errorf("calendar line %d: type %q", i+2, row["type"])
		}
		y := d.Time().Year()
		if _, seen := c.known[y]; !seen {
			c.known[y] = true
		}
		switch row["status"] {
		case "official":
		case "provisional":
			c.known[y] = false
		default:
			return nil, fmt.Errorf("calendar line %d: status %q", i+2, row["status"])
		}
	}
	return c, nil
}

// CalendarProvisional is the hint on what was counted by a calendar that is not official.
const CalendarProvisional fault.Reason = "CALENDAR_PROVISIONAL"

// LateAfter is after how many working days a record is late, where the configuration says nothing else.
const LateAfter = 7

// calendarSlack is how many working days an official notice can move a count by: more than the longest holiday of a year takes.
const calendarSlack = 14

// MayChange reports whether an official notice may still decide that a count of working days is over a limit, or not. What is over it by
// more is over it by any calendar, so nothing is provisional about it.
func MayChange(days, limit int) bool { return days <= limit+calendarSlack }

// Working reports whether people work that day.
func (c *Calendar) Working(d Date) bool {
	if c != nil {
		if worked, special := c.special[d]; special {
			return worked
		}
	}
	w := d.Weekday()
	return w != 0 && w != 6
}

// Provisional reports whether the day's year has no notice yet, or one this table is not sure of.
func (c *Calendar) Provisional(d Date) bool { return c == nil || !c.known[d.Time().Year()] }

// Year lists the days of a year that are not what their weekday says: days off among Monday to Friday, and days worked among Saturday
// and Sunday, in order. provisional is set when the year has no notice, or one this table is not sure of.
func (c *Calendar) Year(year int) (off, worked []Date, provisional bool) {
	if c == nil {
		return nil, nil, true
	}
	for d, works := range c.special {
		weekend := d.Weekday() == 0 || d.Weekday() == 6
		switch {
		case d.Time().Year() != year:
		case works && weekend:
			worked = append(worked, d)
		case !works && !weekend:
			off = append(off, d)
		}
	}
	slices.Sort(off)
	slices.Sort(worked)
	return off, worked, !c.known[year]
}

// longestCount bounds the days that are walked one by one; beyond it five working days a week are close enough.
const longestCount = 36525

// WorkingDaysBetween counts working days after from, up to and including to: the count starts the day after the event.
// It is 0 when to is not later. provisional is set when a year on the way has no official notice.
func (c *Calendar) WorkingDaysBetween(from, to Date) (days int, provisional bool) {
	if from == NoDate || to == NoDate || to <= from {
		return 0, false
	}
	if to-from > longestCount {
		return int(to-from) / 7 * 5, true
	}
	for d := from + 1; d <= to; d++ {
		if c.Working(d) {
			days++
		}
	}
	return days, c.ProvisionalBetween(from, to)
}

// ProvisionalBetween reports whether a count of the days after from, up to and including to, meets a year that is provisional.
func (c *Calendar) ProvisionalBetween(from, to Date) bool {
	if from == NoDate || to == NoDate || to <= from {
		return false
	}
	for y, last := (from + 1).Time().Year(), to.Time().Year(); y <= last; y++ {
		if c == nil || !c.known[y] {
			return true
		}
	}
	return false
}

// AddWorkingDays is the n-th working day after from.
func (c *Calendar) AddWorkingDays(from Date, n int) (d Date, provisional bool) {
	d = from
	for n > 0 {
		d++
		if c.Working(d) {
			n--
		}
		provisional = provisional || c.Provisional(d)
	}
	return d, provisional
}

// readTable reads a CSV with a header into rows by column; the wanted columns must be there. Lines starting with # are comments.
func readTable(r io.Reader, want ...string) ([]map[string]string, error) {
	cr := csv.NewReader(r)
	cr.Comment = '#'
	head, err := cr.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	for _, w := range want {
		if !slices.Contains(head, w) {
			return nil, fmt.Errorf("column %q is missing", w)
		}
	}
	var rows []map[string]string
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		row := make(map[string]string, len(head))
		for i, h := range head {
			row[h] = rec[i]
		}
		rows = append(rows, row)
	}
}
