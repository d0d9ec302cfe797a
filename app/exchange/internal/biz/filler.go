package biz

import (
	"crypto/rand"
	"crypto/subtle"
)

// fillerContext separates the marks of fillers from all other digests.
var fillerContext = []byte("inbox filler")

// Filler makes a message of n bytes that says nothing. The exchange writes such messages into the inboxes behind what it has dealt with, so
// that the broker can delete the files with it. The mark tells the exchange's own from what an agency writes, which can't make one: nothing
// of an agency is ever skipped.
func (in *Inbox) Filler(topic string, n int) (value, mark []byte) {
	value = make([]byte, n)
	_, _ = rand.Read(value) // never fails; random bytes can't be compressed
	sum := in.fillerMark(topic, value)
	return value, sum[:]
}

// IsFiller tells whether the exchange made a message by Filler.
func (in *Inbox) IsFiller(m *Inbound) bool {
	if len(m.Mark) == 0 {
		return false
	}
	sum := in.fillerMark(m.Topic, m.Value)
	return subtle.ConstantTimeCompare(sum[:], m.Mark) == 1
}

func (in *Inbox) fillerMark(topic string, value []byte) [32]byte {
	return in.d.Desk.Seal.Digest(fillerContext, []byte(topic), value)
}
