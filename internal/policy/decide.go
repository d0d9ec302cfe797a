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

// Decide answers a question whose At is set.
func (x *Index) Decide(p *grant.Principal, q *grant.Question) grant.Decision {
	m := x.member(p.ID, p.Agency)
	if m == nil || p.ID == "" {
		return grant.Decision{Version: x.version, Refusal: x.noRole(*p, *q)}
	}
	return x.decide(m, p, q)
}

// decide answers for a member; of the caller only the division matters, and names for a refusal.
func (x *Index) decide(m *member, p *grant.Principal, q *grant.Question) grant.Decision {
	s := search{p: p, q: q, at: q.At.UnixNano(), codes: x.codes, purpose: x.codes.find(q.Purpose)}
	object := q.Object
	if object == "" {
		object = "*"
	}
	// Room for as many prefix patterns over one text as any policy should have; more only cost an allocation.
	var abuf, obuf [8]uint32
	actions, objects := x.actions.match(abuf[:0], q.Action), x.objects.match(obuf[:0], object)
	var best, deny *rule
	for i := range m.parts {
		if best, deny = s.part(&m.parts[i], actions, objects, best); deny != nil {
			return grant.Decision{Version: x.version, Line: deny.id, Refusal: x.denied(*p, *q, deny)}
		}
	}
	if best == nil {
		return grant.Decision{Version: x.version, Refusal: x.missing(m, *p, *q, object)}
	}
	return grant.Decision{Allow: true, Line: best.id, Version: x.version, Mask: best.mask, Scope: best.scope}
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

// part looks for a better rule than best in one part; one that denies ends the search.
func (s *search) part(p *part, actions, objects []uint32, best *rule) (found, deny *rule) {
	for _, a := range actions {
		for _, o := range objects {
			e := p.find(key(a, o))
			if e == nil {
				continue
			}
			if best, deny = s.entry(p, e, best); deny != nil {
				return nil, deny
			}
		}
	}
	return best, nil
}

func (s *search) entry(p *part, e *entry, best *rule) (found, deny *rule) {
	for i := e.start; i < e.allows; i++ {
		if s.test(&p.rules[i]) == matched {
			return nil, &p.rules[i]
		}
	}
	for i := e.allows; i < e.end; i++ {
		r := &p.rules[i]
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
