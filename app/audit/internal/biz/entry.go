// Package biz is the ledger's use-cases: integrating evidence into the tree, keeping the searchable copy, and answering
// the auditor.
package biz

import (
	"context"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

// Entry is one message of the audit topic.
type Entry struct {
	// Index is the message's offset and the leaf's index.
	Index uint64
	// Leaf is what goes into the tree.
	Leaf []byte
	// Salt and Detail are what the leaf commits to; for a malformed entry the detail is the raw message.
	Salt, Detail []byte
	// Event is the decoded detail; of a malformed entry only time and kind are known.
	Event evidence.Event
}

// Checkpoint is the signed head of the log.
type Checkpoint struct {
	Size uint64
	Root evidence.Hash
	// Raw is the signed note.
	Raw []byte
}

// Tree is the Merkle log being written. One process writes it.
type Tree interface {
	// Size is how many leaves are durably in the tree. The next leaf gets this index.
	Size(ctx context.Context) (uint64, error)
	// Append adds the leaves at first, all or none. It returns ErrOutOfStep, and adds nothing, when first is not the
	// tree's size. After any other error the caller must ask for the size again.
	Append(ctx context.Context, first uint64, leaves [][]byte) error
	// Last is the hash of the last leaf of a tree of this size, for comparison with the topic.
	Last(ctx context.Context, size uint64) (evidence.Hash, error)
}

// Proofs is the Merkle log being read, at a size covered by a published checkpoint.
type Proofs interface {
	Checkpoint(ctx context.Context) (Checkpoint, error)
	Leaf(ctx context.Context, index, size uint64) ([]byte, error)
	Inclusion(ctx context.Context, index, size uint64) ([]evidence.Hash, error)
	Consistency(ctx context.Context, from, to uint64) ([]evidence.Hash, error)
	// Key is the verifier key in signed-note form.
	Key() string
}

// Topic is the durable queue of evidence.
type Topic interface {
	// End is the offset the next message will get.
	End(ctx context.Context) (uint64, error)
	// Tail hands over the entries from an offset on, in order and without gaps, until ctx ends or take returns an error.
	Tail(ctx context.Context, from uint64, take func(context.Context, []Entry) error) error
}

// Copy is the searchable copy of the ledger.
type Copy interface {
	// Next is the first index the copy does not hold; everything before it is there.
	Next(ctx context.Context) (uint64, error)
	// Insert adds a block. Inserting an entry again changes nothing.
	Insert(ctx context.Context, block []Entry) error
	// Find answers the newest entries first that match the filter and lie below before.
	Find(ctx context.Context, f Filter, before uint64, limit int) ([]Entry, error)
	// Get finds one entry with its salt and detail.
	Get(ctx context.Context, index uint64) (Entry, bool, error)
}

// Recorder makes evidence durable before an answer leaves.
type Recorder interface {
	Record(ctx context.Context, ev evidence.Event) (index uint64, err error)
}
