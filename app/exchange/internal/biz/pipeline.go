package biz

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
)

// single does a push of one batch without any goroutines: most pushes are small.
func (r *run) single(ctx context.Context, b *batch) error {
	if err := newChecker(&r.in.d.Desk).run(ctx, b); err != nil {
		return err
	}
	c, err := r.send(ctx, b)
	if err != nil {
		return err
	}
	if err := r.commit(ctx, c); err != nil {
		return err
	}
	b.release()
	return nil
}

// pipeline reads, checks and produces side by side: one reader, a checker per core, one sender that takes the batches in the order they
// were read, so that a subject's records keep their order, and one committer. The number of batches is fixed: a slow broker slows the
// reader down.
func (r *run) pipeline(ctx context.Context, first *batch) error {
	select {
	case r.in.large <- struct{}{}:
		defer func() { <-r.in.large }()
	case <-ctx.Done():
		return ctx.Err()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := workers()
	l := newLine(4*n + 2)
	var checkers sync.WaitGroup
	for range n {
		checkers.Go(func() {
			c := newChecker(&r.in.d.Desk)
			for b := range l.work {
				b.err = caught(func() error { return c.run(ctx, b) })
				close(b.ready)
			}
		})
	}
	var sendErr, commitErr error
	var rest sync.WaitGroup
	rest.Go(func() {
		defer close(l.sent)
		if sendErr = caught(func() error { return r.sender(ctx, l) }); sendErr != nil {
			cancel()
		}
	})
	rest.Go(func() {
		if commitErr = caught(func() error { return r.committer(ctx, cancel, l) }); commitErr != nil {
			cancel()
		}
	})
	readErr := caught(func() error { return r.reader(ctx, first, l) })
	close(l.work)
	close(l.ordered)
	rest.Wait() // what was read whole is committed even if the body broke off after it
	checkers.Wait()
	close(l.free)
	if commitErr == nil { // after a failure the producer may still be reading some of them
		for b := range l.free {
			b.release()
		}
	}
	return cmp.Or(commitErr, sendErr, readErr)
}

var errPanic = errors.New("panic")

// caught runs one stage. A panic of it is an error like others, so that it strands neither the stages beside it nor the receipt.
func caught(stage func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	return stage()
}

// line is the conveyor between the stages; each channel has room for every batch there is, so only taking a free one can block.
type line struct {
	free, work, ordered chan *batch
	sent                chan sending
}

func newLine(depth int) *line {
	l := &line{free: make(chan *batch, depth), work: make(chan *batch, depth), ordered: make(chan *batch, depth), sent: make(chan sending, depth)}
	for range depth - 1 { // the first batch exists already
		l.free <- batches.Get().(*batch)
	}
	return l
}

// reader fills batches until the body ends or breaks.
func (r *run) reader(ctx context.Context, b *batch, l *line) error {
	for end := false; ; {
		l.ordered <- b
		l.work <- b
		if end {
			return nil
		}
		select {
		case b = <-l.free:
		case <-ctx.Done():
			return ctx.Err()
		}
		b.reset(&r.task)
		b.raw = slices.Grow(b.raw, batchBytes+batchBytes/16) // it will be full
		var err error
		if end, err = r.fill(b); err != nil {
			return err
		}
		if end && len(b.rows) == 0 {
			return nil
		}
	}
}

// sending is a batch on its way to the disk of the broker.
type sending struct {
	batch   *batch
	written Written
}

// sender hands the batches to the stream in the order they were read. It does not wait for the broker: while that writes one batch, the
// next are on their way, and those that wait for the same partition go out together.
func (r *run) sender(ctx context.Context, l *line) error {
	for b := range l.ordered {
		<-b.ready
		if b.err != nil {
			return b.err
		}
		s, err := r.send(ctx, b)
		if err != nil {
			return err
		}
		l.sent <- s
	}
	return nil
}

// committer counts the batches when they are durable, in order, and gives them back. After the first that is not, nothing counts; stop
// ends the stages before it.
func (r *run) committer(ctx context.Context, stop func(), l *line) error {
	var failed error
	for s := range l.sent {
		if failed != nil {
			continue
		}
		if failed = r.commit(ctx, s); failed != nil {
			stop()
			continue
		}
		l.free <- s.batch
	}
	return failed
}

// send begins to make a batch durable. Once begun it outlives the client: else one that leaves in between would leave registrations in the
// stream that the registry never learns.
func (r *run) send(ctx context.Context, b *batch) (sending, error) {
	if err := ctx.Err(); err != nil {
		return sending{}, err
	}
	s := sending{batch: b, written: func(context.Context) error { return nil }}
	if !r.push.DryRun {
		s.written = produce(context.WithoutCancel(ctx), r.stream, b.records, b.quarantine)
	}
	return s, nil
}

// commit waits until a batch is durable and counts it.
func (r *run) commit(ctx context.Context, s sending) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	err := s.written(ctx)
	if err == nil {
		err = r.count(ctx, s.batch)
	}
	r.unsure = r.unsure || err != nil
	return err
}

// produce hands records and quarantine frames to the stream; both are durable when what it gives says so.
func produce(ctx context.Context, s Sequence, records, quarantine []Message) Written {
	var begun []Written
	if len(records) > 0 {
		begun = append(begun, s.Records(ctx, records))
	}
	if len(quarantine) > 0 {
		begun = append(begun, s.Quarantine(ctx, quarantine))
	}
	return func(ctx context.Context) error {
		var errs error
		for _, written := range begun {
			errs = errors.Join(errs, written(ctx))
		}
		return errs
	}
}

// count adds a durable batch to the receipt. Refusals are all kept; of hints, the first MaxShown.
func (r *run) count(ctx context.Context, b *batch) error {
	if !r.push.DryRun && len(b.learned) > 0 {
		if err := r.in.d.Desk.Registry.Learn(ctx, b.learned); err != nil {
			return err
		}
	}
	r.receipt.tally(b.tally)
	if !r.push.DryRun {
		r.in.d.Meter.Settled(r.receipt.Resource, b.tally.accepted, b.tally.late, b.tally.refused)
	}
	keep := b.outcomes[:0]
	for _, o := range b.outcomes {
		if o.Status == StatusAccepted {
			if r.hints >= MaxShown {
				continue
			}
			r.hints++
		}
		r.seq++
		o.Seq = r.seq
		keep = append(keep, o)
	}
	if len(keep) == 0 {
		return nil
	}
	if room := MaxShown + 1 - len(r.receipt.Outcomes); room > 0 {
		r.receipt.Outcomes = append(r.receipt.Outcomes, keep[:min(room, len(keep))]...)
	}
	if r.push.DryRun {
		return r.shelve(ctx, keep)
	}
	return r.in.d.Receipts.Spool(ctx, r.receipt.ID, keep)
}

func (r *Receipt) tally(t tally) {
	r.Total += t.total
	r.Accepted += t.accepted
	r.Refused += t.refused
	r.Late += t.late
	r.Hinted += t.hinted
	r.Counts.add(t.counts)
}
