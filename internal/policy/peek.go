package policy

import (
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Open is a session as it stands now.
type Open struct {
	Who grant.Principal
	// Expires is its end in any case; Idle how long it lives without use, 0: until it expires.
	Expires time.Time
	Idle    time.Duration
}

// Peek is Authenticate for who only watches: it is no use of the session, so that what runs in the background of a page does not
// keep an idle session alive. API keys have no session. The error is always a fault.
func (s *Store) Peek(token string) (Open, error) {
	st, now := s.state.Load(), s.clock.Now()
	if err := s.check(st, now); err != nil {
		return Open{}, err
	}
	if !strings.HasPrefix(token, SessionPrefix) {
		return Open{}, unknown()
	}
	h := Hash(token)
	who, err := st.bySession(h, now, false)
	if err != nil {
		return Open{}, err
	}
	return Open{Who: who, Expires: st.sessions[h].Expires, Idle: st.snap.Idle}, nil
}
