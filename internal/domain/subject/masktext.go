package subject

import (
	"strings"
	"unicode/utf8"
)

// MaskText finds identity numbers, phone numbers, bank accounts and number plates in free text (what was done, what was decided)
// and masks them for publication. It errs to masking: eleven digits from 1, or fifteen and more in a row, are taken for personal.
// A unified social credit code that passes its check stays: it is public.
func MaskText(s string) string {
	if !suspicious(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if n := plateAt(s, i); n > 0 {
			_, first := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i:i+first+1] + "*****")
			i += n
			continue
		}
		if !runStart(s, i) {
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+size])
			i += size
			continue
		}
		end := runEnd(s, i)
		b.WriteString(maskRun(s[i:end]))
		i = end
	}
	return b.String()
}

// suspicious spares texts without seven digits in sight, or a plate, the scan.
func suspicious(s string) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			if digits++; digits >= 5 {
				return true
			}
		case c == 0xEF: // full-width digits live here
			return true
		case c >= 'A' && c <= 'Z' && i >= 3 && plateProvince(s[i-3:i]):
			return true
		}
	}
	return false
}

// A run is a stretch of digits and Latin letters, full-width ones too, with single spaces or hyphens between digits.
func runStart(s string, i int) bool { _, n := alnumAt(s, i); return n > 0 }

// One run has one kind of separator: a date does not run into the time or the number after it.
func runEnd(s string, i int) int {
	digit := false
	var separator byte
	for i < len(s) {
		c, n := alnumAt(s, i)
		if n > 0 {
			digit = c >= '0' && c <= '9'
			i += n
			continue
		}
		if !digit || s[i] != '-' && s[i] != ' ' || i+1 >= len(s) || separator != 0 && separator != s[i] {
			break
		}
		if c, n := alnumAt(s, i+1); n == 0 || c < '0' || c > '9' {
			break
		}
		separator = s[i]
		i++
	}
	return i
}

// alnumAt is the ASCII form of the letter or digit at i and its length in bytes; n is 0 if there is none.
func alnumAt(s string, i int) (c byte, n int) {
	c = s[i]
	if alnum(c) {
		return c, 1
	}
	if c == 0xEF {
		if r, size := utf8.DecodeRuneInString(s[i:]); r >= '！' && r <= '～' && alnum(byte(r-0xFEE0)) {
			return byte(r - 0xFEE0), size
		}
	}
	return 0, 0
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// maskRun decides by the run's digits; separators do not count. Dates, amounts and document numbers stay.
func maskRun(run string) string {
	plain := NormaliseUSCC(run)
	digits := 0
	for i := 0; i < len(plain); i++ {
		if plain[i] >= '0' && plain[i] <= '9' {
			digits++
		}
	}
	switch {
	case len(plain) == 18 && CheckUSCC(plain) == "":
		return run
	case len(plain) == 18 && digits >= 17:
		return keepEnds(plain, 6, 2)
	case digits == len(plain) && phone(plain):
		return MaskPhone(plain)
	case digits == len(plain) && digits == 15 && CheckRegNo(plain) == "" && !old15(plain):
		return run // a business registration number is public
	case digits >= 15 || digits < len(plain) && longestDigits(plain) >= 11:
		return MaskAccount(plain)
	case len(run) > len(plain) && landline(run):
		return MaskPhone(plain)
	case digits >= 7 && digits < len(plain) && passport(plain):
		return MaskDocument(plain)
	}
	return run
}

// longestDigits is the longest stretch of digits: a number glued to letters is a number still.
func longestDigits(s string) int {
	longest, n := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
			longest = max(longest, n)
		} else {
			n = 0
		}
	}
	return longest
}

// phone is a mobile number, with or without the country's prefix.
func phone(s string) bool {
	if len(s) == 13 && s[:2] == "86" {
		s = s[2:]
	}
	return len(s) == 11 && s[0] == '1' && s[1] >= '3'
}

// landline is 0635-8251234 or 010-62345678.
func landline(run string) bool {
	i := strings.IndexByte(run, '-')
	if i < 3 || i > 4 || run[0] != '0' {
		return false
	}
	rest := len(run) - i - 1
	return rest >= 7 && rest <= 8 && allDigits(run[:i]) && allDigits(run[i+1:])
}

// passport is one or two letters and seven or eight digits: passports and permits of Hong Kong, Macao and Taiwan.
func passport(s string) bool {
	n := 0
	for n < len(s) && (s[n] < '0' || s[n] > '9') {
		n++
	}
	return n >= 1 && n <= 2 && allDigits(s[n:]) && len(s)-n >= 7 && len(s)-n <= 10
}

// old15 is a fifteen-digit citizen ID.
func old15(s string) bool { _, reason := Upgrade15(s); return reason == "" }

const provinces = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"

func plateProvince(s string) bool {
	return len(s) == 3 && strings.Contains(provinces, s) && utf8.ValidString(s)
}

// plateAt is the length of a number plate at i (鲁P12345, 浙J·D12345 with six places for electric cars), or 0.
func plateAt(s string, i int) int {
	if i+3 > len(s) || !plateProvince(s[i:i+3]) {
		return 0
	}
	j := i + 3
	c, n := 0, 0
	if j < len(s) && s[j] >= 'A' && s[j] <= 'Z' {
		j++
	} else {
		return 0
	}
	if strings.HasPrefix(s[j:], "·") {
		j += len("·")
	} else if j < len(s) && (s[j] == ' ' || s[j] == '-') {
		j++
	}
	for j < len(s) && n < 6 && (s[j] >= '0' && s[j] <= '9' || s[j] >= 'A' && s[j] <= 'Z') {
		if s[j] <= '9' {
			c++
		}
		n++
		j++
	}
	if n < 5 || c < 2 {
		return 0
	}
	return j - i
}
