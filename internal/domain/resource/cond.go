package resource

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// cond is a compiled condition: a small tree that is evaluated without allocation.
//
// The language: filled(X), blank(X), X = v, X != v, X in (a, b), X contains v, X starts v, X < Y, X <= 10, X >= today,
// joined by and, or, not and brackets. A bare word is an item name on the left, a value on the right unless it is an item name.
type cond struct {
	op    condOp
	item  int
	other int    // second item of a comparison, -1: number
	mask  uint64 // code-list entries
	num   int64
	texts [][]byte
	kids  []cond
}

type condOp uint8

const (
	opTrue condOp = iota
	opAnd
	opOr
	opNot
	opFilled
	opBlank
	opCodes  // any of mask
	opText   // equals one of texts
	opPrefix // starts with one of texts
	opHas    // contains one of texts
	opLess
	opLessEq
	opMore
	opMoreEq
	opEqual
	opToday // num is the comparison: item <= today
)

// holds evaluates a condition on a row. A comparison with a blank value holds: that a value is missing is for others to say.
func (c *cond) holds(r *Row) bool {
	switch c.op {
	case opTrue:
		return true
	case opCodes:
		return r.vals[c.item].Codes&c.mask != 0
	case opFilled:
		return r.vals[c.item].Kind > Null
	case opBlank:
		return r.vals[c.item].Kind <= Null
	case opAnd:
		for i := range c.kids {
			if !c.kids[i].holds(r) {
				return false
			}
		}
		return true
	case opOr:
		for i := range c.kids {
			if c.kids[i].holds(r) {
				return true
			}
		}
		return false
	case opNot:
		return !c.kids[0].holds(r)
	case opText, opPrefix, opHas:
		return c.textHolds(&r.vals[c.item])
	}
	return c.compares(r)
}

func (c *cond) textHolds(v *Value) bool {
	if v.Kind <= Null {
		return false
	}
	for _, t := range c.texts {
		if c.op == opText && bytes.Equal(v.Text, t) || c.op == opPrefix && bytes.HasPrefix(v.Text, t) || c.op == opHas && bytes.Contains(v.Text, t) {
			return true
		}
	}
	return false
}

func (c *cond) compares(r *Row) bool {
	v := &r.vals[c.item]
	num := c.num
	if v.Kind <= Null {
		return true
	}
	if c.other >= 0 {
		o := &r.vals[c.other]
		if o.Kind <= Null {
			return true
		}
		num = o.Num
	} else if c.op == opToday {
		return v.Num <= int64(r.schema.env.Today())
	}
	switch c.op {
	case opLess:
		return v.Num < num
	case opLessEq:
		return v.Num <= num
	case opMore:
		return v.Num > num
	case opMoreEq:
		return v.Num >= num
	default:
		return v.Num == num
	}
}

// condParser reads the condition language against the items of one definition.
type condParser struct {
	src   string
	toks  []string
	pos   int
	items []Item
	index map[string]int
	// textual compares codes by text, for rows that are not checked yet.
	textual bool
}

func parseCond(src string, items []Item, index map[string]int, textual bool) (cond, error) {
	p := &condParser{src: src, items: items, index: index, textual: textual}
	if err := p.lex(); err != nil {
		return cond{}, err
	}
	c, err := p.or()
	if err != nil {
		return cond{}, err
	}
	if p.pos < len(p.toks) {
		return cond{}, p.bad("unexpected %q", p.toks[p.pos])
	}
	return c, nil
}

func (p *condParser) bad(format string, args ...any) error {
	return fmt.Errorf("condition %q: "+format, append([]any{p.src}, args...)...)
}

// lex splits into words, quoted values, brackets, commas and comparison signs.
func (p *condParser) lex() error {
	s := p.src
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			i++
		case c == '\'':
			end := strings.IndexByte(s[i+1:], '\'')
			if end < 0 {
				return p.bad("a quote is not closed")
			}
			p.toks = append(p.toks, s[i:i+1+end+1])
			i += end + 2
		case c == '(' || c == ')' || c == ',':
			p.toks = append(p.toks, s[i:i+1])
			i++
		case strings.IndexByte("<>=!", c) >= 0:
			n := 1
			if i+1 < len(s) && s[i+1] == '=' {
				n = 2
			}
			p.toks = append(p.toks, s[i:i+n])
			i += n
		default:
			end := i
			for end < len(s) && strings.IndexByte(" \t\n(),<>=!'", s[end]) < 0 {
				end++
			}
			p.toks = append(p.toks, s[i:end])
			i = end
		}
	}
	if len(p.toks) == 0 {
		return p.bad("it is empty")
	}
	return nil
}

func (p *condParser) peek() string {
	if p.pos < len(p.toks) {
		return p.toks[p.pos]
	}
	return ""
}

func (p *condParser) next() string { t := p.peek(); p.pos++; return t }

func (p *condParser) or() (cond, error)  { return p.chain("or", opOr, p.and) }
func (p *condParser) and() (cond, error) { return p.chain("and", opAnd, p.unary) }

func (p *condParser) chain(word string, op condOp, part func() (cond, error)) (cond, error) {
	first, err := part()
	if err != nil || p.peek() != word {
		return first, err
	}
	c := cond{op: op, kids: []cond{first}}
	for p.peek() == word {
		p.pos++
		k, err := part()
		if err != nil {
			return c, err
		}
		c.kids = append(c.kids, k)
	}
	return c, nil
}

func (p *condParser) unary() (cond, error) {
	switch t := p.next(); t {
	case "not":
		k, err := p.unary()
		return cond{op: opNot, kids: []cond{k}}, err
	case "(":
		c, err := p.or()
		if err == nil && p.next() != ")" {
			err = p.bad("a bracket is not closed")
		}
		return c, err
	case "filled", "blank":
		return p.presence(t)
	default:
		return p.comparison(t)
	}
}

func (p *condParser) presence(word string) (cond, error) {
	if p.next() != "(" {
		return cond{}, p.bad("%s wants an item in brackets", word)
	}
	i, err := p.item(p.next())
	if err == nil && p.next() != ")" {
		err = p.bad("a bracket is not closed")
	}
	if word == "filled" {
		return cond{op: opFilled, item: i}, err
	}
	return cond{op: opBlank, item: i}, err
}

func (p *condParser) item(name string) (int, error) {
	if i, ok := p.index[name]; ok {
		return i, nil
	}
	return 0, p.bad("there is no item %q", name)
}

func (p *condParser) comparison(left string) (cond, error) {
	i, err := p.item(left)
	if err != nil {
		return cond{}, err
	}
	switch op := p.next(); op {
	case "in":
		vals, err := p.list()
		if err != nil {
			return cond{}, err
		}
		return p.oneOf(i, opText, vals)
	case "contains":
		return p.oneOf(i, opHas, []string{value(p.next())})
	case "starts":
		return p.oneOf(i, opPrefix, []string{value(p.next())})
	case "=", "==", "!=":
		return p.equality(i, op)
	case "<", "<=", ">", ">=":
		return p.order(i, op, p.next())
	default:
		return cond{}, p.bad("%q is no comparison", op)
	}
}

func (p *condParser) list() ([]string, error) {
	if p.next() != "(" {
		return nil, p.bad("in wants values in brackets")
	}
	var vals []string
	for {
		vals = append(vals, value(p.next()))
		switch p.next() {
		case ")":
			return vals, nil
		case ",":
		default:
			return nil, p.bad("a bracket is not closed")
		}
	}
}

func value(tok string) string { return strings.Trim(tok, "'") }

func (p *condParser) equality(i int, op string) (cond, error) {
	tok := p.next()
	var c cond
	var err error
	if t := p.items[i].Type; t == "C" || t == "M" || len(p.items[i].Codes) > 0 {
		c, err = p.oneOf(i, opText, []string{value(tok)})
	} else {
		c, err = p.order(i, "=", tok)
	}
	if op == "!=" {
		c = cond{op: opNot, kids: []cond{c}}
	}
	return c, err
}

// oneOf compares with values: by code-list entry where the item has one, else by text.
func (p *condParser) oneOf(i int, op condOp, vals []string) (cond, error) {
	it := &p.items[i]
	c := cond{op: op, item: i}
	byCode := !p.textual && len(it.Codes) > 0 && op != opPrefix
	for _, v := range vals {
		if v == "" || v == ")" {
			return c, p.bad("a value is missing")
		}
		c.texts = append(c.texts, []byte(v))
		if len(it.Codes) == 0 || op == opPrefix {
			continue
		}
		at := codeIndex(it.Codes, v)
		if at < 0 {
			return c, p.bad("%q is not in the code list of %s", v, it.Name)
		}
		c.mask |= 1 << at
	}
	if byCode {
		c.op = opCodes
	}
	return c, nil
}

func codeIndex(codes []string, v string) int {
	for i, c := range codes {
		if c == v || strings.TrimSuffix(c, "-**") == v {
			return i
		}
	}
	return -1
}

var orders = map[string]condOp{"<": opLess, "<=": opLessEq, ">": opMore, ">=": opMoreEq, "=": opEqual}

func (p *condParser) order(i int, op, tok string) (cond, error) {
	c := cond{op: orders[op], item: i, other: -1}
	it := &p.items[i]
	if !ordered(it.Type) {
		return c, p.bad("%s has no order", it.Name)
	}
	if o, ok := p.index[tok]; ok {
		if t := p.items[o].Type; t != it.Type || p.items[o].Scale != it.Scale {
			return c, p.bad("%s and %s are of different types", it.Name, tok)
		}
		c.other = o
		return c, nil
	}
	if tok == "today" && it.Type == "D" && op == "<=" {
		c.op = opToday
		return c, nil
	}
	n, err := bound(it, value(tok))
	if err != nil {
		return c, p.bad("%v", err)
	}
	c.num = n
	return c, nil
}

func ordered(typ string) bool { return strings.Contains("DNYIT", typ) && typ != "" }

// bound reads a constant of an item's type in the form values are compared in.
func bound(it *Item, s string) (int64, error) {
	switch it.Type {
	case "D":
		d, ok := rules.ParseDate(s)
		if !ok {
			return 0, fmt.Errorf("%q is no date", s)
		}
		return int64(d), nil
	case "I":
		return strconv.ParseInt(s, 10, 64)
	case "N", "Y":
		n, _, why := parseDecimal([]byte(s), 18, it.Scale)
		if why != numOK {
			return 0, fmt.Errorf("%q is no number of scale %d", s, it.Scale)
		}
		return n, nil
	}
	return 0, fmt.Errorf("type %s has no constants", it.Type)
}
