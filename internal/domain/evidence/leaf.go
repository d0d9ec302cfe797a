package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// LeafView is a parsed leaf: all that the public part of the ledger says about one event.
type LeafView struct {
	At     time.Time // to the millisecond, UTC
	Kind   Kind
	Allow  bool
	Commit [32]byte // what the leaf commits to: see Commitment
}

// Commitment is SHA-256 over 0x01, the salt and the detail. The salt keeps a detail of few possibilities from being
// guessed out of the public leaf; the prefix keeps commitments apart from Merkle nodes.
func Commitment(salt, detail []byte) [32]byte {
	h := sha256.New()
	h.Write([]byte{1})
	h.Write(salt)
	h.Write(detail)
	return [32]byte(h.Sum(nil))
}

// Leaf is the event's leaf in canonical JSON. It holds no personal data: time, kind, decision, and the commitment to
// the salted detail.
func Leaf(ev Event, salt, detail []byte) []byte {
	return LeafView{At: ev.At, Kind: ev.Kind, Allow: ev.Allow, Commit: Commitment(salt, detail)}.Append(nil)
}

// MalformedLeaf stands in the tree for an entry of the topic that could not be decoded: it takes the entry's place and
// commits to its raw bytes.
func MalformedLeaf(at time.Time, raw []byte) []byte {
	return LeafView{At: at, Kind: Malformed, Commit: Commitment(nil, raw)}.Append(nil)
}

// Append appends the leaf's canonical bytes.
func (l LeafView) Append(dst []byte) []byte {
	if dst == nil {
		dst = make([]byte, 0, 160)
	}
	dst = append(dst, `{"v":1,"at":`...)
	dst = strconv.AppendInt(dst, l.At.UnixMilli(), 10)
	dst = append(dst, `,"kind":`...)
	dst = appendString(dst, string(l.Kind))
	dst = append(dst, `,"decision":"`...)
	dst = append(dst, Event{Allow: l.Allow}.Decision()...)
	dst = append(dst, `","commit":"`...)
	dst = hex.AppendEncode(dst, l.Commit[:])
	return append(dst, `"}`...)
}

// ParseLeaf reads a leaf; only the canonical spelling is accepted.
func ParseLeaf(leaf []byte) (LeafView, error) {
	var l LeafView
	s := scanner{rest: leaf}
	s.lit(`{"v":1,"at":`)
	l.At = time.UnixMilli(s.int64()).UTC()
	s.lit(`,"kind":`)
	l.Kind = Kind(s.string())
	l.Allow = s.decision()
	s.lit(`,"commit":`)
	s.digest(&l.Commit)
	s.lit(`}`)
	if s.bad || len(s.rest) != 0 || !plainKind(l.Kind) || !bytes.Equal(l.Append(make([]byte, 0, len(leaf))), leaf) {
		return LeafView{}, fault.New(fault.Invalid, "LEAF_MALFORMED", "存证叶子不是规范格式。", "The ledger leaf is not in canonical form.")
	}
	return l, nil
}

// plainKind holds a leaf to short lower-case kinds, so that nothing personal can hide in one.
func plainKind(k Kind) bool {
	if len(k) == 0 || len(k) > 20 {
		return false
	}
	for _, c := range []byte(k) {
		if (c < 'a' || c > 'z') && c != '_' {
			return false
		}
	}
	return true
}

// CheckLeaf reports whether the leaf commits to this salt and detail, and whether the detail says the same time, kind
// and decision as the leaf. The detail of a Malformed leaf is the raw entry, which is compared by its commitment alone.
func CheckLeaf(leaf, salt, detail []byte) error {
	l, err := ParseLeaf(leaf)
	if err != nil {
		return err
	}
	if Commitment(salt, detail) != l.Commit {
		return fault.New(fault.Invalid, "COMMITMENT_MISMATCH", "明细与叶子中的承诺值不符:明细或盐被改动。",
			"The detail does not match the commitment in the leaf: the detail or its salt was altered.")
	}
	if l.Kind == Malformed {
		return nil
	}
	ev, err := ParseDetail(detail)
	if err != nil {
		return err
	}
	if ev.At.UnixMilli() != l.At.UnixMilli() || ev.Kind != l.Kind || ev.Allow != l.Allow {
		return fault.New(fault.Invalid, "LEAF_DETAIL_DISAGREE", "明细中的时间、类型或决定与叶子不一致。",
			"The detail and the leaf disagree on time, kind or decision.")
	}
	return nil
}
