package biz

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

// Loader moves records from the stream into the store in large blocks. While one block is inserted the next is read and decoded;
// no more than that is ever in memory, so a slow store slows the reading, and nothing else.
type Loader struct {
	Stream Stream
	Store  Store
	Poison Poison
	// Loaded is told of every block stored: records, poison messages, and the time of the newest message. May be nil.
	Loaded func(records, poison int, newest time.Time)
	// Retry is told of an insert that failed and will be tried again. May be nil.
	Retry func(err error)
}

// load is one delivery on its way.
type load struct {
	delivery Delivery
	block    Block
	poison   []poisoned
}

type poisoned struct {
	message Message
	reason  error
}

// Blocks in flight: one being inserted while the other is filled. A third would wait full: it costs memory and wins nothing.
const blocksInFlight = 2

// Run loads until ctx ends. An error of the stream ends it; the caller starts it again, and the stream resumes where it was committed.
func (l *Loader) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	free := make(chan Block, blocksInFlight)
	for range blocksInFlight {
		free <- l.Store.NewBlock()
	}
	ready := make(chan load) // unbuffered: the waiting one is held by the reader
	done := make(chan error, 1)
	go func() {
		err := l.insert(ctx, ready, free)
		if err != nil {
			cancel(err)
		}
		done <- err
	}()
	readErr := l.read(ctx, free, ready)
	close(ready)
	if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return readErr
}

func (l *Loader) read(ctx context.Context, free <-chan Block, ready chan<- load) error {
	for {
		var block Block
		select {
		case block = <-free:
		case <-ctx.Done():
			return nil
		}
		d, err := l.Stream.Fetch(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("fetch records: %w", err)
		}
		next := load{delivery: d, block: block}
		next.decode() // into an empty block: it is new, or was reset after its insert
		select {
		case ready <- next:
		case <-ctx.Done():
			return nil
		}
	}
}

// decode fills the block. The record is decoded in place of the last one and points into the message.
func (n *load) decode() {
	var r record.Record
	for i := range n.delivery.Len() {
		m := n.delivery.Message(i)
		if err := record.Decode(m.Value, &r); err != nil {
			n.poison = append(n.poison, poisoned{m, err})
			continue
		}
		if r.Resource == "" || r.RecordID == "" {
			n.poison = append(n.poison, poisoned{m, errIncomplete})
			continue
		}
		n.block.Add(&r, m.Offset)
	}
}

var errIncomplete = errors.New("record: resource or record id is missing")

func (l *Loader) insert(ctx context.Context, ready <-chan load, free chan<- Block) error {
	for n := range ready {
		if err := l.store(ctx, n); err != nil {
			return err
		}
		n.block.Reset() // lets go of the messages now and not when the block is filled again
		free <- n.block
	}
	return nil
}

// store makes a delivery durable and then commits it, in this order: a crash in between only repeats the block.
func (l *Loader) store(ctx context.Context, n load) error {
	if n.block.Len() > 0 {
		if err := l.retry(ctx, func() error { return l.Store.Insert(ctx, n.block) }); err != nil {
			return err
		}
	}
	newest := time.Time{}
	for _, p := range n.poison {
		if err := l.retry(ctx, func() error { return l.Poison.Quarantine(ctx, p.message, p.reason) }); err != nil {
			return err
		}
	}
	if last := n.delivery.Len(); last > 0 {
		newest = n.delivery.Message(last - 1).At
	}
	if err := l.Stream.Commit(ctx, n.delivery); err != nil && ctx.Err() == nil {
		return fmt.Errorf("commit records: %w", err)
	}
	if l.Loaded != nil {
		l.Loaded(n.block.Len(), len(n.poison), newest)
	}
	return nil
}

// retry tries until it succeeds or ctx ends: an acknowledged record is not given up because a store is down.
func (l *Loader) retry(ctx context.Context, do func() error) error {
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := do()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if l.Retry != nil {
			l.Retry(err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
