package kafkaio

import (
	"context"
	"time"
)

// Draining tells tests that the consumer was asked to hand over its partitions.
func Draining(k *Consumer) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current != nil && k.current.over()
}

// StartAged is Start of messages that have waited for that long already.
func (s *Sequence) StartAged(ctx context.Context, topic string, msgs []Message, age time.Duration) func(context.Context) error {
	return s.start(ctx, topic, msgs, time.Now().Add(-age))
}

// Queued is how many calls wait for their request to a partition.
func Queued(p *Producer, topic string, partition int) int {
	l, err := p.lane(lanekey{topic, partition})
	if err != nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue)
}
