package data

import (
	"context"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Policy is what this process knows of sessions and grants.
type Policy struct{ store *policy.Store }

var _ biz.Policy = Policy{}

// NewPolicy asks the process's store.
func NewPolicy(s *policy.Store) Policy { return Policy{s} }

// Use finds an open session and counts as its use.
func (p Policy) Use(ctx context.Context, token string) error {
	_, err := p.store.Authenticate(ctx, token)
	return err
}

// Peek looks at a session.
func (p Policy) Peek(token string) (biz.Open, error) {
	open, err := p.store.Peek(token)
	return biz.Open{Who: open.Who, Expires: open.Expires, Idle: open.Idle}, err
}

// Allows says whether a line lets somebody do something, on whatever object.
func (p Policy) Allows(who grant.Principal, action string) bool {
	return p.store.Decide(who, grant.Question{Action: action}).Allow
}

// Changed is closed at the next change.
func (p Policy) Changed() <-chan struct{} { return p.store.Changed() }
