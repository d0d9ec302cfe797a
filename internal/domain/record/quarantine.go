package record

import (
	"encoding/binary"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// quarantineVersion is the first byte of every quarantine frame.
const quarantineVersion = 1

// Quarantined is something that could not be accepted, as it crosses the `quarantine` topic: nothing is dropped.
type Quarantined struct {
	// ID is derived from the source, so a redelivery quarantines nothing twice.
	ID       string
	Receipt  string // receipt of the push it came in; empty for a message the loader could not read
	Agency   string
	Resource string // may name no known resource
	// Line of the push, or offset of the inbox.
	Line        int64
	At          int64  // microseconds since 1970
	By          string // principal, or "loader"
	Reasons     []Reason
	Parent      string // the quarantined record this one corrects
	ContentType string // of the raw bytes once unsealed
	// Raw is the bytes as they came in, sealed.
	Raw []byte
}

// Reason is one cause, without personal data.
type Reason struct {
	Field   string
	Code    string
	Message fault.Text
	Next    fault.Text
	Rule    string
}

// Append appends the frame's binary form to dst.
func (q *Quarantined) Append(dst []byte) []byte {
	dst = append(dst, quarantineVersion)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(q.Line))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(q.At))
	for _, s := range q.texts() {
		dst = appendText(dst, *s)
	}
	dst = binary.AppendUvarint(dst, uint64(len(q.Raw)))
	dst = append(dst, q.Raw...)
	dst = binary.AppendUvarint(dst, uint64(len(q.Reasons)))
	for i := range q.Reasons {
		for _, s := range q.Reasons[i].texts() {
			dst = appendText(dst, *s)
		}
	}
	return dst
}

func (q *Quarantined) texts() [7]*string {
	return [7]*string{&q.ID, &q.Receipt, &q.Agency, &q.Resource, &q.By, &q.Parent, &q.ContentType}
}

func (r *Reason) texts() [7]*string {
	return [7]*string{&r.Field, &r.Code, &r.Message.Zh, &r.Message.En, &r.Next.Zh, &r.Next.En, &r.Rule}
}

// DecodeQuarantined reads one frame into q, which it overwrites whole and which aliases b. It never panics.
func DecodeQuarantined(b []byte, q *Quarantined) error {
	if len(b) == 0 {
		return ErrTruncated
	}
	if b[0] != quarantineVersion {
		return ErrVersion
	}
	c := cursor{b: b[1:]}
	*q = Quarantined{Line: int64(c.uint64()), At: int64(c.uint64())}
	for _, s := range q.texts() {
		*s = c.text()
	}
	q.Raw = c.bytes()
	if n := c.count(7); n > 0 {
		q.Reasons = make([]Reason, n)
		for i := range q.Reasons {
			for _, s := range q.Reasons[i].texts() {
				*s = c.text()
			}
		}
	}
	return c.end()
}
