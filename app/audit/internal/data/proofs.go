package data

import (
	"context"
	"fmt"

	"github.com/transparency-dev/tessera/api/layout"
	"github.com/transparency-dev/tessera/client"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

var _ biz.Proofs = (*TesseraLog)(nil)

// Leaf reads a leaf out of its entry bundle.
func (l *TesseraLog) Leaf(ctx context.Context, index, size uint64) ([]byte, error) {
	b, err := client.GetEntryBundle(ctx, l.ReadEntryBundle, index/layout.EntryBundleWidth, size)
	if err != nil {
		return nil, fmt.Errorf("read the bundle of entry %d: %w", index, err)
	}
	at := index % layout.EntryBundleWidth
	if at >= uint64(len(b.Entries)) {
		return nil, fmt.Errorf("the bundle of entry %d has only %d entries", index, len(b.Entries))
	}
	return b.Entries[at], nil
}

// Last is the hash of the last leaf of a tree of this size.
func (l *TesseraLog) Last(ctx context.Context, size uint64) (evidence.Hash, error) {
	leaf, err := l.Leaf(ctx, size-1, size)
	if err != nil {
		return evidence.Hash{}, err
	}
	return evidence.LeafHash(leaf), nil
}

// Inclusion is the path from a leaf to the root of the tree of this size.
func (l *TesseraLog) Inclusion(ctx context.Context, index, size uint64) ([]evidence.Hash, error) {
	pb, err := client.NewProofBuilder(ctx, size, l.ReadTile)
	if err != nil {
		return nil, err
	}
	path, err := pb.InclusionProof(ctx, index)
	if err != nil {
		return nil, err
	}
	return hashes(path)
}

// Consistency proves that the tree of to leaves extends the one of from leaves.
func (l *TesseraLog) Consistency(ctx context.Context, from, to uint64) ([]evidence.Hash, error) {
	if from == 0 || from == to {
		return nil, nil
	}
	pb, err := client.NewProofBuilder(ctx, to, l.ReadTile)
	if err != nil {
		return nil, err
	}
	path, err := pb.ConsistencyProof(ctx, from, to)
	if err != nil {
		return nil, err
	}
	return hashes(path)
}

func hashes(in [][]byte) ([]evidence.Hash, error) {
	out := make([]evidence.Hash, len(in))
	for i, h := range in {
		if len(h) != len(out[i]) {
			return nil, fmt.Errorf("a node of the tree has %d bytes", len(h))
		}
		out[i] = evidence.Hash(h)
	}
	return out, nil
}
