package bench

import (
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"
)

// print writes one line per figure: name, value, unit, ratio, base; "-" where there is no base.
func print(w io.Writer, r *run, withGoals bool) error {
	for _, f := range r.figures {
		ratio, base := "-", "-"
		if len(f.base) > 0 {
			ratio, base = number(f.ratio()), number(median(f.base))
		}
		line := []string{f.name, number(median(f.value)), f.unit, ratio, base}
		if withGoals {
			if v := verdict(f); v != "" {
				line = append(line, "#", v)
			}
		}
		if s := spread(f.base); s > allowed {
			line = append(line, "#", fmt.Sprintf("spread %.0f %%", 100*s))
		}
		if _, err := fmt.Fprintln(w, strings.Join(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// number has four significant digits, and never an exponent.
func number(x float64) string {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	digits := max(0, 3-int(math.Floor(math.Log10(math.Abs(x)))))
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// progress tells what goes on: one line that is rewritten on a terminal, plain lines at each new step elsewhere.
type progress struct {
	w        io.Writer
	terminal bool
	begun    time.Time
	last     string
}

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, begun: time.Now()}
	if f, ok := w.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p
}

// step names what is done now.
func (p *progress) step(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if text == p.last {
		return
	}
	p.last = text
	took := time.Since(p.begun).Round(time.Second)
	if p.terminal {
		_, _ = fmt.Fprintf(p.w, "\r%s  %s\x1b[K", took, text)
		return
	}
	_, _ = fmt.Fprintf(p.w, "# %s  %s\n", took, text)
}

// clear leaves room for the result.
func (p *progress) clear() {
	if p.terminal {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.last = ""
}
