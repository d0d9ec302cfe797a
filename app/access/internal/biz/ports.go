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
	// LinesKnown tells, by id, which of these lines any version ever had: under its id, or under another one with the same content.
	LinesKnown(ctx context.Context, lines []Line) (map[string]bool, error)
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
	// CasePattern is the regular expression of its case numbers and CaseExample one of them; empty: any will do.
	CasePattern, CaseExample string
	// Persons is set when natural persons may be asked for with it too.
	Persons bool
}

// Decider answers from the policy in force.
type Decider interface {
	Decide(grant.Principal, grant.Question) grant.Decision
	Actions(grant.Principal) []string
	Purposes(grant.Principal) []Purpose
	// WhoCan lists those a question would be allowed to, sorted by agency and id.
	WhoCan(q grant.Question, f GranteeFilter) (found []Grantee, more bool, version uint64)
}

// GranteeFilter narrows a list of grantees to those after one of them, and to one agency; "" is all.
type GranteeFilter struct {
	Agency               string
	AfterAgency, AfterID string
	Limit                int
}

// Grantee is a person or key that may do something, with the decision that says so.
type Grantee struct {
	grant.Principal
	DisplayName string
	Roles       []string
	Decision    grant.Decision
}

// KafkaUsers manages the agencies' users on the broker.
type KafkaUsers interface {
	// Set lets the key's user in with the secret; it may be repeated.
	Set(ctx context.Context, agency, username, secret string) error
	// Revoke is no error for a user that does not exist.
	Revoke(ctx context.Context, username string) error
	// Connection is how an agency's clients reach its topics.
	Connection(agency string) Connection
}

// Connection is what a Kafka client of an agency is configured with.
type Connection struct {
	Brokers         []string
	Mechanism       string
	TLS             bool
	Inbox, Receipts string // topics
}

// Vault seals the keys' secrets, and stands in for ID numbers.
type Vault interface {
	Seal(secret, place string) string
	Open(sealed, place string) (string, error)
	// Token is the stable stand-in for a citizen's ID number, the one that records carry.
	Token(idNumber string) string
}

// Passwords hashes and checks. Check takes as long for an empty hash as for a real one, and then says no.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	Check(ctx context.Context, password, hash string) (ok, rehash bool, err error)
}
