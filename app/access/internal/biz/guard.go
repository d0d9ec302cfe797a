package biz

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// reserved actions belong to one office alone: whoever else could take them could give himself anything.
var reserved = map[string]string{
	"role.edit": SecurityAdmin, "policy.edit": SecurityAdmin,
	"agency.edit": SystemAdmin, "person.edit": SystemAdmin, "key.edit": SystemAdmin,
}

// duties is what an office may do at most: none of it shows a record. A credit subject may see its own, and nothing else.
var duties = map[string][]string{
	SystemAdmin:   {"agency.read", "agency.edit", "person.read", "person.edit", "key.read", "key.edit", "policy.read", "metrics.read"},
	SecurityAdmin: {"role.edit", "policy.read", "policy.edit", "agency.read", "person.read", "key.read", "metrics.read"},
	AuditAdmin:    {"audit.search", "audit.proof", "access.read", "agency.read", "person.read", "key.read", "policy.read", "metrics.read"},
	Subject:       {"self.query"},
}

// vital is what someone must always be able to do, or the installation could never be mended.
var vital = []struct {
	role, zh string
	actions  []string
}{
	{SecurityAdmin, "安全管理员", []string{"role.edit", "policy.edit"}},
	{SystemAdmin, "系统管理员", []string{"person.edit"}},
	{AuditAdmin, "审计管理员", []string{"audit.search"}},
}

// guard holds a change of lines, people or agencies against what must stay true. actor is who asks, "" for the first start.
func (c *Core) guard(before, after *State, added []Line, actor string) error {
	for _, l := range added {
		if err := c.guardLine(after, l, actor); err != nil {
			return err
		}
	}
	return c.guardOffices(before, after)
}

func (c *Core) guardLine(after *State, l Line, actor string) error {
	if l.Type == "p" {
		return c.guardPermission(l)
	}
	agency, isKey, ok := holder(after, l.Subject)
	switch {
	case !ok:
		return fault.New(fault.Invalid, "SUBJECT_UNKNOWN", "没有这个人员或密钥:"+l.Subject, "There is no such person or key: "+l.Subject).At(l.ID, "subject").
			Then("请先建立人员或签发密钥。", "Create the person or issue the key first.")
	case agency != l.Domain:
		return fault.New(fault.Invalid, "AGENCY_MISMATCH", "角色只能在本人所属机构“"+agency+"”内授予。", "A role is held in one's own agency, which is "+agency+".").At(l.ID, "domain").
			Then("请改用其所属机构。", "Name that agency.")
	case actor != "" && l.Subject == actor:
		return fault.New(fault.Denied, "SELF_GRANT", "不能给自己授予角色。", "Nobody gives roles to himself.").Broke("separation of duties").
			Then("请由另一位安全管理员办理。", "Have another security administrator do it.")
	case isKey && slices.Contains(Offices, l.Object):
		return separation(l, "接口密钥不能担任管理员。", "An API key holds no administrator's office.")
	case isKey && slices.Contains(forPeople, l.Object):
		return fault.New(fault.Denied, "ROLE_FOR_PEOPLE", "角色“"+l.Object+"”只能由人员担任,接口密钥不能担任。", "The role "+l.Object+" is for people, not for API keys.").At(l.ID, "object").
			Then("接口密钥请使用角色“pusher”。", "Give keys the role pusher.")
	}
	if !c.roleExists(after, l.Object) {
		return fault.New(fault.Invalid, "ROLE_UNKNOWN", "没有角色“"+l.Object+"”。", "There is no role "+l.Object+".").At(l.ID, "object").
			Then("可用角色:"+strings.Join(roleNames(after.Lines), "、"), "The roles are: "+strings.Join(roleNames(after.Lines), ", "))
	}
	roles := rolesOf(after.Lines, l.Subject)
	if alone := guardSubject(after.People[l.Subject], roles, l); alone != nil {
		return alone
	}
	for _, r := range roles {
		if len(roles) > 1 && slices.Contains(Offices, r) {
			return separation(l, fmt.Sprintf("三员分立:担任“%s”的账号不能再有其他角色(%s)。", r, strings.Join(roles, "、")),
				fmt.Sprintf("Separation of duties: an account with %s holds no other role (%s).", r, strings.Join(roles, ", ")))
		}
	}
	return nil
}

func separation(l Line, zh, en string) *fault.Error {
	return fault.New(fault.Denied, "SEPARATION_OF_DUTIES", zh, en).At(l.ID, "object").Broke("三员分立 (separation of system, security and audit administration)").
		Then("请使用另一个账号。", "Use another account.")
}

func (c *Core) guardPermission(l Line) error {
	if l.Effect != "allow" {
		return nil
	}
	known := false
	for _, a := range c.Engine.Vocabulary() {
		if !matches(a, l.Action) {
			continue
		}
		known = true
		if owner, ok := reserved[a]; ok && owner != l.Subject {
			return fault.New(fault.Denied, "RESERVED_ACTION", fmt.Sprintf("动作“%s”只属于角色“%s”。", a, owner), fmt.Sprintf("The action %s belongs to the role %s alone.", a, owner)).
				At(l.ID, "action").Broke("三员分立 (separation of duties)").Then("请去掉该动作,通配符也不能覆盖它。", "Leave it out; a wildcard may not cover it either.")
		}
		if own, bounded := duties[l.Subject]; bounded && !slices.Contains(own, a) {
			return fault.New(fault.Denied, "OFFICE_BEYOND_DUTY", fmt.Sprintf("角色“%s”不能有动作“%s”。", l.Subject, a), fmt.Sprintf("The role %s may not have the action %s.", l.Subject, a)).
				At(l.ID, "action").Broke("三员分立 (separation of duties)").Then("请授予业务角色。", "Give it to a role of the business instead.")
		}
	}
	if !known {
		return fault.New(fault.Invalid, "ACTION_UNKNOWN", "没有动作“"+l.Action+"”。", "There is no action "+l.Action+".").At(l.ID, "action").
			Then("可用动作:"+strings.Join(c.Engine.Vocabulary(), "、"), "The actions are: "+strings.Join(c.Engine.Vocabulary(), ", "))
	}
	return nil
}

func holder(s *State, id string) (agency string, isKey, ok bool) {
	if p, there := s.People[id]; there {
		return p.Agency, false, true
	}
	if k, there := s.Keys[id]; there && k.Revoked.IsZero() {
		return k.Agency, true, true
	}
	return "", false, false
}

func (c *Core) roleExists(s *State, role string) bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Type == "p" && l.Subject == role })
}

func roleNames(lines []Line) []string {
	var out []string
	for _, l := range lines {
		if l.Type == "p" && !slices.Contains(out, l.Subject) {
			out = append(out, l.Subject)
		}
	}
	slices.Sort(out)
	return out
}

// guardOffices refuses to leave an office empty that was filled: someone enrolled and enabled must be able to do its
// duty, by lines that do not end.
func (c *Core) guardOffices(before, after *State) error {
	was, err := c.filled(before)
	if err != nil {
		return err
	}
	is, err := c.filled(after)
	if err != nil {
		return err
	}
	for i, v := range vital {
		if was[i] && !is[i] {
			return fault.New(fault.Denied, "LAST_ADMINISTRATOR", "此操作会使“"+v.zh+"”无人可任。", "This would leave nobody able to act as "+v.role+".").
				Broke("self-protection").Then("请先让另一个账号担任该角色并完成注册。", "First give the role to another account and have it enrolled.")
		}
	}
	return nil
}

func (c *Core) filled(s *State) ([]bool, error) {
	out := make([]bool, len(vital))
	if len(s.People) == 0 {
		return out, nil
	}
	decide, err := c.Engine.Trial(s)
	if err != nil {
		return nil, err
	}
	// A line that allows must not end, and one that denies for a while denies all the same.
	always := [...]time.Time{c.Clock.Now(), time.Date(2250, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, l := range s.Lines {
		p, there := s.People[l.Subject]
		if l.Type != "g" || !there || p.Disabled || p.Password == "" {
			continue
		}
		for i, v := range vital {
			if out[i] || l.Object != v.role {
				continue
			}
			out[i] = true
			for _, a := range v.actions {
				for _, at := range always {
					out[i] = out[i] && decide(principal(s, p, ""), grant.Question{Action: a, At: at}).Allow
				}
			}
		}
	}
	return out, nil
}

// with is the state as it would be after a change.
func (s *State) with(c Change) *State {
	next := NewState()
	next.Version, next.Lines = s.Version, s.Lines
	for k, v := range s.Agencies {
		next.Agencies[k] = v
	}
	for k, v := range s.People {
		next.People[k] = v
	}
	for k, v := range s.Keys {
		next.Keys[k] = v
	}
	next.apply(Change{Agencies: c.Agencies, People: c.People, Keys: c.Keys, Revision: c.Revision})
	return next
}
