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
}

// Store holds the snapshot in force. It is safe for concurrent use.
type Store struct {
	clock clock.Clock
	stale time.Duration
	mu    sync.Mutex // one Apply at a time
	state atomic.Pointer[state]
	heard atomic.Int64 // Unix nanoseconds of the last word from access
}

// NewStore makes an empty store; it denies until the first Apply. With staleAfter 0 it is never stale,
// which is right only in the process that owns the policy.
func NewStore(c clock.Clock, staleAfter time.Duration) *Store {
	return &Store{clock: c, stale: staleAfter}
}

// Apply puts a snapshot in force; the very next decision sees it. A snapshot with a bad line changes nothing.
func (s *Store) Apply(snap Snapshot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.state.Load()
	if old == nil {
		if snap.Parts != AllParts {
			return ErrIncomplete
		}
		old = &state{}
	} else if snap.Parts != AllParts && snap.Base != old.snap.Serial {
		return ErrIncomplete
	}
	next := &state{snap: merge(old.snap, snap), index: old.index, agencies: old.agencies, people: old.people, keys: old.keys, sessions: old.sessions}
	if snap.Parts&PartDirectory != 0 {
		next.directory()
	}
	if snap.Parts&(PartLines|PartDirectory) != 0 {
		index, err := Compile(next.snap.Version, next.snap.Lines, next.snap.Codes, next.active(next.holders()))
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
	return nil
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

func (s *Store) isStale(now time.Time) bool {
	return s.stale > 0 && now.UnixNano()-s.heard.Load() > int64(s.stale)
}

// Decide answers a question. It allocates nothing when it allows.
func (s *Store) Decide(p grant.Principal, q grant.Question) grant.Decision {
	st, now := s.state.Load(), s.clock.Now()
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

// Purposes are the reasons to look that some line of the caller's allows.
func (s *Store) Purposes(p grant.Principal) []Purpose {
	if st := s.state.Load(); st != nil {
		return st.index.Purposes(p, s.clock.Now())
	}
	return nil
}
