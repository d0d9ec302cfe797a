package evidence

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Malformed is the kind of a leaf whose entry in the topic could not be decoded. It keeps its index: the leaf commits
// to the raw entry, without a salt.
const Malformed Kind = "malformed"

// SaltSize is how many random bytes keep a leaf's commitment from being guessed.
const SaltSize = 16

// Allowed and Denied are the two decisions as the leaf and the detail spell them.
const (
	Allowed = "allow"
	Denied  = "deny"
)

// Decision is Allowed or Denied.
func (e Event) Decision() string {
	if e.Allow {
		return Allowed
	}
	return Denied
}

// AppendDetail appends the event as canonical JSON: fixed key order, no spaces, empty members left out, time in
// milliseconds since 1970. Equal events encode equally on every machine, since the ledger commits to these bytes.
// A member added later is optional and left out when empty, so details written before it read and encode as they did.
func (e Event) AppendDetail(dst []byte) []byte {
	dst = append(dst, `{"v":1,"at":`...)
	dst = strconv.AppendInt(dst, e.At.UnixMilli(), 10)
	dst = append(dst, `,"kind":`...)
	dst = appendString(dst, string(e.Kind))
	dst = append(dst, `,"decision":"`...)
	dst = append(dst, e.Decision()...)
	dst = append(dst, '"')
	for _, m := range e.texts() {
		if *m.value != "" {
			dst = append(dst, m.key...)
			dst = appendString(dst, *m.value)
		}
	}
	if e.PolicyVersion != 0 {
		dst = append(dst, `,"policy_version":`...)
		dst = strconv.AppendUint(dst, e.PolicyVersion, 10)
	}
	if e.AnswerDigest != [32]byte{} {
		dst = append(dst, `,"answer_digest":"`...)
		dst = hex.AppendEncode(dst, e.AnswerDigest[:])
		dst = append(dst, '"')
	}
	if e.Count != 0 {
		dst = append(dst, `,"count":`...)
		dst = strconv.AppendInt(dst, e.Count, 10)
	}
	if e.Withheld != 0 {
		dst = append(dst, `,"withheld":`...)
		dst = strconv.AppendInt(dst, e.Withheld, 10)
	}
	return append(dst, '}')
}

type member struct {
	key   string
	value *string
}

// texts lists the optional text members in their canonical order.
func (e *Event) texts() [14]member {
	return [14]member{
		{`,"actor":`, &e.Actor}, {`,"actor_name":`, &e.ActorName}, {`,"agency":`, &e.Agency}, {`,"credential":`, &e.Credential},
		{`,"subject":`, &e.Subject}, {`,"resource":`, &e.Resource}, {`,"action":`, &e.Action}, {`,"purpose":`, &e.Purpose},
		{`,"case_no":`, &e.CaseNo}, {`,"reason":`, &e.Reason}, {`,"line":`, &e.Line}, {`,"trace":`, &e.Trace}, {`,"note":`, &e.Note},
		{`,"given":`, &e.Given},
	}
}

// ParseDetail reads what AppendDetail wrote and refuses every other spelling: an unknown, repeated or misplaced member,
// a space, another escape. So one detail has one event and one event one detail.
func ParseDetail(detail []byte) (Event, error) {
	var e Event
	s := scanner{rest: detail}
	s.lit(`{"v":1,"at":`)
	e.At = time.UnixMilli(s.int64()).UTC()
	s.lit(`,"kind":`)
	e.Kind = Kind(s.string())
	e.Allow = s.decision()
	for _, m := range e.texts() {
		if s.has(m.key) {
			*m.value = s.string()
		}
	}
	if s.has(`,"policy_version":`) {
		e.PolicyVersion = s.uint64()
	}
	if s.has(`,"answer_digest":`) {
		s.digest(&e.AnswerDigest)
	}
	if s.has(`,"count":`) {
		e.Count = s.int64()
	}
	if s.has(`,"withheld":`) {
		e.Withheld = s.int64()
	}
	s.lit(`}`)
	if s.bad || len(s.rest) != 0 || !bytes.Equal(e.AppendDetail(make([]byte, 0, len(detail))), detail) {
		return Event{}, fault.New(fault.Invalid, "DETAIL_MALFORMED", "存证明细不是规范格式。", "The evidence detail is not in canonical form.")
	}
	return e, nil
}

func (s *scanner) decision() bool {
	s.lit(`,"decision":"`)
	if s.has(Allowed + `"`) {
		return true
	}
	s.lit(Denied + `"`)
	return false
}

func (s *scanner) digest(to *[32]byte) {
	h := s.string()
	if len(h) != 2*len(to) {
		s.bad = true
		return
	}
	if _, err := hex.Decode(to[:], []byte(h)); err != nil {
		s.bad = true
	}
}
