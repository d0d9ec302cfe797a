package biz_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/seal"
)

const (
	idNumber = "371502190102030011"
	company  = "91371502MA2T3571X8"
)

func (w *world) subject(name, typed string) (biz.Person, error) {
	p, _, err := w.core.CreatePerson(w.as("sys"), biz.Person{Name: name, Agency: "city", Subject: typed}, nil)
	w.ids[name] = p.ID
	return p, err
}

func TestSubjectIsKeptAsToken(t *testing.T) {
	w := newWorld(t)
	w.seed()
	token := w.keys.Token(seal.CitizenID, idNumber)
	for typed, c := range map[string]struct {
		token  string
		reason fault.Reason
	}{
		idNumber:                     {token: token},
		" 371502-1901-0203-0011 ":    {token: token},
		company:                      {token: company},
		"91371502 ma2t3571x8":        {token: company},
		"371502190102030012":         {reason: "SUBJECT_CODE_INVALID"},
		"371502299902030011":         {reason: "SUBJECT_CODE_INVALID"},
		company[:17] + "7":           {reason: "SUBJECT_CODE_INVALID"},
		token:                        {reason: "SUBJECT_CODE_INVALID"}, // a token is nobody's to type in
		"371502200001234":            {reason: "SUBJECT_CODE_INVALID"}, // a registration number
		"000000000000000000":         {reason: "SUBJECT_CODE_INVALID"},
		"欧阳明":                        {reason: "SUBJECT_CODE_INVALID"},
		"0000000000000000000000000X": {reason: "SUBJECT_CODE_INVALID"},
	} {
		p, err := w.subject(fmt.Sprintf("s-%x", sha256.Sum256([]byte(typed)))[:20], typed)
		if c.reason != "" {
			want(t, err, c.reason)
			if f, _ := fault.As(err); strings.Contains(f.Message.Zh+f.Message.En+f.Next.Zh+f.Next.En, typed) {
				t.Errorf("the refusal of %q repeats it", typed)
			}
			continue
		}
		must(t, err)
		if p.Subject != c.token {
			t.Errorf("%q is kept as %q, want %q", typed, p.Subject, c.token)
		}
	}
}

func TestSubjectLeavesNoNumber(t *testing.T) {
	w := newWorld(t)
	w.seed()
	p, err := w.subject("ouyang", idNumber)
	must(t, err)
	must(t, second(w.core.SetRoles(w.as("sec"), p.ID, []string{biz.Subject}, "")))
	_, err = w.subject("number-as-name", idNumber[:17]+"2")
	want(t, err, "SUBJECT_CODE_INVALID")
	_, _, err = w.core.CreatePerson(w.as("sys"), biz.Person{Name: idNumber, Agency: "city"}, nil)
	want(t, err, "NAME_IS_ID_NUMBER")
	token := w.keys.Token(seal.CitizenID, idNumber)
	if n := w.ledger.count(func(e evidence.Event) bool {
		return e.Subject == token && e.Action == "person.edit" && e.Actor == w.ids["sys"]
	}); n != 1 {
		t.Errorf("%d pieces of evidence say who bound the account to the subject, want 1", n)
	}
	w.ledger.count(func(e evidence.Event) bool {
		if strings.Contains(strings.Join([]string{e.Note, e.Subject, e.Reason, e.ActorName, e.CaseNo}, "\n"), idNumber[:17]) {
			t.Errorf("evidence holds the number: %+v", e)
		}
		return false
	})
	files, err := filepath.Glob(filepath.Join(w.cfg.Path, "*"))
	must(t, err)
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), idNumber[:17]) {
			t.Errorf("%s holds the number", f)
		}
	}
	w.start() // and it is still bound after a restart
	list, _ := w.core.People(biz.Filter{Text: "ouyang", Limit: 1})
	if list[0].Subject != token {
		t.Errorf("after a restart the subject is %q", list[0].Subject)
	}
}

func TestSubjectsAreApart(t *testing.T) {
	w := newWorld(t)
	w.seed()
	must(t, second(w.subject("ouyang", idNumber)))
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
		"a subject who is an officer":         {set("ouyang", "officer"), "SUBJECT_ALONE"},
		"a subject who is both":               {set("ouyang", biz.Subject, "officer"), "SUBJECT_ALONE"},
		"a subject who is an administrator":   {set("ouyang", biz.AuditAdmin), "SUBJECT_ALONE"},
		"a subject who is an operator":        {set("ouyang", biz.AgencyOperator), "SUBJECT_ALONE"},
		"by a line":                           {add(role(w.ids["ouyang"], "officer")), "SUBJECT_ALONE"},
		"an officer who is a subject":         {set("wang", "officer", biz.Subject), "SUBJECT_UNBOUND"},
		"someone bound to nobody":             {set("wang", biz.Subject), "SUBJECT_UNBOUND"},
		"a key as subject":                    {set("key", biz.Subject), "ROLE_FOR_PEOPLE"},
		"a key as operator":                   {set("key", biz.AgencyOperator), "ROLE_FOR_PEOPLE"},
		"a key as operator by a line":         {add(role(w.ids["key"], biz.AgencyOperator)), "ROLE_FOR_PEOPLE"},
		"an administrator who is an operator": {set("sys", biz.SystemAdmin, biz.AgencyOperator), "SEPARATION_OF_DUTIES"},
		"records for subjects":                {add(allow(biz.Subject, "resource/*", "record.query")), "OFFICE_BEYOND_DUTY"},
		"anything else for subjects":          {add(allow(biz.Subject, "*", "receipt.read")), "OFFICE_BEYOND_DUTY"},
		"keys for an administrator":           {add(allow(biz.SystemAdmin, "*", "agency_key.*")), "OFFICE_BEYOND_DUTY"},
	} {
		t.Run(name, func(t *testing.T) { want(t, c.err, c.reason) })
	}
	must(t, set("ouyang", biz.Subject))
	must(t, set("wang", "officer", biz.AgencyOperator))
	q := grant.Question{Action: "self.query", Object: "resource/penalty", Purpose: "self"}
	if d := w.asks("ouyang", q); !d.Allow || d.Mask.Level != grant.Authorised {
		t.Errorf("a subject's own record: %+v", d)
	}
	for _, action := range []string{"record.query", "person.query", "subject.search", "receipt.read", "quarantine.read", "agency_key.read", "quality.read", "access.read"} {
		if w.asks("ouyang", grant.Question{Action: action, Object: "resource/penalty", Purpose: "self"}).Allow {
			t.Errorf("a subject may %s", action)
		}
	}
	o, err := w.core.ApplySeed(sec, biz.Seed{People: []biz.SeedPerson{{Name: "firm", Agency: "city", Password: password, Subject: company, Roles: []string{biz.Subject}}}})
	must(t, err)
	who, err := w.store.Authenticate(sec, w.token("firm"))
	must(t, err)
	if who.Subject != company || o.People[0].Subject != company {
		t.Errorf("the principal is %+v", who)
	}
	if me := w.core.Me(who); me.Principal.Subject != company || len(me.Purposes) != 1 || me.Purposes[0].Code != "self" || me.Actions[0] != "self.query" || len(me.Actions) != 1 {
		t.Errorf("me: %+v", me)
	}
	officer, err := w.store.Authenticate(sec, w.token("wang"))
	must(t, err)
	for _, p := range w.core.Me(officer).Purposes {
		if known := p.CasePattern != "" && p.CaseExample != ""; known != p.CaseRequired {
			t.Errorf("purpose %+v", p)
		}
		if p.Persons != (p.Code == "enforcement" || p.Code == "judicial") {
			t.Errorf("natural persons for the purpose: %+v", p)
		}
	}
}
