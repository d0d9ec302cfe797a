package biz

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// operator is the agency of the three administrators of a first start.
var operator = Agency{Code: "operator", Name: "平台运行管理机构", Division: "100000", Kind: "supervisor"}

var firstThree = []struct{ role, name, display string }{
	{SystemAdmin, "sysadmin", "系统管理员"},
	{SecurityAdmin, "secadmin", "安全管理员"},
	{AuditAdmin, "auditadmin", "审计管理员"},
}

// Start makes the first version of the policy if there is none, and adds the built-in lines that a new release brought. Without a demo it also makes the three administrators and
// prints a one-time enrolment link for each; while one of them has not enrolled, every start prints a new link.
func (c *Core) Start(ctx context.Context, demo bool, out io.Writer, link func(token string) string) error {
	if err := c.builtIn(ctx); err != nil {
		return err
	}
	if demo {
		return nil
	}
	printed, err := c.firstPeople(ctx)
	if err != nil || len(printed) == 0 {
		return err
	}
	if _, err := fmt.Fprintln(out, "\n首次启动:请三位管理员分别打开各自的一次性注册链接设置密码(三员分立,不得由同一人使用)。\nFirst start: each of the three administrators opens his own one-time link and sets a password."); err != nil {
		return err
	}
	for i, e := range printed {
		if e.Token == "" {
			continue
		}
		f := firstThree[i]
		if _, err := fmt.Fprintf(out, "  %s %-14s %-11s %s\n", f.display, f.role, f.name, link(e.Token)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(out, "  不用网页时 / without the pages: POST /v1/enrolments:redeem {\"token\": \"cxe_…\", \"password\": \"…\"}")
	return err
}

// builtIn puts built-in lines into the policy that no version of it ever had. One that was taken away stays away, and so does one whose
// content an administrator's own line has, or had before he took it away.
func (c *Core) builtIn(ctx context.Context) error {
	known, err := c.History.LinesKnown(ctx, c.Defaults)
	if err != nil {
		return err
	}
	return c.change(ctx, func(s *State) (Change, error) {
		var add []Line
		for _, l := range c.Defaults {
			if !known[l.ID] {
				add = append(add, l)
			}
		}
		if len(add) == 0 {
			return Change{}, nil
		}
		v := Version{Number: s.Version.Number + 1, At: c.Clock.Now(), By: "system", Why: "built-in roles", Count: len(s.Lines) + len(add)}
		rev := &Revision{Version: v, Add: add}
		return Change{Revision: rev, Events: one(c.policyEvent(ctx, "policy.edit", rev))}, nil
	})
}

// firstPeople answers with one enrolment per office of firstThree; a zero one has enrolled already.
func (c *Core) firstPeople(ctx context.Context) ([]Enrolment, error) {
	var printed []Enrolment
	err := c.change(ctx, func(s *State) (Change, error) {
		var ch Change
		var roles []Line
		for _, f := range firstThree {
			p, there := s.personNamed(f.name)
			if there && (p.Password != "" || p.Disabled) || !there && len(s.People) > 0 {
				printed = append(printed, Enrolment{})
				continue
			}
			if !there {
				id, err := ids.New("u", c.Clock.Now(), c.Rand)
				if err != nil {
					return Change{}, err
				}
				p = Person{ID: id, Name: f.name, DisplayName: f.display, Agency: operator.Code, Created: c.Clock.Now()}
				roles = append(roles, Line{Type: "g", Subject: id, Object: f.role, Domain: operator.Code})
			}
			e, err := c.enrol(&p)
			if err != nil {
				return Change{}, err
			}
			printed, ch.People = append(printed, e), append(ch.People, p)
			ch.Events = append(ch.Events, Pending{Event: c.event(ctx, evidence.Policy, "person.edit", "enrolment link of "+f.role+" printed")})
		}
		if len(ch.People) == 0 {
			printed = nil
			return Change{}, nil
		}
		if _, there := s.Agencies[operator.Code]; !there {
			ch.Agencies = []Agency{operator}
		}
		return c.addRoles(ctx, s, ch, roles, "first start")
	})
	return printed, err
}

// addRoles makes the revision that adds role lines for people and keys of the same change.
func (c *Core) addRoles(ctx context.Context, s *State, ch Change, lines []Line, why string) (Change, error) {
	if len(lines) == 0 {
		return ch, nil
	}
	rev, err := c.revise(ctx, s, Edit{Add: lines, Why: why})
	if err != nil {
		return Change{}, err
	}
	ch.Revision = rev
	if err := c.guard(s, s.with(ch), rev.Add, ""); err != nil {
		return Change{}, err
	}
	ch.Events = append(ch.Events, Pending{Event: c.policyEvent(ctx, "policy.edit", rev)})
	return ch, nil
}

type (
	// SeedPerson is a person of the demo. Subject is the ID number or USCC of the credit subject it is, of which only the token is kept.
	SeedPerson struct {
		Name, DisplayName, Agency, Password, Subject string
		Roles                                        []string
	}
	// SeedKey is an agency's key of the demo.
	SeedKey struct {
		Agency, Label string
		Roles         []string
	}
)

// Seed is what a demo starts with.
type Seed struct {
	Agencies []Agency
	People   []SeedPerson
	Keys     []SeedKey
	Lines    []Line
}

// SeededKey is a key of the demo with its secret.
type SeededKey struct {
	Key
	Roles  []string
	Secret string
}

// Seeded is what a seed has led to.
type Seeded struct {
	People []Account
	Keys   []SeededKey
}

// ApplySeed makes what of the seed is missing; what exists by name stays as it is.
func (c *Core) ApplySeed(ctx context.Context, seed Seed) (Seeded, error) {
	hashes := make([]string, len(seed.People))
	known := view(c, func(s *State) map[string]bool {
		m := map[string]bool{}
		for _, p := range s.People {
			m[p.Name] = true
		}
		return m
	})
	for i, p := range seed.People {
		if known[p.Name] {
			continue
		}
		var err error
		if hashes[i], err = c.Passwords.Hash(ctx, p.Password); err != nil {
			return Seeded{}, err
		}
	}
	secrets := make([]string, len(seed.Keys))
	for i := range secrets {
		var err error
		if secrets[i], err = ids.Secret("cxk_", 32, c.Rand); err != nil {
			return Seeded{}, err
		}
	}
	err := c.change(ctx, func(s *State) (Change, error) { return c.seeding(ctx, s, seed, hashes, secrets) })
	if err != nil {
		return Seeded{}, err
	}
	if err := c.Reconcile(ctx); err != nil {
		return Seeded{}, err
	}
	return c.seeded(seed)
}

func (c *Core) seeding(ctx context.Context, s *State, seed Seed, hashes, secrets []string) (Change, error) {
	var ch Change
	var lines []Line
	now := c.Clock.Now()
	for _, a := range seed.Agencies {
		if _, there := s.Agencies[a.Code]; !there {
			if err := c.checkAgency(a); err != nil {
				return Change{}, err
			}
			ch.Agencies = append(ch.Agencies, a)
		}
	}
	for i, p := range seed.People {
		if _, there := s.personNamed(p.Name); there || hashes[i] == "" {
			continue
		}
		id, err := ids.New("u", now, c.Rand)
		if err != nil {
			return Change{}, err
		}
		made := Person{ID: id, Name: p.Name, DisplayName: p.DisplayName, Agency: p.Agency, Password: hashes[i], Created: now}
		if p.Subject != "" {
			if made.Subject, err = c.bind(p.Subject); err != nil {
				return Change{}, err
			}
		}
		ch.People = append(ch.People, made)
		for _, r := range p.Roles {
			lines = append(lines, Line{Type: "g", Subject: id, Object: r, Domain: p.Agency})
		}
	}
	for i, k := range seed.Keys {
		if _, there := seedKey(s, k); there {
			continue
		}
		id, err := ids.New("k", now, c.Rand)
		if err != nil {
			return Change{}, err
		}
		ch.Keys = append(ch.Keys, newKey(c, id, k, secrets[i]))
		roles := k.Roles
		if len(roles) == 0 {
			roles = []string{Pusher}
		}
		for _, r := range roles {
			lines = append(lines, Line{Type: "g", Subject: id, Object: r, Domain: k.Agency})
		}
	}
	lines = append(lines, c.missingLines(s, seed.Lines)...)
	if len(ch.Agencies)+len(ch.People)+len(ch.Keys)+len(lines) == 0 {
		return Change{}, nil
	}
	ch.Events = one(c.event(ctx, evidence.Policy, "person.edit", fmt.Sprintf("demo: %d agencies, %d people, %d keys", len(ch.Agencies), len(ch.People), len(ch.Keys))))
	return c.addRoles(ctx, s, ch, lines, "demo")
}

func (c *Core) missingLines(s *State, want []Line) []Line {
	var out []Line
	for _, l := range want {
		l.ID = "x"
		if normal, bad := c.Engine.Check(l); bad == nil && slices.ContainsFunc(s.Lines, func(h Line) bool { return bare(h) == bare(normal) }) {
			continue
		}
		out = append(out, l)
	}
	return out
}

func newKey(c *Core, id string, k SeedKey, secret string) Key {
	return Key{ID: id, Agency: k.Agency, Label: k.Label, Hash: hash(secret), Sealed: c.Vault.Seal(secret, "key/"+id), Created: c.Clock.Now()}
}

func seedKey(s *State, k SeedKey) (Key, bool) {
	for _, h := range s.Keys {
		if h.Agency == k.Agency && h.Label == k.Label && h.Revoked.IsZero() {
			return h, true
		}
	}
	return Key{}, false
}

func (c *Core) seeded(seed Seed) (Seeded, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out Seeded
	for _, p := range seed.People {
		if h, ok := c.state.personNamed(p.Name); ok {
			out.People = append(out.People, account(c.state, h, rolesOf(c.state.Lines, h.ID), c.Clock.Now()))
		}
	}
	for _, k := range seed.Keys {
		h, ok := seedKey(c.state, k)
		if !ok {
			continue
		}
		secret, err := c.Vault.Open(h.Sealed, "key/"+h.ID)
		if err != nil {
			return Seeded{}, fmt.Errorf("open secret of %s: %w", h.ID, err)
		}
		out.Keys = append(out.Keys, SeededKey{h, rolesOf(c.state.Lines, h.ID), secret})
	}
	return out, nil
}
