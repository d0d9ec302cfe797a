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
	key      uint64
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

// part is what one role may do by the lines of one domain. Its entries lie side by side, because at 100,000 lines
// a decision costs what it reads from memory that no cache holds.
type part struct {
	filter  uint64  // a bit per key: most parts hold nothing for most questions, and that is told without reading further
	entries []entry // by key
	rules   []rule
}

// entry is the run of rules with one action pattern and one object pattern: those that deny, then those that allow,
// what shows most first.
type entry struct {
	key                uint64
	start, allows, end uint32
}

func key(action, object uint32) uint64 { return uint64(action)<<32 | uint64(object) }

// trace is the key's bit in a filter.
func trace(k uint64) uint64 { return 1 << (k * 0x9E3779B97F4A7C15 >> 58) }

func (p *part) find(k uint64) *entry {
	if p.filter&trace(k) == 0 {
		return nil
	}
	lo, hi := 0, len(p.entries)
	for lo < hi {
		mid := (lo + hi) >> 1
		if p.entries[mid].key < k {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(p.entries) && p.entries[lo].key == k {
		return &p.entries[lo]
	}
	return nil
}

// member is a person or key in one agency. Those with the same roles in the same agency share one, so that the map
// of members holds no more than a pointer each.
type member struct {
	agency string
	parts  []part
	inline [2]part // where parts lies for a single role, beside the rest
	roles  []string
	other  *member // the same id in another agency
}

// Index decides by a compiled policy. It is never changed after Compile.
type Index struct {
	version uint64
	codes   *compiledCodes
	members map[string]*member
	actions patterns
	objects patterns
}

type roleDomain struct{ role, domain string }

// Compile builds the index. active says whether the holder (id, agency) of a role may act at all; nil: everyone may.
func Compile(version uint64, lines []Line, codes Codes, active func(id, agency string) bool) (*Index, error) {
	x := &Index{version: version, codes: codes.compiled(), members: make(map[string]*member, len(lines))}
	if x.codes.bad != nil {
		return nil, x.codes.bad
	}
	raw := map[roleDomain][]rule{}
	for i := range lines {
		l := &lines[i]
		switch l.Type {
		case "p":
			r, err := newRule(*l, x.codes)
			if err != nil {
				return nil, fmt.Errorf("line %s: %w", l.ID, err)
			}
			r.line, r.key = l, key(x.actions.add(l.Action), x.objects.add(l.Object))
			k := roleDomain{l.Subject, l.Domain}
			raw[k] = append(raw[k], *r)
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
	x.actions.link()
	x.objects.link()
	parts := make(map[roleDomain]part, len(raw))
	for k, rules := range raw {
		parts[k] = newPart(rules)
	}
	x.link(parts)
	return x, nil
}

func newPart(rules []rule) part {
	slices.SortFunc(rules, func(a, b rule) int {
		return cmp.Or(cmp.Compare(a.key, b.key), -compareBool(a.deny, b.deny), better(&a, &b))
	})
	p := part{rules: rules}
	for i := range rules {
		n := uint32(i)
		p.filter |= trace(rules[i].key)
		if last := len(p.entries) - 1; last < 0 || p.entries[last].key != rules[i].key {
			p.entries = append(p.entries, entry{rules[i].key, n, n, n})
		}
		e := &p.entries[len(p.entries)-1]
		e.end = n + 1
		if rules[i].deny {
			e.allows = n + 1
		}
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

// better orders rules: what shows most first; equals by id, so that every process names the same line.
func better(a, b *rule) int {
	return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.id, b.id))
}

func (x *Index) hold(l *Line) {
	first := x.members[l.Subject]
	for m := first; m != nil; m = m.other {
		if m.agency == l.Domain {
			if !slices.Contains(m.roles, l.Object) {
				m.roles = append(m.roles, l.Object)
			}
			return
		}
	}
	x.members[l.Subject] = &member{agency: l.Domain, roles: []string{l.Object}, other: first}
}

// member finds an id in an agency, nil if it holds no role there.
func (x *Index) member(id, agency string) *member {
	m := x.members[id]
	for m != nil && m.agency != agency {
		m = m.other
	}
	return m
}

// link gives every member the parts of its roles, and one memory to all that are equal.
func (x *Index) link(parts map[roleDomain]part) {
	shared := map[roleDomain]*member{}
	for id, m := range x.members {
		slices.Sort(m.roles)
		k := roleDomain{strings.Join(m.roles, ","), m.agency}
		if s := shared[k]; s != nil && m.other == nil {
			x.members[id] = s
			continue
		}
		for o := m; o != nil; o = o.other {
			o.take(parts)
		}
		if m.other == nil {
			shared[k] = m
		}
	}
}

func (m *member) take(parts map[roleDomain]part) {
	slices.Sort(m.roles)
	m.parts = m.inline[:0]
	for _, r := range m.roles {
		for _, d := range [...]string{m.agency, "*"} {
			if p, ok := parts[roleDomain{r, d}]; ok {
				m.parts = append(m.parts, p)
			}
		}
	}
}
