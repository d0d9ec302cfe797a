package biz

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func leaf(i uint64) []byte { return []byte(fmt.Sprint("leaf ", i)) }

func entries(first, n uint64) []Entry {
	out := make([]Entry, n)
	for i := range out {
		out[i] = Entry{Index: first + uint64(i), Leaf: leaf(first + uint64(i))}
	}
	return out
}

// memoryTree is a tree that fails when told to; a failed append may have worked all the same, as on a real disk.
type memoryTree struct {
	leaves [][]byte
	fail   []failure
}

type failure struct{ after bool }

var errDisk = errors.New("disk")

func (m *memoryTree) Size(context.Context) (uint64, error) { return uint64(len(m.leaves)), nil }

func (m *memoryTree) Last(_ context.Context, size uint64) (evidence.Hash, error) {
	return evidence.LeafHash(m.leaves[size-1]), nil
}

func (m *memoryTree) Append(_ context.Context, first uint64, leaves [][]byte) error {
	if first != uint64(len(m.leaves)) {
		return ErrOutOfStep
	}
	if len(m.fail) > 0 {
		f := m.fail[0]
		m.fail = m.fail[1:]
		if f.after {
			m.leaves = append(m.leaves, leaves...)
		}
		return errDisk
	}
	m.leaves = append(m.leaves, leaves...)
	return nil
}

// memoryTopic hands over its entries in runs of a given length, then ends or reports a gap.
type memoryTopic struct {
	entries []Entry
	run     int
	end     error
}

func (m *memoryTopic) End(context.Context) (uint64, error) { return uint64(len(m.entries)), nil }

func (m *memoryTopic) Tail(ctx context.Context, from uint64, take func(context.Context, []Entry) error) error {
	for rest := m.entries[min(from, uint64(len(m.entries))):]; len(rest) > 0; {
		n := min(m.run, len(rest))
		if err := take(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return m.end
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestIntegratorGoesOnAfterErrors(t *testing.T) {
	tree := &memoryTree{fail: []failure{{}, {true}, {}, {true}}}
	topic := &memoryTopic{entries: entries(0, 3*MaxBatch+100), run: MaxBatch + 7, end: context.Canceled}
	g := NewIntegrator(tree, topic, quiet())
	for range 4 {
		if err := g.Run(t.Context()); !errors.Is(err, errDisk) {
			t.Fatalf("got %v", err)
		}
	}
	if err := g.Run(t.Context()); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if len(tree.leaves) != len(topic.entries) || g.Size() != uint64(len(topic.entries)) {
		t.Fatalf("%d leaves of %d", len(tree.leaves), len(topic.entries))
	}
	for i, l := range tree.leaves {
		if string(l) != string(leaf(uint64(i))) {
			t.Fatalf("index %d holds %s", i, l)
		}
	}
}

func TestIntegratorHalts(t *testing.T) {
	gap := entries(0, 9)
	gap[6].Index = 60
	other := entries(0, 9)
	other[4].Leaf = []byte("another")
	for name, c := range map[string]struct {
		topic *memoryTopic
		says  string
	}{
		"a shorter topic":   {&memoryTopic{entries: entries(0, 4), run: 3}, "ends at 4"},
		"another topic":     {&memoryTopic{entries: other, run: 3}, "leaf 4 of the tree"},
		"a gap":             {&memoryTopic{entries: gap, run: 9}, "goes on with 60 where 6"},
		"removed from":      {&memoryTopic{entries: entries(0, 5), run: 3, end: fmt.Errorf("%w: x", ErrGap)}, "no longer holds"},
		"two trees at once": {&memoryTopic{entries: entries(0, 9), run: 9}, "did not get its index"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := &memoryTree{}
			if err := tree.Append(t.Context(), 0, [][]byte{leaf(0), leaf(1), leaf(2), leaf(3), leaf(4)}); err != nil {
				t.Fatal(err)
			}
			var used Tree = tree
			if name == "two trees at once" {
				used = outOfStep{tree}
			}
			g := NewIntegrator(used, c.topic, quiet())
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan error, 1)
			go func() { done <- g.Run(ctx) }()
			testkit.Eventually(t, 5*time.Second, "the halt", func() bool { return g.Halted() != "" })
			if why := g.Halted(); !strings.Contains(why, c.says) {
				t.Errorf("halted: %q", why)
			}
			select {
			case err := <-done:
				t.Errorf("a halt waits for the stop, it ended with %v", err)
			default:
			}
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

// outOfStep is a tree that somebody else writes to as well.
type outOfStep struct{ *memoryTree }

func (outOfStep) Append(context.Context, uint64, [][]byte) error { return ErrOutOfStep }
