package kafkaio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	kafka "github.com/segmentio/kafka-go"
	"golang.org/x/sync/semaphore"
)

// ErrTooLarge is a message, or a group of messages that must stay together, larger than one request can carry.
var ErrTooLarge = errors.New("kafka: larger than one request can carry")

// attemptTimeout bounds one produce request; the broker is told half of it.
const attemptTimeout = 5 * time.Second

// ProducerOptions tune a producer; the zero value is usable.
type ProducerOptions struct {
	// Patience is how long an append keeps trying, counted from the call, and how long one request may take; the last
	// one may begin just before the end, so a caller waits at most twice as long. 0 means 10 s.
	Patience time.Duration
	// MaxPending bounds the bytes accepted and not yet acknowledged; further callers wait. 0 means 64 MiB.
	MaxPending int64
	// Snappy names topics whose batches are compressed, which costs less than it saves where records are large and alike.
	Snappy []string
}

func (o *ProducerOptions) snappy(topic string) bool { return slices.Contains(o.Snappy, topic) }

// Producer writes messages and returns when every in-sync replica has them on disk. Calls to Append, Send and Start that
// arrive while a request to the same partition is in flight go out together in the next one: no timer delays a single
// caller, and many callers share one disk sync. Safe for concurrent use.
type Producer struct {
	client    *kafka.Client
	transport *kafka.Transport
	opts      ProducerOptions
	pending   *semaphore.Weighted

	mu     sync.Mutex
	lanes  map[lanekey]*lane
	counts map[string]int // partitions by topic
	closed bool
}

type lanekey struct {
	topic     string
	partition int
}

// NewProducer makes a producer with default options; it connects on first use.
func NewProducer(c Config) *Producer { return NewProducerWith(c, ProducerOptions{}) }

// NewRecordProducer makes the producer of who writes canonical records. They are compressed: their items have the same names and much the
// same texts, so they shrink to a fraction, and a broker has that much less to receive and to bring to its disk. What agencies read is not,
// because not every client of theirs knows how.
func NewRecordProducer(c Config) *Producer {
	return NewProducerWith(c, ProducerOptions{Snappy: []string{Records}})
}

// NewProducerWith makes a producer; it connects on first use.
func NewProducerWith(c Config, o ProducerOptions) *Producer {
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	if o.MaxPending <= 0 {
		o.MaxPending = 64 << 20
	}
	client, transport := c.client()
	client.Timeout = min(attemptTimeout, o.Patience)
	return &Producer{
		client: client, transport: transport, opts: o,
		pending: semaphore.NewWeighted(o.MaxPending),
		lanes:   map[lanekey]*lane{}, counts: map[string]int{},
	}
}

// Produce writes msgs in one request of their own and returns the offset of the first; the others follow it without a
// gap. After an error the messages may have been written all the same, once or several times.
func (p *Producer) Produce(ctx context.Context, topic string, partition int, msgs []Message) (int64, error) {
	if err := checkSize(msgs); err != nil {
		return 0, err
	}
	c := &call{msgs: msgs, since: time.Now()}
	return p.deliver(ctx, lanekey{topic, partition}, []*call{c})
}

// Append writes msgs next to one another, together with what other callers append to the same partition, and returns
// the offset of the first. When ctx ends first the messages may still be written, and must not be changed any more.
func (p *Producer) Append(ctx context.Context, topic string, partition int, msgs []Message) (int64, error) {
	if err := checkSize(msgs); err != nil {
		return 0, err
	}
	c := &call{msgs: msgs, since: time.Now()}
	if err := p.enqueue(ctx, lanekey{topic, partition}, c); err != nil {
		return 0, err
	}
	return c.wait(ctx)
}

// Send writes msgs to the partitions of their keys (murmur2, as the Java client does) and returns when all are
// acknowledged. Messages of one key keep their order. After an error some of them may have been written.
func (p *Producer) Send(ctx context.Context, topic string, msgs []Message) error {
	return p.Sequence().Start(ctx, topic, msgs)(ctx)
}

// Close refuses new messages and releases the connections; requests in flight end by themselves.
func (p *Producer) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.transport.CloseIdleConnections()
	return nil
}

// enqueue gives a call to its lane, once there is room for it.
func (p *Producer) enqueue(ctx context.Context, k lanekey, c *call) error {
	c.size, c.done = sizeOf(c.msgs), make(chan struct{})
	if err := p.reserve(ctx, int64(c.size)); err != nil {
		return fmt.Errorf("wait for room in the queue of %s: %w", k.topic, err)
	}
	l, err := p.lane(k)
	if err != nil {
		p.pending.Release(int64(c.size))
		return err
	}
	l.push(c)
	return nil
}

// reserve takes room for n bytes, at once if there is any.
func (p *Producer) reserve(ctx context.Context, n int64) error {
	if p.pending.TryAcquire(n) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.opts.Patience)
	defer cancel()
	return p.pending.Acquire(ctx, n)
}

func (p *Producer) lane(k lanekey) (*lane, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrClosed
	}
	l := p.lanes[k]
	if l == nil {
		l = &lane{p: p, key: k}
		p.lanes[k] = l
	}
	return l, nil
}

// partitionCount asks once per topic: EnsureTopics keeps the number from changing.
func (p *Producer) partitionCount(ctx context.Context, topic string) (int, error) {
	p.mu.Lock()
	n := p.counts[topic]
	p.mu.Unlock()
	if n > 0 {
		return n, nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.opts.Patience)
	defer cancel()
	err := retry(ctx, func(ctx context.Context) error {
		meta, err := p.client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
		if err != nil {
			p.transport.CloseIdleConnections()
			return fmt.Errorf("read topic %s: %w", topic, err)
		}
		if t := meta.Topics[0]; t.Error != nil || len(t.Partitions) == 0 {
			p.transport.CloseIdleConnections()
			return fmt.Errorf("read topic %s: %w", topic, t.Error)
		}
		n = len(meta.Topics[0].Partitions)
		return nil
	})
	if err != nil {
		return 0, err
	}
	p.mu.Lock()
	p.counts[topic] = n
	p.mu.Unlock()
	return n, nil
}

func checkSize(msgs []Message) error {
	if len(msgs) == 0 {
		return errors.New("kafka: nothing to write")
	}
	if sizeOf(msgs) > MaxRequestBytes {
		return ErrTooLarge
	}
	return nil
}

// fitting is how many of the first messages go into one request.
func fitting(msgs []Message) int {
	size := 0
	for i := range msgs {
		if size += msgs[i].size(); size > MaxRequestBytes {
			return i
		}
	}
	return len(msgs)
}

// split groups messages by the partition of their key, in order.
func split(msgs []Message, partitions int) [][]Message {
	if partitions == 1 {
		return [][]Message{msgs}
	}
	numbers := make([]int, partitions)
	for i := range numbers {
		numbers[i] = i
	}
	of, sizes := make([]int32, len(msgs)), make([]int, partitions)
	b := kafka.Murmur2Balancer{Consistent: true}
	for i, n := 0, 0; i < len(msgs); i++ {
		if i == 0 || !bytes.Equal(msgs[i].Key, msgs[i-1].Key) { // equal keys often follow one another
			n = b.Balance(kafka.Message{Key: msgs[i].Key}, numbers...)
		}
		of[i] = int32(n) //nolint:gosec // a partition
		sizes[n]++
	}
	groups, room := make([][]Message, partitions), make([]Message, len(msgs))
	for n, size := range sizes {
		groups[n], room = room[:0:size], room[size:]
	}
	for i, n := range of {
		groups[n] = append(groups[n], msgs[i])
	}
	return groups
}
