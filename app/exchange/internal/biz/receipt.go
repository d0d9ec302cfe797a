package biz

import (
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Channels a record comes in by.
const (
	ChannelHTTP     = "http"
	ChannelKafka    = "kafka"
	ChannelResubmit = "resubmit"
)

// States of a receipt.
const (
	StateRunning     = "running"
	StateComplete    = "complete"
	StateInterrupted = "interrupted"
)

// States of a quarantined record.
const (
	QuarantineOpen        = "open"
	QuarantineResubmitted = "resubmitted"
	QuarantineSettled     = "settled" // of no agency, and looked after
)

// Status of an outcome.
const (
	StatusAccepted = "accepted"
	StatusRefused  = "refused"
)

// MaxShown is how many outcomes the answer of a push holds, and how many hints a receipt keeps; refusals are kept all.
const MaxShown = 1000

// Receipt is what became of one push.
type Receipt struct {
	ID              string
	Resource        string
	ResourceVersion int
	Op              record.Op
	Agency          string
	ReceivedAt      time.Time
	Channel         string
	DryRun          bool
	Total           int64
	Accepted        int64
	Refused         int64
	Late            int64
	Hinted          int64
	// Backfill marks the history an agency brought along: it counts neither for volume nor for timeliness.
	Backfill bool
	// Counts are what the monthly score is reckoned from.
	Counts         Counts
	IdempotencyKey string
	Outcomes       []Outcome
	// More is true when the receipt has outcomes after the ones shown.
	More     bool
	Evidence *uint64
	State    string
	Digest   string // SHA-256 of the body, in hex
	// Teaches is true while its records feed the subject registry and may be in the stream without the registry having learned them.
	Teaches bool
	Parent  string // the quarantined record a resubmission corrects
}

// Counts are sums over the accepted records of a push, made while they are checked.
type Counts struct {
	// Dated is how many had a day of decision, so that their timeliness counts.
	Dated int64
	// Filled is how many items had a value, Applying how many could have had one.
	Filled, Applying int64
	// Faulted is how many had a hint that says something against them.
	Faulted int64
}

func (c *Counts) add(o Counts) {
	c.Dated += o.Dated
	c.Filled += o.Filled
	c.Applying += o.Applying
	c.Faulted += o.Faulted
}

// Outcome is one finding about one record of a push. It holds no personal data.
type Outcome struct {
	Seq          int64
	Line         int64
	Status       string
	RecordID     string
	Field        string
	Reason       string
	Message      fault.Text
	Next         fault.Text
	Rule         string
	QuarantineID string
}

// outcomeOf turns a finding into an outcome.
func outcomeOf(line int64, status, id string, f *resource.Finding) Outcome {
	return Outcome{Line: line, Status: status, RecordID: id, Field: f.Item, Reason: string(f.Reason), Message: f.Text, Next: f.Next, Rule: f.Rule}
}

// reasonOf turns a finding into a reason of a quarantine frame.
func reasonOf(f *resource.Finding) record.Reason {
	return record.Reason{Field: f.Item, Code: string(f.Reason), Message: f.Text, Next: f.Next, Rule: f.Rule}
}
