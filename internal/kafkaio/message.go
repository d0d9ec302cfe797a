package kafkaio

import kafka "github.com/segmentio/kafka-go"

// Header is a name and value carried beside a message.
type Header = kafka.Header

// Message is what is sent. The slices are read until the call that took them returns.
type Message struct {
	Key, Value []byte
	Headers    []Header
}

// messageOverhead is more than the record format adds to key, value and headers.
const messageOverhead = 32

func (m *Message) size() int {
	n := len(m.Key) + len(m.Value) + messageOverhead
	for i := range m.Headers {
		n += len(m.Headers[i].Key) + len(m.Headers[i].Value) + 10
	}
	return n
}

func sizeOf(msgs []Message) int {
	n := 0
	for i := range msgs {
		n += msgs[i].size()
	}
	return n
}
