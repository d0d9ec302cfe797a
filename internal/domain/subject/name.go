package subject

import (
	"strings"
	"unicode"
)

// NormaliseUSCC brings a typed code to its written form: half-width, without spaces and hyphens, upper case.
func NormaliseUSCC(s string) string {
	if plainCode(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = halfWidth(r)
		if r == '-' || r == '‐' || r == '–' || r == '—' || unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' {
			continue
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// NormaliseDocument does for any document number what NormaliseUSCC does for a code.
func NormaliseDocument(s string) string { return NormaliseUSCC(s) }

// plainCode spares the common case its copy.
func plainCode(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// NormaliseName makes names comparable: half-width letters, digits and brackets, no outer spaces, inner ones collapsed
// and dropped next to a Chinese character, Latin letters in upper case. It is idempotent.
func NormaliseName(s string) string {
	if plainName(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	space := false
	for _, r := range s {
		r = unifyNameRune(r)
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if unicode.IsControl(r) || r == '\ufeff' || r == '\u200b' {
			continue
		}
		if space && last != 0 && spaceMatters(last) && spaceMatters(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, space = r, false
	}
	return b.String()
}

// plainName is true for names that consist of Chinese characters alone.
func plainName(s string) bool {
	for _, r := range s {
		if r < 0x4E00 || r > 0x9FFF {
			return false
		}
	}
	return true
}

func spaceMatters(r rune) bool { return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func unifyNameRune(r rune) rune {
	r = halfWidth(r)
	switch r {
	case '〔', '【', '[', '{', '﹙', '❨':
		return '('
	case '〕', '】', ']', '}', '﹚', '❩':
		return ')'
	case '•', '・', '‧', '●', '∙', '⋅', '﹒':
		return '·'
	case '–', '—', '―', '‐':
		return '-'
	}
	// One letter to one letter only: a mapping that changes again under itself would break idempotence.
	if u := unicode.ToUpper(r); unicode.ToUpper(u) == u {
		return u
	}
	return r
}

// halfWidth folds the full-width ASCII forms and the ideographic space.
func halfWidth(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - 0xFEE0
	case r == '\u3000' || r == '\u00a0':
		return ' '
	}
	return r
}

// SameName compares two names after NormaliseName.
func SameName(a, b string) bool { return a == b || NormaliseName(a) == NormaliseName(b) }
