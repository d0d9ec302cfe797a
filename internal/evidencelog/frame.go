package evidencelog

import (
	"encoding/binary"
	"errors"
)

// frameVersion is the first byte of every frame; another value is another layout.
const frameVersion = 1

// frameOverhead is the most a frame adds to its parts.
const frameOverhead = 1 + 3*binary.MaxVarintLen32

// ErrFrame is a message of the audit topic that is not a frame.
var ErrFrame = errors.New("evidencelog: not an evidence frame")

// EncodeFrame appends the entry's frame to dst: a version byte, then leaf, salt and detail, each after its length.
func EncodeFrame(dst []byte, e Entry) []byte {
	dst = append(dst, frameVersion)
	for _, part := range [...][]byte{e.Leaf, e.Salt, e.Detail} {
		dst = binary.AppendUvarint(dst, uint64(len(part)))
		dst = append(dst, part...)
	}
	return dst
}

// DecodeFrame reads a frame; the entry's slices point into it. A frame has exactly one form, so whatever decodes
// encodes to the same bytes again.
func DecodeFrame(frame []byte) (Entry, error) {
	if len(frame) == 0 || frame[0] != frameVersion {
		return Entry{}, ErrFrame
	}
	rest := frame[1:]
	var parts [3][]byte
	for i := range parts {
		size, n := binary.Uvarint(rest)
		if n <= 0 || size > uint64(len(rest)-n) || n != uvarintLen(size) {
			return Entry{}, ErrFrame
		}
		end := n + int(size) //nolint:gosec // bounded by len(rest) above
		parts[i], rest = rest[n:end:end], rest[end:]
	}
	if len(rest) != 0 {
		return Entry{}, ErrFrame
	}
	return Entry{Leaf: parts[0], Salt: parts[1], Detail: parts[2]}, nil
}

// uvarintLen is the length of the shortest encoding.
func uvarintLen(v uint64) int {
	n := 1
	for v >= 0x80 {
		v >>= 7
		n++
	}
	return n
}
