package policy

import (
	"context"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Whoever has just logged in must not be told by the next process that nobody knows him.
func TestANewSessionIsWaitedFor(t *testing.T) {
	all := snapshot(t, lines())
	before := all
	before.Sessions, before.Serial = nil, all.Serial-1
	s := NewStore(clock.At(now), time.Second)
	if err := s.Apply(before); err != nil {
		t.Fatal(err)
	}
	news := s.Changed()
	answered := make(chan error, 1)
	go func() {
		_, err := s.Authenticate(context.Background(), "cxs_1")
		answered <- err
	}()
	for s.waiting.Load() == 0 {
		select {
		case err := <-answered:
			t.Fatalf("answered before the news came: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	if err := s.Apply(all); err != nil {
		t.Fatal(err)
	}
	<-news
	if err := <-answered; err != nil {
		t.Errorf("after the news: %v", err)
	}
	if _, err := s.Authenticate(context.Background(), "cxs_nobody"); !fault.Is(err, ReasonBadToken) {
		t.Errorf("nobody's: %v", err)
	}
	s.waiting.Store(newsCrowd)
	start := time.Now()
	if _, err := s.Authenticate(context.Background(), "cxs_nobody"); !fault.Is(err, ReasonBadToken) || time.Since(start) > newsWithin/2 {
		t.Errorf("a crowd is not refused at once: %v", err)
	}
}
