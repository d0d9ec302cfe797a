package data

import (
	"sync"
	"unsafe"
)

// mentions remembers which names of subjects are stored already, so that the thousandth penalty of a company does not write its name
// again. Forgetting is harmless: a later mention never wins over an earlier one.
type mentions struct {
	mu   sync.RWMutex
	seen map[uint64]struct{}
}

// most is how many are remembered: some 20 MB.
const most = 1 << 19

func newMentions() *mentions { return &mentions{seen: map[uint64]struct{}{}} }

func (m *mentions) has(key uint64) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	_, ok := m.seen[key]
	return ok
}

// add is called when the keys' rows are stored.
func (m *mentions) add(keys map[uint64]struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.seen)+len(keys) > most {
		m.seen = make(map[uint64]struct{}, len(keys))
	}
	for k := range keys {
		m.seen[k] = struct{}{}
	}
}

// text shows bytes as a string without a copy; they must not change while it is used.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
