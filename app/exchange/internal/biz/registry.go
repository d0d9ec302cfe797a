package biz

import (
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Entry is all the registry keeps of one subject.
type Entry struct {
	Subject
	KnownAt int64
	Legacy  []string // normalised
}

// RegistrationOf is what a record of the stream taught the registry; false for records that are no registration.
func RegistrationOf(r *record.Record) (Registration, bool) {
	if r.About == nil {
		return Registration{}, false
	}
	return Registration{Code: r.Subject, KnownAt: r.KnownAt, Withdrawn: r.Op == record.Withdraw, About: *r.About}, true
}

// Learn is what the registry keeps after one more registration; nil means the subject is forgotten. It does not change old, which is nil
// for a new subject. The same registrations in the same order always lead to the same entry, so the registry can be learned again from the stream.
func Learn(old *Entry, reg Registration) *Entry {
	if old != nil && reg.KnownAt < old.KnownAt {
		return old
	}
	if reg.Withdrawn {
		return nil
	}
	e := &Entry{KnownAt: reg.KnownAt, Subject: Subject{Code: reg.Code, Name: reg.About.Name, Status: reg.About.Status}}
	for _, code := range reg.About.LegacyCodes {
		if code = subject.NormaliseUSCC(code); code != "" && !slices.Contains(e.Legacy, code) {
			e.Legacy = append(e.Legacy, code)
		}
	}
	former := slices.Clone(reg.About.FormerNames)
	day := rules.DateOf(time.UnixMicro(reg.KnownAt).In(Time))
	e.Since = reg.About.RegisteredOn
	if old != nil {
		former = append(former, old.Former...)
		e.Since = old.Since
		if !subject.SameName(old.Name, e.Name) {
			former = append(former, record.FormerName{Name: old.Name, Until: day})
			e.Since = rules.NoDate
		}
	}
	e.Former = distinct(former, e.Name)
	if last := latest(e.Former); e.Since == rules.NoDate || last > e.Since {
		e.Since = last
	}
	return e
}

// distinct keeps the first of equal names, and none that equals the current one.
func distinct(former []record.FormerName, current string) []record.FormerName {
	var out []record.FormerName
	for _, f := range former {
		if f.Name == "" || subject.SameName(f.Name, current) {
			continue
		}
		at := slices.IndexFunc(out, func(o record.FormerName) bool { return subject.SameName(o.Name, f.Name) })
		switch {
		case at < 0:
			out = append(out, f)
		case out[at].Until == rules.NoDate:
			out[at].Until = f.Until
		}
	}
	return out
}

func latest(former []record.FormerName) rules.Date {
	last := rules.NoDate
	for _, f := range former {
		last = max(last, f.Until)
	}
	return last
}
