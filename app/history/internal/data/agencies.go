package data

import (
	"sync"
	"sync/atomic"
)

// Agencies names agencies by the directory that comes with the policy.
type Agencies struct {
	serial func() uint64
	list   func() map[string]string
	mu     sync.Mutex
	known  atomic.Pointer[directory]
}

type directory struct {
	serial uint64
	names  map[string]string
}

// NewAgencies makes it: serial tells when the directory may have changed, list gives all names by code.
func NewAgencies(serial func() uint64, list func() map[string]string) *Agencies {
	return &Agencies{serial: serial, list: list}
}

// AgencyName is the agency's full name, or its code when it is not known.
func (a *Agencies) AgencyName(code string) string {
	at := a.serial()
	d := a.known.Load()
	if d == nil || d.serial != at {
		d = a.refresh(at)
	}
	if n := d.names[code]; n != "" {
		return n
	}
	return code
}

func (a *Agencies) refresh(at uint64) *directory {
	a.mu.Lock()
	defer a.mu.Unlock()
	if d := a.known.Load(); d != nil && d.serial == at {
		return d
	}
	d := &directory{serial: at, names: a.list()}
	a.known.Store(d)
	return d
}
