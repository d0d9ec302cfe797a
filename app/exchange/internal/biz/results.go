package biz

import (
	"encoding/json"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// resultOutcomes bounds one message to an agency, well below what a broker takes.
const resultOutcomes = 200

// Result is what an agency reads from its topic of receipts, one or more per receipt. After a crash the same offsets may be told again
// under another receipt; what it says of each offset is the same.
type Result struct {
	Receipt   string          `json:"receipt"`
	Resource  string          `json:"resource"`
	Op        string          `json:"op"`
	At        string          `json:"at"`
	Topic     string          `json:"topic"`
	Partition int             `json:"partition"`
	From      int64           `json:"from_offset"`
	To        int64           `json:"to_offset"`
	Total     int64           `json:"total"`
	Accepted  int64           `json:"accepted"`
	Refused   int64           `json:"refused"`
	Late      int64           `json:"late"`
	Hinted    int64           `json:"hinted"`
	Evidence  *uint64         `json:"evidence,omitempty"`
	Outcomes  []ResultOutcome `json:"outcomes,omitempty"`
	Part      int             `json:"part"`
	Parts     int             `json:"parts"`
}

// ResultOutcome is one refusal or hint.
type ResultOutcome struct {
	Offset       int64  `json:"offset"`
	Status       string `json:"status"`
	RecordID     string `json:"record_id,omitempty"`
	Field        string `json:"field,omitempty"`
	Reason       string `json:"reason"`
	Message      string `json:"message"`
	MessageEn    string `json:"message_en"`
	Next         string `json:"next_step,omitempty"`
	NextEn       string `json:"next_step_en,omitempty"`
	Rule         string `json:"rule,omitempty"`
	QuarantineID string `json:"quarantine_id,omitempty"`
}

// results writes a receipt as messages for the agency.
func results(r *Receipt, inlet Inlet, b *batch) [][]byte {
	parts := max(1, (len(r.Outcomes)+resultOutcomes-1)/resultOutcomes)
	out := make([][]byte, 0, parts)
	for n := range parts {
		from, to := n*resultOutcomes, min((n+1)*resultOutcomes, len(r.Outcomes))
		res := Result{
			Receipt: r.ID, Resource: r.Resource, Op: r.Op.String(), At: r.ReceivedAt.In(Time).Format(time.RFC3339Nano), Topic: inlet.Topic, Partition: inlet.Partition,
			From: b.rows[0].line, To: b.rows[len(b.rows)-1].line, Total: r.Total, Accepted: r.Accepted, Refused: r.Refused, Late: r.Late, Hinted: r.Hinted,
			Evidence: r.Evidence, Part: n + 1, Parts: parts,
		}
		for _, o := range r.Outcomes[from:to] {
			res.Outcomes = append(res.Outcomes, ResultOutcome{
				Offset: o.Line, Status: o.Status, RecordID: o.RecordID, Field: o.Field, Reason: o.Reason, Message: o.Message.Zh, MessageEn: o.Message.En,
				Next: o.Next.Zh, NextEn: o.Next.En, Rule: o.Rule, QuarantineID: o.QuarantineID,
			})
		}
		v, err := json.Marshal(res)
		if err != nil { // a struct of texts and numbers always marshals
			continue
		}
		out = append(out, v)
	}
	return out
}

func action(op record.Op) string {
	if op == record.Withdraw {
		return "record.withdraw"
	}
	return "record.push"
}

// decide asks whether the caller may push; a backfill needs its own permission besides, because it hides how late a record is.
func decide(by Decider, who grant.Principal, op record.Op, backfill bool, resource string, now time.Time) grant.Decision {
	q := grant.Question{Action: action(op), Object: "resource/" + resource, At: now}
	d := by.Decide(who, q)
	if d.Allow && backfill {
		q.Action = "record.backfill"
		d = by.Decide(who, q)
	}
	return d
}

func errCatalog() error {
	return fault.New(fault.Unavailable, "CATALOG_NOT_LOADED", "资源目录尚未就绪。", "The catalog is not loaded yet.").
		Then("请稍后重试。", "Try again in a moment.")
}
