// Package rules holds dated rules of law as values: dates, working days, publication periods. The tables themselves are data (configs/rules).
package rules

import "time"

// Date is a calendar day as days since 1970-01-01; the zero value of a pointerless optional date is NoDate.
type Date int32

// NoDate is the absence of a date.
const NoDate Date = -1 << 31

// Indefinite is 2099-12-31, which templates use for "no end".
const Indefinite Date = 47481

// DateOf is the day of t in t's zone.
func DateOf(t time.Time) Date {
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset)
	days := seconds / 86400
	if seconds%86400 < 0 { // before 1970 the division rounds the wrong way
		days--
	}
	return Date(days)
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is ISO 8601, or "" for NoDate.
func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return d.Time().Format("2006-01-02")
}
