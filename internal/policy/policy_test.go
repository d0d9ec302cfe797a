package policy

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

var now = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// officer is of a county; city of the city it belongs to.
var (
	officer = grant.Principal{ID: "u1", Agency: "county", AgencyName: "县市场监督管理局", Division: "371521"}
	city    = grant.Principal{ID: "u2", Agency: "city", Division: "371500"}
)

func p(id, role, object, action, fields, purposes, form, scope, until string) Line {
	return Line{ID: id, Type: "p", Subject: role, Domain: "*", Object: object, Action: action, Effect: "allow", Fields: fields, Purposes: purposes, Case: form, Scope: scope, Until: until}
}

func g(id, subject, role, agency string) Line {
	return Line{ID: id, Type: "g", Subject: subject, Object: role, Domain: agency}
}

func lines() []Line {
	deny := Line{ID: "deny", Type: "p", Subject: "officer", Domain: "county", Object: "resource/secret", Action: "*", Effect: "deny", Scope: "any"}
	denyAward := Line{ID: "deny-award", Type: "p", Subject: "officer", Domain: "*", Object: "resource/award", Action: "record.query", Effect: "deny", Purposes: "award", Scope: "any"}
	return []Line{
		g("g1", "u1", "officer", "county"), g("g2", "u2", "officer", "city"), g("g3", "k1", "pusher", "county"), g("g4", "gone", "officer", "county"),
		p("base", "officer", "resource/*", "record.query", "shared", "enforcement,permit_review,award", "", "own", ""),
		p("more", "officer", "resource/tax", "record.query", "authorised,+phone", "enforcement", "", "own", ""),
		p("old", "officer", "resource/old", "record.push", "public", "", "", "any", "2026-06-01"),
		p("ends", "officer", "resource/ends", "record.push", "public", "", "", "any", "2026-06-02"),
		p("formal", "officer", "resource/court", "record.withdraw", "public", "", "judicial", "any", ""),
		p("free", "officer", "*", "subject.search", "shared", "", "", "any", ""),
		deny, denyAward,
	}
}

func snapshot(t testing.TB, all []Line) Snapshot {
	t.Helper()
	codes, err := DefaultCodes()
	if err != nil {
		t.Fatal(err)
	}
	return Snapshot{Parts: AllParts, Serial: 7, Version: 3, Lines: all, Codes: codes, Idle: 30 * time.Minute,
		Agencies: []Agency{{Code: "county", Name: "县市场监督管理局", Division: "371521"}, {Code: "city", Name: "市局", Division: "371500"}, {Code: "shut", Division: "371500", Disabled: true}},
		People:   []Person{{ID: "u1", Name: "li", DisplayName: "李四", Agency: "county", Subject: "91371502MA2T3571X8"}, {ID: "u2", Name: "wang", Agency: "city"}, {ID: "u3", Agency: "city", Disabled: true}, {ID: "u4", Agency: "shut"}},
		Keys:     []Key{{ID: "k1", Agency: "county", Label: "push", Hash: Hash("cxk_1")}, {ID: "k2", Agency: "county", Hash: Hash("cxk_2"), Expires: now}},
		Sessions: []Session{{ID: "s1", Person: "u1", Hash: Hash("cxs_1"), Expires: now.Add(time.Hour), Seen: now}, {ID: "s3", Person: "u3", Hash: Hash("cxs_3"), Expires: now.Add(time.Hour), Seen: now},
			{ID: "s4", Person: "u4", Hash: Hash("cxs_4"), Expires: now.Add(time.Hour), Seen: now}, {ID: "s5", Person: "u1", Hash: Hash("cxs_5"), Expires: now, Seen: now}},
	}
}

func store(t testing.TB, stale time.Duration) (*Store, *clock.Fixed) {
	t.Helper()
	c := clock.At(now)
	s := NewStore(c, stale)
	if err := s.Apply(snapshot(t, lines())); err != nil {
		t.Fatal(err)
	}
	return s, c
}

func ask(object, action, purpose, caseNo string) grant.Question {
	return grant.Question{Object: object, Action: action, Purpose: purpose, CaseNo: caseNo, Division: "371521"}
}

func TestReasons(t *testing.T) {
	s, _ := store(t, 0)
	far := ask("resource/penalty", "record.query", "award", "")
	far.Division = "371502"
	for name, c := range map[string]struct {
		p      grant.Principal
		q      grant.Question
		line   string
		reason fault.Reason
		says   string // in the message, next step or link
	}{
		"allowed":                         {officer, ask("resource/penalty", "record.query", "award", ""), "base", "", ""},
		"with case number":                {officer, ask("resource/penalty", "record.query", "enforcement", "聊市监案〔2026〕15号"), "base", "", ""},
		"the line that shows more":        {officer, ask("resource/tax", "record.query", "enforcement", "LC-2026-7"), "more", "", ""},
		"the other purpose's line":        {officer, ask("resource/tax", "record.query", "award", ""), "base", "", ""},
		"no object":                       {officer, ask("", "subject.search", "", ""), "free", "", ""},
		"the city sees its counties":      {city, far, "base", "", ""},
		"the day before the end":          {officer, ask("resource/ends", "record.push", "", ""), "ends", "", ""},
		"deny is for another purpose":     {officer, ask("resource/award", "record.query", "permit_review", ""), "base", "", ""},
		"deny is in another agency":       {city, ask("resource/secret", "record.query", "award", ""), "base", "", ""},
		"nobody":                          {grant.Principal{}, ask("resource/penalty", "record.query", "award", ""), "", ReasonLogin, "Authorization"},
		"no role":                         {grant.Principal{ID: "u9", Agency: "county"}, ask("resource/penalty", "record.query", "award", ""), "", ReasonNoRole, "security administrator"},
		"a role in another agency":        {grant.Principal{ID: "u1", Agency: "city"}, ask("resource/penalty", "record.query", "award", ""), "", ReasonNoRole, "city"},
		"a person who is gone":            {grant.Principal{ID: "gone", Agency: "county"}, ask("resource/penalty", "record.query", "award", ""), "", ReasonNoRole, ""},
		"no line":                         {officer, ask("resource/penalty", "record.withdraw", "award", ""), "", ReasonNoGrant, "/v1/share-requests?purpose=award&resource=penalty"},
		"no line names role and agency":   {officer, ask("resource/penalty", "record.withdraw", "award", ""), "", ReasonNoGrant, "officer in agency \"县市场监督管理局\""},
		"no line, no resource":            {officer, ask("", "policy.edit", "", ""), "", ReasonNoGrant, "security administrator"},
		"prefix is no wildcard":           {officer, ask("resource", "record.query", "award", ""), "", ReasonNoGrant, ""},
		"denied":                          {officer, ask("resource/secret", "record.query", "award", ""), "deny", ReasonDenied, "line deny"},
		"denied for a purpose":            {officer, ask("resource/award", "record.query", "award", ""), "deny-award", ReasonDenied, "deny-award"},
		"expired at midnight in China":    {officer, ask("resource/old", "record.push", "", ""), "", ReasonExpired, "2026-06-01 00:00"},
		"another county":                  {officer, far, "", ReasonScope, "371502"},
		"no purpose":                      {officer, ask("resource/penalty", "record.query", "", ""), "", ReasonNoPurpose, "permit_review"},
		"unknown purpose":                 {officer, ask("resource/penalty", "record.query", "fun", ""), "", ReasonPurposeCode, "award"},
		"another purpose":                 {officer, ask("resource/penalty", "record.query", "subsidy", ""), "", ReasonPurpose, "permit_review (permit review), award"},
		"another purpose, request link":   {officer, ask("resource/penalty", "record.query", "subsidy", ""), "", ReasonPurpose, "/v1/share-requests?purpose=subsidy&resource=penalty"},
		"no case number":                  {officer, ask("resource/penalty", "record.query", "enforcement", ""), "", ReasonNoCase, "聊市监案〔2026〕15号"},
		"wrong form of case number":       {officer, ask("resource/penalty", "record.query", "enforcement", "15号"), "", ReasonCaseForm, "聊市监案〔2026〕15号"},
		"the line's own form":             {officer, ask("resource/court", "record.withdraw", "", "LC-2026-7"), "", ReasonCaseForm, "（2026）鲁1502执123号"},
		"the line's own form, none given": {officer, ask("resource/court", "record.withdraw", "", ""), "", ReasonNoCase, "（2026）鲁1502执123号"},
	} {
		t.Run(name, func(t *testing.T) {
			d := s.Decide(c.p, c.q)
			if d.Allow != (c.reason == "") || d.Line != c.line || d.Version != 3 {
				t.Fatalf("decision %+v, refusal %v", d, d.Refusal)
			}
			if c.reason == "" {
				return
			}
			f := d.Refusal
			if f.Reason != c.reason || f.Message.Zh == "" || f.Next.Zh == "" {
				t.Fatalf("refusal %+v", f)
			}
			if all := strings.Join([]string{f.Message.En, f.Next.En, f.Link, f.Rule}, "\n"); !strings.Contains(all, c.says) {
				t.Errorf("%q is not in\n%s", c.says, all)
			}
		})
	}
}

func TestMaskAndScope(t *testing.T) {
	s, _ := store(t, 0)
	d := s.Decide(officer, ask("resource/tax", "record.query", "enforcement", "LC-2026-7"))
	if !d.Mask.Clear("amount", grant.Authorised) || !d.Mask.Clear("phone", grant.Sealed) || d.Mask.Clear("id_number", grant.Sealed) || d.Scope != grant.ScopeOwn {
		t.Errorf("authorised with +phone: %+v", d)
	}
	d = s.Decide(officer, ask("resource/penalty", "record.query", "award", ""))
	if !d.Mask.Clear("name", grant.Shared) || d.Mask.Clear("amount", grant.Authorised) || d.Mask.Clear("phone", grant.Sealed) {
		t.Errorf("shared: %+v", d)
	}
}

func TestExpiryToTheInstant(t *testing.T) {
	s, c := store(t, 0)
	end := time.Date(2026, 6, 1, 16, 0, 0, 0, time.UTC) // 2 June, 00:00 in China
	c.Advance(end.Sub(now) - 1)
	if d := s.Decide(officer, ask("resource/ends", "record.push", "", "")); !d.Allow {
		t.Errorf("a nanosecond before the end: %v", d.Refusal)
	}
	c.Advance(1)
	if s.Decide(officer, ask("resource/ends", "record.push", "", "")).Allow {
		t.Error("allowed at the end")
	}
}

func TestAllowAllocatesNothing(t *testing.T) {
	s, _ := store(t, time.Hour)
	for _, q := range []grant.Question{ask("resource/penalty", "record.query", "award", ""), ask("resource/tax", "record.query", "enforcement", "聊市监案〔2026〕15号"), ask("", "subject.search", "", "")} {
		if n := testing.AllocsPerRun(200, func() {
			if !s.Decide(officer, q).Allow {
				t.Fatal("refused")
			}
		}); n != 0 {
			t.Errorf("%+v: %v allocations", q, n)
		}
	}
}

func TestAuthenticate(t *testing.T) {
	s, c := store(t, time.Hour)
	for token, reason := range map[string]fault.Reason{
		"cxs_1": "", "cxk_1": "", "": ReasonLogin, "cxs_x": ReasonBadToken, "cxk_x": ReasonBadToken, "cxs_" + "1 ": ReasonBadToken, "x": ReasonBadToken,
		"cxs_3": ReasonDisabled, "cxs_4": ReasonDisabled, "cxs_5": ReasonSessionEnded, "cxk_2": ReasonKeyEnded,
	} {
		who, err := s.Authenticate(context.Background(), token)
		if (reason == "") != (err == nil) || err != nil && !fault.Is(err, reason) {
			t.Errorf("%q: %v, want %s", token, err, reason)
		}
		who.Seat = 0 // TestSeats
		if token == "cxs_1" && (who != grant.Principal{ID: "u1", Name: "li", Agency: "county", AgencyName: "县市场监督管理局", Division: "371521", Credential: "s1", Subject: "91371502MA2T3571X8"}) {
			t.Errorf("%+v", who)
		}
	}
	c.Advance(30 * time.Minute)
	if _, err := s.Authenticate(context.Background(), "cxs_1"); !fault.Is(err, ReasonSessionEnded) {
		t.Errorf("idle: %v", err)
	}
	if _, err := s.Authenticate(context.Background(), "cxk_1"); err != nil {
		t.Errorf("a key idles: %v", err)
	}
}

func TestStale(t *testing.T) {
	c := clock.At(now)
	s := NewStore(c, time.Second)
	q := ask("resource/penalty", "record.query", "award", "")
	refused := func(what string) {
		t.Helper()
		if d := s.Decide(officer, q); d.Allow || d.Refusal.Reason != ReasonStale || d.Refusal.Kind != fault.Unavailable {
			t.Errorf("%s: %+v", what, d)
		}
		if _, err := s.Authenticate(context.Background(), "cxs_1"); !fault.Is(err, ReasonStale) {
			t.Errorf("%s: %v", what, err)
		}
		if s.Ready() == nil {
			t.Errorf("%s: ready", what)
		}
	}
	refused("before the first snapshot")
	if err := s.Apply(snapshot(t, lines())); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Second)
	if !s.Decide(officer, q).Allow || s.Ready() != nil {
		t.Error("stale too early")
	}
	c.Advance(1)
	refused("after a second without word")
	if s.Heartbeat(8) {
		t.Error("a heartbeat of another state was taken")
	}
	refused("after a heartbeat of another state")
	if !s.Heartbeat(7) || !s.Decide(officer, q).Allow {
		t.Error("stale after a heartbeat")
	}
}

// A role, line, person, agency or session that is gone is gone at the next decision, by parts as by the whole.
func TestApplyIsVisibleAtOnce(t *testing.T) {
	q := ask("resource/penalty", "record.query", "award", "")
	without := func(id string) []Line {
		var out []Line
		for _, l := range lines() {
			if l.ID != id {
				out = append(out, l)
			}
		}
		return out
	}
	for name, edit := range map[string]func(*Snapshot){
		"line":   func(n *Snapshot) { n.Parts, n.Lines = PartLines, without("base") },
		"role":   func(n *Snapshot) { n.Parts, n.Lines = PartLines, without("g1") },
		"person": func(n *Snapshot) { n.Parts, n.People[0].Disabled = PartDirectory, true },
		"agency": func(n *Snapshot) { n.Parts, n.Agencies[0].Disabled = PartDirectory, true },
		"whole":  func(n *Snapshot) { n.Lines = without("base") },
	} {
		s, _ := store(t, 0)
		if !s.Decide(officer, q).Allow {
			t.Fatal("not allowed before")
		}
		n := snapshot(t, lines())
		n.Serial, n.Base = 8, 7
		edit(&n)
		if err := s.Apply(n); err != nil {
			t.Fatal(err)
		}
		if s.Decide(officer, q).Allow {
			t.Errorf("%s: still allowed", name)
		}
	}
	s, _ := store(t, 0)
	n := snapshot(t, lines())
	n.Parts, n.Sessions, n.Serial, n.Base = PartSessions, nil, 8, 6
	if err := s.Apply(n); !errors.Is(err, ErrIncomplete) {
		t.Errorf("a part that misses its base: %v", err)
	}
	n.Base = 7
	if err := s.Apply(n); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authenticate(context.Background(), "cxs_1"); !fault.Is(err, ReasonBadToken) {
		t.Errorf("session gone: %v", err)
	}
	bad := snapshot(t, append(lines(), p("bad", "officer", "a*b", "x", "shared", "", "", "any", "")))
	if err := s.Apply(bad); err == nil || s.Serial() != 8 {
		t.Errorf("a bad line was applied: %v", err)
	}
}

func TestLinesAreChecked(t *testing.T) {
	codes, err := DefaultCodes()
	if err != nil {
		t.Fatal(err)
	}
	good := p("x", "officer", "resource/*", "record.query", "shared,+a", "award", "judicial", "own", "2026-01-01")
	if e := good.Check(codes); e != nil {
		t.Fatal(e)
	}
	for field, edits := range map[string][]func(*Line){
		"id":           {func(l *Line) { l.ID = "" }},
		"type":         {func(l *Line) { l.Type = "p2" }},
		"subject":      {func(l *Line) { l.Subject = "u1" }, func(l *Line) { l.Subject = "" }, func(l *Line) { l.Type, l.Object, l.Subject = "g", "officer", "*" }},
		"domain":       {func(l *Line) { l.Domain = "a*" }, func(l *Line) { l.Domain = "" }, func(l *Line) { l.Type, l.Subject, l.Object, l.Domain = "g", "u1", "officer", "*" }},
		"object":       {func(l *Line) { l.Object = "a*b" }, func(l *Line) { l.Object = "**" }, func(l *Line) { l.Object = "" }, func(l *Line) { l.Type, l.Subject = "g", "u1" }},
		"action":       {func(l *Line) { l.Action = "" }, func(l *Line) { l.Action = "*.query" }},
		"effect":       {func(l *Line) { l.Effect = "ALLOW" }},
		"fields":       {func(l *Line) { l.Fields = "sealed" }, func(l *Line) { l.Fields = "shared,phone" }, func(l *Line) { l.Fields = "shared,+" }, func(l *Line) { l.Fields = "" }},
		"purposes":     {func(l *Line) { l.Purposes = "award,fun" }, func(l *Line) { l.Purposes = "award, self" }},
		"case_pattern": {func(l *Line) { l.Case = "x" }, func(l *Line) { l.Effect = "deny" }},
		"scope":        {func(l *Line) { l.Scope = "all" }},
		"until":        {func(l *Line) { l.Until = "2026-02-30" }, func(l *Line) { l.Until = "soon" }},
	} {
		for i, edit := range edits {
			l := good
			edit(&l)
			if e := l.Check(codes); e == nil || e.Field != field || e.Reason != "POLICY_LINE" {
				t.Errorf("%s %d: %+v gives %v", field, i, l, e)
			}
		}
	}
}

func TestDefaults(t *testing.T) {
	all, err := DefaultLines()
	if err != nil {
		t.Fatal(err)
	}
	codes, err := DefaultCodes()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if e := l.Check(codes); e != nil {
			t.Errorf("%s: %v", l.ID, e)
		}
	}
	for _, c := range codes.Cases {
		if k := codes.compiled().cases[c.Name]; !k.re.MatchString(c.Example) {
			t.Errorf("the example of %s does not match its pattern", c.Name)
		}
	}
	s := NewStore(clock.At(now), 0)
	n := snapshot(t, append(all, g("g1", "u1", "officer", "county"), g("g2", "u2", "security_admin", "city")))
	if err := s.Apply(n); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.Actions(officer)); got != "[person.query record.query subject.search]" {
		t.Errorf("an officer's actions: %s", got)
	}
	if got := fmt.Sprint(s.Actions(city), s.Roles(city), len(s.Purposes(city, "")), len(s.Purposes(officer, "")), len(s.Purposes(officer, "person.query"))); got != "[agency.read key.read person.read policy.edit policy.read role.edit] [security_admin] 0 7 2" {
		t.Errorf("a security administrator's: %s", got)
	}
}

func TestSnapshotsTravel(t *testing.T) {
	want := snapshot(t, lines())
	want.Base = 6
	got, err := DecodeSnapshot(want.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Sessions {
		want.Sessions[i].Expires, want.Sessions[i].Seen = want.Sessions[i].Expires.Local(), want.Sessions[i].Seen.Local()
	}
	want.Keys[1].Expires = want.Keys[1].Expires.Local()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	b := want.Encode()
	for n := range b {
		if _, err := DecodeSnapshot(b[:n]); err == nil {
			t.Fatalf("cut at %d and taken", n)
		}
	}
	if _, err := DecodeSnapshot(append(b, 0)); err == nil {
		t.Error("a trailing byte was taken")
	}
}

// A follower that takes what Since gives decides as the leader does, whatever it had before.
func TestSince(t *testing.T) {
	leader, c := store(t, 0)
	follower := NewStore(c, time.Second)
	pull := func() {
		t.Helper()
		snap, ok := leader.Since(follower.Serial())
		if !ok {
			t.Fatal("nothing new")
		}
		got, err := DecodeSnapshot(snap.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if err := follower.Apply(got); err != nil {
			t.Fatal(err)
		}
	}
	pull()
	for i, parts := range []Parts{PartSessions, PartLines, PartDirectory} {
		n := snapshot(t, lines()[:len(lines())-i])
		n.Parts, n.Base, n.Serial, n.Version = parts, leader.Serial(), leader.Serial()+1, uint64(4+i)
		if err := leader.Apply(n); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			pull() // two changes at once the first time
		}
	}
	if leader.Serial() != follower.Serial() || leader.Version() != follower.Version() || follower.Version() != 5 {
		t.Errorf("leader %d/%d, follower %d/%d", leader.Serial(), leader.Version(), follower.Serial(), follower.Version())
	}
	if _, ok := leader.Since(leader.Serial()); ok {
		t.Error("something new for one who has all")
	}
	if snap, ok := leader.Since(99); !ok || snap.Parts != AllParts {
		t.Error("one with an unknown serial does not get the whole")
	}
}

func FuzzDecodeSnapshot(f *testing.F) {
	f.Add(snapshot(f, lines()).Encode())
	f.Add(Snapshot{Parts: PartSessions, Serial: 2, Base: 1}.Encode())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeSnapshot(b)
		if err != nil {
			return
		}
		if again := s.Encode(); string(again) != string(b) {
			t.Fatalf("two spellings of one snapshot:\n%x\n%x", b, again)
		}
		store := NewStore(clock.At(now), 0)
		if store.Apply(s) == nil {
			store.Decide(officer, ask("resource/x", "record.query", "award", ""))
		}
	})
}
