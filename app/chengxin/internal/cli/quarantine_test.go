package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const refusedRecord = `{"id":"q1","resource":"penalty","agency":"a1","receipt":"r1","line":"2","at":"2026-11-22T04:00:00Z","state":"open","occurred_on":"2026-11-20","due_on":"2026-12-01","days_left":-2,
 "reasons":[{"line":"2","status":"refused","field":"CF_JDRQ","reason":"DATE_INVALID","message":"日期\u001b[2J不存在。","next_step":"请改正。"}],"raw":"eyJYTSI6IuW8oOS4iSJ9","fields":{"CF_XDR_MC":"张三","CF_JDRQ":"2026/13/1"}}`

func TestQuarantineList(t *testing.T) {
	calls := server(t, map[string]string{"GET /v1/quarantine": `{"items":[` + refusedRecord + `,{"id":"q2","state":"settled"}],"open":"7"}`})
	got := run(t, "quarantine", "list", "--receipt", "r1", "--resource", "penalty")
	has(t, got.out, "q1", "待处理", "2026-12-01", "CF_JDRQ", "DATE_INVALID", "日期"+"\uFFFD"+"[2J不存在。", "q2", "已办结", "列出 2 条,待处理共 7 条。")
	same(t, (*calls)[0].uri, "/v1/quarantine?limit=100&receipt=r1&resource=penalty&state=open")
	has(t, run(t, "quarantine", "list", "--stray", "--state", "", "--lang", "en").out, "2 listed, 7 open in all.")
	same(t, (*calls)[1].uri, "/v1/quarantine?agency=-&limit=100")
	has(t, run(t, "quarantine", "list", "--json").out, `"id": "q1"`, `"open": "7"`)
	for _, bad := range []string{"0", "10001", "x"} {
		has(t, run(t, "quarantine", "list", "--limit", bad).err, "USAGE")
	}
	has(t, run(t, "quarantine", "lst").err, "USAGE")
}

// A listing goes on from page to page up to its limit, and says that there is more after that.
func TestQuarantinePages(t *testing.T) {
	asked := pageServer(t, "items", "id")
	out := run(t, "quarantine", "list", "--limit", "700").out
	same(t, strings.Join(*asked, " "), "500@ 200@c1")
	has(t, out, "700", "--limit")
}

func TestQuarantineGet(t *testing.T) {
	calls := server(t, map[string]string{"GET /v1/quarantine/q1": refusedRecord, "GET /v1/quarantine/q2": `{"id":"q2","state":"open","raw":"/w=="}`})
	dir := t.TempDir()
	raw, record := filepath.Join(dir, "raw"), filepath.Join(dir, "record.json")
	got := run(t, "quarantine", "get", "q1", "--raw", raw, "--record", record)
	has(t, got.out, "q1 (待处理)", "回执: r1", "行: 2", "2026-12-01,剩余工作日 -2", "DATE_INVALID", "请改正。")
	for path, want := range map[string]string{raw: `{"XM":"张三"}`, record: "{\n  \"CF_JDRQ\": \"2026/13/1\",\n  \"CF_XDR_MC\": \"张三\"\n}\n"} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		same(t, string(b), want)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
	}
	for _, shown := range []string{got.out, run(t, "quarantine", "get", "q1", "--json").out} {
		if strings.Contains(shown, "张三") || strings.Contains(shown, "eyJ") {
			t.Errorf("the record is shown: %s", shown)
		}
	}
	// Work that was begun is not lost.
	if got := run(t, "quarantine", "get", "q1", "--record", record); got.code != ExitFailed || !strings.Contains(got.err, "FILE") {
		t.Errorf("a second download: %d %s", got.code, got.err)
	}
	has(t, run(t, "quarantine", "get", "q2", "--stray", "--record", filepath.Join(dir, "other")).err, "FIELDS_UNREADABLE", "--raw")
	same(t, (*calls)[len(*calls)-1].uri, "/v1/quarantine/q2?agency=-")
	run(t, "quarantine", "get", "q2", "--stray", "--raw", filepath.Join(dir, "bytes"))
	if b, err := os.ReadFile(filepath.Join(dir, "bytes")); err != nil || string(b) != "\xff" {
		t.Errorf("%q %v", b, err)
	}
}

func TestQuarantineResubmitAndSettle(t *testing.T) {
	calls := server(t, map[string]string{
		"POST /v1/quarantine/q1:resubmit": `{"id":"r2","total":"1","accepted":"1","parent":"q1","evidence":"9"}`,
		"POST /v1/quarantine/q3:resubmit": `{"id":"r3","total":"1","refused":"1","outcomes":[{"line":"1","status":"refused","field":"CF_JDRQ","reason":"DATE_INVALID","message":"日期不存在。","next_step":"请改正。"}]}`,
		"POST /v1/quarantine/q2:settle":   `{"id":"q2","state":"settled","settled_why":"测试程序所写"}`,
	})
	record := file(t, "record.json", `{"CF_JDRQ":"2026/11/1"}`)
	got := run(t, "quarantine", "resubmit", "q1", record, "--resource", "penalty")
	has(t, got.out, "接收 1", "回执: r2", "存证编号: 9")
	if got.code != 0 {
		t.Errorf("ended with %d", got.code)
	}
	has(t, (*calls)[0].body, `{\"CF_JDRQ\":\"2026/11/1\"}`, `"resource"`)
	if got := run(t, "quarantine", "resubmit", "q3", record); got.code != ExitRefused || !strings.Contains(got.out, "DATE_INVALID") {
		t.Errorf("refused again: %d %s%s", got.code, got.out, got.err)
	}
	has(t, run(t, "quarantine", "resubmit", "q1", record+"x").err, "FILE")
	has(t, run(t, "quarantine", "settle", "q2", "--why", "测试程序所写").out, "q2 (已办结)", "办结结果: 测试程序所写")
	has(t, (*calls)[2].body, "测试程序所写")
	has(t, run(t, "quarantine", "settle", "q2", "--why", "x", "--json").out, `"state": "settled"`)
}
