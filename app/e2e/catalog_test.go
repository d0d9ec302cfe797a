package e2e

import (
	"strings"
	"testing"
	"time"

	resourcesdata "github.com/chengxin-credit/chengxin/configs/resources"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// openingTakesTwo: one catalog manager proposes, another approves, and both are in the ledger.
func (w *world) openingTakesTwo(t *testing.T) {
	b, err := resourcesdata.FS.ReadFile("award.yaml")
	if err != nil {
		t.Fatal(err)
	}
	first, second := w.person(t, "catalog1", "lc-amr", "catalog_manager"), w.person(t, "catalog2", "lc-amr", "catalog_manager")
	publish := func(c client, yaml string) answer {
		return c.must(t, "POST", "/v1/catalog/resources", map[string]any{"yaml": yaml, "why": "e2e"})
	}
	tight := strings.Replace(string(b), "publish: true", "publish: false", 1)
	if a := publish(first, tight); a.str("version") != "2" || a.str("proposal", "id") != "" {
		t.Fatalf("tightening: %s", a.raw)
	}
	proposed := publish(first, string(b))
	id := proposed.str("proposal", "id")
	if id == "" || proposed.str("version") == "3" || proposed.str("proposal", "openings", 0, "what") != "publish" {
		t.Fatalf("opening: %s", proposed.raw)
	}
	why := map[string]any{"why": "e2e"}
	first.json(t, "POST", "/v1/catalog/proposals/"+id+":approve", why).want(t, 403, "SAME_PERSON")
	w.officer.json(t, "POST", "/v1/catalog/proposals/"+id+":approve", why).want(t, 403, "")
	if a := second.must(t, "GET", "/v1/catalog/proposals?state=open", nil); len(a.list("proposals")) != 1 || a.str("proposals", 0, "yaml") != "" {
		t.Errorf("open proposals: %s", a.raw)
	}
	if a := second.must(t, "GET", "/v1/catalog/proposals/"+id, nil); a.str("yaml") != string(b) {
		t.Errorf("the proposal: %s", a.raw)
	}
	if a := second.must(t, "POST", "/v1/catalog/proposals/"+id+":approve", why); a.str("version") != "3" {
		t.Errorf("approved: %s", a.raw)
	}
	second.json(t, "POST", "/v1/catalog/proposals/"+id+":reject", why).want(t, 409, "PROPOSAL_DECIDED")
	testkit.Eventually(t, 30*time.Second, "the proposal in the ledger's search", func() bool {
		a := w.auditor.must(t, "GET", "/v1/audit/events?kind=proposal", nil)
		return len(a.list("events")) == 1 && strings.Contains(string(a.raw), id)
	})
}

// withdrawnRegistration: a search says of a subject what its profile says.
func (w *world) withdrawnRegistration(t *testing.T) {
	const code = "91330100799655058B"
	row := registration().with("TYSHXYDM", code, "JGMC", "东昌府撤回登记有限公司", "CYM", nil)
	hit := func(status string) {
		t.Helper()
		testkit.Eventually(t, 30*time.Second, "a hit with status "+status, func() bool {
			a := w.officer.json(t, "POST", "/v1/subjects:search", map[string]any{"query": "撤回登记"})
			return a.status == 200 && a.str("hits", 0, "id") == code && a.str("hits", 0, "status") == status
		})
	}
	w.pusher.push(t, "org_registration", ndjson(t, row)).counts(t, "1", "0")
	hit("存续")
	w.pusher.send(t, "POST", "/v1/resources/org_registration/records:withdraw", strings.NewReader(ndjson(t, row)), "Content-Type", "application/x-ndjson").counts(t, "1", "0")
	hit("登记已撤回")
	if a := w.officer.profile(t, code, ask("")); a.str("subject", "status") != "登记已撤回" || a.str("subject", "registered") != "" {
		t.Errorf("profile: %s", a.raw)
	}
}
