package biz

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Filter narrows a list; After is the last id seen.
type Filter struct {
	After, Text, Agency string
	Limit               int
}

// page sorts by id and cuts; next is empty at the end.
func page[T any](all []T, f Filter, id func(T) string) (out []T, next string) {
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	for _, v := range all {
		if id(v) <= f.After && f.After != "" {
			continue
		}
		if len(out) == f.Limit {
			return out, id(out[len(out)-1])
		}
		out = append(out, v)
	}
	return out, ""
}

func has(text string, fields ...string) bool {
	return text == "" || slices.ContainsFunc(fields, func(s string) bool { return strings.Contains(s, text) })
}

// Agencies lists by code.
func (c *Core) Agencies(f Filter) ([]Agency, string) {
	all := view(c, func(s *State) []Agency {
		var out []Agency
		for _, a := range s.Agencies {
			if has(f.Text, a.Code, a.Name, a.USCC) {
				out = append(out, a)
			}
		}
		return out
	})
	return page(all, f, func(a Agency) string { return a.Code })
}

// Account is a person as an administrator sees it.
type Account struct {
	Person
	Roles  []string
	Locked time.Time // until; zero: not locked
}

// People lists by id.
func (c *Core) People(f Filter) ([]Account, string) {
	now := c.Clock.Now()
	all := view(c, func(s *State) []Account {
		roles := rolesBySubject(s.Lines)
		var out []Account
		for _, p := range s.People {
			if (f.Agency == "" || p.Agency == f.Agency) && has(f.Text, p.Name, p.DisplayName) {
				out = append(out, account(s, p, roles[p.ID], now))
			}
		}
		return out
	})
	return page(all, f, func(a Account) string { return a.ID })
}

func account(s *State, p Person, roles []string, now time.Time) Account {
	a := Account{Person: p, Roles: roles}
	if until := s.Failures[p.Name].Until; until.After(now) {
		a.Locked = until
	}
	return a
}

// Account describes one person (or key, as SetRoles shows it) as it is now.
func (c *Core) Account(p Person) Account {
	now := c.Clock.Now()
	return view(c, func(s *State) Account { return account(s, p, rolesOf(s.Lines, p.ID), now) })
}

func rolesBySubject(lines []Line) map[string][]string {
	out := map[string][]string{}
	for _, l := range lines {
		if l.Type == "g" {
			out[l.Subject] = append(out[l.Subject], l.Object)
		}
	}
	return out
}

// HeldKey is a key with its roles.
type HeldKey struct {
	Key
	Roles []string
}

// KeyList lists by id, revoked ones too.
func (c *Core) KeyList(f Filter) ([]HeldKey, string) {
	all := view(c, func(s *State) []HeldKey {
		roles := rolesBySubject(s.Lines)
		var out []HeldKey
		for _, k := range s.Keys {
			if (f.Agency == "" || k.Agency == f.Agency) && has(f.Text, k.Label, k.ID) {
				out = append(out, HeldKey{k, roles[k.ID]})
			}
		}
		return out
	})
	return page(all, f, func(k HeldKey) string { return k.ID })
}

// RolesOf lists the roles of a subject.
func (c *Core) RolesOf(id string) []string {
	return view(c, func(s *State) []string { return rolesOf(s.Lines, id) })
}
