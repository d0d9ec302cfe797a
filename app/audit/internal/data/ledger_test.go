package data_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/app/audit/internal/data"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// producer writes evidence to the topic, as evidencelog does, and plays the recorder.
type producer struct {
	p    *kafkaio.Producer
	down atomic.Bool
}

func newProducer(c kafkaio.Config) *producer { return &producer{p: kafkaio.NewProducer(c)} }

func frame(e biz.Entry) kafkaio.Message {
	return kafkaio.Message{Value: evidencelog.EncodeFrame(nil, evidencelog.Entry{Leaf: e.Leaf, Salt: e.Salt, Detail: e.Detail})}
}

func (p *producer) send(t *testing.T, msgs ...kafkaio.Message) uint64 {
	t.Helper()
	at, err := p.p.Produce(context.Background(), kafkaio.Audit, 0, msgs)
	if err != nil {
		t.Fatal(err)
	}
	return uint64(at)
}

func (p *producer) Record(ctx context.Context, ev evidence.Event) (uint64, error) {
	if p.down.Load() {
		return 0, fault.New(fault.Unavailable, "LEDGER_DOWN", "账本不可用。", "The ledger is down.")
	}
	d := ev.AppendDetail(nil)
	at, err := p.p.Produce(ctx, kafkaio.Audit, 0, []kafkaio.Message{frame(biz.Entry{Leaf: evidence.Leaf(ev, nil, d), Detail: d})})
	return uint64(at), err
}

func frames(first, n uint64) []kafkaio.Message {
	out := make([]kafkaio.Message, n)
	for i := range out {
		out[i] = frame(entry(first + uint64(i)))
	}
	return out
}

// ledger is the service without its transport.
type ledger struct {
	log        *data.TesseraLog
	events     *data.Events
	integrator *biz.Integrator
	inquiry    *biz.Inquiry
	stop       func()
}

func start(t *testing.T, dir string, kafka kafkaio.Config, events *data.Events, rec biz.Recorder) *ledger {
	t.Helper()
	log, err := data.OpenLog(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	topic := data.NewTopic(kafka)
	l := &ledger{log: log, events: events, integrator: biz.NewIntegrator(log, topic, slog.New(slog.DiscardHandler))}
	l.inquiry = biz.NewInquiry(log, events, rec, clock.System{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 2)
	go func() { done <- l.integrator.Run(ctx) }()
	go func() { done <- biz.NewCopier(events, topic).Run(ctx) }()
	var stopped atomic.Bool
	l.stop = func() {
		if stopped.Swap(true) {
			return
		}
		cancel()
		for range 2 {
			if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		closeLog(t, log)
	}
	t.Cleanup(l.stop)
	return l
}

func (l *ledger) await(t *testing.T, size uint64) {
	t.Helper()
	testkit.Eventually(t, time.Minute, fmt.Sprintf("%d leaves published and copied", size), func() bool {
		cp, err := l.log.Checkpoint(t.Context())
		next, err2 := l.events.Next(t.Context())
		return err == nil && err2 == nil && cp.Size >= size && next >= size
	})
}

func caller(t *testing.T) context.Context {
	return grant.Into(t.Context(), grant.Principal{ID: "p-auditor", Name: "auditor", Agency: "audit-office", Credential: "s9"})
}

// bundle is what the command line keeps as a file.
func bundle(b biz.Bundle) ledgerverify.Bundle {
	out := ledgerverify.Bundle{Format: ledgerverify.BundleFormat, Index: b.Entry.Index, Leaf: b.Entry.Leaf, Detail: b.Entry.Detail, Salt: b.Entry.Salt, Checkpoint: string(b.Checkpoint.Raw)}
	for _, h := range b.Inclusion {
		out.Inclusion = append(out.Inclusion, append([]byte(nil), h[:]...))
	}
	return out
}

func TestLedger(t *testing.T) {
	dir, kafka, events := t.TempDir(), kafkatest.Start(t), events(t)
	p := newProducer(kafka)
	l := start(t, dir, kafka, events, p)
	p.send(t, frames(0, 300)...)
	forged := entry(300)
	forged.Detail = entry(301).Detail
	p.send(t, kafkaio.Message{Value: []byte("no frame at all")}, frame(forged), kafkaio.Message{}, frame(entry(303)))
	l.await(t, 304)

	for i := range uint64(304) {
		b, err := l.inquiry.Prove(caller(t), i)
		if err != nil {
			t.Fatalf("index %d: %v", i, err)
		}
		v, err := ledgerverify.VerifyBundle(bundle(b), l.log.Key())
		if err != nil {
			t.Fatalf("index %d: %v", i, err)
		}
		if malformed := i >= 300 && i < 303; malformed != (v.Leaf.Kind == evidence.Malformed) {
			t.Fatalf("index %d is of kind %s", i, v.Leaf.Kind)
		}
		if v.Event != nil && *v.Event != entry(i).Event {
			t.Fatalf("index %d is %+v", i, v.Event)
		}
	}
	found, err := l.inquiry.Find(t.Context(), biz.Filter{Kind: string(evidence.Malformed)}, "", 0)
	if err != nil || len(found.Entries) != 3 || found.Entries[2].Index != 300 {
		t.Fatalf("malformed entries must be visible: %+v, %v", found, err)
	}

	// It goes on where it ended, with a new process and what came meanwhile. The proofs above are evidence themselves.
	l.stop()
	end := p.send(t, frames(400, 20)...)
	if end != 608 {
		t.Fatalf("the topic ends at %d: 304 proofs should have left 304 pieces of evidence", end)
	}
	l = start(t, dir, kafka, events, p)
	l.await(t, end+20)
	b, err := l.inquiry.Prove(caller(t), end+3)
	if err != nil || b.Entry.Event != entry(403).Event {
		t.Fatalf("%+v, %v", b.Entry, err)
	}
}

func TestAskingTheLedgerIsEvidence(t *testing.T) {
	kafka, events := kafkatest.Start(t), events(t)
	p := newProducer(kafka)
	l := start(t, t.TempDir(), kafka, events, p)
	p.send(t, frames(0, 30)...)
	l.await(t, 30)
	page, err := l.inquiry.Search(caller(t), biz.Filter{Subject: token(3), CaseNo: "聊执〔2026〕3号"}, "", 10)
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Index != 3 {
		t.Fatalf("%+v, %v", page, err)
	}
	// The evidence of the search is there at once for the next one to find: a fresh index is waited for.
	own, err := l.inquiry.Get(caller(t), 30)
	if err != nil {
		t.Fatal(err)
	}
	if ev := own.Event; ev.Kind != evidence.Ledger || ev.Actor != "p-auditor" || ev.Subject != token(3) || ev.Action != "audit.search" || ev.Count != 1 {
		t.Fatalf("%+v", ev)
	}
	p.down.Store(true)
	if p, err := l.inquiry.Search(caller(t), biz.Filter{}, "", 10); !fault.Is(err, "LEDGER_DOWN") {
		t.Fatalf("without evidence there is no answer: %+v, %v", p, err)
	}
	if _, err := l.inquiry.Prove(caller(t), 5); !fault.Is(err, "LEDGER_DOWN") {
		t.Fatalf("without evidence there is no proof: %v", err)
	}
	if _, err := l.inquiry.Prove(caller(t), 5000); !fault.Is(err, "EVIDENCE_NOT_FOUND") {
		t.Fatalf("an index beyond the end: %v", err)
	}
	for name, ask := range map[string]func() error{
		"CURSOR_INVALID":   func() error { _, err := l.inquiry.Find(t.Context(), biz.Filter{}, "1'", 0); return err },
		"LIMIT_RANGE":      func() error { _, err := l.inquiry.Find(t.Context(), biz.Filter{}, "", 1001); return err },
		"DECISION_UNKNOWN": func() error { _, err := l.inquiry.Find(t.Context(), biz.Filter{Decision: "maybe"}, "", 0); return err },
		"TREE_RANGE":       func() error { _, _, _, err := l.inquiry.Consistency(t.Context(), 9, 3); return err },
	} {
		if err := ask(); !fault.Is(err, fault.Reason(name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTamperedLedgerIsNoticed(t *testing.T) {
	dir, kafka, copied := t.TempDir(), kafkatest.Start(t), events(t)
	p := newProducer(kafka)
	l := start(t, dir, kafka, copied, p)
	p.send(t, frames(0, 600)...)
	l.await(t, 600)
	flip := func(t *testing.T, path string, at int) {
		t.Helper()
		path = filepath.Join(dir, "log", path)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		restore := append([]byte(nil), raw...)
		raw[at] ^= 1
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.WriteFile(path, restore, 0o600) })
	}
	refused := func(t *testing.T, index uint64) {
		t.Helper()
		if _, err := l.inquiry.Prove(caller(t), index); !fault.Is(err, "LEDGER_INCONSISTENT") && !fault.Is(err, "LEDGER_DOWN") {
			t.Fatalf("index %d: %v", index, err)
		}
	}
	t.Run("a hash in a tile", func(t *testing.T) { flip(t, "tile/0/000", 32*5+7); refused(t, 4) })
	t.Run("a leaf in a bundle", func(t *testing.T) { flip(t, "tile/entries/000", 2+40); refused(t, 0) })
	t.Run("the checkpoint", func(t *testing.T) { flip(t, "checkpoint", 30); refused(t, 0) })
	t.Run("the detail in the copy", func(t *testing.T) {
		forged := block(0, 600)
		forged[7] = entry(8)
		forged[7].Index = 7
		tampered := events(t)
		insert(t, tampered, forged)
		q := biz.NewInquiry(l.log, tampered, p, clock.System{})
		if _, err := q.Prove(caller(t), 7); !fault.Is(err, "LEDGER_INCONSISTENT") {
			t.Fatal(err)
		}
	})
	if _, err := l.inquiry.Prove(caller(t), 4); err != nil {
		t.Fatalf("restored: %v", err)
	}
}

func TestForeignTopicHaltsTheLedger(t *testing.T) {
	dir, kafka := t.TempDir(), kafkatest.Start(t)
	first := events(t)
	p := newProducer(kafka)
	l := start(t, dir, kafka, first, p)
	p.send(t, frames(0, 10)...)
	l.await(t, 10)
	l.stop()
	for name, c := range map[string]struct {
		msgs []kafkaio.Message
		says string
	}{
		"shorter": {frames(0, 9), "ends at 9"},
		"other":   {frames(1, 20), "leaf 9 of the tree is not entry 9"},
	} {
		t.Run(name, func(t *testing.T) {
			other := kafkatest.Start(t)
			newProducer(other).send(t, c.msgs...)
			l := start(t, dir, other, events(t), p)
			testkit.Eventually(t, 10*time.Second, "the halt", func() bool { return l.integrator.Halted() != "" })
			if why := l.integrator.Halted(); !strings.Contains(why, c.says) {
				t.Fatal(why)
			}
			if size, err := l.log.Size(t.Context()); err != nil || size != 10 {
				t.Fatalf("nothing may be added: size %d, %v", size, err)
			}
		})
	}
}

// TestKilledIntegrator kills the integrating process again and again while evidence arrives: at the end every entry of
// the topic is exactly one leaf at its offset.
func TestKilledIntegrator(t *testing.T) {
	rounds := 10
	if testing.Short() {
		rounds = 3
	}
	dir, kafka := t.TempDir(), kafkatest.Start(t)
	raw, err := json.Marshal(kafka)
	if err != nil {
		t.Fatal(err)
	}
	p := newProducer(kafka)
	rnd := rand.New(rand.NewPCG(3, 4))
	var sent uint64
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "AUDIT_TEST_KAFKA="+string(raw), "AUDIT_TEST_DIR="+dir)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		before := treeState(t, dir)
		until := time.Now().Add(time.Duration(100+rnd.IntN(500)) * time.Millisecond)
		// Every other process is killed only after it has got somewhere, however slow the machine.
		for tooLate := until.Add(30 * time.Second); time.Now().Before(until) || round%2 == 0 && treeState(t, dir) == before && time.Now().Before(tooLate); {
			n := 1 + rnd.Uint64N(200)
			msgs := make([]kafkaio.Message, n)
			for i := range msgs {
				ev := evidence.Event{At: time.UnixMilli(int64(sent) + int64(i)), Kind: evidence.Query, Actor: fmt.Sprint(sent + uint64(i))}
				d := ev.AppendDetail(nil)
				msgs[i] = frame(biz.Entry{Leaf: leafAt(sent + uint64(i)), Salt: []byte("salt"), Detail: d})
			}
			sent += n
			p.send(t, msgs...)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("the integrator ended by itself: %v", err)
		}
	}
	l := open(t, dir)
	before, err := l.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	if before == 0 {
		t.Fatal("no integrator got to work")
	}
	t.Logf("%d of %d integrated after %d kills", before, sent, rounds)
	all := start(t, dir, kafka, events(t), p)
	all.await(t, sent)
	all.stop()
	checkLog(t, dir, sent)
}
