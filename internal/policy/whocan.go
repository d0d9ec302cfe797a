package policy

import (
	"cmp"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Grantee is a person or key that a question is allowed to, with the decision.
type Grantee struct {
	grant.Principal
	DisplayName string // of a person
	Roles       []string
	Decision    grant.Decision
}

// Mark is a place in a list of grantees, which is sorted by agency and id. The zero Mark is its beginning.
type Mark struct{ Agency, ID string }

func (m Mark) compare(o Mark) int {
	return cmp.Or(cmp.Compare(m.Agency, o.Agency), cmp.Compare(m.ID, o.ID))
}

// WhoCan lists the people and keys a question would be allowed to, those after a mark, limit at most; more tells whether
// there are others. An agency narrows the list to its own, "" is all. The version is that of the policy that decided.
//
// It asks the index once for each set of roles in an agency instead of once for each holder: what two members of one set
// may do can't differ, because of a caller the index looks at nothing else but the division, which is the agency's.
func (s *Store) WhoCan(q grant.Question, agency string, after Mark, limit int) (found []Grantee, more bool, version uint64) {
	st, now := s.state.Load(), s.clock.Now()
	if st == nil || s.isStale(now) {
		return nil, false, 0
	}
	if q.At.IsZero() {
		q.At = now
	}
	type post struct{ roles, agency uint32 }
	decided := map[post]grant.Decision{}
	var all []holder
	st.holders(now, func(h holder) {
		if agency != "" && h.mark.Agency != agency || h.mark.compare(after) <= 0 {
			return
		}
		if h.seat = st.index.seats.find(h.mark.ID, h.mark.Agency, 0); h.seat == nil {
			return
		}
		set := post{h.seat.roles, h.seat.agency}
		d, known := decided[set]
		if !known {
			if p, err := st.principal(h); err == nil {
				d = st.index.Decide(&p, &q)
			}
			decided[set] = d
		}
		if d.Allow {
			all = append(all, h)
		}
	})
	slices.SortFunc(all, func(a, b holder) int { return a.mark.compare(b.mark) })
	for _, h := range all[:min(limit, len(all))] {
		if p, err := st.principal(h); err == nil {
			g := Grantee{Principal: p, Roles: slices.Clone(st.index.roles.sets[h.seat.roles]), Decision: decided[post{h.seat.roles, h.seat.agency}]}
			if h.person != nil {
				g.DisplayName = h.person.DisplayName
			}
			found = append(found, g)
		}
	}
	return found, len(all) > limit, st.snap.Version
}

// holder is someone who may hold roles: a person or a key.
type holder struct {
	mark   Mark
	person *Person
	key    *Key
	seat   *seat
}

// holders hands over everyone who could log in now, in no order.
func (st *state) holders(now time.Time, each func(holder)) {
	open := map[string]bool{}
	for code, a := range st.agencies {
		open[code] = !a.Disabled
	}
	for _, v := range st.people {
		if !v.Disabled && open[v.Agency] {
			each(holder{mark: Mark{v.Agency, v.ID}, person: v})
		}
	}
	for _, k := range st.keys {
		if (k.Expires.IsZero() || now.Before(k.Expires)) && open[k.Agency] {
			each(holder{mark: Mark{k.Agency, k.ID}, key: k})
		}
	}
}

func (st *state) principal(h holder) (grant.Principal, *fault.Error) {
	if v := h.person; v != nil {
		return st.inAgency(grant.Principal{ID: v.ID, Name: v.Name, Agency: v.Agency, Subject: v.Subject})
	}
	k := h.key
	return st.inAgency(grant.Principal{ID: k.ID, Name: k.Label, Agency: k.Agency, Credential: k.ID, IsKey: true})
}
