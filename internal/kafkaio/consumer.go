package kafkaio

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	kafka "github.com/segmentio/kafka-go"
)

// ErrRevoked is what Commit returns for a batch whose partitions were taken away: another member, or this one again,
// reads it a second time. Its effect, if it was made, must be idempotent.
var ErrRevoked = errors.New("kafka: the batch's partitions were taken away before its commit")

// ErrClosed is what a closed client returns.
var ErrClosed = errors.New("kafka: client closed")

// ConsumerOptions bound a batch and the time a rebalance waits. The zero value is usable.
type ConsumerOptions struct {
	MaxMessages int           // messages per batch; 0 means 50,000
	MaxBytes    int           // bytes of keys and values per batch; 0 means 32 MiB
	MaxAge      time.Duration // from a batch's first message to its delivery; 0 means 50 ms
	Drain       time.Duration // how long a rebalance waits for batches in hand to be committed; 0 means 20 s
	Session     time.Duration // how long a silent consumer keeps its partitions; 0 means 10 s
	FromEnd     bool          // a new group begins with new messages instead of the first
}

func (o ConsumerOptions) withDefaults() ConsumerOptions {
	if o.MaxMessages <= 0 {
		o.MaxMessages = 50_000
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 32 << 20
	}
	if o.MaxAge <= 0 {
		o.MaxAge = 50 * time.Millisecond
	}
	if o.Drain <= 0 {
		o.Drain = 20 * time.Second
	}
	if o.Session <= 0 {
		o.Session = 10 * time.Second
	}
	return o
}

// Batch is what Fetch hands out: messages of several partitions, each partition's in order of offset without overlap.
type Batch struct {
	Messages []kafka.Message
	session  *session
	next     map[lanekey]int64 // offset to commit: the one after the last message
}

// Consumer reads topics as a member of a group.
//
// The caller's loop is: Fetch, make the effect durable, Commit. What cannot be handled is the caller's to put aside
// (quarantine) before it commits; a batch that is given up without a commit is given back with Release, after which the
// consumer must be closed, because later commits would step over it. Several batches may be in hand at once if they are
// committed in the order they were fetched. All methods are safe for concurrent use.
//
// When the group changes, nothing more is handed out and the partitions are kept until the batches in hand are
// committed, at most Drain; a Commit after that is ErrRevoked. The next batch begins at exactly the committed offset.
// Topics need not exist yet; they are looked for every five seconds.
type Consumer struct {
	cfg       Config
	opts      ConsumerOptions
	group     *kafka.ConsumerGroup
	client    *kafka.Client
	transport *kafka.Transport

	stop    context.Context //nolint:containedctx // the consumer's own life, ended by Close
	cancel  context.CancelFunc
	stopped chan struct{}

	fetching sync.Mutex // one Fetch at a time

	mu      sync.Mutex
	current *session
	changed chan struct{} // closed when current or lastErr is replaced
	lastErr error
}

// NewConsumer makes a member of the group; it joins, and joins again after every failure, in the background.
func NewConsumer(c Config, group string, topics []string, opts ConsumerOptions) (*Consumer, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	opts = opts.withDefaults()
	start := kafka.FirstOffset
	if opts.FromEnd {
		start = kafka.LastOffset
	}
	g, err := kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{
		ID: group, Brokers: c.Brokers, Dialer: c.Dialer(), Topics: topics,
		// Round robin spreads one-partition topics (the inboxes); range would give them all to one member.
		GroupBalancers:    []kafka.GroupBalancer{kafka.RoundRobinGroupBalancer{}, kafka.RangeGroupBalancer{}},
		HeartbeatInterval: min(time.Second, opts.Session/5), SessionTimeout: opts.Session,
		RebalanceTimeout: opts.Drain + 10*time.Second, JoinGroupBackoff: 500 * time.Millisecond,
		WatchPartitionChanges: true, PartitionWatchInterval: 5 * time.Second, StartOffset: start,
	})
	if err != nil {
		return nil, fmt.Errorf("consumer group %s: %w", group, err)
	}
	k := &Consumer{cfg: c, opts: opts, group: g, stopped: make(chan struct{}), changed: make(chan struct{})}
	k.client, k.transport = c.client()
	k.stop, k.cancel = context.WithCancel(context.Background())
	go k.run()
	return k, nil
}

// run takes generation after generation of the group.
func (k *Consumer) run() {
	defer close(k.stopped)
	for {
		gen, err := k.group.Next(k.stop)
		if k.stop.Err() != nil {
			return
		}
		if err != nil {
			k.transport.CloseIdleConnections()
			k.set(nil, fmt.Errorf("join group: %w", err))
			continue
		}
		s := newSession(k, gen)
		k.set(s, nil)
		gen.Start(s.run)
	}
}

func (k *Consumer) set(s *session, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s != nil {
		k.current = s
	}
	k.lastErr = err
	close(k.changed)
	k.changed = make(chan struct{})
}

// Err is the trouble the consumer waits out at the moment; nil when there is none.
func (k *Consumer) Err() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lastErr
}

// Fetch waits for messages and hands out a batch of at least one. A lost broker is waited for; what waiting does not mend
// (no permission, messages removed before they were read) is returned, and tried again by the next call.
func (k *Consumer) Fetch(ctx context.Context) (Batch, error) {
	k.fetching.Lock()
	defer k.fetching.Unlock()
	for {
		k.mu.Lock()
		s, changed, err := k.current, k.changed, k.lastErr
		if err != nil && permanent(err) {
			k.lastErr = nil
			k.mu.Unlock()
			return Batch{}, err
		}
		k.mu.Unlock()
		if s != nil && !s.over() {
			b, err := s.collect(ctx, changed)
			if !errors.Is(err, errSessionOver) {
				return b, err
			}
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Batch{}, ctx.Err()
		case <-k.stop.Done():
			return Batch{}, ErrClosed
		}
	}
}

// Commit says the batch's effect is durable; the group will not see it again. It is repeated until the broker has it on
// disk, ctx ends, or the partitions are gone (ErrRevoked).
func (k *Consumer) Commit(ctx context.Context, b Batch) error {
	if b.session == nil {
		return nil
	}
	defer b.session.settle()
	return b.session.commit(ctx, b.next)
}

// Release gives a batch back without committing it, so that a rebalance or Close need not wait for it.
func (k *Consumer) Release(b Batch) {
	if b.session != nil {
		b.session.settle()
	}
}

// Close leaves the group, so that others take over at once. Batches not committed by then are read again by others.
func (k *Consumer) Close() error {
	k.cancel()
	err := k.group.Close()
	<-k.stopped
	k.transport.CloseIdleConnections()
	return err
}
