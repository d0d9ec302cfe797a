// Package biztest holds the contract of the ports Store and Histories, and an implementation in memory that the use-cases are tested on.
package biztest

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Memory is Store and Histories in memory.
type Memory struct {
	mu   sync.Mutex
	rows []row
	// Fail, if set, is asked before each insert and read.
	Fail func() error
	// Most, if set, bounds the versions read of one subject.
	Most int
}

type row struct {
	rec    record.Record
	offset uint64
}

type memoryBlock struct{ rows []row }

// Add copies the record.
func (b *memoryBlock) Add(r *record.Record, offset uint64) {
	c := *r
	c.Fields = slices.Clone(r.Fields)
	b.rows = append(b.rows, row{c, offset})
}

// Len is the number of records.
func (b *memoryBlock) Len() int { return len(b.rows) }

// Reset empties the block.
func (b *memoryBlock) Reset() { b.rows = b.rows[:0] }

// NewBlock makes an empty block.
func (m *Memory) NewBlock() biz.Block { return &memoryBlock{} }

// Insert keeps the block's records.
func (m *Memory) Insert(_ context.Context, b biz.Block) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Fail != nil {
		if err := m.Fail(); err != nil {
			return err
		}
	}
	m.rows = append(m.rows, b.(*memoryBlock).rows...)
	return nil
}

// Put is a short way to store one record.
func (m *Memory) Put(r *record.Record, offset uint64) {
	b := m.NewBlock()
	b.Add(r, offset)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = append(m.rows, b.(*memoryBlock).rows...)
}

// Versions gives all stored versions about a subject, if they are not too many.
func (m *Memory) Versions(ctx context.Context, id string) ([]biz.Version, error) {
	out, err := m.VersionsOf(ctx, []string{id}, math.MaxInt)
	if err == nil && m.Most > 0 && len(out[id]) > m.Most {
		return nil, biz.TooManyVersions(m.Most)
	}
	return out[id], err
}

// VersionsOf gives the stored versions of several subjects, of each who has no more than most.
func (m *Memory) VersionsOf(_ context.Context, ids []string, most int) (map[string][]biz.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Fail != nil {
		if err := m.Fail(); err != nil {
			return nil, err
		}
	}
	out := map[string][]biz.Version{}
	for _, x := range m.rows {
		if slices.Contains(ids, x.rec.Subject) {
			out[x.rec.Subject] = append(out[x.rec.Subject], version(x))
		}
	}
	maps.DeleteFunc(out, func(_ string, vs []biz.Version) bool { return len(vs) > most })
	return out, nil
}

// Unattached gives the stored versions of the first records without subject.
func (m *Memory) Unattached(_ context.Context, f biz.ListFind) ([]biz.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fits := func(r *record.Record) bool {
		return r.Subject == "" && r.Resource == f.Resource && r.RecordID > f.After && (f.RecordID == "" || f.RecordID == r.RecordID)
	}
	var ids []string
	for i := range m.rows {
		if r := &m.rows[i].rec; fits(r) && !slices.Contains(ids, r.RecordID) {
			ids = append(ids, r.RecordID)
		}
	}
	slices.Sort(ids)
	ids = ids[:min(len(ids), f.Limit)]
	var out []biz.Version
	for _, x := range m.rows {
		if fits(&x.rec) && slices.Contains(ids, x.rec.RecordID) {
			out = append(out, version(x))
		}
	}
	return out, nil
}

func version(x row) biz.Version {
	r := x.rec
	return biz.Version{
		Resource: r.Resource, ResourceVersion: r.ResourceVersion, RecordID: r.RecordID, Source: string(r.Source[:]), Offset: x.offset, Class: r.Class,
		Kind: subject.Kind(r.SubjectKind), Name: r.Name, DocumentNo: r.DocumentNo, Agency: r.Agency, Division: r.Division, OccurredOn: r.OccurredOn,
		ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, PublishTo: r.PublishTo, Severity: rules.Severity(r.Severity), Op: r.Op, Late: r.Late,
		WorkingDays: r.WorkingDays, KnownAt: r.KnownAt, Digest: string(r.Digest[:]), Hints: r.Hints, Fields: string(r.Fields), About: r.About,
	}
}

// Resolve gives the subjects of a legacy code.
func (m *Memory) Resolve(_ context.Context, code string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all, last := map[string]bool{}, map[string]row{}
	for _, x := range m.rows {
		if x.rec.About == nil || x.rec.Op != record.Upsert || x.rec.SubjectKind == uint8(subject.Person) {
			continue
		}
		if slices.Contains(x.rec.About.LegacyCodes, code) {
			all[x.rec.Subject] = true
		}
		if x.offset >= last[x.rec.Subject].offset {
			last[x.rec.Subject] = x
		}
	}
	var out, present []string
	for id := range all {
		out = append(out, id)
		if slices.Contains(last[id].rec.About.LegacyCodes, code) {
			present = append(present, id)
		}
	}
	if present != nil {
		out = present
	}
	slices.Sort(out)
	return out, nil
}

// known is what searches know of one subject.
type known struct {
	biz.Found
	offset uint64
	names  map[string]bool
}

func (m *Memory) subjects() map[string]*known {
	out, gone := map[string]*known{}, map[string]bool{}
	for _, x := range m.rows {
		r := x.rec
		if subject.Kind(r.SubjectKind).Natural() {
			continue
		}
		if r.Op == record.Withdraw {
			if r.About != nil {
				gone[r.Subject] = true
			}
			continue
		}
		k := out[r.Subject]
		if k == nil {
			k = &known{names: map[string]bool{}, Found: biz.Found{Subject: r.Subject, Kind: subject.Kind(r.SubjectKind), Name: r.Name}, offset: x.offset}
			out[r.Subject] = k
		}
		if r.About == nil {
			k.names[subject.NormaliseName(r.Name)] = true
			continue
		}
		for _, f := range r.About.FormerNames {
			k.names[subject.NormaliseName(f.Name)] = true
		}
		k.names[subject.NormaliseName(r.About.Name)] = true
		if !k.Registered || x.offset > k.offset {
			k.Registered, k.Name, k.Status, k.Division, k.offset = true, r.About.Name, r.About.Status, r.About.Division, x.offset
		}
	}
	for id, k := range out {
		k.Withdrawn = gone[id]
	}
	return out
}

// Find searches.
func (m *Memory) Find(ctx context.Context, f biz.Find) ([]biz.Found, error) {
	ids := slices.Clone(f.Codes)
	if len(f.Codes) > 0 {
		more, err := m.Resolve(ctx, f.Codes[0])
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []biz.Found
	for id, k := range m.subjects() {
		if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, k.Kind) {
			continue
		}
		hit := k.Found
		switch name := k.match(f.Name); {
		case slices.Contains(ids, id):
			hit.Matched, hit.Text, hit.Score = "code", f.Codes[0], 1
		case name != "":
			hit.Matched, hit.Text, hit.Score = "name", name, float64(utf8.RuneCountInString(f.Name))/float64(utf8.RuneCountInString(name))
			if name != subject.NormaliseName(k.Name) {
				hit.Matched = "former_name"
			}
		default:
			continue
		}
		out = append(out, hit)
	}
	slices.SortFunc(out, func(a, b biz.Found) int {
		if a.Score != b.Score {
			if a.Score > b.Score {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Subject, b.Subject)
	})
	out = out[min(f.Offset, len(out)):]
	return out[:min(f.Limit, len(out))], nil
}

func (k *known) match(part string) string {
	if part == "" {
		return ""
	}
	best := ""
	for n := range k.names {
		if strings.Contains(n, part) && (best == "" || len(n) < len(best)) {
			best = n
		}
	}
	return best
}
