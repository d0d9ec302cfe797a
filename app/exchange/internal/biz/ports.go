// Package biz is the work of the exchange: taking records in, resolving whom they are about, sealing what is personal,
// and keeping what could not be accepted. It knows neither Kafka nor SQL nor HTTP.
package biz

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// Decider answers what a caller may do.
type Decider interface {
	Decide(p grant.Principal, q grant.Question) grant.Decision
}

// Principals are the identities under which an agency writes to its inbox.
type Principals interface {
	AgencyPrincipals(agency string) []grant.Principal
}

// Schemas are the resources in force. Generation is 0 while none were ever loaded.
type Schemas interface {
	Get(code string) (*resource.Schema, bool)
	Generation() uint64
}

// Ledger makes evidence durable and gives its index.
type Ledger interface {
	Record(ctx context.Context, ev evidence.Event) (uint64, error)
}

// Sealer keeps personal data unreadable.
type Sealer interface {
	Token(kind, document string) string
	Seal(dst, plaintext, aad []byte) []byte
	Open(dst, sealed, aad []byte) ([]byte, error)
	Digest(parts ...[]byte) [32]byte
}

// Workdays counts working days.
type Workdays interface {
	WorkingDaysBetween(from, to rules.Date) (days int, provisional bool)
	// AddWorkingDays is the n-th working day after from.
	AddWorkingDays(from rules.Date, n int) (d rules.Date, provisional bool)
}

// Written waits for what a stream has taken in: when it gives nil, everything is on disk at the broker. After an error any part may have
// been written, and may still be. It is called once.
type Written func(context.Context) error

// Message is one keyed message of a stream.
type Message struct{ Key, Value []byte }

// Stream writes durably.
type Stream interface {
	// Sequence begins what one sender writes in order without waiting for each part.
	Sequence() Sequence
	// Results tells an agency what became of what it wrote to its inbox.
	Results(ctx context.Context, agency string, values [][]byte) error
}

// Sequence is what one sender writes. Messages with equal keys keep their order, within a call and from one call to the next. Once some were
// lost, none of a later call is written: they would overtake what has to be sent again.
type Sequence interface {
	// Records takes messages in; they are read until Written answers.
	Records(ctx context.Context, msgs []Message) Written
	// Quarantine is like Records.
	Quarantine(ctx context.Context, msgs []Message) Written
}

// Meter counts records by resource, for whoever watches the exchange; an empty resource is one that the catalog does not have.
type Meter interface {
	// Settled adds records that are durable: accepted, of these late, and refused. Trials do not count.
	Settled(resource string, accepted, late, refused int64)
	// Repeated adds records of a push that had been made before under the same idempotency key.
	Repeated(resource string, n int64)
}

// Directory is what the subject registry knows of the subjects asked for.
type Directory struct {
	Subjects map[string]*Subject // by unified social credit code
	Legacy   map[string][]string // codes by legacy code; several when it is ambiguous
}

// Subject is a registered organisation.
type Subject struct {
	Code string
	Name string
	// Since is the day Name came into use; NoDate if unknown.
	Since  rules.Date
	Status string
	Former []record.FormerName
}

// Registration is what an accepted registration record teaches the registry.
type Registration struct {
	Code      string
	KnownAt   int64 // microseconds; an older one never overwrites a newer one
	Withdrawn bool
	About     record.About
}

// Registry is the subject registry: codes, names, former names, legacy codes.
type Registry interface {
	Find(ctx context.Context, codes, legacy []string) (Directory, error)
	// Learn is idempotent: learning the same registrations again changes nothing.
	Learn(ctx context.Context, regs []Registration) error
}

// Receipts keeps what became of each push.
type Receipts interface {
	// Begin notes that a push is running. If the agency's idempotency key was used before for the same resource and operation,
	// nothing is written and that receipt is returned with existing = true.
	Begin(ctx context.Context, r Receipt) (got Receipt, existing bool, err error)
	// Restart empties an unfinished receipt, because its push is taken up again from the start.
	Restart(ctx context.Context, id string, teaches bool) error
	// Spool adds outcomes, in order.
	Spool(ctx context.Context, id string, outcomes []Outcome) error
	// Finish writes the final state of a receipt that was begun. A complete one counts for its month, once.
	Finish(ctx context.Context, r Receipt) error
	// File writes whole receipts with all their outcomes, and how far the inboxes have been dealt with, in one transaction; they count
	// for their months.
	File(ctx context.Context, receipts []Receipt, marks []Mark) error
}

// Mark says how far an inbox has been dealt with: the next offset to handle.
type Mark struct {
	Topic     string
	Partition int
	Next      int64
}

// Marks tells how far inboxes have been dealt with.
type Marks interface {
	Marks(ctx context.Context) ([]Mark, error)
}

// Shelf reads receipts. An agency sees only its own.
type Shelf interface {
	Get(ctx context.Context, agency, id string) (Receipt, error)
	// Outcomes of a receipt after a sequence number, in order.
	Outcomes(ctx context.Context, id string, after int64, limit int) ([]Outcome, error)
	List(ctx context.Context, agency, resource, before string, limit int) ([]Receipt, error)
}

// Shed keeps what is in quarantine, by id.
type Shed interface {
	// Put is idempotent by id: what is there stays, except that a day nobody had looked for is noted. An entry whose parent is settled
	// is settled with it: it was a failed attempt at what has succeeded since.
	Put(ctx context.Context, items []Dated) error
	List(ctx context.Context, q QuarantineQuery) ([]Held, error)
	Get(ctx context.Context, agency, id string) (Held, error)
	Open(ctx context.Context, agency string) (int64, error)
	// Close settles an open entry of no agency; false when it is not open any more.
	Close(ctx context.Context, id string, s Settlement) (bool, error)
}

// Dated is a quarantined record with the day of its decision.
type Dated struct {
	record.Quarantined
	// OccurredOn is NoDate where the raw record does not tell it.
	OccurredOn rules.Date
	// Looked is false while it could not be looked for, because the catalog was not loaded.
	Looked bool
}

// Correction is an accepted resubmission.
type Correction struct {
	// Lineage is the entry that was corrected, the one it corrected, and so on to the record that was refused first.
	Lineage []string
	Receipt string
	InTime  bool
}

// Claims keeps corrections of the same entry apart.
type Claims interface {
	// Claim takes an open entry for one correction; false when another has it, or it is settled. A claim from before stale counts for nothing.
	Claim(ctx context.Context, id, claim string, now, stale time.Time) (bool, error)
	// Release gives an entry back that was not settled.
	Release(ctx context.Context, id, claim string) error
	// Settle notes the receipt of an accepted correction on the claimed entry, on those it corrects, and on failed attempts at any of them;
	// false when the claim has been lost.
	Settle(ctx context.Context, claim string, c Correction) (bool, error)
}

// QuarantineQuery bounds a list; empty fields do not.
type QuarantineQuery struct {
	Agency, Resource, State, Receipt string
	Before                           string
	Limit                            int
}

// Settlement is how an entry of no agency came to its end.
type Settlement struct {
	By  string
	At  time.Time
	Why string
}

// Held is a quarantined record with what became of it.
type Held struct {
	Dated
	State         string // open, resubmitted, settled
	ResubmittedAs string
	Settlement    Settlement
	// DueOn is the last working day of the term that began with the decision; NoDate where there is none.
	DueOn rules.Date
	// DaysLeft are the working days left, negative when it is late already; nil where there is no term.
	DaysLeft *int
	// Fields are the items by name as texts, where the raw record can be read.
	Fields map[string]string
}

// Rows reads the rows of a body, one at a time.
type Rows interface {
	// Table is how the columns of a table map to items, with its header line as it came; nil for JSON.
	Table() (columns *resource.Columns, header []byte)
	// Next gives the next row, valid until the call after; io.EOF at the end. Any other error breaks the body off.
	Next(row *Raw) error
	// Digest is SHA-256 of the decompressed body; valid after io.EOF.
	Digest() [32]byte
	Close() error
}

// Raw is one row as it came in.
type Raw struct {
	Line int64
	// Bytes of the row as they came: a JSON object, or a line of a table.
	Bytes []byte
	// Cells of the line of a table, unquoted; nil for JSON.
	Cells [][]byte
	// ContentType is what Bytes are, for who will look at them in quarantine.
	ContentType string
	// Key is the row's own idempotency key, if it has one.
	Key string
	// Bad is set when the reader itself found the row wrong, such as too long.
	Bad *resource.Finding
}

// Time is the exchange's time zone: dates of decisions are Chinese days.
var Time = time.FixedZone("CST", 8*3600)
