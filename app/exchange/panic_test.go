package exchange_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// breaks panics at the n-th row.
type breaks struct {
	biz.Rows
	left int
}

func (b *breaks) Next(row *biz.Raw) error {
	if b.left--; b.left < 0 {
		panic("a row that breaks the reader")
	}
	return b.Rows.Next(row)
}

// breakingSequence panics at the n-th call, or when what it was given in that call is waited for.
type breakingSequence struct {
	biz.Sequence
	left  int
	later bool
}

func (s *breakingSequence) Records(ctx context.Context, m []biz.Message) biz.Written {
	if s.left--; s.left != 0 {
		return s.Sequence.Records(ctx, m)
	}
	if !s.later {
		panic("a stream that breaks")
	}
	return func(context.Context) error { panic("a stream that breaks later") }
}

func breaking(later bool) func(*biz.IntakeDeps) {
	return func(d *biz.IntakeDeps) {
		d.Stream = tap{d.Stream, func(s biz.Sequence) biz.Sequence { return &breakingSequence{s, 3, later} }}
	}
}

// breakingDesk panics in a checker, when it asks for a subject.
type breakingDesk struct{ biz.Registry }

func (breakingDesk) Find(context.Context, []string, []string) (biz.Directory, error) {
	panic("a registry that breaks")
}

// A panic in any stage of a large push ends that push as any other crash does; it strands no stage, no place, and no receipt.
func TestAPanicEndsThePush(t *testing.T) {
	const n = 20_000 // more than all batches of a pipeline hold, so that a stage that is stranded shows
	body := many(n)
	for _, c := range []struct {
		name string
		rows int // of the body before its reader breaks; 0: it does not
		wrap func(*biz.IntakeDeps)
	}{
		{name: "reader, in a later batch", rows: 3500},
		{name: "reader, at the end", rows: n},
		{name: "checker", wrap: func(d *biz.IntakeDeps) { d.Desk.Registry = breakingDesk{d.Desk.Registry} }},
		{name: "sender", wrap: breaking(false)},
		{name: "committer", wrap: breaking(true)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, c.wrap)
			push := func(rows int) (biz.Receipt, error) {
				return r.intake.Push(t.Context(), biz.Push{By: principal("lc-scjgj"), Resource: "penalty", Op: record.Upsert, Channel: biz.ChannelHTTP, Key: "k",
					Open: func(s *resource.Schema) (biz.Rows, error) {
						got, err := data.OpenBody(t.Context(), s, data.Upload{ContentType: "application/x-ndjson", Reader: bytes.NewReader(body)}, r.limits)
						if err == nil && rows > 0 {
							got = &breaks{Rows: got, left: rows}
						}
						return got, err
					}})
			}
			got, err := push(c.rows)
			f, is := fault.As(err)
			if !is || f.Reason != "PUSH_INTERRUPTED" || f.Cause() == nil {
				t.Fatalf("%v", err)
			}
			kept, err := r.receipts.Get(t.Context(), "lc-scjgj", got.ID)
			ok(t, err)
			if kept.State != biz.StateInterrupted || kept.Accepted != got.Accepted {
				t.Fatalf("%+v", kept)
			}
			r.restart()
			if got, err = push(0); err != nil || got.State != biz.StateComplete || got.Accepted != n-n/10 {
				t.Fatalf("sent again: %+v, %v", got, err)
			}
		})
	}
}
