package record

import (
	"crypto/sha256"
	"encoding/binary"
)

// contentDomain separates these digests from every other use of the hash.
const contentDomain = "chengxin.record.content.1\n"

// AppendContentHead appends the first part of what Digest covers: everything the provider says, and nothing about how or when it
// arrived, so the same statement pushed twice has the same digest. The digest is
//
//	SHA-256( AppendContentHead || Fields, in which each sealed text is replaced by the 32-byte keyed digest of its plain text )
//
// so that it stays the same when the sealing key is rotated, and does not help to guess a sealed item. A record without sealed items can
// therefore be digested by its provider too.
func (r *Record) AppendContentHead(dst []byte) []byte {
	dst = append(dst, contentDomain...)
	dst = append(dst, byte(r.Op), r.SubjectKind, r.Severity)
	for _, s := range [...]string{r.Resource, r.RecordID, r.Subject, r.Name, r.DocumentNo, r.Agency, r.Division} {
		dst = appendText(dst, s)
	}
	dst = appendDate(dst, r.OccurredOn)
	dst = appendDate(dst, r.ValidFrom)
	dst = appendDate(dst, r.ValidTo)
	return appendDate(dst, r.PublishTo)
}

// SealContext is the associated data an item of a resource is sealed with: a sealed text opens only as the item it was sealed as.
func SealContext(resource, item string) []byte {
	b := make([]byte, 0, len(resource)+len(item)+6)
	b = append(b, "item/"...)
	b = append(b, resource...)
	b = append(b, '/')
	return append(b, item...)
}

// QuarantineContext is the associated data the raw bytes of a quarantined record are sealed with.
func QuarantineContext(id string) []byte { return append([]byte("quarantine/"), id...) }

// Sources numbers the arrivals of one batch. The same parts, number and content give the same source for ever,
// so a batch that is sent again after a crash collapses onto what was already accepted.
type Sources struct{ seed [16]byte }

// NewSources seeds the numbering: ("http", agency, resource, idempotency key), ("kafka", topic, partition), ("resubmit", quarantine id).
func NewSources(parts ...string) Sources {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
		_, _ = h.Write(n[:])
		_, _ = h.Write([]byte(p))
	}
	return Sources{[16]byte(h.Sum(nil))}
}

// At is the source of the n-th arrival: a line of a push, an offset of a topic. content is the record's digest where the sender may change
// a line before sending the batch again (the changed line is then a new arrival, not a replay); it is zero where an arrival cannot change.
// It is SHA-256( seed || n || all of content but its last byte ), cut to 16 bytes: so much fits one block of the hash.
func (s Sources) At(n int64, content [32]byte) [16]byte {
	var b [55]byte
	copy(b[:], s.seed[:])
	binary.LittleEndian.PutUint64(b[16:], uint64(n))
	copy(b[24:], content[:])
	sum := sha256.Sum256(b[:])
	return [16]byte(sum[:16])
}
