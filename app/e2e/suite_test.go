package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// suite is the same on every topology: no special cases.
func suite(t *testing.T, w *world) {
	t.Run("push, ask, prove", w.mainJob)
	t.Run("revoked officer gets a reasoned refusal at the next request", w.revocation)
	t.Run("purpose and case number are obligatory", w.obligations)
	t.Run("county officer sees own county and city-wide records", w.divisions)
	t.Run("persons are sealed, masked and found by number with the grant", w.persons)
	t.Run("refused records come back with field, reason and next step", w.refusals)
	t.Run("quarantine is listed, corrected and resubmitted with lineage", w.quarantine)
	t.Run("a push is idempotent and a dry run changes nothing", w.idempotency)
	t.Run("versions: as of, withdrawn, replayed", w.versions)
	t.Run("public pages show what is public and nothing personal", w.public)
	t.Run("Kafka inbox: same validation, same receipts, own topics only", w.kafkaInbox)
	t.Run("Kafka inbox: another client library", w.anyClient)
	t.Run("auditor searches and proves offline", w.audit)
	t.Run("the three administrators stay apart", w.separation)
	t.Run("search by code, name part and former name", w.search)
	t.Run("a hit says who, where and why", w.hits)
	t.Run("a withdrawn registration is one in search and profile", w.withdrawnRegistration)
	t.Run("what shows stored data to more people takes two", w.openingTakesTwo)
	t.Run("space and economy are exchanged too", w.basicDatabases)
	t.Run("a workbook's template is filled in and pushed", w.workbooks)
	t.Run("score, terms and calendar after known faults", w.quality)
	t.Run("a person sees the own record, who looked at it, and nothing else", w.ownRecord)
	t.Run("a company sees its own record", w.ownCompany)
	t.Run("an agency keeps its own keys", w.ownKeys)
	t.Run("who may do something is listed", w.whoCan)
	t.Run("the auditor's summary agrees with a search", w.auditorsDesk)
	t.Run("everybody may browse the catalog, and harvest what is open", w.openCatalog)
	t.Run("samples would be accepted", w.samples)
	t.Run("what is held of each resource is counted", w.holdings)
	t.Run("pages, their session and their door to the API", w.portal)
	t.Run("command line", w.commandLine)
}

const purpose = "purpose=enforcement&case_no="

func ask(extra string) string { return purpose + url.QueryEscape(caseNo) + extra }

// find waits until a subject's profile holds a record with this document number and returns that answer.
func (w *world) find(t testing.TB, c client, id, number string) answer {
	t.Helper()
	var a answer
	testkit.Eventually(t, 30*time.Second, "record "+number+" in the profile of "+id, func() bool {
		a = c.profile(t, id, ask(""))
		return a.status == 200 && record(a, number) != nil
	})
	return a
}

// record finds a profile's record by document number.
func record(a answer, number string) map[string]any {
	for _, g := range a.list("groups") {
		records, _ := at(g, "records").([]any)
		for _, r := range records {
			if text(at(r, "document_no")) == number {
				return r.(map[string]any)
			}
		}
	}
	return nil
}

// field is an item of a profile's record.
func field(r map[string]any, name string) map[string]any {
	fields, _ := r["fields"].([]any)
	for _, f := range fields {
		if text(at(f, "name")) == name {
			return f.(map[string]any)
		}
	}
	return nil
}

func (w *world) mainJob(t *testing.T) {
	number := "聊市监罚〔2026〕1号"
	receipt := w.pusher.push(t, "penalty", ndjson(t, penalty(number), penalty("聊市监罚〔2026〕2号").with("CF_JDRQ", "2024/2/30"))).counts(t, "1", "1")
	if receipt.header.Get("X-Chengxin-Evidence") == "" {
		t.Error("a push without evidence")
	}
	o := receipt.refusal("2")
	if text(o["field"]) != "CF_JDRQ" || text(o["reason"]) != "NO_SUCH_DAY" || text(o["next_step"]) == "" {
		t.Errorf("the refused record must say line, field and next step: %s", receipt.raw)
	}
	a := w.find(t, w.officer, acme, number)
	r := record(a, number)
	if text(r["agency_name"]) == "" || text(r["digest"]) == "" || text(r["occurred_on"]) != "2026-11-18" {
		t.Errorf("the record does not say where it came from: %v", r)
	}
	index := a.header.Get("X-Chengxin-Evidence")
	if index == "" {
		t.Fatal("an answer without evidence")
	}
	w.proveOffline(t, index)
}

// proveOffline fetches a proof bundle with the command line and checks it without the server, then checks a forged one.
func (w *world) proveOffline(t *testing.T, index string) {
	t.Helper()
	dir := t.TempDir()
	bundle, keyFile := filepath.Join(dir, "proof.json"), filepath.Join(dir, "ledger.pub")
	verifier := w.auditor.send(t, "GET", "/v1/audit/key", nil)
	if verifier.status != 200 {
		t.Fatalf("verifier key: %d %s", verifier.status, verifier.raw)
	}
	if err := os.WriteFile(keyFile, verifier.raw, 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"CHENGXIN_SERVER=" + w.http["audit"], "CHENGXIN_KEY=" + w.auditor.token}
	if out, errs, code := run(t, env, "audit", "proof", index, "--out", bundle); code != 0 {
		t.Fatalf("audit proof ended with %d\n%s%s", code, out, errs)
	}
	if out, errs, code := run(t, nil, "audit", "verify", bundle, "--verifier", keyFile); code != 0 {
		t.Fatalf("audit verify ended with %d\n%s%s", code, out, errs)
	}
	raw, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	var forged map[string]any
	if err := json.Unmarshal(raw, &forged); err != nil {
		t.Fatal(err)
	}
	leaf, _ := forged["leaf"].(string)
	if leaf == "" {
		t.Fatalf("the bundle has no leaf: %s", raw)
	}
	forged["leaf"] = swap(leaf)
	changed, err := json.Marshal(forged)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bundle, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _, code := run(t, nil, "audit", "verify", bundle, "--verifier", keyFile); code == 0 {
		t.Fatalf("a forged bundle was accepted:\n%s", out)
	}
}

// swap changes one character of a base64 text.
func swap(s string) string {
	b := []byte(s)
	i := len(b) / 2
	if b[i] == 'A' {
		b[i] = 'B'
	} else {
		b[i] = 'A'
	}
	return string(b)
}

func (w *world) revocation(t *testing.T) {
	c := w.person(t, fmt.Sprintf("leaver%d", time.Now().UnixNano()%1e6), "lc-amr", "officer")
	a := c.profile(t, acme, ask(""))
	a.want(t, 200, "")
	var id string
	for name, pid := range w.ids {
		if strings.HasPrefix(name, "leaver") {
			id = pid
		}
	}
	w.security.must(t, "POST", "/v1/people/"+id+":setRoles", map[string]any{"roles": []string{}})
	w.soon(t, func() bool { return c.profile(t, acme, ask("")).status == 403 })
	refused := c.profile(t, acme, ask(""))
	refused.want(t, 403, "")
	index := refused.header.Get("X-Chengxin-Evidence")
	if index == "" {
		t.Fatal("a refusal without evidence")
	}
	w.proveOffline(t, index)
	w.sysAdmin.must(t, "POST", "/v1/people/"+id+":revokeSessions", map[string]any{"why": "left the service"})
	w.soon(t, func() bool { return c.profile(t, acme, ask("")).status == 401 })
}

// soon holds at once in one process, and within a second across processes.
func (w *world) soon(t testing.TB, cond func() bool) {
	t.Helper()
	if len(w.procs) == 1 {
		if !cond() {
			t.Fatal("a revocation was not visible to the very next request")
		}
		return
	}
	testkit.Eventually(t, time.Second, "the revocation to reach the other process", cond)
}

func (w *world) obligations(t *testing.T) {
	w.officer.profile(t, acme, "").want(t, 403, "PURPOSE_REQUIRED")
	w.officer.profile(t, acme, "purpose=enforcement").want(t, 403, "CASE_NO_REQUIRED")
	w.officer.profile(t, acme, "purpose=enforcement&case_no=x").want(t, 403, "CASE_NO_MISMATCH")
	w.officer.profile(t, acme, "purpose=curiosity").want(t, 403, "")
	client{s: w.system}.profile(t, acme, ask("")).want(t, 401, "")
	w.sysAdmin.profile(t, acme, ask("")).want(t, 403, "")
}

func (w *world) divisions(t *testing.T) {
	wenling := penalty("温商罚〔2026〕9号").with("CF_CFJG", "温岭市商务局", "CF_CFJGDM", tradeUSCC, "CF_SJLY", "温岭市商务局", "CF_SJLYDM", tradeUSCC)
	w.other.push(t, "penalty", ndjson(t, wenling)).counts(t, "1", "0")
	a := w.find(t, w.county, acme, "聊市监罚〔2026〕1号")
	testkit.Eventually(t, 20*time.Second, "the other city's record to be counted as withheld", func() bool {
		a = w.county.profile(t, acme, ask(""))
		return len(a.list("withheld")) > 0
	})
	if record(a, "温商罚〔2026〕9号") != nil {
		t.Error("a county officer saw another city's record")
	}
	if a.str("withheld", 0, "count") == "" || a.str("withheld", 0, "next_step") == "" {
		t.Errorf("what was withheld must be counted and say what to do: %s", a.raw)
	}
}

func (w *world) persons(t *testing.T) {
	number := "聊市监罚〔2026〕30号"
	w.pusher.push(t, "penalty", ndjson(t, ofPerson(number))).counts(t, "1", "0")
	in := map[string]any{"id": personID, "purpose": "enforcement", "case_no": caseNo}
	var a answer
	testkit.Eventually(t, 30*time.Second, "the person's record", func() bool {
		a = w.officer.json(t, "POST", "/v1/subjects:profile", in)
		return a.status == 200 && record(a, number) != nil
	})
	if strings.Contains(string(a.raw), personID) || strings.Contains(string(a.raw), "欧阳明\"") {
		t.Errorf("an ID number or name left unmasked: %s", a.raw)
	}
	f := field(record(a, number), "CF_XDR_ZJHM")
	if f == nil || f["masked"] != true || text(f["mask_reason"]) == "" {
		t.Errorf("a masked item must say that it is masked and why: %v", f)
	}
	w.granted(t, number, in)
	w.nowhere(t, personID)
	w.personByInbox(t, in)
}

// personByInbox pushes a person through the agency's inbox, where it stands in clear until it is dealt with, and not for long after.
func (w *world) personByInbox(t *testing.T, in map[string]any) {
	t.Helper()
	number := "聊市监罚〔2026〕31号"
	testkit.Eventually(t, 30*time.Second, "the inbox to take a message", func() bool {
		return w.produce(t, w.pusherKey, "inbox.lc-amr", "penalty", strings.TrimSpace(ndjson(t, ofPerson(number)))) == nil
	})
	testkit.Eventually(t, 30*time.Second, "the person's record from the inbox", func() bool {
		a := w.officer.json(t, "POST", "/v1/subjects:profile", in)
		return a.status == 200 && record(a, number) != nil
	})
	testkit.Eventually(t, time.Minute, "the person to go from the inbox and from the disk", func() bool { return len(w.inClear(t, personID)) == 0 })
}

// granted adds a line that names the sealed item and expects the number in clear, then takes the line away again.
func (w *world) granted(t *testing.T, number string, in map[string]any) {
	t.Helper()
	line := map[string]any{"type": "p", "subject": "officer", "domain": "lc-amr", "object": "resource/penalty", "action": "person.query", "effect": "allow",
		"fields": "authorised,+CF_XDR_ZJHM", "purposes": "enforcement", "scope": "any"}
	w.security.must(t, "POST", "/v1/policies", map[string]any{"add": []any{line, with(line, "action", "record.query")}, "why": "e2e"})
	w.soon(t, func() bool {
		a := w.officer.json(t, "POST", "/v1/subjects:profile", in)
		return strings.Contains(string(a.raw), personID)
	})
	versions := w.security.must(t, "GET", "/v1/policies", nil)
	current := w.security.must(t, "GET", "/v1/policies/"+versions.str("versions", 0, "version"), nil)
	var remove []string
	for _, l := range current.list("lines") {
		if strings.Contains(text(at(l, "fields")), "+CF_XDR_ZJHM") {
			remove = append(remove, text(at(l, "id")))
		}
	}
	w.security.must(t, "POST", "/v1/policies", map[string]any{"remove": remove, "why": "e2e done"})
	w.soon(t, func() bool {
		a := w.officer.json(t, "POST", "/v1/subjects:profile", in)
		return !strings.Contains(string(a.raw), personID)
	})
}

func with(m map[string]any, kv ...string) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	for i := 0; i+1 < len(kv); i += 2 {
		out[kv[i]] = kv[i+1]
	}
	return out
}

// nowhere looks for a text in every file of the data folder.
func (w *world) nowhere(t *testing.T, secret string) {
	t.Helper()
	for _, path := range w.inClear(t, secret) {
		t.Errorf("%s holds personal data in clear", path)
	}
}

// inClear lists the files of the data folder that hold a text.
func (w *world) inClear(t *testing.T, secret string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.dir, "data"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // files come and go while the engines merge
		}
		b, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(b), secret) {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
