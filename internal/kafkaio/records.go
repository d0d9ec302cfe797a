package kafkaio

import (
	"bytes"
	"io"

	kafka "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// records feeds the messages of several calls to the encoder without copying them. Each record is used up before the
// next is asked for, so one is enough.
type records struct {
	calls  []*call
	at     int
	record kafka.Record
	key    payload
	value  payload
}

// ReadRecord is the next message, io.EOF after the last.
func (r *records) ReadRecord() (*kafka.Record, error) {
	for len(r.calls) > 0 && r.at == len(r.calls[0].msgs) {
		r.calls, r.at = r.calls[1:], 0
	}
	if len(r.calls) == 0 {
		return nil, io.EOF
	}
	m := &r.calls[0].msgs[r.at]
	r.at++
	r.record.Key, r.record.Value = r.key.of(m.Key), r.value.of(m.Value)
	r.record.Headers = m.Headers
	return &r.record, nil
}

// payload is a byte slice as the encoder wants it.
type payload struct{ bytes.Reader }

func (p *payload) of(b []byte) protocol.Bytes {
	if b == nil {
		return nil
	}
	p.Reset(b)
	return p
}

// Close ends the use of the payload.
func (p *payload) Close() error { return nil }
