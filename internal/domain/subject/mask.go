package subject

import (
	"strings"
	"unicode/utf8"
)

// MaskStyle says for whom an ID number is masked (domain table of masking).
type MaskStyle uint8

// The styles.
const (
	MaskInternal MaskStyle = iota // an internal list: first 3 and last 4
	MaskPublic                    // a public page: first 6 and last 2
)

// MaskName keeps the family name of two characters, the first and last of three and more (欧**明). Nothing stays of one character.
func MaskName(name string) string {
	n := utf8.RuneCountInString(name)
	switch n {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		_, first := utf8.DecodeRuneInString(name)
		return name[:first] + "*"
	}
	return keepEnds(name, 1, 1)
}

// MaskCitizenID hides the birth date and more, by style; anything too short is hidden whole.
func MaskCitizenID(id string, style MaskStyle) string {
	if style == MaskPublic {
		return keepEnds(id, 6, 2)
	}
	return keepEnds(id, 3, 4)
}

// MaskDocument masks another identity document: first and last two.
func MaskDocument(no string) string { return keepEnds(no, 2, 2) }

// MaskPhone keeps three and four digits.
func MaskPhone(s string) string { return keepEnds(s, 3, 4) }

// MaskAccount keeps the last four; its length is hidden too.
func MaskAccount(s string) string {
	n := utf8.RuneCountInString(s)
	if n <= 4 {
		return "****"
	}
	return "****" + tail(s, 4)
}

// MaskAddress keeps an address down to its district, county-level city or, failing these, its first six characters at most.
func MaskAddress(s string) string {
	cut := -1
	count := 0
	for i, r := range s {
		if count++; count > 24 {
			break
		}
		switch r {
		case '区', '县', '旗':
			return s[:i+utf8.RuneLen(r)] + "***"
		case '市', '省', '州', '盟':
			cut = i + utf8.RuneLen(r)
		}
	}
	if cut > 0 {
		return s[:cut] + "***"
	}
	return keepEnds(s, min(3, utf8.RuneCountInString(s)/2), 0)
}

// MaskAll hides everything, also the length.
func MaskAll(string) string { return "***" }

// keepEnds keeps so many characters at each end; when that would leave nothing hidden, everything is.
func keepEnds(s string, head, last int) string {
	n := utf8.RuneCountInString(s)
	if n == 0 {
		return ""
	}
	if n <= head+last {
		return strings.Repeat("*", n)
	}
	var b strings.Builder
	b.Grow(len(s))
	i := 0
	for _, r := range s {
		if i < head || i >= n-last {
			b.WriteRune(r)
		} else {
			b.WriteByte('*')
		}
		i++
	}
	return b.String()
}

// tail is the last n characters of a longer text.
func tail(s string, n int) string {
	end := len(s)
	for range n {
		_, size := utf8.DecodeLastRuneInString(s[:end])
		end -= size
	}
	return s[end:]
}
