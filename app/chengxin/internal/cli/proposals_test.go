package cli

import (
	"os"
	"path/filepath"
	"testing"
)

func TestProposals(t *testing.T) {
	const proposal = `{"id":"cp1","code":"penalty","base_version":3,"state":"open","proposed_by":"u1","proposed_by_name":"王目录","proposed_at":"2026-11-22T04:00:00Z","why":"公开","yaml":"code: penalty\nname: \u001b[2J\n",
	 "openings":[{"what":"sensitivity","item":"fine","from":"sealed","to":"public"},{"what":"share_type","from":"2","to":"1"}]}`
	const published = `{"code":"penalty","version":4,"name":"行政处罚"}`
	calls := server(t, map[string]string{
		"POST /v1/catalog/resources":             `{"code":"penalty","name":"行政处罚","proposal":` + proposal + `}`,
		"GET /v1/catalog/proposals":              `{"proposals":[` + proposal + `]}`,
		"GET /v1/catalog/proposals/cp1":          proposal,
		"POST /v1/catalog/proposals/cp1:approve": published,
		"POST /v1/catalog/proposals/cp1:reject":  `{"id":"cp1","code":"penalty","state":"rejected"}`,
	})
	file := filepath.Join(t.TempDir(), "penalty.yaml")
	if err := os.WriteFile(file, []byte("code: penalty"), 0o600); err != nil {
		t.Fatal(err)
	}
	has(t, run(t, "catalog", "publish", file, "--why", "公开").out, "尚未生效", "cp1", "敏感级别  fine  sealed  public", "共享类型", "chengxin catalog approve cp1")
	has(t, (*calls)[0].body, `"code: penalty"`, "公开")
	has(t, run(t, "catalog", "publish", filepath.Join(t.TempDir(), "none.yaml")).err, "none.yaml")
	has(t, run(t, "catalog", "proposals", "penalty").out, "cp1", "待审批", "王目录", "公开")
	same(t, (*calls)[1].uri, "/v1/catalog/proposals?code=penalty&state=open")
	has(t, run(t, "catalog", "proposal", "cp1", "--lang", "en").out, "proposal cp1 (open)", "王目录 (u1)", "compared with version 3", "code: penalty\nname: \uFFFD[2J\n")
	same(t, run(t, "catalog", "approve", "cp1", "--why", "同意").out, "已发布: 行政处罚 (penalty, 版本 4)\n")
	has(t, (*calls)[3].body, "同意")
	has(t, run(t, "catalog", "reject", "cp1", "--why", "不妥").out, "已否决")
	has(t, run(t, "catalog", "proposals", "--json").out, `"id": "cp1"`)
	has(t, run(t, "catalog", "approve").err, "USAGE", "ID")
}
