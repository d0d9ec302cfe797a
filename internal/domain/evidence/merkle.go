package evidence

import (
	"crypto/sha256"
	"math/bits"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Hash is a node of the Merkle tree of RFC 6962 (section 2.1), SHA-256.
type Hash = [32]byte

// EmptyRoot is the root of a tree without leaves.
func EmptyRoot() Hash { return sha256.Sum256(nil) }

// LeafHash is the hash of a leaf: SHA-256(0x00 || leaf).
func LeafHash(leaf []byte) Hash {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(leaf)
	return Hash(h.Sum(nil))
}

// NodeHash is the hash of an inner node: SHA-256(0x01 || left || right).
func NodeHash(left, right Hash) Hash {
	var b [65]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return sha256.Sum256(b[:])
}

// VerifyInclusion checks that the leaf with this hash is number index of the tree with size leaves and this root
// (RFC 6962 section 2.1.1).
func VerifyInclusion(index, size uint64, leaf Hash, proof []Hash, root Hash) error {
	if index >= size {
		return fault.New(fault.Invalid, "INDEX_BEYOND_TREE", "存证序号超出检查点所覆盖的范围。", "The index lies beyond the tree of the checkpoint.")
	}
	inner, border := pathLengths(index, size)
	if len(proof) != inner+border {
		return badProof("INCLUSION_PROOF_LENGTH", "包含证明的长度不对。", "The inclusion proof has the wrong length.")
	}
	h := chainInner(leaf, proof[:inner], index)
	h = chainLeft(h, proof[inner:])
	if h != root {
		return badProof("INCLUSION_MISMATCH", "包含证明算出的根与检查点不符:该叶子不在日志中的这个位置,或证明被改动。",
			"The inclusion proof does not lead to the checkpoint's root: the leaf is not at this place in the log, or the proof was altered.")
	}
	return nil
}

// VerifyConsistency checks that the tree of size2 leaves with root2 extends the tree of size1 leaves with root1
// (RFC 6962 section 2.1.2): nothing that was in the old one has been changed or removed.
func VerifyConsistency(size1, size2 uint64, proof []Hash, root1, root2 Hash) error {
	if size1 > size2 {
		return badProof("TREE_SHRANK", "新检查点覆盖的记录比旧检查点少:日志被截断。", "The newer checkpoint covers fewer leaves than the older one: the log was cut.")
	}
	if size1 == size2 || size1 == 0 {
		return verifyTrivial(size1, size2, proof, root1, root2)
	}
	inner, border := pathLengths(size1-1, size2)
	shift := bits.TrailingZeros64(size1)
	inner -= shift
	// A power of two is a complete subtree whose root the verifier has already.
	seed, start := root1, 0
	if size1 != 1<<uint(shift) {
		if len(proof) == 0 {
			return badProof("CONSISTENCY_PROOF_LENGTH", "一致性证明的长度不对。", "The consistency proof has the wrong length.")
		}
		seed, start = proof[0], 1
	}
	if len(proof) != start+inner+border {
		return badProof("CONSISTENCY_PROOF_LENGTH", "一致性证明的长度不对。", "The consistency proof has the wrong length.")
	}
	proof = proof[start:]
	mask := (size1 - 1) >> uint(shift)
	old := chainLeft(chainInnerRight(seed, proof[:inner], mask), proof[inner:])
	now := chainLeft(chainInner(seed, proof[:inner], mask), proof[inner:])
	if old != root1 || now != root2 {
		return badProof("CONSISTENCY_MISMATCH", "两个检查点不一致:旧检查点之前的记录被改动、插入或删除。",
			"The two checkpoints are inconsistent: something before the older one was changed, inserted or removed.")
	}
	return nil
}

func verifyTrivial(size1, size2 uint64, proof []Hash, root1, root2 Hash) error {
	if len(proof) != 0 {
		return badProof("CONSISTENCY_PROOF_LENGTH", "一致性证明的长度不对。", "The consistency proof has the wrong length.")
	}
	if size1 == size2 && root1 != root2 || size1 == 0 && root1 != EmptyRoot() {
		return badProof("CONSISTENCY_MISMATCH", "两个检查点大小相同而根不同:日志出现分叉。", "Two checkpoints of one size have different roots: the log has forked.")
	}
	return nil
}

// pathLengths splits the path of a leaf into the part below the point where it leaves the tree's right edge and the
// part along that edge.
func pathLengths(index, size uint64) (inner, border int) {
	inner = bits.Len64(index ^ (size - 1))
	return inner, bits.OnesCount64(index >> uint(inner))
}

func chainInner(h Hash, proof []Hash, index uint64) Hash {
	for i, p := range proof {
		if index>>uint(i)&1 == 0 {
			h = NodeHash(h, p)
		} else {
			h = NodeHash(p, h)
		}
	}
	return h
}

// chainInnerRight uses only the left neighbours: the nodes that were there in the older tree.
func chainInnerRight(h Hash, proof []Hash, index uint64) Hash {
	for i, p := range proof {
		if index>>uint(i)&1 == 1 {
			h = NodeHash(p, h)
		}
	}
	return h
}

func chainLeft(h Hash, proof []Hash) Hash {
	for _, p := range proof {
		h = NodeHash(p, h)
	}
	return h
}

func badProof(reason fault.Reason, zh, en string) error {
	return fault.New(fault.Invalid, reason, zh, en).
		Then("请保留这些文件,并向另一处保存检查点的机构核对。", "Keep these files and compare with a body that holds its own copy of a checkpoint.")
}
