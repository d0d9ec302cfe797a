package cli

import (
	"strings"
	"testing"
)

func TestRecords(t *testing.T) {
	calls := server(t, map[string]string{"GET /v1/records/space_address": `{"records":[{"resource":"space_address","resource_name":"标准地址","record_id":"DZ1","agency_name":"市自然资源局",
	 "fields":[{"name":"DZQC","name_zh":"地址全称","value":"聊城市东昌府区\u001b[2J"}]}],"withheld":"2","policy_version":"5","evidence":"42"}`})
	got := run(t, "records", "space_address", "--purpose", "supervision", "--record", "DZ1")
	same(t, got.out, `-             标准地址  DZ1
    来源: 市自然资源局
    地址全称: 聊城市东昌府区`+"\uFFFD"+`[2J

共 1 条记录,授权版本 5
另有 2 条属于其他行政区划,超出您的授权范围
存证编号 42
`)
	same(t, (*calls)[0].uri, "/v1/records/space_address?limit=100&purpose=supervision&record_id=DZ1")
	has(t, run(t, "records", "space_address", "--json").out, `"record_id": "DZ1"`, `"withheld": "2"`, `"next_cursor": ""`)
	has(t, run(t, "records", "space_address", "--lang", "en").out, "1 record(s), policy version 5", "outside the scope")
	for _, bad := range []string{"0", "-1", "10001", "x"} {
		has(t, run(t, "records", "space_address", "--limit", bad).err, "USAGE")
	}
	has(t, run(t, "records").err, "USAGE", "CODE")
}

// A listing goes on from page to page up to its limit, and says where to go on after that.
func TestRecordsPages(t *testing.T) {
	asked := pageServer(t, "records", "record_id")
	out := run(t, "records", "space_address", "--limit", "2500", "--cursor", "c0").out
	same(t, strings.Join(*asked, " "), "1000@c0 1000@c1 500@c2")
	has(t, out, "2500", "--cursor c3")
}
