package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

const (
	uscc    = "91371500MA3C00003Q"
	person  = "371502190102030011"
	oldName = "聊城市信发铝厂"
	newName = "聊城市信发铝业有限公司"
)

func TestPush(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, ""))
	a := r.pushed(penalty(nil), penalty(map[string]any{"CF_XDR_SHXYM": "91371500MA3C00003X", "CF_WSH": "2"}))
	if a.count("total") != "2" || a.count("accepted") != "1" || a.count("refused") != "1" || a.text("state") != "complete" {
		t.Fatalf("receipt %s", a.raw)
	}
	if !slices.Equal(a.reasons(), []string{"USCC_CHECK_CHAR"}) {
		t.Fatalf("reasons %v", a.reasons())
	}
	all := r.records()
	got := all[slices.IndexFunc(all, func(x record.Record) bool { return x.Resource == "penalty" })]
	if got.Subject != uscc || got.Agency != "lc-scjgj" || got.Division != "371500" || got.Late || got.WorkingDays != 3 || got.Hints != "" ||
		got.OccurredOn.String() != "2026-11-18" || got.Receipt != a.text("id") || got.KnownAt != start.UnixMicro() || !json.Valid(got.Fields) {
		t.Fatalf("record %+v", got)
	}
	ev := r.ledger.last()
	if ev.Kind != evidence.Push || !ev.Allow || ev.Count != 1 || ev.Withheld != 1 || ev.Line != "p1" || ev.PolicyVersion != 7 || ev.AnswerDigest == [32]byte{} {
		t.Fatalf("evidence %+v", ev)
	}
	q := r.quarantine()
	if len(q) != 1 || q[0].Agency != "lc-scjgj" || q[0].Line != 2 || q[0].Reasons[0].Code != "USCC_CHECK_CHAR" || q[0].Receipt != a.text("id") {
		t.Fatalf("quarantine %+v", q)
	}
	raw, err := r.seal.Open(nil, q[0].Raw, record.QuarantineContext(q[0].ID))
	if err != nil || !bytes.Contains(raw, []byte("91371500MA3C00003X")) {
		t.Fatalf("raw %s, %v", raw, err)
	}
	kept, err := r.receipts.Get(t.Context(), "lc-scjgj", a.text("id"))
	ok(t, err)
	if kept.Accepted != 1 || kept.Refused != 1 || kept.State != "complete" || kept.Evidence == nil || kept.Digest != a.text("digest") {
		t.Fatalf("kept %+v", kept)
	}
	if _, err := r.receipts.Get(t.Context(), "another", a.text("id")); err == nil {
		t.Fatal("another agency reads the receipt")
	}
}

func TestRecordsAreResolved(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, oldName+"|2025-03-01"))
	cases := []struct {
		name    string
		change  map[string]any
		status  string // of the one record
		reasons []string
		text    []string // in the answer
	}{
		{"as registered", nil, "accepted", nil, nil},
		{"full-width name", map[string]any{"CF_XDR_MC": "聊城市信发铝业有限公司"}, "accepted", nil, nil},
		{"former name", map[string]any{"CF_XDR_MC": oldName}, "accepted", []string{"RENAMED"}, []string{newName, "2025-03-01"}},
		{"other name", map[string]any{"CF_XDR_MC": "阳谷祥光铜业有限公司"}, "refused", []string{"NAME_CODE_MISMATCH"}, []string{newName, "阳谷祥光铜业有限公司"}},
		{"self-employed with a company's code", map[string]any{"CF_XDR_LB": "个体工商户"}, "refused", []string{"KIND_CODE_MISMATCH"}, nil},
		{"legacy code", map[string]any{"CF_XDR_SHXYM": "", "CF_XDR_GSZC": "440301103448669"}, "accepted", []string{"LEGACY_CODE_MAPPED"}, []string{uscc}},
		{"legacy code, other name", map[string]any{"CF_XDR_SHXYM": "", "CF_XDR_GSZC": "440301103448669", "CF_XDR_MC": "阳谷祥光铜业有限公司"}, "refused", []string{"NAME_CODE_MISMATCH"}, nil},
		{"unknown legacy code", map[string]any{"CF_XDR_SHXYM": "", "CF_XDR_GSZC": "110108002734659"}, "refused", []string{"LEGACY_CODE_UNKNOWN"}, nil},
		{"late", map[string]any{"CF_JDRQ": "2026/11/02"}, "accepted", nil, []string{`"late":"1"`}},
		{"late by any calendar", map[string]any{"CF_JDRQ": "2025/12/30"}, "accepted", nil, []string{`"late":"1"`, `"hinted":"0"`}},
		{"not an object", nil, "refused", nil, nil},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			row := penalty(c.change)
			row["CF_WSH"] = fmt.Sprintf("%d号", i)
			body := ndjson(row)
			if c.name == "not an object" {
				body = strings.NewReader("[1]\n")
			}
			a := r.push("penalty/records:push", body, nil)
			if a.status != 200 {
				t.Fatalf("%d %s", a.status, a.raw)
			}
			if c.status != "" && a.count(c.status) != "1" {
				t.Fatalf("%s", a.raw)
			}
			if c.reasons != nil && !slices.Equal(withoutTrivia(a.reasons()), c.reasons) {
				t.Fatalf("reasons %v: %s", a.reasons(), a.raw)
			}
			for _, text := range c.text {
				if !strings.Contains(a.raw, text) {
					t.Fatalf("%q is not in %s", text, a.raw)
				}
			}
		})
	}
}

// A count that the year's notice may still change says so.
func TestProvisionalCalendar(t *testing.T) {
	r := newRig(t, nil)
	r.clock.Advance(50 * 24 * time.Hour) // into January 2027, whose notice is not in the data
	a := r.push("penalty/records:push", ndjson(penalty(map[string]any{"CF_JDRQ": "2027/01/04"})), nil)
	if a.status != 200 || !slices.Contains(a.reasons(), "CALENDAR_PROVISIONAL") || !strings.Contains(a.raw, "CF_JDRQ") {
		t.Fatalf("%d %s", a.status, a.raw)
	}
}

// withoutTrivia drops hints of the schema about writing, which are the catalog's matter.
func withoutTrivia(reasons []string) []string {
	return slices.DeleteFunc(reasons, func(s string) bool { return s == "FULL_WIDTH" || s == "TRIMMED" || s == "NO_USCC" })
}

func TestUnregisteredIsAHint(t *testing.T) {
	r := newRig(t, nil)
	a := r.pushed(penalty(nil))
	if a.count("accepted") != "1" || a.count("hinted") != "1" || !slices.Equal(a.reasons(), []string{"UNREGISTERED"}) {
		t.Fatalf("%s", a.raw)
	}
	if got := r.records()[0]; got.Hints != "UNREGISTERED" {
		t.Fatalf("hints %q", got.Hints)
	}
	r.register(registration(newName, ""))
	if a = r.pushed(penalty(nil)); a.count("hinted") != "0" {
		t.Fatalf("registration not learned at once: %s", a.raw)
	}
}

func TestRenameIsLearned(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(oldName, ""))
	r.clock.Advance(24 * time.Hour)
	r.register(registration(newName, ""))
	a := r.pushed(penalty(map[string]any{"CF_XDR_MC": oldName}))
	if a.count("accepted") != "1" || !slices.Equal(a.reasons(), []string{"RENAMED"}) || !strings.Contains(a.raw, "2026-11-24") {
		t.Fatalf("%s", a.raw)
	}
	// In one push: the later registration counts.
	r.register(registration("甲公司", ""), registration("乙公司", ""))
	if a := r.pushed(penalty(map[string]any{"CF_XDR_MC": "甲公司"})); !slices.Equal(a.reasons(), []string{"RENAMED"}) {
		t.Fatalf("%s", a.raw)
	}
}

// The batches of a large push are checked side by side; what they teach keeps the order of the body.
func TestRenameFarBelowIsLearned(t *testing.T) {
	r := newRig(t, nil)
	r.clock.Tick(time.Microsecond)
	rows := slices.Repeat([]map[string]any{registration("甲公司", "")}, 1000)
	r.register(append(rows, registration("乙公司", ""))...)
	last := int64(0)
	for _, rec := range r.records() {
		if rec.KnownAt < last {
			t.Fatalf("a record known at %d stands after one known at %d", rec.KnownAt, last)
		}
		last = rec.KnownAt
	}
	if a := r.pushed(penalty(map[string]any{"CF_XDR_MC": "甲公司"})); !slices.Equal(a.reasons(), []string{"RENAMED"}) {
		t.Fatalf("%s", a.raw)
	}
}

func personPenalty(changes map[string]any) map[string]any {
	m := penalty(map[string]any{
		"CF_XDR_MC": "欧阳建国", "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_FRDB": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": person,
	})
	for k, v := range changes {
		m[k] = v
	}
	return m
}

func TestDryRunChangesNothing(t *testing.T) {
	r := newRig(t, nil)
	a := r.push("penalty/records:push?dry_run=true", ndjson(penalty(nil), penalty(map[string]any{"CF_XDR_SHXYM": "1"})), header{"Idempotency-Key": "k"})
	if a.status != 200 || a.count("accepted") != "1" || a.count("refused") != "1" || a.text("id") != "" || a.body["dry_run"] != true {
		t.Fatalf("%s", a.raw)
	}
	if len(r.records())+len(r.quarantine()) != 0 {
		t.Fatal("something was written")
	}
	if list, err := r.receipts.List(t.Context(), "lc-scjgj", "", "", 10); err != nil || len(list) != 0 {
		t.Fatalf("receipts %v, %v", list, err)
	}
	a = r.push("org_registration/records:push?dry_run=1", ndjson(registration(newName, "")), nil)
	if a.count("accepted") != "1" {
		t.Fatalf("%s", a.raw)
	}
	if dir, err := r.registry.Find(t.Context(), []string{uscc}, nil); err != nil || len(dir.Subjects) != 0 {
		t.Fatal("the registry learned from a dry run")
	}
}

func TestWholeBodyRefusals(t *testing.T) {
	r := newRig(t, nil)
	good := func() []byte { b, _ := io.ReadAll(ndjson(penalty(nil))); return b }
	r.policy.deny("lc-scjgj record.push resource/org_registration")
	gbk := []byte("{\"CF_XDR_MC\":\"\xc1\xc4\xb3\xc7\"}\n")
	zipped := gz(bytes.Repeat(good(), 50))
	cases := []struct {
		name, path string
		body       []byte
		h          header
		status     int
		reason     string
	}{
		{"unknown resource", "nothing/records:push", good(), nil, 404, "RESOURCE_UNKNOWN"},
		{"an ID number for a resource", person + "/records:push", good(), nil, 404, "RESOURCE_UNKNOWN"},
		{"no grant", "org_registration/records:push", good(), nil, 403, "NO_GRANT"},
		{"empty", "penalty/records:push", nil, nil, 400, "EMPTY_BODY"},
		{"blank lines", "penalty/records:push", []byte("\n \n"), nil, 400, "EMPTY_BODY"},
		{"GBK in JSON", "penalty/records:push", gbk, nil, 400, "BAD_CHARSET"},
		{"wrong type", "penalty/records:push", good(), header{"Content-Type": "image/png"}, 400, "UNKNOWN_CONTENT_TYPE"},
		{"no workbook", "penalty/records:push", good(), header{"Content-Type": xlsxType}, 400, "BAD_XLSX"},
		{"workbook, unknown sheet", "penalty/records:push?sheet=nothing", workbook(t, nil, penalty(nil)), header{"Content-Type": xlsxType}, 400, "SHEET_UNKNOWN"},
		{"workbook, unknown column", "penalty/records:push", workbook(t, map[string]any{"A1": "不认识的列"}, penalty(nil)), header{"Content-Type": xlsxType}, 400, "UNKNOWN_COLUMN"},
		{"sheet of lines", "penalty/records:push?sheet=a", good(), nil, 400, "SHEET_UNKNOWN"},
		{"sheet twice", "penalty/records:push?sheet=a&sheet=b", good(), nil, 400, "PARAMETER_UNKNOWN"},
		{"unknown encoding", "penalty/records:push", good(), header{"Content-Encoding": "br"}, 400, "UNKNOWN_CONTENT_ENCODING"},
		{"not gzip", "penalty/records:push", good(), header{"Content-Encoding": "gzip"}, 400, "CORRUPT_COMPRESSION"},
		{"truncated gzip", "penalty/records:push", zipped[:len(zipped)-20], header{"Content-Encoding": "gzip"}, 400, "TRUNCATED_BODY"},
		{"CSV, unknown column", "penalty/records:push", []byte("CF_XDR_MC,NOPE\na,b\n"), header{"Content-Type": "text/csv"}, 400, "UNKNOWN_COLUMN"},
		{"CSV, doubled column", "penalty/records:push", []byte("CF_XDR_MC,CF_XDR_MC\na,b\n"), header{"Content-Type": "text/csv"}, 400, "DUPLICATE_COLUMN"},
		{"CSV, header only", "penalty/records:push", []byte("CF_XDR_MC\n"), header{"Content-Type": "text/csv"}, 400, "HEADER_ONLY"},
		{"unknown parameter", "penalty/records:push?dryrun=1", good(), nil, 400, "PARAMETER_UNKNOWN"},
		{"bad parameter", "penalty/records:push?dry_run=perhaps", good(), nil, 400, "PARAMETER_INVALID"},
		{"bad key", "penalty/records:push", good(), header{"Idempotency-Key": strings.Repeat("k", 129)}, 400, "IDEMPOTENCY_KEY_INVALID"},
		{"bad parameter, ID number for a resource", person + "/records:withdraw?" + person + "=1", good(), nil, 400, "PARAMETER_UNKNOWN"},
		{"GBK in a dry run", "penalty/records:push?dry_run=1", gbk, nil, 400, "BAD_CHARSET"},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := r.push(c.path, bytes.NewReader(c.body), c.h)
			if a.status != c.status || c.reason != "" && a.text("reason") != c.reason {
				t.Fatalf("%d %s", a.status, a.raw)
			}
			if a.text("next") == "" {
				t.Fatalf("no next step: %s", a.raw)
			}
			want := evidence.Event{
				At: start, Kind: evidence.Refusal, Actor: "key-lc-scjgj", ActorName: "lc-scjgj", Agency: "lc-scjgj", Credential: "key-lc-scjgj", Trace: "t", Reason: c.reason,
				Action: "record.push",
			}
			switch code, op, _ := strings.Cut(c.path, "/records:"); {
			case code == "penalty", code == "org_registration":
				want.Resource = code
			case strings.HasPrefix(op, "withdraw"):
				want.Action = "record.withdraw"
			}
			if c.reason == "NO_GRANT" {
				want.PolicyVersion = 7
			}
			if strings.HasSuffix(c.path, "dry_run=1") {
				want.Note = "dry run"
			}
			if n := strconv.Itoa(i); a.text("evidence") != n || len(r.ledger.events) != i+1 || r.ledger.events[i] != want {
				t.Fatalf("number %q, not %s; evidence %+v\nwant %+v", a.text("evidence"), n, r.ledger.last(), want)
			}
		})
	}
	if len(r.records())+len(r.quarantine()) != 0 {
		t.Fatal("something was accepted")
	}
	if list, err := r.receipts.List(t.Context(), "lc-scjgj", "", "", 10); err != nil || len(list) != 0 {
		t.Fatalf("receipts %v, %v", list, err)
	}
	r.ledger.fail = fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")
	for _, path := range []string{"nothing/records:push", "penalty/records:push?dryrun=1", "penalty/records:push"} {
		if a := r.push(path, bytes.NewReader(gbk), nil); a.status != 503 || a.text("reason") != "LEDGER_DOWN" || a.text("evidence") != "" {
			t.Errorf("%s without a ledger: %d %s", path, a.status, a.raw)
		}
	}
}

func TestCSV(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, ""))
	row := penalty(nil)
	var names, cells []string
	for k, v := range row {
		names = append(names, k)
		cells = append(cells, fmt.Sprintf("%q", fmt.Sprint(v)))
	}
	good := strings.Join(cells, ",")
	bad := strings.Replace(good, uscc, "123", 1)
	body := strings.Join(names, ",") + "\r\n" + good + "\r\n" + bad + "\r\n"
	a := r.push("penalty/records:push", strings.NewReader(body), header{"Content-Type": "text/csv", "Content-Encoding": ""})
	if a.status != 200 || a.count("accepted") != "1" || a.count("refused") != "1" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	q := r.quarantine()[0]
	raw, err := r.seal.Open(nil, q.Raw, record.QuarantineContext(q.ID))
	ok(t, err)
	if want := strings.Join(names, ",") + "\n" + bad; string(raw) != want || !strings.HasPrefix(q.ContentType, "text/csv") {
		t.Fatalf("%s: %s\nwant %s", q.ContentType, raw, want)
	}
	// The same statement in JSON has the same digest: the form does not matter.
	r.pushed(row)
	var digests [][32]byte
	for _, rec := range r.records() {
		if rec.Resource == "penalty" {
			digests = append(digests, rec.Digest)
		}
	}
	if len(digests) != 2 || digests[0] != digests[1] {
		t.Fatal("CSV and JSON of one statement differ")
	}
}

func TestJSONArrayAndZstd(t *testing.T) {
	r := newRig(t, nil)
	one, _ := json.Marshal(penalty(nil))
	a := r.push("penalty/records:push", strings.NewReader("[\n"+string(one)+",\n"+string(one)+"]"), header{"Content-Type": "application/json"})
	if a.status != 200 || a.count("accepted") != "2" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	a = r.push("penalty/records:push", bytes.NewReader(gz(append(one, '\n'))), header{"Content-Encoding": "gzip"})
	if a.status != 200 || a.count("accepted") != "1" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
}

func TestWithdraw(t *testing.T) {
	r := newRig(t, nil)
	r.pushed(penalty(nil))
	key := map[string]any{"CF_WSH": "聊市监罚〔2026〕12号", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": uscc, "CF_CFJGDM": "11371500MB00000195"}
	a := r.push("penalty/records:withdraw", ndjson(key), nil)
	if a.status != 200 || a.count("accepted") != "1" || a.text("op") != "withdraw" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	all := r.records()
	if len(all) != 2 || all[0].RecordID != all[1].RecordID || all[0].Subject != all[1].Subject || all[1].Op != record.Withdraw || string(all[1].Fields) != "{}" {
		t.Fatalf("%+v", all)
	}
	delete(key, "CF_WSH")
	if a = r.push("penalty/records:withdraw", ndjson(key), nil); a.count("refused") != "1" {
		t.Fatalf("a withdrawal without its key: %s", a.raw)
	}
	r.policy.deny("lc-scjgj record.withdraw resource/penalty")
	if a = r.push("penalty/records:withdraw", ndjson(key), nil); a.status != 403 {
		t.Fatalf("%d", a.status)
	}
}

func TestRegistrationWithdrawn(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, ""))
	a := r.push("org_registration/records:withdraw", ndjson(map[string]any{"DM": uscc, "LB": "法人"}), nil)
	if a.status != 200 || a.count("accepted") != "1" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	if a := r.pushed(penalty(nil)); !slices.Equal(a.reasons(), []string{"UNREGISTERED"}) {
		t.Fatalf("%s", a.raw)
	}
}
