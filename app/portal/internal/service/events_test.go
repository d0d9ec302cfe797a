package service

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// stage is a server of events with its sources.
type stage struct {
	office *office
	ledger *ledger
	size   atomic.Uint64
	feed   *biz.Feed
	url    string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{office: newOffice(), ledger: &ledger{}}
	s.feed = biz.NewFeed(func(context.Context) (biz.Counters, error) {
		return biz.Counters{Records: 5, Ledger: s.size.Load()}, nil
	},
		func(context.Context) (biz.Overview, error) { return biz.Overview{At: time.Now(), Lag: 3}, nil }, 20*time.Millisecond, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.feed.Run(ctx) }()
	events := NewEvents(s.feed, s.office, s.ledger, func(context.Context) string { return "r1" }, time.Now, Rim{
		Fault: rim.Fault, Network: func(*http.Request) string { return "here" },
	})
	srv := httptest.NewServer(events)
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		srv.CloseClientConnections()
		srv.Close()
	})
	s.url = srv.URL
	return s
}

// stream is an open listener.
type stream struct {
	res   *http.Response
	lines *bufio.Scanner
	leave context.CancelFunc
}

func (s *stage) listen(t *testing.T, token string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Cookie", in(token))
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &stream{res, bufio.NewScanner(res.Body), cancel}
}

// next reads up to the next event of a name; others in between are given to pass, "" is the end.
func (s *stream) next(name string, pass func(string)) (data map[string]any, ok bool) {
	event := ""
	for s.lines.Scan() {
		if e, is := strings.CutPrefix(s.lines.Text(), "event: "); is {
			event = e
		}
		text, is := strings.CutPrefix(s.lines.Text(), "data: ")
		if !is {
			continue
		}
		if event != name {
			pass(event)
			continue
		}
		return data, json.Unmarshal([]byte(text), &data) == nil
	}
	return nil, false
}

func none(t *testing.T) func(string) {
	return func(event string) { t.Errorf("heard %s", event) }
}

func TestEventsForEverybody(t *testing.T) {
	s := newStage(t)
	l := s.listen(t, "")
	first, ok := l.next("statistics", none(t))
	if !ok || first["records"] != "5" || first["ledger"] != "0" || l.res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatalf("got %v, %v", first, l.res.Header)
	}
	s.size.Store(7)
	if next, ok := l.next("statistics", none(t)); !ok || next["ledger"] != "7" {
		t.Errorf("got %v", next)
	}
	if len(s.ledger.events) != 0 {
		t.Error("public figures left evidence")
	}
}

func TestEventsForWhoMaySeeTheSystem(t *testing.T) {
	s := newStage(t)
	l := s.listen(t, admin)
	if v, ok := l.next("system", func(string) {}); !ok || v["lag"] != "3" {
		t.Fatalf("got %v", v)
	}
	if len(s.ledger.events) != 1 || s.ledger.events[0].Actor != "admin" || s.ledger.events[0].Action != "metrics.read" || !s.ledger.events[0].Allow {
		t.Errorf("evidence %+v", s.ledger.events)
	}
	clerk := s.listen(t, li)
	for range 3 {
		s.size.Add(1)
		if _, ok := clerk.next("statistics", none(t)); !ok {
			t.Fatal("the stream ended")
		}
	}
	if s.office.uses(admin)+s.office.uses(li) != 0 {
		t.Error("listening kept a session alive")
	}
}

// The overview is an answer that needs a grant: without evidence there is none.
func TestEventsWithoutLedger(t *testing.T) {
	s := newStage(t)
	s.ledger.down = true
	if l := s.listen(t, admin); l.res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("got %d", l.res.StatusCode)
	}
	if l := s.listen(t, li); l.res.StatusCode != http.StatusOK {
		t.Errorf("public figures: %d", l.res.StatusCode)
	}
}

func TestEventsEndWithTheSession(t *testing.T) {
	s := newStage(t)
	l := s.listen(t, li)
	if _, ok := l.next("statistics", none(t)); !ok {
		t.Fatal("no event")
	}
	s.office.end(li)
	if _, ok := l.next("ended", none(t)); !ok {
		t.Error("the page is not told")
	}
	for l.lines.Scan() {
		if l.lines.Text() != "" {
			t.Errorf("it goes on: %s", l.lines.Text())
		}
	}
	if again := s.listen(t, li); again.res.StatusCode == http.StatusOK {
		if _, ok := again.next("statistics", none(t)); !ok {
			t.Error("whoever has no session any more does not hear what anybody may")
		}
	}
}

// While the policy can't be asked, nothing that needs a grant is told; the stream goes on.
func TestEventsWhilePolicyIsDown(t *testing.T) {
	s := newStage(t)
	l := s.listen(t, admin)
	if _, ok := l.next("system", func(string) {}); !ok {
		t.Fatal("no overview")
	}
	s.office.mu.Lock()
	s.office.down = true
	s.office.mu.Unlock()
	s.size.Add(1)
	for seen := 0; seen < 3; seen++ {
		if _, ok := l.next("statistics", func(string) {}); !ok {
			t.Fatal("the stream ended")
		}
		if seen > 0 { // what was on its way has come
			s.size.Add(1)
			if _, ok := l.next("statistics", none(t)); !ok {
				t.Fatal("the stream ended")
			}
		}
		s.size.Add(1)
	}
}

func TestListenersAreCounted(t *testing.T) {
	s := newStage(t)
	var open []*stream
	for {
		l := s.listen(t, "")
		if l.res.StatusCode == http.StatusTooManyRequests {
			break
		}
		if open = append(open, l); len(open) > 1000 {
			t.Fatal("there is no bound")
		}
	}
	open[0].leave()
	testkit.Eventually(t, 20*time.Second, "room for one more", func() bool { return s.listen(t, "").res.StatusCode == http.StatusOK })
}

// Whose session it is can't be told while the policy is out of date: the listener is sent away, not made a stranger for as long as
// he listens.
func TestWhoListensCanNotBeTold(t *testing.T) {
	s := newStage(t)
	s.office.down = true
	if l := s.listen(t, admin); l.res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a session while the policy is stale: %d", l.res.StatusCode)
	}
	if l := s.listen(t, ""); l.res.StatusCode != http.StatusOK {
		t.Errorf("a stranger: %d", l.res.StatusCode)
	}
	s.office.mu.Lock()
	s.office.down = false
	s.office.mu.Unlock()
	if l := s.listen(t, "cxs_over000000000000"); l.res.StatusCode != http.StatusOK {
		t.Errorf("a session that is over: %d", l.res.StatusCode)
	}
	if _, ok := s.listen(t, admin).next("system", func(string) {}); !ok {
		t.Error("the next try shows no overview")
	}
}
