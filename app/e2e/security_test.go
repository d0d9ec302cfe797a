package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestSecurity attacks one installation from all sides a stranger, or a colleague with too much curiosity, has.
func TestSecurity(t *testing.T) {
	w := found(t, oneProcess(t, folder(t), ""))
	t.Run("slow, garbled and oversized requests", w.badRequests) // first: its slow ones need their time
	t.Run("no endpoint without credentials", w.strangers)
	t.Run("no endpoint beyond one's role", w.roles)
	t.Run("another agency's receipts and quarantine", w.otherAgency)
	t.Run("revocation is visible to the next request", w.revocations)
	t.Run("lock-out after failures", w.lockOut)
	t.Run("topics and groups of others", w.topics)
	t.Run("gRPC from outside", w.outsideGRPC)
	t.Run("injection", w.injection)
}

// TestInjectionPostgreSQL repeats the attempts on the database that is pickier about text.
func TestInjectionPostgreSQL(t *testing.T) {
	found(t, oneProcess(t, folder(t), postgres(t))).injection(t)
}

// strangers tries every endpoint without credentials, with made-up ones, and with ones that were good once.
func (w *world) strangers(t *testing.T) {
	expired := w.expired(t)
	ended := w.person(t, "stranger1", "lc-amr", "officer")
	ended.must(t, "DELETE", "/v1/sessions/current", nil)
	revoked := w.issue(t, "lc-amr")
	w.sysAdmin.must(t, "POST", "/v1/keys/"+revoked.id+":revoke", map[string]any{"why": "e2e"})
	tokens := map[string]string{
		"nothing": "", "garbage": "x", "made-up session": "cxs_" + strings.Repeat("a7", 16), "made-up key": "cxk_" + strings.Repeat("b8", 16),
		"a good key cut short": w.pusherKey.secret[:len(w.pusherKey.secret)-1], "a good key in upper case": strings.ToUpper(w.pusherKey.secret),
		"a very long token": "cxk_" + strings.Repeat("k", 20_000), "expired key": expired, "ended session": ended.token, "revoked key": revoked.secret,
	}
	for _, r := range routes(t) {
		for name, token := range tokens {
			what := r.String() + " with " + name
			a := client{w.system, token}.call(t, r)
			a.clean(t, what)
			switch {
			case r.need.GetPublic():
				if a.status == 401 || a.status == 403 {
					t.Errorf("%s: is public, but answers %d %s", what, a.status, a.raw)
				}
			case a.status != 401:
				t.Errorf("%s: got %d, want 401: %.300s", what, a.status, a.raw)
			case a.header.Get("X-Chengxin-Evidence") == "" || a.header.Get("WWW-Authenticate") == "":
				t.Errorf("%s: a refusal without evidence or challenge: %v", what, a.header)
			}
		}
	}
}

// expired issues a key for two seconds and waits until it is over.
func (w *world) expired(t testing.TB) string {
	t.Helper()
	a := w.sysAdmin.must(t, "POST", "/v1/keys", map[string]any{"agency": "lc-amr", "label": "short", "roles": []string{"pusher"},
		"expires_at": time.Now().Add(2 * time.Second).UTC().Format(time.RFC3339Nano)})
	c := client{w.system, a.str("secret")}
	c.must(t, "GET", "/v1/me", nil)
	testkit.Eventually(t, 10*time.Second, "the key to expire", func() bool { return c.send(t, "GET", "/v1/me", nil).status == 401 })
	return c.token
}

// revoked opens a session and has it ended.
func (w *world) revoked(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("ended%d", time.Now().UnixNano()%1e6)
	c := w.person(t, name, "lc-amr", "officer")
	w.sysAdmin.must(t, "POST", "/v1/people/"+w.ids[name]+":revokeSessions", map[string]any{"why": "e2e"})
	c.send(t, "GET", "/v1/me", nil).want(t, 401, "")
	return c.token
}

// roles tries every endpoint with every kind of caller: 403 exactly where the caller's roles lack the action.
func (w *world) roles(t *testing.T) {
	spare := w.person(t, "spare1", "lc-amr", "officer") // ends its own session on the way
	callers := map[string]client{
		"officer": spare, "county officer": w.county, "auditor": w.auditor, "pusher": w.pusher, "pusher of another agency": w.other,
		"system administrator": w.sysAdmin, "security administrator": w.security, "audit administrator": w.auditAdmin,
		"person without a role": w.person(t, "norole1", "lc-amr"), "pusher in person, the operator": w.person(t, "operator9", "lc-amr", "agency_operator"),
		"credit subject": w.subject(t, "subject9", "lc-amr", acme),
	}
	for name, c := range callers {
		may := c.actions(t)
		for _, r := range routes(t) {
			if r.need.GetAction() == "" || strings.HasPrefix(r.template, "/v1/sessions") {
				continue
			}
			what := r.String() + " as " + name
			a := c.call(t, r)
			a.clean(t, what)
			if refused := a.status == 403; refused == may[r.need.GetAction()] || a.status == 401 {
				t.Errorf("%s: got %d; may %s: %t\n%.300s", what, a.status, r.need.GetAction(), may[r.need.GetAction()], a.raw)
			} else if refused && a.header.Get("X-Chengxin-Evidence") == "" {
				t.Errorf("%s: a refusal without evidence", what)
			}
		}
	}
	one := ndjson(t, penalty("越1号"))
	for name, c := range callers {
		if !strings.HasPrefix(name, "pusher") {
			c.push(t, "penalty", one).want(t, 403, "")
		}
		if !strings.Contains(name, "officer") {
			c.profile(t, acme, ask("")).want(t, 403, "")
			c.json(t, "POST", "/v1/subjects:profile", map[string]any{"id": personID, "purpose": "enforcement", "case_no": caseNo}).want(t, 403, "")
		}
	}
}

// otherAgency tries to reach what another agency pushed.
func (w *world) otherAgency(t *testing.T) {
	receipt := w.pusher.push(t, "penalty", ndjson(t, penalty("他1号"), penalty("他2号").with("CF_NR_FK", nil))).counts(t, "1", "1").str("id")
	var id string
	testkit.Eventually(t, 20*time.Second, "the refused record in quarantine", func() bool {
		id = w.pusher.must(t, "GET", "/v1/quarantine?receipt="+receipt, nil).str("items", 0, "id")
		return id != ""
	})
	w.pusher.must(t, "GET", "/v1/receipts/"+receipt, nil)
	for _, c := range []client{w.other} {
		c.send(t, "GET", "/v1/receipts/"+receipt, nil).want(t, 404, "")
		c.send(t, "GET", "/v1/quarantine/"+id, nil).want(t, 404, "")
		c.json(t, "POST", "/v1/quarantine/"+id+":resubmit", map[string]any{"record": strings.TrimSpace(ndjson(t, penalty("他2号")))}).want(t, 404, "")
		for _, path := range []string{"/v1/receipts", "/v1/receipts?resource=penalty", "/v1/quarantine", "/v1/quarantine?receipt=" + receipt} {
			if a := c.must(t, "GET", path, nil); strings.Contains(string(a.raw), receipt) || strings.Contains(string(a.raw), id) {
				t.Errorf("%s shows another agency's: %s", path, a.raw)
			}
		}
	}
	// What another agency withdraws is never this one's record.
	w.other.send(t, "POST", "/v1/resources/penalty/records:withdraw", strings.NewReader(ndjson(t, penalty("他1号"))), "Content-Type", "application/x-ndjson")
	w.pusher.push(t, "penalty", ndjson(t, penalty("他5号"))).counts(t, "1", "0")
	if a := w.find(t, w.officer, acme, "他5号"); record(a, "他1号") == nil { // what came later is in sight, so the withdrawal has been dealt with
		t.Error("another agency withdrew a record")
	}
	// The same natural key and idempotency key from another agency are another push.
	mine := w.pusher.push(t, "penalty", ndjson(t, penalty("他3号")), "Idempotency-Key", "shared-key").counts(t, "1", "0")
	theirs := w.other.push(t, "penalty", ndjson(t, penalty("他4号")), "Idempotency-Key", "shared-key").counts(t, "1", "0")
	if mine.str("id") == theirs.str("id") {
		t.Error("two agencies share a receipt")
	}
}

// revocations ends what a caller holds in each way there is; the very next request must know.
func (w *world) revocations(t *testing.T) {
	look := func(c client) answer { return c.profile(t, acme, ask("")) }
	for _, c := range []struct {
		name, path string
		by         client
		body       map[string]any
		status     int
	}{
		{"disabled", ":disable", w.sysAdmin, map[string]any{"why": "e2e"}, 401},
		{"sessions revoked", ":revokeSessions", w.sysAdmin, map[string]any{"why": "e2e"}, 401},
		{"enrolled again", ":enrol", w.sysAdmin, map[string]any{"why": "e2e"}, 401},
		{"role taken", ":setRoles", w.security, map[string]any{"roles": []string{}}, 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			login := "rev-" + strings.TrimPrefix(strings.ToLower(c.path), ":")
			p := w.person(t, login, "lc-amr", "officer")
			second := w.login(t, login)
			look(p).want(t, 200, "")
			look(second).want(t, 200, "")
			c.by.must(t, "POST", "/v1/people/"+w.ids[login]+c.path, c.body)
			look(p).want(t, c.status, "")
			look(second).want(t, c.status, "")
		})
	}
	t.Run("own password changed", func(t *testing.T) {
		p := w.person(t, "rev-password", "lc-amr", "officer")
		p.must(t, "POST", "/v1/me/password", map[string]any{"old_password": password, "new_password": "another horse battery 10"})
		look(p).want(t, 401, "")
		client{s: w.system}.json(t, "POST", "/v1/sessions", map[string]any{"name": "rev-password", "password": password}).want(t, 401, "LOGIN_FAILED")
	})
	t.Run("key revoked", func(t *testing.T) {
		k := w.issue(t, "lc-amr")
		c := client{w.system, k.secret}
		c.push(t, "penalty", ndjson(t, penalty("撤1号"))).counts(t, "1", "0")
		if err := w.produce(t, k, "inbox.lc-amr", "penalty", strings.TrimSpace(ndjson(t, penalty("撤2号")))); err != nil {
			t.Fatal(err)
		}
		w.sysAdmin.must(t, "POST", "/v1/keys/"+k.id+":revoke", map[string]any{"why": "e2e"})
		c.push(t, "penalty", ndjson(t, penalty("撤3号"))).want(t, 401, "")
		if err := w.produce(t, k, "inbox.lc-amr", "penalty", "{}"); err == nil {
			t.Error("a revoked key still writes to Kafka")
		}
	})
	t.Run("agency disabled", func(t *testing.T) {
		agency := map[string]any{"code": "zz-gone", "name": "撤销局", "division": "371500", "kind": "both"}
		w.sysAdmin.must(t, "POST", "/v1/agencies", agency)
		p, k := w.person(t, "rev-agency", "zz-gone", "officer"), w.issue(t, "zz-gone")
		look(p).want(t, 200, "")
		agency["disabled"] = true
		w.sysAdmin.must(t, "POST", "/v1/agencies", agency)
		look(p).want(t, 401, "")
		client{w.system, k.secret}.send(t, "GET", "/v1/me", nil).want(t, 401, "")
	})
}

// lockOut guesses a password; then even the right one is refused until an administrator unlocks the account.
func (w *world) lockOut(t *testing.T) {
	w.person(t, "lock1", "lc-amr", "officer")
	guess := func(pw string) answer {
		return client{s: w.system}.json(t, "POST", "/v1/sessions", map[string]any{"name": "lock1", "password": pw})
	}
	for range 5 {
		guess("wrong horse battery 9").want(t, 401, "LOGIN_FAILED")
	}
	guess(password).want(t, 429, "ACCOUNT_LOCKED")
	w.sysAdmin.must(t, "POST", "/v1/people/"+w.ids["lock1"]+":enable", map[string]any{"why": "e2e"})
	guess(password).want(t, 200, "")
	// Whether a login name exists is nobody's business: the same answer, and locks on both.
	for range 5 {
		client{s: w.system}.json(t, "POST", "/v1/sessions", map[string]any{"name": "nobody.here", "password": password}).want(t, 401, "LOGIN_FAILED")
	}
	client{s: w.system}.json(t, "POST", "/v1/sessions", map[string]any{"name": "nobody.here", "password": password}).want(t, 429, "ACCOUNT_LOCKED")
}
