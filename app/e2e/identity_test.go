package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// subject is the account of a credit subject, whose ID number or code the system administrator types in once.
func (w *world) subject(t testing.TB, name, agency, code string) client {
	t.Helper()
	a := w.sysAdmin.must(t, "POST", "/v1/people", map[string]any{"name": name, "display_name": name, "agency": agency, "subject": code})
	w.ids[name] = a.str("person", "id")
	if strings.Contains(string(a.raw), personID) {
		t.Errorf("the answer repeats the ID number: %s", a.raw)
	}
	w.security.must(t, "POST", "/v1/people/"+w.ids[name]+":setRoles", map[string]any{"roles": []string{"subject"}})
	client{s: w.system}.must(t, "POST", "/v1/enrolments:redeem", map[string]any{"token": a.str("enrolment_token"), "password": password})
	return w.login(t, name)
}

// own waits until a subject's own record holds a document number.
func (w *world) own(t testing.TB, c client, number string) answer {
	t.Helper()
	var a answer
	testkit.Eventually(t, 30*time.Second, "record "+number+" in the own record", func() bool {
		a = c.send(t, "GET", "/v1/me/profile", nil)
		return a.status == 200 && record(a, number) != nil
	})
	return a
}

// looks waits until a subject's list of who looked holds an event.
func (w *world) looks(t testing.TB, c client, what string, is func(e any) bool) {
	t.Helper()
	var a answer
	testkit.Eventually(t, 20*time.Second, what+" in the list of who looked", func() bool {
		a = c.must(t, "GET", "/v1/me/accesses?limit=100", nil)
		for _, e := range a.list("events") {
			if is(e) {
				return true
			}
		}
		return false
	})
}

// ownRecord is a person who reads the own record and who looked at it.
func (w *world) ownRecord(t *testing.T) {
	number := "聊市监罚〔2026〕95号"
	w.pusher.push(t, "penalty", ndjson(t, ofPerson(number))).counts(t, "1", "0")
	c := w.subject(t, "ouyang", "lc-amr", personID)
	a := w.own(t, c, number)
	token := a.str("subject", "id")
	if me := c.must(t, "GET", "/v1/me", nil); me.str("subject") != token || !strings.HasPrefix(token, "p") || me.str("actions", 0) != "self.query" || len(me.list("actions")) != 1 {
		t.Errorf("the account is not bound to %s alone: %s", token, me.raw)
	}
	if a.header.Get("X-Chengxin-Evidence") == "" || strings.Contains(string(a.raw), personID) {
		t.Errorf("without evidence, or with a sealed number: %s", a.raw)
	}
	r := record(a, number)
	if text(r["publication"]) != "not_published" || text(r["publication_basis"]) == "" || field(r, "CF_NR")["masked"] == true || text(field(r, "CF_XDR_ZJHM")["needs"]) != "+CF_XDR_ZJHM" {
		t.Errorf("the own record: %v", r)
	}
	if name := a.str("subject", "name"); name != "欧阳明" || text(field(r, "CF_XDR_MC")["value"]) != name {
		t.Errorf("the own name: %q and %v", name, field(r, "CF_XDR_MC"))
	}
	in := map[string]any{"id": personID, "purpose": "enforcement", "case_no": caseNo}
	w.officer.json(t, "POST", "/v1/subjects:profile", in).want(t, 200, "")
	w.officer.json(t, "POST", "/v1/subjects:profile", with(in, "purpose", "award")).want(t, 403, "")
	agency := "聊城市市场监督管理局"
	w.looks(t, c, "the officer's look", func(e any) bool {
		return text(at(e, "agency_name")) == agency && text(at(e, "purpose")) == "enforcement" && text(at(e, "case_no")) == caseNo && text(at(e, "decision")) == "allow" && text(at(e, "at")) != ""
	})
	w.looks(t, c, "the refused attempt", func(e any) bool {
		return text(at(e, "agency_name")) == agency && text(at(e, "purpose")) == "award" && text(at(e, "decision")) == "deny" && text(at(e, "kind")) == "refusal"
	})
	w.looks(t, c, "the own look", func(e any) bool {
		return text(at(e, "kind")) == "own" && text(at(e, "purpose")) == "self" && text(at(e, "agency")) == "" && text(at(e, "agency_name")) == "yourself"
	})
	found := w.auditor.must(t, "GET", "/v1/audit/events?kind=query&purpose=self&subject="+token, nil)
	if found.str("events", 0, "action") != "self.query" || found.str("events", 0, "actor") != w.ids["ouyang"] {
		t.Errorf("the evidence of the own look: %s", found.raw)
	}
	w.nothingElse(t, c, token)
	w.notForStaff(t)
	w.nowhere(t, personID)
}

// nothingElse holds that a credit subject reaches nothing beside its own record: no other subject, and nothing of the agency that keeps its account.
func (w *world) nothingElse(t *testing.T, c client, token string) {
	t.Helper()
	for _, r := range []struct {
		method, path string
		in           any
	}{
		{"GET", "/v1/subjects/" + acme + "/profile?purpose=self", nil}, {"GET", "/v1/subjects/" + token + "/profile?purpose=self", nil},
		{"POST", "/v1/subjects:profile", map[string]any{"id": personID, "purpose": "self"}}, {"POST", "/v1/subjects:search", map[string]any{"query": "恒信"}},
		{"GET", "/v1/subjects/" + acme + "/accesses", nil}, {"GET", "/v1/subjects/" + token + "/accesses", nil}, {"GET", "/v1/records/space_address?purpose=self", nil},
		{"GET", "/v1/receipts", nil}, {"GET", "/v1/quarantine", nil}, {"GET", "/v1/agency/keys", nil}, {"GET", "/v1/agency/kafka", nil},
		{"POST", "/v1/agency/keys", map[string]any{"label": "x"}}, {"GET", "/v1/people", nil}, {"GET", "/v1/keys", nil}, {"GET", "/v1/audit/events", nil},
	} {
		var a answer
		if r.in == nil {
			a = c.send(t, r.method, r.path, nil)
		} else {
			a = c.json(t, r.method, r.path, r.in)
		}
		a.want(t, 403, "")
		if a.header.Get("X-Chengxin-Evidence") == "" {
			t.Errorf("%s %s: a refusal without evidence", r.method, r.path)
		}
	}
	c.push(t, "penalty", ndjson(t, penalty("越权1号"))).want(t, 403, "")
	// Nobody else can be named: the request has no place for it.
	c.send(t, "GET", "/v1/me/profile?id="+acme, nil).want(t, 400, "")
	c.send(t, "GET", "/v1/me/profile?subject="+acme, nil).want(t, 400, "")
	w.looks(t, w.acme(t), "the attempt of a stranger", func(e any) bool {
		return text(at(e, "decision")) == "deny" && text(at(e, "purpose")) == "self" && text(at(e, "kind")) == "refusal"
	})
}

// acme is the account of the company the suite is about.
func (w *world) acme(t testing.TB) client {
	t.Helper()
	if _, there := w.ids["acme"]; there {
		return w.login(t, "acme")
	}
	return w.subject(t, "acme", "lc-amr", acme)
}

// notForStaff holds that accounts are bound to a subject or work for an agency, never both.
func (w *world) notForStaff(t *testing.T) {
	t.Helper()
	for name, c := range map[string]client{"an officer": w.officer, "a key": w.pusher, "an administrator": w.security} {
		for _, path := range []string{"/v1/me/profile", "/v1/me/accesses"} {
			a := c.send(t, "GET", path, nil)
			a.want(t, 403, "NOT_A_SUBJECT")
			if a.header.Get("X-Chengxin-Evidence") == "" {
				t.Errorf("%s on %s: a refusal without evidence", name, path)
			}
		}
	}
	client{s: w.system}.send(t, "GET", "/v1/me/profile", nil).want(t, 401, "")
	w.security.json(t, "POST", "/v1/people/"+w.ids["ouyang"]+":setRoles", map[string]any{"roles": []string{"subject", "officer"}}).want(t, 403, "SUBJECT_ALONE")
	w.security.json(t, "POST", "/v1/people/"+w.ids["officer2"]+":setRoles", map[string]any{"roles": []string{"subject"}}).want(t, 400, "SUBJECT_UNBOUND")
	wrong := w.sysAdmin.json(t, "POST", "/v1/people", map[string]any{"name": "wrong.number", "agency": "lc-amr", "subject": personID[:17] + "2"})
	if wrong.want(t, 400, "SUBJECT_CODE_INVALID"); strings.Contains(string(wrong.raw), personID[:17]) {
		t.Errorf("the refusal repeats what was typed: %s", wrong.raw)
	}
}

// ownCompany is a company that reads its own record: its public facts in clear, its representative's document number not.
func (w *world) ownCompany(t *testing.T) {
	number, other := "聊市监罚〔2026〕96号", "371502198503071238"
	w.pusher.push(t, "penalty", ndjson(t, penalty(number).with("CF_FR_ZJLX", "护照号", "CF_FR_ZJHM", "E12345678", "CF_SY", "举报人身份证号"+other+"。"))).counts(t, "1", "0")
	c := w.acme(t)
	a := w.own(t, c, number)
	r := record(a, number)
	if a.str("subject", "id") != acme || text(field(r, "CF_FRDB")["value"]) != "王安宁" || text(field(r, "CF_SJLYDM")["value"]) != marketUSCC {
		t.Errorf("the company's own record: %v", r)
	}
	if f := field(r, "CF_FR_ZJHM"); f["masked"] != true || text(f["needs"]) != "+CF_FR_ZJHM" || text(f["mask_reason"]) == "" {
		t.Errorf("somebody else's document: %v", f)
	}
	if strings.Contains(string(a.raw), "E12345678") || strings.Contains(string(a.raw), other) {
		t.Errorf("personal data of other people: %s", a.raw)
	}
	w.security.must(t, "POST", "/v1/people/"+w.ids["acme"]+":setRoles", map[string]any{"roles": []string{}})
	w.soon(t, func() bool { return c.send(t, "GET", "/v1/me/profile", nil).status == 403 })
	w.security.must(t, "POST", "/v1/people/"+w.ids["acme"]+":setRoles", map[string]any{"roles": []string{"subject"}})
	w.soon(t, func() bool { return c.send(t, "GET", "/v1/me/profile", nil).status == 200 })
}

// ownKeys is an agency that keeps its keys itself: issued, used, revoked, and out of every other agency's reach.
func (w *world) ownKeys(t *testing.T) {
	operator := w.person(t, "operator1", "lc-amr", "agency_operator")
	stranger := w.person(t, "operator2", "wl-trade", "agency_operator")
	conn := operator.must(t, "GET", "/v1/agency/kafka", nil)
	if conn.str("brokers", 0) != w.kafka || conn.str("mechanism") != "SCRAM-SHA-256" || conn.str("inbox_topic") != "inbox.lc-amr" || conn.str("receipts_topic") != "receipts.lc-amr" || conn.str("username_prefix") != "lc-amr" {
		t.Errorf("how to connect: %s", conn.raw)
	}
	made := operator.must(t, "POST", "/v1/agency/keys", map[string]any{"label": "收费系统"})
	k := key{made.str("key", "id"), made.str("secret"), made.str("kafka_username")}
	if k.kafkaUser != conn.str("username_prefix")+"."+k.id || made.str("key", "agency") != "lc-amr" || made.str("key", "roles", 0) != "pusher" || len(made.list("key", "roles")) != 1 {
		t.Fatalf("the new key: %s", made.raw)
	}
	if list := operator.must(t, "GET", "/v1/agency/keys", nil); !strings.Contains(string(list.raw), k.id) || strings.Contains(string(list.raw), k.secret) {
		t.Errorf("the agency's keys, without secrets: %s", list.raw)
	}
	machine := client{w.system, k.secret}
	one := ndjson(t, penalty("聊市监罚〔2026〕97号"))
	testkit.Eventually(t, 10*time.Second, "the new key to be known to the exchange", func() bool { return machine.push(t, "penalty", one).status == 200 })
	if err := w.produce(t, k, conn.str("inbox_topic"), "penalty", strings.TrimSpace(one)); err != nil {
		t.Errorf("the key on Kafka: %v", err)
	}
	machine.json(t, "POST", "/v1/agency/keys", map[string]any{"label": "by a key"}).want(t, 403, "")
	// A person of the agency pushes and reads what came of it, without a key.
	receipt := operator.push(t, "penalty", ndjson(t, penalty("聊市监罚〔2026〕98号"))).counts(t, "1", "0")
	operator.must(t, "GET", "/v1/receipts/"+receipt.str("id"), nil)
	operator.must(t, "GET", "/v1/quarantine", nil)
	operator.profile(t, acme, ask("")).want(t, 403, "")

	if list := stranger.must(t, "GET", "/v1/agency/keys", nil); strings.Contains(string(list.raw), k.id) {
		t.Errorf("another agency sees the key: %s", list.raw)
	}
	theirs := stranger.json(t, "POST", "/v1/agency/keys/"+k.id+":revoke", map[string]any{})
	none := stranger.json(t, "POST", "/v1/agency/keys/k00000000000000000000000000:revoke", map[string]any{})
	theirs.want(t, 404, "NOT_FOUND")
	if theirs.str("reason") != none.str("reason") || theirs.str("message_zh") != none.str("message_zh") || theirs.status != none.status {
		t.Errorf("another agency's key is told from none: %s, %s", theirs.raw, none.raw)
	}
	machine.must(t, "GET", "/v1/me", nil)
	operator.must(t, "POST", "/v1/agency/keys/"+k.id+":revoke", map[string]any{"why": "rotated"})
	machine.send(t, "GET", "/v1/me", nil).want(t, 401, "")
	w.soon(t, func() bool { return machine.push(t, "penalty", one).status == 401 })
	if err := w.produce(t, k, conn.str("inbox_topic"), "penalty", "{}"); err == nil {
		t.Error("a revoked key still writes to Kafka")
	}
	w.security.json(t, "POST", "/v1/people/"+w.pusherKey.id+":setRoles", map[string]any{"roles": []string{"agency_operator"}}).want(t, 403, "ROLE_FOR_PEOPLE")
}

// whoCan lists those who may do something, and agrees with what is explained one by one.
func (w *world) whoCan(t *testing.T) {
	q := map[string]any{"action": "record.query", "object": "resource/penalty", "purpose": "award"}
	grantees := func(q map[string]any) map[string]any {
		t.Helper()
		out, last := map[string]any{}, ""
		for cursor := ""; ; {
			q := with(q, "cursor", cursor)
			q["limit"] = 2
			page := w.security.must(t, "POST", "/v1/policies:whoCan", q)
			for _, g := range page.list("grantees") {
				if here := text(at(g, "agency")) + "/" + text(at(g, "id")); here <= last {
					t.Errorf("%s after %s", here, last)
				} else {
					last = here
				}
				out[text(at(g, "id"))] = g
			}
			if cursor = page.str("next_cursor"); cursor == "" {
				return out
			}
		}
	}
	listed := grantees(q)
	for name, id := range w.ids {
		e := w.security.must(t, "POST", "/v1/policies:explain", with(q, "principal", id))
		g, there := listed[id]
		if allow, _ := e.body["allow"].(bool); allow != there {
			t.Errorf("%s: explained as %v, listed %v", name, allow, there)
		} else if there && (text(at(g, "line")) != e.str("line") || text(at(g, "fields")) != e.str("fields") || text(at(g, "scope")) != e.str("scope") || text(at(g, "agency_name")) == "") {
			t.Errorf("%s: listed as %v, explained as %s", name, g, e.raw)
		}
	}
	if _, there := listed[w.ids["officer1"]]; !there || listed[w.pusherKey.id] != nil {
		t.Errorf("officers may, keys may not: %v", listed)
	}
	if without := grantees(map[string]any{"action": "record.query", "object": "resource/penalty"}); len(without) != 0 {
		t.Errorf("without the purpose nobody may: %v", without)
	}
	pushers := grantees(map[string]any{"action": "record.push", "object": "resource/penalty", "agency": "wl-trade"})
	if g := pushers[w.otherKey.id]; g == nil || at(g, "key") != true || text(at(g, "roles", 0)) != "pusher" || pushers[w.pusherKey.id] != nil {
		t.Errorf("the keys of one agency: %v", pushers)
	}
	a := w.officer.json(t, "POST", "/v1/policies:whoCan", q)
	a.want(t, 403, "")
}
