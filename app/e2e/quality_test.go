package e2e

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

var china = time.FixedZone("CST", 8*3600)

// calendar reads the working days of the years around today from the interface alone, and counts with them.
type calendar struct {
	off, worked []string
	lateAfter   int
}

func (w *world) readCalendar(t *testing.T) calendar {
	t.Helper()
	var c calendar
	year := time.Now().In(china).Year()
	for y := year - 1; y <= year+1; y++ {
		a := w.pusher.must(t, "GET", "/v1/calendar?year="+strconv.Itoa(y), nil)
		for _, d := range a.list("holidays") {
			c.off = append(c.off, text(d))
		}
		for _, d := range a.list("workdays") {
			c.worked = append(c.worked, text(d))
		}
		n, err := strconv.Atoi(a.str("late_after"))
		if err != nil || n <= 0 || a.str("year") != strconv.Itoa(y) {
			t.Fatalf("calendar: %s", a.raw)
		}
		c.lateAfter = n
	}
	return c
}

func (c calendar) works(day time.Time) bool {
	d := day.Format(time.DateOnly)
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	return slices.Contains(c.worked, d) || !weekend && !slices.Contains(c.off, d)
}

// due is the last working day of the term of a decision.
func (c calendar) due(decided time.Time) time.Time {
	for n := c.lateAfter; n > 0; {
		if decided = decided.AddDate(0, 0, 1); c.works(decided) {
			n--
		}
	}
	return decided
}

func (c calendar) between(from, to time.Time) int {
	n := 0
	for d := from.AddDate(0, 0, 1); !d.After(to); d = d.AddDate(0, 0, 1) {
		if c.works(d) {
			n++
		}
	}
	return n
}

// quality pushes known faults and expects the score they make, the terms of what was refused, and what a correction mends.
func (w *world) quality(t *testing.T) {
	c := w.readCalendar(t)
	now := time.Now().In(china)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, china)
	if a := w.pusher.must(t, "GET", "/v1/quality?months=1&resource=commitment", nil); at(a.body, "months", 0, "empty") != true || a.str("agency") != "lc-amr" {
		t.Fatalf("nothing was delivered: %s", a.raw)
	}
	decided := today.AddDate(0, 0, -1)
	refused := commitment("诺3号", decided.Format(time.DateOnly)).with("CNLX", "随便")
	body := ndjson(t, commitment("诺1号", today.Format(time.DateOnly)), commitment("诺2号", today.AddDate(0, -2, 0).Format(time.DateOnly)), refused)
	w.pusher.send(t, "POST", "/v1/resources/commitment/records:push?dry_run=true", strings.NewReader(body), "Content-Type", lines).counts(t, "2", "1")
	receipt := w.pusher.push(t, "commitment", body, "Idempotency-Key", "promises-1").counts(t, "2", "1")
	w.pusher.push(t, "commitment", body, "Idempotency-Key", "promises-1").counts(t, "2", "1")
	w.month(t, map[string]string{"total": "3", "accepted": "2", "refused": "1", "late": "1", "resubmitted": "0"}, map[string]float64{"volume": 100, "timeliness": 0, "valid_rate": 16.7})
	id := w.term(t, c, receipt.str("id"), decided, today)
	one := w.pusher.must(t, "GET", "/v1/quarantine/"+id, nil)
	if one.str("fields", "CNLX") != "随便" || one.str("fields", "XDR_SHXYM") != acme {
		t.Errorf("the fields of a quarantined record: %s", one.raw)
	}
	w.pusher.json(t, "POST", "/v1/quarantine/"+id+":resubmit", map[string]any{"record": strings.TrimSpace(ndjson(t, refused.with("CNLX", "主动型")))}).counts(t, "1", "0")
	w.month(t, map[string]string{"total": "3", "accepted": "2", "refused": "1", "late": "1", "resubmitted": "1"}, map[string]float64{"volume": 100, "timeliness": 33.3, "valid_rate": 100})
	w.whoSees(t)
}

// month expects this month's counts and parts of the commitments.
func (w *world) month(t *testing.T, counts map[string]string, scores map[string]float64) {
	t.Helper()
	a := w.pusher.must(t, "GET", "/v1/quality?resource=commitment", nil)
	if len(a.list("months")) != 12 || len(a.list("weights")) != 5 || a.str("months", 0, "month") != time.Now().In(china).Format("2006-01") {
		t.Fatalf("%s", a.raw)
	}
	for name, want := range counts {
		if got := a.str("months", 0, name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for _, p := range at(a.list("months")[0], "parts").([]any) {
		got, err := strconv.ParseFloat(text(at(p, "score")), 64)
		if want, known := scores[text(at(p, "code"))]; err != nil || known && got != want {
			t.Errorf("%s scores %v, want %v: %s", text(at(p, "code")), got, want, text(at(p, "basis_zh")))
		}
		if !han.MatchString(text(at(p, "basis_zh"))) || text(at(p, "basis_en")) == "" || text(at(p, "name_zh")) == "" {
			t.Errorf("a part without its basis: %v", p)
		}
	}
}

// term expects the refused record of a receipt in the list with the days its calendar gives.
func (w *world) term(t *testing.T, c calendar, receipt string, decided, today time.Time) string {
	t.Helper()
	var items []any
	testkit.Eventually(t, 20*time.Second, "the refused record in quarantine", func() bool {
		items = w.pusher.must(t, "GET", "/v1/quarantine?receipt="+receipt, nil).list("items")
		return len(items) == 1
	})
	due := c.due(decided)
	left := strconv.Itoa(c.between(today, due))
	q := items[0]
	if text(at(q, "occurred_on")) != decided.Format(time.DateOnly) || text(at(q, "due_on")) != due.Format(time.DateOnly) || text(at(q, "days_left")) != left {
		t.Errorf("decided %s, due %s, left %s; want %s, %s, %s", at(q, "occurred_on"), at(q, "due_on"), at(q, "days_left"), decided.Format(time.DateOnly), due.Format(time.DateOnly), left)
	}
	if text(at(q, "raw")) != "" {
		t.Error("a list holds raw records")
	}
	return text(at(q, "id"))
}

// whoSees holds scores to the policy, and the calendar to a login.
func (w *world) whoSees(t *testing.T) {
	w.pusher.send(t, "GET", "/v1/quality?agency=wl-trade", nil).want(t, 403, "")
	w.officer.send(t, "GET", "/v1/quality", nil).want(t, 403, "")
	manager := w.person(t, "manager"+strconv.Itoa(int(time.Now().UnixNano()%1e6)), "wl-trade", "catalog_manager")
	a := manager.must(t, "GET", "/v1/quality?agency=lc-amr&resource=commitment&months=1", nil)
	if a.str("agency") != "lc-amr" || a.str("months", 0, "total") != "3" || a.header.Get("X-Chengxin-Evidence") == "" {
		t.Errorf("the catalog manager sees all agencies, with evidence: %s", a.raw)
	}
	w.pusher.send(t, "GET", "/v1/quality?months=61", nil).want(t, 400, "")
	anon := client{s: w.system}
	anon.send(t, "GET", "/v1/calendar", nil).want(t, 401, "")
	if a := w.officer.must(t, "GET", "/v1/calendar?year=2026", nil); at(a.body, "provisional") != false || !slices.ContainsFunc(a.list("holidays"), func(d any) bool { return text(d) == "2026-10-01" }) {
		t.Errorf("%s", a.raw)
	}
	if a := w.officer.must(t, "GET", "/v1/calendar?year=2041", nil); at(a.body, "provisional") != true || len(a.list("holidays")) != 0 {
		t.Errorf("%s", a.raw)
	}
}
