package resource

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// MaxSamples is how many samples a resource has.
const MaxSamples = 20

const (
	sampleTries  = 24 // drafts that are begun for one sample
	sampleRounds = 80 // repairs of one draft
)

// Samples makes n synthetic records of the resource, at most MaxSamples, each as the JSON object that would be pushed. The resource's own
// check accepts each of them. They are the same for the same version of a definition, follow from it alone, and name nobody: codes lie in
// divisions that do not exist, names begin with 示例. Samples differ in kind of subject and code values, and in whether optional items are
// filled; the first is filled as far as its rules allow.
//
// It is a search: a draft is made item by item from type, length, code list and check, then what the check objects to is mended, by the
// rule's own condition where there is one. Where no draft passes, an `example` at the items of the rule helps; the fault (NO_SAMPLE) says so.
func (s *Schema) Samples(n int) ([][]byte, error) {
	out := make([][]byte, 0, min(max(n, 0), MaxSamples))
	for k := range cap(out) {
		raw, err := s.sample(k)
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

// sample makes the k-th sample: of the drafts that pass, the first without a hint, else the one with the fewest.
func (s *Schema) sample(k int) ([]byte, error) {
	var best []byte
	hints, objection := 0, Finding{}
	for try := range sampleTries {
		m := newSampler(s, k, try)
		m.draft()
		found := m.repair()
		switch {
		case len(found.Hard) > 0:
			objection = found.Hard[0]
		case len(found.Soft) == 0:
			return m.encode(), nil
		case best == nil || len(found.Soft) < hints:
			best, hints = m.encode(), len(found.Soft)
		}
	}
	if best != nil {
		return best, nil
	}
	return nil, fault.New(fault.NotFound, "NO_SAMPLE", "不能自动生成该资源的样例("+objection.Item+"):"+objection.Text.Zh, "No sample of this resource can be made ("+objection.Item+"): "+objection.Text.En).
		At(s.def.Code, objection.Item).Then("请目录管理员在相关信息项的定义中写明 example。", "Ask the catalog manager to give an example at the items concerned.")
}

// sampler makes one sample.
type sampler struct {
	s    *Schema
	k    int
	rand *rand.Rand
	// base is the day of the sample's facts, the same whatever day it is made on.
	base rules.Date
	vals []draftValue
	// full drafts fill optional items too.
	full bool
	// kind is the subject's kind the numbers in vals were made for.
	kind    subject.Kind
	decoder *Decoder
	// tried counts the repairs of each rule.
	tried []int
}

// draftValue is an item of a draft.
type draftValue struct {
	filled bool
	text   string
	num    int64 // as Value.Num, for numbers and dates
	// fixed values come from the definition's example.
	fixed bool
	// prefix is what a rule wants a code to begin with.
	prefix string
}

func newSampler(s *Schema, k, try int) *sampler {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s/%d/%d/%d", s.def.Code, s.def.Version, k, try)
	m := &sampler{
		s: s, k: k, rand: rand.New(rand.NewPCG(h.Sum64(), uint64(k))), vals: make([]draftValue, len(s.fields)), full: k%2 == 0, decoder: s.NewDecoder(), tried: make([]int, len(s.rules)),
	}
	m.base, _ = rules.ParseDate(s.def.Metadata.PublishDate) // Validate has seen to it
	m.base = min(m.base, s.env.Today()) - rules.Date(7*k)
	if try > sampleTries/2 {
		m.full = false // fewer items break fewer rules
	}
	return m
}

// draft fills what is mandatory, what names the subject, and in a full draft what is optional; whatever is required under a condition is
// filled when the check asks for it.
func (m *sampler) draft() {
	for _, i := range m.order() {
		it := &m.s.def.Items[i]
		if it.Obligation == "M" || it.Obligation == "O" && m.full || it.Example != "" && it.Obligation == "O" || m.names(i) {
			m.fill(i)
		}
	}
}

// order begins with what other values follow from: the kind of subject, its code, kinds of documents.
func (m *sampler) order() []int {
	var first, rest []int
	add := func(i int) {
		if i >= 0 {
			first = append(first, i)
		}
	}
	add(m.s.sub.kindItem)
	add(m.s.sub.uscc)
	for i := range m.s.fields {
		add(m.s.fields[i].docType)
	}
	seen := map[int]bool{}
	out := first[:0:0]
	for i := range m.s.fields {
		rest = append(rest, i)
	}
	for _, i := range append(first, rest...) {
		if !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	return out
}

// names reports whether an item names the subject of this draft, which a record needs to be taken.
func (m *sampler) names(i int) bool {
	f := &m.s.sub
	switch m.subjectKind() {
	case 0:
		return false
	case subject.Person:
		return i == f.doc || i == f.docType || i == f.name
	}
	return i == f.uscc || i == f.name
}

// subjectKind is the kind of subject the draft is about.
func (m *sampler) subjectKind() subject.Kind {
	f := &m.s.sub
	if f.kind != 0 || f.kindItem < 0 {
		return f.kind
	}
	v := &m.vals[f.kindItem]
	if at, ok := m.s.fields[f.kindItem].matchCode([]byte(v.text)); v.filled && ok {
		return f.kinds[at]
	}
	return 0
}

// repair mends the draft until nothing is objected to, or nothing more can be done; it returns what is left.
func (m *sampler) repair() *Findings {
	var found Findings
	for range sampleRounds {
		m.follow()
		found.Reset()
		row, bad := m.decoder.JSON(m.encode())
		if bad != nil {
			found.Hard = append(found.Hard, *bad)
			return &found
		}
		m.s.Check(row, &found)
		if len(found.Hard)+len(found.Soft) == 0 || !m.mend(row, &found) {
			return &found
		}
	}
	return &found
}

// follow makes the subject's numbers anew when its kind has changed.
func (m *sampler) follow() {
	kind := m.subjectKind()
	if kind == m.kind {
		return
	}
	m.kind = kind
	f := &m.s.sub
	for _, i := range []int{f.uscc, f.name, f.doc} {
		if i >= 0 && m.vals[i].filled {
			m.vals[i].prefix = ""
			m.fill(i)
		}
	}
	m.derive()
	for i := range m.s.fields {
		if m.names(i) && !m.vals[i].filled {
			m.fill(i)
		}
	}
}

// derive makes the older codes of the subject anew, some of which are parts of its code.
func (m *sampler) derive() {
	for _, l := range m.s.sub.legacy {
		if m.vals[l.item].filled {
			m.fill(l.item)
		}
	}
}

// mend changes the draft so that one objection falls away; false: it can't.
func (m *sampler) mend(row *Row, found *Findings) bool {
	for _, list := range [][]Finding{found.Hard, found.Soft} {
		for _, f := range list {
			i, ok := m.s.Index(f.Item)
			switch {
			case !ok:
			case f.Reason == ReasonRequired:
				return m.fill(i)
			case f.Reason == ReasonMustBlank:
				return m.clear(i)
			}
		}
	}
	if u := m.broken(row, found); u >= 0 {
		return m.mendRule(u)
	}
	for _, f := range append(found.Hard, found.Soft...) { // a value of its own that is not right: another one may be
		if i, ok := m.s.Index(f.Item); ok && !m.vals[i].fixed {
			m.vals[i].prefix = ""
			return m.random(i)
		}
	}
	return false
}

// broken is a rule the row breaks, hard ones first; -1 for none.
func (m *sampler) broken(row *Row, found *Findings) int {
	soft := -1
	values := Findings{Hard: slices.DeleteFunc(slices.Clone(found.Hard), func(f Finding) bool {
		return slices.ContainsFunc(m.s.def.Rules, func(r Rule) bool { return r.Item == f.Item && r.Reason == string(f.Reason) })
	})}
	for i := range m.s.rules {
		u := &m.s.rules[i]
		if u.when >= 0 && row.bits&(1<<u.when) == 0 || u.holds(row) || malformed(u.uses, &values) {
			continue
		}
		if !u.def.Soft {
			return i
		}
		if soft < 0 {
			soft = i
		}
	}
	return soft
}

// ruleTries is how often a rule is mended before the draft is given up.
const ruleTries = 24

// mendRule makes what the rule expects true, else its condition false. An expression can only be met by trying values.
func (m *sampler) mendRule(i int) bool {
	u := &m.s.rules[i]
	m.tried[i]++
	n := m.tried[i]
	if n > ruleTries {
		return false
	}
	evade := func() bool { return u.when >= 0 && m.force(&m.s.conds[u.when], false) }
	if u.cel == nil {
		if n%2 == 1 {
			return m.force(&u.expect, true) || evade()
		}
		return evade() || m.force(&u.expect, true)
	}
	if n > ruleTries*2/3 && evade() {
		return true
	}
	return m.shake(u)
}

// shake gives the items of an expression other values.
func (m *sampler) shake(u *rule) bool {
	moved := false
	for _, name := range u.uses {
		if i, ok := m.s.Index(name); ok && m.vals[i].filled && !m.vals[i].fixed && i != m.s.sub.kindItem {
			moved = m.random(i) || moved
		}
	}
	if !moved {
		for _, name := range u.uses {
			if i, ok := m.s.Index(name); ok && !m.vals[i].filled {
				moved = m.fill(i) || moved
			}
		}
	}
	return moved
}

// encode writes the draft as a record is pushed: items in order, blank ones left out.
func (m *sampler) encode() []byte {
	dst := []byte{'{'}
	for i := range m.vals {
		v, f := &m.vals[i], &m.s.fields[i]
		if !v.filled {
			continue
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		dst = append(dst, f.in...)
		if f.class == classGeneral || !f.quoted {
			dst = append(dst, v.text...)
			continue
		}
		dst = append(dst, '"')
		dst = append(appendEscaped(dst, []byte(strings.ToValidUTF8(v.text, ""))), '"')
	}
	return append(dst, '}')
}
