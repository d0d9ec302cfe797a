package resource

import (
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// numWhy is why a text is not the number wanted.
type numWhy uint8

const (
	numOK numWhy = iota
	numSyntax
	numExponent
	numDecimals
	numDigits
)

var pow10 = [19]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// parseDecimal reads a plain decimal of at most length digits (18 or fewer), scale of them decimals. n is the value times 10^scale;
// plain reports whether the text is already canonical: no plus sign, no needless zeros.
func parseDecimal(b []byte, length, scale int) (n int64, plain bool, why numWhy) {
	i, neg := 0, false
	plain = true
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg, plain = b[0] == '-', b[0] == '-'
		i++
	}
	whole := i
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		if n > pow10[17] {
			return 0, false, numDigits
		}
		n = n*10 + int64(b[i]-'0')
	}
	digits := i - whole
	if digits == 0 {
		return 0, false, numSyntax
	}
	plain = plain && (digits == 1 || b[whole] != '0')
	if n >= pow10[length-scale] {
		return 0, false, whatStops(b, i, numDigits)
	}
	left := scale
	if i < len(b) && b[i] == '.' {
		from := i + 1
		for i = from; i < len(b) && b[i]-'0' <= 9; i++ {
			if left > 0 {
				n = n*10 + int64(b[i]-'0')
				left--
			} else if b[i] != '0' {
				return 0, false, numDecimals
			}
		}
		if i == from {
			return 0, false, numSyntax
		}
		plain = plain && b[i-1] != '0'
	}
	if i < len(b) {
		return 0, false, whatStops(b, i, numSyntax)
	}
	n *= pow10[left]
	if neg {
		n = -n
		plain = plain && n != 0
	}
	return n, plain, numOK
}

func whatStops(b []byte, i int, other numWhy) numWhy {
	for _, c := range b[i:] {
		switch {
		case c == 'e' || c == 'E':
			return numExponent
		case c != '.' && (c < '0' || c > '9') && c != '+' && c != '-':
			return numSyntax
		}
	}
	return other
}

// appendDecimal writes n / 10^scale without needless zeros.
func appendDecimal(dst []byte, n int64, scale int) []byte {
	if n < 0 {
		dst = append(dst, '-')
		n = -n
	}
	dst = strconv.AppendInt(dst, n/pow10[scale], 10)
	frac := n % pow10[scale]
	if frac == 0 {
		return dst
	}
	dst = append(dst, '.')
	for p := pow10[scale] / 10; frac > 0; p /= 10 {
		dst = append(dst, byte('0'+frac/p))
		frac %= p
	}
	return dst
}

// dateWhy is why a text is not a date: "" when it is.
type dateWhy string

const (
	dateForm  dateWhy = "form"
	dateNoDay dateWhy = "day"
)

// parseDate reads a date; the two ten-character forms of the templates are the fast case.
func parseDate(b []byte) (rules.Date, dateWhy) {
	if len(b) == 10 && (b[4] == '-' || b[4] == '/') && b[7] == b[4] {
		y, ok1 := twoDigits(b[0], b[1])
		y2, ok2 := twoDigits(b[2], b[3])
		m, ok3 := twoDigits(b[5], b[6])
		d, ok4 := twoDigits(b[8], b[9])
		if ok1 && ok2 && ok3 && ok4 {
			if y = y*100 + y2; !rules.RealDate(y, m, d) {
				return rules.NoDate, dateNoDay
			}
			return rules.DayOf(y, m, d), ""
		}
	}
	if d, ok := rules.ParseDate(string(b)); ok {
		return d, ""
	}
	if looksDated(b) {
		return rules.NoDate, dateNoDay
	}
	return rules.NoDate, dateForm
}

func twoDigits(a, b byte) (int, bool) {
	return int(a-'0')*10 + int(b-'0'), a-'0' <= 9 && b-'0' <= 9
}

// looksDated tells 2024/2/30 (no such day) from text that is no date at all: three numbers, the first of four digits.
func looksDated(b []byte) bool {
	groups, run := 0, 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i]-'0' <= 9 {
			run++
			continue
		}
		if i < len(b) && b[i] != '-' && b[i] != '/' && b[i] != '.' {
			return false
		}
		if groups == 0 && run != 4 || groups > 0 && (run < 1 || run > 2) {
			return len(b) == 8 && run == 8
		}
		groups, run = groups+1, 0
	}
	return groups == 3
}

// appendDate writes ISO 8601.
func appendDate(dst []byte, d rules.Date) []byte {
	y, m, day := civil(d)
	return append(dst, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
}

// civil is the day's year, month and day (the inverse of rules.DayOf).
func civil(d rules.Date) (y, m, day int) {
	z := int(d) + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	m = mp + 3
	y = yoe + era*400
	if m > 12 {
		m -= 12
		y++
	}
	return y, m, day
}
