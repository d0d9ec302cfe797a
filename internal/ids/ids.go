// Package ids makes identifiers: sortable, unguessable where they are secrets.
package ids

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"io"
	"time"
)

var enc = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New is a 26-character identifier that sorts by time (48 bits of milliseconds, 80 bits of randomness).
func New(prefix string, now time.Time, r io.Reader) (string, error) {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	if _, err := io.ReadFull(reader(r), b[6:]); err != nil {
		return "", err
	}
	return prefix + enc.EncodeToString(b[:]), nil
}

// Secret is an unguessable token of n random bytes with a prefix that says what it is.
func Secret(prefix string, n int, r io.Reader) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(reader(r), b); err != nil {
		return "", err
	}
	return prefix + enc.EncodeToString(b), nil
}

func reader(r io.Reader) io.Reader {
	if r == nil {
		return rand.Reader
	}
	return r
}
