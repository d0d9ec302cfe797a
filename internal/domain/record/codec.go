package record

import (
	"encoding/binary"
	"errors"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// codecVersion is the first byte of every encoded record; a reader refuses versions it does not know.
const codecVersion = 1

// Flags of the second byte. All other bits are zero.
const (
	flagWithdraw = 1 << iota
	flagLate
	flagAbout
	flagsKnown = flagWithdraw | flagLate | flagAbout
)

// The fixed head: version, flags, kind, severity, source, digest, known-at, resource version, working days, four dates.
const headSize = 4 + 16 + 32 + 8 + 2 + 2 + 4*4

// Errors of Decode. They say nothing about the content, so they may be logged.
var (
	ErrVersion   = errors.New("record: unknown codec version")
	ErrTruncated = errors.New("record: truncated")
	ErrTrailing  = errors.New("record: bytes after the end")
	ErrForm      = errors.New("record: not in canonical form")
)

// Append appends the record's binary form to dst: a fixed head in little endian, then length-prefixed texts.
// There is one form per record: Decode refuses every other, so equal records are equal bytes.
func (r *Record) Append(dst []byte) []byte {
	var flags byte
	if r.Op == Withdraw {
		flags |= flagWithdraw
	}
	if r.Late {
		flags |= flagLate
	}
	if r.About != nil {
		flags |= flagAbout
	}
	dst = append(dst, codecVersion, flags, r.SubjectKind, r.Severity)
	dst = append(dst, r.Source[:]...)
	dst = append(dst, r.Digest[:]...)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(r.KnownAt))
	dst = binary.LittleEndian.AppendUint16(dst, r.ResourceVersion)
	dst = binary.LittleEndian.AppendUint16(dst, uint16(r.WorkingDays))
	for _, d := range [...]rules.Date{r.OccurredOn, r.ValidFrom, r.ValidTo, r.PublishTo} {
		dst = appendDate(dst, d)
	}
	for _, s := range r.texts() {
		dst = appendText(dst, *s)
	}
	dst = binary.AppendUvarint(dst, uint64(len(r.Fields)))
	dst = append(dst, r.Fields...)
	if r.About != nil {
		dst = r.About.append(dst)
	}
	return dst
}

// texts is the order of the length-prefixed texts.
func (r *Record) texts() [10]*string {
	return [10]*string{
		&r.Resource, &r.Class, &r.RecordID, &r.Subject, &r.Name, &r.DocumentNo,
		&r.Agency, &r.Division, &r.Receipt, &r.Hints,
	}
}

func (a *About) append(dst []byte) []byte {
	dst = appendText(dst, a.Name)
	dst = appendText(dst, a.Status)
	dst = appendText(dst, a.Division)
	dst = appendText(dst, a.Legal)
	dst = appendDate(dst, a.RegisteredOn)
	dst = binary.AppendUvarint(dst, uint64(len(a.FormerNames)))
	for _, f := range a.FormerNames {
		dst = appendText(dst, f.Name)
		dst = appendDate(dst, f.Until)
	}
	dst = binary.AppendUvarint(dst, uint64(len(a.LegacyCodes)))
	for _, c := range a.LegacyCodes {
		dst = appendText(dst, c)
	}
	return dst
}

// Decode reads one record's binary form into r, which it overwrites whole. The texts and Fields of r alias b:
// b must not change while r, or anything copied out of it, is in use. It never panics, whatever b holds.
func Decode(b []byte, r *Record) error {
	if len(b) == 0 {
		return ErrTruncated
	}
	if b[0] != codecVersion {
		return ErrVersion
	}
	if len(b) < headSize {
		return ErrTruncated
	}
	flags := b[1]
	if flags&^flagsKnown != 0 {
		return ErrForm
	}
	*r = Record{SubjectKind: b[2], Severity: b[3], Late: flags&flagLate != 0}
	if flags&flagWithdraw != 0 {
		r.Op = Withdraw
	}
	copy(r.Source[:], b[4:20])
	copy(r.Digest[:], b[20:52])
	r.KnownAt = int64(binary.LittleEndian.Uint64(b[52:60]))
	r.ResourceVersion = binary.LittleEndian.Uint16(b[60:62])
	r.WorkingDays = int16(binary.LittleEndian.Uint16(b[62:64]))
	for i, d := range [...]*rules.Date{&r.OccurredOn, &r.ValidFrom, &r.ValidTo, &r.PublishTo} {
		*d = rules.Date(binary.LittleEndian.Uint32(b[64+4*i:]))
	}
	c := cursor{b: b[headSize:]}
	for _, s := range r.texts() {
		*s = c.text()
	}
	r.Fields = c.bytes()
	if flags&flagAbout != 0 {
		r.About = c.about()
	}
	return c.end()
}
