package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// plainStep is how often progress is told where there is no terminal, and plainFrom the size from which it is.
const (
	plainStep = 10 // per cent
	plainFrom = 8 << 20
	drawEvery = 100 * time.Millisecond
)

// progress counts what has been read of a file and tells it: a line that rewrites itself on a terminal, plain lines
// otherwise.
type progress struct {
	r           io.Reader
	out         io.Writer
	s           settings
	size, read  int64
	terminal    bool
	begun, last time.Time
	told        int64
}

func newProgress(r io.Reader, size int64, out io.Writer, s settings) *progress {
	p := &progress{r: r, out: out, s: s, size: size, begun: time.Now()}
	if f, ok := out.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p
}

// Read reads from the file.
func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.read += int64(n)
	p.tell(err == io.EOF)
	return n, err
}

func (p *progress) tell(end bool) {
	if p.size <= 0 {
		return
	}
	percent := p.read * 100 / p.size
	if p.terminal {
		if now := time.Now(); end || now.Sub(p.last) >= drawEvery {
			p.last = now
			_, _ = fmt.Fprintf(p.out, "\r%s %3d%%  %s / %s  %s/s\x1b[K", p.s.tr("上传", "sent"), percent, bytesText(p.read), bytesText(p.size), bytesText(p.rate(now)))
		}
		return
	}
	if p.size >= plainFrom && percent/plainStep > p.told {
		p.told = percent / plainStep
		_, _ = fmt.Fprintf(p.out, "%s %d%%  %s / %s\n", p.s.tr("上传", "sent"), percent, bytesText(p.read), bytesText(p.size))
	}
}

// done clears the line.
func (p *progress) done() {
	if p.terminal {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (p *progress) rate(now time.Time) int64 {
	if s := now.Sub(p.begun).Seconds(); s > 0 {
		return int64(float64(p.read) / s)
	}
	return 0
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	default:
		return fmt.Sprintf("%d B", n)
	}
}
