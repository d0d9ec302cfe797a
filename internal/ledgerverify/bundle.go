package ledgerverify

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// The formats of the files, so that one kind of file is not taken for another.
const (
	BundleFormat      = "chengxin-proof/1"
	ConsistencyFormat = "chengxin-consistency/1"
)

// Bundle is all that is needed, with the verifier key, to check one leaf. It is kept as a JSON file.
type Bundle struct {
	Format string `json:"format"`
	Index  uint64 `json:"index"`
	// Leaf is the leaf as hashed.
	Leaf []byte `json:"leaf"`
	// Detail and Salt are what the leaf commits to; both absent when the detail was erased.
	Detail    []byte   `json:"detail,omitempty"`
	Salt      []byte   `json:"salt,omitempty"`
	Inclusion [][]byte `json:"inclusion"`
	// Checkpoint is the signed checkpoint the proof leads to.
	Checkpoint string `json:"checkpoint"`
	// VerifierKey is for convenience only: a verifier uses one it got elsewhere.
	VerifierKey string `json:"verifier_key,omitempty"`
}

// Consistency proves that a newer checkpoint extends an older one.
type Consistency struct {
	Format     string   `json:"format"`
	From       uint64   `json:"from"`
	To         uint64   `json:"to"`
	Proof      [][]byte `json:"proof"`
	Checkpoint string   `json:"checkpoint"`
}

// Verdict is what a successful check established.
type Verdict struct {
	Checkpoint Checkpoint
	Leaf       evidence.LeafView
	// Event is the checked detail; nil when it was erased or the entry was malformed.
	Event *evidence.Event
	// Erased is true when the bundle holds no detail: the leaf is in the log, its detail is gone.
	Erased bool
}

// ParseBundle reads a bundle file strictly.
func ParseBundle(raw []byte) (Bundle, error) {
	var b Bundle
	if err := strict(raw, &b); err != nil || b.Format != BundleFormat {
		return Bundle{}, fault.New(fault.Invalid, "BUNDLE_MALFORMED", "证明文件不是规范格式。", "The proof file is not in the expected format.").
			Then("请用 chengxin audit proof 重新导出。", "Export it again with chengxin audit proof.").Because(err)
	}
	return b, nil
}

// ParseConsistency reads a consistency file strictly.
func ParseConsistency(raw []byte) (Consistency, error) {
	var c Consistency
	if err := strict(raw, &c); err != nil || c.Format != ConsistencyFormat {
		return Consistency{}, fault.New(fault.Invalid, "CONSISTENCY_MALFORMED", "一致性证明文件不是规范格式。", "The consistency file is not in the expected format.").
			Then("请用 chengxin audit proof --since 重新导出。", "Export it again with chengxin audit proof --since.").Because(err)
	}
	return c, nil
}

func strict(raw []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fault.New(fault.Invalid, "TRAILING_DATA", "文件末尾有多余内容。", "There is something after the end of the document.")
	}
	return nil
}

// VerifyBundle checks the checkpoint's signature, that the leaf is in the tree at its index, and that the leaf commits
// to the detail. The error says which of these failed.
func VerifyBundle(b Bundle, verifierKey string) (Verdict, error) {
	cp, err := ParseCheckpoint([]byte(b.Checkpoint), verifierKey)
	if err != nil {
		return Verdict{}, err
	}
	path, err := hashes(b.Inclusion)
	if err != nil {
		return Verdict{}, err
	}
	if err := evidence.VerifyInclusion(b.Index, cp.Size, evidence.LeafHash(b.Leaf), path, cp.Root); err != nil {
		return Verdict{}, err
	}
	leaf, err := evidence.ParseLeaf(b.Leaf)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Checkpoint: cp, Leaf: leaf}
	if b.Detail == nil {
		v.Erased = true
		return v, nil
	}
	if err := evidence.CheckLeaf(b.Leaf, b.Salt, b.Detail); err != nil {
		return Verdict{}, err
	}
	if leaf.Kind != evidence.Malformed {
		ev, err := evidence.ParseDetail(b.Detail)
		if err != nil {
			return Verdict{}, err
		}
		v.Event = &ev
	}
	return v, nil
}

// VerifyConsistency checks that newer extends older, both signed by the same key.
func VerifyConsistency(older, newer []byte, proof [][]byte, verifierKey string) (from, to Checkpoint, err error) {
	if from, err = ParseCheckpoint(older, verifierKey); err != nil {
		return from, to, err
	}
	if to, err = ParseCheckpoint(newer, verifierKey); err != nil {
		return from, to, err
	}
	path, err := hashes(proof)
	if err != nil {
		return from, to, err
	}
	return from, to, evidence.VerifyConsistency(from.Size, to.Size, path, from.Root, to.Root)
}

func hashes(in [][]byte) ([]evidence.Hash, error) {
	out := make([]evidence.Hash, len(in))
	for i, h := range in {
		if len(h) != len(evidence.Hash{}) {
			return nil, fault.New(fault.Invalid, "PROOF_HASH_LENGTH", "证明中的哈希长度不对。", "A hash in the proof has the wrong length.")
		}
		out[i] = evidence.Hash(h)
	}
	return out, nil
}
