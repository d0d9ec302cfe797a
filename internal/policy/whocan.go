package policy

import (
	"cmp"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
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
	decided := map[*member]grant.Decision{}
	st.holders(now, func(p grant.Principal, display string) {
		if agency != "" && p.Agency != agency || (Mark{p.Agency, p.ID}).compare(after) <= 0 {
			return
		}
		m := st.index.member(p.ID, p.Agency)
		if m == nil {
			return
		}
		d, known := decided[m]
		if !known {
			d = st.index.decide(m, &p, &q)
			decided[m] = d
		}
		if d.Allow {
			found = append(found, Grantee{Principal: p, DisplayName: display, Roles: m.roles, Decision: d})
		}
	})
	slices.SortFunc(found, func(a, b Grantee) int { return (Mark{a.Agency, a.ID}).compare(Mark{b.Agency, b.ID}) })
	if len(found) > limit {
		found, more = found[:limit], true
	}
	for i := range found {
		found[i].Roles = slices.Clone(found[i].Roles)
	}
	return found, more, st.snap.Version
}

// holders hands over everyone who could log in now, in no order.
func (st *state) holders(now time.Time, each func(p grant.Principal, display string)) {
	for _, v := range st.people {
		if v.Disabled {
			continue
		}
		if p, err := st.inAgency(grant.Principal{ID: v.ID, Name: v.Name, Agency: v.Agency, Subject: v.Subject}); err == nil {
			each(p, v.DisplayName)
		}
	}
	for _, k := range st.keys {
		if !k.Expires.IsZero() && !now.Before(k.Expires) {
			continue
		}
		if p, err := st.inAgency(grant.Principal{ID: k.ID, Name: k.Label, Agency: k.Agency, Credential: k.ID, IsKey: true}); err == nil {
			each(p, "")
		}
	}
}
