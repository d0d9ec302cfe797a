package biz

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// maxNames bounds the login names whose failures are remembered; beyond it the oldest expired ones go first.
const maxNames = 10_000

// Opened is a new session with its token, which is shown once.
type Opened struct {
	Token   string
	Expires time.Time
	Who     grant.Principal
}

// Login opens a session. It takes as long for a name that does not exist, and locks such a name too, so that neither tells.
func (c *Core) Login(ctx context.Context, name, password string) (Opened, error) {
	p, locked := c.candidate(name)
	if locked != nil {
		return Opened{}, c.refuseLogin(ctx, p, locked)
	}
	ok, rehash, err := c.Passwords.Check(ctx, password, p.Password)
	if err != nil {
		return Opened{}, err
	}
	if !ok {
		return Opened{}, c.failed(ctx, name, p)
	}
	fresh := ""
	if rehash {
		if fresh, err = c.Passwords.Hash(ctx, password); err != nil {
			return Opened{}, err
		}
	}
	return c.open(ctx, p, fresh)
}

func (c *Core) candidate(name string) (p Person, locked *fault.Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, _ = c.state.personNamed(name)
	return p, c.locked(c.state, name)
}

func (c *Core) locked(s *State, name string) *fault.Error {
	f := s.Failures[name]
	wait := f.Until.Sub(c.Clock.Now())
	if wait <= 0 {
		return nil
	}
	minutes := int(wait/time.Minute) + 1
	e := fault.New(fault.Throttled, "ACCOUNT_LOCKED", fmt.Sprintf("连续登录失败次数过多,账号已锁定,约 %d 分钟后解锁。", minutes),
		fmt.Sprintf("Too many failed logins; the account is locked for about %d more minutes.", minutes)).
		Then("请稍后再试,或请系统管理员解锁。", "Wait, or ask a system administrator to unlock it.")
	e.RetryAfter = int(wait/time.Second) + 1
	return e
}

func loginFailed() *fault.Error {
	return fault.New(fault.Unauthenticated, "LOGIN_FAILED", "登录名或密码不正确。", "The login name or password is wrong.").
		Then("请核对后重试;多次失败会暂时锁定账号。", "Check both and try again; repeated failures lock the account for a while.")
}

func accountDisabled() *fault.Error {
	return fault.New(fault.Unauthenticated, "ACCOUNT_DISABLED", "账号或所属机构已停用。", "The account or its agency is disabled.").
		Then("请联系系统管理员。", "Ask the system administrator.")
}

// refuseLogin makes the refusal evidence before it is answered.
func (c *Core) refuseLogin(ctx context.Context, p Person, e *fault.Error) error {
	ev := c.sessionEvent(p, "session.login", "")
	ev.Allow, ev.Reason = false, string(e.Reason)
	if _, err := c.Ledger.Record(ctx, ev); err != nil {
		return err
	}
	return e
}

func (c *Core) sessionEvent(p Person, action, note string) evidence.Event {
	ev := evidence.Event{At: c.Clock.Now(), Kind: evidence.Session, Actor: p.ID, ActorName: p.Name, Agency: p.Agency, Action: action, Allow: true, Note: note}
	if p.ID == "" {
		// What was typed may be a password: it is not kept.
		ev.Actor = "unknown"
	}
	return ev
}

// failed counts a wrong password.
func (c *Core) failed(ctx context.Context, name string, p Person) error {
	answer := loginFailed()
	err := c.change(ctx, func(s *State) (Change, error) {
		now := c.Clock.Now()
		f := s.Failures[name]
		if now.Sub(f.Last) >= c.Limits.LockFor {
			f = Failures{}
		}
		f = Failures{Name: name, Count: f.Count + 1, Last: now, Until: f.Until}
		ev := c.sessionEvent(p, "session.login", fmt.Sprintf("failure %d", f.Count))
		ev.Allow, ev.Reason = false, string(answer.Reason)
		if f.Count >= c.Limits.LockAfter {
			f.Until = now.Add(c.Limits.LockFor)
			ev.Note = fmt.Sprintf("locked until %s after %d failures", f.Until.UTC().Format(time.RFC3339), f.Count)
		}
		return Change{Failures: append(c.forget(s), f), Events: one(ev)}, nil
	})
	if err != nil {
		return err
	}
	return answer
}

// forget drops failures that no longer matter once too many names are remembered.
func (c *Core) forget(s *State) []Failures {
	if len(s.Failures) < maxNames {
		return nil
	}
	var out []Failures
	old := c.Clock.Now().Add(-c.Limits.LockFor)
	for name, f := range s.Failures {
		if f.Last.Before(old) && len(out) < maxNames/10 {
			out = append(out, Failures{Name: name})
		}
	}
	return out
}

func (c *Core) open(ctx context.Context, p Person, fresh string) (Opened, error) {
	token, err := ids.Secret("cxs_", 32, c.Rand)
	if err != nil {
		return Opened{}, err
	}
	var out Opened
	var refused *fault.Error
	err = c.change(ctx, func(s *State) (Change, error) {
		now := c.Clock.Now()
		id, err := ids.New("s", now, c.Rand)
		if err != nil {
			return Change{}, err
		}
		current, there := s.People[p.ID]
		// While the password was checked, guesses beside this one may have locked the account, or it may have changed.
		switch locked := c.locked(s, p.Name); {
		case locked != nil:
			refused = locked
		case !there || current.Password != p.Password:
			refused = loginFailed()
		case current.Disabled || s.Agencies[current.Agency].Disabled:
			refused = accountDisabled()
		}
		ev := c.sessionEvent(p, "session.login", "")
		ev.Credential = id
		if refused != nil {
			ev.Allow, ev.Reason = false, string(refused.Reason)
			return Change{Events: one(ev)}, nil
		}
		v := Session{ID: id, Person: p.ID, Hash: sha256.Sum256([]byte(token)), Created: now, Expires: now.Add(c.Limits.SessionTTL), Seen: now}
		ch := Change{Sessions: []Session{v}, EndSessions: c.ended(s), Failures: []Failures{{Name: p.Name}}, Events: one(ev)}
		if fresh != "" {
			current.Password = fresh
			ch.People = []Person{current}
		}
		out = Opened{Token: token, Expires: v.Expires, Who: principal(s, current, id)}
		return ch, nil
	})
	if err == nil && refused != nil {
		err = refused
	}
	if err != nil {
		return Opened{}, err
	}
	return out, nil
}

// ended lists sessions past their end, to be swept out with the next login.
func (c *Core) ended(s *State) []string {
	var out []string
	now := c.Clock.Now()
	for id, v := range s.Sessions {
		if !now.Before(v.Expires) {
			out = append(out, id)
		}
	}
	return out
}

func principal(s *State, p Person, credential string) grant.Principal {
	a := s.Agencies[p.Agency]
	return grant.Principal{ID: p.ID, Name: p.Name, Agency: p.Agency, AgencyName: a.Name, Division: a.Division, Credential: credential, Subject: p.Subject}
}

// Logout ends the caller's session.
func (c *Core) Logout(ctx context.Context) error {
	who := grant.From(ctx)
	return c.change(ctx, func(s *State) (Change, error) {
		if who.IsKey {
			return Change{}, noSession()
		}
		ev := c.event(ctx, evidence.Session, "session.logout", "")
		return Change{EndSessions: []string{who.Credential}, Events: one(ev)}, nil
	})
}

func noSession() *fault.Error {
	return fault.New(fault.Invalid, "NO_SESSION", "接口密钥没有登录会话。", "An API key has no session.").
		Then("需要停用密钥时,请系统管理员撤销。", "To end a key, have a system administrator revoke it.")
}

// Me is the caller with roles, actions and purposes.
type Me struct {
	Person    Person
	Principal grant.Principal
	Roles     []string
	Actions   []string
	Purposes  []Purpose
}

// Me describes the caller.
func (c *Core) Me(who grant.Principal) Me {
	d := c.Engine.Current()
	m := Me{Principal: who, Actions: d.Actions(who), Purposes: d.Purposes(who)}
	c.mu.Lock()
	defer c.mu.Unlock()
	m.Roles, m.Person = rolesOf(c.state.Lines, who.ID), c.state.People[who.ID]
	return m
}

// ChangePassword ends every session of the caller, this one included. Wrong old passwords count towards the lock-out.
func (c *Core) ChangePassword(ctx context.Context, old, fresh string) error {
	who := grant.From(ctx)
	if who.IsKey {
		return noSession()
	}
	if err := strong(fresh, who.Name); err != nil {
		return err
	}
	p, locked := c.candidate(who.Name)
	if locked != nil {
		return locked
	}
	ok, _, err := c.Passwords.Check(ctx, old, p.Password)
	if err != nil {
		return err
	}
	if !ok || p.ID != who.ID {
		return c.failed(ctx, who.Name, p)
	}
	hash, err := c.Passwords.Hash(ctx, fresh)
	if err != nil {
		return err
	}
	return c.change(ctx, func(s *State) (Change, error) {
		current := s.People[who.ID]
		if current.Password != p.Password || current.Disabled {
			return Change{}, loginFailed()
		}
		current.Password = hash
		ev := c.event(ctx, evidence.Session, "session.password", "password changed, all sessions ended")
		return Change{People: []Person{current}, EndSessions: s.sessionsOf(who.ID), Events: one(ev)}, nil
	})
}

// Redeem sets the first password by a one-time enrolment token.
func (c *Core) Redeem(ctx context.Context, token, password string) (name string, err error) {
	digest := sha256.Sum256([]byte(token))
	p := view(c, func(s *State) Person { return enrolling(s, digest, c.Clock.Now()) })
	if p.ID == "" {
		return "", badEnrolment()
	}
	if err := strong(password, p.Name); err != nil {
		return "", err
	}
	hash, err := c.Passwords.Hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = c.change(ctx, func(s *State) (Change, error) {
		p := enrolling(s, digest, c.Clock.Now())
		if p.ID == "" {
			return Change{}, badEnrolment()
		}
		p.Password, p.Enrolment, p.EnrolUntil = hash, [32]byte{}, time.Time{}
		name = p.Name
		ev := c.sessionEvent(p, "session.enrol", "first password set by enrolment link")
		return Change{People: []Person{p}, EndSessions: s.sessionsOf(p.ID), Failures: []Failures{{Name: p.Name}}, Events: one(ev)}, nil
	})
	return name, err
}

func enrolling(s *State, digest [32]byte, now time.Time) Person {
	for _, p := range s.People {
		if now.Before(p.EnrolUntil) && !p.Disabled && subtle.ConstantTimeCompare(p.Enrolment[:], digest[:]) == 1 {
			return p
		}
	}
	return Person{}
}

func badEnrolment() *fault.Error {
	return fault.New(fault.Unauthenticated, "ENROLMENT_INVALID", "注册链接无效、已使用或已过期。", "The enrolment link is not valid, was used already, or has expired.").
		Then("请向系统管理员索取新的注册链接;首次部署的三员链接可通过重启服务重新生成。", "Ask a system administrator for a new one; those of a first start are made anew by a restart.")
}

// strong asks for length and something beside the name; rules about kinds of characters make passwords no harder to guess.
func strong(password, name string) error {
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	if utf8.RuneCountInString(password) < 12 || len(distinct) < 5 || password == name {
		return fault.New(fault.Invalid, "PASSWORD_WEAK", "密码至少 12 个字符、5 种不同字符,且不能与登录名相同。", "A password needs 12 characters, 5 different ones, and must not be the login name.").
			At("", "password").Then("请换一个更长的密码,例如几个不相关的词。", "Choose a longer one, for example several unrelated words.")
	}
	return nil
}
