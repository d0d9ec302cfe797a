package exchange_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// trap fails one call of one port, before or after its effect; then it is spent.
type trap struct {
	point string // such as "records", "spool"
	after bool
	nth   int32 // which call of that port
	calls atomic.Int32
}

var errTrap = errors.New("trap")

// do runs effect unless this is the call to fail before it.
func (f *trap) do(point string, effect func() error) error {
	if f == nil || point != f.point || f.calls.Add(1) != f.nth {
		return effect()
	}
	if f.after {
		return errors.Join(effect(), errTrap)
	}
	return errTrap
}

type faultyStream struct {
	biz.Stream
	trap *trap
}

func (s faultyStream) Sequence() biz.Sequence { return faultySequence{s.Stream.Sequence(), s.trap} }

type faultySequence struct {
	biz.Sequence
	trap *trap
}

func (s faultySequence) Records(ctx context.Context, m []biz.Message) biz.Written {
	return s.trap.write("records", func() biz.Written { return s.Sequence.Records(ctx, m) })
}

func (s faultySequence) Quarantine(ctx context.Context, m []biz.Message) biz.Written {
	return s.trap.write("quarantine", func() biz.Written { return s.Sequence.Quarantine(ctx, m) })
}

// write is do for what is under way when the call returns.
func (f *trap) write(point string, effect func() biz.Written) biz.Written {
	if f == nil || point != f.point || f.calls.Add(1) != f.nth {
		return effect()
	}
	if !f.after {
		return func(context.Context) error { return errTrap }
	}
	written := effect()
	return func(ctx context.Context) error { return errors.Join(written(ctx), errTrap) }
}

func (s faultyStream) Results(ctx context.Context, agency string, v [][]byte) error {
	return s.trap.do("results", func() error { return s.Stream.Results(ctx, agency, v) })
}

type faultyReceipts struct {
	biz.Receipts
	trap *trap
}

func (s faultyReceipts) Begin(ctx context.Context, r biz.Receipt) (got biz.Receipt, existing bool, err error) {
	err = s.trap.do("begin", func() error { got, existing, err = s.Receipts.Begin(ctx, r); return err })
	return got, existing, err
}

func (s faultyReceipts) Spool(ctx context.Context, id string, o []biz.Outcome) error {
	return s.trap.do("spool", func() error { return s.Receipts.Spool(ctx, id, o) })
}

func (s faultyReceipts) Finish(ctx context.Context, r biz.Receipt) error {
	return s.trap.do("finish", func() error { return s.Receipts.Finish(ctx, r) })
}

func (s faultyReceipts) File(ctx context.Context, r []biz.Receipt, m []biz.Mark) error {
	return s.trap.do("file", func() error { return s.Receipts.File(ctx, r, m) })
}

type faultyRegistry struct {
	biz.Registry
	trap *trap
}

func (s faultyRegistry) Learn(ctx context.Context, r []biz.Registration) error {
	return s.trap.do("learn", func() error { return s.Registry.Learn(ctx, r) })
}

func (r *rig) trapped(f *trap) {
	r.wrap = func(d *biz.IntakeDeps) {
		d.Stream, d.Receipts, d.Desk.Registry = faultyStream{d.Stream, f}, faultyReceipts{d.Receipts, f}, faultyRegistry{d.Desk.Registry, f}
	}
	r.assemble()
}

// restart is a new process on what the old one left.
func (r *rig) restart() {
	r.t.Helper()
	ok(r.t, r.receipts.Abandon(r.t.Context()))
	ok(r.t, r.shed.Free(r.t.Context()))
	r.cache.Forget()
	r.wrap = nil
	r.assemble()
}

// many is a body of n records, every tenth of them wrong.
func many(n int) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range n {
		row := penalty(map[string]any{"CF_WSH": fmt.Sprintf("%d号", i)})
		if i%10 == 9 {
			row["CF_JDRQ"] = "2026/2/30"
		}
		_ = enc.Encode(row)
	}
	return b.Bytes()
}

func TestCrashesAreRepeatedWithoutEffect(t *testing.T) {
	const n = 2500
	body := many(n)
	for _, point := range []string{"begin", "records", "quarantine", "spool", "finish"} {
		for _, after := range []bool{false, true} {
			for _, nth := range []int32{1, 2} {
				if nth == 2 && (point == "begin" || point == "finish") {
					continue
				}
				t.Run(fmt.Sprintf("%s after=%v call %d", point, after, nth), func(t *testing.T) {
					r := newRig(t, nil)
					r.trapped(&trap{point: point, after: after, nth: nth})
					key := header{"Idempotency-Key": "the-key"}
					first := r.push("penalty/records:push", bytes.NewReader(body), key)
					if first.status == 200 {
						t.Fatalf("no failure: %s", first.raw)
					}
					r.restart()
					again := r.push("penalty/records:push", bytes.NewReader(body), key)
					r.settled(again, n)
					third := r.push("penalty/records:push", bytes.NewReader(body), key)
					if third.raw != again.raw {
						t.Fatalf("the same push answers\n%s\nand\n%s", again.raw, third.raw)
					}
					r.settled(third, n)
				})
			}
		}
	}
}

// settled checks that a push of many(n) is there exactly once.
func (r *rig) settled(a *answer, n int) {
	r.t.Helper()
	want := fmt.Sprint(n - n/10)
	if a.status != 200 || a.text("state") != "complete" || a.count("accepted") != want || a.count("refused") != fmt.Sprint(n/10) {
		r.t.Fatalf("%d %.400s", a.status, a.raw)
	}
	if got := fmt.Sprint(r.versions()); got != want {
		r.t.Fatalf("%s versions, want %s", got, want)
	}
	ids := map[string]bool{}
	for _, q := range r.quarantine() {
		ids[q.ID] = true
	}
	if len(ids) != n/10 {
		r.t.Fatalf("%d in quarantine", len(ids))
	}
	kept, err := r.receipts.Outcomes(r.t.Context(), a.text("id"), 0, 10_000)
	ok(r.t, err)
	refused := 0
	for _, o := range kept {
		if o.Status == biz.StatusRefused {
			refused++
		}
	}
	if refused != n/10 {
		r.t.Fatalf("%d refusals on file", refused)
	}
}

func TestRegistrationCrash(t *testing.T) {
	for _, point := range []string{"records", "learn"} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s after=%v", point, after), func(t *testing.T) {
				r := newRig(t, nil)
				r.trapped(&trap{point: point, after: after, nth: 1})
				body := func() io.Reader { return ndjson(registration(newName, oldName+"|2025-03-01")) }
				if a := r.push("org_registration/records:push", body(), header{"Idempotency-Key": "k"}); a.status == 200 {
					t.Fatal("no failure")
				}
				r.restart()
				if a := r.push("org_registration/records:push", body(), header{"Idempotency-Key": "k"}); a.status != 200 || r.versions() != 1 {
					t.Fatalf("%s", a.raw)
				}
				if a := r.pushed(penalty(map[string]any{"CF_XDR_MC": oldName})); a.reasons()[0] != "RENAMED" {
					t.Fatalf("%s", a.raw)
				}
			})
		}
	}
}

// leaves is a client that is gone as soon as its records are in the stream.
type leaves struct {
	biz.Sequence
	gone func()
}

func (s leaves) Records(ctx context.Context, m []biz.Message) biz.Written {
	written := s.Sequence.Records(ctx, m)
	return func(ctx context.Context) error {
		err := written(ctx)
		s.gone()
		return err
	}
}

func TestAClientThatLeavesDoesNotKeepTheRegistryFromLearning(t *testing.T) {
	ctx, gone := context.WithCancel(t.Context())
	r := newRig(t, func(d *biz.IntakeDeps) {
		d.Stream = tap{d.Stream, func(s biz.Sequence) biz.Sequence { return leaves{s, gone} }}
	})
	body := ndjson(registration(newName, ""))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.server.URL+"/v1/resources/org_registration/records:push", body)
	ok(t, err)
	req.Header.Set("Content-Type", "application/x-ndjson")
	req.Header.Set("X-Agency", "lc-scjgj")
	if resp, err := http.DefaultClient.Do(req); err == nil {
		_ = resp.Body.Close()
		t.Fatalf("the client stayed: %d", resp.StatusCode)
	}
	testkit.Eventually(t, 10*time.Second, "the registration in the registry", func() bool {
		dir, err := r.registry.Find(t.Context(), []string{"91371500MA3C00003Q"}, nil)
		return err == nil && len(dir.Subjects) == 1
	})
	testkit.Eventually(t, 10*time.Second, "the receipt settled, with nothing left to learn", func() bool {
		unlearned, err := r.receipts.Unlearned(t.Context())
		return err == nil && !unlearned
	})
}

func TestIdempotencyKey(t *testing.T) {
	r := newRig(t, nil)
	key := header{"Idempotency-Key": "k1"}
	first := r.push("penalty/records:push", ndjson(penalty(nil)), key)
	again := r.push("penalty/records:push", ndjson(penalty(nil)), key)
	if first.status != 200 || first.raw != again.raw {
		t.Fatalf("\n%s\n%s", first.raw, again.raw)
	}
	b, _ := io.ReadAll(ndjson(penalty(nil)))
	zipped := r.push("penalty/records:push", bytes.NewReader(gz(b)), header{"Idempotency-Key": "k1", "Content-Encoding": "gzip"})
	if zipped.raw != first.raw {
		t.Fatalf("the same file, compressed: %s", zipped.raw)
	}
	other := r.push("penalty/records:push", ndjson(penalty(map[string]any{"CF_WSH": "9"})), key)
	if other.status != http.StatusConflict || other.text("reason") != "IDEMPOTENCY_KEY_REUSED" {
		t.Fatalf("%d %s", other.status, other.raw)
	}
	if ev := r.ledger.last(); ev.Kind != evidence.Refusal || ev.Reason != "IDEMPOTENCY_KEY_REUSED" || ev.Resource != "penalty" || other.text("evidence") != strconv.Itoa(len(r.ledger.events)-1) {
		t.Fatalf("evidence %+v, %s", ev, other.raw)
	}
	if n := len(r.records()); n != 1 {
		t.Fatalf("%d records", n)
	}
	if a := r.push("penalty/records:push", ndjson(penalty(nil)), header{"Idempotency-Key": "k1", "X-Agency": "another"}); a.status != 200 || a.text("id") == first.text("id") {
		t.Fatalf("another agency's key: %s", a.raw)
	}
}

func TestBodyThatBreaksOff(t *testing.T) {
	r := newRig(t, nil)
	const n = 5000
	body := many(n)
	zipped := gz(body)
	for i, key := range []header{{"Content-Encoding": "gzip", "Idempotency-Key": "k"}, {"Content-Encoding": "gzip"}} {
		a := r.push("penalty/records:push", bytes.NewReader(zipped[:len(zipped)*9/10]), key)
		if a.status != 400 || a.text("reason") != "PUSH_INTERRUPTED" || a.text("record") == "" {
			t.Fatalf("%d %s", a.status, a.raw)
		}
		kept, err := r.receipts.Get(t.Context(), "lc-scjgj", a.text("record"))
		ok(t, err)
		if kept.State != biz.StateInterrupted || kept.Accepted == 0 || !strings.Contains(a.text("message"), fmt.Sprint(kept.Accepted)) {
			t.Fatalf("%+v: %s", kept, a.raw)
		}
		// Some records were accepted, so it is the evidence of a push, once.
		if ev := r.ledger.last(); ev.Kind != evidence.Push || len(r.ledger.events) != i+1 || a.text("evidence") != strconv.Itoa(i) {
			t.Fatalf("evidence %+v, %s", ev, a.raw)
		}
		if strings.Contains(a.text("next"), "same Idempotency-Key") != (key["Idempotency-Key"] != "") {
			t.Fatalf("next step: %s", a.text("next"))
		}
	}
	r = newRig(t, nil)
	key := header{"Content-Encoding": "gzip", "Idempotency-Key": "k"}
	r.push("penalty/records:push", bytes.NewReader(zipped[:len(zipped)*9/10]), key)
	a := r.push("penalty/records:push", bytes.NewReader(zipped), key)
	r.settled(a, n)
}

func TestAChangedLineIsNoReplay(t *testing.T) {
	r := newRig(t, nil)
	r.trapped(&trap{point: "records", after: true, nth: 1})
	key := header{"Idempotency-Key": "k"}
	r.push("penalty/records:push", ndjson(penalty(nil)), key)
	r.restart()
	a := r.push("penalty/records:push", ndjson(penalty(map[string]any{"CF_NR": "罚款人民币六千元。"})), key)
	if a.status != 200 || r.versions() != 2 {
		t.Fatalf("the corrected line was lost: %d versions, %s", r.versions(), a.raw)
	}
}

func TestNoAnswerWithoutEvidence(t *testing.T) {
	r := newRig(t, nil)
	r.ledger.fail = errors.New("down")
	a := r.push("penalty/records:push", ndjson(penalty(nil)), header{"Idempotency-Key": "k"})
	if a.status != 503 {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	r.policy.deny("lc-scjgj record.push resource/org_registration")
	if a := r.push("org_registration/records:push", ndjson(penalty(nil)), nil); a.status == 403 {
		t.Fatal("a refusal without evidence")
	}
	r.ledger.fail = nil
	if a = r.push("penalty/records:push", ndjson(penalty(nil)), header{"Idempotency-Key": "k"}); a.status != 200 || r.versions() != 1 || a.text("evidence") == "" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
}
