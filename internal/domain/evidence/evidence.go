// Package evidence is what the ledger keeps of each answer, refusal, push and change of policy:
// a leaf without personal data that commits to a salted detail.
package evidence

import "time"

// Kind is what happened.
type Kind string

// The kinds of evidence.
const (
	Query   Kind = "query"   // an answer about one subject
	Search  Kind = "search"  // a search answer
	Refusal Kind = "refusal" // a request that was denied
	Push    Kind = "push"    // records accepted or refused
	Policy  Kind = "policy"  // a change of policy, roles, people, agencies, keys
	Session Kind = "session" // login, logout, lock-out, enrolment
	Export  Kind = "export"  // quarantine download, receipts and other data leaving
	Ledger  Kind = "ledger"  // a search of the ledger itself
	Catalog Kind = "catalog" // a change of the catalog
	// Proposal is a change of the catalog that waits for a second person, or that one turned down.
	Proposal Kind = "proposal"
)

// Event is the detail of one piece of evidence. It is searchable by the auditor and never part of the leaf itself.
type Event struct {
	At            time.Time
	Kind          Kind
	Actor         string // person or key id
	ActorName     string
	Agency        string
	Credential    string
	Subject       string // token; USCC for organisations
	Resource      string
	Action        string
	Purpose       string
	CaseNo        string
	Allow         bool
	Reason        string // refusal reason
	Line          string // policy line that decided
	PolicyVersion uint64
	AnswerDigest  [32]byte
	Count         int64
	Withheld      int64
	Trace         string
	Note          string
	// Given is the records answered, by resource, where an answer covers several; see GivenText. Evidence from before it was
	// introduced lacks it.
	Given string
}
