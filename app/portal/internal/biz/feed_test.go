package biz

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// source counts how often it is asked.
type source struct {
	counters  atomic.Int64
	overviews atomic.Int64
	size      atomic.Uint64
	fails     atomic.Bool
	// hangs and blind: what is asked for counters never answers, overviews fail.
	hangs, blind atomic.Bool
}

func (s *source) read(ctx context.Context) (Counters, error) {
	s.counters.Add(1)
	if s.hangs.Load() {
		<-ctx.Done()
		return Counters{}, ctx.Err()
	}
	if s.fails.Load() {
		return Counters{}, errors.New("down")
	}
	return Counters{Ledger: s.size.Load()}, nil
}

func (s *source) look(context.Context) (Overview, error) {
	s.overviews.Add(1)
	if s.blind.Load() {
		return Overview{}, errors.New("down")
	}
	return Overview{At: time.Now()}, nil
}

// running is a feed at work, in a bubble with a clock of its own.
func running(t *testing.T, test func(t *testing.T, f *Feed, s *source)) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		f := NewFeed(s.read, s.look, FeedEvery, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		test(t, f, s)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// after lets the feed work for a while.
func after(d time.Duration) { time.Sleep(d); synctest.Wait() } // the bubble's clock

func join(t *testing.T, f *Feed, network string, watching bool) (leave func()) {
	t.Helper()
	leave, err := f.Join(network, watching)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

func TestFeedAsksOnlyWhileSomebodyListens(t *testing.T) {
	running(t, func(t *testing.T, f *Feed, s *source) {
		if after(time.Minute); s.counters.Load() != 0 {
			t.Error("asked for nobody")
		}
		leave := join(t, f, "a", false)
		if after(0); s.counters.Load() != 1 {
			t.Errorf("asked %d times for the first listener", s.counters.Load())
		}
		for n := range 50 { // any number of listeners is one to the sources
			defer join(t, f, fmt.Sprint(n), false)()
		}
		if after(10 * time.Second); s.counters.Load() != 6 || s.overviews.Load() != 0 {
			t.Errorf("asked %d times in ten seconds, and %d times for an overview nobody wants", s.counters.Load(), s.overviews.Load())
		}
		leave()
	})
	running(t, func(t *testing.T, f *Feed, s *source) {
		leave := join(t, f, "a", true)
		if after(3 * time.Second); s.overviews.Load() != 2 {
			t.Errorf("%d overviews", s.overviews.Load())
		}
		leave()
		after(time.Minute)
		if latest, _ := f.Latest(); s.counters.Load() > 3 || latest.CountersSerial != 0 || latest.OverviewSerial != 0 {
			t.Errorf("asked %d times, and keeps %+v for the next", s.counters.Load(), latest)
		}
	})
}

func TestFeedTellsChangesOnly(t *testing.T) {
	running(t, func(t *testing.T, f *Feed, s *source) {
		defer join(t, f, "a", false)()
		after(time.Second)
		latest, more := f.Latest()
		if latest.CountersSerial != 1 {
			t.Fatalf("first: %+v", latest)
		}
		after(10 * time.Second)
		select {
		case <-more:
			t.Error("told what has not changed")
		default:
		}
		s.size.Store(7)
		after(FeedEvery)
		<-more
		if latest, more = f.Latest(); latest.CountersSerial != 2 || latest.Counters.Ledger != 7 {
			t.Errorf("after a change: %+v", latest)
		}
		s.fails.Store(true)
		after(FeedEvery)
		if kept, _ := f.Latest(); kept.Counters != latest.Counters {
			t.Errorf("a source that is down is told as %+v", kept.Counters)
		}
		s.fails.Store(false)
		s.size.Store(8)
		after(FeedEvery)
		<-more
	})
}

func TestFeedIsBounded(t *testing.T) {
	f := NewFeed(nil, nil, time.Second, nil)
	for range maxListenersPer {
		join(t, f, "a", false)
	}
	if _, err := f.Join("a", false); !fault.Is(err, TooManyListeners) {
		t.Errorf("one network too many: %v", err)
	}
	var last func()
	for n := range maxListeners - maxListenersPer {
		last = join(t, f, fmt.Sprint(n), true)
	}
	if _, err := f.Join("b", false); !fault.Is(err, TooManyListeners) {
		t.Errorf("one too many: %v", err)
	}
	last()
	join(t, f, "b", false)
	if f.all != maxListeners || f.watching != maxListeners-maxListenersPer-1 || f.listeners["b"] != 1 {
		t.Errorf("counts %d, %d, %v", f.all, f.watching, f.listeners["b"])
	}
}

// Counters that hang must not take the overview along, which is what shows that they do.
func TestFeedTellsWhatItHas(t *testing.T) {
	running(t, func(t *testing.T, f *Feed, s *source) {
		s.hangs.Store(true)
		defer join(t, f, "a", true)()
		after(countersWithin)
		if latest, _ := f.Latest(); latest.OverviewSerial != 1 || latest.CountersSerial != 0 {
			t.Errorf("while counters hang: %+v", latest)
		}
		s.hangs.Store(false)
		s.blind.Store(true)
		after(FeedEvery)
		if latest, _ := f.Latest(); latest.OverviewSerial != 1 || latest.CountersSerial != 1 || latest.Overview.At.IsZero() {
			t.Errorf("while there is no overview: %+v", latest)
		}
	})
}
