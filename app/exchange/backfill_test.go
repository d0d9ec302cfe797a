package exchange_test

import "testing"

func TestBackfillNeedsItsOwnPermission(t *testing.T) {
	r := newRig(t, nil)
	old := penalty(map[string]any{"CF_JDRQ": "2024/01/02"})
	if a := r.pushed(old); a.count("late") != "1" {
		t.Fatalf("%s", a.raw)
	}
	if a := r.push("penalty/records:push?backfill=true", ndjson(old), nil); a.status != 200 || a.count("accepted") != "1" || a.count("late") != "0" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	r.policy.deny("lc-scjgj record.backfill resource/penalty")
	if a := r.push("penalty/records:push?backfill=true", ndjson(old), nil); a.status != 403 {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	if a := r.push("penalty/records:push?backfill=false", ndjson(old), nil); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.raw)
	}
}
