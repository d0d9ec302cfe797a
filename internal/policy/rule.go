package policy

import (
	"cmp"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// rule is a compiled p line: what decides and what the answer says, in one cache line. What only reasons need is in the line.
type rule struct {
	until       int64
	purposes    uint64 // bit per code of the list
	id          string
	named       map[string]struct{} // of the mask
	byCase      *casePattern        // the line's own
	rank        uint32
	line        uint32 // index in Index.lines
	level       grant.Level
	scope       grant.Scope
	deny, needs bool // needs a purpose
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
	mask, ok := parseFields(l.Fields)
	if !ok && !(r.deny && l.Fields == "") {
		return invalid(l, "fields", "应为 public、shared、authorised 之一,后面可加 “+信息项”。", "it must be public, shared or authorised, then +ITEMs.")
	}
	r.level, r.named = mask.Level, mask.Named
	if l.Case != "" {
		if r.byCase = codes.cases[l.Case]; r.byCase == nil || r.deny {
			return invalid(l, "case_pattern", "没有这种案号格式,或该行是禁止行。", "there is no such case-number pattern, or the line denies.")
		}
	}
	r.rank = uint32(r.level)<<24 | uint32(min(len(r.named), 0xffff))<<8 | uint32(r.scope)
	return r.purpose(l, codes)
}

func (r *rule) purpose(l Line, codes *compiledCodes) error {
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
