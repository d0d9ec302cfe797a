// Package biztest holds what every implementation of a port of biz must do.
package biztest

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Store is both ports that a store of access implements.
type Store interface {
	biz.Repository
	biz.History
}

var at = time.UnixMilli(1780000000123)

func line(id, subject string) biz.Line {
	return biz.Line{ID: id, Type: "p", Subject: subject, Domain: "*", Object: "resource/*", Action: "record.query", Effect: "allow",
		Fields: "shared,+电话", Purposes: "award,self", Case: "judicial", Scope: "own", Until: "2027-01-01"}
}

func revision(n uint64, remove []string, add ...biz.Line) *biz.Revision {
	return &biz.Revision{Version: biz.Version{Number: n, At: at, By: "u1", Why: "因为'需要'", Count: 7}, Add: add, Remove: remove}
}

// Repository is the contract suite; open gives an empty store.
func Repository(t *testing.T, open func(*testing.T) Store) {
	for name, test := range map[string]func(*testing.T, Store){
		"round trip": roundTrip, "replace": replace, "all or nothing": wholeOrNot, "versions": versions, "outbox": outbox,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func commit(t *testing.T, s Store, c biz.Change) {
	t.Helper()
	if err := s.Commit(context.Background(), c); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, s Store) *biz.State {
	t.Helper()
	st, err := s.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func full() biz.Change {
	return biz.Change{
		Agencies: []biz.Agency{{Code: "a1", Name: "市场监督管理局", USCC: "11371500MB28559998", Division: "371500", Kind: "both"}},
		People:   []biz.Person{{ID: "u1", Name: "zhang", DisplayName: "张三", Agency: "a1", Subject: "91371502MA2T3571X8", Password: "$argon2id$x", Enrolment: [32]byte{1, 2}, EnrolUntil: at, Created: at}},
		Keys:     []biz.Key{{ID: "k1", Agency: "a1", Label: "推送", Hash: [32]byte{9}, Sealed: "s1.x", Created: at, Expires: at.Add(time.Hour)}},
		Sessions: []biz.Session{{ID: "s1", Person: "u1", Hash: [32]byte{7}, Created: at, Expires: at.Add(time.Hour), Seen: at}},
		Failures: []biz.Failures{{Name: "who", Count: 2, Last: at, Until: at.Add(time.Minute)}},
		Revision: revision(1, nil, line("l2", "officer"), line("l1", "auditor")),
	}
}

func roundTrip(t *testing.T, s Store) {
	if st := load(t, s); len(st.People) != 0 || st.Version.Number != 0 {
		t.Fatalf("a new store is not empty: %+v", st)
	}
	c := full()
	commit(t, s, c)
	st := load(t, s)
	for what, pair := range map[string][2]any{
		"agency": {st.Agencies["a1"], c.Agencies[0]}, "person": {st.People["u1"], c.People[0]}, "key": {st.Keys["k1"], c.Keys[0]},
		"session": {st.Sessions["s1"], c.Sessions[0]}, "failures": {st.Failures["who"], c.Failures[0]},
		"version": {st.Version, c.Revision.Version}, "lines in the order given": {st.Lines, c.Revision.Add},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s:\n got %+v\nwant %+v", what, pair[0], pair[1])
		}
	}
}

func replace(t *testing.T, s Store) {
	c := full()
	commit(t, s, c)
	p, k, a := c.People[0], c.Keys[0], c.Agencies[0]
	p.Disabled, p.Password, p.Enrolment, p.EnrolUntil = true, "new", [32]byte{}, time.Time{}
	k.Revoked, a.Disabled = at, true
	commit(t, s, biz.Change{Agencies: []biz.Agency{a}, People: []biz.Person{p}, Keys: []biz.Key{k}, EndSessions: []string{"s1", "none"}, Failures: []biz.Failures{{Name: "who"}}})
	st := load(t, s)
	if !reflect.DeepEqual(st.People["u1"], p) || !reflect.DeepEqual(st.Keys["k1"], k) || st.Agencies["a1"] != a {
		t.Errorf("not replaced: %+v", st)
	}
	if len(st.Sessions)+len(st.Failures) != 0 {
		t.Errorf("sessions or failures are still there: %+v %+v", st.Sessions, st.Failures)
	}
}

func wholeOrNot(t *testing.T, s Store) {
	commit(t, s, full())
	for name, c := range map[string]biz.Change{
		"a version that exists":      {Agencies: []biz.Agency{{Code: "b", Name: "b", Division: "371500"}}, Revision: revision(1, nil)},
		"a line that is not there":   {Agencies: []biz.Agency{{Code: "b", Name: "b", Division: "371500"}}, Revision: revision(2, []string{"nope"}, line("l9", "x"))},
		"a login name that is taken": {Agencies: []biz.Agency{{Code: "b", Name: "b", Division: "371500"}}, People: []biz.Person{{ID: "u2", Name: "zhang"}}},
	} {
		if err := s.Commit(context.Background(), c); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if st := load(t, s); len(st.Agencies) != 1 || len(st.Lines) != 2 || st.Version.Number != 1 {
		t.Errorf("half of a refused change stayed: %+v", st)
	}
}

func versions(t *testing.T, s Store) {
	ctx := context.Background()
	commit(t, s, full())
	var many []biz.Line
	var ids []string
	for i := range 1201 {
		l := line("m"+string(rune('a'+i%26))+time.Duration(i).String(), "officer")
		many, ids = append(many, l), append(ids, l.ID)
	}
	commit(t, s, biz.Change{Revision: revision(2, []string{"l2"}, many...)})
	commit(t, s, biz.Change{Revision: revision(3, ids)})
	for version, want := range map[uint64]int{1: 2, 2: 1202, 3: 1} {
		v, lines, err := s.At(ctx, version)
		if err != nil || v.Number != version || len(lines) != want {
			t.Errorf("version %d: %d lines, %v; want %d", version, len(lines), err, want)
		}
	}
	if _, _, err := s.At(ctx, 4); !fault.Is(err, "VERSION_UNKNOWN") {
		t.Errorf("version 4: %v", err)
	}
	never, twin, other := line("never", "officer"), line("twin", "officer"), line("other", "clerk")
	never.Effect = "deny"
	asked := append([]biz.Line{line("l1", "changed since"), line("l2", "officer"), never, twin, other}, many...)
	if known, err := s.LinesKnown(ctx, asked); err != nil || len(known) != len(many)+3 || !known["l1"] || !known["l2"] || !known["twin"] {
		t.Errorf("lines of any version, removed or not: %d of %d, %v", len(known), len(many)+3, err)
	}
	list, err := s.Versions(ctx, 0, 2)
	if err != nil || len(list) != 2 || list[0].Number != 3 || list[0].Why != "因为'需要'" {
		t.Errorf("newest two: %+v, %v", list, err)
	}
	if list, err = s.Versions(ctx, 2, 9); err != nil || len(list) != 1 || list[0].Number != 1 {
		t.Errorf("below 2: %+v, %v", list, err)
	}
}

func outbox(t *testing.T, s Store) {
	ctx := context.Background()
	ev := evidence.Event{At: at, Kind: evidence.Policy, Actor: "u1", Action: "policy.edit", Allow: true, PolicyVersion: 2, AnswerDigest: [32]byte{3}, Note: "说明"}
	commit(t, s, biz.Change{Events: []biz.Pending{{ID: "e2", Event: ev}, {ID: "e1", Event: ev}}})
	got, err := s.Outbox(ctx)
	if err != nil || len(got) != 2 || got[0].ID != "e1" {
		t.Fatalf("outbox %+v, %v", got, err)
	}
	if !got[0].Event.At.Equal(ev.At) || got[0].Event.AnswerDigest != ev.AnswerDigest || got[0].Event.Note != ev.Note || got[0].Event.PolicyVersion != 2 {
		t.Errorf("event changed: %+v", got[0].Event)
	}
	if err := s.Delivered(ctx, []string{"e1"}); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Outbox(ctx); err != nil || len(got) != 1 || got[0].ID != "e2" {
		t.Fatalf("after delivery %+v, %v", got, err)
	}
}
