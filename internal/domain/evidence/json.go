package evidence

import (
	"strconv"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendString writes s as a JSON string by the rules of RFC 8785: the shortest escape, raw UTF-8 otherwise.
// Bytes that are not UTF-8 become U+FFFD, so the output is always valid JSON.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' {
				i++
				continue
			}
			dst = append(dst, s[start:i]...)
			dst = appendEscape(dst, c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, s[start:i]...)
			dst = append(dst, "\uFFFD"...)
			i++
			start = i
			continue
		}
		i += n
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\t':
		return append(dst, '\\', 't')
	case '\n':
		return append(dst, '\\', 'n')
	case '\f':
		return append(dst, '\\', 'f')
	case '\r':
		return append(dst, '\\', 'r')
	default:
		return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
}

// scanner reads the canonical form only: no spaces, keys in their fixed order.
type scanner struct {
	rest []byte
	bad  bool
}

// lit consumes exactly s; without it the input is bad.
func (s *scanner) lit(lit string) {
	if !s.has(lit) {
		s.bad = true
	}
}

// has consumes s if it comes next.
func (s *scanner) has(lit string) bool {
	if s.bad || len(s.rest) < len(lit) || string(s.rest[:len(lit)]) != lit {
		return false
	}
	s.rest = s.rest[len(lit):]
	return true
}

// int64 reads a decimal without leading zeros.
func (s *scanner) int64() int64 {
	v, err := strconv.ParseInt(s.digits(), 10, 64)
	s.bad = s.bad || err != nil
	return v
}

func (s *scanner) uint64() uint64 {
	v, err := strconv.ParseUint(s.digits(), 10, 64)
	s.bad = s.bad || err != nil
	return v
}

func (s *scanner) digits() string {
	n := 0
	for n < len(s.rest) && (s.rest[n] >= '0' && s.rest[n] <= '9' || n == 0 && s.rest[n] == '-') {
		n++
	}
	d := string(s.rest[:n])
	s.rest = s.rest[n:]
	return d
}

// string reads a JSON string in canonical escapes. Other spellings of the same string are caught by the
// comparison with the re-encoded event.
func (s *scanner) string() string {
	s.lit(`"`)
	if s.bad {
		return ""
	}
	var out []byte
	for i := 0; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			v := string(s.rest[:i])
			if out != nil {
				v = string(out)
			}
			s.rest = s.rest[i+1:]
			return v
		case c == '\\':
			if out == nil {
				out = append(make([]byte, 0, len(s.rest)), s.rest[:i]...)
			}
			b, n := unescape(s.rest[i:])
			if n == 0 {
				s.bad = true
				return ""
			}
			out = append(out, b)
			i += n - 1
		case out != nil:
			out = append(out, c)
		}
	}
	s.bad = true
	return ""
}

// unescape reads one canonical escape and tells its length, 0 if it is none.
func unescape(b []byte) (byte, int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\':
		return b[1], 2
	case 'b':
		return '\b', 2
	case 't':
		return '\t', 2
	case 'n':
		return '\n', 2
	case 'f':
		return '\f', 2
	case 'r':
		return '\r', 2
	case 'u':
		if len(b) < 6 {
			return 0, 0
		}
		v, err := strconv.ParseUint(string(b[2:6]), 16, 8)
		if err != nil {
			return 0, 0
		}
		return byte(v), 6
	default:
		return 0, 0
	}
}
