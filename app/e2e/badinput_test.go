package e2e

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestBadInput pushes what agencies' files look like in the wild. Each refusal says why and what to do, in Chinese and in
// English; what is good in a file is accepted where the format lets it be told from what is bad; nothing is lost.
func TestBadInput(t *testing.T) {
	w := found(t, oneProcess(t, folder(t), ""))
	for _, f := range append(wholeFiles(t), wholeWorkbooks(t)...) {
		t.Run(f.name, func(t *testing.T) { w.refusedWhole(t, f) })
	}
	for i, f := range takenFiles(t) {
		t.Run(f.name, func(t *testing.T) { w.taken(t, f, i) })
	}
	t.Run("text survives", w.textSurvives)
	t.Run("large body that breaks off", w.brokenOff)
}

func (f file) headers(more ...string) []string {
	h := append([]string{"Content-Type", f.kind}, more...)
	if f.encoding != "" {
		h = append(h, "Content-Encoding", f.encoding)
	}
	return h
}

var han = regexp.MustCompile(`\p{Han}`)

// bothLanguages checks one sentence and next step as read by a Chinese and by an English caller.
func bothLanguages(t *testing.T, zh, en answer, path ...any) {
	t.Helper()
	for _, name := range []string{"message", "next_step"} {
		a, b := zh.str(append(path, name)...), en.str(append(path, name)...)
		if !han.MatchString(a) || b == "" || a == b {
			t.Errorf("%s is not in both languages: %q, %q", name, a, b)
		}
	}
}

// refusedWhole expects one clear error and nothing accepted.
func (w *world) refusedWhole(t *testing.T, f file) {
	zh := w.pusher.push(t, "penalty", f.body, f.headers("Accept-Language", "zh-CN")...)
	en := w.pusher.push(t, "penalty", f.body, f.headers("Accept-Language", "en-GB,zh;q=0.1")...)
	for _, a := range []answer{zh, en} {
		if f.reason == "" && a.status == 200 { // row by row is as good, as long as nothing is swallowed
			if a.str("refused") == "0" {
				t.Errorf("taken as if nothing were wrong: %s", a.raw)
			}
			continue
		}
		a.want(t, 400, f.reason)
		bothLanguages(t, zh, en)
		if number := a.header.Get("X-Chengxin-Evidence"); number == "" || number != a.str("evidence") {
			t.Errorf("the refusal is number %q in the ledger by its header, %q by its body", number, a.str("evidence"))
		}
	}
	if p := w.officer.profile(t, acme, ask("&versions=true")); f.reason != "" && strings.Contains(string(p.raw), "坏文件") {
		t.Error("a refused body left a record")
	}
}

// taken expects the good rows accepted, each bad one refused with its reason and kept as it came.
func (w *world) taken(t *testing.T, f file, nth int) {
	dry := f.headers("Accept-Language", "zh-CN")
	zh := w.pusher.send(t, "POST", "/v1/resources/penalty/records:push?dry_run=true", strings.NewReader(f.body), dry...)
	got := w.pusher.push(t, "penalty", f.body, f.headers("Idempotency-Key", fmt.Sprintf("bad-%d", nth))...).counts(t, strconv.Itoa(f.accepted), strconv.Itoa(f.refused))
	var reasons, hints []string
	for i := range got.list("outcomes") {
		bothLanguages(t, zh, got, "outcomes", i)
		if got.str("outcomes", i, "status") == "refused" {
			reasons = append(reasons, got.str("outcomes", i, "reason"))
		} else {
			hints = append(hints, got.str("outcomes", i, "reason"))
		}
	}
	for i, want := range f.reasons {
		if i >= len(reasons) || (want != "" && reasons[i] != want) {
			t.Errorf("refused for %v, want %v\n%.600s", reasons, f.reasons, got.raw)
			break
		}
	}
	if f.hint != "" && !strings.Contains(strings.Join(hints, " "), f.hint) {
		t.Errorf("hints %v, want %s", hints, f.hint)
	}
	if f.refused > 0 {
		w.kept(t, got.str("id"), f)
	}
}

// kept expects each refused row of a receipt in quarantine, with its bytes as they came.
func (w *world) kept(t *testing.T, receipt string, f file) {
	t.Helper()
	var items []any
	testkit.Eventually(t, 20*time.Second, "the refused rows in quarantine", func() bool {
		items = w.pusher.must(t, "GET", "/v1/quarantine?receipt="+receipt, nil).list("items")
		return len(items) == f.refused
	})
	for _, q := range items {
		raw, err := base64.StdEncoding.DecodeString(w.pusher.must(t, "GET", "/v1/quarantine/"+text(at(q, "id")), nil).str("raw"))
		if err != nil || len(raw) == 0 {
			t.Errorf("the quarantined row is gone: %v", err)
		}
		line := raw[strings.LastIndexByte(string(raw), '\n')+1:]           // a table's row stands below its header
		if f.kind != workbook && !strings.Contains(f.body, string(line)) { // a workbook's row is kept as a line of CSV
			t.Errorf("the quarantined row is not as it came: %.200q", raw)
		}
	}
}

// textSurvives reads back what tables in other encodings and with odd characters held.
func (w *world) textSurvives(t *testing.T) {
	odd := "第一行,有逗号\n第二行有\"引号\"、制表\t符"
	w.pusher.push(t, "penalty", sheet(t, columns, penalty("读回1号").with("CF_NR", odd)), "Content-Type", table).counts(t, "1", "0")
	w.pusher.push(t, "penalty", gbk(t, sheet(t, columns, penalty("读回2号").with("CF_NR", "朱镕基路〇号，罚款叁仟元。"))), "Content-Type", table).counts(t, "1", "0")
	w.pusher.push(t, "penalty", ndjson(t, penalty("读回3号").with("CF_JDRQ", "2024/2/3", "CF_XDR_MC", " 东昌府恒信食品有限公司 ")), "Content-Type", lines).counts(t, "1", "0")
	for number, want := range map[string]string{"读回1号": odd, "读回2号": "朱镕基路〇号，罚款叁仟元。"} {
		if got := text(field(record(w.find(t, w.officer, acme, number), number), "CF_NR")["value"]); got != want {
			t.Errorf("%s came out as %q, went in as %q", number, got, want)
		}
	}
	r := record(w.find(t, w.officer, acme, "读回3号"), "读回3号")
	if text(r["occurred_on"]) != "2024-02-03" || text(field(r, "CF_XDR_MC")["value"]) != "东昌府恒信食品有限公司" {
		t.Errorf("the date or the name is not in its normal form: %v", r)
	}
}

// brokenOff cuts a body of several batches in the middle: what was accepted stays and is told, and the whole file sent again
// with the same key neither loses nor doubles a record.
func (w *world) brokenOff(t *testing.T) {
	const n = 2500
	other := company(4711)
	var all []item
	for i := range n {
		all = append(all, penalty(fmt.Sprintf("断%d号", i)).with("CF_XDR_SHXYM", other))
	}
	whole := zipped(t, ndjson(t, all...))
	h := []string{"Content-Encoding", "gzip", "Idempotency-Key", "broken-off"}
	a := w.pusher.push(t, "penalty", whole[:len(whole)*3/4], h...)
	a.want(t, 400, "PUSH_INTERRUPTED")
	if !strings.Contains(a.str("next_step_en"), "Idempotency-Key") || a.str("record") == "" {
		t.Errorf("an interrupted push must name its receipt and how to go on: %s", a.raw)
	}
	partly := w.pusher.must(t, "GET", "/v1/receipts/"+a.str("record"), nil)
	if partly.str("state") != "interrupted" || partly.str("accepted") == "0" {
		t.Errorf("the receipt of an interrupted push: %s", partly.raw)
	}
	w.pusher.push(t, "penalty", whole, h...).counts(t, strconv.Itoa(n), "0")
	testkit.Eventually(t, 60*time.Second, "all records of the body, once", func() bool {
		p := w.officer.profile(t, other, ask("&versions=true"))
		if p.status != 200 {
			t.Fatalf("%d %.300s", p.status, p.raw)
		}
		return p.str("record_count") == strconv.Itoa(n) && strings.Count(strings.ReplaceAll(string(p.raw), " ", ""), `"document_no":"断`) == n
	})
}
