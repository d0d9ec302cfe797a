package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

type quarantineRow struct {
	bun.BaseModel `bun:"table:quarantine,alias:quarantine"`
	ID            string `bun:"id,pk"`
	Receipt       string `bun:"receipt"`
	Agency        string `bun:"agency"`
	Resource      string `bun:"resource"`
	Line          int64  `bun:"line"`
	At            int64  `bun:"at"`
	By            string `bun:"by_whom"`
	Reasons       string `bun:"reasons"`
	Parent        string `bun:"parent"`
	ContentType   string `bun:"content_type"`
	Raw           string `bun:"raw"`
	State         string `bun:"state"`
	ResubmittedAs string `bun:"resubmitted_as"`
	OccurredOn    *int32 `bun:"occurred_on"`
	SettledBy     string `bun:"settled_by"`
	SettledAt     int64  `bun:"settled_at"`
	SettledWhy    string `bun:"settled_why"`
}

// Shed keeps the quarantine in SQL.
type Shed struct{ db *bun.DB }

// NewShed keeps the quarantine in db.
func NewShed(db *bun.DB) *Shed { return &Shed{db} }

// Put adds what is not there yet.
func (s *Shed) Put(ctx context.Context, items []biz.Dated) error {
	rows := make([]quarantineRow, len(items))
	for i := range items {
		q := &items[i]
		reasons, err := json.Marshal(q.Reasons)
		if err != nil {
			return fault.From(err)
		}
		rows[i] = quarantineRow{
			ID: q.ID, Receipt: column(q.Receipt, 64), Agency: column(q.Agency, 64), Resource: column(q.Resource, 64), Line: q.Line, At: q.At, By: column(q.By, 128),
			Reasons: string(reasons), Parent: column(q.Parent, 64), ContentType: column(q.ContentType, 100), Raw: string(q.Raw), State: biz.QuarantineOpen,
		}
		if q.Looked {
			day := int32(q.OccurredOn)
			rows[i].OccurredOn = &day
		}
	}
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for i := range rows {
			// Who puts an attempt and who settles what it tried to correct write the parent first, so they see one another.
			if err := touch(ctx, tx, rows[i].Parent); err != nil {
				return err
			}
		}
		if err := insertOrDate(ctx, tx, rows); err != nil {
			return err
		}
		for i := range rows {
			if err := follow(ctx, tx, &rows[i]); err != nil {
				return err
			}
		}
		return nil
	}))
}

// touch takes the lock of an entry for the rest of the transaction.
func touch(ctx context.Context, tx bun.Tx, id string) error {
	if id == "" {
		return nil
	}
	_, err := tx.NewUpdate().Table("quarantine").Set("state = state").Where("id = ?", id).Exec(ctx)
	return err
}

// insertOrDate inserts entries; of one that is there, the day of its decision is noted if nobody had looked for it.
func insertOrDate(ctx context.Context, tx bun.Tx, rows []quarantineRow) error {
	seen := make(map[string]bool, len(rows))
	part := make([]quarantineRow, 0, min(len(rows), insertRows))
	for i := range rows {
		if !seen[rows[i].ID] { // a statement may not meet a row twice
			seen[rows[i].ID] = true
			part = append(part, rows[i])
		}
		if len(part) < insertRows && i+1 < len(rows) || len(part) == 0 {
			continue
		}
		_, err := tx.NewInsert().Model(&part).On("CONFLICT (id) DO UPDATE").Set("occurred_on = COALESCE(quarantine.occurred_on, EXCLUDED.occurred_on)").Exec(ctx)
		if err != nil {
			return err
		}
		part = part[:0]
	}
	return nil
}

// follow settles an entry whose parent is settled.
func follow(ctx context.Context, tx bun.Tx, row *quarantineRow) error {
	if row.Parent == "" {
		return nil
	}
	var parent quarantineRow
	err := tx.NewSelect().Model(&parent).Column("state", "resubmitted_as").Where("id = ?", row.Parent).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && parent.State == biz.QuarantineOpen {
		return nil
	}
	if err == nil {
		_, err = settle(ctx, tx, parent.ResubmittedAs, row.ID)
	}
	return err
}

// List is the agency's quarantine, newest first, without the raw bytes.
func (s *Shed) List(ctx context.Context, q biz.QuarantineQuery) ([]biz.Held, error) {
	var rows []quarantineRow
	sel := s.db.NewSelect().Model(&rows).ExcludeColumn("raw").Where("agency = ?", q.Agency).Order("at DESC", "id DESC").Limit(int64(q.Limit))
	for _, f := range [...]struct{ column, value string }{{"resource", q.Resource}, {"state", q.State}, {"receipt", q.Receipt}} {
		if f.value != "" {
			sel = sel.Where("? = ?", bun.Ident(f.column), f.value)
		}
	}
	if q.Before != "" {
		at, id, ok := strings.Cut(q.Before, ".")
		n, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil {
			return nil, fault.New(fault.Invalid, "CURSOR_INVALID", "翻页标记无效。", "The cursor is not valid.").Then("请从第一页重新开始。", "Start from the first page.")
		}
		sel = sel.Where("(at < ? OR (at = ? AND id < ?))", n, n, id)
	}
	if err := sel.Scan(ctx); err != nil {
		return nil, down(err)
	}
	return held(rows)
}

func held(rows []quarantineRow) ([]biz.Held, error) {
	out := make([]biz.Held, len(rows))
	for i, r := range rows {
		h := biz.Held{State: r.State, ResubmittedAs: r.ResubmittedAs, DueOn: rules.NoDate, Dated: biz.Dated{OccurredOn: rules.NoDate, Looked: r.OccurredOn != nil, Quarantined: record.Quarantined{
			ID: r.ID, Receipt: r.Receipt, Agency: r.Agency, Resource: r.Resource, Line: r.Line, At: r.At, By: r.By, Parent: r.Parent, ContentType: r.ContentType,
		}}}
		if r.SettledAt > 0 {
			h.Settlement = biz.Settlement{By: r.SettledBy, At: time.UnixMicro(r.SettledAt), Why: r.SettledWhy}
		}
		if h.Looked {
			h.OccurredOn = rules.Date(*r.OccurredOn)
		}
		if r.Raw != "" {
			h.Raw = []byte(r.Raw)
		}
		if err := json.Unmarshal([]byte(r.Reasons), &h.Reasons); err != nil {
			return nil, fault.From(err)
		}
		out[i] = h
	}
	return out, nil
}

// Get is one of the agency's quarantined records with its sealed raw bytes.
func (s *Shed) Get(ctx context.Context, agency, id string) (biz.Held, error) {
	var row quarantineRow
	err := s.db.NewSelect().Model(&row).Where("id = ? AND agency = ?", id, agency).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return biz.Held{}, fault.New(fault.NotFound, biz.ReasonNotHeld, "本部门没有这条问题数据。", "Your agency has no such record in quarantine.").
			Then("请核对编号;刚被退回的记录可能要过一两秒才出现。", "Check the id; a record refused just now may take a second or two to appear.")
	}
	if err != nil {
		return biz.Held{}, down(err)
	}
	list, err := held([]quarantineRow{row})
	if err != nil {
		return biz.Held{}, err
	}
	return list[0], nil
}

// Open counts what the agency has not corrected yet.
func (s *Shed) Open(ctx context.Context, agency string) (int64, error) {
	n, err := s.db.NewSelect().Model((*quarantineRow)(nil)).Where("agency = ? AND state = ?", agency, biz.QuarantineOpen).Count(ctx)
	return n, down(err)
}

// Close settles an open entry of no agency.
func (s *Shed) Close(ctx context.Context, id string, end biz.Settlement) (bool, error) {
	return s.changed(s.db.NewUpdate().Table("quarantine").Set("state = ?", biz.QuarantineSettled).Set("settled_by = ?", column(end.By, 128)).
		Set("settled_at = ?", end.At.UnixMicro()).Set("settled_why = ?", end.Why).Where("id = ? AND agency = '' AND state = ?", id, biz.QuarantineOpen).Exec(ctx))
}

// Waiting counts what waits for its correction, of all agencies.
func (s *Shed) Waiting(ctx context.Context) (int, error) {
	n, err := s.db.NewSelect().Model((*quarantineRow)(nil)).Where("state = ?", biz.QuarantineOpen).Count(ctx)
	return int(n), down(err)
}

// Claim takes an open entry that nobody else is correcting. One statement: the database lets one through.
func (s *Shed) Claim(ctx context.Context, id, claim string, now, stale time.Time) (bool, error) {
	return s.changed(s.db.NewUpdate().Table("quarantine").Set("claim = ?", claim).Set("claimed_at = ?", now.UnixMicro()).
		Where("id = ? AND state = ? AND (claim = '' OR claimed_at < ?)", id, biz.QuarantineOpen, stale.UnixMicro()).Exec(ctx))
}

// Release gives an entry back.
func (s *Shed) Release(ctx context.Context, id, claim string) error {
	_, err := s.changed(s.db.NewUpdate().Table("quarantine").Set("claim = ''").Set("claimed_at = 0").Where("id = ? AND claim = ?", id, claim).Exec(ctx))
	return err
}

// Free gives back the entries that were being corrected when the process died. It comes before the first correction.
func (s *Shed) Free(ctx context.Context) error {
	_, err := s.changed(s.db.NewUpdate().Table("quarantine").Set("claim = ''").Set("claimed_at = 0").Where("claim <> ''").Exec(ctx))
	return err
}

// changed tells whether a row was changed.
func (s *Shed) changed(res sql.Result, err error) (bool, error) {
	if err != nil {
		return false, down(err)
	}
	n, err := res.RowsAffected()
	return n > 0, down(err)
}
