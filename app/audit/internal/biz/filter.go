package biz

import (
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Filter selects entries; empty members match everything.
type Filter struct {
	Actor, Agency, Subject, Purpose, CaseNo, Kind string
	// Resource is the one asked for, or one that records were given of.
	Resource string
	// Decision is "", evidence.Allowed or evidence.Denied.
	Decision string
	// From is included, To is not; zero times are open ends.
	From, To time.Time
}

// settle gives the filter as entries spell it, and refuses what no entry can be and what must never stand in one: what is asked is evidence
// itself, and evidence can't be taken back.
func (f Filter) settle() (Filter, error) {
	if f.Decision != "" && f.Decision != evidence.Allowed && f.Decision != evidence.Denied {
		return f, fault.New(fault.Invalid, "DECISION_UNKNOWN", "决定只能是 allow 或 deny。", "The decision is allow or deny.").At("", "decision").
			Then("请填写 allow、deny 或留空。", "Give allow, deny, or leave it out.")
	}
	for _, typed := range []struct{ name, value string }{
		{"actor", f.Actor}, {"agency", f.Agency}, {"purpose", f.Purpose}, {"case_no", f.CaseNo}, {"kind", f.Kind}, {"resource", f.Resource},
	} {
		if subject.HoldsCitizenID(typed.value) {
			return f, personal(typed.name)
		}
	}
	var err error
	f.Subject, err = subjectOf(f.Subject)
	return f, err
}

// subjectOf gives a typed subject as events name subjects: by a natural person's token or a unified social credit code. They hold no older
// codes: the exchange maps these. What is refused may be nearly an ID number, so it is not repeated.
func subjectOf(typed string) (string, error) {
	token := strings.TrimSpace(typed)
	if token == "" || subject.IsToken(token) {
		return token, nil
	}
	code := subject.NormaliseUSCC(typed)
	switch {
	case subject.HoldsCitizenID(typed):
		return "", personal("subject")
	case subject.CheckUSCC(code) == "":
		return code, nil
	}
	return "", fault.New(fault.Invalid, "SUBJECT_FORM", "信用主体只能填写统一社会信用代码或主体标识。", "A subject is named by its unified social credit code or its token.").
		At("", "subject").Then("请核对 18 位代码;自然人的主体标识(p 加 32 个字符)可从其任一存证中复制。",
		"Check the 18 characters of the code; copy the token of a natural person, p and 32 characters, from one of their events.")
}

// personal refuses an ID number where it would be kept for ever.
func personal(field string) error {
	return fault.New(fault.Invalid, "ID_NUMBER_IN_SEARCH", "检索条件中不得出现身份证号码:检索本身也会永久存证。",
		"An ID number must not stand in a search of the ledger: the search itself is kept for ever.").At("", field).
		Then("自然人请在 subject 中填写主体标识,可从其任一存证或信用档案中复制;不知道标识时,请先按部门、案号或时间检索。",
			"Give a natural person's token as the subject; copy it from one of their events or from their profile. Without it, search by agency, case number or time first.")
}

// note keeps what was asked, as far as the event has no member of its own for it.
func (f Filter) note() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	add("actor", f.Actor)
	add("agency", f.Agency)
	add("purpose", f.Purpose)
	add("kind", f.Kind)
	add("decision", f.Decision)
	if !f.From.IsZero() {
		add("from", f.From.UTC().Format(time.RFC3339))
	}
	if !f.To.IsZero() {
		add("to", f.To.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, " ")
}
