package biz

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// Edit is a wanted change of the policy.
type Edit struct {
	Add    []Line
	Remove []string
	Why    string
	Base   uint64
}

// ChangePolicy makes the next version, all or nothing.
func (c *Core) ChangePolicy(ctx context.Context, e Edit) (Version, []Line, error) {
	var v Version
	var lines []Line
	err := c.change(ctx, func(s *State) (Change, error) {
		if e.Base != 0 && e.Base != s.Version.Number {
			return Change{}, fault.New(fault.Conflict, "POLICY_CONFLICT", fmt.Sprintf("策略已更新到版本 %d,您依据的是版本 %d。", s.Version.Number, e.Base),
				fmt.Sprintf("The policy is at version %d by now; your change was made against %d.", s.Version.Number, e.Base)).
				Then("请重新读取当前版本,核对后再提交。", "Read the current version, check, and submit again.")
		}
		if len(e.Add)+len(e.Remove) == 0 {
			return Change{}, fault.New(fault.Invalid, "NOTHING_TO_CHANGE", "没有要增加或删除的策略行。", "There is no line to add or remove.").Then("请至少给出一行。", "Give at least one.")
		}
		rev, err := c.revise(ctx, s, e)
		if err != nil {
			return Change{}, err
		}
		ch := Change{Revision: rev}
		after := s.with(ch)
		if err := c.guardRemoved(s, e.Remove, grant.From(ctx).ID); err != nil {
			return Change{}, err
		}
		if err := c.guard(s, after, rev.Add, grant.From(ctx).ID); err != nil {
			return Change{}, err
		}
		ch.Events = one(c.policyEvent(ctx, "policy.edit", rev))
		v, lines = rev.Version, after.Lines
		return ch, nil
	})
	return v, lines, err
}

// guardRemoved keeps people from shedding lines that bind themselves.
func (c *Core) guardRemoved(s *State, remove []string, actor string) error {
	for _, l := range s.Lines {
		if l.Type == "g" && l.Subject == actor && actor != "" && slices.Contains(remove, l.ID) {
			return fault.New(fault.Denied, "SELF_GRANT", "不能更改自己的角色。", "Nobody changes his own roles.").At(l.ID, "subject").Broke("separation of duties").
				Then("请由另一位安全管理员办理。", "Have another security administrator do it.")
		}
	}
	return nil
}

// revise checks the lines by themselves and numbers the version.
func (c *Core) revise(ctx context.Context, s *State, e Edit) (*Revision, error) {
	now := c.Clock.Now()
	by := grant.From(ctx).ID
	if by == "" {
		by = "system"
	}
	have := make(map[string]struct{}, len(s.Lines))
	content := make(map[Line]struct{}, len(s.Lines))
	gone := map[string]struct{}{}
	for _, id := range e.Remove {
		gone[id] = struct{}{}
	}
	for _, l := range s.Lines {
		have[l.ID] = struct{}{}
		if _, out := gone[l.ID]; !out {
			content[bare(l)] = struct{}{}
		}
	}
	for id := range gone {
		if _, ok := have[id]; !ok {
			return nil, fault.New(fault.Conflict, "LINE_UNKNOWN", "当前版本没有策略行 "+id+"。", "The current version has no line "+id+".").At(id, "id").
				Then("请重新读取当前版本。", "Read the current version again.")
		}
	}
	rev := &Revision{Remove: slices.Clone(e.Remove)}
	for _, l := range e.Add {
		// Ids are given here: one that a caller chose could come back after it was removed.
		id, err := ids.New("l", now, c.Rand)
		if err != nil {
			return nil, err
		}
		l.ID = id
		normal, bad := c.Engine.Check(l)
		if bad != nil {
			return nil, bad
		}
		if _, twice := content[bare(normal)]; twice {
			return nil, fault.New(fault.Conflict, "LINE_TWICE", "已有相同的策略行:"+describe(normal), "The same line exists already: "+describe(normal)).
				Then("请去掉重复的行。", "Leave it out.")
		}
		content[bare(normal)] = struct{}{}
		rev.Add = append(rev.Add, normal)
	}
	rev.Version = Version{Number: s.Version.Number + 1, At: now, By: by, Why: e.Why, Count: len(s.Lines) - len(gone) + len(rev.Add)}
	return rev, nil
}

func bare(l Line) Line { l.ID = ""; return l }

func describe(l Line) string {
	parts := []string{l.Type, l.Subject, l.Domain, l.Object, l.Action, l.Effect, l.Fields, l.Purposes, l.Case, l.Scope, l.Until}
	return strings.TrimRight(strings.Join(parts, " "), " ")
}

// policyEvent commits to every line that changed.
func (c *Core) policyEvent(ctx context.Context, action string, r *Revision) evidence.Event {
	ev := c.event(ctx, evidence.Policy, action, r.Version.Why)
	ev.PolicyVersion, ev.Count = r.Version.Number, int64(len(r.Add)+len(r.Remove))
	h := sha256.New()
	for _, l := range r.Add {
		fmt.Fprintf(h, "+%q %q\n", l.ID, describe(l))
	}
	for _, id := range r.Remove {
		fmt.Fprintf(h, "-%q\n", id)
	}
	copy(ev.AnswerDigest[:], h.Sum(nil))
	return ev
}

// Versions lists versions, newest first.
func (c *Core) Versions(ctx context.Context, below uint64, limit int) ([]Version, error) {
	return c.History.Versions(ctx, below, limit)
}

// PolicyAt gives a version with its lines; 0 is the current one.
func (c *Core) PolicyAt(ctx context.Context, version uint64) (Version, []Line, error) {
	if version == 0 {
		type both struct {
			v Version
			l []Line
		}
		b := view(c, func(s *State) both { return both{s.Version, s.Lines} })
		return b.v, b.l, nil
	}
	return c.History.At(ctx, version)
}

// Explain answers for someone else, without doing it. Whom: a person's id or login name, or a key's id.
func (c *Core) Explain(whom string, q grant.Question) (grant.Decision, error) {
	p, live, ok := c.who(whom)
	if !ok {
		return grant.Decision{}, notFound("人员或密钥", "person or key")
	}
	q.At = c.Clock.Now()
	d := c.Engine.Current().Decide(p, q)
	if !live {
		ended := fault.New(fault.Denied, "KEY_EXPIRED", "接口密钥已到期或已被撤销。", "The API key has ended or was revoked.").Then("请申请新的密钥。", "Ask for a new key.")
		d = grant.Decision{Version: d.Version, Refusal: ended}
	}
	return d, nil
}

// who finds a person or key; live is false for a key that is over.
func (c *Core) who(whom string) (p grant.Principal, live, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	person, ok := c.state.People[whom]
	if !ok {
		person, ok = c.state.personNamed(whom)
	}
	if ok {
		return principal(c.state, person, ""), true, true
	}
	k, ok := c.state.Keys[whom]
	if !ok {
		return grant.Principal{}, false, false
	}
	p = principal(c.state, Person{ID: k.ID, Name: k.Label, Agency: k.Agency}, k.ID)
	p.IsKey = true
	return p, k.Live(c.Clock.Now()), true
}
