package data

import (
	"context"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Sweep says when what is dealt with is removed from the inboxes: as often as Every says, and after so many bytes. The latter is because
// the embedded broker keeps each file of an inbox open that it has read from.
type Sweep struct {
	Every time.Duration
	After int
}

// Defaults of Sweep.
const (
	DefaultSweep      = time.Minute
	DefaultSweepAfter = 128 << 20
)

const (
	// displaceEvery is how many sweeps a busy inbox waits to have its last file emptied, which costs a megabyte of writing.
	displaceEvery = 10
	// lastSweep bounds the sweep of a stop.
	lastSweep = 2 * time.Second
	// fillerHeader holds the mark of a filler.
	fillerHeader = "chengxin-filler"
)

// sweeper removes from the inboxes what is dealt with. What an agency writes there is in clear, also about persons, so it must not stay once
// its records are sealed and durable. Committed is what counts: the reader commits a message after its record or quarantine frame, its
// evidence and its receipt are on disk. Whatever fails is tried again by the next sweep; to remove too late does no harm.
type sweeper struct {
	w       *Inboxes
	admin   *kafkaio.Admin
	settled map[string]bool // inboxes that have the settings of new ones
}

func newSweeper(w *Inboxes) *sweeper {
	return &sweeper{w: w, admin: kafkaio.NewAdmin(w.cfg), settled: map[string]bool{}}
}

// run sweeps until ctx ends, and once more then.
func (s *sweeper) run(ctx context.Context, stopped <-chan struct{}) {
	defer func() { _ = s.admin.Close() }()
	tick := time.NewTicker(s.w.sweep.Every)
	defer tick.Stop()
	displace := true
	for ticks := 1; ctx.Err() == nil; {
		s.sweep(ctx, displace)
		displace = false
		select {
		case <-tick.C:
			displace = ticks%displaceEvery == 0
			ticks++
		case <-s.w.full:
		case <-ctx.Done():
		}
	}
	<-stopped // the reader commits its last batch first
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSweep)
	defer cancel()
	s.sweep(ctx, false)
}

func (s *sweeper) sweep(ctx context.Context, displace bool) {
	topics, err := s.w.list(ctx)
	if err == nil {
		err = s.settle(ctx, topics)
	}
	if err != nil {
		s.failed(ctx, err)
		return
	}
	for _, t := range topics {
		at, err := s.admin.Trim(ctx, InboxGroup, t)
		for i := 0; err == nil && displace && i < len(at); i++ {
			err = s.displace(ctx, t, at[i])
		}
		if err != nil {
			s.failed(ctx, err)
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// settle gives inboxes made by earlier versions their settings.
func (s *sweeper) settle(ctx context.Context, topics []string) error {
	var fresh []string
	for _, t := range topics {
		if !s.settled[t] {
			fresh = append(fresh, t)
		}
	}
	if err := s.admin.SettleInboxes(ctx, fresh...); err != nil {
		return err
	}
	for _, t := range fresh {
		s.settled[t] = true
	}
	return nil
}

// displace fills the file that the broker writes to, unless nothing came since the last time.
func (s *sweeper) displace(ctx context.Context, topic string, at kafkaio.Position) error {
	if at.Committed <= at.First && at.Committed < at.End {
		return nil // nothing of what is there is dealt with
	}
	last, ok, err := s.admin.Last(ctx, topic, at)
	if err != nil || !ok {
		return err
	}
	if m := inbound(&last); s.w.inbox.IsFiller(&m) {
		return nil
	}
	return kafkaio.Displace(ctx, s.w.producer, topic, at.Partition, func(n int) kafkaio.Message {
		value, mark := s.w.inbox.Filler(topic, n)
		return kafkaio.Message{Value: value, Headers: []kafka.Header{{Key: fillerHeader, Value: mark}}}
	})
}

func (s *sweeper) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		s.w.log.WarnContext(ctx, "remove from inboxes what is dealt with", "error", err)
	}
}
