// Package biz holds the use-cases of access: logging in, administration, and the policy's versions.
package biz

import (
	"slices"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

// The built-in roles that are offices of administration; they exclude one another and every other role.
const (
	SystemAdmin   = "system_admin"
	SecurityAdmin = "security_admin"
	AuditAdmin    = "audit_admin"
	Pusher        = "pusher"
)

// AgencyOperator works for a source agency (数源部门经办人): pushes, corrects, and keeps the agency's keys.
const AgencyOperator = "agency_operator"

// Subject is the role of a credit subject (信用主体) that sees its own record and nothing else; it excludes every other role.
const Subject = "subject"

// Offices are the three administrators (三员).
var Offices = []string{SystemAdmin, SecurityAdmin, AuditAdmin}

// forPeople are the roles no key can hold, beside the offices.
var forPeople = []string{AgencyOperator, Subject}

// Agency is a body that takes part in the exchange.
type Agency struct {
	Code, Name, USCC, Division, Kind string
	Disabled                         bool
}

// Person is someone who can log in.
type Person struct {
	ID, Name, DisplayName, Agency string
	Subject                       string // token of the credit subject this person is; never an ID number
	Disabled                      bool
	Password                      string   // argon2id in PHC form; empty: not enrolled yet
	Enrolment                     [32]byte // digest of the one-time token
	EnrolUntil                    time.Time
	Created                       time.Time
}

// Key is an API key; it is also the password of the agency's Kafka user of that key.
type Key struct {
	ID, Agency, Label string
	Hash              [32]byte
	Sealed            string // the secret, for setting the Kafka user again
	Created, Expires  time.Time
	Revoked           time.Time
}

// KafkaUser is the name of the key's Kafka user.
func (k Key) KafkaUser() string { return k.Agency + "." + k.ID }

// Live reports whether the key is in force.
func (k Key) Live(now time.Time) bool {
	return k.Revoked.IsZero() && (k.Expires.IsZero() || now.Before(k.Expires))
}

// Session is a login.
type Session struct {
	ID, Person             string
	Hash                   [32]byte
	Created, Expires, Seen time.Time
}

// Line is one Casbin line; its columns are those of internal/policy.
type Line struct {
	ID, Type, Subject, Domain, Object, Action, Effect, Fields, Purposes, Case, Scope, Until string
}

// Failures counts wrong passwords for a login name, known or not.
type Failures struct {
	Name  string
	Count int
	Last  time.Time
	Until time.Time // locked until
}

// Version is one version of the policy.
type Version struct {
	Number uint64
	At     time.Time
	By     string
	Why    string
	Count  int // lines in force
}

// Pending is evidence that is committed but perhaps not yet in the ledger.
type Pending struct {
	ID    string
	Event evidence.Event
}

// Revision is a change of the policy's lines: the next version.
type Revision struct {
	Version Version
	Add     []Line
	Remove  []string
}

// Change is what one use-case writes, in one transaction. Rows replace those of the same id.
type Change struct {
	Agencies    []Agency
	People      []Person
	Keys        []Key
	Sessions    []Session
	EndSessions []string
	Failures    []Failures // a count of zero forgets the name
	Revision    *Revision
	Events      []Pending
}

func (c Change) empty() bool {
	return c.Revision == nil && len(c.Agencies)+len(c.People)+len(c.Keys)+len(c.Sessions)+len(c.EndSessions)+len(c.Failures)+len(c.Events) == 0
}

// State is everything in force, in memory.
type State struct {
	Agencies map[string]Agency
	People   map[string]Person
	Keys     map[string]Key
	Sessions map[string]Session
	Failures map[string]Failures
	Version  Version
	Lines    []Line
}

// NewState is an empty state.
func NewState() *State {
	return &State{Agencies: map[string]Agency{}, People: map[string]Person{}, Keys: map[string]Key{}, Sessions: map[string]Session{}, Failures: map[string]Failures{}}
}

// apply puts a change into the state, after it is durable.
func (s *State) apply(c Change) {
	for _, a := range c.Agencies {
		s.Agencies[a.Code] = a
	}
	for _, p := range c.People {
		s.People[p.ID] = p
	}
	for _, k := range c.Keys {
		s.Keys[k.ID] = k
	}
	for _, v := range c.Sessions {
		s.Sessions[v.ID] = v
	}
	for _, id := range c.EndSessions {
		delete(s.Sessions, id)
	}
	for _, f := range c.Failures {
		if f.Count == 0 {
			delete(s.Failures, f.Name)
		} else {
			s.Failures[f.Name] = f
		}
	}
	if c.Revision != nil {
		s.Lines, s.Version = c.Revision.lines(s.Lines), c.Revision.Version
	}
}

// lines is a new slice: the old one may still be read.
func (r *Revision) lines(old []Line) []Line {
	gone := make(map[string]struct{}, len(r.Remove))
	for _, id := range r.Remove {
		gone[id] = struct{}{}
	}
	out := make([]Line, 0, len(old)+len(r.Add))
	for _, l := range old {
		if _, ok := gone[l.ID]; !ok {
			out = append(out, l)
		}
	}
	return append(out, r.Add...)
}

// personNamed finds a login name.
func (s *State) personNamed(name string) (Person, bool) {
	for _, p := range s.People {
		if p.Name == name {
			return p, true
		}
	}
	return Person{}, false
}

// rolesOf lists what a subject holds by the lines.
func rolesOf(lines []Line, subject string) []string {
	var out []string
	for _, l := range lines {
		if l.Type == "g" && l.Subject == subject && !slices.Contains(out, l.Object) {
			out = append(out, l.Object)
		}
	}
	slices.Sort(out)
	return out
}

// sessionsOf lists a person's sessions.
func (s *State) sessionsOf(person string) []string {
	var out []string
	for id, v := range s.Sessions {
		if v.Person == person {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// matches is Casbin's keyMatch.
func matches(text, pattern string) bool {
	fixed, wild := strings.CutSuffix(pattern, "*")
	if !wild {
		return text == pattern
	}
	return strings.HasPrefix(text, fixed)
}
