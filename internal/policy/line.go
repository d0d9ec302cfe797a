package policy

import (
	"cmp"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Line is one Casbin line with named columns, as it is stored and shown.
type Line struct {
	ID       string
	Type     string // "p": what a role may do; "g": Subject holds the role Object in agency Domain
	Subject  string // p: role; g: id of a person or key
	Domain   string // p: agency or "*"; g: agency
	Object   string // p: pattern with at most one "*", at the end; g: role
	Action   string // p: action pattern, likewise
	Effect   string // allow | deny
	Fields   string // a level and "+ITEM"s, comma-separated
	Purposes string // codes, or "*" for any; empty: none needed
	Case     string // name of a case-number pattern
	Scope    string // own | city | any
	Until    string // first instant the line no longer holds: RFC 3339, or a date (its midnight in China)
}

// china is the zone of bare dates; it has had no daylight saving since 1991.
var china = time.FixedZone("CST", 8*3600)

// Never is the expiry of a line without one, in Unix nanoseconds.
const Never = int64(1<<63 - 1)

func invalid(l Line, field, zh, en string) *fault.Error {
	return fault.New(fault.Invalid, "POLICY_LINE", "策略行无效:"+zh, "Invalid policy line: "+en).
		At(l.ID, field).Then("请改正该列后重新提交。", "Correct this column and submit again.")
}

// Normal fills the defaults: an allowing p line covers its own division, a denying one everything.
func (l Line) Normal() Line {
	if l.Type != "p" {
		l.Action, l.Effect, l.Fields, l.Purposes, l.Case, l.Scope, l.Until = "", "", "", "", "", "", ""
		return l
	}
	l.Effect = cmp.Or(l.Effect, "allow")
	l.Domain = cmp.Or(l.Domain, "*")
	if l.Effect == "deny" {
		l.Scope = cmp.Or(l.Scope, "any")
		return l
	}
	l.Fields = cmp.Or(l.Fields, "public")
	l.Scope = cmp.Or(l.Scope, "own")
	return l
}

// Rule gives the columns in the order of the model.
func (l Line) Rule() []string {
	if l.Type == "g" {
		return []string{l.Subject, l.Object, l.Domain}
	}
	return []string{l.Subject, l.Domain, l.Object, l.Action, l.Effect, l.Fields, l.Purposes, l.Case, l.Scope, l.Until, l.ID}
}

// Check says what is wrong with the line, nil if nothing is.
func (l Line) Check(codes Codes) *fault.Error {
	switch {
	case l.ID == "" || len(l.ID) > 64:
		return invalid(l, "id", "缺少编号。", "the id is missing.")
	case l.Type == "g":
		return l.checkRole()
	case l.Type != "p":
		return invalid(l, "type", "类型只能是 p 或 g。", "the type must be p or g.")
	}
	_, err := newRule(l, codes.compiled())
	return fault.From(err)
}

func (l Line) checkRole() *fault.Error {
	switch {
	case l.Subject == "" || strings.ContainsAny(l.Subject, "* ,"):
		return invalid(l, "subject", "角色行的主体必须是人员或密钥的编号。", "the subject of a role line must be the id of a person or key.")
	case !roleName(l.Object):
		return invalid(l, "object", "角色名只能用小写字母和下划线。", "a role's name has lower-case letters and underscores only.")
	case l.Domain == "" || l.Domain == "*":
		return invalid(l, "domain", "角色按机构授予,必须写明一个机构。", "roles are held in one agency; name it.")
	}
	return nil
}

// roleName keeps roles apart from ids, which always hold digits.
func roleName(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && c != '_' {
			return false
		}
	}
	return true
}

// pattern splits a pattern into its fixed part and whether anything may follow.
func pattern(s string) (fixed string, wild, ok bool) {
	i := strings.IndexByte(s, '*')
	switch {
	case s == "":
		return "", false, false
	case i < 0:
		return s, false, true
	default:
		return s[:i], true, i == len(s)-1
	}
}

// ParseUntil reads an expiry; empty is Never.
func ParseUntil(s string) (int64, bool) {
	if s == "" {
		return Never, true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UnixNano(), true
	}
	t, err := time.ParseInLocation(time.DateOnly, s, china)
	return t.UnixNano(), err == nil
}

func parseScope(s string) (grant.Scope, bool) {
	switch s {
	case "own":
		return grant.ScopeOwn, true
	case "city":
		return grant.ScopeCity, true
	case "any":
		return grant.ScopeAny, true
	}
	return 0, false
}

// ScopeName is the scope's name in lines.
func ScopeName(s grant.Scope) string {
	return [...]string{"own", "city", "any"}[min(s, grant.ScopeAny)]
}

func parseFields(s string) (m grant.Mask, ok bool) {
	for i, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		if name, named := strings.CutPrefix(part, "+"); named && name != "" {
			if m.Named == nil {
				m.Named = map[string]struct{}{}
			}
			m.Named[name] = struct{}{}
			continue
		}
		level, known := grant.ParseLevel(part)
		if i > 0 || !known || level == grant.Sealed {
			return m, false
		}
		m.Level = level
	}
	return m, true
}
