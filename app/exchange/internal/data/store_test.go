package data_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// onBoth runs a suite on SQLite and on PostgreSQL: the same statements must mean the same.
func onBoth(t *testing.T, suite func(t *testing.T, db *bun.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		suite(t, open(t, sqlstore.Config{Path: t.TempDir()}))
	})
	t.Run("postgres", func(t *testing.T) {
		suite(t, open(t, sqlstore.Config{Driver: sqlstore.Postgres, DSN: testkit.Postgres(t)}))
	})
}

func open(t *testing.T, cfg sqlstore.Config) *bun.DB {
	t.Helper()
	db, err := data.OpenStore(t.Context(), cfg)
	ok(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func ok(t *testing.T, err error) {
	t.Helper()
	if f, is := fault.As(err); is {
		t.Fatalf("%v (cause: %v)", err, f.Cause())
	}
	if err != nil {
		t.Fatal(err)
	}
}

var now = time.Date(2026, 11, 23, 4, 0, 0, 123000, time.UTC)

func receipt(id, key string) biz.Receipt {
	return biz.Receipt{ID: id, Agency: "a1", Resource: "penalty", ResourceVersion: 3, ReceivedAt: now, Channel: biz.ChannelHTTP, IdempotencyKey: key, State: biz.StateRunning}
}

func outcomes(from, n int) []biz.Outcome {
	out := make([]biz.Outcome, n)
	for i := range out {
		out[i] = biz.Outcome{Seq: int64(from + i), Line: int64(from + i), Status: biz.StatusRefused, Reason: "X", Message: fault.Text{Zh: "错", En: "wrong"}, QuarantineID: "q"}
	}
	return out
}

func TestReceipts(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewReceipts(db), t.Context()
		r := receipt("r1", "k")
		got, existing, err := s.Begin(ctx, r)
		ok(t, err)
		if existing || got.ID != "r1" {
			t.Fatalf("%+v %v", got, existing)
		}
		if got, existing, err = s.Begin(ctx, receipt("r2", "k")); err != nil || !existing || got.ID != "r1" {
			t.Fatalf("%+v %v %v", got, existing, err)
		}
		withdraw := receipt("r3", "k")
		withdraw.Op = record.Withdraw
		if _, existing, err = s.Begin(ctx, withdraw); err != nil || existing {
			t.Fatalf("another operation: %v %v", existing, err)
		}
		for _, id := range []string{"r4", "r5"} { // without a key they do not meet
			if _, existing, err = s.Begin(ctx, receipt(id, "")); err != nil || existing {
				t.Fatalf("%v %v", existing, err)
			}
		}
		ok(t, s.Spool(ctx, "r1", outcomes(1, 1200)))
		ok(t, s.Restart(ctx, "r1", false))
		ok(t, s.Spool(ctx, "r1", outcomes(1, 600)))
		ok(t, s.Spool(ctx, "r1", outcomes(601, 600)))
		page, err := s.Outcomes(ctx, "r1", 1190, 100)
		ok(t, err)
		if len(page) != 10 || page[0].Seq != 1191 || page[0].Message.En != "wrong" {
			t.Fatalf("%d %+v", len(page), page[0])
		}
		n := uint64(42)
		r.State, r.Accepted, r.Evidence, r.Digest = biz.StateComplete, 7, &n, "abc"
		ok(t, s.Finish(ctx, r))
		got, err = s.Get(ctx, "a1", "r1")
		ok(t, err)
		if got.State != biz.StateComplete || got.Accepted != 7 || *got.Evidence != 42 || got.Digest != "abc" || got.IdempotencyKey != "k" || !got.ReceivedAt.Equal(now) {
			t.Fatalf("%+v", got)
		}
		if _, err := s.Get(ctx, "a2", "r1"); !fault.Is(err, "RECEIPT_UNKNOWN") {
			t.Fatalf("%v", err)
		}
		list, err := s.List(ctx, "a1", "penalty", "r5", 2)
		ok(t, err)
		if len(list) != 2 || list[0].ID != "r4" || list[1].ID != "r3" {
			t.Fatalf("%+v", list)
		}
	})
}

// New dry runs push out those that have ended, never one that is running, however many there are; one that is forgotten after a day leaves
// nothing behind when it ends after all.
func TestRunningDryRunsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewReceipts(db), t.Context()
		begin := func(id string, at time.Time) biz.Receipt {
			r := receipt(id, "")
			r.DryRun, r.ReceivedAt = true, at
			_, _, err := s.Begin(ctx, r)
			ok(t, err)
			ok(t, s.Spool(ctx, id, outcomes(1, 2)))
			return r
		}
		finish := func(r biz.Receipt) {
			r.State = biz.StateComplete
			ok(t, s.Finish(ctx, r))
		}
		check := func(id string, want bool) {
			t.Helper()
			_, err := s.Get(ctx, "a1", id)
			kept, outcomesErr := s.Outcomes(ctx, id, 0, 10)
			ok(t, outcomesErr)
			if (err == nil) != want || (len(kept) > 0) != want {
				t.Errorf("%s: %v, %d outcomes; want them kept: %v", id, err, len(kept), want)
			}
		}
		slow := begin("d00", now)
		for i := range 8 {
			finish(begin(fmt.Sprintf("d1%d", i), now))
		}
		check("d10", false)
		check("d17", true)
		check("d00", true)
		ok(t, s.Spool(ctx, "d00", outcomes(3, 2)))
		begin("d20", now.Add(25*time.Hour))
		check("d17", false)
		ok(t, s.Spool(ctx, "d00", outcomes(5, 2))) // it does not know yet
		finish(slow)
		check("d00", false)
		check("d20", true)
	})
}

func TestAbandonAndMarks(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewReceipts(db), t.Context()
		_, _, err := s.Begin(ctx, receipt("r1", ""))
		ok(t, err)
		unlearned := func(want bool) {
			t.Helper()
			if got, err := s.Unlearned(ctx); err != nil || got != want {
				t.Fatalf("unlearned %v %v", got, err)
			}
		}
		unlearned(false)
		teaching := receipt("r2", "")
		teaching.Teaches = true
		_, _, err = s.Begin(ctx, teaching)
		ok(t, err)
		unlearned(true)
		unlearned(true) // a process that died while it learned again finds the same
		ok(t, s.Abandon(ctx))
		unlearned(false)
		if got, err := s.Get(ctx, "a1", "r2"); err != nil || got.State != biz.StateInterrupted {
			t.Fatalf("%+v %v", got, err)
		}
		ok(t, s.Restart(ctx, "r2", true))
		unlearned(true)
		teaching.State = biz.StateInterrupted // between the stream and the registry
		ok(t, s.Finish(ctx, teaching))
		unlearned(true)
		teaching.Teaches = false // all of it was learned
		ok(t, s.Finish(ctx, teaching))
		unlearned(false)
		filed := receipt("r9", "")
		filed.Channel, filed.State, filed.Outcomes = biz.ChannelKafka, biz.StateComplete, outcomes(1, 3)
		ok(t, s.File(ctx, []biz.Receipt{filed}, []biz.Mark{{Topic: "inbox.a1", Next: 5}}))
		ok(t, s.File(ctx, nil, []biz.Mark{{Topic: "inbox.a1", Next: 9}, {Topic: "inbox.a1", Partition: 1, Next: 2}}))
		marks, err := s.Marks(ctx)
		ok(t, err)
		slices.SortFunc(marks, func(a, b biz.Mark) int { return a.Partition - b.Partition })
		if len(marks) != 2 || marks[0].Next != 9 || marks[1].Next != 2 {
			t.Fatalf("%+v", marks)
		}
		if page, err := s.Outcomes(ctx, "r9", 0, 10); err != nil || len(page) != 3 {
			t.Fatalf("%v %v", page, err)
		}
	})
}

// registries are the plain one and the one with a cache, which must not differ.
func registries(t *testing.T, db *bun.DB) map[string]biz.Registry {
	t.Helper()
	plain := data.NewRegistry(db)
	cached, err := data.NewCachedRegistry(data.NewRegistry(db))
	ok(t, err)
	return map[string]biz.Registry{"plain": plain, "cached": cached}
}

func learn(code, name string, at int64, more ...string) biz.Registration {
	return biz.Registration{Code: code, KnownAt: at, About: record.About{Name: name, LegacyCodes: more, RegisteredOn: rules.NoDate}}
}

func TestRegistry(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		for kind, s := range registries(t, db) {
			t.Run(kind, func(t *testing.T) { registrySuite(t, s, strings.ToUpper(kind)) })
		}
	})
}

func registrySuite(t *testing.T, s biz.Registry, prefix string) {
	ctx := t.Context()
	a, b := prefix+"A", prefix+"B"
	find := func(code string) *biz.Subject {
		t.Helper()
		dir, err := s.Find(ctx, []string{code, code}, []string{prefix + "L1", prefix + "L2"})
		ok(t, err)
		return dir.Subjects[code]
	}
	if find(a) != nil {
		t.Fatal("known before it is learned")
	}
	day := func(n int64) int64 { return now.Add(time.Duration(n) * 24 * time.Hour).UnixMicro() }
	ok(t, s.Learn(ctx, []biz.Registration{learn(a, "甲", day(0), prefix+"L1"), learn(b, "丙", day(0), prefix+"L2"), learn(a, "乙", day(1), prefix+"L1")}))
	got := find(a)
	if got == nil || got.Name != "乙" || len(got.Former) != 1 || got.Former[0].Name != "甲" || got.Former[0].Until.String() != "2026-11-24" || got.Since.String() != "2026-11-24" {
		t.Fatalf("%+v", got)
	}
	ok(t, s.Learn(ctx, []biz.Registration{learn(a, "甲", day(0), prefix+"L1")})) // an older one again
	if got := find(a); got.Name != "乙" || len(got.Former) != 1 {
		t.Fatalf("an older registration overwrote a newer one: %+v", got)
	}
	ok(t, s.Learn(ctx, []biz.Registration{learn(b, "丙", day(2), prefix+"L1")})) // takes L1 too, gives up L2
	dir, err := s.Find(ctx, nil, []string{prefix + "L1", prefix + "L2"})
	ok(t, err)
	if l := dir.Legacy[prefix+"L1"]; len(l) != 2 || len(dir.Legacy[prefix+"L2"]) != 0 {
		t.Fatalf("%+v", dir.Legacy)
	}
	ok(t, s.Learn(ctx, []biz.Registration{{Code: a, KnownAt: day(3), Withdrawn: true}}))
	if find(a) != nil {
		t.Fatal("known after it was withdrawn")
	}
	if dir, err = s.Find(ctx, nil, []string{prefix + "L1"}); err != nil || len(dir.Legacy[prefix+"L1"]) != 1 {
		t.Fatalf("%+v %v", dir.Legacy, err)
	}
	var many []biz.Registration
	var codes []string
	for i := range 2300 {
		many = append(many, learn(fmt.Sprintf("%s%04d", prefix, i), "名", day(0)))
		codes = append(codes, many[i].Code)
	}
	ok(t, s.Learn(ctx, many))
	if dir, err = s.Find(ctx, codes, nil); err != nil || len(dir.Subjects) != 2300 {
		t.Fatalf("%d subjects, %v", len(dir.Subjects), err)
	}
}

func TestShed(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewShed(db), t.Context()
		var items []biz.Dated
		for i := range 5 {
			items = append(items, biz.Dated{Looked: i%2 == 0, OccurredOn: rules.DayOf(2026, 11, 1+i), Quarantined: record.Quarantined{
				ID: fmt.Sprintf("q%d", i), Agency: "a1", Resource: "penalty", Receipt: "r1", Line: int64(i), At: int64(1000 + i/2), By: "key",
				Reasons: []record.Reason{{Code: "X", Message: fault.Text{Zh: "错", En: "wrong"}}}, ContentType: "application/json", Raw: []byte("s1.k.x"),
			}})
		}
		ok(t, s.Put(ctx, items))
		ok(t, s.Put(ctx, items[2:])) // again
		first, err := s.List(ctx, biz.QuarantineQuery{Agency: "a1", Limit: 2})
		ok(t, err)
		if len(first) != 2 || first[0].ID != "q4" || first[1].ID != "q3" || first[0].Raw != nil || first[0].Reasons[0].Message.En != "wrong" {
			t.Fatalf("%+v", first)
		}
		rest, err := s.List(ctx, biz.QuarantineQuery{Agency: "a1", Limit: 9, Before: "1001.q3", State: biz.QuarantineOpen, Resource: "penalty", Receipt: "r1"})
		ok(t, err)
		if len(rest) != 3 || rest[0].ID != "q2" {
			t.Fatalf("%+v", rest)
		}
		for _, bad := range []string{"x", "1", "a.b", "'; DROP TABLE quarantine; --"} {
			if _, err := s.List(ctx, biz.QuarantineQuery{Agency: "a1", Limit: 9, Before: bad}); !fault.Is(err, "CURSOR_INVALID") {
				t.Fatalf("cursor %q: %v", bad, err)
			}
		}
		if done, err := s.Claim(ctx, "q1", "c1", now, now.Add(-time.Minute)); err != nil || !done {
			t.Fatalf("%v %v", done, err)
		}
		if done, err := s.Settle(ctx, "c1", biz.Correction{Lineage: []string{"q1"}, Receipt: "r2"}); err != nil || !done {
			t.Fatalf("%v %v", done, err)
		}
		if done, err := s.Settle(ctx, "c1", biz.Correction{Lineage: []string{"q1"}, Receipt: "r3"}); err != nil || done {
			t.Fatalf("settled twice: %v %v", done, err)
		}
		h, err := s.Get(ctx, "a1", "q1")
		ok(t, err)
		if h.State != biz.QuarantineResubmitted || h.ResubmittedAs != "r2" || string(h.Raw) != "s1.k.x" {
			t.Fatalf("%+v", h)
		}
		if n, err := s.Open(ctx, "a1"); err != nil || n != 4 {
			t.Fatalf("%d %v", n, err)
		}
		if _, err := s.Get(ctx, "a2", "q1"); !fault.Is(err, "QUARANTINE_UNKNOWN") {
			t.Fatalf("%v", err)
		}
	})
}

// Of several corrections of an entry at once one has the claim; it ends by giving it back, by a restart, or by its age.
func TestClaims(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewShed(db), t.Context()
		ok(t, s.Put(ctx, []biz.Dated{{Quarantined: record.Quarantined{ID: "q1", Agency: "a1", At: 1, Raw: []byte("s1.k.x")}}}))
		stale := now.Add(-time.Minute)
		claim := func(who string, at, stale time.Time, want bool) {
			t.Helper()
			if got, err := s.Claim(ctx, "q1", who, at, stale); err != nil || got != want {
				t.Fatalf("%s: %v %v", who, got, err)
			}
		}
		var wg sync.WaitGroup
		var taken atomic.Int32
		for i := range 8 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if got, err := s.Claim(ctx, "q1", fmt.Sprint("c", i), now, stale); err != nil {
					t.Error(err)
				} else if got {
					taken.Add(1)
				}
			}()
		}
		wg.Wait()
		if taken.Load() != 1 {
			t.Fatalf("%d claims at once", taken.Load())
		}
		ok(t, s.Release(ctx, "q1", "another's"))
		claim("c9", now, stale, false)
		ok(t, s.Free(ctx)) // a new process
		claim("c9", now, stale, true)
		claim("c10", now.Add(time.Second), now, false)
		claim("c10", now.Add(2*time.Minute), now.Add(time.Minute), true) // c9 died
		if done, err := s.Settle(ctx, "c9", biz.Correction{Lineage: []string{"q1"}, Receipt: "r9"}); err != nil || done {
			t.Fatalf("settled without claim: %v %v", done, err)
		}
		ok(t, s.Release(ctx, "q1", "c10"))
		claim("c11", now, stale, true)
		if done, err := s.Settle(ctx, "c11", biz.Correction{Lineage: []string{"q1"}, Receipt: "r11"}); err != nil || !done {
			t.Fatalf("%v %v", done, err)
		}
		claim("c12", now.Add(time.Hour), now.Add(time.Hour), false) // settled
		if got, err := s.Claim(ctx, "q2", "c", now, stale); err != nil || got {
			t.Fatalf("what is not there is claimed: %v %v", got, err)
		}
	})
}

// What a sender may write into a header, a key or a name: PostgreSQL refuses it where SQLite does not.
func TestTextsNoColumnTakes(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		ctx, odd := t.Context(), "a\x00b\xff"+strings.Repeat("长", 900)
		s := data.NewReceipts(db)
		r := receipt("r1", "")
		r.Resource, r.Outcomes = odd, outcomes(1, 1)
		o := &r.Outcomes[0]
		o.Field, o.Reason, o.RecordID, o.Rule, o.Message, o.Next = odd, odd, odd, odd, fault.Text{Zh: odd, En: odd}, fault.Text{Zh: odd, En: odd}
		ok(t, s.File(ctx, []biz.Receipt{r}, nil))
		page, err := s.Outcomes(ctx, "r1", 0, 2)
		ok(t, err)
		if len(page) != 1 || page[0].Message.Zh != "ab"+strings.Repeat("长", 900) || page[0].Field != "ab"+strings.Repeat("长", 198) {
			t.Fatalf("%+v", page)
		}
		ok(t, data.NewShed(db).Put(ctx, []biz.Dated{{Quarantined: record.Quarantined{ID: "q1", Agency: "a1", Resource: odd, By: odd, ContentType: odd, Reasons: []record.Reason{{Field: odd}}, Raw: []byte("s1.k.x")}}}))
		reg := learn("91371502MA2T3571X8", odd, now.UnixMicro(), odd)
		reg.About.Status, reg.About.FormerNames = odd, []record.FormerName{{Name: odd + "1"}, {Name: odd + "2"}}
		for range 2 {
			ok(t, data.NewRegistry(db).Learn(ctx, []biz.Registration{reg}))
		}
	})
}

func TestStoreThatIsGone(t *testing.T) {
	db := open(t, sqlstore.Config{Path: t.TempDir()})
	ok(t, db.Close())
	if _, err := data.NewRegistry(db).Find(context.Background(), []string{"A"}, nil); !fault.Is(err, "STORE_DOWN") {
		t.Fatalf("%v", err)
	}
}
