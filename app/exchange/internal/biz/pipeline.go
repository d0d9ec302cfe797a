package biz

import (
	"context"
	"errors"
	"sync"
)

// single does a push of one batch without any goroutines: most pushes are small.
func (r *run) single(ctx context.Context, b *batch) error {
	if err := newChecker(&r.in.d.Desk).run(ctx, b); err != nil {
		return err
	}
	if err := r.commit(ctx, b); err != nil {
		return err
	}
	b.release()
	return nil
}

// pipeline reads, checks and produces side by side: one reader, a checker per core, one committer that takes the batches in the order they
// were read, so that a subject's records keep their order. The number of batches is fixed: a slow broker slows the reader down.
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
				b.err = c.run(ctx, b)
				close(b.ready)
			}
		})
	}
	committed := make(chan error, 1)
	go func() {
		err := r.committer(ctx, l)
		if err != nil {
			cancel()
		}
		committed <- err
	}()
	readErr := r.reader(ctx, first, l)
	close(l.work)
	close(l.ordered)
	commitErr := <-committed // what was read whole is committed even if the body broke off after it
	checkers.Wait()
	close(l.free)
	if commitErr == nil { // after a failure the producer may still be reading some of them
		for b := range l.free {
			b.release()
		}
	}
	if commitErr != nil {
		return commitErr
	}
	return readErr
}

// line is the conveyor between the stages; each channel has room for every batch there is, so only taking a free one can block.
type line struct{ free, work, ordered chan *batch }

func newLine(depth int) *line {
	l := &line{free: make(chan *batch, depth), work: make(chan *batch, depth), ordered: make(chan *batch, depth)}
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
		var err error
		if end, err = r.fill(b); err != nil {
			return err
		}
		if end && len(b.rows) == 0 {
			return nil
		}
	}
}

// committer makes batches durable in the order they were read. What became ready while the broker wrote the last ones goes out together:
// a write and its sync cost the same for one batch as for several.
func (r *run) committer(ctx context.Context, l *line) error {
	var group []*batch
	for b := range l.ordered {
		for b != nil {
			<-b.ready
			group, b = l.gather(append(group[:0], b))
			if err := r.commit(ctx, group...); err != nil {
				return err
			}
			for _, done := range group {
				l.free <- done
			}
		}
	}
	return nil
}

// gather adds to the group the batches after it that are ready; next is the one that follows and is not, if it was seen.
func (l *line) gather(group []*batch) (full []*batch, next *batch) {
	for {
		select {
		case b, ok := <-l.ordered:
			if !ok {
				return group, nil
			}
			select {
			case <-b.ready:
				group = append(group, b)
			default:
				return group, b
			}
		default:
			return group, nil
		}
	}
}

// commit makes batches durable and counts them. When the check of one failed, those before it are made durable all the same. Once begun
// it outlives the client: else one that leaves in between would leave registrations in the stream that the registry never learns.
func (r *run) commit(ctx context.Context, group ...*batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	var failed error
	for i, b := range group {
		if b.err != nil {
			group, failed = group[:i], b.err
			break
		}
	}
	if !r.push.DryRun {
		if err := produce(ctx, r.in.d.Stream, together(group, (*batch).accepted), together(group, (*batch).refused)); err != nil {
			r.unsure = true
			return err
		}
	}
	for _, b := range group {
		if err := r.count(ctx, b); err != nil {
			r.unsure = true
			return err
		}
	}
	return failed
}

func (b *batch) accepted() []Message { return b.records }
func (b *batch) refused() []Message  { return b.quarantine }

// together lines up the messages of several batches.
func together(group []*batch, of func(*batch) []Message) []Message {
	if len(group) == 1 {
		return of(group[0])
	}
	var all []Message
	for _, b := range group {
		all = append(all, of(b)...)
	}
	return all
}

// produce writes records and quarantine frames side by side and returns when both are durable.
func produce(ctx context.Context, s Stream, records, quarantine []Message) error {
	if len(quarantine) == 0 {
		if len(records) == 0 {
			return nil
		}
		return s.Records(ctx, records)
	}
	other := make(chan error, 1)
	go func() { other <- s.Quarantine(ctx, quarantine) }()
	var err error
	if len(records) > 0 {
		err = s.Records(ctx, records)
	}
	return errors.Join(err, <-other)
}

// count adds a durable batch to the receipt. Refusals are all kept; of hints, the first MaxShown.
func (r *run) count(ctx context.Context, b *batch) error {
	if !r.push.DryRun && len(b.learned) > 0 {
		if err := r.in.d.Desk.Registry.Learn(ctx, b.learned); err != nil {
			return err
		}
	}
	r.receipt.tally(b.tally)
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
