// Package data keeps histories in ClickHouse, reads `records` from Kafka, and asks the ledger through the audit service.
package data

import (
	"encoding/json"
	"hash/maphash"
	"math"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Ranks of what is known of a subject: any registration is above any other record.
const (
	registeredRank = uint64(1) << 63
	mentionedRank  = uint64(1) << 62
)

// block is records in columns, as ClickHouse takes them. Texts point into the messages they came from, so nothing is copied before
// the driver encodes the block.
type block struct {
	subject, resource, recordID, class, name, documentNo, agency, division []string
	receipt, hints, fields, about                                          []string
	source, digest                                                         []string
	rank, offset                                                           []uint64
	resourceVersion                                                        []uint16
	kind, severity, op, late                                               []uint8
	occurredOn, validFrom, validTo, publishTo                              []int32
	workingDays                                                            []int16
	knownAt                                                                []int64

	// fixed holds the bytes of source and digest; it only grows by whole chunks, so the texts into it stay valid.
	fixed []byte

	subjects subjectColumns
	names    nameColumns
	codes    codeColumns
	// withdrawn are the subjects of withdrawn registrations, with the offsets.
	withdrawn struct {
		subject []string
		version []uint64
	}
	seen   map[uint64]struct{} // subjects and names already written from this block
	memory *mentions
}

type subjectColumns struct {
	subject, name, division, status []string
	version                         []uint64
	kind, registered                []uint8
}

type nameColumns struct {
	subject, name []string
	version       []uint64
	kind, former  []uint8
}

type codeColumns struct {
	code, subject []string
	version       []uint64
}

// Add appends a record.
func (b *block) Add(r *record.Record, offset uint64) {
	b.subject = append(b.subject, r.Subject)
	b.resource = append(b.resource, r.Resource)
	b.recordID = append(b.recordID, r.RecordID)
	b.source = append(b.source, b.hold(r.Source[:]))
	b.rank = append(b.rank, math.MaxUint64-offset)
	b.offset = append(b.offset, offset)
	b.resourceVersion = append(b.resourceVersion, r.ResourceVersion)
	b.class = append(b.class, r.Class)
	b.kind = append(b.kind, r.SubjectKind)
	b.name = append(b.name, r.Name)
	b.documentNo = append(b.documentNo, r.DocumentNo)
	b.agency = append(b.agency, r.Agency)
	b.division = append(b.division, r.Division)
	b.occurredOn = append(b.occurredOn, int32(r.OccurredOn))
	b.validFrom = append(b.validFrom, int32(r.ValidFrom))
	b.validTo = append(b.validTo, int32(r.ValidTo))
	b.publishTo = append(b.publishTo, int32(r.PublishTo))
	b.severity = append(b.severity, r.Severity)
	b.op = append(b.op, uint8(r.Op))
	b.late = append(b.late, flag(r.Late))
	b.workingDays = append(b.workingDays, r.WorkingDays)
	b.knownAt = append(b.knownAt, r.KnownAt)
	b.digest = append(b.digest, b.hold(r.Digest[:]))
	b.receipt = append(b.receipt, r.Receipt)
	b.hints = append(b.hints, r.Hints)
	b.fields = append(b.fields, text(r.Fields))
	b.about = append(b.about, aboutText(r.About))
	b.learn(r, offset)
}

// learn keeps what the record says of its subject for searches. Persons are found by document only.
func (b *block) learn(r *record.Record, offset uint64) {
	kind := subject.Kind(r.SubjectKind)
	if kind.Natural() || r.Subject == "" {
		return
	}
	if r.Op == record.Withdraw {
		if r.About != nil {
			b.withdrawn.subject, b.withdrawn.version = append(b.withdrawn.subject, r.Subject), append(b.withdrawn.version, offset)
		}
		return
	}
	if r.About != nil && r.About.Name != "" {
		b.register(r, offset)
		return
	}
	if r.Name == "" {
		return
	}
	// Only the first mention is kept, so a mention that was surely stored before need not be stored again.
	key := hashOf(r.Subject, r.Name)
	if _, again := b.seen[key]; again || b.memory.has(key) {
		return
	}
	b.seen[key] = struct{}{}
	version := mentionedRank - offset
	b.subjects.add(r.Subject, r.Name, "", "", version, r.SubjectKind, 0)
	b.names.add(r.Subject, subject.NormaliseName(r.Name), version, r.SubjectKind, 0)
}

func (b *block) register(r *record.Record, offset uint64) {
	version := registeredRank | offset
	a := r.About
	b.subjects.add(r.Subject, a.Name, a.Division, a.Status, version, r.SubjectKind, 1)
	b.names.add(r.Subject, subject.NormaliseName(a.Name), version, r.SubjectKind, 0)
	for _, f := range a.FormerNames {
		if name := subject.NormaliseName(f.Name); name != "" && name != subject.NormaliseName(a.Name) {
			b.names.add(r.Subject, name, version, r.SubjectKind, 1)
		}
	}
	for _, c := range a.LegacyCodes {
		if code := subject.NormaliseUSCC(c); code != "" {
			b.codes.add(code, r.Subject, version)
		}
	}
}

func (c *subjectColumns) add(subject, name, division, status string, version uint64, kind, registered uint8) {
	c.subject, c.name = append(c.subject, subject), append(c.name, name)
	c.division, c.status = append(c.division, division), append(c.status, status)
	c.version = append(c.version, version)
	c.kind, c.registered = append(c.kind, kind), append(c.registered, registered)
}

func (c *nameColumns) add(subject, name string, version uint64, kind, former uint8) {
	c.subject, c.name = append(c.subject, subject), append(c.name, name)
	c.version = append(c.version, version)
	c.kind, c.former = append(c.kind, kind), append(c.former, former)
}

func (c *codeColumns) add(code, subject string, version uint64) {
	c.code, c.subject = append(c.code, code), append(c.subject, subject)
	c.version = append(c.version, version)
}

// Len is the number of records.
func (b *block) Len() int { return len(b.subject) }

const fixedChunk = 1 << 16

// hold copies fixed-size bytes, which the next record overwrites.
func (b *block) hold(p []byte) string {
	if len(b.fixed)+len(p) > cap(b.fixed) {
		b.fixed = make([]byte, 0, fixedChunk)
	}
	at := len(b.fixed)
	b.fixed = append(b.fixed, p...)
	return text(b.fixed[at:])
}

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// storedAbout is the form of About in the table; names are short because a million rows carry them.
type storedAbout struct {
	Name       string         `json:"n"`
	Former     []storedFormer `json:"f,omitempty"`
	Legacy     []string       `json:"c,omitempty"`
	Status     string         `json:"s,omitempty"`
	Division   string         `json:"d,omitempty"`
	Legal      string         `json:"l,omitempty"`
	Registered rules.Date     `json:"r"`
}

type storedFormer struct {
	Name  string     `json:"n"`
	Until rules.Date `json:"u"`
}

func aboutText(a *record.About) string {
	if a == nil {
		return ""
	}
	s := storedAbout{Name: a.Name, Legacy: a.LegacyCodes, Status: a.Status, Division: a.Division, Legal: a.Legal, Registered: a.RegisteredOn}
	for _, f := range a.FormerNames {
		s.Former = append(s.Former, storedFormer(f))
	}
	b, err := json.Marshal(s)
	if err != nil {
		return "" // texts and numbers always encode
	}
	return string(b)
}

func parseAbout(s string) (*record.About, error) {
	if s == "" {
		return nil, nil
	}
	var p storedAbout
	if err := json.Unmarshal([]byte(s), &p); err != nil {
		return nil, err
	}
	a := &record.About{Name: p.Name, LegacyCodes: p.Legacy, Status: p.Status, Division: p.Division, Legal: p.Legal, RegisteredOn: p.Registered}
	for _, f := range p.Former {
		a.FormerNames = append(a.FormerNames, record.FormerName(f))
	}
	return a, nil
}

var hashSeed = maphash.MakeSeed()

func hashOf(a, b string) uint64 {
	var h maphash.Hash
	h.SetSeed(hashSeed)
	_, _ = h.WriteString(a)
	_ = h.WriteByte(0)
	_, _ = h.WriteString(b)
	return h.Sum64()
}
