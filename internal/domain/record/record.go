// Package record is the canonical credit record, as it crosses Kafka and enters ClickHouse, with its binary form.
package record

import "github.com/chengxin-credit/chengxin/internal/domain/rules"

// Op is what a record does to the history.
type Op uint8

// The operations: add or replace a version; withdraw (the history keeps both).
const (
	Upsert Op = iota
	Withdraw
)

// String is the operation's stable name.
func (o Op) String() string {
	if o == Withdraw {
		return "withdraw"
	}
	return "upsert"
}

// Record is one version of one fact about one subject.
type Record struct {
	Resource        string // code of its resource, such as "penalty"
	ResourceVersion uint16
	Class           string // credit class of the resource, such as "admin"
	RecordID        string // the provider's natural key, normalised
	// Source identifies the arrival: a redelivery or repeated idempotent push has the same, so replays collapse.
	Source      [16]byte
	SubjectKind uint8  // a subject.Kind
	Subject     string // token: USCC, or keyed hash of a person's document
	Name        string // display name; masked for persons
	DocumentNo  string
	Agency      string // source agency's code
	Division    string
	OccurredOn  rules.Date
	ValidFrom   rules.Date
	ValidTo     rules.Date
	PublishTo   rules.Date // the record's own end of publication, if it has one
	Severity    uint8      // a rules.Severity
	Op          Op
	Late        bool
	WorkingDays int16 // decision to arrival; -1 when not known
	// KnownAt is set once by the exchange: microseconds since 1970.
	KnownAt int64
	// Digest of the canonical content, keyed where items are sealed.
	Digest  [32]byte
	Receipt string
	// Hints are reason codes of soft findings, comma-separated.
	Hints string
	// Fields is a JSON object with exactly the resource's items; sealed items hold sealed text.
	Fields []byte
	// About is set on registration records: what the subject registry learns.
	About *About
}

// About is what a registration record says of its subject.
type About struct {
	Name         string
	FormerNames  []FormerName
	LegacyCodes  []string // registration number, organisation code, tax number
	Status       string
	Division     string
	Legal        string // legal representative's name; empty for persons
	RegisteredOn rules.Date
}

// FormerName is a name with the day it ended (NoDate if unknown).
type FormerName struct {
	Name  string
	Until rules.Date
}
