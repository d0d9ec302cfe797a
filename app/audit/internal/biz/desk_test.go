package biz_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// counter remembers what it was asked.
type counter struct {
	asked biz.Filter
	since time.Time
	fail  error
}

func (c *counter) Summarise(_ context.Context, f biz.Filter) (biz.Summary, error) {
	c.asked = f
	return biz.Summary{Total: 7, Denied: 2}, c.fail
}

func (c *counter) Usage(_ context.Context, _ string, from time.Time) ([]biz.Usage, error) {
	c.since = from
	return []biz.Usage{{Agency: "a"}}, c.fail
}

// head is a log of which only the checkpoint is asked.
type head struct{ biz.Proofs }

func (head) Checkpoint(context.Context) (biz.Checkpoint, error) { return biz.Checkpoint{Size: 99}, nil }

type recorder struct {
	last evidence.Event
	fail error
}

func (r *recorder) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	r.last = ev
	return 5, r.fail
}

func TestSummary(t *testing.T) {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	counts, rec := &counter{}, &recorder{}
	desk := biz.NewDesk(counts, biz.NewInquiry(head{}, nil, rec, clock.At(now)))
	ctx := grant.Into(t.Context(), grant.Principal{ID: "u9", Name: "审计", Agency: "sj", Credential: "s"})
	for _, c := range []struct {
		name string
		in   biz.Filter
		from time.Time
	}{
		{"without a range", biz.Filter{}, now.AddDate(0, 0, -30)},
		{"without a beginning", biz.Filter{To: now.AddDate(0, -1, 0)}, now.AddDate(0, -1, -30)},
		{"with both", biz.Filter{From: now.AddDate(-1, 0, 0), To: now}, now.AddDate(-1, 0, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := desk.Summarise(ctx, c.in)
			if err != nil || s.Total != 7 || s.TreeSize != 99 || !counts.asked.From.Equal(c.from) || !counts.asked.To.Equal(c.in.To) {
				t.Errorf("%+v of %+v, %v", s, counts.asked, err)
			}
		})
	}
	if _, err := desk.Summarise(ctx, biz.Filter{Subject: "91371502ma2t3571x8", Resource: "penalty", CaseNo: "c", Kind: "query", Decision: "deny"}); err != nil {
		t.Fatal(err)
	}
	if ev := rec.last; ev.Kind != evidence.Ledger || ev.Action != "audit.search" || ev.Actor != "u9" || ev.Subject != "91371502MA2T3571X8" || ev.Resource != "penalty" || ev.CaseNo != "c" || ev.Count != 7 ||
		ev.Note != "summary kind=query decision=deny from=2026-10-26T10:00:00Z" || ev.AnswerDigest == [32]byte{} || !ev.Allow {
		t.Errorf("evidence %+v", ev)
	}
	if _, err := desk.Summarise(ctx, biz.Filter{Decision: "maybe"}); !fault.Is(err, "DECISION_UNKNOWN") {
		t.Errorf("a decision nobody makes: %v", err)
	}
	rec.fail = fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")
	if _, err := desk.Summarise(ctx, biz.Filter{}); !fault.Is(err, "LEDGER_DOWN") {
		t.Errorf("without evidence: %v", err)
	}
	rec.fail, counts.fail = nil, errors.New("Code: 159. DB::Exception")
	for name, err := range map[string]error{
		"summary": func() error { _, err := desk.Summarise(ctx, biz.Filter{}); return err }(),
		"usage":   func() error { _, err := desk.Usage(ctx, "penalty", now); return err }(),
	} {
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || f.Message.Zh == "" {
			t.Errorf("%s of a store that is down: %v", name, err)
		}
	}
	if _, err := desk.Usage(ctx, "", now); !fault.Is(err, "RESOURCE_MISSING") {
		t.Errorf("usage of no resource: %v", err)
	}
}
