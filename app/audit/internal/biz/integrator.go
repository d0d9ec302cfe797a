package biz

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

// ErrOutOfStep is a write to the tree at an index that is not its size.
var ErrOutOfStep = errors.New("the tree's size is not the index of the next leaf")

// ErrGap is a topic that no longer holds an entry that is due.
var ErrGap = errors.New("the audit topic no longer holds what is due")

// MaxBatch is how many leaves go into the tree at once. A batch costs a few milliseconds whatever its size.
const MaxBatch = 8192

// Integrator appends the topic's entries to the tree, each at its offset.
type Integrator struct {
	tree   Tree
	topic  Topic
	log    *slog.Logger
	halted atomic.Pointer[string]
	size   atomic.Uint64
}

// NewIntegrator makes an integrator; nothing runs yet.
func NewIntegrator(tree Tree, topic Topic, log *slog.Logger) *Integrator {
	return &Integrator{tree: tree, topic: topic, log: log}
}

// Halted says why the integrator has stopped for good; "" while it works.
func (g *Integrator) Halted() string {
	if why := g.halted.Load(); why != nil {
		return *why
	}
	return ""
}

// Size is how many leaves this integrator knows to be in the tree.
func (g *Integrator) Size() uint64 { return g.size.Load() }

// haltError is a state that no retry can mend: going on would make the ledger lie.
type haltError struct{ why string }

func (e *haltError) Error() string { return "ledger halted: " + e.why }

func halt(format string, args ...any) error { return &haltError{fmt.Sprintf(format, args...)} }

// Run integrates until ctx ends. An error may be retried by calling Run again: it starts from what is durably in the
// tree. When topic and tree do not belong together it halts: it says so and waits for ctx to end.
func (g *Integrator) Run(ctx context.Context) error {
	err := g.run(ctx)
	var h *haltError
	if !errors.As(err, &h) {
		return err
	}
	g.halted.Store(&h.why)
	g.log.Error("the ledger has stopped; an operator must compare the audit topic with the tree", "why", h.why)
	<-ctx.Done()
	return nil
}

func (g *Integrator) run(ctx context.Context) error {
	size, err := g.tree.Size(ctx)
	if err != nil {
		return fmt.Errorf("read the tree's size: %w", err)
	}
	g.size.Store(size)
	end, err := g.topic.End(ctx)
	if err != nil {
		return fmt.Errorf("read the topic's end: %w", err)
	}
	if end < size {
		return halt("the audit topic ends at %d, the tree has %d leaves already", end, size)
	}
	// Start one entry early, to see that this is the topic the tree was built from.
	from := size
	if from > 0 {
		from--
	}
	err = g.topic.Tail(ctx, from, g.take)
	if errors.Is(err, ErrGap) {
		return halt("the tree has %d leaves: %v", size, err)
	}
	return err
}

// take integrates a run of entries that may begin with the tree's last leaf.
func (g *Integrator) take(ctx context.Context, entries []Entry) error {
	for len(entries) > 0 {
		size := g.size.Load()
		if first := entries[0].Index; first < size {
			if err := g.compare(ctx, entries[0], size); err != nil {
				return err
			}
			entries = entries[1:]
			continue
		}
		n := min(len(entries), MaxBatch)
		if err := g.append(ctx, size, entries[:n]); err != nil {
			return err
		}
		entries = entries[n:]
	}
	return nil
}

func (g *Integrator) compare(ctx context.Context, e Entry, size uint64) error {
	if e.Index != size-1 {
		return nil // only the last leaf is worth a look
	}
	last, err := g.tree.Last(ctx, size)
	if err != nil {
		return fmt.Errorf("read leaf %d: %w", e.Index, err)
	}
	if last != evidence.LeafHash(e.Leaf) {
		return halt("leaf %d of the tree is not entry %d of the audit topic", e.Index, e.Index)
	}
	return nil
}

func (g *Integrator) append(ctx context.Context, size uint64, batch []Entry) error {
	leaves := make([][]byte, len(batch))
	for i, e := range batch {
		if e.Index != size+uint64(i) {
			return halt("the audit topic goes on with %d where %d was expected", e.Index, size+uint64(i))
		}
		leaves[i] = e.Leaf
	}
	if err := g.tree.Append(ctx, size, leaves); err != nil {
		if errors.Is(err, ErrOutOfStep) {
			return halt("leaf %d did not get its index: %v", size, err)
		}
		return fmt.Errorf("append %d leaves at %d: %w", len(leaves), size, err)
	}
	g.size.Store(size + uint64(len(leaves)))
	return nil
}
