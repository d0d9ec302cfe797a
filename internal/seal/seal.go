// Package seal keeps personal data unreadable outside the callers whose grant names it: tokens instead of document
// numbers, authenticated encryption of items, keyed digests. Keys live in one owner-only file and can be rotated.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"
)

// ErrSealed is returned for text that was not sealed by these keys, for this place, or that was changed.
var ErrSealed = errors.New("seal: not openable with these keys")

const prefix = "s1."

// strictText refuses what Seal does not write, so one plaintext has one sealed form.
var strictText = base64.RawURLEncoding.Strict()

// Keyring seals with its current key and opens with any of its keys. It is safe for concurrent use.
type Keyring struct {
	keys  []*key // the first is current
	token []byte
	// macs keeps keyed hashes for reuse: making one costs more than using it.
	macs sync.Pool
}

type key struct {
	id   string
	aead cipher.AEAD
	siv  []byte
	raw  []byte
	macs sync.Pool
}

func newKey(id string, raw []byte) (*key, error) {
	enc, err := hkdf.Key(sha256.New, raw, nil, "chengxin seal encryption", 32)
	if err != nil {
		return nil, err
	}
	siv, err := hkdf.Key(sha256.New, raw, nil, "chengxin seal nonce", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(enc)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	k := &key{id: id, aead: aead, siv: siv, raw: raw}
	k.macs.New = func() any { return hmac.New(sha256.New, siv) }
	return k, nil
}

func newKeyring(keys []*key, token []byte) *Keyring {
	k := &Keyring{keys: keys, token: token}
	k.macs.New = func() any { return hmac.New(sha256.New, token) }
	return k
}

// CitizenID is the kind of a citizen's ID number in tokens.
const CitizenID = "citizen_id"

var tokenText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Token is the stable stand-in for a person's document: "p" and 32 letters, a keyed hash. Kind is the document's type, such as CitizenID.
// The same document always has the same token; the token key is never rotated. Case, spaces, hyphens and full-width forms do not matter.
func (k *Keyring) Token(kind, document string) string {
	m := k.macs.Get().(hash.Hash)
	defer k.macs.Put(m)
	m.Reset()
	writePart(m, []byte("token"))
	writePart(m, []byte(kind))
	writePart(m, []byte(normalise(document)))
	var sum [32]byte
	m.Sum(sum[:0])
	return "p" + tokenText.EncodeToString(sum[:20])
}

// Digest is a keyed digest of the parts: equal only for equal parts, and useless for guessing short secrets without the key.
func (k *Keyring) Digest(parts ...[]byte) (d [32]byte) {
	m := k.macs.Get().(hash.Hash)
	defer k.macs.Put(m)
	m.Reset()
	writePart(m, []byte("digest"))
	for _, p := range parts {
		writePart(m, p)
	}
	m.Sum(d[:0])
	return d
}

// writePart puts the length first, so that no two lists of parts run together.
func writePart(h hash.Hash, p []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(p)))
	_, _ = h.Write(n[:])
	_, _ = h.Write(p)
}

// Seal appends the sealed plaintext to dst, as text that may stand in JSON. The nonce is a keyed hash of the place (aad) and the
// plaintext, so equal input seals equal under one key: a record sealed twice keeps its digest, and a nonce never meets two texts.
func (k *Keyring) Seal(dst, plaintext, aad []byte) []byte {
	c := k.keys[0]
	var nonce [32]byte
	c.nonce(&nonce, plaintext, aad)
	size := c.aead.NonceSize()
	raw := make([]byte, size, size+len(plaintext)+c.aead.Overhead())
	copy(raw, nonce[:size])
	raw = c.aead.Seal(raw, raw[:size], plaintext, aad)
	dst = append(dst, prefix...)
	dst = append(dst, c.id...)
	dst = append(dst, '.')
	return base64.RawURLEncoding.AppendEncode(dst, raw)
}

func (c *key) nonce(out *[32]byte, plaintext, aad []byte) {
	m := c.macs.Get().(hash.Hash)
	m.Reset()
	writePart(m, aad)
	writePart(m, plaintext)
	m.Sum(out[:0])
	c.macs.Put(m)
}

// Open appends the plaintext of sealed to dst. aad must be what it was sealed with.
func (k *Keyring) Open(dst, sealed, aad []byte) ([]byte, error) {
	rest, ok := strings.CutPrefix(string(sealed), prefix)
	if !ok {
		return dst, ErrSealed
	}
	id, text, ok := strings.Cut(rest, ".")
	if !ok {
		return dst, ErrSealed
	}
	c := k.find(id)
	if c == nil {
		return dst, fmt.Errorf("%w: key %q is not in the ring", ErrSealed, id)
	}
	raw, err := strictText.DecodeString(text)
	size := c.aead.NonceSize()
	if err != nil || strings.ContainsAny(text, "\r\n") || len(raw) < size+c.aead.Overhead() {
		return dst, ErrSealed
	}
	start := len(dst)
	out, err := c.aead.Open(dst, raw[:size], raw[size:], aad)
	if err != nil {
		return dst, ErrSealed
	}
	var nonce [32]byte
	c.nonce(&nonce, out[start:], aad)
	if subtle.ConstantTimeCompare(nonce[:size], raw[:size]) != 1 {
		return dst, ErrSealed
	}
	return out, nil
}

func (k *Keyring) find(id string) *key {
	for _, c := range k.keys {
		if c.id == id {
			return c
		}
	}
	return nil
}

// IsSealed reports whether text looks sealed; Open decides.
func IsSealed(text []byte) bool {
	return len(text) > len(prefix) && string(text[:len(prefix)]) == prefix
}

// normalise folds what people type differently: full-width forms, case, spaces, hyphens.
func normalise(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= 0xFEE0
		}
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == ' ' || r == '-' || r == '\t' || r == '\u3000' || r == '\u00a0' || r == '\ufeff':
			return -1
		}
		return r
	}, s)
}
