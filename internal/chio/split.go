package chio

import (
	"errors"
	"strings"
)

// splitStatements cuts a file at semicolons that stand outside of quotes and comments, and drops comments and empty statements.
func splitStatements(text string) ([]string, error) {
	var out []string
	var b strings.Builder
	end := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			out = append(out, s)
		}
		b.Reset()
	}
	for i := 0; i < len(text); {
		switch {
		case strings.HasPrefix(text[i:], "--"):
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				n = len(text) - i
			}
			i += n
		case strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				return nil, errors.New("a comment is not closed")
			}
			i += n + 4
			b.WriteByte(' ')
		case text[i] == '\'' || text[i] == '"' || text[i] == '`':
			n := quoted(text[i:])
			if n < 0 {
				return nil, errors.New("a quote is not closed")
			}
			b.WriteString(text[i : i+n])
			i += n
		case text[i] == ';':
			end()
			i++
		default:
			b.WriteByte(text[i])
			i++
		}
	}
	end()
	return out, nil
}

// quoted is the length of the quoted text s begins with, or -1.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		}
	}
	return -1
}
