package data

import (
	"encoding/hex"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
)

type agencyRow struct {
	bun.BaseModel `bun:"table:agencies"`
	Code          string `bun:"code,pk"`
	Name          string `bun:"name"`
	USCC          string `bun:"uscc"`
	Division      string `bun:"division"`
	Kind          string `bun:"kind"`
	Disabled      int    `bun:"disabled"`
}

type personRow struct {
	bun.BaseModel `bun:"table:people"`
	ID            string `bun:"id,pk"`
	Name          string `bun:"name"`
	DisplayName   string `bun:"display_name"`
	Agency        string `bun:"agency"`
	Subject       string `bun:"subject"`
	Disabled      int    `bun:"disabled"`
	Password      string `bun:"password"`
	Enrolment     string `bun:"enrolment"`
	EnrolUntil    int64  `bun:"enrol_until"`
	Created       int64  `bun:"created"`
}

type keyRow struct {
	bun.BaseModel `bun:"table:keys"`
	ID            string `bun:"id,pk"`
	Agency        string `bun:"agency"`
	Label         string `bun:"label"`
	Hash          string `bun:"hash"`
	Sealed        string `bun:"sealed"`
	Created       int64  `bun:"created"`
	Expires       int64  `bun:"expires"`
	Revoked       int64  `bun:"revoked"`
}

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions"`
	ID            string `bun:"id,pk"`
	Person        string `bun:"person"`
	Hash          string `bun:"hash"`
	Created       int64  `bun:"created"`
	Expires       int64  `bun:"expires"`
	Seen          int64  `bun:"seen"`
}

type failuresRow struct {
	bun.BaseModel `bun:"table:failures"`
	Name          string `bun:"name,pk"`
	Count         int    `bun:"count"`
	Last          int64  `bun:"last"`
	Locked        int64  `bun:"locked"`
}

type versionRow struct {
	bun.BaseModel `bun:"table:versions"`
	Number        int64  `bun:"number,pk"`
	At            int64  `bun:"at"`
	Author        string `bun:"author"`
	Why           string `bun:"why"`
	Lines         int    `bun:"lines"`
}

type lineRow struct {
	bun.BaseModel `bun:"table:lines"`
	ID            string `bun:"id,pk"`
	Seq           int64  `bun:"seq"`
	Type          string `bun:"type"`
	Subject       string `bun:"subject"`
	Domain        string `bun:"domain"`
	Object        string `bun:"object"`
	Action        string `bun:"action"`
	Effect        string `bun:"effect"`
	Fields        string `bun:"fields"`
	Purposes      string `bun:"purposes"`
	CaseForm      string `bun:"case_form"`
	Scope         string `bun:"scope"`
	Ends          string `bun:"ends"`
	Added         int64  `bun:"added"`
	Removed       int64  `bun:"removed"`
}

type outboxRow struct {
	bun.BaseModel `bun:"table:outbox"`
	ID            string `bun:"id,pk"`
	Event         string `bun:"event"`
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// digest is empty for none.
func digest(d [32]byte) string {
	if d == ([32]byte{}) {
		return ""
	}
	return hex.EncodeToString(d[:])
}

func undigest(s string) (d [32]byte, err error) {
	_, err = hex.Decode(d[:], []byte(s))
	return d, err
}

func personOf(r personRow) (biz.Person, error) {
	d, err := undigest(r.Enrolment)
	return biz.Person{ID: r.ID, Name: r.Name, DisplayName: r.DisplayName, Agency: r.Agency, Subject: r.Subject, Disabled: r.Disabled == 1, Password: r.Password,
		Enrolment: d, EnrolUntil: instant(r.EnrolUntil), Created: instant(r.Created)}, err
}

func rowOfPerson(p biz.Person) *personRow {
	return &personRow{ID: p.ID, Name: p.Name, DisplayName: p.DisplayName, Agency: p.Agency, Subject: p.Subject, Disabled: bit(p.Disabled), Password: p.Password,
		Enrolment: digest(p.Enrolment), EnrolUntil: millis(p.EnrolUntil), Created: millis(p.Created)}
}

func keyOf(r keyRow) (biz.Key, error) {
	d, err := undigest(r.Hash)
	return biz.Key{ID: r.ID, Agency: r.Agency, Label: r.Label, Hash: d, Sealed: r.Sealed, Created: instant(r.Created), Expires: instant(r.Expires), Revoked: instant(r.Revoked)}, err
}

func rowOfKey(k biz.Key) *keyRow {
	return &keyRow{ID: k.ID, Agency: k.Agency, Label: k.Label, Hash: digest(k.Hash), Sealed: k.Sealed, Created: millis(k.Created), Expires: millis(k.Expires), Revoked: millis(k.Revoked)}
}

func sessionOf(r sessionRow) (biz.Session, error) {
	d, err := undigest(r.Hash)
	return biz.Session{ID: r.ID, Person: r.Person, Hash: d, Created: instant(r.Created), Expires: instant(r.Expires), Seen: instant(r.Seen)}, err
}

func rowOfSession(s biz.Session) *sessionRow {
	return &sessionRow{ID: s.ID, Person: s.Person, Hash: digest(s.Hash), Created: millis(s.Created), Expires: millis(s.Expires), Seen: millis(s.Seen)}
}

func versionOf(r versionRow) biz.Version {
	return biz.Version{Number: uint64(r.Number), At: instant(r.At), By: r.Author, Why: r.Why, Count: r.Lines}
}

func lineOf(r lineRow) biz.Line {
	return biz.Line{ID: r.ID, Type: r.Type, Subject: r.Subject, Domain: r.Domain, Object: r.Object, Action: r.Action, Effect: r.Effect,
		Fields: r.Fields, Purposes: r.Purposes, Case: r.CaseForm, Scope: r.Scope, Until: r.Ends}
}

func rowOfLine(l biz.Line, seq, added int64) lineRow {
	return lineRow{ID: l.ID, Seq: seq, Type: l.Type, Subject: l.Subject, Domain: l.Domain, Object: l.Object, Action: l.Action, Effect: l.Effect,
		Fields: l.Fields, Purposes: l.Purposes, CaseForm: l.Case, Scope: l.Scope, Ends: l.Until, Added: added}
}
