package exchange_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

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

// memory is how much the heap may grow while a body of any size is taken in, with what the test itself needs to make the body. The
// bodies are large enough that one held whole would show.
const memory = 150 << 20

// heap watches the heap until it is stopped, and tells by how much it grew at most.
func heap() (stop func() int64) {
	var peak atomic.Uint64
	end, done := make(chan struct{}), make(chan struct{})
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
			case <-end:
				return
			case <-tick.C:
			}
		}
	}()
	return func() int64 {
		close(end)
		<-done
		return int64(peak.Load()) - int64(before.HeapInuse)
	}
}

// packed is what a compressor makes of a body, as it is made.
func packed(body io.Reader, compress func(io.Writer) (io.WriteCloser, error)) io.Reader {
	r, w := io.Pipe()
	go func() {
		z, err := compress(w)
		if err == nil {
			if _, err = io.Copy(z, body); err == nil {
				err = z.Close()
			}
		}
		_ = w.CloseWithError(err) // nil: the end
	}()
	return r
}

// A body of any size and form takes the same memory.
func TestMemoryIsBounded(t *testing.T) {
	rows := bytes.SplitAfter(many(100), []byte("\n"))
	rows = rows[:len(rows)-1]
	elements := [][]byte{append([]byte("["), rows[0]...)}
	for _, row := range rows {
		elements = append(elements, append([]byte(","), row...))
	}
	lines := func(size int64) io.Reader { return &endless{rows: rows, left: size} }
	array := func(size int64) io.Reader {
		all := &endless{rows: elements[:1], left: 1}
		return io.MultiReader(all, &endless{rows: elements[1:], left: size}, strings.NewReader("]"))
	}
	gzipped := func(size int64) io.Reader {
		return packed(lines(size), func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestSpeed) })
	}
	zipped := func(size int64) io.Reader {
		return packed(lines(size), func(w io.Writer) (io.WriteCloser, error) {
			return zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
		})
	}
	for _, c := range []struct {
		name string
		size int64
		body func(size int64) io.Reader
		h    header
	}{
		{"lines", 200 << 20, lines, nil},
		{"array", 120 << 20, array, header{"Content-Type": "application/json"}},
		{"lines in gzip", 120 << 20, gzipped, header{"Content-Encoding": "gzip"}},
		{"lines in zstd", 200 << 20, zipped, header{"Content-Encoding": "zstd"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			null := &devNull{}
			r := newRig(t, func(d *biz.IntakeDeps) {
				d.Stream = tap{d.Stream, func(biz.Sequence) biz.Sequence { return null }}
			})
			r.register(registration(newName, ""))
			stop, began := heap(), time.Now()
			a := r.push("penalty/records:push", c.body(c.size), c.h)
			grown := stop()
			if a.status != 200 || a.count("accepted") != fmt.Sprint(null.records.Load()-1) || len(a.body["outcomes"].([]any)) != biz.MaxShown || a.text("next_cursor") == "" {
				t.Fatalf("%d %.300s", a.status, a.raw)
			}
			t.Logf("%s records of %d MB in %s, heap grew by at most %d MB", a.count("total"), c.size>>20, time.Since(began).Round(time.Millisecond), grown>>20)
			if grown > memory {
				t.Errorf("the heap grew by %d MB", grown>>20)
			}
			kept, err := r.receipts.Outcomes(t.Context(), a.text("id"), 1000, 10)
			ok(t, err)
			if len(kept) != 10 {
				t.Error("refusals beyond the first thousand are not on file")
			}
		})
	}
}
