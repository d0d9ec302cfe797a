package biz_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

func person(name, agency string) biz.Person { return biz.Person{Name: name, Agency: agency} }

func allow(role, object, action string) biz.Line {
	return biz.Line{Type: "p", Subject: role, Domain: "*", Object: object, Action: action, Effect: "allow", Fields: "shared", Scope: "any"}
}

func role(subject, role string) biz.Line {
	return biz.Line{Type: "g", Subject: subject, Domain: "city", Object: role}
}

func TestSeparationOfDuties(t *testing.T) {
	w := newWorld(t)
	w.seed()
	sec := w.as("sec")
	set := func(who string, roles ...string) error {
		_, err := w.core.SetRoles(sec, w.ids[who], roles, "")
		return err
	}
	add := func(l ...biz.Line) error {
		_, _, err := w.core.ChangePolicy(sec, biz.Edit{Add: l, Why: "test"})
		return err
	}
	for name, c := range map[string]struct {
		err    error
		reason fault.Reason
	}{
		"two offices":                  {set("wang", biz.SystemAdmin, biz.AuditAdmin), "SEPARATION_OF_DUTIES"},
		"an office and another role":   {set("wang", biz.SystemAdmin, "officer"), "SEPARATION_OF_DUTIES"},
		"a second office by a line":    {add(role(w.ids["sys"], biz.AuditAdmin)), "SEPARATION_OF_DUTIES"},
		"an office for a key":          {add(role(w.ids["key"], biz.AuditAdmin)), "SEPARATION_OF_DUTIES"},
		"own roles":                    {set("sec", "officer"), "SELF_GRANT"},
		"own roles by a line":          {add(role(w.ids["sec"], "officer")), "SELF_GRANT"},
		"a role that inherits":         {add(role("officer", biz.AuditAdmin)), "SUBJECT_UNKNOWN"},
		"a role everywhere":            {add(biz.Line{Type: "g", Subject: w.ids["wang"], Domain: "*", Object: "auditor"}), "POLICY_LINE"},
		"a role in another agency":     {add(biz.Line{Type: "g", Subject: w.ids["wang"], Domain: "county", Object: "auditor"}), "AGENCY_MISMATCH"},
		"an unknown role":              {set("wang", "emperor"), "ROLE_UNKNOWN"},
		"records for an office":        {add(allow(biz.SecurityAdmin, "resource/*", "record.query")), "OFFICE_BEYOND_DUTY"},
		"records by a wildcard":        {add(allow(biz.SystemAdmin, "*", "person.*")), "OFFICE_BEYOND_DUTY"},
		"role.edit for officers":       {add(allow("officer", "*", "role.edit")), "RESERVED_ACTION"},
		"everything for officers":      {add(allow("officer", "*", "*")), "RESERVED_ACTION"},
		"an unknown action":            {add(allow("officer", "*", "fly")), "ACTION_UNKNOWN"},
		"an unknown purpose":           {add(biz.Line{Type: "p", Subject: "officer", Object: "*", Action: "record.query", Purposes: "fun"}), "POLICY_LINE"},
		"no office for the audit":      {set("aud"), "LAST_ADMINISTRATOR"},
		"deny the office's own duty":   {add(biz.Line{Type: "p", Subject: biz.SecurityAdmin, Object: "*", Action: "policy.*", Effect: "deny"}), "LAST_ADMINISTRATOR"},
		"no system administrator":      {second(w.core.Disable(w.as("sys"), w.ids["sys"], "")), "LAST_ADMINISTRATOR"},
		"the agency of all of them":    {second(w.core.PutAgency(w.as("sys"), biz.Agency{Code: "city", Name: "x", Division: "371500", Kind: "both", Disabled: true}, "")), "LAST_ADMINISTRATOR"},
		"roles by a system admin":      {third(w.core.CreatePerson(w.as("sys"), person("qian", "city"), []string{"officer"})), policy.ReasonNoGrant},
		"a key that sees, by the same": {third(w.core.IssueKey(w.as("sys"), "city", "x", time.Time{}, []string{"officer"})), policy.ReasonNoGrant},
	} {
		t.Run(name, func(t *testing.T) { want(t, c.err, c.reason) })
	}
	if w.store.Version() != 2 {
		t.Errorf("refused changes made versions: %d", w.store.Version())
	}
	// With another one in place, one of two security administrators may go; the last may not.
	must(t, second(w.core.SetRoles(sec, w.ids["sec2"], nil, "")))
	want(t, second(w.core.Disable(w.as("sys"), w.ids["sec"], "")), "LAST_ADMINISTRATOR")
}

func second[T any](_ T, err error) error        { return err }
func third[T, U any](_ T, _ U, err error) error { return err }

func TestVersions(t *testing.T) {
	w := newWorld(t)
	w.seed()
	sec := w.as("sec")
	ctx := context.Background()
	at := w.store.Version()
	line := allow("officer", "resource/tax", "record.query")
	v, lines, err := w.core.ChangePolicy(sec, biz.Edit{Add: []biz.Line{line}, Why: "share request 7", Base: at})
	must(t, err)
	made := lines[len(lines)-1]
	if v.Number != at+1 || v.By != w.ids["sec"] || v.Why != "share request 7" || made.Object != "resource/tax" {
		t.Fatalf("version %+v, line %+v", v, made)
	}
	if d := w.asks("li", grant.Question{Action: "record.query", Object: "resource/tax", Division: "371502"}); !d.Allow || d.Line != made.ID || d.Version != v.Number {
		t.Fatalf("the new line does not decide: %+v", d)
	}
	_, _, err = w.core.ChangePolicy(sec, biz.Edit{Remove: []string{made.ID}, Why: "late", Base: at})
	want(t, err, "POLICY_CONFLICT")
	_, _, err = w.core.ChangePolicy(sec, biz.Edit{Add: []biz.Line{line}, Why: "again"})
	want(t, err, "LINE_TWICE")
	// All or nothing: one bad line, and the good one is not there either.
	_, _, err = w.core.ChangePolicy(sec, biz.Edit{Add: []biz.Line{allow("officer", "resource/x", "record.query"), allow("officer", "re*source", "record.query")}, Why: "half"})
	want(t, err, "POLICY_LINE")
	_, _, err = w.core.ChangePolicy(sec, biz.Edit{Remove: []string{made.ID, "nope"}, Why: "half"})
	want(t, err, "LINE_UNKNOWN")
	if w.store.Version() != v.Number {
		t.Fatal("a refused change made a version")
	}
	_, _, err = w.core.ChangePolicy(sec, biz.Edit{Remove: []string{made.ID}, Why: "grant ended", Base: v.Number})
	must(t, err)
	d := w.asks("li", grant.Question{Action: "record.query", Object: "resource/tax", Division: "371502", Purpose: "award"})
	if d.Allow {
		t.Fatal("allowed after the line is gone")
	}
	old, had, err := w.core.PolicyAt(ctx, v.Number)
	must(t, err)
	if old.Number != v.Number || !old.At.Equal(v.At) || old.Why != v.Why || old.Count != v.Count || len(had) != v.Count || had[len(had)-1] != made {
		t.Fatalf("version %d is not kept: %+v %d lines", v.Number, old, len(had))
	}
	w.start()
	if w.store.Version() != v.Number+1 {
		t.Fatalf("version %d after a restart, want %d", w.store.Version(), v.Number+1)
	}
}

// The administrators' own change is in the ledger before it is in force; while the ledger is down nothing changes.
func TestNothingInForceWithoutEvidence(t *testing.T) {
	w := newWorld(t)
	w.seed()
	sec, before := w.as("sec"), w.store.Version()
	w.ledger.setDown(true)
	edit := biz.Edit{Add: []biz.Line{allow("officer", "resource/tax", "record.query")}, Why: "while down"}
	_, _, err := w.core.ChangePolicy(sec, edit)
	want2(t, err, "LEDGER_DOWN")
	ask := grant.Question{Action: "record.query", Object: "resource/tax", Division: "371502"}
	if w.asks("li", ask).Allow || w.store.Version() != before {
		t.Fatal("in force without evidence")
	}
	_, err = w.core.Login(context.Background(), "wang", password)
	want2(t, err, "LEDGER_DOWN")
	if err := w.tryStart(); err == nil {
		t.Fatal("started with evidence that is not in the ledger")
	}
	w.ledger.setDown(false)
	w.start()
	n := w.ledger.count(func(e evidence.Event) bool {
		return e.Note == "while down" && e.Actor == w.ids["sec"] && e.PolicyVersion == before+1
	})
	if n != 1 || !w.asks("li", ask).Allow {
		t.Fatalf("after recovery: %d events, version %d", n, w.store.Version())
	}
}

func want2(t *testing.T, err error, reason fault.Reason) {
	t.Helper()
	if !fault.Is(err, reason) {
		t.Fatalf("got %v, want %s", err, reason)
	}
}

func TestKeys(t *testing.T) {
	w := newWorld(t)
	w.seed()
	sys := w.as("sys")
	must(t, w.auth(w.ids["secret"]))
	if w.broker.users[w.ids["kafka"]] != w.ids["secret"] {
		t.Fatalf("the broker has %v", w.broker.users)
	}
	k, secret, err := w.core.IssueKey(sys, "county", "new", w.clock.Now().Add(time.Hour), nil)
	must(t, err)
	who, err := w.store.Authenticate(context.Background(), secret)
	must(t, err)
	if d := w.store.Decide(who, grant.Question{Action: "record.push", Object: "resource/penalty"}); !d.Allow || who.Division != "371521" || !who.IsKey {
		t.Fatalf("%+v %+v", who, d)
	}
	// After a restart the broker's users are set again.
	w.broker.users = map[string]string{}
	w.start()
	must(t, w.core.Reconcile(context.Background()))
	if len(w.broker.users) != 2 || w.broker.users[k.KafkaUser()] != secret {
		t.Fatalf("after a restart the broker has %v", w.broker.users)
	}
	w.broker.down = true
	_, err = w.core.RevokeKey(w.as("sys"), w.ids["key"], "leaked")
	want(t, err, "KAFKA_DOWN")
	want(t, w.auth(w.ids["secret"]), policy.ReasonBadToken)
	_, _, err = w.core.IssueKey(w.as("sys"), "city", "lost", time.Time{}, nil)
	want(t, err, "KAFKA_DOWN")
	w.broker.down = false
	must(t, w.core.Reconcile(context.Background()))
	if _, there := w.broker.users[w.ids["kafka"]]; there || len(w.broker.users) != 1 {
		t.Fatalf("a revoked key is still let in: %v", w.broker.users)
	}
	w.clock.Advance(time.Hour)
	want(t, w.auth(secret), policy.ReasonKeyEnded)
	must(t, w.core.Reconcile(context.Background()))
	if len(w.broker.users) != 0 {
		t.Fatalf("a key that ended is still let in: %v", w.broker.users)
	}
}

// A county officer sees own county and what is city-wide; the city's officer sees all of the city.
func TestDefaultScope(t *testing.T) {
	w := newWorld(t)
	w.seed()
	for _, c := range []struct {
		who, division string
		allow         bool
	}{{"li", "371521", true}, {"li", "371500", true}, {"li", "371502", false}, {"li", "331081", false}, {"wang", "371502", true}, {"wang", "331000", false}} {
		d := w.asks(c.who, grant.Question{Action: "record.query", Object: "resource/penalty", Division: c.division, Purpose: "award"})
		if d.Allow != c.allow || !c.allow && d.Refusal.Reason != policy.ReasonScope {
			t.Errorf("%s on %s: %v %v", c.who, c.division, d.Allow, d.Refusal)
		}
	}
}

func TestSeedTwice(t *testing.T) {
	w := newWorld(t)
	w.seed()
	secret, version := w.ids["secret"], w.store.Version()
	w.start()
	w.seed()
	if w.ids["secret"] != secret || w.store.Version() != version {
		t.Fatal("a second seed changed something")
	}
}

// Why an agency or somebody's roles were changed is evidence, and of roles also what the policy's version says.
func TestReasonsOfChangesAreKept(t *testing.T) {
	w := newWorld(t)
	w.seed()
	must(t, second(w.core.PutAgency(w.as("sys"), biz.Agency{Code: "county", Name: "县局", Division: "371581", Kind: "both"}, "更名")))
	must(t, second(w.core.SetRoles(w.as("sec"), w.ids["wang"], []string{"auditor"}, "轮岗")))
	for action, why := range map[string]string{"agency.edit": "更名", "role.edit": "轮岗"} {
		if n := w.ledger.count(func(e evidence.Event) bool { return e.Action == action && strings.Contains(e.Note, why) }); n != 1 {
			t.Errorf("%s for %s is %d times in the ledger", action, why, n)
		}
	}
	versions, err := w.core.Versions(context.Background(), 0, 1)
	if err != nil || len(versions) != 1 || !strings.Contains(versions[0].Why, "轮岗") {
		t.Errorf("the version says %+v, %v", versions, err)
	}
}
