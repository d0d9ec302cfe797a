package policy

import (
	"strings"

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

// search is one question on its way through the index. It lives on the stack.
type search struct {
	p       *grant.Principal
	q       *grant.Question
	at      int64
	purpose int // index in the code list; -1 none, -2 unknown
	best    *rule
	deny    *rule
	codes   *compiledCodes
}

// Decide answers a question whose At is set.
func (x *Index) Decide(p *grant.Principal, q *grant.Question) grant.Decision {
	m := x.member(p.ID, p.Agency)
	if m == nil || p.ID == "" {
		return grant.Decision{Version: x.version, Refusal: x.noRole(p, q)}
	}
	s := search{p: p, q: q, at: q.At.UnixNano(), codes: x.codes, purpose: x.codes.find(q.Purpose)}
	object := q.Object
	if object == "" {
		object = "*"
	}
	for _, part := range m.parts {
		if part.search(&s, object); s.deny != nil {
			return grant.Decision{Version: x.version, Line: s.deny.id, Refusal: x.denied(p, q, s.deny)}
		}
	}
	if s.best == nil {
		return grant.Decision{Version: x.version, Refusal: x.missing(m, &s, object)}
	}
	return grant.Decision{Allow: true, Line: s.best.id, Version: x.version, Mask: s.best.mask, Scope: s.best.scope}
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

func (p *part) search(s *search, object string) {
	if o := p.actions[s.q.Action]; o != nil {
		o.search(s, object)
	}
	for i := range p.wild {
		if strings.HasPrefix(s.q.Action, p.wild[i].prefix) {
			p.wild[i].objects.search(s, object)
		}
	}
}

func (o *objects) search(s *search, object string) {
	if c := o.exact[object]; c != nil {
		c.search(s)
	}
	for _, n := range o.lengths {
		if n > len(object) {
			return
		}
		if c := o.byPrefix[object[:n]]; c != nil {
			c.search(s)
		}
	}
}

func (c *cell) search(s *search) {
	for _, r := range c.deny {
		if s.test(r) == matched {
			s.deny = r
			return
		}
	}
	for _, r := range c.allow {
		if s.best != nil && better(s.best, r) <= 0 {
			return
		}
		if s.test(r) == matched {
			s.best = r
			return
		}
	}
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
