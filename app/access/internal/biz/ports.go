package biz

import (
	"context"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Repository keeps the state. What Commit has written is on disk when it returns.
type Repository interface {
	// Load reads everything in force.
	Load(ctx context.Context) (*State, error)
	// Commit writes a change whole or not at all.
	Commit(ctx context.Context, c Change) error
	// Outbox lists evidence that was not yet reported as delivered, oldest first.
	Outbox(ctx context.Context) ([]Pending, error)
	// Delivered forgets them.
	Delivered(ctx context.Context, ids []string) error
}

// History reads earlier versions of the policy.
type History interface {
	// Versions lists those below a number, newest first; 0: from the newest.
	Versions(ctx context.Context, below uint64, limit int) ([]Version, error)
	// At gives a version with its lines; a NotFound fault if there is none.
	At(ctx context.Context, version uint64) (Version, []Line, error)
}

// Ledger makes evidence durable.
type Ledger interface {
	Record(ctx context.Context, ev evidence.Event) (uint64, error)
}

// Engine decides by the lines.
type Engine interface {
	// Check holds one line against the model; it fills defaults.
	Check(l Line) (Line, *fault.Error)
	// Trial answers questions under a state that is not in force.
	Trial(s *State) (func(grant.Principal, grant.Question) grant.Decision, error)
	// Publish puts the parts of a state in force that a change touched; a nil change is all of it.
	Publish(s *State, c *Change) error
	// Current answers from the state in force.
	Current() Decider
	// Vocabulary is every action there is.
	Vocabulary() []string
}

// Purpose is a reason to look.
type Purpose struct {
	Code, NameZh, NameEn string
	CaseRequired         bool
}

// Decider answers from the policy in force.
type Decider interface {
	Decide(grant.Principal, grant.Question) grant.Decision
	Actions(grant.Principal) []string
	Purposes(grant.Principal) []Purpose
}

// KafkaUsers manages the agencies' users on the broker.
type KafkaUsers interface {
	// Set lets the key's user in with the secret; it may be repeated.
	Set(ctx context.Context, agency, username, secret string) error
	// Revoke is no error for a user that does not exist.
	Revoke(ctx context.Context, username string) error
}

// Vault seals the keys' secrets.
type Vault interface {
	Seal(secret, place string) string
	Open(sealed, place string) (string, error)
}

// Passwords hashes and checks. Check takes as long for an empty hash as for a real one, and then says no.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	Check(ctx context.Context, password, hash string) (ok, rehash bool, err error)
}
