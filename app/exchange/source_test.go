package exchange_test

import (
	"encoding/json"
	"testing"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

// What a record that is sent again is known by: these parts, in this order, for each way in. They never change; see record.NewSources.
func TestWhatASourceIsMadeOf(t *testing.T) {
	r := newRig(t, nil)
	const agency = "lc-scjgj"
	r.agency(agency)
	row := func(no string) map[string]any { return penalty(map[string]any{"CF_WSH": no}) }
	r.push("penalty/records:push", ndjson(row("push")), header{"Idempotency-Key": "k1"})
	keyless := r.pushed(row("keyless"))
	r.push("penalty/records:withdraw", ndjson(row("withdrawn")), header{"Idempotency-Key": "k1"})
	wrong := row("corrected")
	wrong["CF_JDRQ"] = "2026/2/30"
	r.pushed(wrong)
	r.keep()
	held := r.quarantine()[0].ID
	corrected, err := json.Marshal(row("corrected"))
	ok(t, err)
	_, err = r.ward.Resubmit(t.Context(), principal(agency), held, "", corrected)
	ok(t, err)
	value := func(no string) []byte { v, _ := json.Marshal(row(no)); return v }
	ok(t, r.inbox.Handle(t.Context(), []biz.Inbound{
		{Topic: "inbox." + agency, Agency: agency, Partition: 2, Offset: 41, Resource: "penalty", Value: value("inbox")},
		{Topic: "inbox." + agency, Agency: agency, Partition: 2, Offset: 42, Resource: "penalty", Key: "k9", Value: value("inbox, own key")},
	}))
	got := map[string]record.Record{}
	for _, rec := range r.records() {
		got[rec.DocumentNo] = rec
	}
	for _, c := range []struct {
		no    string
		parts []string
		at    int64
		fixed bool // where the sender can't change what it sent
	}{
		{no: "push", parts: []string{"http", agency, "penalty", "upsert", "k1"}, at: 1},
		{no: "keyless", parts: []string{"http", agency, "penalty", "upsert", keyless.text("id")}, at: 1},
		{no: "withdrawn", parts: []string{"http", agency, "penalty", "withdraw", "k1"}, at: 1},
		{no: "corrected", parts: []string{"resubmit", held}, at: 1},
		{no: "inbox", parts: []string{"kafka", "inbox." + agency, "2"}, at: 41, fixed: true},
		{no: "inbox, own key", parts: []string{"row key", agency, "penalty", "upsert", "k9"}},
	} {
		rec, found := got[c.no]
		content := rec.Digest
		if c.fixed {
			content = [32]byte{}
		}
		if !found || rec.Source != record.NewSources(c.parts...).At(c.at, content) {
			t.Errorf("%s: %x is another source (found: %v)", c.no, rec.Source, found)
		}
	}
}
