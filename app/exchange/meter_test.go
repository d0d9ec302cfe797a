package exchange_test

import (
	"maps"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func TestRecordsAreCounted(t *testing.T) {
	r := newRig(t, nil)
	r.agency("lc-scjgj")
	three := func() []map[string]any {
		return []map[string]any{penalty(nil), penalty(map[string]any{"CF_WSH": "2", "CF_JDRQ": "2026/01/05"}), penalty(map[string]any{"CF_JDRQ": "x"})}
	}
	key := header{"Idempotency-Key": "k"}
	r.push("penalty/records:push", ndjson(three()...), key)
	r.push("penalty/records:push", ndjson(three()...), key)
	r.push("penalty/records:push?dry_run=true", ndjson(three()...), nil) // a trial
	r.register(registration(newName, ""))
	ok(t, r.inbox.Handle(t.Context(), []biz.Inbound{
		{Topic: kafkaio.Inbox("lc-scjgj"), Agency: "lc-scjgj", Resource: "made up by the sender", Value: []byte("{}")},
		{Topic: kafkaio.Inbox("lc-scjgj"), Agency: "lc-scjgj", Offset: 1, Resource: "penalty", Value: []byte("{}")},
	}))
	families, err := r.metrics.Gather()
	ok(t, err)
	got := map[string]float64{}
	for _, m := range families[0].GetMetric() {
		name := m.GetLabel()[1].GetValue() + " " + m.GetLabel()[0].GetValue()
		if v := m.GetCounter().GetValue(); v > 0 {
			got[name] = v
		}
	}
	want := map[string]float64{"org_registration accepted": 1, "penalty accepted": 2, "penalty late": 1, "penalty refused": 2, "unknown refused": 1, "penalty repeated": 3}
	if len(families) != 1 || families[0].GetName() != "chengxin_exchange_records_total" || !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The lag of the inboxes is what no consumer has dealt with, over all agencies.
func TestLagOfTheInboxes(t *testing.T) {
	r := newRig(t, nil)
	inboxes, admin := data.NewInboxes(r.kafka, r.inbox, r.producer, data.Sweep{Every: time.Hour, After: 1 << 30}, quiet()), kafkaio.NewAdmin(r.kafka)
	defer func() { _ = admin.Close() }()
	lag := func(want int64) {
		t.Helper()
		if n, err := inboxes.Lag(t.Context(), admin); err != nil || n != want {
			t.Errorf("lag %d, %v; want %d", n, err, want)
		}
	}
	lag(0) // nobody has an inbox
	r.agency("lc-scjgj")
	r.agency("lc-rsj")
	r.send("lc-scjgj", sent("penalty", penalty(nil)), sent("penalty", penalty(nil)))
	r.send("lc-rsj", sent("penalty", penalty(nil)))
	lag(3)
	stop := r.work()
	testkit.Eventually(t, 30*time.Second, "all is dealt with", func() bool {
		n, err := inboxes.Lag(t.Context(), admin)
		return err == nil && n == 0
	})
	stop()
}
