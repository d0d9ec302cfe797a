package biz

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// eachField walks the JSON object of a record's items and calls f with each name and value as people read it: texts unescaped,
// numbers as they stand, null as blank, nested values as their JSON. ok is false when the text is no JSON object; f may have been called by then.
// It reads without building a tree: a profile shows many items once.
func eachField(s string, f func(name, value string)) (ok bool) {
	p := scanner{s: s}
	if !p.take('{') {
		return false
	}
	if p.take('}') {
		return p.end()
	}
	for {
		name, ok := p.text()
		if !ok || !p.take(':') {
			return false
		}
		value, ok := p.value()
		if !ok {
			return false
		}
		f(name, value)
		if p.take(',') {
			continue
		}
		return p.take('}') && p.end()
	}
}

type scanner struct {
	s string
	i int
}

func (p *scanner) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\n' || p.s[p.i] == '\r' || p.s[p.i] == '\t') {
		p.i++
	}
}

func (p *scanner) take(c byte) bool {
	p.space()
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *scanner) end() bool { p.space(); return p.i == len(p.s) }

func (p *scanner) value() (string, bool) {
	p.space()
	if p.i >= len(p.s) {
		return "", false
	}
	switch c := p.s[p.i]; {
	case c == '"':
		return p.text()
	case c == '{' || c == '[':
		return p.nested()
	}
	start := p.i
	for p.i < len(p.s) && !strings.ContainsRune(",}] \n\r\t", rune(p.s[p.i])) {
		p.i++
	}
	switch word := p.s[start:p.i]; word {
	case "null":
		return "", true
	case "true", "false":
		return word, true
	default:
		_, err := strconv.ParseFloat(word, 64)
		return word, err == nil && word[len(word)-1] <= '9' && word[0] != '+' && word[0] != '.'
	}
}

// nested takes an array or object as it stands; brackets inside texts do not count.
func (p *scanner) nested() (string, bool) {
	start, depth := p.i, 0
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case '"':
			if _, ok := p.text(); !ok {
				return "", false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		p.i++
		if depth == 0 {
			return p.s[start:p.i], true
		}
	}
	return "", false
}

// text reads a JSON string; without escapes the result is a part of the input.
func (p *scanner) text() (string, bool) {
	if !p.take('"') {
		return "", false
	}
	rest := p.s[p.i:]
	end := strings.IndexAny(rest, "\"\\")
	if end < 0 {
		return "", false
	}
	if rest[end] == '"' {
		p.i += end + 1
		return rest[:end], true
	}
	var b strings.Builder
	for i := 0; i < len(rest); {
		switch c := rest[i]; c {
		case '"':
			p.i += i + 1
			return b.String(), true
		case '\\':
			r, n := unescape(rest[i:])
			if n == 0 {
				return "", false
			}
			b.WriteRune(r)
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return "", false
}

// unescape reads one escape and gives its length; 0 means it is not one.
func unescape(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	high, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if high < 0xD800 || high > 0xDFFF {
		return high, 6
	}
	if low, ok := hex4(s[6:]); ok && high < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF {
		return (high-0xD800)<<10 + (low - 0xDC00) + 0x10000, 12
	}
	return utf8.RuneError, 6
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
