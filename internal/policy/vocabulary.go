package policy

import (
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Vocabulary is every action there is.
var Vocabulary = []string{
	"access.read", "agency.edit", "agency.read", "agency_key.edit", "agency_key.read", "audit.proof", "audit.search", "catalog.edit",
	"key.edit", "key.read", "metrics.read", "person.edit", "person.query", "person.read", "policy.edit", "policy.read",
	"quality.all", "quality.read", "quarantine.edit", "quarantine.read", "receipt.read", "record.backfill", "record.push", "record.query", "record.withdraw",
	"role.edit", "self.query", "stray.read", "stray.settle", "subject.search",
}

// Roles are the roles the caller holds in its agency, sorted.
func (x *Index) Roles(p grant.Principal) []string {
	if m := x.seats.find(p.ID, p.Agency, p.Seat); m != nil {
		return slices.Clone(x.roles.sets[m.roles])
	}
	return nil
}

// Actions are the actions of the vocabulary the caller has an unexpired allowing line for.
func (x *Index) Actions(p grant.Principal, now time.Time) []string {
	var out []string
	for _, a := range Vocabulary {
		if len(x.allowing(p, a, now)) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// Purposes are those that some unexpired allowing line of the caller's takes for an action, "" for any.
func (x *Index) Purposes(p grant.Principal, action string, now time.Time) []Purpose {
	var set uint64
	for _, r := range x.allowing(p, action, now) {
		set |= r.purposes
	}
	var out []Purpose
	for i, c := range x.codes.Purposes {
		if set>>i&1 == 1 {
			out = append(out, c)
		}
	}
	return out
}

// allowing lists the allowing rules in force for an action, "" for any.
func (x *Index) allowing(p grant.Principal, action string, now time.Time) []*rule {
	m := x.seats.find(p.ID, p.Agency, p.Seat)
	if m == nil {
		return nil
	}
	match := x.actions.match(nil, action)
	var out []*rule
	for part := range x.partsFor(m) {
		for _, e := range x.entries[part.start : part.start+part.n] {
			if action != "" && !slices.Contains(match, uint32(e.key>>32)) {
				continue
			}
			for i := e.allows; i < e.end; i++ {
				if now.UnixNano() < x.rules[i].until {
					out = append(out, &x.rules[i])
				}
			}
		}
	}
	return out
}
