package policy

import (
	"sync"
	"sync/atomic"
)

// AgencyNames names agencies by the directory that comes with the policy, disabled ones too: the past was theirs.
type AgencyNames struct {
	store *Store
	mu    sync.Mutex
	known atomic.Pointer[directory]
}

type directory struct {
	serial uint64
	names  map[string]string
}

// NewAgencyNames names agencies by what the store knows.
func NewAgencyNames(s *Store) *AgencyNames { return &AgencyNames{store: s} }

// AgencyName is the agency's full name, or its code when it is not known.
func (a *AgencyNames) AgencyName(code string) string {
	at := a.store.Serial()
	d := a.known.Load()
	if d == nil || d.serial != at {
		d = a.refresh(at)
	}
	if n := d.names[code]; n != "" {
		return n
	}
	return code
}

func (a *AgencyNames) refresh(at uint64) *directory {
	a.mu.Lock()
	defer a.mu.Unlock()
	if d := a.known.Load(); d != nil && d.serial == at {
		return d
	}
	d := &directory{serial: at, names: map[string]string{}}
	if snap, ok := a.store.Since(0); ok {
		for _, g := range snap.Agencies {
			d.names[g.Code] = g.Name
		}
	}
	a.known.Store(d)
	return d
}
