package biz_test

import (
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Population, space and economy are exchanged too: what is about no subject must be readable by somebody.
func TestRecordsWithoutSubject(t *testing.T) {
	w := newWorld(t)
	w.decider.scope = grant.ScopeOwn
	gone, far, rich := biztest.Address(2), biztest.Address(5), biztest.Address(3)
	gone.Op, far.Division, rich.Fields = record.Withdraw, "371581", []byte(`{"DZBM":"DZ","TX":"POINT"}`)
	w.store(biztest.Address(1), biztest.Address(2), biztest.Address(3), biztest.Arrived(rich, 2), biztest.Address(4), biztest.Arrived(far, 1), biztest.Arrived(gone, 2))
	ask := biz.ListAsk{Resource: "space_address", Purpose: "supervision", Limit: 2}
	var seen []string
	withheld, pages := int64(0), 0
	for {
		got, err := w.inquiry.List(w.ctx, ask)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Records {
			seen = append(seen, r.RecordID)
			if r.RecordID == "DZ0003" && (r.Number != 2 || len(r.Items) != 2 || !r.Items[1].Masked) {
				t.Errorf("%+v", r)
			}
		}
		if ev := w.witness.last(); ev.Kind != evidence.Query || ev.Resource != "space_address" || ev.Count != int64(len(got.Records)) || ev.Withheld != got.Withheld || ev.AnswerDigest == [32]byte{} {
			t.Errorf("%+v", ev)
		}
		withheld += got.Withheld
		if pages++; got.Next == "" {
			break
		}
		ask.Cursor = got.Next
	}
	if pages != 3 || len(seen) != 3 || seen[0] != "DZ0001" || seen[1] != "DZ0003" || seen[2] != "DZ0004" || withheld != 1 {
		t.Errorf("%d pages, %v, %d withheld", pages, seen, withheld)
	}
	ask.Cursor, ask.RecordID = "", "DZ0003"
	if got, err := w.inquiry.List(w.ctx, ask); err != nil || len(got.Records) != 1 || got.Next != "" {
		t.Errorf("one record: %+v %v", got, err)
	}
}

func TestRecordsWithoutSubjectRefusals(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Address(1))
	first := biz.ListAsk{Resource: "space_address", Purpose: "supervision"}
	for name, c := range map[string]struct {
		change func(*biz.ListAsk)
		want   fault.Reason
	}{
		"no purpose":       {func(a *biz.ListAsk) { a.Purpose = "" }, "PURPOSE_REQUIRED"},
		"unknown resource": {func(a *biz.ListAsk) { a.Resource = "nothing" }, "RESOURCE_UNKNOWN"},
		"about subjects":   {func(a *biz.ListAsk) { a.Resource = "penalty" }, "RESOURCE_HAS_SUBJECT"},
		"cursor":           {func(a *biz.ListAsk) { a.Cursor = "AAAAAAAAAAAAAAAA" }, "CURSOR_INVALID"},
	} {
		ask := first
		c.change(&ask)
		if _, err := w.inquiry.List(w.ctx, ask); reason(t, err).Reason != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.decider.deny["record.query resource/space_address"] = fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")
	_, err := w.inquiry.List(w.ctx, first)
	if f := reason(t, err); f.Evidence == nil || w.witness.last().Kind != evidence.Refusal {
		t.Errorf("%+v", f)
	}
	delete(w.decider.deny, "record.query resource/space_address")
	w.witness.down = true
	if _, err := w.inquiry.List(w.ctx, first); reason(t, err).Reason != "LEDGER_DOWN" {
		t.Error("an answer without evidence")
	}
}
