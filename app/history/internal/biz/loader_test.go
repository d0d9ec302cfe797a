package biz_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
)

// stream hands out prepared batches and notes what was committed.
type stream struct {
	mu        sync.Mutex
	batches   [][]biz.Message
	fetched   int
	committed []int
}

type batch struct {
	n        int
	messages []biz.Message
}

func (b *batch) Len() int                  { return len(b.messages) }
func (b *batch) Message(i int) biz.Message { return b.messages[i] }

func (s *stream) Fetch(ctx context.Context) (biz.Delivery, error) {
	s.mu.Lock()
	if s.fetched < len(s.batches) {
		defer s.mu.Unlock()
		s.fetched++
		return &batch{s.fetched - 1, s.batches[s.fetched-1]}, nil
	}
	s.mu.Unlock()
	<-ctx.Done()
	return nil, ctx.Err()
}

func (s *stream) Commit(_ context.Context, d biz.Delivery) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.committed = append(s.committed, d.(*batch).n)
	return nil
}

func (s *stream) state() (fetched int, committed []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetched, slices.Clone(s.committed)
}

// streamOf cuts the log into batches of a size; every poison-th message is no record.
func streamOf(size, poison int) (*stream, int) {
	s, bad := &stream{}, 0
	var cur []biz.Message
	for i, r := range biztest.Log() {
		m := biz.Message{Topic: "records", Offset: uint64(i), Value: r.Append(nil), At: time.Unix(int64(i), 0)}
		if poison > 0 && i%poison == 1 {
			m.Value, bad = []byte("no record"), bad+1
		}
		if cur = append(cur, m); len(cur) == size {
			s.batches, cur = append(s.batches, cur), nil
		}
	}
	s.batches = append(s.batches, cur)
	return s, bad
}

type poison struct{ got []biz.Message }

func (p *poison) Quarantine(_ context.Context, m biz.Message, reason error) error {
	if reason == nil {
		return errors.New("no reason")
	}
	p.got = append(p.got, m)
	return nil
}

func TestLoaderStoresThenCommits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, bad := streamOf(5, 7)
		m, p := &biztest.Memory{}, &poison{}
		loaded, poisoned := 0, 0
		l := biz.Loader{Stream: s, Store: m, Poison: p, Loaded: func(n, b int, _ time.Time) { loaded, poisoned = loaded+n, poisoned+b }}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		synctest.Wait()
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if _, committed := s.state(); len(committed) != len(s.batches) || !slices.IsSorted(committed) {
			t.Errorf("committed %v of %d", committed, len(s.batches))
		}
		if len(p.got) != bad || poisoned != bad || loaded != len(biztest.Log())-bad {
			t.Errorf("%d poison (want %d), %d loaded", len(p.got), bad, loaded)
		}
	})
}

func TestLoaderHoldsBackWhileTheStoreIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := streamOf(2, 0)
		var down atomic.Bool
		var tried atomic.Int32
		down.Store(true)
		m := &biztest.Memory{Fail: func() error {
			if tried.Add(1); down.Load() {
				return errors.New("down")
			}
			return nil
		}}
		l := biz.Loader{Stream: s, Store: m, Poison: &poison{}, Retry: func(error) {}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		time.Sleep(time.Minute) // in the bubble's time
		synctest.Wait()
		if fetched, committed := s.state(); fetched > 3 || len(committed) != 0 {
			t.Errorf("%d batches in memory, %d committed", fetched, len(committed))
		}
		if n := tried.Load(); n < 5 {
			t.Errorf("tried %d times", n)
		}
		down.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		if _, committed := s.state(); len(committed) != len(s.batches) {
			t.Errorf("%d of %d committed after the store came back", len(committed), len(s.batches))
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestLoaderEndsWithTheStream(t *testing.T) {
	broken := errors.New("broken")
	l := biz.Loader{Stream: brokenStream{broken}, Store: &biztest.Memory{}, Poison: &poison{}}
	if err := l.Run(t.Context()); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type brokenStream struct{ err error }

func (b brokenStream) Fetch(context.Context) (biz.Delivery, error) { return nil, b.err }
func (b brokenStream) Commit(context.Context, biz.Delivery) error  { return nil }
