package data

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
)

// noTimer is a duration that never passes while a process lives.
const noTimer = 10_000 * time.Hour

// LogOptions says where the log is and how it signs.
type LogOptions struct {
	// Dir is the log's folder in the tlog-tiles layout.
	Dir string
	// KeyFile holds the signing key, made on first start.
	KeyFile string
	// Origin is the log's name.
	Origin string
	// Interval is the longest time between something new and its checkpoint, at least 200 ms; 0 means 500 ms.
	Interval time.Duration
	Rand     io.Reader
}

// TesseraLog is the Merkle log on disk, in the layout foreign tools know.
//
// Tessera gives indices by itself, in the order its in-memory queue is flushed, and a queue that is flushed by a timer
// may be cut in two. If the first half then fails and the second does not, the second half has the wrong indices for
// ever. So every batch has an appender of its own whose queue is exactly as long as the batch: it is flushed once, as a
// whole, and becomes part of the tree when Tessera renames its tree state into place, or not at all. What a crash leaves
// beyond that state is written again with the same bytes. One long-lived appender, which adds nothing, publishes.
type TesseraLog struct {
	tessera.LogReader
	dir    string
	key    string
	signer note.Signer
	driver tessera.Driver
	stop   context.CancelFunc
	mu     sync.Mutex // one batch at a time
}

var _ biz.Tree = (*TesseraLog)(nil)

// OpenLog opens the log, making it and its key on first start. A log that its key did not sign is refused.
func OpenLog(ctx context.Context, o LogOptions) (*TesseraLog, error) {
	if o.Interval == 0 {
		o.Interval = 500 * time.Millisecond
	}
	if o.Interval < 200*time.Millisecond || o.Interval > time.Second {
		return nil, fmt.Errorf("ledger.checkpoint_interval is %s, it must be between 200ms and 1s", o.Interval)
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the ledger's folder: %w", err)
	}
	_, err := os.Stat(filepath.Join(o.Dir, ".state", "treeState"))
	signer, key, err := loadKey(o.KeyFile, o.Origin, errors.Is(err, os.ErrNotExist), o.Rand)
	if err != nil {
		return nil, err
	}
	driver, err := posix.New(ctx, posix.Config{Path: o.Dir})
	if err != nil {
		return nil, fmt.Errorf("open the ledger: %w", err)
	}
	// Nothing of Tessera ends at its own shutdown function: its goroutines end with this context.
	live, stop := context.WithCancel(context.WithoutCancel(ctx))
	// Tessera looks once per interval and publishes if the last checkpoint is older than one: at most two intervals.
	opts := tessera.NewAppendOptions().WithCheckpointSigner(signer).WithCheckpointInterval(o.Interval/2).
		WithCheckpointRepublishInterval(0).WithBatching(1, noTimer)
	_, _, reader, err := tessera.NewAppender(live, driver, opts)
	if err != nil {
		stop()
		return nil, fmt.Errorf("open the ledger: %w", err)
	}
	l := &TesseraLog{LogReader: reader, dir: o.Dir, key: key, signer: signer, driver: driver, stop: stop}
	if err := l.check(ctx); err != nil {
		stop()
		return nil, err
	}
	return l, nil
}

// check refuses a log that another key signed, or whose tree is behind what was published: part of it was lost.
func (l *TesseraLog) check(ctx context.Context) error {
	cp, err := l.Checkpoint(ctx)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the ledger's checkpoint does not agree with its key: %w", err)
	}
	size, err := l.Size(ctx)
	if err != nil {
		return fmt.Errorf("read the tree's size: %w", err)
	}
	if size < cp.Size {
		return fmt.Errorf("the ledger has %d leaves but has published a checkpoint of %d: restore it from the backup", size, cp.Size)
	}
	return nil
}

// Size is how many leaves are durably in the tree.
func (l *TesseraLog) Size(ctx context.Context) (uint64, error) { return l.IntegratedSize(ctx) }

// Append adds the leaves as one step; see TesseraLog.
func (l *TesseraLog) Append(ctx context.Context, first uint64, leaves [][]byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	size, err := l.Size(ctx)
	if err != nil {
		return err
	}
	if size != first {
		return fmt.Errorf("%w: size %d, index %d", biz.ErrOutOfStep, size, first)
	}
	// Not ctx: a flush that has begun must be waited for, or it could land behind the next one.
	batch, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	opts := tessera.NewAppendOptions().WithCheckpointSigner(l.signer).WithCheckpointInterval(noTimer).
		WithCheckpointRepublishInterval(0).WithGarbageCollectionInterval(0).WithBatching(uint(len(leaves)), noTimer)
	appender, _, _, err := tessera.NewAppender(batch, l.driver, opts)
	if err != nil {
		return err
	}
	futures := make([]tessera.IndexFuture, len(leaves))
	for i, leaf := range leaves {
		futures[i] = appender.Add(batch, tessera.NewEntry(leaf))
	}
	return settle(first, futures)
}

// settle waits for every leaf and compares its index with the one it must have.
func settle(first uint64, futures []tessera.IndexFuture) error {
	var failed error
	for i, f := range futures {
		got, err := f()
		switch want := first + uint64(i); {
		case err != nil:
			failed = err
		case got.Index != want:
			return fmt.Errorf("%w: leaf %d was given index %d", biz.ErrOutOfStep, want, got.Index)
		}
	}
	return failed
}

// Close waits until everything in the tree is covered by a checkpoint, or ctx ends, and stops Tessera.
func (l *TesseraLog) Close(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		size, err := l.Size(ctx)
		if err != nil {
			return err
		}
		if cp, err := l.Checkpoint(ctx); err == nil && cp.Size >= size {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the last %s: %w", "checkpoint", ctx.Err())
		case <-tick.C:
		}
	}
}

// Key is the verifier key in signed-note form.
func (l *TesseraLog) Key() string { return l.key }

// Checkpoint is the latest published one, with its signature checked.
func (l *TesseraLog) Checkpoint(ctx context.Context) (biz.Checkpoint, error) {
	raw, err := l.ReadCheckpoint(ctx)
	if err != nil {
		return biz.Checkpoint{}, err
	}
	cp, err := ledgerverify.ParseCheckpoint(raw, l.key)
	if err != nil {
		return biz.Checkpoint{}, err
	}
	return biz.Checkpoint{Size: cp.Size, Root: cp.Root, Raw: raw}, nil
}
