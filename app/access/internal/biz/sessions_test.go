package biz_test

import (
	"context"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

func TestLockOut(t *testing.T) {
	w := newWorld(t)
	w.seed()
	ctx := context.Background()
	for _, name := range []string{"wang", "nobody-of-this-name"} {
		for range 3 {
			_, err := w.core.Login(ctx, name, "wrong")
			want(t, err, "LOGIN_FAILED")
		}
		_, err := w.core.Login(ctx, name, password)
		want(t, err, "ACCOUNT_LOCKED")
	}
	w.clock.Advance(14 * time.Minute)
	w.start() // a restart does not unlock
	_, err := w.core.Login(ctx, "wang", password)
	want(t, err, "ACCOUNT_LOCKED")
	w.clock.Advance(2 * time.Minute)
	if _, err = w.core.Login(ctx, "wang", password); err != nil {
		t.Fatal(err)
	}
	// A right password forgets the failures before it.
	for range 2 {
		_, err = w.core.Login(ctx, "wang", "wrong")
		want(t, err, "LOGIN_FAILED")
	}
	w.token("wang")
	_, err = w.core.Login(ctx, "wang", "wrong")
	want(t, err, "LOGIN_FAILED")
	if n := w.ledger.count(func(e evidence.Event) bool { return e.Kind == evidence.Session && !e.Allow }); n != 12 {
		t.Errorf("%d refused logins are evidence, want 12", n)
	}
}

func TestAdministratorUnlocks(t *testing.T) {
	w := newWorld(t)
	w.seed()
	for range 3 {
		_, err := w.core.Login(context.Background(), "wang", "wrong")
		want(t, err, "LOGIN_FAILED")
	}
	_, err := w.core.Enable(w.as("sys"), w.ids["wang"], "called in")
	must(t, err)
	w.token("wang")
}

// Whatever ends a credential, the very next request is refused.
func TestRevocationHoldsAtTheNextRequest(t *testing.T) {
	w := newWorld(t)
	w.seed()
	q := grant.Question{Action: "subject.search", At: w.clock.Now()}
	cases := map[string]func(who grant.Principal) error{
		"logout": func(p grant.Principal) error { return w.core.Logout(grant.Into(context.Background(), p)) },
		"revoked sessions": func(grant.Principal) error {
			_, err := w.core.RevokeSessions(w.as("sys"), w.ids["wang"], "")
			return err
		},
		"password changed": func(p grant.Principal) error {
			return w.core.ChangePassword(grant.Into(context.Background(), p), password, password)
		},
		"disabled": func(grant.Principal) error { _, err := w.core.Disable(w.as("sys"), w.ids["wang"], "left"); return err },
	}
	for _, name := range []string{"logout", "revoked sessions", "password changed", "disabled"} {
		token := w.token("wang")
		who, err := w.store.Authenticate(context.Background(), token)
		must(t, err)
		if !w.store.Decide(who, q).Allow {
			t.Fatal("not allowed before")
		}
		must(t, cases[name](who))
		if err := w.auth(token); err == nil {
			t.Errorf("%s: the token still works", name)
		}
		if d := w.store.Decide(who, q); name == "disabled" && d.Allow {
			t.Errorf("%s: a request under way is still allowed", name)
		}
	}
	_, err := w.core.Login(context.Background(), "wang", password)
	want(t, err, "ACCOUNT_DISABLED")
	w.start()
	_, err = w.core.Login(context.Background(), "wang", password)
	want(t, err, "ACCOUNT_DISABLED")
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	w.seed()
	used, idle := w.token("wang"), w.token("wang")
	for range 24 {
		w.clock.Advance(29 * time.Minute)
		must(t, w.auth(used))
	}
	want(t, w.auth(idle), policy.ReasonSessionEnded)
	// The use survives a restart once it is written down.
	must(t, w.core.Uses(context.Background(), w.store.Touched(time.Time{})))
	w.start()
	must(t, w.auth(used))
	w.clock.Advance(25 * time.Minute)
	want(t, w.auth(used), policy.ReasonSessionEnded)
}

func TestEnrolmentOnce(t *testing.T) {
	w := newWorld(t)
	links := tokens(w.first(false))
	if len(links) != 3 {
		t.Fatalf("%d links, want 3", len(links))
	}
	ctx := context.Background()
	_, err := w.core.Login(ctx, "sysadmin", "")
	want(t, err, "LOGIN_FAILED")
	_, err = w.core.Redeem(ctx, links[0], "short")
	want(t, err, "PASSWORD_WEAK")
	name, err := w.core.Redeem(ctx, links[0], password)
	must(t, err)
	if name != "sysadmin" {
		t.Fatalf("the first link is %q's", name)
	}
	_, err = w.core.Redeem(ctx, links[0], password+"2")
	want(t, err, "ENROLMENT_INVALID")
	w.clock.Advance(time.Hour)
	_, err = w.core.Redeem(ctx, links[1], password)
	want(t, err, "ENROLMENT_INVALID")

	// The next start prints links for the two who have not enrolled, and the old ones are dead.
	w.start()
	fresh := tokens(w.first(false))
	if len(fresh) != 2 {
		t.Fatalf("%d links after one enrolled, want 2", len(fresh))
	}
	_, err = w.core.Redeem(ctx, links[2], password)
	want(t, err, "ENROLMENT_INVALID")
	for _, l := range fresh {
		_, err = w.core.Redeem(ctx, l, password)
		must(t, err)
	}
	w.start()
	if out := w.first(false); out != "" {
		t.Fatalf("all enrolled, and still: %s", out)
	}
	for name, action := range map[string]string{"sysadmin": "person.edit", "secadmin": "policy.edit", "auditadmin": "audit.search"} {
		if d := w.asks(name, grant.Question{Action: action}); !d.Allow {
			t.Errorf("%s may not %s: %v", name, action, d.Refusal)
		}
		if d := w.asks(name, grant.Question{Action: "record.query", Object: "resource/penalty", Purpose: "award"}); d.Allow {
			t.Errorf("%s sees records", name)
		}
	}
}

func TestNewPersonEnrols(t *testing.T) {
	w := newWorld(t)
	w.seed()
	p, e, err := w.core.CreatePerson(w.as("sys"), person("zhao", "city"), nil)
	must(t, err)
	if d := w.asks("zhao", grant.Question{Action: "subject.search"}); d.Allow {
		t.Error("allowed without a role")
	}
	_, err = w.core.SetRoles(w.as("sec"), p.ID, []string{"officer"}, "")
	must(t, err)
	_, err = w.core.Redeem(context.Background(), e.Token, password)
	must(t, err)
	token := w.token("zhao")
	_, e, err = w.core.Enrol(w.as("sys"), p.ID, "forgot the password")
	must(t, err)
	if w.auth(token) == nil {
		t.Error("the session outlived the new enrolment")
	}
	_, err = w.core.Login(context.Background(), "zhao", password)
	want(t, err, "LOGIN_FAILED")
	_, err = w.core.Redeem(context.Background(), e.Token, password)
	must(t, err)
	_, _, err = w.core.Enrol(w.as("sys"), w.ids["sec"], "take over")
	want(t, err, "SEPARATION_OF_DUTIES")
}
