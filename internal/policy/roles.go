package policy

import (
	"slices"
	"strings"
)

// roleSets numbers the sets of roles that anybody holds; there are few, however many hold them. Number 0 is the empty set.
type roleSets struct {
	sets   [][]string // each sorted
	number map[string]uint32
	with   map[heldRole]uint32 // the set that a set becomes by one more role
}

type heldRole struct {
	set  uint32
	role string
}

func newRoleSets() roleSets {
	return roleSets{sets: [][]string{nil}, number: map[string]uint32{"": 0}, with: map[heldRole]uint32{}}
}

// add gives the number of a set with one more role.
func (r *roleSets) add(set uint32, role string) uint32 {
	k := heldRole{set, role}
	if n, ok := r.with[k]; ok {
		return n
	}
	n := set
	if at, there := slices.BinarySearch(r.sets[set], role); !there {
		n = r.find(slices.Insert(slices.Clone(r.sets[set]), at, role))
	}
	r.with[k] = n
	return n
}

func (r *roleSets) find(roles []string) uint32 {
	name := strings.Join(roles, ",")
	n, ok := r.number[name]
	if !ok {
		n = uint32(len(r.sets))
		r.sets, r.number[name] = append(r.sets, roles), n
	}
	return n
}
