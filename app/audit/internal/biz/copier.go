package biz

import (
	"context"
	"fmt"
	"time"
)

const (
	// A full block is inserted at once; smaller ones at most every copyPause, so that a quiet ledger does not make one
	// part of the table per event.
	copyFull  = 1000
	copyPause = 100 * time.Millisecond
)

// Copier keeps the searchable copy up to date with the topic. The copy may be thrown away: it is filled again.
type Copier struct {
	copy  Copy
	topic Topic
	pause time.Duration
}

// NewCopier makes a copier; nothing runs yet.
func NewCopier(c Copy, t Topic) *Copier { return &Copier{copy: c, topic: t, pause: copyPause} }

// Run copies until ctx ends; after an error it may be called again.
func (c *Copier) Run(ctx context.Context) error {
	next, err := c.copy.Next(ctx)
	if err != nil {
		return fmt.Errorf("read the copy's end: %w", err)
	}
	return c.topic.Tail(ctx, next, c.take)
}

func (c *Copier) take(ctx context.Context, entries []Entry) error {
	if err := c.copy.Insert(ctx, entries); err != nil {
		return fmt.Errorf("insert %d entries at %d: %w", len(entries), entries[0].Index, err)
	}
	if len(entries) >= copyFull {
		return nil
	}
	t := time.NewTimer(c.pause)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
