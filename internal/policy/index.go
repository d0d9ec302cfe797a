package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// rule is a compiled p line.
type rule struct {
	id       string
	line     *Line
	deny     bool
	scope    grant.Scope
	needs    bool   // a purpose
	purposes uint64 // bit per code of the list
	until    int64
	rank     uint32
	mask     grant.Mask
	byCase   *casePattern // the line's own
}

// cell holds the rules of one object or object prefix; allow is ordered, what shows most first.
type cell struct{ deny, allow []*rule }

// objects finds the cells of an object: the exact one and those of every prefix length in use.
type objects struct {
	exact    map[string]*cell
	lengths  []int
	byPrefix map[string]*cell
}

// part is what one role may do by the lines of one domain.
type part struct {
	actions map[string]*objects
	wild    []wildAction
}

type wildAction struct {
	prefix  string
	objects *objects
}

// member is a person or key in one agency.
type member struct {
	agency string
	roles  []string
	parts  []*part
	other  *member // the same id in another agency
}

// Index decides by a compiled policy. It is never changed after Compile.
type Index struct {
	version uint64
	codes   *compiledCodes
	members map[string]*member
}

type roleDomain struct{ role, domain string }

// Compile builds the index. active says whether the holder (id, agency) of a role may act at all; nil: everyone may.
func Compile(version uint64, lines []Line, codes Codes, active func(id, agency string) bool) (*Index, error) {
	x := &Index{version: version, codes: codes.compiled(), members: make(map[string]*member, len(lines)/2)}
	if x.codes.bad != nil {
		return nil, x.codes.bad
	}
	parts := map[roleDomain]*part{}
	for i := range lines {
		l := &lines[i]
		switch l.Type {
		case "p":
			r, err := newRule(*l, x.codes)
			if err != nil {
				return nil, fmt.Errorf("line %s: %w", l.ID, err)
			}
			r.line = l
			add(parts, l, r)
		case "g":
			if err := l.checkRole(); err != nil {
				return nil, fmt.Errorf("line %s: %w", l.ID, err)
			}
			if active == nil || active(l.Subject, l.Domain) {
				x.hold(l)
			}
		default:
			return nil, fmt.Errorf("line %s: type %q", l.ID, l.Type)
		}
	}
	for _, p := range parts {
		p.order()
	}
	x.link(parts)
	return x, nil
}

func newRule(l Line, codes *compiledCodes) (*rule, error) {
	r := &rule{id: l.ID, deny: l.Effect == "deny"}
	if codes.bad != nil {
		return nil, codes.bad
	}
	if l.Effect != "allow" && l.Effect != "deny" {
		return nil, invalid(l, "effect", "效果只能是 allow 或 deny。", "the effect must be allow or deny.")
	}
	if !roleName(l.Subject) {
		return nil, invalid(l, "subject", "角色名只能用小写字母和下划线。", "a role's name has lower-case letters and underscores only.")
	}
	if l.Domain == "" || l.Domain != "*" && strings.ContainsAny(l.Domain, "*, ") {
		return nil, invalid(l, "domain", "范围机构必须是机构代码或 *。", "the domain must be an agency's code or *.")
	}
	for _, f := range [...][2]string{{"object", l.Object}, {"action", l.Action}} {
		if _, _, ok := pattern(f[1]); !ok || len(f[1]) > 200 {
			return nil, invalid(l, f[0], "不能为空,星号只能在末尾。", "it may not be empty, and * may only stand at the end.")
		}
	}
	if err := r.conditions(l, codes); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *rule) conditions(l Line, codes *compiledCodes) error {
	var ok bool
	if r.scope, ok = parseScope(l.Scope); !ok {
		return invalid(l, "scope", "范围只能是 own、city、any。", "the scope must be own, city or any.")
	}
	if r.until, ok = ParseUntil(l.Until); !ok {
		return invalid(l, "until", "截止时间应形如 2026-12-31 或 RFC 3339 时间。", "the end must look like 2026-12-31 or be an RFC 3339 time.")
	}
	if r.mask, ok = parseFields(l.Fields); !ok && !(r.deny && l.Fields == "") {
		return invalid(l, "fields", "应为 public、shared、authorised 之一,后面可加 “+信息项”。", "it must be public, shared or authorised, then +ITEMs.")
	}
	if l.Case != "" {
		if r.byCase = codes.cases[l.Case]; r.byCase == nil || r.deny {
			return invalid(l, "case_pattern", "没有这种案号格式,或该行是禁止行。", "there is no such case-number pattern, or the line denies.")
		}
	}
	r.rank = uint32(r.mask.Level)<<24 | uint32(min(len(r.mask.Named), 0xffff))<<8 | uint32(r.scope)
	if l.Purposes == "" {
		return nil
	}
	r.needs = true
	if l.Purposes == "*" {
		r.purposes = ^uint64(0)
		return nil
	}
	for _, p := range strings.Split(l.Purposes, ",") {
		i, known := codes.purpose[p]
		if !known {
			return invalid(l, "purposes", "查询事由“"+p+"”不在代码表中。", "the purpose "+p+" is not in the code list.")
		}
		r.purposes |= 1 << i
	}
	return nil
}

func add(parts map[roleDomain]*part, l *Line, r *rule) {
	k := roleDomain{l.Subject, l.Domain}
	p := parts[k]
	if p == nil {
		p = &part{actions: map[string]*objects{}}
		parts[k] = p
	}
	c := p.objects(l.Action).cell(l.Object)
	if r.deny {
		c.deny = append(c.deny, r)
	} else {
		c.allow = append(c.allow, r)
	}
}

func (p *part) objects(action string) *objects {
	fixed, wild, _ := pattern(action)
	if !wild {
		o := p.actions[fixed]
		if o == nil {
			o = &objects{}
			p.actions[fixed] = o
		}
		return o
	}
	for _, w := range p.wild {
		if w.prefix == fixed {
			return w.objects
		}
	}
	w := wildAction{fixed, &objects{}}
	p.wild = append(p.wild, w)
	return w.objects
}

func (o *objects) cell(object string) *cell {
	fixed, wild, _ := pattern(object)
	m := &o.exact
	if wild {
		m = &o.byPrefix
		if !slices.Contains(o.lengths, len(fixed)) {
			o.lengths = append(o.lengths, len(fixed))
		}
	}
	if *m == nil {
		*m = map[string]*cell{}
	}
	c := (*m)[fixed]
	if c == nil {
		c = &cell{}
		(*m)[fixed] = c
	}
	return c
}

func (p *part) order() {
	for _, o := range p.actions {
		o.order()
	}
	for _, w := range p.wild {
		w.objects.order()
	}
}

func (o *objects) order() {
	slices.Sort(o.lengths)
	for _, cells := range [...]map[string]*cell{o.exact, o.byPrefix} {
		for _, c := range cells {
			slices.SortStableFunc(c.allow, better)
		}
	}
}

// better orders rules: what shows most first; equals by id, so that every process names the same line.
func better(a, b *rule) int {
	return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.id, b.id))
}

func (x *Index) hold(l *Line) {
	m := x.member(l.Subject, l.Domain)
	if m == nil {
		m = &member{agency: l.Domain, other: x.members[l.Subject]}
		x.members[l.Subject] = m
	}
	if !slices.Contains(m.roles, l.Object) {
		m.roles = append(m.roles, l.Object)
	}
}

func (x *Index) member(id, agency string) *member {
	m := x.members[id]
	for m != nil && m.agency != agency {
		m = m.other
	}
	return m
}

// link gives every member the parts of its roles; members with the same roles in one agency share the list.
func (x *Index) link(parts map[roleDomain]*part) {
	shared := map[roleDomain][]*part{}
	for _, first := range x.members {
		for m := first; m != nil; m = m.other {
			slices.Sort(m.roles)
			k := roleDomain{strings.Join(m.roles, ","), m.agency}
			list, known := shared[k]
			if !known {
				for _, r := range m.roles {
					for _, d := range [...]string{m.agency, "*"} {
						if p := parts[roleDomain{r, d}]; p != nil {
							list = append(list, p)
						}
					}
				}
				shared[k] = list
			}
			m.parts = list
		}
	}
}
