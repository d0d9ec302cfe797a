package data

import (
	"fmt"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Engine decides by internal/policy and publishes to the process's store.
type Engine struct {
	store *policy.Store
	clock clock.Clock
	codes policy.Codes
	idle  time.Duration
}

// NewEngine takes over the store of this process: it is the owner's, so never stale.
func NewEngine(store *policy.Store, c clock.Clock, codes policy.Codes, idle time.Duration) *Engine {
	store.Own()
	return &Engine{store, c, codes, idle}
}

// Check holds one line against the model and fills defaults.
func (e *Engine) Check(l biz.Line) (biz.Line, *fault.Error) {
	n := policy.Line(l).Normal()
	return biz.Line(n), n.Check(e.codes)
}

// Trial answers under a state that is not in force.
func (e *Engine) Trial(s *biz.State) (func(grant.Principal, grant.Question) grant.Decision, error) {
	x, err := policy.Compile(s.Version.Number, lines(s.Lines), e.codes, func(id, agency string) bool {
		a, ok := s.Agencies[agency]
		return ok && !a.Disabled && !s.People[id].Disabled
	})
	if err != nil {
		return nil, err
	}
	return func(p grant.Principal, q grant.Question) grant.Decision { return x.Decide(&p, &q) }, nil
}

func lines(in []biz.Line) []policy.Line {
	out := make([]policy.Line, len(in))
	for i, l := range in {
		out[i] = policy.Line(l)
	}
	return out
}

// Publish puts a state in force.
func (e *Engine) Publish(s *biz.State, c *biz.Change) error {
	snap := policy.Snapshot{Parts: policy.AllParts, Base: e.store.Serial(), Serial: e.store.Serial() + 1}
	switch {
	case c == nil:
		// Serials go on over restarts, so that a follower never takes a new state for one it has.
		snap.Serial = max(snap.Serial, uint64(e.clock.Now().UnixMilli()))
	default:
		if snap.Parts = touched(*c); snap.Parts == 0 {
			return nil
		}
	}
	if snap.Parts&policy.PartLines != 0 {
		snap.Version, snap.Lines, snap.Codes = s.Version.Number, lines(s.Lines), e.codes
	}
	if snap.Parts&policy.PartDirectory != 0 {
		directory(s, &snap)
	}
	if snap.Parts&policy.PartSessions != 0 {
		snap.Idle = e.idle
		for _, v := range s.Sessions {
			snap.Sessions = append(snap.Sessions, policy.Session{ID: v.ID, Person: v.Person, Hash: v.Hash, Expires: v.Expires, Seen: v.Seen})
		}
	}
	if err := e.store.Apply(snap); err != nil {
		return fmt.Errorf("serial %d: %w", snap.Serial, err)
	}
	return nil
}

func touched(c biz.Change) (p policy.Parts) {
	if c.Revision != nil {
		p |= policy.PartLines
	}
	if len(c.Agencies)+len(c.People)+len(c.Keys) > 0 {
		p |= policy.PartDirectory
	}
	if len(c.Sessions)+len(c.EndSessions) > 0 {
		p |= policy.PartSessions
	}
	return p
}

func directory(s *biz.State, snap *policy.Snapshot) {
	for _, a := range s.Agencies {
		snap.Agencies = append(snap.Agencies, policy.Agency{Code: a.Code, Name: a.Name, Division: a.Division, Disabled: a.Disabled})
	}
	for _, p := range s.People {
		snap.People = append(snap.People, policy.Person{ID: p.ID, Name: p.Name, DisplayName: p.DisplayName, Agency: p.Agency, Subject: p.Subject, Disabled: p.Disabled})
	}
	for _, k := range s.Keys {
		if k.Revoked.IsZero() {
			snap.Keys = append(snap.Keys, policy.Key{ID: k.ID, Agency: k.Agency, Label: k.Label, Hash: k.Hash, Expires: k.Expires})
		}
	}
}

// Current answers from the state in force.
func (e *Engine) Current() biz.Decider { return decider{e.store, e.codes} }

// Vocabulary is every action there is.
func (e *Engine) Vocabulary() []string { return policy.Vocabulary }

type decider struct {
	*policy.Store
	codes policy.Codes
}

// Purposes translates the store's.
func (d decider) Purposes(p grant.Principal) []biz.Purpose {
	var out []biz.Purpose
	persons := d.Store.Purposes(p, "person.query")
	for _, c := range d.Store.Purposes(p, "") {
		use := biz.Purpose{Code: c.Code, NameZh: c.NameZh, NameEn: c.NameEn, CaseRequired: c.CaseRequired || c.Case != "", Persons: slices.Contains(persons, c)}
		for _, k := range d.codes.Cases {
			if k.Name == c.Case {
				use.CasePattern, use.CaseExample = k.Pattern, k.Example
			}
		}
		out = append(out, use)
	}
	return out
}

// WhoCan translates the store's.
func (d decider) WhoCan(q grant.Question, f biz.GranteeFilter) (found []biz.Grantee, more bool, version uint64) {
	list, more, version := d.Store.WhoCan(q, f.Agency, policy.Mark{Agency: f.AfterAgency, ID: f.AfterID}, f.Limit)
	for _, g := range list {
		found = append(found, biz.Grantee(g))
	}
	return found, more, version
}
