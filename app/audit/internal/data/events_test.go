package data_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"k8s.io/klog/v2"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/app/audit/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

// TestMain also plays the processes that are killed: they need no engine.
func TestMain(m *testing.M) {
	klog.SetSlogLogger(slog.New(slog.DiscardHandler))
	if dir := os.Getenv("AUDIT_TEST_DIR"); dir != "" {
		child(dir)
	}
	chtest.Main(m)
}

var t0 = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// token is a person's, one of 26.
func token(i uint64) string { return "p" + strings.Repeat(string(rune('a'+i)), 32) }

func entry(i uint64) biz.Entry {
	ev := evidence.Event{
		At: t0.Add(time.Duration(i) * time.Second), Kind: evidence.Query, Actor: fmt.Sprint("u", i%7), Agency: fmt.Sprint("a", i%3), Subject: token(i % 11),
		Resource: "penalty", Purpose: "enforcement", CaseNo: fmt.Sprintf("聊执〔2026〕%d号", i%5), Allow: i%4 != 0, Count: int64(i),
	}
	if i%10 == 9 {
		ev.Kind, ev.Resource = evidence.Push, "permit"
	}
	salt := []byte{0, '\'', '\\', '\n', byte(i)}
	d := ev.AppendDetail(nil)
	return biz.Entry{Index: i, Leaf: evidence.Leaf(ev, salt, d), Salt: salt, Detail: d, Event: ev}
}

func block(first, n uint64) []biz.Entry {
	out := make([]biz.Entry, n)
	for i := range out {
		out[i] = entry(first + uint64(i))
	}
	return out
}

func events(t *testing.T) *data.Events {
	t.Helper()
	config := chtest.Start(t)
	v, err := data.OpenEvents(t.Context(), chtest.Open(t, config), chtest.Database(t, config))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func insert(t *testing.T, v *data.Events, b []biz.Entry) {
	t.Helper()
	if err := v.Insert(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func next(t *testing.T, v *data.Events, want uint64) {
	t.Helper()
	if got, err := v.Next(t.Context()); err != nil || got != want {
		t.Fatalf("next is %d, %v; want %d", got, err, want)
	}
}

func TestCopyGoesOnWhereItEnded(t *testing.T) {
	v := events(t)
	next(t, v, 0)
	insert(t, v, block(0, 1))
	next(t, v, 1)
	insert(t, v, block(1, 99))
	insert(t, v, block(50, 70)) // replayed in part
	next(t, v, 120)
	found, err := v.Find(t.Context(), biz.Filter{}, ^uint64(0), 1000)
	if err != nil || len(found) != 120 {
		t.Fatalf("%d entries, %v", len(found), err)
	}
	for i, e := range found {
		want := entry(uint64(119 - i))
		if e.Index != want.Index || e.Event != want.Event || string(e.Salt) != string(want.Salt) {
			t.Fatalf("got %+v, want %+v", e, want)
		}
	}
	insert(t, v, block(5000, 10)) // a hole: something was lost
	next(t, v, 0)
}

// breaking is a topic of so many entries that breaks off, once, before it comes to one.
type breaking struct{ entries, at uint64 }

var errBroken = errors.New("broken off")

func (b *breaking) End(context.Context) (uint64, error) { return b.entries, nil }

// Tail hands over blocks of ten and gives nil at the end, so that the copier comes back.
func (b *breaking) Tail(ctx context.Context, from uint64, take func(context.Context, []biz.Entry) error) error {
	for ; from < b.entries; from += 10 {
		if from == b.at {
			b.at = b.entries
			return errBroken
		}
		if err := take(ctx, block(from, min(10, b.entries-from))); err != nil {
			return err
		}
	}
	return nil
}

func TestEntriesThatAreThereTwiceDoNotHideLostOnes(t *testing.T) {
	v := events(t)
	insert(t, v, block(0, 20))
	insert(t, v, block(30, 20)) // 20 to 29 were lost
	copier := biz.NewCopier(v, &breaking{entries: 60, at: 20})
	if err := copier.Run(t.Context()); !errors.Is(err, errBroken) { // copied again from the start, and interrupted before it came to the hole
		t.Fatalf("the first time: %v", err)
	}
	next(t, v, 0) // sixty rows by now, but the hole is still there
	if err := copier.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	next(t, v, 60)
	found, err := v.Find(t.Context(), biz.Filter{}, ^uint64(0), 100)
	if err != nil || len(found) != 60 || found[35].Index != 24 {
		t.Fatalf("%d entries, %v", len(found), err)
	}
}

func TestFind(t *testing.T) {
	v := events(t)
	insert(t, v, block(0, 500))
	raw := []byte("rubbish \x00\xff")
	bad := biz.Entry{Index: 500, Leaf: evidence.MalformedLeaf(t0, raw), Detail: raw, Event: evidence.Event{At: t0, Kind: evidence.Malformed}}
	insert(t, v, []biz.Entry{bad})
	for name, c := range map[string]struct {
		filter biz.Filter
		match  func(biz.Entry) bool
	}{
		"actor":     {biz.Filter{Actor: "u3"}, func(e biz.Entry) bool { return e.Event.Actor == "u3" }},
		"agency":    {biz.Filter{Agency: "a1"}, func(e biz.Entry) bool { return e.Event.Agency == "a1" }},
		"subject":   {biz.Filter{Subject: token(10)}, func(e biz.Entry) bool { return e.Event.Subject == token(10) }},
		"case":      {biz.Filter{CaseNo: "聊执〔2026〕2号"}, func(e biz.Entry) bool { return e.Event.CaseNo == "聊执〔2026〕2号" }},
		"kind":      {biz.Filter{Kind: "push"}, func(e biz.Entry) bool { return e.Event.Kind == evidence.Push }},
		"resource":  {biz.Filter{Resource: "permit"}, func(e biz.Entry) bool { return e.Event.Resource == "permit" }},
		"purpose":   {biz.Filter{Purpose: "enforcement"}, func(e biz.Entry) bool { return e.Event.Purpose == "enforcement" }},
		"allow":     {biz.Filter{Decision: "allow"}, func(e biz.Entry) bool { return e.Event.Allow }},
		"deny":      {biz.Filter{Decision: "deny"}, func(e biz.Entry) bool { return !e.Event.Allow }},
		"from":      {biz.Filter{From: t0.Add(450 * time.Second)}, func(e biz.Entry) bool { return e.Index >= 450 && e.Index < 500 }},
		"to":        {biz.Filter{To: t0.Add(3 * time.Second)}, func(e biz.Entry) bool { return e.Index < 3 || e.Index == 500 }},
		"several":   {biz.Filter{Actor: "u3", Agency: "a1", Decision: "allow"}, func(e biz.Entry) bool { return e.Event.Actor == "u3" && e.Event.Agency == "a1" && e.Event.Allow }},
		"malformed": {biz.Filter{Kind: "malformed"}, func(e biz.Entry) bool { return e.Index == 500 }},
		"injection": {biz.Filter{Actor: `u3' OR 1=1 --`}, func(biz.Entry) bool { return false }},
		"backslash": {biz.Filter{Actor: `u3\`}, func(biz.Entry) bool { return false }},
		"tab":       {biz.Filter{Actor: "u3\t\n\\N"}, func(biz.Entry) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			var want, got []uint64
			for i := uint64(501); i > 0; i-- {
				e := bad
				if i <= 500 {
					e = entry(i - 1)
				}
				if c.match(e) {
					want = append(want, e.Index)
				}
			}
			before := ^uint64(0)
			for {
				page, err := v.Find(t.Context(), c.filter, before, 60)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range page {
					got = append(got, e.Index)
				}
				if len(page) < 60 {
					break
				}
				before = page[len(page)-1].Index
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("got  %v\nwant %v", got, want)
			}
		})
	}
	e, ok, err := v.Get(t.Context(), 500)
	if err != nil || !ok || string(e.Detail) != string(raw) {
		t.Fatalf("the malformed entry: %+v %v %v", e, ok, err)
	}
	if _, ok, err := v.Get(t.Context(), 501); ok || err != nil {
		t.Fatalf("an entry that is not there: %v %v", ok, err)
	}
}
