package cli

import (
	"strings"
	"testing"
)

const someProfile = `{"subject":{"id":"91371500MA3C0XXXX1","name":"聊城甲有限公司","kind":"organisation","division_name":"东昌府区","status":"存续",
 "former_names":[{"name":"聊城乙有限公司","until":"2024-01-01"}]},
 "groups":[{"class":"penalty","name_zh":"行政处罚","name_en":"Penalties","records":[{"resource":"penalty","resource_name":"行政处罚","document_no":"聊市监罚〔2026〕1号","agency_name":"市市场监管局",
  "occurred_on":"2026-01-05","valid_from":"2026-01-05","publication":"published","publication_until":"2029-01-05","late":true,"working_days":9,"version":2,
  "fields":[{"name":"fine","name_zh":"罚款金额","value":"2.5","unit":"万元"},{"name":"legal","name_zh":"法定代表人证件号","value":"***","masked":true,"mask_reason":"未授权该字段"}],"hints":["曾用名"]}]}],
 "withheld":[{"resource_name":"纳税信用","count":"2","message":"没有授权。","next_step":"请申请共享。"}],"policy_version":"5","evidence":"42","record_count":"1","note":"部分记录未提供。"}`

func TestQuery(t *testing.T) {
	calls := server(t, map[string]string{"GET /v1/subjects/91371500MA3C0XXXX1/profile": someProfile})
	got := run(t, "query", "91371500MA3C0XXXX1", "--purpose", "enforcement", "--case", "聊执 1", "--as-of", "2026-03-05")
	same(t, got.out, `聊城甲有限公司  91371500MA3C0XXXX1
  类别: 法人和非法人组织
  区划: 东昌府区
  状态: 存续
  曾用名: 聊城乙有限公司 2024-01-01

行政处罚 (1)
- 2026-01-05  行政处罚  聊市监罚〔2026〕1号
    来源: 市市场监管局
    有效期: 2026-01-05 — 长期
    公示: 公示中,至 2029-01-05
    标记: 迟报(9 个工作日)、第 2 版
    罚款金额: 2.5 万元
    法定代表人证件号: ***(已脱敏:未授权该字段)
    提示: 曾用名

部分记录未提供。

未提供
资源      条数  原因        下一步
--------  ----  ----------  ------------
纳税信用  2     没有授权。  请申请共享。

共 1 条记录,授权版本 5
存证编号 42
`)
	same(t, (*calls)[0].uri, "/v1/subjects/91371500MA3C0XXXX1/profile?as_of=2026-03-05&case_no=%E8%81%8A%E6%89%A7+1&purpose=enforcement")
	has(t, run(t, "query", "91371500MA3C0XXXX1", "--json").out, `"evidence": "42"`)
	has(t, run(t, "query", "91371500MA3C0XXXX1", "--lang", "en").out, "Penalties (1)", "late (9 working days)", "policy version 5")
}

func TestIDNumberNeverStandsInAnAddress(t *testing.T) {
	calls := server(t, map[string]string{"POST /v1/subjects:profile": `{"subject":{"id":"ptoken"}}`})
	for _, id := range []string{"37250119800101123X", "37250119800101123x", "372501198001011234", "372501800101123"} {
		if got := run(t, "query", id, "--purpose", "self"); got.code != 0 {
			t.Fatalf("%+v", got)
		}
	}
	for _, c := range *calls {
		if strings.Contains(c.uri, "37250") || !strings.Contains(c.body, "37250") {
			t.Errorf("%+v", c)
		}
	}
}

func TestQueryByName(t *testing.T) {
	const one, other = `{"id":"91A","name":"甲公司"}`, `{"id":"91B","name":"甲公司分店","division_name":"温岭","explanation":"名称包含"}`
	calls := server(t, map[string]string{"POST /v1/subjects:search": `{"hits":[` + one + `,` + other + `]}`, "GET /v1/subjects/91A/profile": someProfile})
	if got := run(t, "query", "甲公司", "--purpose", "supervision"); got.code != 0 || len(*calls) != 2 {
		t.Fatalf("%+v", got)
	}
	got := run(t, "query", "甲公", "--purpose", "supervision")
	if got.code != ExitFailed {
		t.Fatalf("%+v", got)
	}
	has(t, got.err, "91A", "91B", "名称包含", "SUBJECT_AMBIGUOUS")
	server(t, map[string]string{"POST /v1/subjects:search": `{}`})
	has(t, run(t, "query", "无此公司").err, "SUBJECT_NOT_FOUND")
}
