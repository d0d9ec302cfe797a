package kafkaio

import (
	"context"
	"errors"
	"sync"
	"time"

	kafka "github.com/segmentio/kafka-go"
)

var errSessionOver = errors.New("kafka: generation ended")

// session is the consumer's life between two rebalances: the partitions it owns and the batches in hand.
type session struct {
	k      *Consumer
	gen    *kafka.Generation
	chunks chan []kafka.Message // from the fetchers; unbuffered, so each holds at most one chunk ahead
	ended  chan struct{}
	rest   []kafka.Message // of a chunk that overfilled the last batch; owned by Fetch

	mu     sync.Mutex
	inHand int
	done   bool
	idle   chan struct{} // closed once done and nothing is in hand
}

func newSession(k *Consumer, gen *kafka.Generation) *session {
	return &session{k: k, gen: gen, chunks: make(chan []kafka.Message), ended: make(chan struct{}), idle: make(chan struct{})}
}

// run reads the partitions until the generation ends, then waits for the batches in hand. The group joins its next
// generation only after run has returned.
func (s *session) run(ctx context.Context) {
	var fetchers sync.WaitGroup
	reading, cancel := context.WithCancel(ctx)
	for topic, assigned := range s.gen.Assignments {
		for _, a := range assigned {
			fetchers.Go(func() {
				s.read(reading, &fetcher{client: s.k.client, topic: topic, partition: a.ID, offset: a.Offset})
			})
		}
	}
	select {
	case <-ctx.Done():
	case <-s.k.stop.Done():
	}
	cancel()
	s.end()
	fetchers.Wait()
	s.drain()
}

func (s *session) read(ctx context.Context, f *fetcher) {
	for failures := 0; ctx.Err() == nil; {
		msgs, err := f.next(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.k.transport.CloseIdleConnections()
			s.k.set(nil, err)
			_ = pause(ctx, backoff(failures))
			failures++
			continue
		}
		if failures > 0 {
			s.k.set(nil, nil)
			failures = 0
		}
		if len(msgs) == 0 {
			continue
		}
		select {
		case s.chunks <- msgs:
		case <-ctx.Done():
		}
	}
}

// drain waits for the batches in hand and keeps the membership alive meanwhile: the group's own heartbeat has stopped.
func (s *session) drain() {
	limit := time.NewTimer(s.k.opts.Drain)
	defer limit.Stop()
	beat := time.NewTicker(s.k.opts.Session / 5)
	defer beat.Stop()
	for {
		select {
		case <-s.idle:
			return
		case <-limit.C:
			return
		case <-s.k.stop.Done():
			return
		case <-beat.C:
			ctx, cancel := context.WithTimeout(s.k.stop, s.k.opts.Session/5)
			_, _ = s.k.client.Heartbeat(ctx, &kafka.HeartbeatRequest{
				GroupID: s.gen.GroupID, GenerationID: s.gen.ID, MemberID: s.gen.MemberID,
			}) // answered "rebalance in progress": that is known
			cancel()
		}
	}
}

func (s *session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return
	}
	s.done = true
	close(s.ended)
	if s.inHand == 0 {
		close(s.idle)
	}
}

func (s *session) over() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// claim counts a batch as in hand, unless the session is over.
func (s *session) claim() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return false
	}
	s.inHand++
	return true
}

func (s *session) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inHand--; s.inHand == 0 && s.done {
		close(s.idle)
	}
}

// collect fills a batch from the fetchers until it is full or old enough. It returns early when something changed.
func (s *session) collect(ctx context.Context, changed <-chan struct{}) (Batch, error) {
	b := newBatch(s, s.k.opts)
	s.rest = b.add(s.rest)
	if b.empty() {
		select {
		case chunk := <-s.chunks:
			s.rest = b.add(chunk)
		case <-s.ended:
			return Batch{}, errSessionOver
		case <-changed:
			return Batch{}, errSessionOver
		case <-ctx.Done():
			return Batch{}, ctx.Err()
		case <-s.k.stop.Done():
			return Batch{}, ErrClosed
		}
	}
	age := time.NewTimer(s.k.opts.MaxAge)
	defer age.Stop()
	for !b.full() {
		select {
		case chunk := <-s.chunks:
			s.rest = b.add(chunk)
			continue
		case <-age.C:
		case <-s.ended:
			return Batch{}, errSessionOver
		}
		break
	}
	if !s.claim() {
		return Batch{}, errSessionOver
	}
	return b.batch, nil
}

// commit repeats until the broker has the offsets. It also works while the group rebalances: the broker takes commits of
// the old generation until the last member has joined again.
func (s *session) commit(ctx context.Context, next map[lanekey]int64) error {
	topics := map[string][]kafka.OffsetCommit{}
	for k, offset := range next {
		topics[k.topic] = append(topics[k.topic], kafka.OffsetCommit{Partition: k.partition, Offset: offset})
	}
	req := &kafka.OffsetCommitRequest{
		GroupID: s.gen.GroupID, GenerationID: int(s.gen.ID), MemberID: s.gen.MemberID, Topics: topics,
	}
	for n := 0; ; n++ {
		attempt, cancel := context.WithTimeout(ctx, attemptTimeout)
		err := offsetsCommitted(s.k.client.OffsetCommit(attempt, req))
		cancel()
		switch {
		case err == nil:
			return nil
		case errors.Is(err, kafka.IllegalGeneration), errors.Is(err, kafka.UnknownMemberId), errors.Is(err, kafka.FencedInstanceID):
			return ErrRevoked
		case permanent(err) || ctx.Err() != nil:
			return err
		}
		s.k.transport.CloseIdleConnections()
		if pauseErr := pause(ctx, backoff(n)); pauseErr != nil {
			return err
		}
	}
}

func offsetsCommitted(resp *kafka.OffsetCommitResponse, err error) error {
	if err != nil {
		return err
	}
	for _, partitions := range resp.Topics {
		for _, p := range partitions {
			if p.Error != nil {
				return p.Error
			}
		}
	}
	return nil
}
