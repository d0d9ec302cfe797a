package policy

import "slices"

// patterns numbers the patterns of one column, and finds those that match a text.
type patterns struct {
	exact    map[string]uint32
	byPrefix map[string]uint32
	lengths  []int // of the prefixes in use, ascending
	// known holds every exact text with all its matches, so that the common case is one look-up.
	known map[string][]uint32
	next  uint32
}

func (p *patterns) add(s string) uint32 {
	if p.exact == nil {
		p.exact, p.byPrefix = map[string]uint32{}, map[string]uint32{}
	}
	fixed, wild, _ := pattern(s)
	m := p.exact
	if wild {
		m = p.byPrefix
		if !slices.Contains(p.lengths, len(fixed)) {
			p.lengths = append(p.lengths, len(fixed))
		}
	}
	id, ok := m[fixed]
	if !ok {
		id = p.next
		p.next++
		m[fixed] = id
	}
	return id
}

func (p *patterns) link() {
	slices.Sort(p.lengths)
	p.known = make(map[string][]uint32, len(p.exact))
	for s, id := range p.exact {
		p.known[s] = p.prefixes([]uint32{id}, s)
	}
}

// match lists the patterns that match s; buf is used when s is not one of the exact texts.
func (p *patterns) match(buf []uint32, s string) []uint32 {
	if ids, ok := p.known[s]; ok {
		return ids
	}
	return p.prefixes(buf, s)
}

func (p *patterns) prefixes(ids []uint32, s string) []uint32 {
	for _, n := range p.lengths {
		if n > len(s) {
			break
		}
		if id, ok := p.byPrefix[s[:n]]; ok {
			ids = append(ids, id)
		}
	}
	return ids
}
