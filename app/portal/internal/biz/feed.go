package biz

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// TooManyListeners refuses one more listener.
const TooManyListeners fault.Reason = "TOO_MANY_LISTENERS"

// Bounds of listeners: all there may be, and those of one network. An office of clerks behind one address has one each.
const (
	maxListeners    = 1000
	maxListenersPer = 100
)

// FeedEvery is how often listeners hear of something new at most.
const FeedEvery = 2 * time.Second

// countersWithin bounds the wait for counters; an overview has its own bound.
const countersWithin = 3 * time.Second

// Counters are the figures anybody may see.
type Counters struct {
	Records, Organisations int64
	// Ledger is the size of the ledger.
	Ledger uint64
}

// Latest is what a listener may be told now; the numbers say whether it has been told before. 0: there is nothing yet.
type Latest struct {
	Counters       Counters
	CountersSerial uint64
	Overview       Overview
	OverviewSerial uint64
}

// Feed asks for live figures once for all who listen, and only while somebody does.
type Feed struct {
	counters func(context.Context) (Counters, error)
	overview func(context.Context) (Overview, error)
	every    time.Duration
	log      *slog.Logger

	mu sync.Mutex
	// listeners by network; all and watching (those who want the overview) are their sums.
	listeners     map[string]int
	all, watching int
	latest        Latest
	changed       chan struct{} // closed and replaced when latest changes
	wake          chan struct{} // has room for one: somebody came
}

// NewFeed makes a feed; Run does its work.
func NewFeed(counters func(context.Context) (Counters, error), overview func(context.Context) (Overview, error), every time.Duration, log *slog.Logger) *Feed {
	return &Feed{counters: counters, overview: overview, every: every, log: log,
		listeners: map[string]int{}, changed: make(chan struct{}), wake: make(chan struct{}, 1)}
}

// Join adds a listener of a network; watching ones hear of the overview too. The listener leaves by calling leave, once.
func (f *Feed) Join(network string, watching bool) (leave func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all >= maxListeners || f.listeners[network] >= maxListenersPer {
		e := fault.New(fault.Throttled, TooManyListeners, "实时数据的连接过多。", "Too many listen to live figures already.").
			Then("请关闭多余的页面后重试;页面其他功能不受影响。", "Close pages you don't need and try again; nothing else of the pages is affected.")
		e.RetryAfter = 30
		return nil, e
	}
	f.count(network, watching, 1)
	select {
	case f.wake <- struct{}{}:
	default: // it is awake
	}
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.count(network, watching, -1)
	}, nil
}

func (f *Feed) count(network string, watching bool, n int) {
	f.all += n
	if watching {
		f.watching += n
	}
	if f.listeners[network] += n; f.listeners[network] == 0 {
		delete(f.listeners, network)
	}
}

// Latest is what there is to tell, and a channel that is closed when there is more.
func (f *Feed) Latest() (Latest, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.latest, f.changed
}

// Run asks until ctx ends.
func (f *Feed) Run(ctx context.Context) error {
	for {
		all, watching := f.audience()
		if all == 0 {
			f.forget()
			select {
			case <-ctx.Done():
				return nil
			case <-f.wake:
			}
			continue
		}
		f.ask(ctx, watching > 0)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(f.every):
		}
	}
}

func (f *Feed) audience() (all, watching int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all, f.watching
}

// forget drops what is known when nobody listens: the next one must not hear of the past.
func (f *Feed) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == 0 {
		f.latest.Counters, f.latest.Overview = Counters{}, Overview{}
		f.latest.CountersSerial, f.latest.OverviewSerial = 0, 0
	}
}

// ask reads the figures and tells those that differ. What can't be read now is not told; the next round tries again. Neither of the
// two waits for the other: a store that hangs must not take the overview along that shows it.
func (f *Feed) ask(ctx context.Context, watching bool) {
	var c Counters
	var v Overview
	var err, verr error
	var asking sync.WaitGroup
	asking.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, countersWithin)
		defer cancel()
		c, err = f.counters(ctx)
	})
	if watching {
		v, verr = f.overview(ctx)
	}
	asking.Wait()
	if ctx.Err() != nil {
		return
	}
	if e := errors.Join(err, verr); e != nil {
		f.log.DebugContext(ctx, "live figures", "error", e)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	news := false
	if err == nil && (f.latest.CountersSerial == 0 || c != f.latest.Counters) {
		f.latest.Counters, news = c, true
		f.latest.CountersSerial++
	}
	if watching && verr == nil && !v.At.Equal(f.latest.Overview.At) {
		f.latest.Overview, news = v, true
		f.latest.OverviewSerial++
	}
	if news {
		close(f.changed)
		f.changed = make(chan struct{})
	}
}
