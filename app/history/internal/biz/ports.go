package biz

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Histories reads the stored histories.
type Histories interface {
	// Versions are all stored versions about one subject, in no order, redeliveries included; TooManyVersions when there are more than one
	// answer is made of.
	Versions(ctx context.Context, subject string) ([]Version, error)
	// VersionsOf are the Versions of several subjects, read at once. Those of whom more than most are stored, or none, are left out.
	VersionsOf(ctx context.Context, subjects []string, most int) (map[string][]Version, error)
	// Unattached are all stored versions of the first records without subject that are asked for, in no order, redeliveries included.
	Unattached(ctx context.Context, f ListFind) ([]Version, error)
	// Resolve gives the subjects a legacy code stands for: those whose last registration has it; if there is none, those that once had it.
	Resolve(ctx context.Context, code string) ([]string, error)
	// Find searches subjects by name or code, best first.
	Find(ctx context.Context, f Find) ([]Found, error)
	// Figures counts what is stored.
	Figures(ctx context.Context, ask FiguresAsk) (Figures, error)
}

// Decider answers questions of policy, in process.
type Decider interface {
	Decide(p grant.Principal, q grant.Question) grant.Decision
}

// Witness makes evidence durable before an answer leaves and returns its ledger index.
type Witness interface {
	Record(ctx context.Context, ev evidence.Event) (uint64, error)
}

// Keys stands in for personal data: tokens for document numbers, and the opening of sealed items.
type Keys interface {
	// Token is the token of a citizen ID.
	Token(document string) string
	// Open unseals one item of one resource.
	Open(resource, item, sealed string) (string, error)
	// Hide turns text into text that Reveal alone can read, for the same use: a caller may keep it and bring it back. Equal texts are hidden
	// equally.
	Hide(use, text string) string
	Reveal(use, hidden string) (string, error)
}

// Accesses asks the ledger who looked at a subject.
type Accesses interface {
	Of(ctx context.Context, subject, cursor string, limit int) ([]Access, string, error)
}

// Agencies names agencies.
type Agencies interface {
	AgencyName(code string) string
}

// Access is one entry of "who looked at me".
type Access struct {
	Index    uint64
	At       time.Time
	Agency   string
	Purpose  string
	CaseNo   string
	Decision string
	Kind     string
	Action   string
	// AgencyName is filled in by the use-case.
	AgencyName string
	// By is who looked, in a subject's own list.
	By Onlooker
}

// Find is a search. Name is normalised and has two characters or more, or is empty; Codes are exact.
type Find struct {
	Name   string
	Codes  []string
	Kinds  []subject.Kind // empty: all
	Offset int
	Limit  int
}

// ListFind asks for records without subject: the first Limit record ids after After, or RecordID alone.
type ListFind struct {
	Resource, RecordID, After string
	Limit                     int
}

// Found is a hit of a search.
type Found struct {
	Subject    string
	Kind       subject.Kind
	Name       string
	Division   string
	Status     string
	Registered bool
	// Withdrawn is set when a registration of the subject was ever withdrawn: whether one is in force, its records tell.
	Withdrawn bool
	// Score is between 0 and 1.
	Score float64
	// Matched is "code", "name" or "former_name"; Text what matched.
	Matched string
	Text    string
}

// Stream hands out messages of `records` and learns what has been stored.
type Stream interface {
	Fetch(ctx context.Context) (Delivery, error)
	// Commit says that everything of the delivery is durable. Deliveries are committed in the order they were fetched.
	Commit(ctx context.Context, d Delivery) error
}

// Delivery is a batch of messages; what it hands out stays valid until it is committed.
type Delivery interface {
	Len() int
	Message(i int) Message
}

// Message is one message of a stream.
type Message struct {
	Key, Value []byte
	Topic      string
	Partition  int
	Offset     uint64
	At         time.Time
}

// Store takes blocks of records. Storing the same block again changes nothing a reader sees.
type Store interface {
	NewBlock() Block
	Insert(ctx context.Context, b Block) error
}

// Block collects records in columns; it may keep what the record points to until it is inserted and reset.
type Block interface {
	Add(r *record.Record, offset uint64)
	Len() int
	Reset()
}

// Poison takes messages that are no records.
type Poison interface {
	Quarantine(ctx context.Context, m Message, reason error) error
}

// Publication tells how long what may be public.
type Publication interface {
	Has(class string) bool
	Window(class string, severity rules.Severity, decided, ownEnd rules.Date) (from, to rules.Date, basis string, published bool)
}

// Places names divisions.
type Places interface {
	Name(code string) string
}
