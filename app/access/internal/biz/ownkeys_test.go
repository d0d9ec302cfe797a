package biz_test

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

func TestOwnKeys(t *testing.T) {
	w := newWorld(t)
	w.seed()
	sec := w.as("sec")
	must(t, second(w.core.SetRoles(sec, w.ids["wang"], []string{biz.AgencyOperator}, "")))
	must(t, second(w.core.SetRoles(sec, w.ids["li"], []string{biz.AgencyOperator}, "")))
	city, county := w.as("wang"), w.as("li")
	k, secret, err := w.core.IssueOwn(city, "收费系统", time.Time{})
	must(t, err)
	who, err := w.store.Authenticate(context.Background(), secret)
	must(t, err)
	if k.Agency != "city" || w.broker.users[k.KafkaUser()] != secret || !who.IsKey || who.Agency != "city" {
		t.Fatalf("key %+v, principal %+v, broker %v", k, who, w.broker.users)
	}
	if roles := w.core.RolesOf(k.ID); len(roles) != 1 || roles[0] != biz.Pusher {
		t.Errorf("roles %v", roles)
	}
	if n := w.ledger.count(func(e evidence.Event) bool { return e.Action == "agency_key.edit" && e.Actor == w.ids["wang"] }); n != 1 {
		t.Errorf("%d pieces of evidence, want 1", n)
	}
	// Another agency's key and none at all are told apart by nobody.
	for _, id := range []string{k.ID, w.ids["key"], "no-such-key"} {
		_, err = w.core.RevokeOwn(county, id, "")
		want(t, err, "NOT_FOUND")
	}
	must(t, w.auth(secret))
	_, err = w.core.RevokeOwn(city, k.ID, "rotated")
	must(t, err)
	want(t, w.auth(secret), policy.ReasonBadToken)
	if _, there := w.broker.users[k.KafkaUser()]; there {
		t.Error("a revoked key is still let in by the broker")
	}
	must(t, second(w.core.RevokeOwn(city, k.ID, "once more")))
	_, _, err = w.core.IssueOwn(city, "late", w.clock.Now())
	want(t, err, "FIELD_INVALID")
	asKey := grant.Into(context.Background(), grant.Principal{ID: w.ids["key"], Agency: "city", Credential: w.ids["key"], IsKey: true})
	_, _, err = w.core.IssueOwn(asKey, "by a key", time.Time{})
	want(t, err, "PEOPLE_ONLY")
	_, err = w.core.RevokeOwn(asKey, w.ids["key"], "")
	want(t, err, "PEOPLE_ONLY")
	w.broker.down = true
	_, _, err = w.core.IssueOwn(city, "lost", time.Time{})
	want(t, err, "KAFKA_DOWN")
	w.broker.down = false
	if c := w.core.ConnectionOf("city"); c.Inbox != "inbox.city" {
		t.Errorf("%+v", c)
	}
}

func TestOwnKeysAreBounded(t *testing.T) {
	w := newWorld(t)
	w.seed()
	must(t, second(w.core.SetRoles(w.as("sec"), w.ids["wang"], []string{biz.AgencyOperator}, "")))
	city := w.as("wang")
	var first biz.Key
	for i := range 49 { // one is the seed's
		k, _, err := w.core.IssueOwn(city, "k", time.Time{})
		must(t, err)
		if i == 0 {
			first = k
		}
	}
	_, _, err := w.core.IssueOwn(city, "one more", time.Time{})
	want(t, err, "KEYS_TOO_MANY")
	must(t, second(w.core.RevokeOwn(city, first.ID, "")))
	_, _, err = w.core.IssueOwn(city, "room again", time.Time{})
	must(t, err)
}

// crowd lets the first two secrets be made only when both are asked for.
type crowd struct {
	come    atomic.Int64
	missing sync.WaitGroup
}

// Read is part of io.Reader.
func (c *crowd) Read(b []byte) (int, error) {
	if c.come.Add(1) <= 2 {
		c.missing.Done()
		c.missing.Wait()
	}
	return rand.Read(b)
}

// Two who take the last place at once don't both get it.
func TestOwnKeysAreBoundedForTwoAtOnce(t *testing.T) {
	w := newWorld(t)
	w.seed()
	must(t, second(w.core.SetRoles(w.as("sec"), w.ids["wang"], []string{biz.AgencyOperator}, "")))
	city := w.as("wang")
	for range 48 { // one is the seed's
		_, _, err := w.core.IssueOwn(city, "k", time.Time{})
		must(t, err)
	}
	both := &crowd{}
	both.missing.Add(2)
	w.core.Rand = both
	got := make(chan error, 2)
	for range 2 {
		go func() { _, _, err := w.core.IssueOwn(city, "last", time.Time{}); got <- err }()
	}
	refused := 0
	for range 2 {
		if err := <-got; err != nil {
			want(t, err, "KEYS_TOO_MANY")
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d of two were refused the last place", refused)
	}
}

// A line that an administrator had made himself before a release brought the same is his: taken away, it stays away.
func TestBuiltInLineThatStoodThereAlready(t *testing.T) {
	w := newWorld(t)
	all, err := policy.DefaultLines()
	must(t, err)
	var own policy.Line
	for _, l := range all {
		if l.ID == "d-pusher-withdraw" {
			own = l
			continue
		}
		w.lines = append(w.lines, l)
	}
	w.start()
	w.seed()
	_, after, err := w.core.ChangePolicy(w.as("sec"), biz.Edit{Add: []biz.Line{biz.Line(own)}, Why: "by hand"})
	must(t, err)
	w.lines = all
	w.start()
	w.first(true)
	made := after[len(after)-1]
	_, _, err = w.core.ChangePolicy(w.as("sec"), biz.Edit{Remove: []string{made.ID}, Why: "no longer"})
	must(t, err)
	w.start()
	w.first(true)
	_, lines, err := w.core.PolicyAt(context.Background(), 0)
	must(t, err)
	for _, l := range lines {
		if l.Subject == own.Subject && l.Action == own.Action {
			t.Errorf("what was taken away is back: %+v", l)
		}
	}
}

// A new release's lines come to an old installation once; what was taken away does not come back.
func TestBuiltInLinesOfANewRelease(t *testing.T) {
	w := newWorld(t)
	all, err := policy.DefaultLines()
	must(t, err)
	var old []policy.Line
	for _, l := range all {
		if l.Subject != biz.Subject && l.Subject != biz.AgencyOperator {
			old = append(old, l)
		}
	}
	w.lines = old
	w.start()
	w.seed()
	before := w.store.Version()
	_, _, err = w.core.ChangePolicy(w.as("sec"), biz.Edit{Remove: []string{"d-pusher-withdraw"}, Why: "not here"})
	must(t, err)
	w.lines = all
	w.start()
	w.first(true)
	v, lines, err := w.core.PolicyAt(context.Background(), 0)
	must(t, err)
	ids := map[string]bool{}
	for _, l := range lines {
		ids[l.ID] = true
	}
	if v.Number != before+2 || v.Count != len(lines) || !ids["d-subject-self"] || !ids["d-operator-key"] || ids["d-pusher-withdraw"] {
		t.Errorf("version %+v, lines %v", v, ids)
	}
	must(t, second(w.core.SetRoles(w.as("sec"), w.ids["wang"], []string{biz.AgencyOperator}, "")))
	w.start()
	w.first(true)
	if w.store.Version() != v.Number+1 {
		t.Errorf("another start made version %d", w.store.Version())
	}
}
