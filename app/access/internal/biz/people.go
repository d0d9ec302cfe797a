package biz

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

var (
	agencyCode = regexp.MustCompile(`^[a-z][a-z0-9-]{1,40}$`)
	division   = regexp.MustCompile(`^[0-9]{6}$`)
	loginName  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,62}$`)
	kinds      = []string{"source", "consumer", "both", "supervisor"}
	// services name their consumer groups after themselves, and so do agencies: one of these names would reach into the other's groups.
	services = []string{"audit", "access", "catalog", "exchange", "history", "credit", "portal", "engines", "chengxin"}
)

func badField(field, zh, en string) *fault.Error {
	return fault.New(fault.Invalid, "FIELD_INVALID", zh, en).At("", field).Then("请改正后重新提交。", "Correct it and submit again.")
}

func (c *Core) checkAgency(a Agency) error {
	switch {
	case !agencyCode.MatchString(a.Code):
		return badField("code", "机构代码应以小写字母开头,只含小写字母、数字和 “-”。", "The code starts with a lower-case letter and has only such letters, digits and '-'.")
	case slices.Contains(services, a.Code):
		return badField("code", "该代码是系统内部名称,不能用作机构代码。", "The code is a name of the system's own and can't be an agency's.")
	case a.Name == "":
		return badField("name", "缺少机构全称。", "The name is missing.")
	case !division.MatchString(a.Division):
		return badField("division", "行政区划代码应为 6 位数字。", "The division is six digits.")
	case !slices.Contains(kinds, a.Kind):
		return badField("kind", "机构类型应为 source、consumer、both 或 supervisor。", "The kind is source, consumer, both or supervisor.")
	}
	if a.USCC != "" {
		if reason := c.CheckUSCC(a.USCC); reason != "" {
			return fault.New(fault.Invalid, fault.Reason("USCC_"+reason), "机构的统一社会信用代码不正确:"+a.USCC, "The agency's unified social credit code is wrong: "+a.USCC).
				At("", "uscc").Broke("GB 32100-2015").Then("请按登记证书核对 18 位代码。", "Check the 18 characters against the certificate.")
		}
	}
	return nil
}

// PutAgency creates or replaces an agency. Disabling one ends its sessions and shuts its keys out. Why, if given, goes into the evidence.
func (c *Core) PutAgency(ctx context.Context, a Agency, why string) (Agency, error) {
	if err := c.checkAgency(a); err != nil {
		return a, err
	}
	err := c.change(ctx, func(s *State) (Change, error) {
		old, known := s.Agencies[a.Code]
		ch := Change{Agencies: []Agency{a}}
		if known && a.Disabled && !old.Disabled {
			for _, p := range s.People {
				if p.Agency == a.Code {
					ch.EndSessions = append(ch.EndSessions, s.sessionsOf(p.ID)...)
				}
			}
			if err := c.guardOffices(s, s.with(ch)); err != nil {
				return Change{}, err
			}
		}
		note := fmt.Sprintf("agency %s division %s kind %s disabled %v", a.Code, a.Division, a.Kind, a.Disabled)
		if why != "" {
			note += ": " + why
		}
		ch.Events = one(c.event(ctx, evidence.Policy, "agency.edit", note))
		return ch, nil
	})
	if err != nil {
		return a, err
	}
	return a, c.Reconcile(ctx)
}

// Enrolment is a one-time token, shown once.
type Enrolment struct {
	Token string
	Until time.Time
}

func (c *Core) enrol(p *Person) (Enrolment, error) {
	token, err := ids.Secret("cxe_", 20, c.Rand)
	if err != nil {
		return Enrolment{}, err
	}
	p.Enrolment, p.EnrolUntil = sha256.Sum256([]byte(token)), c.Clock.Now().Add(c.Limits.EnrolFor)
	return Enrolment{token, p.EnrolUntil}, nil
}

// CreatePerson makes an account. The subject of a credit subject's account is given as ID number or USCC and kept as its token. Naming roles needs role.edit as well: who makes accounts does not empower them.
func (c *Core) CreatePerson(ctx context.Context, p Person, roles []string) (Person, Enrolment, error) {
	if len(roles) > 0 {
		if d := c.Engine.Current().Decide(grant.From(ctx), grant.Question{Action: "role.edit", At: c.Clock.Now()}); !d.Allow {
			return p, Enrolment{}, d.Refusal
		}
	}
	if !loginName.MatchString(p.Name) {
		return p, Enrolment{}, badField("name", "登录名应为 2 至 63 位小写字母、数字或 “._-”。", "A login name has 2 to 63 lower-case letters, digits or '._-'.")
	}
	if bad := c.nameIsNumber(p.Name); bad != nil {
		return Person{}, Enrolment{}, bad
	}
	if p.Subject != "" {
		token, err := c.bind(p.Subject)
		if err != nil {
			return Person{}, Enrolment{}, err
		}
		p.Subject = token
	}
	var e Enrolment
	err := c.change(ctx, func(s *State) (Change, error) {
		if _, twice := s.personNamed(p.Name); twice {
			return Change{}, fault.New(fault.Conflict, "NAME_TAKEN", "登录名已被使用。", "The login name is taken.").At("", "name").Then("请换一个登录名。", "Choose another.")
		}
		if _, ok := s.Agencies[p.Agency]; !ok {
			return Change{}, badField("agency", "没有机构“"+p.Agency+"”。", "There is no agency "+p.Agency+".")
		}
		id, err := ids.New("u", c.Clock.Now(), c.Rand)
		if err != nil {
			return Change{}, err
		}
		p.ID, p.Created = id, c.Clock.Now()
		if e, err = c.enrol(&p); err != nil {
			return Change{}, err
		}
		ch := Change{People: []Person{p}}
		ev := c.event(ctx, evidence.Policy, "person.edit", "created "+p.ID+" in "+p.Agency)
		// Who gave whom a look at a subject's record is found by that subject.
		ev.Subject = p.Subject
		ch.Events = one(ev)
		return c.withRoles(ctx, s, ch, p.ID, p.Agency, roles, "created")
	})
	return p, e, err
}

// withRoles adds to a change the revision that gives a subject exactly these roles.
func (c *Core) withRoles(ctx context.Context, s *State, ch Change, subject, agency string, roles []string, why string) (Change, error) {
	have := rolesOf(s.Lines, subject)
	edit := Edit{Why: fmt.Sprintf("roles of %s: %s (%s)", subject, strings.Join(roles, ","), why)}
	for _, l := range s.Lines {
		if l.Type == "g" && l.Subject == subject && !slices.Contains(roles, l.Object) {
			edit.Remove = append(edit.Remove, l.ID)
		}
	}
	for i, r := range roles {
		if !slices.Contains(have, r) && !slices.Contains(roles[:i], r) {
			edit.Add = append(edit.Add, Line{Type: "g", Subject: subject, Object: r, Domain: agency})
		}
	}
	if len(edit.Add)+len(edit.Remove) == 0 {
		return ch, nil
	}
	rev, err := c.revise(ctx, s, edit)
	if err != nil {
		return Change{}, err
	}
	ch.Revision = rev
	if err := c.guard(s, s.with(ch), rev.Add, grant.From(ctx).ID); err != nil {
		return Change{}, err
	}
	ch.Events = append(ch.Events, Pending{Event: c.policyEvent(ctx, "role.edit", rev)})
	return ch, nil
}

// SetRoles replaces the roles of a person or a key. Why, if given, stands in the version that this makes.
func (c *Core) SetRoles(ctx context.Context, id string, roles []string, why string) (Person, error) {
	var p Person
	err := c.change(ctx, func(s *State) (Change, error) {
		agency, isKey, ok := holder(s, id)
		if !ok {
			return Change{}, notFound("人员或密钥", "person or key")
		}
		if p = s.People[id]; isKey {
			k := s.Keys[id]
			p = Person{ID: k.ID, Name: k.KafkaUser(), DisplayName: k.Label, Agency: k.Agency}
		}
		if actor := grant.From(ctx).ID; actor == id {
			return Change{}, fault.New(fault.Denied, "SELF_GRANT", "不能更改自己的角色。", "Nobody changes his own roles.").Broke("separation of duties").
				Then("请由另一位安全管理员办理。", "Have another security administrator do it.")
		}
		return c.withRoles(ctx, s, Change{}, id, agency, roles, cmp.Or(why, "set"))
	})
	return p, err
}

// person changes one person; edit says what, and whether the sessions end.
func (c *Core) person(ctx context.Context, id, what, why string, edit func(s *State, p *Person, ch *Change) error) (Person, error) {
	var p Person
	err := c.change(ctx, func(s *State) (Change, error) {
		var ok bool
		if p, ok = s.People[id]; !ok {
			return Change{}, notFound("人员", "person")
		}
		var ch Change
		if err := edit(s, &p, &ch); err != nil {
			return Change{}, err
		}
		ch.People = []Person{p}
		if err := c.guardOffices(s, s.with(ch)); err != nil {
			return Change{}, err
		}
		note := what + " " + id
		if why != "" {
			note += ": " + why
		}
		ch.Events = one(c.event(ctx, evidence.Policy, "person.edit", note))
		return ch, nil
	})
	return p, err
}

// Disable shuts a person out at once.
func (c *Core) Disable(ctx context.Context, id, why string) (Person, error) {
	return c.person(ctx, id, "disabled", why, func(s *State, p *Person, ch *Change) error {
		p.Disabled, ch.EndSessions = true, s.sessionsOf(id)
		return nil
	})
}

// Enable lets a disabled or locked person in again.
func (c *Core) Enable(ctx context.Context, id, why string) (Person, error) {
	return c.person(ctx, id, "enabled", why, func(s *State, p *Person, ch *Change) error {
		p.Disabled, ch.Failures = false, []Failures{{Name: p.Name}}
		return nil
	})
}

// RevokeSessions ends all of a person's sessions.
func (c *Core) RevokeSessions(ctx context.Context, id, why string) (Person, error) {
	return c.person(ctx, id, "sessions revoked of", why, func(s *State, _ *Person, ch *Change) error {
		ch.EndSessions = s.sessionsOf(id)
		return nil
	})
}

// Enrol takes the password away and gives a new one-time token. It may not be used to empty an office, nor on an
// administrator of another office, enrolled or not: who makes accounts could take one over by it.
func (c *Core) Enrol(ctx context.Context, id, why string) (Person, Enrolment, error) {
	var e Enrolment
	p, err := c.person(ctx, id, "new enrolment of", why, func(s *State, p *Person, ch *Change) error {
		for _, r := range rolesOf(s.Lines, id) {
			if r != SystemAdmin && slices.Contains(Offices, r) {
				return separation(Line{}, "系统管理员不能为安全管理员或审计管理员办理注册链接。", "A system administrator can't make an enrolment link for a security or audit administrator.").
					Then("请撤下其角色后再办理,或由其本人修改密码;首次部署的三员链接可通过重启服务重新生成。", "Have the role taken away first, or the person change the password; the links of a first start are made anew by a restart.")
			}
		}
		p.Password, ch.EndSessions, ch.Failures = "", s.sessionsOf(id), []Failures{{Name: p.Name}}
		var err error
		e, err = c.enrol(p)
		return err
	})
	return p, e, err
}
