package resource

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// force changes the draft so that a condition has the wanted outcome; false: it can't, and something may have changed all the same.
func (m *sampler) force(c *cond, want bool) bool {
	switch c.op {
	case opTrue:
		return want
	case opNot:
		return m.force(&c.kids[0], !want)
	case opAnd, opOr:
		return m.forceKids(c, want)
	case opFilled, opBlank:
		if (c.op == opFilled) == want {
			return m.vals[c.item].filled || m.fill(c.item)
		}
		return m.clear(c.item)
	case opCodes:
		return m.forceCodes(c, want)
	case opText, opPrefix, opHas:
		return m.forceText(c, want)
	case opToday:
		return want && m.setNum(c.item, int64(m.dayOf(c.item)))
	}
	return m.forceOrder(c, want)
}

// forceKids makes all parts of a conjunction true, or one of them false; of a disjunction the other way round.
func (m *sampler) forceKids(c *cond, want bool) bool {
	if (c.op == opAnd) == want {
		done := true
		for i := range c.kids {
			done = m.force(&c.kids[i], want) && done
		}
		return done
	}
	for _, i := range m.rand.Perm(len(c.kids)) {
		if m.force(&c.kids[i], want) {
			return true
		}
	}
	return false
}

// forceCodes takes an entry of the set into a code list, or all of the set out of it.
func (m *sampler) forceCodes(c *cond, want bool) bool {
	f, v := &m.s.fields[c.item], &m.vals[c.item]
	var inside, outside []int
	for at := range f.codes {
		if c.mask&(1<<at) != 0 {
			inside = append(inside, at)
		} else {
			outside = append(outside, at)
		}
	}
	if want {
		return len(inside) > 0 && m.setCode(c.item, inside[m.rand.IntN(len(inside))], true)
	}
	if !v.filled {
		return true
	}
	if v.fixed {
		return false
	}
	var kept []string
	for part := range strings.SplitSeq(v.text, ";") {
		if at, ok := f.matchCode([]byte(part)); ok && slices.Contains(outside, at) {
			kept = append(kept, part)
		}
	}
	if f.multi && len(kept) > 0 {
		v.text = strings.Join(kept, ";")
		return true
	}
	if len(outside) == 0 {
		return m.clear(c.item)
	}
	return m.setCode(c.item, outside[m.rand.IntN(len(outside))], false)
}

// forceText makes a text equal, begin with or hold one of the condition's texts, or none of them.
func (m *sampler) forceText(c *cond, want bool) bool {
	f, v := &m.s.fields[c.item], &m.vals[c.item]
	if v.fixed {
		return m.textIs(c) == want
	}
	if want {
		text := string(c.texts[m.rand.IntN(len(c.texts))])
		switch {
		case c.op == opText:
		case c.op == opPrefix && f.check == checkUSCC && len(text) <= 8:
			v.prefix = text
			done := m.fill(c.item)
			m.derive()
			return done
		case c.op == opPrefix:
			v.prefix = text
			text = m.textOf(c.item)
		default:
			text = cut(v.text, max(f.length-utf8.RuneCountInString(text), 0)) + text
		}
		return utf8.RuneCountInString(text) <= f.length && m.setText(c.item, text)
	}
	if !m.textIs(c) {
		return true
	}
	for _, prefix := range []string{"", "91", "11", "52", "93"} {
		v.prefix = prefix
		if m.fill(c.item) && !m.textIs(c) {
			return true
		}
	}
	v.prefix = ""
	return m.clear(c.item)
}

// textIs evaluates a condition on a text of the draft.
func (m *sampler) textIs(c *cond) bool {
	v := Value{Kind: Null}
	if m.vals[c.item].filled {
		v = Value{Kind: String, Text: []byte(m.vals[c.item].text)}
	}
	if len(m.s.fields[c.item].codes) > 0 && c.op == opText {
		return slices.ContainsFunc(c.texts, func(t []byte) bool { return bytes.Equal(t, v.Text) }) && v.Kind == String
	}
	return c.textHolds(&v)
}

var opposite = map[condOp]condOp{opLess: opMoreEq, opLessEq: opMore, opMore: opLessEq, opMoreEq: opLess}

// forceOrder makes a comparison true or false by moving one of its sides.
func (m *sampler) forceOrder(c *cond, want bool) bool {
	left := &m.vals[c.item]
	if !left.filled {
		return want || m.fill(c.item) // a comparison with a blank value holds; the next round sees the value
	}
	op, num := c.op, c.num
	if c.other >= 0 {
		right := &m.vals[c.other]
		if !right.filled {
			return want || m.fill(c.other)
		}
		num = right.num
	}
	if !want && op == opEqual {
		return m.setNum(c.item, num+1) || m.setNum(c.item, num-1)
	}
	if !want {
		op = opposite[op]
	}
	moves := []func() bool{func() bool {
		return m.setNum(c.item, map[condOp]int64{opLess: num - 1, opLessEq: num, opEqual: num, opMoreEq: num, opMore: num + m.step(c.item)}[op])
	}}
	if c.other >= 0 {
		moves = append(moves, func() bool {
			return m.setNum(c.other, map[condOp]int64{opLess: left.num + 1, opLessEq: left.num, opEqual: left.num, opMoreEq: left.num, opMore: left.num - 1}[op])
		})
	}
	// Either side may be held in place by another rule, so now the one moves and now the other.
	for _, i := range m.rand.Perm(len(moves)) {
		if moves[i]() {
			return true
		}
	}
	return false
}

// step is one whole unit of a number, one day of a date: an amount just above zero looks like a mistake.
func (m *sampler) step(i int) int64 {
	if f := &m.s.fields[i]; f.class == classDecimal {
		return pow10[f.scale]
	}
	return 1
}
