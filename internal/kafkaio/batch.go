package kafkaio

import kafka "github.com/segmentio/kafka-go"

// batchBuilder fills a batch up to its bounds.
type batchBuilder struct {
	batch    Batch
	messages int // room left
	bytes    int // room left
}

func newBatch(s *session, o ConsumerOptions) *batchBuilder {
	return &batchBuilder{batch: Batch{session: s, next: map[lanekey]int64{}}, messages: o.MaxMessages, bytes: o.MaxBytes}
}

func (b *batchBuilder) empty() bool { return len(b.batch.Messages) == 0 }

func (b *batchBuilder) full() bool { return b.messages <= 0 || b.bytes <= 0 }

// add takes messages of one partition from the head of the chunk and returns what did not fit. The first message of a
// batch always fits, whatever its size.
func (b *batchBuilder) add(chunk []kafka.Message) []kafka.Message {
	n := 0
	for n < len(chunk) && !b.full() {
		b.messages--
		b.bytes -= len(chunk[n].Key) + len(chunk[n].Value)
		n++
	}
	if n == 0 {
		return chunk
	}
	last := chunk[n-1]
	b.batch.next[lanekey{last.Topic, last.Partition}] = last.Offset + 1
	if b.empty() && n == len(chunk) {
		b.batch.Messages = chunk
		return nil
	}
	b.batch.Messages = append(b.batch.Messages, chunk[:n]...)
	return chunk[n:]
}
