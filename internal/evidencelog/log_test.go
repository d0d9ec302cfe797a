package evidencelog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func open(t *testing.T, c kafkaio.Config) *evidencelog.Log {
	t.Helper()
	l, err := evidencelog.New(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// topic reads every entry of the audit topic.
func topic(t *testing.T, c kafkaio.Config) []evidencelog.Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	end, err := kafkaio.HighWatermark(ctx, c, kafkaio.Audit, 0)
	if err != nil {
		t.Fatal(err)
	}
	var entries []evidencelog.Entry
	done := errors.New("done")
	for int64(len(entries)) < end {
		err = kafkaio.Tail(ctx, c, kafkaio.Audit, 0, int64(len(entries)), func(msgs []kafka.Message) error {
			for _, m := range msgs {
				e, err := evidencelog.DecodeFrame(m.Value)
				if err != nil {
					return err
				}
				entries = append(entries, e)
			}
			if int64(len(entries)) >= end {
				return done
			}
			return nil
		})
		if !errors.Is(err, done) {
			t.Fatal(err)
		}
	}
	return entries
}

func TestRecord(t *testing.T) {
	c := kafkatest.Start(t)
	l := open(t, c)
	ctx := evidencelog.WithNote(t.Context())
	if _, ok := evidencelog.Noted(ctx); ok {
		t.Fatal("noted before anything was recorded")
	}
	ev := evidence.Event{At: time.UnixMilli(1_790_000_000_123), Kind: evidence.Query, Actor: "p-1", Subject: "91371500MA3C0000XX", Allow: true}
	for want := range uint64(3) {
		index, err := l.Record(ctx, ev)
		if err != nil || index != want {
			t.Fatalf("index %d, %v", index, err)
		}
		if noted, ok := evidencelog.Noted(ctx); !ok || noted != want {
			t.Fatalf("noted %d %v", noted, ok)
		}
	}
	entries := topic(t, c)
	for i, e := range entries {
		if err := evidence.CheckLeaf(e.Leaf, e.Salt, e.Detail); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
		if bytes.Contains(e.Leaf, []byte(ev.Subject)) {
			t.Fatal("the leaf names the subject")
		}
	}
	if bytes.Equal(entries[0].Salt, entries[1].Salt) || bytes.Equal(entries[0].Leaf, entries[1].Leaf) {
		t.Fatal("two events share a salt")
	}
	if _, err := l.Append(ctx, evidencelog.Entry{Detail: make([]byte, evidencelog.MaxEntryBytes+1)}); !fault.Is(err, evidencelog.TooLarge) {
		t.Fatalf("an entry over the limit: %v", err)
	}
}

// acknowledgements collects what appenders were promised.
type acknowledgements struct {
	mu sync.Mutex
	of map[uint64]string
}

func (a *acknowledgements) add(t *testing.T, first uint64, details ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, d := range details {
		index := first + uint64(i)
		if other, taken := a.of[index]; taken {
			t.Errorf("index %d was promised to %q and %q", index, other, d)
		}
		a.of[index] = d
	}
}

func (a *acknowledgements) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.of)
}

func (a *acknowledgements) check(t *testing.T, entries []evidencelog.Entry) {
	t.Helper()
	for index, detail := range a.of {
		if index >= uint64(len(entries)) || string(entries[index].Detail) != detail {
			t.Fatalf("index %d was promised for %q; the topic has %d entries", index, detail, len(entries))
		}
	}
}

// crowd runs appenders, each its number of times, one to three entries at a time.
func crowd(t *testing.T, l *evidencelog.Log, acks *acknowledgements, appenders, times int, failed func(error)) {
	var all sync.WaitGroup
	for who := range appenders {
		all.Go(func() {
			for n := range times {
				var entries []evidencelog.Entry
				var details []string
				for k := range 1 + n%3 {
					d := fmt.Sprintf("%d/%d/%d", who, n, k)
					details = append(details, d)
					entries = append(entries, evidencelog.Entry{Leaf: []byte("leaf"), Salt: []byte("salt"), Detail: []byte(d)})
				}
				first, err := l.Append(t.Context(), entries...)
				if err != nil {
					failed(err)
					continue
				}
				acks.add(t, first, details...)
			}
		})
	}
	all.Wait()
}

func TestCrowdIsDense(t *testing.T) {
	c := kafkatest.Start(t)
	acks := &acknowledgements{of: map[uint64]string{}}
	crowd(t, open(t, c), acks, 256, 20, func(err error) { t.Error(err) })
	entries := topic(t, c)
	acks.check(t, entries)
	if len(acks.of) != len(entries) {
		t.Fatalf("%d promised, %d in the topic", len(acks.of), len(entries))
	}
}

// TestKilledBroker cuts the broker's power again and again under load: every promise holds.
func TestKilledBroker(t *testing.T) {
	broker := kafkatest.StartProcess(t)
	l := open(t, broker.Config)
	acks := &acknowledgements{of: map[uint64]string{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		crowd(t, l, acks, 256, 100, func(err error) {
			if !fault.Is(err, evidencelog.LedgerDown) {
				t.Error(err)
			}
		})
	}()
	for _, promised := range []int{2_000, 15_000, 30_000} {
		testkit.Eventually(t, 30*time.Second, "the crowd gets on", func() bool { return acks.count() >= promised })
		broker.Kill()
		broker.Start()
	}
	<-done
	entries := topic(t, broker.Config)
	acks.check(t, entries)
	t.Logf("%d promised, %d in the topic", len(acks.of), len(entries))
}

func TestBrokerDownIsLedgerDown(t *testing.T) {
	broker := kafkatest.StartProcess(t)
	l := open(t, broker.Config)
	if _, err := l.Record(t.Context(), evidence.Event{Kind: evidence.Query}); err != nil {
		t.Fatal(err)
	}
	broker.Kill()
	began := time.Now()
	_, err := l.Record(t.Context(), evidence.Event{Kind: evidence.Query})
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Unavailable || f.Reason != evidencelog.LedgerDown || f.Next.Zh == "" || f.RetryAfter == 0 {
		t.Fatalf("%v", err)
	}
	if waited := time.Since(began); waited > 7*time.Second {
		t.Fatalf("said so after %s", waited)
	}
	broker.Start()
	if _, err := l.Record(t.Context(), evidence.Event{Kind: evidence.Query}); err != nil {
		t.Fatalf("the broker is back, yet %v", err)
	}
}

func TestOneGivesUpOthersDoNot(t *testing.T) {
	broker := kafkatest.StartProcess(t)
	l := open(t, broker.Config)
	broker.Kill()
	acks := &acknowledgements{of: map[uint64]string{}}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			ctx, detail := t.Context(), fmt.Sprint(i)
			if i%2 == 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
			}
			first, err := l.Append(ctx, evidencelog.Entry{Detail: []byte(detail)})
			switch {
			case i%2 == 0 && !errors.Is(err, context.DeadlineExceeded):
				t.Errorf("caller %d gave up, yet %v", i, err)
			case i%2 == 1 && err != nil:
				t.Errorf("caller %d: %v", i, err)
			case err == nil:
				acks.add(t, first, detail)
			}
		})
	}
	broker.Start()
	all.Wait()
	acks.check(t, topic(t, broker.Config))
}

// TestHungBrokerIsLedgerDown queues a crowd on a broker that neither answers nor goes away.
func TestHungBrokerIsLedgerDown(t *testing.T) {
	broker := kafkatest.StartProcess(t)
	l := open(t, broker.Config)
	if _, err := l.Record(t.Context(), evidence.Event{Kind: evidence.Query}); err != nil {
		t.Fatal(err)
	}
	thaw := broker.Freeze()
	began := time.Now()
	crowd(t, l, &acknowledgements{of: map[uint64]string{}}, 64, 1, func(err error) {
		if waited := time.Since(began); !fault.Is(err, evidencelog.LedgerDown) || waited > 8*time.Second {
			t.Errorf("after %s: %v", waited, err)
		}
	})
	thaw()
	if _, err := l.Record(t.Context(), evidence.Event{Kind: evidence.Query}); err != nil {
		t.Fatalf("the broker is back, yet %v", err)
	}
}
