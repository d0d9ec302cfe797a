package policy

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// ErrIncomplete means that a partial snapshot came before a whole one, or out of order: ask for the whole.
var ErrIncomplete = errors.New("partial snapshot without its base")

// DefaultStaleAfter is how long a service goes on deciding without word from access: a revocation reaches
// every service within this time, or that service answers nobody.
const DefaultStaleAfter = time.Second

// state is never changed once it is published.
type state struct {
	snap     Snapshot
	index    *Index
	agencies map[string]*Agency
	people   map[string]*Person
	keys     map[Digest]*Key
	sessions map[Digest]*session
	first    uint64    // serial of the first snapshot of this store
	changed  [3]uint64 // serial at which each part last changed
}

// Store holds the snapshot in force. It is safe for concurrent use.
type Store struct {
	clock clock.Clock
	stale time.Duration
	mu    sync.Mutex // one Apply at a time
	state atomic.Pointer[state]
	heard atomic.Int64 // Unix nanoseconds of the last word from access
	owner atomic.Bool
	// waiting counts the callers with a credential that is not known yet.
	waiting atomic.Int32
	wake    chan struct{} // closed and replaced at each Apply; guarded by mu
}

// NewStore makes an empty store; it denies until the first Apply. With staleAfter 0 it is never stale,
// which is right only in the process that owns the policy.
func NewStore(c clock.Clock, staleAfter time.Duration) *Store {
	return &Store{clock: c, stale: staleAfter, wake: make(chan struct{})}
}

// Own makes the store never stale: the access service in this process keeps it.
func (s *Store) Own() { s.owner.Store(true) }

// Apply puts a snapshot in force; the very next decision sees it. A snapshot with a bad line changes nothing.
func (s *Store) Apply(snap Snapshot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.state.Load()
	if old == nil {
		if snap.Parts != AllParts {
			return ErrIncomplete
		}
		old = &state{first: snap.Serial}
	} else if snap.Parts != AllParts && snap.Base != old.snap.Serial {
		return ErrIncomplete
	}
	next := new(state)
	*next = *old
	next.snap = merge(old.snap, snap)
	for i := range next.changed {
		if snap.Parts>>i&1 == 1 {
			next.changed[i] = snap.Serial
		}
	}
	if snap.Parts&PartDirectory != 0 {
		next.directory()
	}
	if snap.Parts&(PartLines|PartDirectory) != 0 {
		index, err := Compile(next.snap.Version, next.snap.Lines, next.snap.Codes, next.active())
		if err != nil {
			return fmt.Errorf("compile policy %d: %w", next.snap.Version, err)
		}
		next.index = index
	}
	if snap.Parts&PartSessions != 0 {
		next.open(old.sessions)
	}
	s.state.Store(next)
	s.heard.Store(s.clock.Now().UnixNano())
	close(s.wake)
	s.wake = make(chan struct{})
	return nil
}

// Changed is closed at the next Apply. Take it before reading the state.
func (s *Store) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wake
}

// Since gives what a store that holds the given serial lacks; ok is false when it lacks nothing. A serial this
// store never had gets the whole.
func (s *Store) Since(have uint64) (snap Snapshot, ok bool) {
	st := s.state.Load()
	if st == nil || have == st.snap.Serial {
		return Snapshot{}, false
	}
	snap = st.snap
	snap.Parts, snap.Base = AllParts, 0
	if have >= st.first && have < st.snap.Serial {
		snap.Parts, snap.Base = 0, have
		for i, at := range st.changed {
			if at > have {
				snap.Parts |= 1 << i
			}
		}
	}
	if snap.Parts&PartSessions != 0 {
		snap.Sessions = st.current()
	}
	return snap, true
}

// Sessions are those in force, with their last use as far as this store knows.
func (s *Store) Sessions() []Session {
	if st := s.state.Load(); st != nil {
		return st.current()
	}
	return nil
}

func (st *state) current() []Session {
	out := make([]Session, len(st.snap.Sessions))
	for i, v := range st.snap.Sessions {
		out[i] = v
		if live := st.sessions[v.Hash]; live != nil {
			out[i].Seen = time.Unix(0, live.seen.Load())
		}
	}
	return out
}

func merge(old, snap Snapshot) Snapshot {
	out := old
	out.Parts, out.Serial = AllParts, snap.Serial
	if snap.Parts&PartLines != 0 {
		out.Version, out.Lines, out.Codes = snap.Version, snap.Lines, snap.Codes
	}
	if snap.Parts&PartDirectory != 0 {
		out.Agencies, out.People, out.Keys = snap.Agencies, snap.People, snap.Keys
	}
	if snap.Parts&PartSessions != 0 {
		out.Idle, out.Sessions = snap.Idle, snap.Sessions
	}
	return out
}

// Heartbeat notes that access still stands at this serial; one that differs means that this store is behind.
func (s *Store) Heartbeat(serial uint64) bool {
	st := s.state.Load()
	if st == nil || st.snap.Serial != serial {
		return false
	}
	s.heard.Store(s.clock.Now().UnixNano())
	return true
}

// Version is the version of the policy's lines, 0 before the first Apply.
func (s *Store) Version() uint64 {
	if st := s.state.Load(); st != nil {
		return st.snap.Version
	}
	return 0
}

// Serial is the number of the last change applied, 0 before the first.
func (s *Store) Serial() uint64 {
	if st := s.state.Load(); st != nil {
		return st.snap.Serial
	}
	return 0
}

// Ready says why nothing can be decided now, nil if it can.
func (s *Store) Ready() error {
	if err := s.check(s.state.Load(), s.clock.Now()); err != nil {
		return err
	}
	return nil
}

// isStale is true too when the last word seems to lie in the future: the clock was set back, and how old the word is nobody knows.
func (s *Store) isStale(now time.Time) bool {
	if s.stale <= 0 || s.owner.Load() {
		return false
	}
	age := now.UnixNano() - s.heard.Load()
	return age > int64(s.stale) || age < -int64(s.stale)
}

// Decide answers a question. It allocates nothing when it allows.
func (s *Store) Decide(p grant.Principal, q grant.Question) grant.Decision {
	st := s.state.Load()
	if st != nil {
		st.index.seats.fetch(p.ID, p.Seat)
	}
	now := s.clock.Now()
	if st == nil || s.isStale(now) {
		return grant.Decision{Refusal: s.check(st, now)}
	}
	if q.At.IsZero() {
		q.At = now
	}
	return st.index.Decide(&p, &q)
}

// Actions are the actions the caller has a line for, on whatever object.
func (s *Store) Actions(p grant.Principal) []string {
	if st := s.state.Load(); st != nil {
		return st.index.Actions(p, s.clock.Now())
	}
	return nil
}

// Roles are the caller's roles in the caller's agency.
func (s *Store) Roles(p grant.Principal) []string {
	if st := s.state.Load(); st != nil {
		return st.index.Roles(p)
	}
	return nil
}

// Purposes are the reasons to look that some line of the caller's allows for an action, "" for any.
func (s *Store) Purposes(p grant.Principal, action string) []Purpose {
	if st := s.state.Load(); st != nil {
		return st.index.Purposes(p, action, s.clock.Now())
	}
	return nil
}
