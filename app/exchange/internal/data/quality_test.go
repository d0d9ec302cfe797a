package data_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// done is a complete receipt: 10 records, 8 accepted.
func done(id string, change func(*biz.Receipt)) biz.Receipt {
	r := receipt(id, "")
	r.State, r.Total, r.Accepted, r.Refused, r.Late, r.Hinted = biz.StateComplete, 10, 8, 2, 1, 3
	r.Counts = biz.Counts{Dated: 7, Filled: 100, Applying: 150, Faulted: 2}
	if change != nil {
		change(&r)
	}
	return r
}

func months(t *testing.T, db *bun.DB, resource string) map[biz.Month]biz.MonthCounts {
	t.Helper()
	list, err := data.NewScores(db).Months(t.Context(), "a1", resource, 202601)
	ok(t, err)
	out := map[biz.Month]biz.MonthCounts{}
	last := biz.Month(0)
	for _, m := range list {
		if m.Month <= last {
			t.Fatalf("months out of order: %+v", list)
		}
		last = m.Month
		out[m.Month] = m
	}
	return out
}

func TestSumsOfReceipts(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewReceipts(db), t.Context()
		push := func(r biz.Receipt) {
			t.Helper()
			begun := r
			begun.State = biz.StateRunning
			_, _, err := s.Begin(ctx, begun)
			ok(t, err)
			ok(t, s.Finish(ctx, r))
		}
		one := biz.MonthCounts{Month: 202611, Total: 10, Accepted: 8, Refused: 2, Fresh: 8, Taken: 8, Late: 1, Hinted: 3, Counts: biz.Counts{Dated: 7, Filled: 100, Applying: 150, Faulted: 2}}
		want := one
		expect := func(what string) {
			t.Helper()
			if got := months(t, db, "penalty")[202611]; got != want {
				t.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
			}
		}
		first := done("r1", func(r *biz.Receipt) { r.Digest = "d1" })
		push(first)
		expect("a push")
		ok(t, s.Finish(ctx, first))
		expect("finished once more, as after a lost answer")
		push(done("r2", func(r *biz.Receipt) { r.Digest = "d1" }))
		expect("the same body again")
		broken := done("r3", func(r *biz.Receipt) { r.State, r.Digest = biz.StateInterrupted, "" })
		push(broken)
		expect("a push that broke off")
		ok(t, s.Restart(ctx, "r3", false))
		broken.State, broken.Digest = biz.StateComplete, "d3"
		ok(t, s.Finish(ctx, broken))
		want.Total, want.Accepted, want.Refused, want.Fresh, want.Taken, want.Late, want.Hinted = 20, 16, 4, 16, 16, 2, 6
		want.Counts = biz.Counts{Dated: 14, Filled: 200, Applying: 300, Faulted: 4}
		expect("and came to its end")
		push(done("r4", func(r *biz.Receipt) { r.DryRun = true }))
		expect("a dry run")
		push(done("r5", func(r *biz.Receipt) { r.Digest, r.Op, r.Counts = "d5", record.Withdraw, biz.Counts{} }))
		want.Withdrawn = 8
		expect("withdrawals")
		push(done("r6", func(r *biz.Receipt) { r.Digest, r.Backfill = "d6", true; r.Counts.Dated = 0; r.Late = 0 }))
		want.Total, want.Accepted, want.Refused, want.Taken, want.Hinted = 30, 24, 6, 24, 9
		want.Counts = biz.Counts{Dated: 14, Filled: 300, Applying: 450, Faulted: 6}
		expect("history brought along is no volume")
		push(done("r7", func(r *biz.Receipt) {
			r.Digest, r.Channel, r.Total, r.Accepted, r.Refused = "d7", biz.ChannelResubmit, 1, 1, 0
			r.Hinted = 0
			r.Counts = biz.Counts{Dated: 1, Filled: 10, Applying: 15}
		}))
		want.Taken, want.Late = 25, 3
		want.Counts = biz.Counts{Dated: 15, Filled: 310, Applying: 465, Faulted: 6}
		expect("a resubmission is taken, but no first push")
		// Files of inboxes: several receipts, several months, another resource.
		december := time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC) // midnight in Liaocheng
		ok(t, s.File(ctx, []biz.Receipt{
			done("f1", func(r *biz.Receipt) { r.ReceivedAt = december }), done("f2", func(r *biz.Receipt) { r.ReceivedAt = december.Add(-time.Microsecond) }),
			done("f3", func(r *biz.Receipt) { r.Resource = "permit" }), done("f4", func(r *biz.Receipt) { r.ReceivedAt = december.Add(time.Hour) }),
		}, []biz.Mark{{Topic: "inbox.a1", Next: 9}}))
		by := months(t, db, "penalty")
		if by[202611].Total != 40 || by[202612].Total != 20 || len(by) != 2 {
			t.Fatalf("%+v", by)
		}
		if all := months(t, db, ""); all[202611].Total != 50 || all[202611].Applying != 465+150+150 {
			t.Fatalf("all resources: %+v", all)
		}
		if other, err := data.NewScores(db).Months(ctx, "a2", "", 202601); err != nil || len(other) != 0 {
			t.Fatalf("another agency: %+v %v", other, err)
		}
		if late, err := data.NewScores(db).Months(ctx, "a1", "", 202612); err != nil || len(late) != 1 {
			t.Fatalf("from December: %+v %v", late, err)
		}
	})
}

// lineage puts entries into quarantine: q1, and q2, q3 that tried to correct it, and q4 that tried to correct q3.
func lineage(t *testing.T, db *bun.DB) (*data.Shed, func(id string) biz.Held) {
	t.Helper()
	s, ctx := data.NewShed(db), t.Context()
	put := func(id, parent string) biz.Dated {
		return biz.Dated{OccurredOn: rules.NoDate, Quarantined: record.Quarantined{ID: id, Parent: parent, Agency: "a1", Resource: "penalty", Receipt: "r1", At: now.UnixMicro(), ContentType: "application/json", Raw: []byte("x")}}
	}
	ok(t, s.Put(ctx, []biz.Dated{put("q1", ""), put("q2", "q1"), put("q3", "q1"), put("q4", "q3"), put("other", "")}))
	return s, func(id string) biz.Held {
		t.Helper()
		h, err := s.Get(ctx, "a1", id)
		ok(t, err)
		return h
	}
}

// claimed takes an entry for a correction.
func claimed(t *testing.T, s *data.Shed, id string) {
	t.Helper()
	if taken, err := s.Claim(t.Context(), id, "claim", now, now.Add(-time.Minute)); err != nil || !taken {
		t.Fatalf("claim %s: %v %v", id, taken, err)
	}
}

func TestCorrections(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		ctx := t.Context()
		receipts := data.NewReceipts(db)
		_, _, err := receipts.Begin(ctx, receipt("r1", ""))
		ok(t, err)
		ok(t, receipts.Finish(ctx, done("r1", nil)))
		s, get := lineage(t, db)
		c := biz.Correction{Lineage: []string{"q4", "q3", "q1"}, Receipt: "r9", InTime: true}
		claimed(t, s, "q4")
		if settled, err := s.Settle(ctx, "claim", c); err != nil || !settled {
			t.Fatalf("%v %v", settled, err)
		}
		for _, id := range []string{"q1", "q2", "q3", "q4"} {
			if h := get(id); h.State != biz.QuarantineResubmitted || h.ResubmittedAs != "r9" {
				t.Errorf("%s is %s by %s", id, h.State, h.ResubmittedAs)
			}
		}
		if h := get("other"); h.State != biz.QuarantineOpen {
			t.Error("an entry of no relation is settled")
		}
		for _, id := range []string{"q4", "q1"} { // again, and by another way
			if settled, err := s.Settle(ctx, "claim", biz.Correction{Lineage: []string{id}, Receipt: "r10", InTime: true}); err != nil || settled {
				t.Errorf("%s is settled twice: %v", id, err)
			}
		}
		if m := months(t, db, "penalty")[202611]; m.Corrected != 1 || m.CorrectedLate != 0 || m.Total != 10 {
			t.Errorf("%+v", m)
		}
		// An attempt that was refused before, and is kept only now, is settled as well.
		ok(t, s.Put(ctx, []biz.Dated{{OccurredOn: rules.NoDate, Quarantined: record.Quarantined{ID: "q5", Parent: "q2", Agency: "a1", Raw: []byte("x")}}}))
		if h := get("q5"); h.State != biz.QuarantineResubmitted || h.ResubmittedAs != "r9" {
			t.Errorf("a late attempt stays %s", h.State)
		}
		if settled, err := s.Settle(ctx, "claim", biz.Correction{Lineage: []string{"other"}, Receipt: "r11"}); err != nil || settled {
			t.Fatalf("settled without a claim: %v", err)
		}
		claimed(t, s, "other")
		if settled, err := s.Settle(ctx, "claim", biz.Correction{Lineage: []string{"other"}, Receipt: "r11"}); err != nil || !settled {
			t.Fatalf("%v %v", settled, err)
		}
		if m := months(t, db, "penalty")[202611]; m.Corrected != 1 || m.CorrectedLate != 1 {
			t.Errorf("late: %+v", m)
		}
	})
}

// A correction counts only where the refused record does.
func TestCorrectionsOfWhatDoesNotCount(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		ctx, s := t.Context(), data.NewShed(db)
		receipts := data.NewReceipts(db)
		for id, state := range map[string]string{"interrupted": biz.StateInterrupted, "running": biz.StateRunning} {
			_, _, err := receipts.Begin(ctx, receipt(id, ""))
			ok(t, err)
			ok(t, receipts.Finish(ctx, done(id, func(r *biz.Receipt) { r.State = state })))
		}
		for id, q := range map[string]record.Quarantined{
			"broke off": {Receipt: "interrupted"}, "never finished": {Receipt: "running"}, "no push": {}, "withdrawal": {Receipt: "lost", ContentType: "application/json; op=withdraw"},
			"dealt with again": {Receipt: "lost"},
		} {
			q.ID, q.Agency, q.Resource, q.At, q.Raw = id, "a1", "penalty", now.UnixMicro(), []byte("x")
			ok(t, s.Put(ctx, []biz.Dated{{Quarantined: q}}))
			claimed(t, s, id)
			if settled, err := s.Settle(ctx, "claim", biz.Correction{Lineage: []string{id}, Receipt: "r9", InTime: true}); err != nil || !settled {
				t.Fatalf("%s: %v %v", id, settled, err)
			}
		}
		if m := months(t, db, ""); len(m) != 1 || m[202611].Corrected != 1 {
			t.Errorf("%+v", m)
		}
	})
}

func TestDayOfDecisionIsNotedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		ctx, s := t.Context(), data.NewShed(db)
		entry := biz.Dated{OccurredOn: rules.NoDate, Quarantined: record.Quarantined{ID: "q1", Agency: "a1", Raw: []byte("x")}}
		get := func() biz.Held {
			t.Helper()
			list, err := s.List(ctx, biz.QuarantineQuery{Agency: "a1", Limit: 5})
			if ok(t, err); len(list) != 1 {
				t.Fatalf("%d entries", len(list))
			}
			return list[0]
		}
		ok(t, s.Put(ctx, []biz.Dated{entry}))
		if h := get(); h.Looked {
			t.Fatal("nobody has looked")
		}
		entry.Looked, entry.OccurredOn = true, rules.DayOf(2026, 11, 18)
		ok(t, s.Put(ctx, []biz.Dated{entry, entry}))
		if h := get(); !h.Looked || h.OccurredOn.String() != "2026-11-18" {
			t.Fatalf("%+v", h)
		}
		entry.OccurredOn = rules.NoDate
		ok(t, s.Put(ctx, []biz.Dated{entry}))
		if h := get(); h.OccurredOn.String() != "2026-11-18" {
			t.Fatalf("a replay changed the day: %+v", h)
		}
	})
}

func TestDryRunsAreForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, db *bun.DB) {
		s, ctx := data.NewReceipts(db), t.Context()
		dry := func(id, agency string, at time.Time) {
			t.Helper()
			r := done(id, func(r *biz.Receipt) { r.DryRun, r.Agency, r.ReceivedAt = true, agency, at })
			_, existing, err := s.Begin(ctx, r)
			if ok(t, err); existing {
				t.Fatal("two dry runs meet")
			}
			ok(t, s.Spool(ctx, id, outcomes(1, 2)))
			ok(t, s.Finish(ctx, r))
		}
		left := func(id, agency string) bool {
			_, err := s.Get(context.Background(), agency, id)
			if err != nil && !fault.Is(err, "RECEIPT_UNKNOWN") {
				t.Fatal(err)
			}
			page, oerr := s.Outcomes(ctx, id, 0, 9)
			if ok(t, oerr); (len(page) == 2) != (err == nil) {
				t.Fatalf("%s: %d outcomes, receipt %v", id, len(page), err)
			}
			return err == nil
		}
		dry("old", "a2", now.Add(-25*time.Hour))
		for i := range 7 {
			dry(fmt.Sprintf("d%d", i), "a1", now)
		}
		for id, want := range map[string]bool{"d0": false, "d1": false, "d2": true, "d6": true} {
			if left(id, "a1") != want {
				t.Errorf("%s is there: %v", id, !want)
			}
		}
		if left("old", "a2") {
			t.Error("a dry run of another day is still there")
		}
		if got, err := s.Get(ctx, "a1", "d6"); err != nil || !got.DryRun {
			t.Errorf("%+v %v", got, err)
		}
		if list, err := s.List(ctx, "a1", "", "", 9); err != nil || len(list) != 0 {
			t.Errorf("listed among the pushes: %v %v", list, err)
		}
	})
}
