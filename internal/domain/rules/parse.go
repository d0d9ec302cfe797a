package rules

import (
	"fmt"
	"unicode/utf8"
)

// RealDate reports whether the day exists.
func RealDate(y, m, d int) bool {
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
}

func daysIn(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// DayOf is the Date of a real day, computed without a time.Time (days-from-civil).
func DayOf(y, m, d int) Date {
	if m <= 2 {
		y--
		m += 12
	}
	return Date(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468)
}

// ParseDate reads YYYY-MM-DD, YYYY/M/D, YYYY.MM.DD, YYYYMMDD or YYYY年M月D日, full-width digits too, with a midnight time after it
// ignored. ok is false for anything else, also for days that do not exist.
func ParseDate(s string) (d Date, ok bool) {
	var b [32]byte
	n, ok := foldDate(s, &b)
	if !ok {
		return NoDate, false
	}
	p := b[:n]
	var f [3]int
	var y, m, day int
	if len(p) == 8 && digits(p) {
		y, m, day = num(p[:4]), num(p[4:6]), num(p[6:])
	} else if fields(p, &f) {
		y, m, day = f[0], f[1], f[2]
	} else {
		return NoDate, false
	}
	if !RealDate(y, m, day) {
		return NoDate, false
	}
	return DayOf(y, m, day), true
}

// foldDate writes s half-width, trimmed, separators unified, a trailing midnight cut.
func foldDate(s string, b *[32]byte) (n int, ok bool) {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		switch {
		case r >= '！' && r <= '～':
			r -= 0xFEE0
		case r == '\u3000' || r == '\t' || r == '\u00a0':
			r = ' '
		}
		switch r {
		case '年', '月', '/', '.':
			r = '-'
		case '日':
			r = ' '
		case 'T':
			r = ' '
		}
		if r > 127 || n == len(b) {
			return 0, false
		}
		if r == ' ' && n == 0 {
			continue
		}
		b[n] = byte(r)
		n++
	}
	for n > 0 && b[n-1] == ' ' {
		n--
	}
	for i := 0; i < n; i++ {
		if b[i] == ' ' {
			return i, midnight(b[i+1 : n])
		}
	}
	return n, n > 0
}

func midnight(b []byte) bool {
	for _, c := range b {
		if c != '0' && c != ':' && c != '.' && c != 'Z' {
			return false
		}
	}
	return true
}

func fields(p []byte, f *[3]int) bool {
	i, start := 0, 0
	for j := 0; j <= len(p); j++ {
		if j < len(p) && p[j] != '-' {
			continue
		}
		part := p[start:j]
		if i > 2 || !digits(part) || i == 0 && len(part) != 4 || i > 0 && len(part) > 2 {
			return false
		}
		f[i] = num(part)
		i++
		start = j + 1
	}
	return i == 3
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

func num(b []byte) int {
	n := 0
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	return n
}

// Period is a length in calendar years, months and days, as ISO 8601 writes it (P1Y, P3M, P180D).
type Period struct{ Years, Months, Days int }

// ParsePeriod reads an ISO 8601 period of years, months, weeks and days.
func ParsePeriod(s string) (Period, error) {
	var p Period
	if len(s) < 3 || s[0] != 'P' {
		return p, fmt.Errorf("period %q: want such as P3M", s)
	}
	n, any := 0, false
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9' && n < 100000:
			n, any = n*10+int(c-'0'), true
			continue
		case !any:
			return p, fmt.Errorf("period %q: a number is missing", s)
		case c == 'Y':
			p.Years += n
		case c == 'M':
			p.Months += n
		case c == 'W':
			p.Days += 7 * n
		case c == 'D':
			p.Days += n
		default:
			return p, fmt.Errorf("period %q: unit %q", s, c)
		}
		n, any = 0, false
	}
	if any {
		return p, fmt.Errorf("period %q: a unit is missing", s)
	}
	return p, nil
}

// Add is the day so much later; a day the month lacks becomes its last (31 January and a month is 28 February).
func (d Date) Add(p Period) Date {
	if d == NoDate {
		return NoDate
	}
	t := d.Time()
	y, mon, day := t.Year()+p.Years, int(t.Month())-1+p.Months, t.Day()
	y += mon / 12
	mon = mon%12 + 1
	return DayOf(y, mon, min(day, daysIn(y, mon))) + Date(p.Days)
}

// Weekday of the day: 0 is Sunday.
func (d Date) Weekday() int { return int(((int64(d)+4)%7 + 7) % 7) }
