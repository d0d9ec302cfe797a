package policy

import (
	"fmt"
	"iter"
)

// Index decides by a compiled policy. It is never changed after Compile. Everything of one kind lies side by side, and
// what refers to it does so by number: a decision reads a seat, which is its caller's alone, and what many callers share.
type Index struct {
	version uint64
	codes   *compiledCodes
	lines   []Line
	seats   seats
	roles   roleSets
	parts   []part
	entries []entry
	rules   []rule
	actions patterns
	objects patterns
}

// Compile builds the index, which keeps the lines. active says whether the holder (id, agency) of a role may act at all; nil: everyone may.
func Compile(version uint64, lines []Line, codes Codes, active func(id, agency string) bool) (*Index, error) {
	x := &Index{version: version, codes: codes.compiled(), lines: lines, roles: newRoleSets()}
	if x.codes.bad != nil {
		return nil, x.codes.bad
	}
	c := compiler{Index: x, rules: map[roleDomain][]keyedRule{}, agency: map[string]uint32{}, active: active}
	holders := 0
	for i := range lines {
		if lines[i].Type == "g" {
			holders++
		}
	}
	x.seats = newSeats(holders)
	for i := range lines {
		if err := c.line(i); err != nil {
			return nil, fmt.Errorf("line %s: %w", lines[i].ID, err)
		}
	}
	x.actions.link()
	x.objects.link()
	c.link()
	return x, nil
}

// compiler holds what only Compile needs.
type compiler struct {
	*Index
	rules  map[roleDomain][]keyedRule
	order  []roleDomain // the keys of rules, so that equal lines give equal indexes
	agency map[string]uint32
	active func(id, agency string) bool
}

func (c *compiler) line(i int) error {
	l := &c.lines[i]
	switch l.Type {
	case "p":
		r, err := newRule(*l, c.codes)
		if err != nil {
			return err
		}
		r.line = uint32(i)
		k := roleDomain{l.Subject, l.Domain}
		if c.rules[k] == nil {
			c.order = append(c.order, k)
		}
		c.rules[k] = append(c.rules[k], keyedRule{key(c.actions.add(l.Action), c.objects.add(l.Object)), *r})
	case "g":
		if err := l.checkRole(); err != nil {
			return err
		}
		if c.active == nil || c.active(l.Subject, l.Domain) {
			s := c.seats.take(l.Subject, c.number(l.Domain))
			s.roles = c.roles.add(s.roles, l.Object)
		}
	default:
		return fmt.Errorf("type %q", l.Type)
	}
	return nil
}

func (c *compiler) number(agency string) uint32 {
	n, ok := c.agency[agency]
	if !ok {
		n = uint32(len(c.seats.agencies))
		c.seats.agencies, c.agency[agency] = append(c.seats.agencies, agency), n
	}
	return n
}

// link gives every seat the parts of its roles; seats with the same roles share them.
func (c *compiler) link() {
	parts := make(map[roleDomain]part, len(c.rules))
	for _, k := range c.order {
		parts[k] = c.add(c.rules[k])
	}
	type post struct{ roles, agency uint32 }
	wide, near := make([]*run, len(c.roles.sets)), map[post]run{}
	for i := range c.seats.table {
		s := &c.seats.table[i]
		if s.n == 0 {
			continue
		}
		if wide[s.roles] == nil {
			r := c.run(parts, s.roles, "*")
			wide[s.roles] = &r
		}
		k := post{s.roles, s.agency}
		r, ok := near[k]
		if !ok {
			r = c.run(parts, s.roles, c.seats.agencies[s.agency])
			near[k] = r
		}
		s.near, s.wide = r, *wide[s.roles]
		for _, p := range c.parts[r.start : r.start+r.n] {
			s.filter |= p.filter
		}
	}
}

// run lays the parts of a set of roles in one domain side by side.
func (c *compiler) run(parts map[roleDomain]part, set uint32, domain string) run {
	r := run{start: uint32(len(c.parts))}
	for _, role := range c.roles.sets[set] {
		if p, ok := parts[roleDomain{role, domain}]; ok {
			c.parts = append(c.parts, p)
			r.n++
		}
	}
	return r
}

// partsOf are the parts of a stretch.
func (x *Index) partsOf(r run) []part { return x.parts[r.start : r.start+r.n] }

// partsFor are all parts of a seat.
func (x *Index) partsFor(s *seat) iter.Seq[*part] {
	return func(yield func(*part) bool) {
		for _, r := range [...]run{s.near, s.wide} {
			parts := x.partsOf(r)
			for i := range parts {
				if !yield(&parts[i]) {
					return
				}
			}
		}
	}
}
