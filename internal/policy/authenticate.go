package policy

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"sync/atomic"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// The prefixes of tokens.
const (
	SessionPrefix = "cxs_"
	KeyPrefix     = "cxk_"
)

// session adds what changes with use; the counter is carried over from snapshot to snapshot.
type session struct {
	Session
	seen *atomic.Int64 // Unix nanoseconds
}

// Hash is the digest a token is looked up by.
func Hash(token string) Digest { return sha256.Sum256([]byte(token)) }

// A process that follows access hears of a new session some milliseconds after its owner does. An unknown credential is therefore looked
// for again when news come in, this long at most; so many callers may wait at once, the others are refused at once.
const (
	newsWithin = 250 * time.Millisecond
	newsCrowd  = 64
)

// Authenticate finds who a session token ("cxs_…") or API key ("cxk_…") belongs to. The error is always a fault.
func (s *Store) Authenticate(ctx context.Context, token string) (grant.Principal, error) {
	p, err := s.authenticate(token)
	if err == nil || err.Reason != ReasonBadToken || s.stale <= 0 || s.owner.Load() || !credentialLike(token) {
		return p, asError(err)
	}
	if s.waiting.Add(1) > newsCrowd {
		s.waiting.Add(-1)
		return p, err
	}
	defer s.waiting.Add(-1)
	end := time.NewTimer(newsWithin)
	defer end.Stop()
	for {
		news := s.Changed()
		if p, err = s.authenticate(token); err == nil || err.Reason != ReasonBadToken {
			return p, asError(err)
		}
		select {
		case <-news:
		case <-end.C:
			return p, err
		case <-ctx.Done():
			return p, err
		}
	}
}

// asError keeps a nil fault from becoming an error that is not nil.
func asError(f *fault.Error) error {
	if f == nil {
		return nil
	}
	return f
}

func credentialLike(token string) bool {
	return strings.HasPrefix(token, SessionPrefix) || strings.HasPrefix(token, KeyPrefix)
}

func (s *Store) authenticate(token string) (grant.Principal, *fault.Error) {
	st, now := s.state.Load(), s.clock.Now()
	if err := s.check(st, now); err != nil {
		return grant.Principal{}, err
	}
	if token == "" {
		return grant.Principal{}, loginRequired()
	}
	switch h := Hash(token); {
	case strings.HasPrefix(token, SessionPrefix):
		return st.bySession(h, now, true)
	case strings.HasPrefix(token, KeyPrefix):
		return st.byKey(h, now)
	}
	return grant.Principal{}, unknown()
}

func (st *state) bySession(h Digest, now time.Time, use bool) (grant.Principal, *fault.Error) {
	s := st.sessions[h]
	if s == nil || subtle.ConstantTimeCompare(s.Hash[:], h[:]) != 1 {
		return grant.Principal{}, unknown()
	}
	idle := st.snap.Idle
	if !now.Before(s.Expires) || idle > 0 && now.UnixNano()-s.seen.Load() >= int64(idle) {
		return grant.Principal{}, fault.New(fault.Unauthenticated, ReasonSessionEnded, "登录已过期。", "The session has expired.").
			Then("请重新登录。", "Log in again.")
	}
	person := st.people[s.Person]
	if person == nil || person.Disabled {
		return grant.Principal{}, disabled()
	}
	// A store a second only: many requests of one page would fight over the cache line.
	if n := now.UnixNano(); use && n-s.seen.Load() > int64(time.Second) {
		s.seen.Store(n)
	}
	p := grant.Principal{ID: person.ID, Name: person.Name, Agency: person.Agency, Credential: s.ID, Subject: person.Subject}
	return st.inAgency(p)
}

func (st *state) byKey(h Digest, now time.Time) (grant.Principal, *fault.Error) {
	k := st.keys[h]
	if k == nil || subtle.ConstantTimeCompare(k.Hash[:], h[:]) != 1 {
		return grant.Principal{}, unknown()
	}
	if !k.Expires.IsZero() && !now.Before(k.Expires) {
		return grant.Principal{}, fault.New(fault.Unauthenticated, ReasonKeyEnded,
			"接口密钥已于 "+k.Expires.In(china).Format("2006-01-02 15:04")+" 到期。", "The API key ended at "+k.Expires.In(china).Format("2006-01-02 15:04")+" (China time).").
			Then("请向系统管理员申请新的密钥。", "Ask the system administrator for a new key.")
	}
	return st.inAgency(grant.Principal{ID: k.ID, Name: k.Label, Agency: k.Agency, Credential: k.ID, IsKey: true})
}

func (st *state) inAgency(p grant.Principal) (grant.Principal, *fault.Error) {
	a := st.agencies[p.Agency]
	if a == nil || a.Disabled {
		return grant.Principal{}, disabled()
	}
	p.AgencyName, p.Division = a.Name, a.Division
	p.Seat, _ = st.index.seats.search(p.ID, p.Agency)
	return p, nil
}

func unknown() *fault.Error {
	return fault.New(fault.Unauthenticated, ReasonBadToken, "登录凭证无效或已被撤销。", "The credential is not valid or has been revoked.").
		Then("请重新登录;使用接口密钥的,请核对密钥或申请新密钥。", "Log in again; for an API key, check it or ask for a new one.")
}

func disabled() *fault.Error {
	return fault.New(fault.Unauthenticated, ReasonDisabled, "账号或所属机构已停用。", "The account or its agency is disabled.").
		Then("请联系系统管理员。", "Ask the system administrator.")
}

// check refuses to answer from nothing or from what may be out of date.
func (s *Store) check(st *state, now time.Time) *fault.Error {
	if st != nil && !s.isStale(now) {
		return nil
	}
	e := fault.New(fault.Unavailable, ReasonStale, "授权策略暂时无法确认为最新,为安全起见不予答复。", "The policy can't be confirmed to be current, so nothing is answered.").
		Then("请稍后重试;若持续出现,请通知系统管理员检查 access 服务。", "Try again shortly; if it goes on, tell the system administrator to check the access service.")
	e.RetryAfter = 1
	return e
}

// Touched are the sessions used since the given time, with their last use: what access needs to know for idle time-outs.
func (s *Store) Touched(since time.Time) map[string]time.Time {
	out := map[string]time.Time{}
	if st := s.state.Load(); st != nil {
		for _, v := range st.sessions {
			if n := v.seen.Load(); n > since.UnixNano() {
				out[v.ID] = time.Unix(0, n)
			}
		}
	}
	return out
}

// Touch notes uses of sessions that other processes report; a use is never moved back.
func (s *Store) Touch(seen map[string]time.Time) {
	st := s.state.Load()
	if st == nil {
		return
	}
	now := s.clock.Now().UnixNano() // another process's clock may be ahead: a session must not live on by that
	for _, v := range st.sessions {
		if t, ok := seen[v.ID]; ok {
			v.touch(min(t.UnixNano(), now))
		}
	}
}

func (v *session) touch(n int64) {
	for old := v.seen.Load(); n > old; old = v.seen.Load() {
		if v.seen.CompareAndSwap(old, n) {
			return
		}
	}
}

// directory rebuilds who exists.
func (st *state) directory() {
	st.agencies, st.people, st.keys = map[string]*Agency{}, map[string]*Person{}, map[Digest]*Key{}
	for i := range st.snap.Agencies {
		st.agencies[st.snap.Agencies[i].Code] = &st.snap.Agencies[i]
	}
	for i := range st.snap.People {
		st.people[st.snap.People[i].ID] = &st.snap.People[i]
	}
	for i := range st.snap.Keys {
		st.keys[st.snap.Keys[i].Hash] = &st.snap.Keys[i]
	}
}

// open rebuilds the sessions, keeping the last use this process saw.
func (st *state) open(old map[Digest]*session) {
	st.sessions = make(map[Digest]*session, len(st.snap.Sessions))
	for _, s := range st.snap.Sessions {
		v := &session{Session: s, seen: new(atomic.Int64)}
		if o := old[s.Hash]; o != nil {
			v.seen = o.seen
		}
		v.touch(s.Seen.UnixNano())
		st.sessions[s.Hash] = v
	}
}

// active says whether the holder of a role may act: an enabled person, or a key, in an enabled agency.
// An id that is neither (a key that was revoked) may not.
func (st *state) active() func(id, agency string) bool {
	holders := make(map[string]struct{}, len(st.people)+len(st.keys))
	for _, p := range st.people {
		if !p.Disabled {
			holders[p.ID] = struct{}{}
		}
	}
	for _, k := range st.keys {
		holders[k.ID] = struct{}{}
	}
	return func(id, agency string) bool {
		a := st.agencies[agency]
		_, there := holders[id]
		return there && a != nil && !a.Disabled
	}
}
