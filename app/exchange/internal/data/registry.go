package data

import (
	"context"
	"sort"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

type subjectRow struct {
	bun.BaseModel `bun:"table:subjects"`
	Code          string `bun:"code,pk"`
	Name          string `bun:"name"`
	Since         int32  `bun:"since"`
	Status        string `bun:"status"`
	KnownAt       int64  `bun:"known_at"`
}

type formerRow struct {
	bun.BaseModel `bun:"table:former_names"`
	Code          string `bun:"code,pk"`
	Name          string `bun:"name,pk"`
	Until         int32  `bun:"until"`
}

type legacyRow struct {
	bun.BaseModel `bun:"table:legacy_codes"`
	Legacy        string `bun:"legacy,pk"`
	Code          string `bun:"code,pk"`
}

// Registry keeps the subject registry in SQL.
type Registry struct{ db *bun.DB }

// NewRegistry keeps the subject registry in db.
func NewRegistry(db *bun.DB) *Registry { return &Registry{db} }

// lookupRows bounds one IN list.
const lookupRows = 1000

// Find looks codes up, a statement per table and thousand codes.
func (s *Registry) Find(ctx context.Context, codes, legacy []string) (biz.Directory, error) {
	entries, err := load(ctx, s.db, codes)
	if err != nil {
		return biz.Directory{}, down(err)
	}
	dir := biz.Directory{Subjects: make(map[string]*biz.Subject, len(entries))}
	for code, e := range entries {
		dir.Subjects[code] = &e.Subject
	}
	if len(legacy) == 0 {
		return dir, nil
	}
	dir.Legacy = make(map[string][]string, len(legacy))
	err = inParts(legacy, func(part []string) error {
		var rows []legacyRow
		if err := s.db.NewSelect().Model(&rows).Where("legacy IN (?)", bun.List(part)).Order("legacy", "code").Scan(ctx); err != nil {
			return err
		}
		for _, r := range rows {
			dir.Legacy[r.Legacy] = append(dir.Legacy[r.Legacy], r.Code)
		}
		return nil
	})
	return dir, down(err)
}

// inParts calls fn with at most lookupRows distinct values at a time.
func inParts(values []string, fn func([]string) error) error {
	seen := make(map[string]struct{}, len(values))
	var part []string
	for _, v := range values {
		if _, ok := seen[v]; ok {
			continue
		}
		seen[v] = struct{}{}
		if part = append(part, v); len(part) == lookupRows {
			if err := fn(part); err != nil {
				return err
			}
			part = part[:0]
		}
	}
	if len(part) == 0 {
		return nil
	}
	return fn(part)
}

// load reads subjects with their former names.
func load(ctx context.Context, db bun.IDB, codes []string) (map[string]*biz.Entry, error) {
	out := make(map[string]*biz.Entry, len(codes))
	err := inParts(codes, func(part []string) error {
		var rows []subjectRow
		if err := db.NewSelect().Model(&rows).Where("code IN (?)", bun.List(part)).Scan(ctx); err != nil {
			return err
		}
		for _, r := range rows {
			out[r.Code] = &biz.Entry{KnownAt: r.KnownAt, Subject: biz.Subject{Code: r.Code, Name: r.Name, Since: rules.Date(r.Since), Status: r.Status}}
		}
		var former []formerRow
		if err := db.NewSelect().Model(&former).Where("code IN (?)", bun.List(part)).Order("code", "name").Scan(ctx); err != nil {
			return err
		}
		for _, f := range former {
			if e := out[f.Code]; e != nil {
				e.Former = append(e.Former, record.FormerName{Name: f.Name, Until: rules.Date(f.Until)})
			}
		}
		return nil
	})
	return out, err
}

// Learn applies registrations in order, in one transaction.
func (s *Registry) Learn(ctx context.Context, regs []biz.Registration) error {
	if len(regs) == 0 {
		return nil
	}
	codes := make([]string, len(regs))
	for i := range regs {
		codes[i] = regs[i].Code
	}
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		entries, err := load(ctx, tx, codes)
		if err != nil {
			return err
		}
		changed := map[string]bool{}
		for _, reg := range regs {
			old := entries[reg.Code]
			next := biz.Learn(old, reg)
			if next == old {
				continue
			}
			changed[reg.Code] = true
			if next == nil {
				delete(entries, reg.Code)
			} else {
				entries[reg.Code] = next
			}
		}
		return replace(ctx, tx, changed, entries)
	}))
}

// nameWidth is the most characters of a name the registry keeps: an item of many former names may hold one long text without a separator.
const nameWidth = 500

// replace writes the changed entries anew.
func replace(ctx context.Context, tx bun.Tx, changed map[string]bool, entries map[string]*biz.Entry) error {
	codes := make([]string, 0, len(changed))
	for code := range changed {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	err := inParts(codes, func(part []string) error {
		for _, table := range []string{"subjects", "former_names", "legacy_codes"} {
			if _, err := tx.NewDelete().Table(table).Where("code IN (?)", bun.List(part)).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var subjects []subjectRow
	var former []formerRow
	var legacy []legacyRow
	for _, code := range codes {
		e := entries[code]
		if e == nil {
			continue
		}
		subjects = append(subjects, subjectRow{Code: code, Name: column(e.Name, nameWidth), Since: int32(e.Since), Status: column(e.Status, 100), KnownAt: e.KnownAt})
		for _, f := range e.Former {
			former = append(former, formerRow{Code: code, Name: column(f.Name, nameWidth), Until: int32(f.Until)})
		}
		for _, l := range e.Legacy {
			legacy = append(legacy, legacyRow{Legacy: column(l, 64), Code: code})
		}
	}
	if err := insert(ctx, tx, subjects); err != nil {
		return err
	}
	if err := insert(ctx, tx, former); err != nil {
		return err
	}
	return insert(ctx, tx, legacy)
}

// Clear empties the registry before it is learned again.
func (s *Registry) Clear(ctx context.Context) error {
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for _, table := range []string{"subjects", "former_names", "legacy_codes"} {
			if _, err := tx.NewDelete().Table(table).Where("1 = 1").Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
}
