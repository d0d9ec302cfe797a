// Package policybench makes policies and questions from a seed, asks Casbin as the oracle, and measures.
// `chengxin bench policy` and the tests of internal/policy use the same code.
package policybench

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Size says what a policy is made of.
type Size struct{ Agencies, Roles, Resources, Permissions, People int }

// SizeOf splits a number of lines as a city's policy is: a tenth permissions and share grants, the rest roles of people and keys.
func SizeOf(lines int) Size {
	p := max(lines/10, 10)
	return Size{Agencies: max(lines/250, 4), Roles: 12, Resources: max(lines/500, 8), Permissions: p, People: lines - p}
}

// World is a policy with those who ask under it.
type World struct {
	Size    Size
	Codes   policy.Codes
	Lines   []policy.Line
	Callers []grant.Principal
	rng     *rand.Rand
	// One string each, as in a process that decodes them once.
	agencies, resources []string
}

// Epoch is the middle of the expiries that worlds use.
var Epoch = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

var (
	divisions = []string{"371500", "371502", "371503", "371521", "331081", "331000", "370000", ""}
	caseNos   = []string{"", "", "聊市监案〔2026〕15号", "（2026）鲁1502执123号", "LC-2026-7", "x", "聊市监案[2026]号"}
	ends      = []string{"", "", "", "2026-05-31", "2026-06-02", "2026-06-01T00:00:00Z", "2026-06-01T08:00:00.5+08:00"}
)

// NewWorld makes a world. With hostile, lines deny, expire, overlap and narrow each other much more than in life.
func NewWorld(seed uint64, size Size, hostile bool) (*World, error) {
	codes, err := policy.DefaultCodes()
	if err != nil {
		return nil, err
	}
	w := &World{Size: size, Codes: codes, rng: rand.New(rand.NewPCG(seed, 1))}
	for i := range size.Agencies {
		w.agencies = append(w.agencies, fmt.Sprintf("agency-%d", i))
	}
	for i := range size.Resources {
		w.resources = append(w.resources, fmt.Sprintf("resource/r%d", i))
	}
	for i := range size.Permissions {
		w.Lines = append(w.Lines, w.permission(i, hostile))
	}
	held := map[string]bool{}
	for i := range size.People {
		p := grant.Principal{ID: fmt.Sprintf("u%026d", w.rng.Uint64()), Agency: w.agency(), Division: pick(w.rng, divisions)}
		// Some hold two roles, some hold one in another agency too.
		if i > 0 && hostile && w.rng.IntN(3) == 0 {
			p = w.Callers[w.rng.IntN(len(w.Callers))]
			if w.rng.IntN(2) == 0 {
				p.Agency = w.agency()
			}
		}
		w.Callers = append(w.Callers, p)
		l := policy.Line{ID: fmt.Sprintf("g%d", i), Type: "g", Subject: p.ID, Object: w.role(), Domain: p.Agency}
		// Casbin knows a role line by its content: the same twice would be one.
		if k := l.Subject + " " + l.Object + " " + l.Domain; !held[k] {
			held[k] = true
			w.Lines = append(w.Lines, l)
		}
	}
	return w, nil
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func (w *World) agency() string { return w.agencies[w.rng.IntN(w.Size.Agencies)] }
func (w *World) role() string   { return "role_" + string(rune('a'+w.rng.IntN(w.Size.Roles))) }
func (w *World) resource() string {
	return w.resources[w.rng.IntN(w.Size.Resources)]
}

var actions = []string{"record.query", "record.query", "record.query", "record.push", "person.query", "receipt.read", "audit.search"}

func (w *World) permission(i int, hostile bool) policy.Line {
	l := policy.Line{ID: fmt.Sprintf("p%d", i), Type: "p", Subject: w.role(), Domain: w.agency(), Object: w.resource(),
		Action: pick(w.rng, actions), Effect: "allow", Fields: pick(w.rng, []string{"public", "shared", "authorised", "shared,+phone"}),
		Purposes: pick(w.rng, []string{"", "*", "enforcement", "permit_review,award", "permit_review"}), Scope: "any"}
	if i < 2*w.Size.Roles {
		// Every role has lines that hold in all agencies.
		l.Subject, l.Domain, l.Object, l.Action = "role_"+string(rune('a'+i/2)), "*", "resource/*", "record.query"
		l.Purposes = "enforcement,permit_review"
	}
	if !hostile {
		return l
	}
	l.Domain = pick(w.rng, []string{l.Domain, l.Domain, "*"})
	l.Object = pick(w.rng, []string{l.Object, l.Object, "resource/*", "*", "resource/r1*"})
	l.Action = pick(w.rng, []string{l.Action, l.Action, l.Action, "record.*", "*"})
	l.Scope = pick(w.rng, []string{"own", "city", "any"})
	l.Until = pick(w.rng, ends)
	if w.rng.IntN(8) == 0 {
		l.Effect, l.Fields = "deny", ""
	} else if w.rng.IntN(6) == 0 {
		l.Case = pick(w.rng, []string{"enforcement", "judicial"})
	}
	return l
}

// Question makes one that is often near a line's conditions.
func (w *World) Question() (grant.Principal, grant.Question) {
	p := pick(w.rng, w.Callers)
	switch w.rng.IntN(12) {
	case 0:
		p.Agency = w.agency()
	case 1:
		p.ID = w.role()
	}
	return p, grant.Question{
		Action: pick(w.rng, append(actions, "record.withdraw", "record", "")), Object: pick(w.rng, []string{w.resource(), w.resource(), w.resource(), "resource/", "resource", "", "*"}),
		Division: pick(w.rng, divisions), CaseNo: pick(w.rng, caseNos),
		Purpose: pick(w.rng, []string{"", "enforcement", "permit_review", "judicial", "award", "unknown"}),
		At:      Epoch.Add(pick(w.rng, []time.Duration{0, 0, -time.Nanosecond, time.Nanosecond, 500 * time.Millisecond, -48 * time.Hour, 48 * time.Hour})),
	}
}

// Officer asks what an officer asks, and is allowed by the lines of the officer's role.
func (w *World) Officer() (grant.Principal, grant.Question) {
	q := grant.Question{Action: "record.query", Object: w.resource(), Purpose: "permit_review", At: Epoch}
	if w.rng.IntN(5) == 0 {
		q.Purpose, q.CaseNo = "enforcement", "LC-2026-7"
	}
	return pick(w.rng, w.Callers), q
}
