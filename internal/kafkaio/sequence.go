package kafkaio

import (
	"context"
	"sync/atomic"
	"time"
)

// Sequence is what one sender writes in order without waiting for each part. Once a part was lost, nothing after it is written: the sender
// has to send the lost part again, and what came after it must not have overtaken it. It is used by one goroutine.
type Sequence struct {
	p      *Producer
	broken atomic.Pointer[error]
}

// Sequence begins a sequence.
func (p *Producer) Sequence() *Sequence { return &Sequence{p: p} }

// Start is Send without the wait: it queues msgs, which may wait for room, and what it gives waits until all are acknowledged. Messages of
// one key keep their order from one Start of the sequence to the next. They must not be changed until that wait returned nil.
func (s *Sequence) Start(ctx context.Context, topic string, msgs []Message) (wait func(context.Context) error) {
	return s.start(ctx, topic, msgs, time.Now())
}

func (s *Sequence) start(ctx context.Context, topic string, msgs []Message, since time.Time) (wait func(context.Context) error) {
	n, err := s.p.partitionCount(ctx, topic)
	var calls []*call
	if err == nil {
		calls, err = s.queue(ctx, topic, split(msgs, n), since)
	}
	if err != nil {
		s.lose(err)
	}
	return func(ctx context.Context) error {
		for _, c := range calls {
			if _, waitErr := c.wait(ctx); waitErr != nil && err == nil {
				err = waitErr
			}
		}
		return err
	}
}

// queue gives each partition its messages, in calls that fit a request.
func (s *Sequence) queue(ctx context.Context, topic string, partitions [][]Message, since time.Time) (calls []*call, err error) {
	for partition, group := range partitions {
		for len(group) > 0 {
			if err := s.lost(); err != nil {
				return calls, err
			}
			take := fitting(group)
			if take == 0 {
				return calls, ErrTooLarge
			}
			c := &call{msgs: group[:take], since: since, seq: s}
			if err := s.p.enqueue(ctx, lanekey{topic, partition}, c); err != nil {
				return calls, err
			}
			calls, group = append(calls, c), group[take:]
		}
	}
	return calls, nil
}

// lose ends the sequence; the first loss is the one that is told.
func (s *Sequence) lose(why error) {
	if s != nil {
		s.broken.CompareAndSwap(nil, &why)
	}
}

// lost is why the sequence has ended, nil while it has not.
func (s *Sequence) lost() error {
	if s == nil {
		return nil
	}
	if why := s.broken.Load(); why != nil {
		return *why
	}
	return nil
}
