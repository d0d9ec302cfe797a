package resource

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The scanner reads JSON by hand: one pass that finds the end of a string, checks its UTF-8 and notes whether it holds
// escapes or odd characters. A differential test holds it to encoding/json.

// maxDepth bounds nesting inside a record: records are flat, only items of type G nest.
const maxDepth = 16

// fail is why scanning stopped.
type fail uint8

const (
	failNone fail = iota
	failSyntax
	failUTF8
	failDepth
	failControl
)

const ones = 0x0101010101010101

// scanString finds the closing quote of a string whose first byte is b[i].
func scanString(b []byte, i int) (end int, flags uint8, why fail) {
	for {
		if i < len(b) && b[i] < utf8.RuneSelf {
			i = plainRun(b, i)
		}
		if i >= len(b) {
			return i, flags, failSyntax
		}
		switch c := b[i]; {
		case c == '"':
			return i, flags, failNone
		case c == '\\':
			n, odd, ok := checkEscape(b[i:])
			if !ok {
				return i, flags, failSyntax
			}
			flags |= flagEscaped | odd
			i += n
		case c < 0x20:
			return i, flags, failControl
		default:
			var f uint8
			i, f, why = wideRun(b, i)
			if why != failNone {
				return i, flags, why
			}
			flags |= f
		}
	}
}

// plainRun skips printable ASCII other than quote and backslash.
func plainRun(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		q := x ^ ('"' * ones)
		s := x ^ ('\\' * ones)
		m := ((q - ones) | (s - ones) | (x - 0x20*ones) | x) & (0x80 * ones)
		if m != 0 {
			// The lowest mark is exact: a borrow only disturbs the bytes above it.
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(b) && b[i] >= 0x20 && b[i] < utf8.RuneSelf && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i
}

// wideRun skips and checks characters beyond ASCII; Chinese text is three bytes a character, so that is the fast case.
func wideRun(b []byte, i int) (int, uint8, fail) {
	var flags uint8
	for i < len(b) && b[i] >= utf8.RuneSelf {
		for i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			// Two characters with lead bytes E3..EC need no further look.
			if x&0xC0C0F0C0C0F0 != 0x8080E08080E0 || byte(x)-0xE3 > 9 || byte(x>>24)-0xE3 > 9 {
				break
			}
			i += 6
		}
		if n := plainWide(b[i:]); n > 0 {
			i += n
			continue
		}
		if i >= len(b) || b[i] < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i, flags, failUTF8
		}
		if oddRune(r) {
			flags |= flagOdd
		}
		i += n
	}
	return i, flags, failNone
}

// plainWide is 3 when b begins with a character of common Chinese text: lead bytes E3..EC, or full-width forms (EF BC, EF BD).
func plainWide(b []byte) int {
	if len(b) < 3 || b[1]&0xC0 != 0x80 || b[2]&0xC0 != 0x80 {
		return 0
	}
	if b[0]-0xE3 <= 9 || b[0] == 0xEF && b[1]|1 == 0xBD {
		return 3
	}
	return 0
}

// oddRune reports whether a character never belongs in a value: controls, invisible marks, the replacement character.
func oddRune(r rune) bool {
	switch {
	case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xA0:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x2064:
		return true
	case r == 0xFEFF || r == 0xFFFD || r == 0x00AD:
		return true
	}
	return false
}

// checkEscape checks the escape at the start of b and gives its length; a surrogate pair is one escape of 12 bytes.
func checkEscape(b []byte) (n int, odd uint8, ok bool) {
	if len(b) < 2 {
		return 0, 0, false
	}
	switch b[1] {
	case '"', '\\', '/':
		return 2, 0, true
	case 'b', 'f', 'n', 'r', 't':
		return 2, flagOdd, true
	case 'u':
		r, n := escapedRune(b)
		if n == 0 {
			return 0, 0, false
		}
		if oddRune(r) {
			odd = flagOdd
		}
		return n, odd, true
	}
	return 0, 0, false
}

// escapedRune reads \uXXXX or a surrogate pair; n is 0 when it is malformed or a lone surrogate.
func escapedRune(b []byte) (r rune, n int) {
	hi, ok := hex4(b)
	if !ok {
		return 0, 0
	}
	if hi < 0xD800 || hi > 0xDFFF {
		return hi, 6
	}
	if hi >= 0xDC00 || len(b) < 12 || b[6] != '\\' || b[7] != 'u' {
		return 0, 0
	}
	lo, ok := hex4(b[6:])
	if !ok || lo < 0xDC00 || lo > 0xDFFF {
		return 0, 0
	}
	return 0x10000 + (hi-0xD800)<<10 + (lo - 0xDC00), 12
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 6 {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape appends the text of a checked string with escapes.
func unescape(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		if b[i] != '\\' {
			dst = append(dst, b[i])
			i++
			continue
		}
		c := b[i+1]
		if c == 'u' {
			r, n := escapedRune(b[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
			continue
		}
		switch c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		}
		dst = append(dst, c)
		i += 2
	}
	return dst
}

// scanNumber finds the end of a JSON number.
func scanNumber(b []byte, i int) (end int, ok bool) {
	if i < len(b) && b[i] == '-' {
		i++
	}
	switch {
	case i >= len(b):
		return i, false
	case b[i] == '0':
		i++
	case b[i] >= '1' && b[i] <= '9':
		i = skipDigits(b, i)
	default:
		return i, false
	}
	if i < len(b) && b[i] == '.' {
		from := i + 1
		if i = skipDigits(b, from); i == from {
			return i, false
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		from := i
		if i = skipDigits(b, from); i == from {
			return i, false
		}
	}
	return i, true
}

func skipDigits(b []byte, i int) int {
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	return i
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// scanValue checks any JSON value and finds its end.
func scanValue(b []byte, i, depth int) (end int, why fail) {
	if depth > maxDepth {
		return i, failDepth
	}
	if i >= len(b) {
		return i, failSyntax
	}
	switch b[i] {
	case '"':
		end, _, why = scanString(b, i+1)
		return end + 1, why
	case '{', '[':
		return scanNested(b, i, depth)
	}
	if end, _ := scanLiteral(b, i); end > i {
		return end, failNone
	}
	end, ok := scanNumber(b, i)
	if !ok {
		return end, failSyntax
	}
	return end, failNone
}

// scanLiteral reads true, false or null; end is i when there is none.
func scanLiteral(b []byte, i int) (end int, k Kind) {
	switch {
	case len(b)-i >= 4 && string(b[i:i+4]) == "null":
		return i + 4, Null
	case len(b)-i >= 4 && string(b[i:i+4]) == "true":
		return i + 4, True
	case len(b)-i >= 5 && string(b[i:i+5]) == "false":
		return i + 5, False
	}
	return i, Absent
}

// scanNested checks an object or array.
func scanNested(b []byte, i, depth int) (end int, why fail) {
	object, closing := b[i] == '{', byte(']')
	if object {
		closing = '}'
	}
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == closing {
		return i + 1, failNone
	}
	for {
		if object {
			if i >= len(b) || b[i] != '"' {
				return i, failSyntax
			}
			if i, _, why = scanString(b, i+1); why != failNone {
				return i, why
			}
			i = skipSpace(b, i+1)
			if i >= len(b) || b[i] != ':' {
				return i, failSyntax
			}
			i = skipSpace(b, i+1)
		}
		if i, why = scanValue(b, i, depth+1); why != failNone {
			return i, why
		}
		i = skipSpace(b, i)
		switch {
		case i >= len(b):
			return i, failSyntax
		case b[i] == closing:
			return i + 1, failNone
		case b[i] != ',':
			return i, failSyntax
		}
		i = skipSpace(b, i+1)
	}
}
