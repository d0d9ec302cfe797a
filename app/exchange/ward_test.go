package exchange_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func TestQuarantine(t *testing.T) {
	r := newRig(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- data.NewKeeper(r.kafka, r.ward, quiet()).Run(ctx) }()
	defer func() { cancel(); ok(t, <-done) }()
	me, other := principal("lc-scjgj"), principal("another")

	a := r.pushed(personPenalty(map[string]any{"CF_JDRQ": "2026/2/30"}))
	var items []biz.Held
	testkit.Eventually(t, 20*time.Second, "the entry appears", func() bool {
		var open int64
		var err error
		items, _, open, err = r.ward.List(ctx, me, biz.QuarantineQuery{Limit: 10})
		ok(t, err)
		return open == 1 && len(items) == 1
	})
	id := items[0].ID
	if len(items[0].Raw) != 0 || items[0].Receipt != a.text("id") || items[0].Line != 1 || len(items[0].Reasons) == 0 {
		t.Fatalf("%+v", items[0])
	}
	if list, _, open, err := r.ward.List(ctx, other, biz.QuarantineQuery{Limit: 10}); err != nil || len(list) != 0 || open != 0 {
		t.Fatal("another agency sees it")
	}
	if _, err := r.ward.Get(ctx, other, "", id); !fault.Is(err, "QUARANTINE_UNKNOWN") {
		t.Fatalf("another agency reads it: %v", err)
	}
	h, err := r.ward.Get(ctx, me, "", id)
	ok(t, err)
	if ev := r.ledger.last(); ev.Kind != evidence.Export || ev.Note != "quarantine "+id {
		t.Fatalf("%+v", ev)
	}
	var row map[string]any
	ok(t, json.Unmarshal(h.Raw, &row))

	// Still wrong: a new entry that names its parent; the old one stays open.
	row["CF_JDRQ"] = "2026/2/31"
	b, _ := json.Marshal(row)
	got, err := r.ward.Resubmit(ctx, me, id, "", b)
	ok(t, err)
	if got.Accepted != 0 || got.Refused != 1 || got.Channel != biz.ChannelResubmit || got.Parent != id {
		t.Fatalf("%+v", got)
	}
	if i := slices.IndexFunc(r.quarantine(), func(q record.Quarantined) bool { return q.Parent == id }); i < 0 {
		t.Fatal("no lineage")
	}
	if h, err = r.ward.Get(ctx, me, "", id); err != nil || h.State != biz.QuarantineOpen {
		t.Fatalf("%+v, %v", h, err)
	}
	if _, err := r.ward.Resubmit(ctx, other, id, "", b); !fault.Is(err, "QUARANTINE_UNKNOWN") {
		t.Fatalf("another agency corrects it: %v", err)
	}

	row["CF_JDRQ"] = "2026/11/18"
	b, _ = json.Marshal(row)
	got, err = r.ward.Resubmit(ctx, me, id, "", b)
	ok(t, err)
	if got.Accepted != 1 || len(r.records()) != 1 {
		t.Fatalf("%+v", got)
	}
	if h, err = r.ward.Get(ctx, me, "", id); err != nil || h.State != biz.QuarantineResubmitted || h.ResubmittedAs != got.ID {
		t.Fatalf("%+v, %v", h, err)
	}
	if _, err = r.ward.Resubmit(ctx, me, id, "", b); !fault.Is(err, "QUARANTINE_SETTLED") {
		t.Fatalf("settled twice: %v", err)
	}
}

func TestResubmitTwiceIsOnce(t *testing.T) {
	r := newRig(t, nil)
	r.pushed(penalty(map[string]any{"CF_JDRQ": "x"}))
	r.keep()
	id := r.quarantine()[0].ID
	b, _ := json.Marshal(penalty(nil))
	r.trapped(&trap{point: "finish", nth: 1})
	if _, err := r.ward.Resubmit(t.Context(), principal("lc-scjgj"), id, "", b); err == nil {
		t.Fatal("no failure")
	}
	r.restart()
	_, err := r.ward.Resubmit(t.Context(), principal("lc-scjgj"), id, "", b)
	ok(t, err)
	if len(r.records()) != 2 || r.versions() != 1 {
		t.Fatalf("%d versions", r.versions())
	}
}

// held lets a push come as far as the stream and waits there.
type held struct {
	biz.Sequence
	arrived, goOn chan struct{}
}

func (h held) Records(ctx context.Context, m []biz.Message) biz.Written {
	close(h.arrived)
	<-h.goOn
	return h.Sequence.Records(ctx, m)
}

func TestResubmitAtOnce(t *testing.T) {
	r := newRig(t, nil)
	r.pushed(penalty(map[string]any{"CF_JDRQ": "x"}))
	r.keep()
	id, me := r.quarantine()[0].ID, principal("lc-scjgj")
	one, _ := json.Marshal(penalty(nil))
	two, _ := json.Marshal(penalty(map[string]any{"CF_JDRQ": "2026/11/17"}))
	wrong, _ := json.Marshal(penalty(map[string]any{"CF_JDRQ": "2026/2/31"}))
	h := held{arrived: make(chan struct{}), goOn: make(chan struct{})}
	r.wrap = func(d *biz.IntakeDeps) {
		d.Stream = tap{d.Stream, func(s biz.Sequence) biz.Sequence { h.Sequence = s; return h }}
	}
	r.assemble()
	first := make(chan error, 1)
	go func() {
		got, err := r.ward.Resubmit(t.Context(), me, id, "", one)
		if err == nil && got.Accepted != 1 {
			err = fmt.Errorf("%+v", got)
		}
		first <- err
	}()
	<-h.arrived
	for _, b := range [][]byte{two, one, wrong} {
		if _, err := r.ward.Resubmit(t.Context(), me, id, "", b); !fault.Is(err, "QUARANTINE_CLAIMED") {
			t.Errorf("at once: %v", err)
		}
	}
	close(h.goOn)
	ok(t, <-first)
	if _, err := r.ward.Resubmit(t.Context(), me, id, "", two); !fault.Is(err, "QUARANTINE_SETTLED") || len(r.records()) != 1 {
		t.Errorf("after it: %v, %d records", err, len(r.records()))
	}
}

// A claim whose process died is freed by the next start, or ends after a while.
func TestResubmitAfterADeath(t *testing.T) {
	for name, free := range map[string]func(*rig){"restart": (*rig).restart, "a while": func(r *rig) { r.clock.Advance(5*time.Minute + time.Millisecond) }} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.pushed(penalty(map[string]any{"CF_JDRQ": "x"}))
			r.keep()
			id := r.quarantine()[0].ID
			b, _ := json.Marshal(penalty(nil))
			if taken, err := r.shed.Claim(t.Context(), id, "of a process that died", r.clock.Now(), r.clock.Now()); err != nil || !taken {
				t.Fatal(taken, err)
			}
			if _, err := r.ward.Resubmit(t.Context(), principal("lc-scjgj"), id, "", b); !fault.Is(err, "QUARANTINE_CLAIMED") {
				t.Fatalf("%v", err)
			}
			free(r)
			if got, err := r.ward.Resubmit(t.Context(), principal("lc-scjgj"), id, "", b); err != nil || got.Accepted != 1 {
				t.Fatalf("%+v %v", got, err)
			}
		})
	}
}

func TestResubmitKeepsTheOperation(t *testing.T) {
	r := newRig(t, nil)
	r.push("penalty/records:withdraw", ndjson(map[string]any{"CF_WSH": "1"}), nil)
	r.keep()
	b, _ := json.Marshal(map[string]any{"CF_WSH": "1", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": uscc, "CF_CFJGDM": "11371500MB00000195"})
	got, err := r.ward.Resubmit(t.Context(), principal("lc-scjgj"), r.quarantine()[0].ID, "", b)
	ok(t, err)
	if got.Accepted != 1 || r.records()[0].Op != record.Withdraw {
		t.Fatalf("%+v", got)
	}
}

func TestResubmitNamesTheRightResource(t *testing.T) {
	r := newRig(t, nil)
	r.agency("a1")
	ok(t, r.inbox.Handle(t.Context(), inbounds("a1", 0, sent("", penalty(nil)))))
	r.keep()
	id := r.quarantine()[0].ID
	b, _ := json.Marshal(penalty(nil))
	if _, err := r.ward.Resubmit(t.Context(), principal("a1"), id, "", b); !fault.Is(err, "RESOURCE_UNKNOWN") {
		t.Fatalf("%v", err)
	}
	got, err := r.ward.Resubmit(t.Context(), principal("a1"), id, "penalty", b)
	ok(t, err)
	if got.Accepted != 1 {
		t.Fatalf("%+v", got)
	}
}
