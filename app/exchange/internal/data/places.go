package data

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// OpenWorkbooks is how many workbooks may be open at a time. Each may take some 64 MB of disk for its file and 256 MB for its texts.
const OpenWorkbooks = 8

// PlaceTime is how long a workbook waits for a place: as long as a client that waits for an answer is likely to.
const PlaceTime = 30 * time.Second

// Workbooks holds a place for each workbook that may be open at a time; others wait. One agency has half of them at most, so that it can't
// keep the others out.
type Workbooks struct {
	all  chan struct{}
	wait time.Duration

	mu  sync.Mutex
	own map[string]chan struct{} // by agency
}

// NewWorkbooks makes n places, two at least, for which a workbook waits so long.
func NewWorkbooks(n int, wait time.Duration) *Workbooks {
	return &Workbooks{all: make(chan struct{}, max(n, 2)), wait: wait, own: map[string]chan struct{}{}}
}

func (w *Workbooks) share(agency string) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	own := w.own[agency]
	if own == nil {
		own = make(chan struct{}, cap(w.all)/2)
		w.own[agency] = own
	}
	return own
}

// enter takes a place, of the agency's own and of all; leave gives it back.
func (w *Workbooks) enter(ctx context.Context, agency string) (leave func(), err error) {
	late := time.NewTimer(w.wait)
	defer late.Stop()
	own := w.share(agency)
	for i, places := range [...]chan struct{}{own, w.all} {
		select {
		case places <- struct{}{}:
			continue
		case <-ctx.Done():
			err = ctx.Err()
		case <-late.C:
			err = w.full()
		}
		if i > 0 {
			<-own
		}
		return nil, err
	}
	return func() { <-w.all; <-own }, nil
}

func (w *Workbooks) full() error {
	f := fault.New(fault.Unavailable, "WORKBOOKS_FULL", "正在处理的工作簿太多,暂时无法接收。", "Too many workbooks are being read; this one can't be taken in right now.").
		Then("请稍后重试,或另存为 CSV:CSV 没有这个限制。", "Try again in a moment, or save it as CSV, which has no such limit.")
	f.RetryAfter = max(1, int(w.wait/time.Second))
	return f
}

// paced reads a body from the wire and gives up on a sender that stops sending, or is not done in time.
type paced struct {
	r        io.Reader
	deadline func(time.Time) error
	stall    time.Duration
	until    time.Time // zero: no matter how long
}

// Read reads the next bytes in time.
func (p *paced) Read(b []byte) (int, error) {
	if p.deadline == nil || p.stall <= 0 {
		return p.r.Read(b)
	}
	by := time.Now().Add(p.stall)
	if !p.until.IsZero() && p.until.Before(by) {
		by = p.until
	}
	_ = p.deadline(by) // every real connection takes one
	n, err := p.r.Read(b)
	if err != nil { // from now on the server watches the connection for its end, without a limit
		_ = p.deadline(time.Time{})
	}
	return n, err
}
