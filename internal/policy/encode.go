package policy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// magic names the format; a later one gets another digit.
const magic = "CXP2"

// maxText bounds one string of a snapshot; the longest column of a line is 1000 bytes.
const maxText = 64 << 10

var errSnapshot = errors.New("malformed snapshot")

// Encode gives the snapshot as DecodeSnapshot reads it: one form only for one content.
func (s Snapshot) Encode() []byte {
	w := writer{append(make([]byte, 0, 64+len(s.Lines)*96), magic...)}
	w.b = append(w.b, byte(s.Parts))
	w.uint(s.Serial)
	w.uint(s.Base)
	if s.Parts&PartLines != 0 {
		w.lines(s)
	}
	if s.Parts&PartDirectory != 0 {
		w.directory(s)
	}
	if s.Parts&PartSessions != 0 {
		w.uint(uint64(s.Idle))
		w.uint(uint64(len(s.Sessions)))
		for _, v := range s.Sessions {
			w.text(v.ID, v.Person)
			w.b = append(w.b, v.Hash[:]...)
			w.time(v.Expires)
			w.time(v.Seen)
		}
	}
	return w.b
}

type writer struct{ b []byte }

func (w *writer) uint(n uint64) { w.b = binary.AppendUvarint(w.b, n) }

func (w *writer) text(all ...string) {
	for _, s := range all {
		w.uint(uint64(len(s)))
		w.b = append(w.b, s...)
	}
}

func (w *writer) flag(v bool) {
	if v {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

// time is in milliseconds; 0 is the zero time.
func (w *writer) time(t time.Time) {
	if t.IsZero() {
		w.uint(0)
		return
	}
	w.uint(uint64(t.UnixMilli()))
}

func (w *writer) lines(s Snapshot) {
	w.uint(s.Version)
	w.uint(uint64(len(s.Lines)))
	for _, l := range s.Lines {
		w.text(l.ID, l.Type, l.Subject, l.Domain, l.Object)
		if l.Type != "g" {
			w.text(l.Action, l.Effect, l.Fields, l.Purposes, l.Case, l.Scope, l.Until)
		}
	}
	w.uint(uint64(len(s.Codes.Purposes)))
	for _, p := range s.Codes.Purposes {
		w.text(p.Code, p.NameZh, p.NameEn, p.Case)
		w.flag(p.CaseRequired)
	}
	w.uint(uint64(len(s.Codes.Cases)))
	for _, c := range s.Codes.Cases {
		w.text(c.Name, c.Pattern, c.Example, c.NameZh, c.NameEn)
	}
}

func (w *writer) directory(s Snapshot) {
	w.uint(uint64(len(s.Agencies)))
	for _, a := range s.Agencies {
		w.text(a.Code, a.Name, a.Division)
		w.flag(a.Disabled)
	}
	w.uint(uint64(len(s.People)))
	for _, p := range s.People {
		w.text(p.ID, p.Name, p.DisplayName, p.Agency, p.Subject)
		w.flag(p.Disabled)
	}
	w.uint(uint64(len(s.Keys)))
	for _, k := range s.Keys {
		w.text(k.ID, k.Agency, k.Label)
		w.b = append(w.b, k.Hash[:]...)
		w.time(k.Expires)
	}
}

// DecodeSnapshot reads what Encode wrote and nothing else: no trailing bytes, no other spelling of the same content.
func DecodeSnapshot(b []byte) (Snapshot, error) {
	r := reader{b: b}
	if string(r.take(len(magic))) != magic {
		return Snapshot{}, fmt.Errorf("%w: magic", errSnapshot)
	}
	var s Snapshot
	if p := r.take(1); len(p) == 1 {
		s.Parts = Parts(p[0])
	}
	if s.Parts&^AllParts != 0 {
		return Snapshot{}, fmt.Errorf("%w: unknown parts", errSnapshot)
	}
	s.Serial, s.Base = r.uint(), r.uint()
	if s.Parts&PartLines != 0 {
		r.lines(&s)
	}
	if s.Parts&PartDirectory != 0 {
		r.directory(&s)
	}
	if s.Parts&PartSessions != 0 {
		s.Idle = time.Duration(r.uint())
		s.Sessions = make([]Session, r.count(36))
		for i := range s.Sessions {
			v := &s.Sessions[i]
			v.ID, v.Person = r.text(), r.text()
			copy(v.Hash[:], r.take(32))
			v.Expires, v.Seen = r.time(), r.time()
		}
	}
	if r.bad || len(r.b) != 0 {
		return Snapshot{}, fmt.Errorf("%w at byte %d of %d", errSnapshot, len(b)-len(r.b), len(b))
	}
	return s, nil
}

type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() { r.bad, r.b = true, nil }

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.fail()
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	// A last byte of zero after others is a longer spelling of the same number.
	if n <= 0 || n > 1 && r.b[n-1] == 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads the length of a list whose elements take at least size bytes, so that a lie can't ask for memory.
func (r *reader) count(size int) int {
	n := r.uint()
	if n > uint64(len(r.b)/size) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.uint()
	if n > maxText {
		r.fail()
		return ""
	}
	b := r.take(int(n))
	if !utf8.Valid(b) {
		r.fail()
	}
	return string(b)
}

func (r *reader) flag() bool {
	b := r.take(1)
	if len(b) == 1 && b[0] > 1 {
		r.fail()
	}
	return len(b) == 1 && b[0] == 1
}

func (r *reader) time() time.Time {
	n := r.uint()
	if n > 1<<53 {
		r.fail()
	}
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(n))
}

func (r *reader) lines(s *Snapshot) {
	s.Version = r.uint()
	s.Lines = make([]Line, r.count(5))
	for i := range s.Lines {
		l := &s.Lines[i]
		l.ID, l.Type, l.Subject, l.Domain, l.Object = r.text(), r.text(), r.text(), r.text(), r.text()
		if l.Type != "g" {
			l.Action, l.Effect, l.Fields, l.Purposes, l.Case, l.Scope, l.Until = r.text(), r.text(), r.text(), r.text(), r.text(), r.text(), r.text()
		}
	}
	s.Codes.Purposes = make([]Purpose, r.count(5))
	for i := range s.Codes.Purposes {
		p := &s.Codes.Purposes[i]
		p.Code, p.NameZh, p.NameEn, p.Case, p.CaseRequired = r.text(), r.text(), r.text(), r.text(), r.flag()
	}
	s.Codes.Cases = make([]Case, r.count(5))
	for i := range s.Codes.Cases {
		c := &s.Codes.Cases[i]
		c.Name, c.Pattern, c.Example, c.NameZh, c.NameEn = r.text(), r.text(), r.text(), r.text(), r.text()
	}
}

func (r *reader) directory(s *Snapshot) {
	s.Agencies = make([]Agency, r.count(4))
	for i := range s.Agencies {
		a := &s.Agencies[i]
		a.Code, a.Name, a.Division, a.Disabled = r.text(), r.text(), r.text(), r.flag()
	}
	s.People = make([]Person, r.count(6))
	for i := range s.People {
		p := &s.People[i]
		p.ID, p.Name, p.DisplayName, p.Agency, p.Subject, p.Disabled = r.text(), r.text(), r.text(), r.text(), r.text(), r.flag()
	}
	s.Keys = make([]Key, r.count(36))
	for i := range s.Keys {
		k := &s.Keys[i]
		k.ID, k.Agency, k.Label = r.text(), r.text(), r.text()
		copy(k.Hash[:], r.take(32))
		k.Expires = r.time()
	}
}
