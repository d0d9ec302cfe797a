package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// world is a fresh installation with its first people, made only through the public interface: the three administrators
// redeem the one-time links of the first start, and then each does its own part.
type world struct {
	*system
	sysAdmin, security, auditAdmin client // the three administrators
	officer, county, auditor       client // city officer, county officer, auditor
	pusher, other                  client // API keys of two source agencies
	pusherKey, otherKey            key
	ids                            map[string]string // login name to person id
}

// key is an API key as it was issued.
type key struct{ id, secret, kafkaUser string }

const (
	password = "correct horse battery 9"
	// Two departments; the codes are synthetic vectors of the standard.
	marketUSCC = "1137150000435990X8"
	tradeUSCC  = "12331081002629902M"
	// Companies.
	acme     = "91371502MA2T3571X8"
	caseNo   = "聊市监案〔2026〕15号"
	personID = "371502190102030011"
)

// found makes the world of a running system.
func found(t testing.TB, s *system) *world {
	t.Helper()
	w := &world{system: s, ids: map[string]string{}}
	tokens := map[string]string{}
	for len(tokens) < 3 {
		select {
		case line := <-s.enrol:
			role, token, _ := strings.Cut(line, " ")
			tokens[role] = token
		case <-time.After(30 * time.Second):
			t.Fatalf("the first start did not print three enrolment links; got %v\n%s", tokens, s.procs[0].out)
		}
	}
	anon := client{s: s}
	admin := func(role string) client {
		name := anon.must(t, "POST", "/v1/enrolments:redeem", map[string]any{"token": tokens[role], "password": password}).str("name")
		anon.json(t, "POST", "/v1/enrolments:redeem", map[string]any{"token": tokens[role], "password": password}).want(t, 401, "ENROLMENT_INVALID")
		return w.login(t, name)
	}
	w.systemAdmin(t, admin)
	return w
}

func (w *world) systemAdmin(t testing.TB, admin func(string) client) {
	t.Helper()
	sys, sec, aud := admin("system_admin"), admin("security_admin"), admin("audit_admin")
	w.sysAdmin, w.security, w.auditAdmin = sys, sec, aud
	for _, a := range []map[string]any{
		{"code": "lc-amr", "name": "聊城市市场监督管理局", "uscc": marketUSCC, "division": "371500", "kind": "both"},
		{"code": "lq-amr", "name": "临清市市场监督管理局", "division": "371581", "kind": "both"},
		{"code": "wl-trade", "name": "温岭市商务局", "uscc": tradeUSCC, "division": "331081", "kind": "both"},
	} {
		sys.must(t, "POST", "/v1/agencies", a)
	}
	w.officer = w.person(t, "officer1", "lc-amr", "officer")
	w.county = w.person(t, "officer2", "lq-amr", "officer")
	w.auditor = w.person(t, "auditor1", "lc-amr", "auditor")
	w.pusherKey = w.issue(t, "lc-amr")
	w.otherKey = w.issue(t, "wl-trade")
	w.pusher, w.other = client{w.system, w.pusherKey.secret}, client{w.system, w.otherKey.secret}
}

// person is created by the system administrator, given a role by the security administrator, and enrols.
func (w *world) person(t testing.TB, name, agency string, roles ...string) client {
	t.Helper()
	a := w.sysAdmin.must(t, "POST", "/v1/people", map[string]any{"name": name, "display_name": name, "agency": agency})
	w.ids[name] = a.str("person", "id")
	w.security.must(t, "POST", "/v1/people/"+w.ids[name]+":setRoles", map[string]any{"roles": roles})
	client{s: w.system}.must(t, "POST", "/v1/enrolments:redeem", map[string]any{"token": a.str("enrolment_token"), "password": password})
	return w.login(t, name)
}

func (w *world) login(t testing.TB, name string) client {
	t.Helper()
	a := client{s: w.system}.must(t, "POST", "/v1/sessions", map[string]any{"name": name, "password": password})
	if a.str("token") == "" {
		t.Fatalf("login of %s without a token: %s", name, a.raw)
	}
	return client{w.system, a.str("token")}
}

// issue makes an API key with the pusher role.
func (w *world) issue(t testing.TB, agency string) key {
	t.Helper()
	a := w.sysAdmin.must(t, "POST", "/v1/keys", map[string]any{"agency": agency, "label": "e2e", "roles": []string{"pusher"}})
	k := key{a.str("key", "id"), a.str("secret"), a.str("kafka_username")}
	if k.id == "" || k.secret == "" || k.kafkaUser == "" {
		t.Fatalf("an issued key must show id, secret and Kafka user once: %s", a.raw)
	}
	return k
}

// profile asks for one subject.
func (c client) profile(t testing.TB, id, query string) answer {
	t.Helper()
	return c.send(t, "GET", fmt.Sprintf("/v1/subjects/%s/profile?%s", id, query), nil)
}
