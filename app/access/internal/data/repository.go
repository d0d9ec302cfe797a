// Package data keeps the state of access in SQL and adapts ledger, policy, broker and cryptography to its use-cases.
package data

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the tables of access, for SQLite and PostgreSQL.
func Migrations() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		// The name is a constant of this file; an error here can't reach a user.
		return migrations
	}
	return sub
}

// insertBatch keeps a statement below the limits on bound values of both databases.
const insertBatch = 500

// Repository keeps the state in SQL.
type Repository struct{ db *bun.DB }

// NewRepository works on an open, migrated store.
func NewRepository(db *bun.DB) *Repository { return &Repository{db} }

// Load reads everything in force.
func (r *Repository) Load(ctx context.Context) (*biz.State, error) {
	s := biz.NewState()
	err := r.db.RunInTx(ctx, &sql.TxOptions{ReadOnly: false}, func(ctx context.Context, tx bun.Tx) error {
		if err := loadDirectory(ctx, tx, s); err != nil {
			return err
		}
		if err := loadCredentials(ctx, tx, s); err != nil {
			return err
		}
		return loadPolicy(ctx, tx, s)
	})
	return s, err
}

func all[T any](ctx context.Context, db bun.IDB, each func(T) error) error {
	var rows []T
	if err := db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return err
	}
	for _, r := range rows {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

func loadDirectory(ctx context.Context, tx bun.IDB, s *biz.State) error {
	err := all(ctx, tx, func(r agencyRow) error {
		s.Agencies[r.Code] = biz.Agency{Code: r.Code, Name: r.Name, USCC: r.USCC, Division: r.Division, Kind: r.Kind, Disabled: r.Disabled == 1}
		return nil
	})
	if err != nil {
		return fmt.Errorf("agencies: %w", err)
	}
	err = all(ctx, tx, func(r personRow) error {
		p, err := personOf(r)
		s.People[r.ID] = p
		return err
	})
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	return nil
}

func loadCredentials(ctx context.Context, tx bun.IDB, s *biz.State) error {
	err := all(ctx, tx, func(r keyRow) error {
		k, err := keyOf(r)
		s.Keys[r.ID] = k
		return err
	})
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	err = all(ctx, tx, func(r sessionRow) error {
		v, err := sessionOf(r)
		s.Sessions[r.ID] = v
		return err
	})
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	err = all(ctx, tx, func(r failuresRow) error {
		s.Failures[r.Name] = biz.Failures{Name: r.Name, Count: r.Count, Last: instant(r.Last), Until: instant(r.Locked)}
		return nil
	})
	if err != nil {
		return fmt.Errorf("failures: %w", err)
	}
	return nil
}

func loadPolicy(ctx context.Context, tx bun.IDB, s *biz.State) error {
	var v versionRow
	err := tx.NewSelect().Model(&v).Order("number DESC").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("version: %w", err)
	}
	s.Version = versionOf(v)
	s.Lines, err = linesAt(ctx, tx, v.Number)
	return err
}

func linesAt(ctx context.Context, db bun.IDB, version int64) ([]biz.Line, error) {
	var rows []lineRow
	err := db.NewSelect().Model(&rows).Where("added <= ? AND (removed = 0 OR removed > ?)", version, version).Order("seq").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("lines: %w", err)
	}
	out := make([]biz.Line, len(rows))
	for i, l := range rows {
		out[i] = lineOf(l)
	}
	return out, nil
}

// Commit writes a change in one transaction.
func (r *Repository) Commit(ctx context.Context, c biz.Change) error {
	return r.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := writeDirectory(ctx, tx, c); err != nil {
			return err
		}
		if err := writeSessions(ctx, tx, c); err != nil {
			return err
		}
		if c.Revision != nil {
			if err := revise(ctx, tx, c.Revision); err != nil {
				return err
			}
		}
		for _, p := range c.Events {
			b, err := json.Marshal(p.Event)
			if err != nil {
				return err
			}
			if _, err := tx.NewInsert().Model(&outboxRow{ID: p.ID, Event: string(b)}).Exec(ctx); err != nil {
				return fmt.Errorf("outbox: %w", err)
			}
		}
		return nil
	})
}

// put inserts a row or replaces it by its key.
func put(ctx context.Context, tx bun.Tx, row any, columns ...string) error {
	q := tx.NewInsert().Model(row).On("CONFLICT (" + columns[0] + ") DO UPDATE")
	for _, c := range columns[1:] {
		q = q.Set("? = EXCLUDED.?", bun.Ident(c), bun.Ident(c))
	}
	_, err := q.Exec(ctx)
	return err
}

func writeDirectory(ctx context.Context, tx bun.Tx, c biz.Change) error {
	for _, a := range c.Agencies {
		row := &agencyRow{Code: a.Code, Name: a.Name, USCC: a.USCC, Division: a.Division, Kind: a.Kind, Disabled: bit(a.Disabled)}
		if err := put(ctx, tx, row, "code", "name", "uscc", "division", "kind", "disabled"); err != nil {
			return fmt.Errorf("agency: %w", err)
		}
	}
	for _, p := range c.People {
		if err := put(ctx, tx, rowOfPerson(p), "id", "display_name", "agency", "subject", "disabled", "password", "enrolment", "enrol_until"); err != nil {
			return fmt.Errorf("person: %w", err)
		}
	}
	for _, k := range c.Keys {
		if err := put(ctx, tx, rowOfKey(k), "id", "label", "expires", "revoked"); err != nil {
			return fmt.Errorf("key: %w", err)
		}
	}
	return nil
}

func writeSessions(ctx context.Context, tx bun.Tx, c biz.Change) error {
	for _, s := range c.Sessions {
		if err := put(ctx, tx, rowOfSession(s), "id", "seen"); err != nil {
			return fmt.Errorf("session: %w", err)
		}
	}
	for ids := range chunks(c.EndSessions) {
		if _, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("id IN (?)", bun.List(ids)).Exec(ctx); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
	}
	for _, f := range c.Failures {
		if f.Count == 0 {
			if _, err := tx.NewDelete().Model((*failuresRow)(nil)).Where("name = ?", f.Name).Exec(ctx); err != nil {
				return fmt.Errorf("forget failures: %w", err)
			}
			continue
		}
		row := &failuresRow{Name: f.Name, Count: f.Count, Last: millis(f.Last), Locked: millis(f.Until)}
		if err := put(ctx, tx, row, "name", "count", "last", "locked"); err != nil {
			return fmt.Errorf("failures: %w", err)
		}
	}
	return nil
}

func revise(ctx context.Context, tx bun.Tx, r *biz.Revision) error {
	v := r.Version
	row := &versionRow{Number: int64(v.Number), At: millis(v.At), Author: v.By, Why: v.Why, Lines: v.Count}
	// The primary key refuses a second version of the same number, whoever writes it.
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("version: %w", err)
	}
	removed := int64(0)
	for ids := range chunks(r.Remove) {
		res, err := tx.NewUpdate().Model((*lineRow)(nil)).Set("removed = ?", row.Number).Where("removed = 0 AND id IN (?)", bun.List(ids)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove lines: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		removed += n
	}
	if removed != int64(len(r.Remove)) {
		return fmt.Errorf("remove lines: %d of %d are in force", removed, len(r.Remove))
	}
	rows := make([]lineRow, len(r.Add))
	for i, l := range r.Add {
		rows[i] = rowOfLine(l, row.Number<<20|int64(i), row.Number)
	}
	for part := range chunks(rows) {
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fmt.Errorf("add lines: %w", err)
		}
	}
	return nil
}

func chunks[T any](all []T) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		for len(all) > 0 {
			n := min(insertBatch, len(all))
			if !yield(all[:n:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// Outbox lists evidence not yet reported as delivered, oldest first: ids sort by time.
func (r *Repository) Outbox(ctx context.Context) ([]biz.Pending, error) {
	var rows []outboxRow
	if err := r.db.NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	out := make([]biz.Pending, len(rows))
	for i, row := range rows {
		var ev evidence.Event
		if err := json.Unmarshal([]byte(row.Event), &ev); err != nil {
			return nil, fmt.Errorf("outbox entry %s: %w", row.ID, err)
		}
		out[i] = biz.Pending{ID: row.ID, Event: ev}
	}
	return out, nil
}

// Delivered forgets evidence that the ledger has.
func (r *Repository) Delivered(ctx context.Context, ids []string) error {
	for part := range chunks(ids) {
		if _, err := r.db.NewDelete().Model((*outboxRow)(nil)).Where("id IN (?)", bun.List(part)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Versions lists versions below a number, newest first.
func (r *Repository) Versions(ctx context.Context, below uint64, limit int) ([]biz.Version, error) {
	var rows []versionRow
	q := r.db.NewSelect().Model(&rows).Order("number DESC").Limit(int64(limit))
	if below > 0 {
		q = q.Where("number < ?", int64(below))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	out := make([]biz.Version, len(rows))
	for i, v := range rows {
		out[i] = versionOf(v)
	}
	return out, nil
}

// LinesKnown tells which of these lines any version ever had, by id or by content.
func (r *Repository) LinesKnown(ctx context.Context, lines []biz.Line) (map[string]bool, error) {
	known := map[string]bool{}
	for part := range chunks(lines) {
		var ids, subjects, actions []string
		for _, l := range part {
			ids, subjects, actions = append(ids, l.ID), append(subjects, l.Subject), append(actions, l.Action)
		}
		var rows []lineRow
		err := r.db.NewSelect().Model(&rows).Where("id IN (?) OR (subject IN (?) AND action IN (?))", bun.List(ids), bun.List(subjects), bun.List(actions)).Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("lines known: %w", err)
		}
		had, content := map[string]bool{}, map[biz.Line]bool{}
		for _, row := range rows {
			l := lineOf(row)
			had[l.ID] = true
			l.ID = ""
			content[l] = true
		}
		for _, l := range part {
			id := l.ID
			if l.ID = ""; had[id] || content[l] {
				known[id] = true
			}
		}
	}
	return known, nil
}

// At gives a version with its lines.
func (r *Repository) At(ctx context.Context, version uint64) (biz.Version, []biz.Line, error) {
	if version > 1<<62 {
		return biz.Version{}, nil, noVersion()
	}
	var v versionRow
	err := r.db.NewSelect().Model(&v).Where("number = ?", int64(version)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return biz.Version{}, nil, noVersion()
	}
	if err != nil {
		return biz.Version{}, nil, err
	}
	lines, err := linesAt(ctx, r.db, v.Number)
	return versionOf(v), lines, err
}

func noVersion() error {
	return fault.New(fault.NotFound, "VERSION_UNKNOWN", "没有这个策略版本。", "There is no such version of the policy.").Then("请从版本列表中选择。", "Choose one from the list of versions.")
}
