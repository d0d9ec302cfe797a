package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// pair writes an indented name and value, nothing if the value is empty.
func (p *printer) pair(name, value string) {
	if value != "" {
		p.line("  %s: %s", name, printable(value))
	}
}

// printable removes what could steer a terminal: texts come from other people's files.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// columns is how many columns of a terminal the text takes: ideographs and full-width signs take two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		case unicode.Is(unicode.Mn, r):
		default:
			n++
		}
	}
	return n
}

// table writes rows under a head, each column as wide as its widest cell but the last, which is as long as it is.
func (p *printer) table(head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i := range row {
			widths[i] = max(widths[i], columns(printable(row[i])))
		}
	}
	p.row(head, widths)
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = strings.Repeat("-", widths[i])
	}
	p.row(rule, widths)
	for _, row := range rows {
		p.row(row, widths)
	}
}

func (p *printer) row(cells []string, widths []int) {
	var b strings.Builder
	for i, c := range cells {
		c = printable(c)
		b.WriteString(c)
		if i < len(cells)-1 {
			b.WriteString(strings.Repeat(" ", widths[i]-columns(c)+2))
		}
	}
	p.line("%s", strings.TrimRight(b.String(), " "))
}

// or replaces an empty cell.
func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}
