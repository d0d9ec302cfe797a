package record

import (
	"crypto/sha256"
	"encoding/binary"
)

// contentDomain separates these digests from every other use of the hash.
const contentDomain = "chengxin.record.content.1\n"

// AppendContent appends what Digest covers: everything the provider says, and nothing about how or when it arrived, so the same
// statement pushed twice has the same digest. Name and fields are given in clear, because masks and sealing keys may change while the
// statement does not; a record with sealed items or a person's name must therefore be digested with a key.
func (r *Record) AppendContent(dst []byte, clearName string, clearFields []byte) []byte {
	dst = append(dst, contentDomain...)
	dst = append(dst, byte(r.Op), r.SubjectKind, r.Severity)
	for _, s := range [...]string{r.Resource, r.RecordID, r.Subject, clearName, r.DocumentNo, r.Agency, r.Division} {
		dst = appendText(dst, s)
	}
	dst = appendDate(dst, r.OccurredOn)
	dst = appendDate(dst, r.ValidFrom)
	dst = appendDate(dst, r.ValidTo)
	dst = appendDate(dst, r.PublishTo)
	dst = binary.AppendUvarint(dst, uint64(len(clearFields)))
	return append(dst, clearFields...)
}

// ContentDigest is the digest of a record without anything sealed: plain SHA-256, so that its provider can compute it too.
func ContentDigest(content []byte) [32]byte { return sha256.Sum256(content) }

// Sources numbers the arrivals of one batch. The same parts and number give the same source for ever,
// so a batch that is sent again after a crash collapses onto what was already accepted.
type Sources struct{ seed [32]byte }

// NewSources seeds the numbering: ("http", agency, resource, idempotency key), ("kafka", topic, partition), ("resubmit", quarantine id).
func NewSources(parts ...string) Sources {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
		_, _ = h.Write(n[:])
		_, _ = h.Write([]byte(p))
	}
	var s Sources
	h.Sum(s.seed[:0])
	return s
}

// At is the source of the n-th arrival: a line of a push, an offset of a topic.
func (s Sources) At(n int64) [16]byte {
	var b [40]byte
	copy(b[:], s.seed[:])
	binary.LittleEndian.PutUint64(b[32:], uint64(n))
	sum := sha256.Sum256(b[:])
	return [16]byte(sum[:16])
}
