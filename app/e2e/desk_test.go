package e2e

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// number reads a count, which JSON carries as a text.
func number(t testing.TB, v any) int {
	t.Helper()
	n, err := strconv.Atoi(text(v))
	if err != nil {
		t.Fatalf("%v is no count", v)
	}
	return n
}

func (a answer) number(t testing.TB, path ...any) int { return number(t, at(any(a.body), path...)) }

// auditorsDesk: what the summary counts is what a search finds, and the ledger tells who was given records of a resource.
func (w *world) auditorsDesk(t *testing.T) {
	w.officer.profile(t, acme, ask("")).want(t, 200, "")
	w.officer.profile(t, acme, "purpose=enforcement").want(t, 403, "")
	var last answer
	testkit.Eventually(t, 20*time.Second, "the profile in the ledger's index", func() bool {
		last = w.auditor.must(t, "GET", "/v1/audit/events?kind=query&agency=lc-amr&limit=1", nil)
		return strings.Contains(last.str("events", 0, "given"), "penalty=")
	})
	until := time.Now().UTC().Format(time.RFC3339Nano)
	for _, filter := range []string{"", "kind=query", "agency=lc-amr&decision=deny", "resource=penalty", "subject=" + acme, "purpose=enforcement&kind=query"} {
		var sum answer
		found, denied := 0, 0
		// Entries of a moment ago may still be on their way into the copy, between the one question and the other.
		testkit.Eventually(t, 20*time.Second, "summary and search to agree on "+filter, func() bool {
			sum = w.auditor.must(t, "GET", "/v1/audit/summary?to="+until+"&"+filter, nil)
			found, denied = 0, 0
			for cursor := ""; ; {
				page := w.auditor.must(t, "GET", "/v1/audit/events?limit=1000&to="+until+"&"+filter+"&cursor="+cursor, nil)
				for _, e := range page.list("events") {
					if found++; text(at(e, "decision")) == "deny" {
						denied++
					}
				}
				if cursor = page.str("next_cursor"); cursor == "" {
					break
				}
			}
			return sum.number(t, "total") == found && sum.number(t, "denied") == denied
		})
		if found == 0 || sum.header.Get("X-Chengxin-Evidence") == "" {
			t.Errorf("%q: %d events, evidence %q", filter, found, sum.header.Get("X-Chengxin-Evidence"))
		}
		for _, part := range []string{"hours", "days", "kinds"} {
			n := 0
			for _, cell := range sum.list(part) {
				n += number(t, at(cell, "count"))
			}
			if n != found {
				t.Errorf("%q: the %s count %d of %d", filter, part, n, found)
			}
		}
	}
	sum := w.auditor.must(t, "GET", "/v1/audit/summary?kind=query&agency=lc-amr", nil)
	if !slices.ContainsFunc(sum.list("top_actors"), func(a any) bool {
		return text(at(a, "actor")) == w.ids["officer1"] && text(at(a, "actor_name")) == "officer1" && text(at(a, "last")) != ""
	}) {
		t.Errorf("the officer is not among those who asked most: %s", sum.raw)
	}
	if refused := w.auditor.must(t, "GET", "/v1/audit/summary?decision=deny", nil); !strings.Contains(string(refused.raw), "CASE_NO_REQUIRED") {
		t.Errorf("the reasons of refusals: %s", refused.raw)
	}
	w.officer.send(t, "GET", "/v1/audit/summary", nil).want(t, 403, "")
	w.auditor.send(t, "GET", "/v1/audit/summary?decision=perhaps", nil).want(t, 400, "DECISION_UNKNOWN")
	for _, path := range []string{"/v1/audit/events?subject=", "/v1/audit/summary?subject=", "/v1/audit/events?case_no="} { // kept for ever, were it looked for
		w.auditor.send(t, "GET", path+personID, nil).want(t, 400, "ID_NUMBER_IN_SEARCH")
	}
	used := w.officer.must(t, "GET", "/v1/catalog/resources/penalty/usage?days=7", nil)
	if !slices.ContainsFunc(used.list("uses"), func(u any) bool {
		return text(at(u, "agency")) == "lc-amr" && text(at(u, "agency_name")) == "聊城市市场监督管理局" && number(t, at(u, "queries")) > 0 && number(t, at(u, "records")) >= number(t, at(u, "queries"))
	}) || used.str("days") != "7" {
		t.Errorf("the agency that was given penalties: %s", used.raw)
	}
	if none := w.officer.must(t, "GET", "/v1/catalog/resources/judgment/usage", nil); len(none.list("uses")) != 0 || none.str("days") != "30" {
		t.Errorf("a resource of which nothing was given: %s", none.raw)
	}
	w.officer.send(t, "GET", "/v1/catalog/resources/nothing/usage", nil).want(t, 404, "NO_RESOURCE")
}

// openCatalog: everybody may browse, and sees of what is closed no more than that it exists.
func (w *world) openCatalog(t *testing.T) {
	anon := client{s: w.system}
	all := w.officer.must(t, "GET", "/v1/catalog/resources?limit=500", nil)
	list := anon.must(t, "GET", "/v1/public/catalog?limit=500", nil)
	if list.str("total") != all.str("total") || len(list.list("resources")) != len(all.list("resources")) || len(list.list("facets")) != 4 {
		t.Errorf("%s of %s resources", list.str("total"), all.str("total"))
	}
	open := 0
	for i := range list.list("resources") {
		code := list.str("resources", i, "code")
		one := anon.must(t, "GET", "/v1/public/catalog/"+code, nil)
		isOpen, _ := one.body["open"].(bool)
		if isOpen {
			open++
		}
		if one.str("name") == "" || one.str("provider") == "" || one.str("share_type") == "" || one.str("abstract") == "" || one.str("theme_zh") == "" || one.str("published_by") != "" {
			t.Errorf("%s: %s", code, one.raw)
		}
		if isOpen != (len(one.list("items")) > 0) {
			t.Errorf("%s is open: %v, and shows %d items", code, isOpen, len(one.list("items")))
		}
		schema, want := anon.send(t, "GET", "/v1/public/catalog/"+code+"/schema", nil), 404
		if isOpen {
			want = 200
		}
		if template := anon.send(t, "GET", "/v1/public/catalog/"+code+"/template", nil); schema.status != want || template.status != want {
			t.Errorf("%s is open: %v, but its schema and template answer %d and %d", code, isOpen, schema.status, template.status)
		}
	}
	closed := anon.must(t, "GET", "/v1/public/catalog/judgment", nil)
	if open == 0 || len(closed.list("items")) != 0 || strings.Contains(string(closed.raw), "SSDW") || strings.Contains(string(closed.raw), "依法履职") {
		t.Errorf("a closed resource shows %s", closed.raw)
	}
	for query, want := range map[string]string{"share_type=2": "2", "credit_class=judicial": "judicial"} {
		name, _, _ := strings.Cut(query, "=")
		narrow := anon.must(t, "GET", "/v1/public/catalog?"+query, nil)
		for i := range narrow.list("resources") {
			if narrow.str("resources", i, name) != want {
				t.Errorf("%s: %s", query, narrow.raw)
			}
		}
		if len(narrow.list("resources")) == 0 {
			t.Errorf("%s finds nothing", query)
		}
	}
	if themed := anon.must(t, "GET", "/v1/public/catalog?theme="+url.QueryEscape("主题"), nil); themed.str("total") != "2" {
		t.Errorf("by theme: %s", themed.raw)
	}
	w.harvested(t, anon, open)
}

// harvested reads the catalog as another portal does, and follows the links that need no login.
func (w *world) harvested(t *testing.T, anon client, open int) {
	t.Helper()
	a := anon.must(t, "GET", "/v1/catalog/dcat.jsonld", nil)
	datasets := a.list("dcat:dataset")
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/ld+json") || a.str("@type") != "dcat:Catalog" || a.str("@context", "dcat") == "" || a.str("@context", "@base") != w.http["catalog"]+"/" || len(datasets) != open {
		t.Errorf("%s, %d datasets of %d: %.300s", a.header.Get("Content-Type"), len(datasets), open, a.raw)
	}
	for _, d := range datasets {
		for _, need := range []string{"dct:title", "dct:description", "dct:publisher", "dct:identifier", "dct:accrualPeriodicity", "dcat:theme", "dcat:distribution"} {
			if at(d, need) == nil {
				t.Errorf("%v has no %s", at(d, "@id"), need)
			}
		}
		if text(at(d, "dct:description", 1, "@language")) != "en" {
			t.Errorf("%v is described in one language: %v", at(d, "@id"), at(d, "dct:description"))
		}
		for i := range 3 {
			link := text(at(d, "dcat:distribution", i, "dcat:downloadURL", "@id"))
			if link != "" && anon.send(t, "GET", link, nil).status != 200 {
				t.Errorf("%s needs a login", link)
			}
		}
		if anon.send(t, "GET", text(at(d, "@id")), nil).status != 200 {
			t.Errorf("%v is not there", at(d, "@id"))
		}
	}
	out, errs, code := run(t, []string{"CHENGXIN_SERVER=" + w.http["catalog"]}, "catalog", "dcat")
	if code != 0 || !json.Valid([]byte(out)) || !strings.Contains(out, "dcat:Catalog") {
		t.Errorf("catalog dcat ended with %d: %s%s", code, out, errs)
	}
}

// samples: what the catalog gives as samples would be accepted, all of it.
func (w *world) samples(t *testing.T) {
	for _, r := range w.officer.must(t, "GET", "/v1/catalog/resources?limit=500", nil).list("resources") {
		code := text(at(r, "code"))
		made := w.officer.must(t, "GET", "/v1/catalog/resources/"+code+"/samples?count=6", nil)
		var lines []string
		for i := range made.list("samples") {
			lines = append(lines, made.str("samples", i))
		}
		if len(lines) != 6 {
			t.Errorf("%s: %d samples", code, len(lines))
			continue
		}
		a := w.pusher.send(t, "POST", "/v1/resources/"+code+"/records:push?dry_run=true", strings.NewReader(strings.Join(lines, "\n")), "Content-Type", "application/x-ndjson")
		a.counts(t, "6", "0")
		if again := w.officer.must(t, "GET", "/v1/catalog/resources/"+code+"/samples?count=6", nil); string(again.raw) != string(made.raw) {
			t.Errorf("%s: samples differ from one call to the next", code)
		}
	}
	w.officer.send(t, "GET", "/v1/catalog/resources/nothing/samples", nil).want(t, 404, "NO_RESOURCE")
	client{s: w.system}.send(t, "GET", "/v1/catalog/resources/penalty/samples", nil).want(t, 401, "")
}

// holdings: what was pushed is counted, at the latest when the count is half a minute old.
func (w *world) holdings(t *testing.T) {
	award := item{
		"XDR_MC": "东昌府恒信食品有限公司", "XDR_LB": "法人及非法人组织", "XDR_SHXYM": acme, "RYMC": "诚信示范单位", "RYJB": "市级", "SYRQ": "2026-11-02",
		"SYDW": "聊城市市场监督管理局", "SYDWDM": marketUSCC, "SJLY": "聊城市市场监督管理局", "SJLYDM": marketUSCC,
	}
	w.pusher.push(t, "award", ndjson(t, award)).counts(t, "1", "0")
	var held answer
	testkit.Eventually(t, 90*time.Second, "the award among the holdings", func() bool {
		held = w.officer.must(t, "GET", "/v1/holdings?resource=award", nil)
		return held.number(t, "holdings", 0, "records") == 1
	})
	months := held.list("holdings", 0, "months")
	if held.number(t, "holdings", 0, "subjects") != 1 || held.number(t, "holdings", 0, "agencies") != 1 || held.str("holdings", 0, "newest") == "" || len(months) != 12 || number(t, at(months[11], "count")) != 1 {
		t.Errorf("%s", held.raw)
	}
	if all := w.pusher.must(t, "GET", "/v1/holdings", nil); len(all.list("holdings")) < 13 {
		t.Errorf("%d resources are held", len(all.list("holdings")))
	}
	w.officer.send(t, "GET", "/v1/holdings?resource=nothing", nil).want(t, 404, "RESOURCE_UNKNOWN")
	client{s: w.system}.send(t, "GET", "/v1/holdings", nil).want(t, 401, "")
	w.cityFigures(t)
}

// cityFigures: the public statistics agree with themselves and tell nothing of few persons.
func (w *world) cityFigures(t *testing.T) {
	t.Helper()
	s := client{s: w.system}.must(t, "GET", "/v1/public/statistics", nil)
	sum := 0
	for _, r := range s.list("rows") {
		sum += number(t, at(r, "records"))
		if text(at(r, "resource")) == "person_registration" {
			t.Errorf("few persons are counted: %v", r)
		}
	}
	if sum == 0 || sum != s.number(t, "records") || s.number(t, "published") == 0 || s.number(t, "published") > sum || len(s.list("divisions")) == 0 {
		t.Errorf("rows come to %d: %s", sum, s.raw)
	}
	if !slices.ContainsFunc(s.list("months"), func(m any) bool { return text(at(m, "month")) == "2026-11" && text(at(m, "class")) == "admin" }) {
		t.Errorf("no decisions of this month: %s", s.raw)
	}
}

// hits: a list of hits says who, where, in what state and why, in the caller's language, and asks for no purpose.
func (w *world) hits(t *testing.T) {
	for language, why := range map[string]string{"zh-CN,zh;q=0.9": "曾用名含所查文字", "en": "A former name matches"} {
		a := w.officer.send(t, "POST", "/v1/subjects:search", strings.NewReader(`{"query":"昌盛粮油"}`), "Content-Type", "application/json", "Accept-Language", language)
		a.want(t, 200, "")
		hit := func(name string) string { return a.str("hits", 0, name) }
		if hit("id") != acme || hit("kind") != "organisation" || hit("division_name") != "东昌府区" || hit("status") != "存续" || hit("matched") != "former_name" ||
			!strings.Contains(hit("explanation"), why) || !strings.Contains(hit("explanation"), "东昌府昌盛粮油有限公司") || !strings.Contains(hit("explanation"), "东昌府恒信食品有限公司") {
			t.Errorf("%s: %s", language, a.raw)
		}
	}
}
