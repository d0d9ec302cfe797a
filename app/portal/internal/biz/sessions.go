package biz

import (
	"context"
	"log/slog"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Open is a session as it stands.
type Open struct {
	Who     grant.Principal
	Expires time.Time
	// Idle is how long it lives without use, 0: until it expires.
	Idle time.Duration
}

// Login is a session that was just opened. M is how the access service describes a person; nothing here looks into it.
type Login[M any] struct {
	Token   string
	Expires time.Time
	Me      M
}

// Access is the access service. Refusals are faults.
type Access[M any] interface {
	Login(ctx context.Context, name, password string) (Login[M], error)
	Logout(ctx context.Context, token string) error
	Me(ctx context.Context, token string) (M, error)
}

// Policy is what this process knows of sessions and grants. Refusals are faults.
type Policy interface {
	// Use finds an open session and counts as its use; Peek only looks.
	Use(ctx context.Context, token string) error
	Peek(token string) (Open, error)
	// Allows says whether a line of the policy lets somebody do something, on whatever object.
	Allows(who grant.Principal, action string) bool
	// Changed is closed at the next change of sessions or policy.
	Changed() <-chan struct{}
}

// Session is what a page may know of its browser's cookie.
type Session[M any] struct {
	// Token stays between cookie and server.
	Token   string
	Me      M
	Expires time.Time
	Idle    time.Duration
}

// Sessions keeps logins for browsers.
type Sessions[M any] struct {
	access Access[M]
	policy Policy
	// idle is told when this process has not heard of a new session yet.
	idle time.Duration
	log  *slog.Logger
}

// NewSessions makes it.
func NewSessions[M any](access Access[M], policy Policy, idle time.Duration, log *slog.Logger) *Sessions[M] {
	return &Sessions[M]{access, policy, idle, log}
}

// Current is the session a token stands for, nil if it stands for none any more. It counts as a use.
func (s *Sessions[M]) Current(ctx context.Context, token string) (*Session[M], error) {
	if token == "" {
		return nil, nil
	}
	err := s.policy.Use(ctx, token)
	var open Open
	if err == nil {
		open, err = s.policy.Peek(token)
	}
	var me M
	if err == nil {
		me, err = s.access.Me(ctx, token)
	}
	switch {
	case ended(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &Session[M]{Token: token, Me: me, Expires: open.Expires, Idle: open.Idle}, nil
}

// Open logs in. The session the browser had before, if any, ends: a browser has one.
func (s *Sessions[M]) Open(ctx context.Context, before, name, password string) (*Session[M], error) {
	in, err := s.access.Login(ctx, name, password)
	if err != nil {
		return nil, err
	}
	if before != "" {
		if err := s.access.Logout(ctx, before); err != nil && !ended(err) {
			s.log.WarnContext(ctx, "the session before a new login was not ended; it will idle out", "error", err)
		}
	}
	out := &Session[M]{Token: in.Token, Me: in.Me, Expires: in.Expires, Idle: s.idle}
	if s.policy.Use(ctx, in.Token) == nil { // waits a moment until this process has heard of it
		if open, err := s.policy.Peek(in.Token); err == nil {
			out.Idle = open.Idle
		}
	}
	return out, nil
}

// Close logs out; that a session has ended already is fine.
func (s *Sessions[M]) Close(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	if err := s.access.Logout(ctx, token); err != nil && !ended(err) {
		return err
	}
	return nil
}

// ended tells a session that is over from a service that can't say.
func ended(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.Unauthenticated
}
