package demo

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// progress shows how far the city has come: a bar on a terminal, a line each tenth elsewhere.
type progress struct {
	mu    sync.Mutex
	out   io.Writer
	live  bool
	total int
	last  int
}

func newProgress(out io.Writer, total int) *progress {
	f, ok := out.(*os.File)
	return &progress{out: out, live: ok && term.IsTerminal(int(f.Fd())), total: max(total, 1), last: -1}
}

// show says that done of the total are through.
func (p *progress) show(done int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	percent := done * 100 / p.total
	if percent == p.last || (!p.live && percent/10 == p.last/10 && p.last >= 0) {
		return
	}
	p.last = percent
	if !p.live {
		_, _ = fmt.Fprintf(p.out, "demo: %d of %d records (%d %%)\n", done, p.total, percent)
		return
	}
	bar := strings.Repeat("█", percent/4) + strings.Repeat("░", 25-percent/4)
	_, _ = fmt.Fprintf(p.out, "\rdemo %s %3d %% %d/%d", bar, percent, done, p.total)
	if percent == 100 {
		_, _ = fmt.Fprintln(p.out)
	}
}
