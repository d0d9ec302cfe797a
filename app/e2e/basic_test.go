package e2e

import (
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// basicDatabases: space and economy are exchanged as legal units and population are, though their records are about no subject.
func (w *world) basicDatabases(t *testing.T) {
	for code, record := range map[string]item{
		"space_address":   {"DZBM": "3715020000000001", "DZQC": "东昌府区人民路1号", "XZQH": "371502", "JD_MC": "古楼街道", "JD": 115.98, "WD": 36.45, "YXZT": true, "GXSJ": "2026-05-01T08:00:00+08:00"},
		"macro_indicator": {"ZBDM": "GDP", "ZBMC": "地区生产总值", "XZQH": "371500", "SQLX": "季", "SQQ": "2026-01-01", "SQZ": "2026-03-31", "ZBZ": 712.5, "DW": "亿元", "FBRQ": "2026-04-18"},
	} {
		w.pusher.push(t, code, ndjson(t, record)).counts(t, "1", "0")
		path := "/v1/records/" + code + "?" + ask("")
		var got answer
		testkit.Eventually(t, 30*time.Second, "the record of "+code, func() bool {
			got = w.officer.must(t, "GET", path, nil)
			return len(got.list("records")) == 1
		})
		if got.header.Get("X-Chengxin-Evidence") == "" || got.str("records", 0, "fields", 0, "value") == "" {
			t.Errorf("%s: %s", code, got.raw)
		}
		w.officer.send(t, "GET", "/v1/records/"+code, nil).want(t, 403, "")
		w.pusher.send(t, "GET", path, nil).want(t, 403, "")
		client{s: w.system}.send(t, "GET", path, nil).want(t, 401, "")
	}
	w.officer.send(t, "GET", "/v1/records/penalty?"+ask(""), nil).want(t, 400, "RESOURCE_HAS_SUBJECT")
}
