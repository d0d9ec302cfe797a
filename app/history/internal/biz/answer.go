package biz

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Answer is what one caller may see of one subject, and what not.
type Answer struct {
	Subject       Profile
	Groups        []Group
	Withheld      []Withheld
	Notes         []fault.Text
	AsOf          time.Time
	ValidOn       rules.Date // NoDate: not asked
	PolicyVersion uint64
	Evidence      uint64
	Count         int64 // records shown, without superseded versions
	At            time.Time
}

// Profile is who the subject is.
type Profile struct {
	ID           string
	Kind         subject.Kind
	Name         string
	Division     string
	DivisionName string
	Status       string
	Former       []record.FormerName
	LegacyCodes  []string
	// Registered is set when a registration record stands behind it.
	Registered   bool
	Legal        string
	RegisteredOn rules.Date
}

// Group holds the records of one credit class, newest first.
type Group struct {
	Class   string
	Name    fault.Text
	Records []Shown
}

// Shown is one record, or one version of it, as the caller sees it.
type Shown struct {
	*Version
	ResourceName fault.Text
	AgencyName   string
	InForce      bool
	Publication  Publicness
	Items        []Item
	// order is the day of the record's current version, which its older versions follow.
	order rules.Date
}

// Publicness is whether, why and how long a record is public.
type Publicness struct {
	State string // published, not_published, ended, withdrawn
	Until rules.Date
	Basis string
}

// The states of publication.
const (
	Published    = "published"
	NotPublished = "not_published"
	Ended        = "ended"
	Withdrawn    = "withdrawn"
)

// Item is one item as the caller sees it.
type Item struct {
	Name, NameZh, Value, Unit string
	Masked                    bool
	Why                       fault.Text // why it is masked
	// Needs is the grant that would show it: a level, or "+" and the item's name. Empty when it is not masked, or nothing would.
	Needs string
}

// Withheld counts what the caller does not see, why, and what to do about it.
type Withheld struct {
	Class, Resource string
	ResourceName    fault.Text
	Count           int64
	Reason          fault.Reason
	Message, Next   fault.Text
}

// given is the records shown, by resource, as evidence carries them. Superseded versions are no records of their own.
func (a *Answer) given() string {
	by := map[string]int64{}
	for i := range a.Groups {
		for j := range a.Groups[i].Records {
			if r := &a.Groups[i].Records[j]; r.Current {
				by[r.Resource]++
			}
		}
	}
	return evidence.GivenText(by)
}

// digest covers everything the caller is shown, so that evidence ties the very answer.
func (a *Answer) digest() (sum [32]byte) {
	d := digester{h: sha256.New()}
	d.text(a.Subject.ID, a.Subject.Name, a.Subject.Status, a.Subject.Division, a.Subject.Legal)
	d.number(int64(a.Subject.Kind), a.AsOf.UnixMicro(), int64(a.ValidOn), int64(a.PolicyVersion), int64(len(a.Groups)), int64(len(a.Withheld)))
	for _, f := range a.Subject.Former {
		d.text(f.Name)
	}
	for _, g := range a.Groups {
		d.text(g.Class)
		d.number(int64(len(g.Records)))
		for i := range g.Records {
			r := &g.Records[i]
			d.text(r.Resource, r.RecordID, r.Digest, r.Publication.State, r.Publication.Basis)
			d.number(int64(r.Number), r.KnownAt, int64(r.Publication.Until), int64(len(r.Items)))
			for j := range r.Items {
				d.text(r.Items[j].Name, r.Items[j].Value)
			}
		}
	}
	for i := range a.Withheld {
		w := &a.Withheld[i]
		d.text(w.Class, w.Resource, string(w.Reason))
		d.number(w.Count)
	}
	d.flush()
	d.h.Sum(sum[:0])
	return sum
}

// digester gathers small writes, each with its length before it.
type digester struct {
	h hash.Hash
	b []byte
}

func (d *digester) text(parts ...string) {
	for _, s := range parts {
		d.b = binary.AppendUvarint(d.b, uint64(len(s)))
		d.b = append(d.b, s...)
		if len(d.b) > 8192 {
			d.flush()
		}
	}
}

func (d *digester) number(parts ...int64) {
	for _, n := range parts {
		d.b = binary.AppendVarint(d.b, n)
	}
}

func (d *digester) flush() {
	_, _ = d.h.Write(d.b)
	d.b = d.b[:0]
}
