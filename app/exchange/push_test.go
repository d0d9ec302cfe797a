package exchange_test

import (
	"testing"
)

func TestPushEndToEnd(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration("聊城市信发铝业有限公司", ""))
	a := r.pushed(penalty(nil), penalty(map[string]any{"CF_XDR_SHXYM": "91371500MA3C00003X", "CF_WSH": "2"}))
	if a.count("accepted") != "1" || a.count("refused") != "1" || a.text("state") != "complete" {
		t.Fatalf("receipt %s", a.raw)
	}
	records := r.records()
	if len(records) != 2 {
		t.Fatalf("%d records", len(records))
	}
	got := records[len(records)-1]
	t.Logf("%+v\n%s", got, got.Fields)
	t.Log(a.raw)
}
