package kafkaio

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	kafka "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// call is one caller's messages on their way. offset and err are set before done is closed.
type call struct {
	msgs   []Message
	size   int
	since  time.Time
	seq    *Sequence // nil: its order among others does not matter
	done   chan struct{}
	offset int64
	err    error
}

func (c *call) wait(ctx context.Context) (int64, error) {
	select {
	case <-c.done:
		return c.offset, c.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// lane is the queue of one partition. One request is in flight at most, so that messages keep the order of their calls even when a
// request is repeated, and because a second one would share the callers with the first: each would sync the disk for half of them.
type lane struct {
	p   *Producer
	key lanekey

	mu    sync.Mutex
	queue []*call
	busy  bool // a request is being gathered or in flight
}

func (l *lane) push(c *call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = append(l.queue, c)
	if !l.busy {
		l.busy = true
		go l.run()
	}
}

// run writes until the queue is empty. It belongs to no caller, so one that gives up takes nobody with it.
func (l *lane) run() {
	var lost error // why the last batch was not written
	for {
		l.gather()
		batch := l.take()
		if batch == nil {
			return
		}
		if lost != nil {
			batch = l.expire(batch, lost)
		}
		if len(batch) > 0 {
			lost = l.write(batch)
		}
	}
}

// gather lets the callers that the last batch released come back before the next one leaves. Without it the first to
// return would go alone and the others wait for it, over and over. It yields the processor while the queue still grows;
// nobody waits for a clock.
func (l *lane) gather() {
	for have, still := -1, 0; still < 4; {
		l.mu.Lock()
		n := len(l.queue)
		l.mu.Unlock()
		if n == have {
			still++
		} else {
			have, still = n, 0
		}
		runtime.Gosched()
	}
}

// shrinks is how many times the size of a request may be gathered for one that is compressed. Should it not shrink so far, it goes out as
// several.
const shrinks = 4

// take removes the calls that fit one request from the head of the queue.
func (l *lane) take() []*call {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, size, most := 0, 0, MaxRequestBytes
	if l.p.opts.snappy(l.key.topic) {
		most *= shrinks
	}
	for n < len(l.queue) && (n == 0 || size+l.queue[n].size <= most) {
		size += l.queue[n].size
		n++
	}
	if n == 0 {
		l.busy = false
		return nil
	}
	batch := l.queue[:n:n]
	l.queue = l.queue[n:]
	return batch
}

// expire refuses the calls that waited behind a batch that was lost for as long as they may, so that a broker that hangs
// does not keep the last of a long queue waiting for one timeout after the other.
func (l *lane) expire(batch []*call, lost error) []*call {
	fresh := batch[:0]
	for _, c := range batch {
		if time.Since(c.since) < l.p.opts.Patience {
			fresh = append(fresh, c)
			continue
		}
		l.answer([]*call{c}, 0, lost)
	}
	return fresh
}

// write sends a batch and answers its calls; it returns why the broker could not be reached, if it was that.
func (l *lane) write(batch []*call) error {
	if batch = l.unbroken(batch); len(batch) == 0 {
		return nil
	}
	offset, err := l.p.deliver(context.Background(), l.key, batch)
	if err != nil && len(batch) > 1 && permanent(err) {
		// Together they are too large, or the broker refused one of them: find out which by halves, the others are innocent.
		half := len(batch) / 2
		lost := l.write(batch[:half])
		if batch = batch[half:]; lost != nil {
			batch = l.expire(batch, lost)
		}
		return cmp.Or(l.write(batch), lost)
	}
	l.answer(batch, offset, err)
	if permanent(err) {
		return nil
	}
	return err
}

// unbroken refuses the calls of which an earlier one of the same sequence was lost: they would overtake it.
func (l *lane) unbroken(batch []*call) []*call {
	whole := batch[:0]
	for _, c := range batch {
		if lost := c.seq.lost(); lost != nil {
			l.answer([]*call{c}, 0, lost)
			continue
		}
		whole = append(whole, c)
	}
	return whole
}

func (l *lane) answer(batch []*call, offset int64, err error) {
	size := 0
	for _, c := range batch {
		c.offset, c.err = offset, err
		if err != nil {
			c.seq.lose(err)
		}
		offset += int64(len(c.msgs))
		size += c.size
		close(c.done)
	}
	l.p.pending.Release(int64(size))
}

// deliver sends the batch as one request, again and again until it is acknowledged, refused for good, or its oldest
// call has waited as long as it may.
func (p *Producer) deliver(ctx context.Context, k lanekey, batch []*call) (int64, error) {
	e := encodedBatches.Get().(*encoded)
	e.encode(batch, p.opts.snappy(k.topic), time.Now())
	if len(e.bytes) > MaxRequestBytes && len(batch) > 1 {
		encodedBatches.Put(e)
		return 0, fmt.Errorf("%w: %d calls together", ErrTooLarge, len(batch))
	}
	deadline := batch[0].since.Add(p.opts.Patience)
	for n := 0; ; n++ {
		offset, err := p.attempt(ctx, k, e.bytes)
		if err == nil {
			if n == 0 { // else an attempt that was given up may still be sending it
				encodedBatches.Put(e)
			}
			return offset, nil
		}
		err = fmt.Errorf("produce to %s/%d: %w", k.topic, k.partition, err)
		// Connections of a broker that went away fail one by one: begin with new ones.
		p.transport.CloseIdleConnections()
		wait := backoff(n)
		if permanent(err) || ctx.Err() != nil || time.Now().Add(wait).After(deadline) {
			return 0, p.explain(err)
		}
		if pause(ctx, wait) != nil {
			return 0, err
		}
	}
}

func (p *Producer) attempt(ctx context.Context, k lanekey, batch []byte) (int64, error) {
	resp, err := p.client.RawProduce(ctx, &kafka.RawProduceRequest{
		Topic: k.topic, Partition: k.partition, RequiredAcks: kafka.RequireAll, RawRecords: protocol.RawRecordSet{Reader: bytes.NewReader(batch)},
	})
	if err != nil {
		return 0, err
	}
	if resp.Error != nil {
		return 0, resp.Error
	}
	return resp.BaseOffset, nil
}

// explain adds why the cluster could not be asked, when all that is known is that a topic has no address.
func (p *Producer) explain(err error) error {
	if !errors.Is(err, protocol.ErrNoTopic) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	defer cancel()
	if _, why := p.client.Metadata(ctx, &kafka.MetadataRequest{}); why != nil {
		return fmt.Errorf("%w: %w", err, why)
	}
	return err
}
