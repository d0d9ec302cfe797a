package policy

import (
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// miss is how far a rule got before a condition failed; the furthest names what is missing.
type miss uint8

const (
	matched miss = iota
	missExpired
	missScope
	missPurpose    // none was given
	missNotGranted // another purpose is needed
	missCase       // no case number was given
	missForm       // the case number has the wrong form
)

// search is one question on its way through the index. It holds nothing that outlives the decision: the compiler
// keeps what is found apart from who asks, and both on the stack.
type search struct {
	p       *grant.Principal
	q       *grant.Question
	at      int64
	purpose int // index in the code list; -1 none, -2 unknown
	codes   *compiledCodes
}

// Decide answers a question whose At is set. The seat comes after all that does not need it: it is on its way from memory meanwhile.
func (x *Index) Decide(p *grant.Principal, q *grant.Question) grant.Decision {
	s := search{p: p, q: q, at: q.At.UnixNano(), codes: x.codes, purpose: x.codes.find(q.Purpose)}
	object := q.Object
	if object == "" {
		object = "*"
	}
	// Room for as many prefix patterns over one text as any policy should have; more only cost an allocation.
	var abuf, obuf [8]uint32
	actions, objects := x.actions.match(abuf[:0], q.Action), x.objects.match(obuf[:0], object)
	seat := x.seats.find(p.ID, p.Agency, p.Seat)
	if seat == nil {
		return grant.Decision{Version: x.version, Refusal: x.noRole(*p, *q)}
	}
	var best, deny *rule
	if hasAny(seat.filter, actions, objects) {
		best, deny = x.parted(&s, seat.near, actions, objects, nil)
	}
	if deny == nil {
		best, deny = x.parted(&s, seat.wide, actions, objects, best)
	}
	switch {
	case deny != nil:
		return grant.Decision{Version: x.version, Line: deny.id, Refusal: x.denied(*p, *q, deny)}
	case best == nil:
		return grant.Decision{Version: x.version, Refusal: x.missing(seat, *p, *q, object)}
	}
	return grant.Decision{Allow: true, Line: best.id, Version: x.version, Mask: grant.Mask{Level: best.level, Named: best.named}, Scope: best.scope}
}

// hasAny says whether a filter may hold a key of these.
func hasAny(filter uint64, actions, objects []uint32) bool {
	for _, a := range actions {
		for _, o := range objects {
			if filter&trace(key(a, o)) != 0 {
				return true
			}
		}
	}
	return false
}

func (c *compiledCodes) find(purpose string) int {
	if purpose == "" {
		return -1
	}
	if i, ok := c.purpose[purpose]; ok {
		return i
	}
	return -2
}

// parted looks for a better rule than best in a run of parts; one that denies ends the search.
func (x *Index) parted(s *search, r run, actions, objects []uint32, best *rule) (found, deny *rule) {
	parts := x.partsOf(r)
	for i := range parts {
		for _, a := range actions {
			for _, o := range objects {
				e := x.find(&parts[i], key(a, o))
				if e == nil {
					continue
				}
				if best, deny = s.entry(x.rules[e.start:e.allows], x.rules[e.allows:e.end], best); deny != nil {
					return nil, deny
				}
			}
		}
	}
	return best, nil
}

func (s *search) entry(denies, allows []rule, best *rule) (found, deny *rule) {
	for i := range denies {
		if s.test(&denies[i]) == matched {
			return nil, &denies[i]
		}
	}
	for i := range allows {
		r := &allows[i]
		if best != nil && better(best, r) <= 0 {
			break
		}
		if s.test(r) == matched {
			return r, nil
		}
	}
	return best, nil
}

// test holds one rule's conditions against the question. A denying rule is narrowed by the purposes it
// lists, an allowing one demands them.
func (s *search) test(r *rule) miss {
	switch {
	case s.at >= r.until:
		return missExpired
	case !r.scope.Covers(s.p.Division, s.q.Division):
		return missScope
	case r.deny:
		if !r.needs || r.purposes == ^uint64(0) || s.purpose >= 0 && r.purposes>>s.purpose&1 == 1 {
			return matched
		}
		return missNotGranted
	}
	var use *casePattern
	if r.needs {
		switch {
		case s.purpose == -1:
			return missPurpose
		case s.purpose < 0 || r.purposes>>s.purpose&1 == 0:
			return missNotGranted
		}
		use = s.codes.byUse[s.purpose]
	}
	if use == nil && r.byCase == nil {
		return matched
	}
	return s.caseNo(use, r.byCase)
}

func (s *search) caseNo(a, b *casePattern) miss {
	switch {
	case s.q.CaseNo == "":
		return missCase
	case a != nil && !a.re.MatchString(s.q.CaseNo), b != nil && b != a && !b.re.MatchString(s.q.CaseNo):
		return missForm
	}
	return matched
}
