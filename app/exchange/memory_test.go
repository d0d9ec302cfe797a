package exchange_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
)

// endless makes a body of n bytes at least, without ever holding it.
type endless struct {
	rows [][]byte
	left int64
	part []byte
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.part) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		e.part = e.rows[e.n%len(e.rows)]
		e.n++
		e.left -= int64(len(e.part))
	}
	n := copy(p, e.part)
	e.part = e.part[n:]
	return n, nil
}

// devNull takes everything, so that what is measured is ours and not the broker's in the same process.
type devNull struct{ records atomic.Int64 }

func (d *devNull) Records(_ context.Context, m []biz.Message) biz.Written {
	d.records.Add(int64(len(m)))
	return d.written
}
func (d *devNull) written(context.Context) error                         { return nil }
func (d *devNull) Quarantine(context.Context, []biz.Message) biz.Written { return d.written }

func TestMemoryIsBounded(t *testing.T) {
	null := &devNull{}
	r := newRig(t, func(d *biz.IntakeDeps) { d.Stream = tap{d.Stream, func(biz.Sequence) biz.Sequence { return null }} })
	r.register(registration(newName, ""))
	const size = 200 << 20
	rows := bytes.SplitAfter(many(100), []byte("\n"))
	rows = rows[:len(rows)-1]
	body := &endless{rows: rows, left: size}

	var peak atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	began := time.Now()
	a := r.push("penalty/records:push", body, nil)
	close(stop)
	<-done
	if a.status != 200 || a.count("accepted") != fmt.Sprint(null.records.Load()-1) || len(a.body["outcomes"].([]any)) != biz.MaxShown || a.text("next_cursor") == "" {
		t.Fatalf("%d %.300s", a.status, a.raw)
	}
	grown := int64(peak.Load()) - int64(before.HeapInuse)
	t.Logf("%s records of %d MB in %s, heap grew by at most %d MB", a.count("total"), size>>20, time.Since(began).Round(time.Millisecond), grown>>20)
	if grown > 100<<20 {
		t.Fatalf("the heap grew by %d MB", grown>>20)
	}
	kept, err := r.receipts.Outcomes(t.Context(), a.text("id"), 1000, 10)
	ok(t, err)
	if len(kept) != 10 {
		t.Fatal("refusals beyond the first thousand are not on file")
	}
}
