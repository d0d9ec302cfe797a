package policy

import (
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// AgencyPrincipals are the keys of an agency that are in force: the identities under which it writes to its own inbox.
// None is returned for an agency that is unknown or disabled.
func (s *Store) AgencyPrincipals(code string) []grant.Principal {
	st := s.state.Load()
	if st == nil {
		return nil
	}
	return st.ofAgency(code, s.clock.Now())
}

func (st *state) ofAgency(code string, now time.Time) []grant.Principal {
	var out []grant.Principal
	for _, k := range st.keys {
		if k.Agency != code || !k.Expires.IsZero() && !now.Before(k.Expires) {
			continue
		}
		if p, err := st.inAgency(grant.Principal{ID: k.ID, Name: k.Label, Agency: k.Agency, Credential: k.ID, IsKey: true}); err == nil {
			out = append(out, p)
		}
	}
	return out
}
