package resource

import (
	"errors"
	"fmt"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// rule is a compiled cross-item rule.
type rule struct {
	def    *Rule
	item   int
	when   int // condition index, -1: always
	expect cond
	cel    func(*Row) (bool, error)
	// uses are the items the rule reads: it says nothing when one of them is malformed.
	uses []string
}

// template is a compiled older form.
type template struct {
	code   string
	def    *Template
	detect map[string]bool
	from   map[string]*mapping
	fill   []fill
	waive  []bool
	// appends marks items that several columns of the template add to.
	appends []bool
}

type mapping struct {
	def     *Mapping
	to      int // -1: dropped
	implies int // item, -1: nothing
}

type fill struct {
	item, from  int
	when        cond
	value       []byte
	move, clear bool
}

// Compile checks a definition and makes its schema.
func Compile(d Definition, env Env) (*Schema, error) {
	if env.Today == nil {
		return nil, errors.New("compile: Env.Today is missing")
	}
	if err := d.Validate(); err != nil {
		return nil, err
	}
	d = clone(d)
	c := &compiler{s: &Schema{def: d, env: env}, index: itemIndex(d.Items), conds: map[string]int{}}
	for _, step := range []func() error{c.items, c.conditions, c.natural, c.subject, c.dates, c.registry, c.published, c.rules, c.templates} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("resource %s: %w", d.Code, err)
		}
	}
	return c.s, nil
}

type compiler struct {
	s     *Schema
	index map[string]int
	conds map[string]int
}

func itemIndex(items []Item) map[string]int {
	m := make(map[string]int, len(items))
	for i := range items {
		m[items[i].Name] = i
	}
	return m
}

// at is the position of an item, -1 for none; names are checked by Validate.
func (c *compiler) at(name string) int {
	if i, ok := c.index[name]; ok {
		return i
	}
	return -1
}

func (c *compiler) items() error {
	names := map[string]int{}
	items := c.s.def.Items
	for i := range items {
		f, err := compileField(&items[i], i == 0)
		if err != nil {
			return err
		}
		if f.docType = c.at(items[i].DocumentType); f.docType >= 0 {
			f.citizen = citizenCodes(&items[f.docType])
		}
		level, _ := grant.ParseLevel(items[i].Sensitivity)
		c.s.levels = append(c.s.levels, level)
		c.s.told = append(c.s.told, c.s.def.Items[i].BothRules())
		c.s.fields = append(c.s.fields, f)
		names[items[i].Name] = i
		names[items[i].NameZh] = i
		for _, a := range items[i].Aliases {
			names[a] = i
		}
	}
	c.s.keys = newKeyTable(names)
	return nil
}

// cond interns a condition; "" is -1.
func (c *compiler) cond(src string) (int, error) {
	if src == "" {
		return -1, nil
	}
	if i, ok := c.conds[src]; ok {
		return i, nil
	}
	k, err := parseCond(src, c.s.def.Items, c.index, false)
	if err != nil {
		return -1, err
	}
	if len(c.s.conds) == 64 {
		return -1, errors.New("more than 64 different conditions")
	}
	c.s.conds = append(c.s.conds, k)
	c.conds[src] = len(c.s.conds) - 1
	return len(c.s.conds) - 1, nil
}

func (c *compiler) conditions() error {
	for i := range c.s.fields {
		it := &c.s.def.Items[i]
		must, err := c.cond(it.Condition)
		if err != nil {
			return fmt.Errorf("item %s: %w", it.Name, err)
		}
		blank, err := c.cond(it.Blank)
		if err != nil {
			return fmt.Errorf("item %s: %w", it.Name, err)
		}
		c.s.fields[i].cond, c.s.fields[i].blank = int8(must), int8(blank)
	}
	for _, sr := range c.s.def.Severity {
		when, err := c.cond(sr.When)
		if err != nil {
			return err
		}
		sev, _ := rules.ParseSeverity(sr.Severity)
		c.s.severity = append(c.s.severity, severityRule{when, sev})
	}
	return nil
}

func (c *compiler) natural() error {
	for _, n := range c.s.def.NaturalKey {
		c.s.natural = append(c.s.natural, c.at(n))
	}
	c.s.docNo = c.at(c.s.def.DocumentNo)
	return nil
}

func (c *compiler) subject() error {
	m := &c.s.def.Subject
	kind, _ := parseKind(m.Kind)
	c.s.sub = subjectFields{kind: kind, kindItem: c.at(m.KindItem), name: c.at(m.Name), uscc: c.at(m.USCC),
		docType: c.at(m.DocumentType), doc: c.at(m.Document), legal: c.at(m.Representative)}
	for _, l := range m.Legacy {
		c.s.sub.legacy = append(c.s.sub.legacy, legacyField{c.at(l.Item), l.Kind})
	}
	if c.s.sub.kindItem < 0 {
		return nil
	}
	for _, code := range c.s.def.Items[c.s.sub.kindItem].Codes {
		k, ok := parseKind(m.Kinds[code])
		if !ok {
			return fmt.Errorf("subject: value %q of %s has no kind", code, m.KindItem)
		}
		c.s.sub.kinds = append(c.s.sub.kinds, k)
	}
	return nil
}

func (c *compiler) dates() error {
	m := c.s.def.Dates
	c.s.dates = dateFields{c.at(m.OccurredOn), c.at(m.ValidFrom), c.at(m.ValidTo), c.at(m.PublishTo), c.at(m.RemovedOn)}
	return nil
}

func (c *compiler) registry() error {
	m := c.s.def.Registry
	if m == nil {
		return nil
	}
	g := &registryFields{c.at(m.Name), c.at(m.FormerNames), c.at(m.Status), c.at(m.Division), c.at(m.Legal), c.at(m.Registered), nil}
	for _, l := range m.LegacyCodes {
		g.legacy = append(g.legacy, c.at(l))
	}
	c.s.reg = g
	return nil
}

// published reads publish_when. Stored records, and the store that counts them, are asked for plain values: so it is about one item with a
// closed list of codes, of which a record has one.
func (c *compiler) published() error {
	src := c.s.def.PublishWhen
	if src == "" {
		return nil
	}
	k, err := parseCond(src, c.s.def.Items, c.index, false)
	if err != nil {
		return fmt.Errorf("publish_when: %w", err)
	}
	it := &c.s.def.Items[k.item]
	if k.op != opCodes || it.Multi || it.Sensitivity == grant.Sealed.String() {
		return fmt.Errorf("publish_when: %q is not of the form ITEM = code or ITEM in (code, code), of an item with single codes that is not sealed", src)
	}
	c.s.published.item = it.Name
	for i, code := range it.Codes {
		if k.mask&(1<<i) == 0 {
			continue
		}
		if strings.HasSuffix(code, "-**") {
			return fmt.Errorf("publish_when: the code %s of %s is open", code, it.Name)
		}
		c.s.published.values = append(c.s.published.values, code)
	}
	return nil
}

func (c *compiler) rules() (err error) {
	for i := range c.s.def.Rules {
		d := &c.s.def.Rules[i]
		r := rule{def: d, item: c.at(d.Item)}
		if r.when, err = c.cond(d.When); err != nil {
			return fmt.Errorf("rule %s: %w", d.ID, err)
		}
		switch {
		case d.CEL == "":
			r.expect, err = parseCond(d.Expect, c.s.def.Items, c.index, false)
		case c.s.env.CEL == nil:
			err = errors.New("CEL is not available here")
		default:
			r.cel, err = c.s.env.CEL(d.CEL, c.s.def.Items)
		}
		if err != nil {
			return fmt.Errorf("rule %s: %w", d.ID, err)
		}
		for i := range c.s.def.Items {
			if n := c.s.def.Items[i].Name; mentions(d.When+" "+d.Expect+" "+d.CEL, n) {
				r.uses = append(r.uses, n)
			}
		}
		c.s.rules = append(c.s.rules, r)
	}
	return nil
}

func (c *compiler) templates() error {
	for i := range c.s.def.Templates {
		d := &c.s.def.Templates[i]
		t := template{code: d.Code, def: d, detect: map[string]bool{}, from: map[string]*mapping{}, waive: make([]bool, len(c.s.fields)), appends: make([]bool, len(c.s.fields))}
		for _, k := range d.Detect {
			t.detect[k] = true
		}
		for j := range d.Map {
			m := &mapping{def: &d.Map[j], to: c.at(d.Map[j].To), implies: -1}
			if m.def.Implies != nil {
				m.implies = c.at(m.def.Implies.Item)
			}
			if m.to >= 0 && m.def.Append {
				t.appends[m.to] = true
			}
			t.from[m.def.From] = m
		}
		for _, w := range d.Waive {
			t.waive[c.at(w)] = true
		}
		for _, fd := range d.Fill {
			f := fill{item: c.at(fd.Item), from: c.at(fd.From), value: []byte(fd.Value), move: fd.Move, clear: fd.Clear}
			if fd.When != "" {
				var err error
				// The row is not checked yet when a template fills it, so conditions compare texts.
				if f.when, err = parseCond(fd.When, c.s.def.Items, c.index, true); err != nil {
					return fmt.Errorf("template %s: %w", d.Code, err)
				}
			}
			t.fill = append(t.fill, f)
		}
		c.s.templates = append(c.s.templates, t)
	}
	return nil
}

// mentions reports whether an expression names an item, as a whole word.
func mentions(expr, name string) bool {
	for rest := expr; ; {
		at := strings.Index(rest, name)
		if at < 0 {
			return false
		}
		end := at + len(name)
		if (at == 0 || !wordByte(rest[at-1])) && (end == len(rest) || !wordByte(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
