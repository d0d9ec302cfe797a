package resource

import (
	"sort"
	"sync/atomic"
)

// Registry is the set of compiled schemas in force, replaced as a whole.
type Registry struct{ p atomic.Pointer[registered] }

type registered struct {
	byCode     map[string]*Schema
	all        []*Schema
	generation uint64
}

// NewRegistry makes an empty registry.
func NewRegistry() *Registry {
	r := &Registry{}
	r.p.Store(&registered{byCode: map[string]*Schema{}})
	return r
}

// Get is the schema of a resource.
func (r *Registry) Get(code string) (*Schema, bool) {
	s, ok := r.p.Load().byCode[code]
	return s, ok
}

// All is every schema, by code.
func (r *Registry) All() []*Schema { return r.p.Load().all }

// Generation is the number given at the last Replace; 0 while nothing was ever loaded.
func (r *Registry) Generation() uint64 { return r.p.Load().generation }

// Replace puts a new set in force at once.
func (r *Registry) Replace(generation uint64, schemas []*Schema) {
	n := &registered{byCode: make(map[string]*Schema, len(schemas)), all: append([]*Schema(nil), schemas...), generation: generation}
	sort.Slice(n.all, func(i, j int) bool { return n.all[i].Code() < n.all[j].Code() })
	for _, s := range n.all {
		n.byCode[s.Code()] = s
	}
	r.p.Store(n)
}
