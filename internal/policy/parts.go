package policy

import (
	"cmp"
	"slices"
)

// part is what one role may do by the lines of one domain: a stretch of Index.entries, by key.
type part struct {
	filter uint64 // a bit per key: most parts hold nothing for most questions, and that is told without reading further
	run
}

// entry is the stretch of Index.rules with one action pattern and one object pattern: those that deny, then those that allow,
// what shows most first.
type entry struct {
	key                uint64
	start, allows, end uint32
}

func key(action, object uint32) uint64 { return uint64(action)<<32 | uint64(object) }

// trace is the key's bit in a filter.
func trace(k uint64) uint64 { return 1 << (k * 0x9E3779B97F4A7C15 >> 58) }

// find gives the part's entry of a key, nil if it has none.
func (x *Index) find(p *part, k uint64) *entry {
	if p.filter&trace(k) == 0 {
		return nil
	}
	entries := x.entries[p.start : p.start+p.n]
	lo, hi := 0, len(entries)
	for lo < hi {
		mid := (lo + hi) >> 1
		if entries[mid].key < k {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(entries) && entries[lo].key == k {
		return &entries[lo]
	}
	return nil
}

type roleDomain struct{ role, domain string }

type keyedRule struct {
	key uint64
	rule
}

// add appends the part made of these rules.
func (x *Index) add(rules []keyedRule) part {
	slices.SortFunc(rules, func(a, b keyedRule) int {
		return cmp.Or(cmp.Compare(a.key, b.key), -compareBool(a.deny, b.deny), better(&a.rule, &b.rule))
	})
	p := part{run: run{start: uint32(len(x.entries))}}
	for i := range rules {
		r, n := &rules[i], uint32(len(x.rules))
		if last := len(x.entries) - 1; i == 0 || x.entries[last].key != r.key {
			x.entries = append(x.entries, entry{r.key, n, n, n})
			p.n++
		}
		e := &x.entries[len(x.entries)-1]
		e.end = n + 1
		if r.deny {
			e.allows = n + 1
		}
		p.filter |= trace(r.key)
		x.rules = append(x.rules, r.rule)
	}
	return p
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
