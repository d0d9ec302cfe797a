package evidence_test

import (
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"
	"pgregory.net/rapid"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

const leaves = 520 // more than two tiles of 256

func tree() *testonly.Tree {
	t := testonly.New(rfc6962.DefaultHasher)
	for i := range leaves {
		t.AppendData([]byte{byte(i), byte(i >> 8)})
	}
	return t
}

func hashes(in [][]byte) []evidence.Hash {
	out := make([]evidence.Hash, len(in))
	for i, h := range in {
		out[i] = evidence.Hash(h)
	}
	return out
}

func slices(in []evidence.Hash) [][]byte {
	out := make([][]byte, len(in))
	for i, h := range in {
		out[i] = append([]byte(nil), h[:]...)
	}
	return out
}

func TestEveryLeafOfEverySmallTree(t *testing.T) {
	tr := tree()
	for size := uint64(1); size <= 70; size++ {
		root := evidence.Hash(tr.HashAt(size))
		for i := range size {
			p, err := tr.InclusionProof(i, size)
			if err != nil {
				t.Fatal(err)
			}
			if err := evidence.VerifyInclusion(i, size, evidence.Hash(tr.LeafHash(i)), hashes(p), root); err != nil {
				t.Fatalf("leaf %d of %d: %v", i, size, err)
			}
		}
		for old := uint64(0); old <= size; old++ {
			p, err := tr.ConsistencyProof(old, size)
			if err != nil {
				t.Fatal(err)
			}
			if err := evidence.VerifyConsistency(old, size, hashes(p), evidence.Hash(tr.HashAt(old)), root); err != nil {
				t.Fatalf("%d to %d: %v", old, size, err)
			}
		}
	}
}

// mangle flips a bit, drops, repeats or swaps hashes, or leaves the proof alone.
func mangle(t *rapid.T, p []evidence.Hash) []evidence.Hash {
	how := rapid.IntRange(0, 4).Draw(t, "how")
	if len(p) == 0 {
		if how > 2 {
			return append(p, evidence.EmptyRoot())
		}
		return p
	}
	at := rapid.IntRange(0, len(p)-1).Draw(t, "hash")
	switch how {
	case 1:
		p[at][rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
	case 2:
		return append(p[:at:at], p[at+1:]...)
	case 3:
		return append(p, p[at])
	case 4:
		p[at], p[0] = p[0], p[at]
	}
	return p
}

// Our verifier accepts exactly what the reference implementation accepts.
func TestInclusionAgreesWithReference(t *testing.T) {
	tr := tree()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Uint64Range(1, leaves).Draw(t, "size")
		index := rapid.Uint64Range(0, size-1).Draw(t, "index")
		p, err := tr.InclusionProof(index, size)
		if err != nil {
			t.Fatal(err)
		}
		claimed := rapid.SampledFrom([]uint64{index, index + 1, size - 1, size, 0}).Draw(t, "claimed index")
		in := rapid.SampledFrom([]uint64{size, size, size + 1, size - 1}).Draw(t, "claimed size")
		path := mangle(t, hashes(p))
		leaf, root := tr.LeafHash(index), tr.HashAt(size)
		want := proof.VerifyInclusion(rfc6962.DefaultHasher, claimed, in, leaf, slices(path), root)
		got := evidence.VerifyInclusion(claimed, in, evidence.Hash(leaf), path, evidence.Hash(root))
		if (want == nil) != (got == nil) {
			t.Fatalf("reference says %v, we say %v", want, got)
		}
	})
}

func TestConsistencyAgreesWithReference(t *testing.T) {
	tr := tree()
	rapid.Check(t, func(t *rapid.T) {
		size2 := rapid.Uint64Range(0, leaves).Draw(t, "size2")
		size1 := rapid.Uint64Range(0, size2).Draw(t, "size1")
		p, err := tr.ConsistencyProof(size1, size2)
		if err != nil {
			t.Fatal(err)
		}
		from := rapid.SampledFrom([]uint64{size1, size1, size1 + 1, size2, 0}).Draw(t, "from")
		to := rapid.SampledFrom([]uint64{size2, size2, size2 + 1, size1}).Draw(t, "to")
		path := mangle(t, hashes(p))
		root1, root2 := tr.HashAt(size1), tr.HashAt(size2)
		want := proof.VerifyConsistency(rfc6962.DefaultHasher, from, to, slices(path), root1, root2)
		got := evidence.VerifyConsistency(from, to, path, evidence.Hash(root1), evidence.Hash(root2))
		// The reference does not look at the old root when the old tree is said to be empty; we insist on the empty root.
		if from == 0 && from != to && evidence.Hash(root1) != evidence.EmptyRoot() {
			if got == nil {
				t.Fatal("a tree said to be empty has another root")
			}
			return
		}
		if (want == nil) != (got == nil) {
			t.Fatalf("%d to %d: reference says %v, we say %v", from, to, want, got)
		}
	})
}

func FuzzProofs(f *testing.F) {
	f.Add(uint64(3), uint64(8), []byte("abc"))
	f.Fuzz(func(t *testing.T, a, b uint64, raw []byte) {
		var path []evidence.Hash
		for len(raw) >= 32 && len(path) < 70 {
			path, raw = append(path, evidence.Hash(raw[:32])), raw[32:]
		}
		leaf, root := evidence.LeafHash(raw), evidence.LeafHash([]byte{1})
		want := proof.VerifyInclusion(rfc6962.DefaultHasher, a, b, leaf[:], slices(path), root[:])
		if got := evidence.VerifyInclusion(a, b, leaf, path, root); (want == nil) != (got == nil) {
			t.Fatalf("inclusion: reference %v, ours %v", want, got)
		}
		if got := evidence.VerifyConsistency(a, b, path, leaf, root); got == nil && a != b {
			t.Fatal("a made-up consistency proof was accepted")
		}
	})
}
