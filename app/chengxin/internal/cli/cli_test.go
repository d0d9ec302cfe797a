package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// outcome is what a command line left behind.
type outcome struct {
	out, err string
	code     int
}

// run executes a command line as the program's main does.
func run(t *testing.T, args ...string) outcome {
	t.Helper()
	root := &cobra.Command{Use: "chengxin", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(Commands()...)
	root.SetArgs(args)
	var out, errs bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errs)
	err := root.ExecuteContext(t.Context())
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return outcome{out.String(), errs.String(), 0}
	case errors.As(err, &coded):
		if err.Error() != "" {
			t.Errorf("an error shown already has text left: %q", err)
		}
		return outcome{out.String(), errs.String(), coded.ExitCode()}
	default:
		t.Fatalf("an error that is not shown: %v", err)
		return outcome{}
	}
}

// call is what a server saw.
type call struct {
	method, uri, body string
	header            http.Header
}

// server answers every path with a fixed answer and keeps the calls.
func server(t *testing.T, answers map[string]string) *[]call {
	t.Helper()
	var calls []call
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client broke off
		}
		calls = append(calls, call{r.Method, r.URL.RequestURI(), string(body), r.Header})
		answer, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			t.Errorf("unexpected %s %s", r.Method, r.URL)
		}
		w.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(answer, `{"reason"`) {
			w.WriteHeader(http.StatusForbidden)
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	t.Setenv("CHENGXIN_SERVER", s.URL)
	t.Setenv("CHENGXIN_KEY", "cxk_secret")
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_MESSAGES", "")
	t.Setenv("LANG", "zh_CN.UTF-8")
	return &calls
}

// pageServer always has a next page: as many entries as are asked for, by the name of the list and of an entry's id. It remembers what
// was asked, limit@cursor.
func pageServer(t *testing.T, list, id string) *[]string {
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked = append(asked, q.Get("limit")+"@"+q.Get("cursor"))
		n, err := strconv.Atoi(q.Get("limit"))
		if err != nil {
			t.Errorf("limit: %v", err)
		}
		entries := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{%q:"a"},`, id), n), ",")
		if _, err := fmt.Fprintf(w, `{%q:[%s],"next_cursor":"c%d"}`, list, entries, len(asked)); err != nil {
			t.Errorf("answer: %v", err)
		}
	}))
	t.Cleanup(s.Close)
	t.Setenv("CHENGXIN_SERVER", s.URL)
	return &asked
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func has(t *testing.T, in string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(in, p) {
			t.Errorf("%q is missing in:\n%s", p, in)
		}
	}
}

const someReceipt = `{"id":"r1","total":"3","accepted":"1","refused":"2","late":"1","evidence":"77","state":"complete","next_cursor":"c1","outcomes":[
 {"line":"2","status":"refused","field":"统一社会信用代码","reason":"USCC_CHECK_CHAR","message":"校验位不对。","next_step":"请核对第 18 位。"},
 {"line":"3","status":"accepted","reason":"FORMER_NAME","message":"曾用名。"}]}`

func TestPush(t *testing.T) {
	calls := server(t, map[string]string{
		"POST /v1/resources/penalty/records:push": someReceipt,
		"GET /v1/receipts/r1":                     `{"id":"r1","outcomes":[{"line":"4","status":"refused","reason":"DATE","message":"日期不存在。","next_step":"请改正。"}]}`,
	})
	got := run(t, "push", file(t, "a.csv", "x,y\n1,2\n"), "--resource", "penalty", "--charset", "gbk", "--dry-run", "--idempotency-key", "k1")
	if got.code != ExitRefused || got.err != "" {
		t.Errorf("exit %d, %q", got.code, got.err)
	}
	same(t, got.out, `未接收的记录
行  字段              原因代码         说明          下一步
--  ----------------  ---------------  ------------  ----------------
2   统一社会信用代码  USCC_CHECK_CHAR  校验位不对。  请核对第 18 位。
4   -                 DATE             日期不存在。  请改正。

共 3 条:接收 1,未接收 2,迟报 1,有提示 0。
  回执: r1
  存证编号: 77
`)
	c := (*calls)[0]
	same(t, c.body, "x,y\n1,2\n")
	same(t, c.uri, "/v1/resources/penalty/records:push?dry_run=true")
	for name, want := range map[string]string{"Content-Type": "text/csv; charset=gbk", "Authorization": "Bearer cxk_secret", "Idempotency-Key": "k1", "Accept-Language": "zh", "Content-Length": "8"} {
		same(t, c.header.Get(name), want)
	}
	got = run(t, "push", file(t, "a.ndjson", "{}\n"), "--resource", "penalty", "--json")
	has(t, got.out, `"line": "4"`, `"refused": "2"`)
	got = run(t, "push", file(t, "a.json", "[]"), "--resource", "penalty", "--hints", "--lang", "en")
	has(t, got.out, "Accepted with a hint", "FORMER_NAME", "3 record(s): 1 accepted, 2 refused")
}

func TestPushShowsTheFirstRefusedRecords(t *testing.T) {
	var lines []string
	for i := range 250 {
		for _, reason := range []string{"A", "B"} { // two mistakes in each record
			lines = append(lines, fmt.Sprintf(`{"line":"%d","status":"refused","reason":"%s","message":"m"}`, i+2, reason))
		}
	}
	server(t, map[string]string{"POST /v1/resources/p/records:push": `{"total":"900","refused":"300","dry_run":true,"next_cursor":"lost","outcomes":[` + strings.Join(lines, ",") + `]}`})
	f := file(t, "a.ndjson", "{}\n")
	got := run(t, "push", f, "--resource", "p", "--dry-run")
	has(t, got.out, "\n101  -     B", "… 另有 200 条未列出,用 --all 全部列出。", "试运行")
	if strings.Contains(got.out, "\n102  ") {
		t.Error("more than 100 records are listed")
	}
	has(t, run(t, "push", f, "--resource", "p", "--all").out, "\n251  -     B", "… 另有 50 条未列出")
}

func TestPushAllAcceptedAndInterrupted(t *testing.T) {
	server(t, map[string]string{
		"POST /v1/resources/a/records:push":     `{"id":"r1","total":"2","accepted":"2","state":"complete"}`,
		"POST /v1/resources/b/records:push":     `{"id":"r1","total":"2","accepted":"2","state":"interrupted"}`,
		"POST /v1/resources/c/records:withdraw": `{"id":"r1","total":"2","accepted":"2","state":"complete"}`,
	})
	f := file(t, "a.ndjson", "{}\n{}\n")
	if got := run(t, "push", f, "--resource", "a"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if got := run(t, "push", f, "--resource", "c", "--withdraw"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	got := run(t, "push", f, "--resource", "b")
	if got.code != ExitFailed {
		t.Errorf("%+v", got)
	}
	has(t, got.err, "PUSH_INTERRUPTED", "下一步")
}

func TestPushWorkbook(t *testing.T) {
	calls := server(t, map[string]string{"POST /v1/resources/permit/records:push": `{"id":"r","total":"2","accepted":"2"}`})
	path := file(t, "a.XLSX", "PK workbook as it is")
	if got := run(t, "push", path, "--resource", "permit", "--sheet", "十月"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	same(t, (*calls)[0].body, "PK workbook as it is")
	same(t, (*calls)[0].uri, "/v1/resources/permit/records:push?sheet=%E5%8D%81%E6%9C%88")
	same(t, (*calls)[0].header.Get("Content-Type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
}

func TestPushFileMistakes(t *testing.T) {
	server(t, map[string]string{"POST /v1/resources/a/records:push": `{}`})
	for reason, args := range map[string][]string{
		"FILE_KIND": {"push", "a.pdf", "--resource", "a"},
		"FILE\n":    {"push", "/no/such/file.csv", "--resource", "a"},
		"USAGE":     {"push", "a.csv"},
	} {
		got := run(t, args...)
		if got.code != ExitFailed {
			t.Errorf("%s: %+v", reason, got)
		}
		has(t, got.err, "错误:", reason, "下一步")
	}
}

func TestTemplateWorkbook(t *testing.T) {
	calls := server(t, map[string]string{"GET /v1/catalog/resources/a": `{"code":"a"}`, "GET /v1/catalog/resources/a/template": "PK"})
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if got := run(t, "catalog", "template", "a", "--columns", "--xlsx", path); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	same(t, (*calls)[1].uri, "/v1/catalog/resources/a/template?format=xlsx&header=columns")
	if b, err := os.ReadFile(path); err != nil || string(b) != "PK" {
		t.Errorf("%q %v", b, err)
	}
	if got := run(t, "catalog", "template", "a", "--xlsx", path); got.code != ExitFailed || !strings.Contains(got.err, "FILE") {
		t.Errorf("a file that was there was written over: %+v", got)
	}
}

func TestErrorsAreSentences(t *testing.T) {
	denied := `{"reason":"GRANT_MISSING","message":"m","message_zh":"没有授权。","message_en":"There is no grant.","next_step_zh":"请申请。","next_step_en":"Ask for it.","rule":"p7","evidence":"9","link":"/x"}`
	server(t, map[string]string{"GET /v1/catalog/resources/a": denied, "GET /v1/catalog/resources/b": "<html>proxy</html>", "GET /v1/catalog/resources/c": "[]"})
	got := run(t, "catalog", "show", "a")
	same(t, got.err, "错误:没有授权。\n  代码: GRANT_MISSING\n  依据: p7\n  下一步: 请申请。\n  链接: /x\n  存证编号: 9\n")
	if got.code != ExitFailed || got.out != "" {
		t.Errorf("%+v", got)
	}
	same(t, run(t, "catalog", "show", "a", "--lang", "en").err, "Error: There is no grant.\n  reason: GRANT_MISSING\n  rule: p7\n  next step: Ask for it.\n  link: /x\n  evidence: 9\n")
	has(t, run(t, "catalog", "show", "a", "--json").err, `"reason":`, `GRANT_MISSING`)
	has(t, run(t, "catalog", "show", "b").err, "ANSWER_MALFORMED")
	has(t, run(t, "catalog", "show", "c").err, "ANSWER_MALFORMED")
	has(t, run(t, "catalog", "show", "a", "--server", "http://127.0.0.1:1").err, "SERVER_UNREACHABLE", "chengxin serve")
	has(t, run(t, "catalog", "show", "a", "--server", "nonsense").err, "SERVER_ADDRESS")
	has(t, run(t, "catalog", "show", "a", "--key", "@/no/such/key").err, "/no/such/key")
	has(t, run(t, "catalog", "show").err, "USAGE", "CODE")
	has(t, run(t, "catalog", "nonsense").err, "USAGE")
	has(t, run(t, "audit", "search", "--nonsense").err, "USAGE", "--nonsense")
	has(t, run(t, "audit", "search", "--from", "yesterday").err, "DATE", "2026-03-05")
	t.Setenv("LANG", "en_GB.UTF-8")
	has(t, run(t, "catalog", "show", "a").err, "Error: There is no grant.")
	for _, e := range []string{got.err} {
		if strings.Contains(e, "goroutine") {
			t.Errorf("a stack: %s", e)
		}
	}
}

func TestCatalog(t *testing.T) {
	const penalty = `{"code":"penalty","version":3,"name":"行政处罚","share_type":"2","provider":"司法局","natural_key":["no","uscc"],"items":[
	 {"name":"no","name_zh":"决定书文号","type":"C","length":200,"obligation":"M","sensitivity":"public"},
	 {"name":"fine","name_zh":"罚款金额","type":"N","length":16,"scale":4,"obligation":"C","condition":"kind=='fine'","sensitivity":"shared","codes":["1","2"]}]}`
	calls := server(t, map[string]string{
		"GET /v1/catalog/resources":                `{"resources":[` + penalty + `]}`,
		"GET /v1/catalog/resources/penalty":        penalty,
		"GET /v1/catalog/resources/penalty/schema": `{"type":"object"}`,
	})
	same(t, run(t, "catalog", "list", "处罚").out, `代码     版本  共享类型    更新周期  名称
-------  ----  ----------  --------  --------
penalty  3     有条件共享            行政处罚
`)
	same(t, (*calls)[0].uri, "/v1/catalog/resources?query=%E5%A4%84%E7%BD%9A")
	same(t, run(t, "catalog", "show", "penalty").out, `行政处罚 (penalty, 版本 3)
  提供方: 司法局
  共享: 有条件共享
  自然键: no + uscc

#  字段  名称        类型     必填               敏感级别  规则
-  ----  ----------  -------  -----------------  --------  -----
1  no    决定书文号  C(200)   必填               public
2  fine  罚款金额    N(16,4)  条件:kind=='fine'  shared    1 | 2
`)
	same(t, run(t, "catalog", "schema", "penalty").out, "{\n  \"type\": \"object\"\n}\n")
	same(t, run(t, "catalog", "template", "penalty").out, "\uFEFF决定书文号,罚款金额\r\n")
	same(t, run(t, "catalog", "template", "penalty", "--columns").out, "\uFEFFno,fine\r\n")
	has(t, run(t, "catalog", "list", "--json").out, `"code": "penalty"`)
}

func TestTerminalIsNotSteered(t *testing.T) {
	server(t, map[string]string{"GET /v1/catalog/resources/a": `{"reason":"R","message_zh":"\u001b[2J清屏\u0007"}`})
	if got := run(t, "catalog", "show", "a").err; strings.ContainsAny(got, "\x1b\x07") {
		t.Errorf("%q", got)
	}
}
