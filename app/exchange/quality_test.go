package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// scored is an agency's current month of penalties.
func (r *rig) scored(agency string) biz.MonthScore {
	r.t.Helper()
	_, months, _, err := r.quality.Scores(r.t.Context(), principal(agency), "", "penalty", 1)
	ok(r.t, err)
	return months[0]
}

func (r *rig) counts(agency string, want biz.MonthCounts) {
	r.t.Helper()
	want.Month = 202611
	if got := r.scored(agency).MonthCounts; got != want {
		r.t.Fatalf("\n got %+v\nwant %+v", got, want)
	}
}

// faults are ten penalties with known faults: two refused, one late, one with a hint against it, one with a hint that says nothing.
func faults(mark string) []map[string]any {
	row := func(n int, changes map[string]any) map[string]any {
		m := penalty(changes)
		m["CF_WSH"] = fmt.Sprintf("%s%d号", mark, n)
		return m
	}
	rows := []map[string]any{
		row(0, map[string]any{"CF_JDRQ": "2026/2/30"}), row(1, map[string]any{"CF_CFLB": "口头教育"}), row(2, map[string]any{"CF_JDRQ": "2026/11/02"}),
		row(3, map[string]any{"CF_XDR_MC": newName + " "}), row(4, map[string]any{"CF_XDR_SHXYM": "91371502MA2T3571X8"}),
	}
	for i := range 5 {
		rows = append(rows, row(5+i, nil))
	}
	return rows
}

// of is what ten such records come to.
var of = biz.MonthCounts{Total: 10, Accepted: 8, Refused: 2, Fresh: 8, Taken: 8, Late: 1, Hinted: 2, Counts: biz.Counts{Dated: 8, Filled: 8 * 18, Applying: 8 * 25, Faulted: 1}}

func TestScoreAfterPushes(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, ""))
	if s := r.scored("lc-scjgj"); !s.Empty {
		t.Fatalf("a month without deliveries: %+v", s)
	}
	body, err := io.ReadAll(ndjson(faults("甲")...))
	ok(t, err)
	push := func(path string, h header) *answer {
		t.Helper()
		a := r.push("penalty/records:"+path, bytes.NewReader(body), h)
		if a.status != 200 {
			t.Fatalf("%d %s", a.status, a.raw)
		}
		return a
	}
	push("push?dry_run=true", nil)
	if s := r.scored("lc-scjgj"); !s.Empty {
		t.Fatalf("a dry run counts: %+v", s)
	}
	push("push", header{"Idempotency-Key": "k"})
	r.counts("lc-scjgj", of)
	push("push", header{"Idempotency-Key": "k"})
	push("push", nil)
	r.counts("lc-scjgj", of) // replayed under its key, and sent again without one
	s := r.scored("lc-scjgj")
	// volume 100, timeliness 7/8, valid rate 8/10, completeness 18/25, accuracy 7/8
	want := map[string]float64{"volume": 100, "timeliness": 75, "valid_rate": 50, "completeness": 84, "accuracy": 37.5}
	sum := 0.0
	for _, p := range s.Parts {
		if p.Score != want[p.Rule.Part] {
			t.Errorf("%s scores %v, want %v: %s", p.Rule.Part, p.Score, want[p.Rule.Part], p.Basis.Zh)
		}
		sum += p.Rule.Weight * want[p.Rule.Part] / 100
	}
	if s.Empty || s.Score-sum > 0.051 || sum-s.Score > 0.051 {
		t.Errorf("score %v, want %v", s.Score, sum)
	}
	if s := r.scored("another"); !s.Empty {
		t.Errorf("another agency: %+v", s)
	}
	// History that is brought along is late without blame, and is no volume.
	a := r.push("penalty/records:push?backfill=true", ndjson(penalty(map[string]any{"CF_WSH": "旧1号", "CF_JDRQ": "2020/01/02"})), nil)
	if a.count("accepted") != "1" {
		t.Fatal(a.raw)
	}
	more := of
	more.Total, more.Accepted, more.Taken, more.Filled, more.Applying = 11, 9, 9, 9*18, 9*25
	r.counts("lc-scjgj", more)
	r.push("penalty/records:withdraw", ndjson(map[string]any{"CF_WSH": "旧1号", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": uscc, "CF_CFJGDM": "11371500MB00000195"}), nil)
	more.Withdrawn = 1
	r.counts("lc-scjgj", more)
}

// Whatever fails, before or after its effect, the push that is sent again counts once.
func TestScoreSurvivesCrashes(t *testing.T) {
	body, err := io.ReadAll(ndjson(faults("甲")...))
	ok(t, err)
	for _, point := range []string{"begin", "records", "quarantine", "spool", "finish"} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s after=%v", point, after), func(t *testing.T) {
				r := newRig(t, nil)
				r.register(registration(newName, ""))
				r.trapped(&trap{point: point, after: after, nth: 1})
				if a := r.push("penalty/records:push", bytes.NewReader(body), header{"Idempotency-Key": "k"}); a.status == 200 {
					t.Fatalf("no failure: %s", a.raw)
				}
				r.restart()
				for range 2 {
					if a := r.push("penalty/records:push", bytes.NewReader(body), header{"Idempotency-Key": "k"}); a.status != 200 {
						t.Fatalf("%d %s", a.status, a.raw)
					}
					r.counts("lc-scjgj", of)
				}
			})
		}
	}
}

func TestScoreOfAnInbox(t *testing.T) {
	for _, point := range []string{"none", "records", "results", "file"} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s after=%v", point, after), func(t *testing.T) {
				r := newRig(t, nil)
				r.agency("a1")
				r.register(registration(newName, ""))
				var topic []kafkaio.Message
				for _, row := range faults("甲") {
					topic = append(topic, sent("penalty", row))
				}
				r.send("a1", topic...) // what is marked must be there
				msgs := inbounds("a1", 0, topic...)
				r.trapped(&trap{point: point, after: after, nth: 1})
				if err := r.inbox.Handle(t.Context(), msgs); (err != nil) == (point == "none") {
					t.Fatalf("%v", err)
				}
				ok(t, r.inbox.Handle(t.Context(), msgs)) // by the same process
				r.restart()
				ok(t, r.inbox.Handle(t.Context(), msgs)) // and by the next
				r.counts("a1", of)
			})
		}
	}
}

// resubmit corrects the quarantined record of a line.
func (r *rig) resubmit(line int64, row map[string]any) biz.Receipt {
	r.t.Helper()
	r.keep()
	for _, q := range r.quarantine() {
		if q.Line == line && q.Parent == "" {
			b, err := json.Marshal(row)
			ok(r.t, err)
			got, err := r.ward.Resubmit(r.t.Context(), principal("lc-scjgj"), q.ID, "", b)
			ok(r.t, err)
			return got
		}
	}
	r.t.Fatalf("nothing of line %d in quarantine", line)
	return biz.Receipt{}
}

func TestCorrectionsImproveTheValidRate(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, ""))
	rows := faults("甲")
	body, err := io.ReadAll(ndjson(rows...))
	ok(t, err)
	r.push("penalty/records:push", bytes.NewReader(body), nil)
	r.counts("lc-scjgj", of)
	want := of
	// A failed attempt changes nothing.
	rows[0]["CF_JDRQ"] = "2026/2/31"
	if got := r.resubmit(1, rows[0]); got.Refused != 1 {
		t.Fatalf("%+v", got)
	}
	r.counts("lc-scjgj", want)
	// In time by its decision.
	rows[0]["CF_JDRQ"] = "2026/11/18"
	if got := r.resubmit(1, rows[0]); got.Accepted != 1 {
		t.Fatalf("%+v", got)
	}
	want.Corrected, want.Taken, want.Dated, want.Filled, want.Applying = 1, 9, 9, 9*18, 9*25
	r.counts("lc-scjgj", want)
	r.keep()
	if _, _, open, err := r.ward.List(t.Context(), principal("lc-scjgj"), biz.QuarantineQuery{Limit: 10}); err != nil || open != 1 {
		t.Fatalf("%d open, %v: the failed attempt is still open", open, err)
	}
	// Too late for both terms: sixteen days after the refusal, more than seven working days after the decision.
	r.clock.Advance(16 * 24 * time.Hour) // 9 December
	rows[1]["CF_CFLB"] = "警告;罚款"
	if got := r.resubmit(2, rows[1]); got.Accepted != 1 || got.Late != 1 {
		t.Fatalf("%+v", got)
	}
	_, months, _, err := r.quality.Scores(t.Context(), principal("lc-scjgj"), "", "penalty", 2)
	ok(t, err)
	want.CorrectedLate, want.Month = 1, 202611
	if months[1].MonthCounts != want {
		t.Errorf("\n got %+v\nwant %+v", months[1].MonthCounts, want)
	}
	if m := months[0]; m.Late != 1 || m.Taken != 1 || m.Total != 0 || m.Empty {
		t.Errorf("the correction arrived in December, late: %+v", m)
	}
}

func TestTermOfTheQuarantined(t *testing.T) {
	r := newRig(t, nil)
	for _, c := range []struct {
		name, decided string
		occurred, due string
		left          int
		hasLeft       bool
		op            string
		changes       map[string]any
	}{
		{name: "three days ago", decided: "2026/11/18", occurred: "2026-11-18", due: "2026-11-27", left: 4, hasLeft: true},
		{name: "today", decided: "2026-11-23", occurred: "2026-11-23", due: "2026-12-02", left: 7, hasLeft: true},
		{name: "last day", decided: "20261112", occurred: "2026-11-12", due: "2026-11-23", left: 0, hasLeft: true},
		{name: "a day late", decided: "2026年11月11日", occurred: "2026-11-11", due: "2026-11-20", left: -1, hasLeft: true},
		{name: "over the holidays", decided: "2026-09-25", occurred: "2026-09-25", due: "2026-10-12", left: -30, hasLeft: true},
		{name: "no day", decided: "2026/2/30"},
		{name: "nothing", decided: ""},
		{name: "in the future", decided: "2077-01-01", occurred: "2077-01-01"},
		{name: "withdrawal", decided: "2026/11/18", occurred: "2026-11-18", op: "withdraw", changes: map[string]any{"CF_WSH": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := penalty(map[string]any{"CF_JDRQ": c.decided, "CF_CFLB": "口头教育", "CF_WSH": c.name})
			for k, v := range c.changes {
				row[k] = v
			}
			op := "push"
			if c.op != "" {
				op = c.op
			}
			a := r.push("penalty/records:"+op, ndjson(row), nil)
			if a.count("refused") != "1" {
				t.Fatal(a.raw)
			}
			r.keep()
			items, _, _, err := r.ward.List(t.Context(), principal("lc-scjgj"), biz.QuarantineQuery{Limit: 1, Receipt: a.text("id")})
			if ok(t, err); len(items) != 1 {
				t.Fatalf("%d entries", len(items))
			}
			one, err := r.ward.Get(t.Context(), principal("lc-scjgj"), "", items[0].ID)
			ok(t, err)
			for where, h := range map[string]biz.Held{"list": items[0], "entry": one} {
				if h.OccurredOn.String() != c.occurred || h.DueOn.String() != c.due || (h.DaysLeft != nil) != c.hasLeft || c.hasLeft && *h.DaysLeft != c.left {
					t.Errorf("%s: decided %s, due %s, left %v", where, h.OccurredOn, h.DueOn, h.DaysLeft)
				}
			}
			if items[0].Fields != nil || items[0].Raw != nil || one.Fields["CF_CFLB"] != "口头教育" {
				t.Errorf("fields: list %v, entry %v", items[0].Fields, one.Fields)
			}
		})
	}
}

// Entries that came before the catalog was loaded get their term when somebody looks.
func TestTermIsFoundLater(t *testing.T) {
	r := newRig(t, nil)
	a := r.pushed(penalty(map[string]any{"CF_CFLB": "口头教育"}))
	whole := r.schemas
	r.schemas = resource.NewRegistry()
	r.assemble()
	r.keep()
	list := func() biz.Held {
		t.Helper()
		items, _, _, err := r.ward.List(t.Context(), principal("lc-scjgj"), biz.QuarantineQuery{Limit: 5, Receipt: a.text("id")})
		if ok(t, err); len(items) != 1 {
			t.Fatalf("%d entries", len(items))
		}
		return items[0]
	}
	if h := list(); h.Looked || h.OccurredOn != rules.NoDate || h.DaysLeft != nil {
		t.Fatalf("without a catalog: %+v", h)
	}
	r.schemas = whole
	r.assemble()
	if h := list(); !h.Looked || h.OccurredOn.String() != "2026-11-18" || *h.DaysLeft != 4 {
		t.Fatalf("%+v", h)
	}
	r.schemas = resource.NewRegistry() // it was noted
	r.assemble()
	if h := list(); h.OccurredOn.String() != "2026-11-18" {
		t.Fatalf("%+v", h)
	}
}

func TestFieldsOfTheQuarantined(t *testing.T) {
	r := newRig(t, nil)
	csv := "行政相对人名称,CF_JDRQ,处罚决定书文号,CF_NR\n甲公司,2026/2/30,\"1,号\",\"一\n二\"\n"
	for _, c := range []struct {
		name, kind, body string
		want             map[string]string
	}{
		{"object", "application/x-ndjson", `{"CF_XDR_MC":"甲","CF_NR_FK":0.50,"CF_JDRQ":"2026/2/30","BZ":null,"CF_SY":""}`, map[string]string{"CF_XDR_MC": "甲", "CF_NR_FK": "0.50", "CF_JDRQ": "2026/2/30"}},
		{"Chinese names and aliases", "application/x-ndjson", `{"行政相对人名称":"甲","处罚决定书文号":"1号"}`, map[string]string{"CF_XDR_MC": "甲", "CF_WSH": "1号"}},
		{"unknown item", "application/x-ndjson", `{"行政相对人名称":"甲","NOPE":[1,{"a":2}],"CF_NR_FK":1e2}`, map[string]string{"CF_XDR_MC": "甲", "NOPE": `[1,{"a":2}]`, "CF_NR_FK": "1e2"}},
		{"table", "text/csv", csv, map[string]string{"CF_XDR_MC": "甲公司", "CF_JDRQ": "2026/2/30", "CF_WSH": "1,号", "CF_NR": "一\n二"}},
		{"row that does not fit its table", "text/csv", "CF_XDR_MC,BZ\n甲\n", map[string]string{"CF_XDR_MC": "甲"}},
		{"no JSON", "application/x-ndjson", `{"CF_XDR_MC":`, nil},
		{"no object", "application/x-ndjson", `[1]`, nil},
		{"bytes that are no text", "application/x-ndjson", blankLines(70_000) + "{\"CF_XDR_MC\":\"\xff\"}", map[string]string{"CF_XDR_MC": "\uFFFD"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := r.push("penalty/records:push", bytes.NewReader([]byte(c.body)), header{"Content-Type": c.kind})
			if a.status != 200 {
				t.Fatalf("%d %s", a.status, a.raw)
			}
			r.keep()
			items, _, _, err := r.ward.List(t.Context(), principal("lc-scjgj"), biz.QuarantineQuery{Limit: 1, Receipt: a.text("id")})
			if ok(t, err); len(items) != 1 {
				t.Fatalf("%d entries", len(items))
			}
			h, err := r.ward.Get(t.Context(), principal("lc-scjgj"), "", items[0].ID)
			ok(t, err)
			if fmt.Sprint(h.Fields) != fmt.Sprint(c.want) {
				t.Errorf("%s:\n got %q\nwant %q", h.Raw, h.Fields, c.want)
			}
		})
	}
}

// blankLines are blank lines, so that what follows is beyond what is looked at to tell the charset.
func blankLines(n int) string { return string(bytes.Repeat([]byte{'\n'}, n)) }

func TestManyOutcomesOfADryRun(t *testing.T) {
	r := newRig(t, nil)
	var b bytes.Buffer
	const n = 2300
	for i := range n {
		row := penalty(map[string]any{"CF_WSH": fmt.Sprint(i), "CF_CFLB": "口头教育"})
		ok(t, json.NewEncoder(&b).Encode(row))
	}
	a := r.push("penalty/records:push?dry_run=true", &b, header{"Idempotency-Key": "k"})
	if a.status != 200 || a.count("refused") != fmt.Sprint(n) || a.text("id") == "" || a.text("next_cursor") != "1000" || len(a.reasons()) != 1000 {
		t.Fatalf("id %q cursor %q refused %s", a.text("id"), a.text("next_cursor"), a.count("refused"))
	}
	kept, err := r.receipts.Get(t.Context(), "lc-scjgj", a.text("id"))
	if ok(t, err); !kept.DryRun || kept.State != biz.StateComplete || kept.Refused != n || kept.IdempotencyKey != "" {
		t.Fatalf("%+v", kept)
	}
	seen := map[int64]bool{}
	for after := int64(0); ; {
		page, err := r.receipts.Outcomes(t.Context(), a.text("id"), after, 700)
		ok(t, err)
		if len(page) == 0 {
			break
		}
		for _, o := range page {
			if o.Field != "CF_CFLB" || o.Reason != "BAD_CODE" || o.QuarantineID != "" || seen[o.Line] {
				t.Fatalf("%+v", o)
			}
			seen[o.Line] = true
		}
		after = page[len(page)-1].Seq
	}
	if len(seen) != n {
		t.Errorf("%d lines told of %d", len(seen), n)
	}
	if s := r.scored("lc-scjgj"); !s.Empty || len(r.quarantine()) != 0 {
		t.Error("a dry run left something behind")
	}
	if list, err := r.receipts.List(t.Context(), "lc-scjgj", "", "", 10); err != nil || len(list) != 0 {
		t.Errorf("listed among the pushes: %v %v", list, err)
	}
}

// A dry run with more outcomes than are kept says so in the last of them.
func TestDryRunThatIsCut(t *testing.T) {
	r := newRig(t, nil)
	bad := map[string]any{"CF_JDRQ": "x", "CF_YXQ": "x", "CF_GSJZQ": "x", "CF_NR_FK": "x", "CF_NR_WFFF": "x", "CF_CFLB": "x", "CF_XDR_LB": "x", "CF_CFJGDM": "x", "CF_SJLYDM": "x", "CF_XDR_GSZC": "x"}
	line, err := io.ReadAll(ndjson(penalty(bad)))
	ok(t, err)
	one := r.push("penalty/records:push?dry_run=true", bytes.NewReader(line), nil)
	each := len(one.reasons())
	n := 100_000/each + 1
	a := r.push("penalty/records:push?dry_run=true", bytes.NewReader(bytes.Repeat(line, n)), nil)
	if a.status != 200 || a.count("refused") != fmt.Sprint(n) {
		t.Fatalf("%d findings a line, %d %.300s", each, a.status, a.raw)
	}
	last, err := r.receipts.Outcomes(t.Context(), a.text("id"), 99_999, 10)
	ok(t, err)
	if len(last) != 2 || last[0].Reason == "OUTCOMES_CUT" || last[1].Reason != "OUTCOMES_CUT" || last[1].Next.Zh == "" {
		t.Fatalf("%+v", last)
	}
	if over := fmt.Sprint(n*each-100_000) + " more"; !strings.Contains(last[1].Message.En, over) {
		t.Errorf("%q does not say %q", last[1].Message.En, over)
	}
}

// In every format a dry run names line and item of each refused record, and the hints of accepted ones.
func TestDryRunNamesEveryFault(t *testing.T) {
	r := newRig(t, nil)
	r.register(registration(newName, ""))
	rows := []map[string]any{
		penalty(map[string]any{"CF_WSH": "1"}), penalty(map[string]any{"CF_WSH": "2", "CF_JDRQ": "2026/2/30", "CF_CFLB": "口头教育"}),
		penalty(map[string]any{"CF_WSH": "3", "CF_FRDB": " 张三 "}), penalty(map[string]any{"CF_WSH": "4", "CF_XDR_MC": "阳谷祥光铜业有限公司"}),
	}
	s := penaltySchema(t)
	var table bytes.Buffer
	for i := range s.Len() {
		fmt.Fprintf(&table, "%s,", s.Item(i).Name)
	}
	table.Truncate(table.Len() - 1)
	for _, row := range rows {
		table.WriteByte('\n')
		for i := range s.Len() {
			if i > 0 {
				table.WriteByte(',')
			}
			if v, there := row[s.Item(i).Name]; there {
				fmt.Fprintf(&table, "%q", fmt.Sprint(v))
			}
		}
	}
	lines, err := io.ReadAll(ndjson(rows...))
	ok(t, err)
	for _, c := range []struct {
		name, kind string
		body       []byte
		first      int // line of the first record
	}{
		{"NDJSON", "application/x-ndjson", lines, 1},
		{"CSV", "text/csv", table.Bytes(), 2},
		{"XLSX", xlsxType, workbook(t, nil, rows...), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := r.push("penalty/records:push?dry_run=1", bytes.NewReader(c.body), header{"Content-Type": c.kind})
			if a.status != 200 || a.count("accepted") != "2" || a.count("refused") != "2" {
				t.Fatalf("%d %s", a.status, a.raw)
			}
			got := map[string]bool{}
			for _, o := range a.body["outcomes"].([]any) {
				m := o.(map[string]any)
				got[fmt.Sprintf("%s %s %s %s", m["line"], m["status"], m["field"], m["reason"])] = m["message"] != "" && m["next_step"] != ""
			}
			for _, want := range []string{"1 refused CF_JDRQ NO_SUCH_DAY", "1 refused CF_CFLB BAD_CODE", "2 accepted CF_FRDB TRIMMED", "3 refused CF_XDR_MC NAME_CODE_MISMATCH"} {
				var n int
				_, err := fmt.Sscan(want[:1], &n)
				ok(t, err)
				if want = fmt.Sprint(n+c.first) + want[1:]; !got[want] {
					t.Errorf("%q is not told in %v", want, got)
				}
			}
			if len(got) != 4 {
				t.Errorf("told: %v", got)
			}
		})
	}
}
