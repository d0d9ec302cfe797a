package data

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

type receiptRow struct {
	bun.BaseModel   `bun:"table:receipts"`
	ID              string  `bun:"id,pk"`
	Agency          string  `bun:"agency"`
	Resource        string  `bun:"resource"`
	ResourceVersion int     `bun:"resource_version"`
	Op              int     `bun:"op"`
	ReceivedAt      int64   `bun:"received_at"`
	Channel         string  `bun:"channel"`
	Total           int64   `bun:"total"`
	Accepted        int64   `bun:"accepted"`
	Refused         int64   `bun:"refused"`
	Late            int64   `bun:"late"`
	Hinted          int64   `bun:"hinted"`
	Key             *string `bun:"idempotency_key"`
	Digest          string  `bun:"digest"`
	Evidence        *int64  `bun:"evidence"`
	State           string  `bun:"state"`
	Parent          string  `bun:"parent"`
	Teaches         int     `bun:"teaches"`
	Backfill        int     `bun:"backfill"`
	Dated           int64   `bun:"dated"`
	Filled          int64   `bun:"filled"`
	Applying        int64   `bun:"applying"`
	Faulted         int64   `bun:"faulted"`
	Counted         int     `bun:"counted"`
	DryRun          int     `bun:"dry_run"`
}

type outcomeRow struct {
	bun.BaseModel `bun:"table:outcomes"`
	Receipt       string `bun:"receipt,pk"`
	Seq           int64  `bun:"seq,pk"`
	Line          int64  `bun:"line"`
	Status        string `bun:"status"`
	RecordID      string `bun:"record_id"`
	Field         string `bun:"field"`
	Reason        string `bun:"reason"`
	MessageZh     string `bun:"message_zh"`
	MessageEn     string `bun:"message_en"`
	NextZh        string `bun:"next_zh"`
	NextEn        string `bun:"next_en"`
	Rule          string `bun:"rule"`
	QuarantineID  string `bun:"quarantine_id"`
}

type markRow struct {
	bun.BaseModel `bun:"table:inbox_marks"`
	Topic         string `bun:"topic,pk"`
	Part          int    `bun:"part,pk"`
	Next          int64  `bun:"next_offset"`
}

// Receipts keeps receipts in SQL. It is biz.Receipts, biz.Shelf and biz.Marks.
type Receipts struct{ db *bun.DB }

// NewReceipts keeps receipts in db.
func NewReceipts(db *bun.DB) *Receipts { return &Receipts{db} }

func toRow(r biz.Receipt) receiptRow {
	row := receiptRow{
		ID: r.ID, Agency: r.Agency, Resource: column(r.Resource, 64), ResourceVersion: r.ResourceVersion, Op: int(r.Op), ReceivedAt: r.ReceivedAt.UnixMicro(),
		Channel: r.Channel, Total: r.Total, Accepted: r.Accepted, Refused: r.Refused, Late: r.Late, Hinted: r.Hinted, Digest: r.Digest,
		State: r.State, Parent: r.Parent, Teaches: flag(r.Teaches), Backfill: flag(r.Backfill), DryRun: flag(r.DryRun),
		Dated: r.Counts.Dated, Filled: r.Counts.Filled, Applying: r.Counts.Applying, Faulted: r.Counts.Faulted,
	}
	if r.IdempotencyKey != "" {
		row.Key = &r.IdempotencyKey
	}
	if r.Evidence != nil {
		n := int64(*r.Evidence)
		row.Evidence = &n
	}
	return row
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (row *receiptRow) receipt() biz.Receipt {
	r := biz.Receipt{
		ID: row.ID, Agency: row.Agency, Resource: row.Resource, ResourceVersion: row.ResourceVersion, Op: record.Op(row.Op),
		ReceivedAt: time.UnixMicro(row.ReceivedAt), Channel: row.Channel, Total: row.Total, Accepted: row.Accepted, Refused: row.Refused,
		Late: row.Late, Hinted: row.Hinted, Digest: row.Digest, State: row.State, Parent: row.Parent, Teaches: row.Teaches == 1,
		Backfill: row.Backfill == 1, DryRun: row.DryRun == 1, Counts: biz.Counts{Dated: row.Dated, Filled: row.Filled, Applying: row.Applying, Faulted: row.Faulted},
	}
	if row.Key != nil {
		r.IdempotencyKey = *row.Key
	}
	if row.Evidence != nil {
		n := uint64(*row.Evidence)
		r.Evidence = &n
	}
	return r
}

// Begin notes a running push, or finds the receipt of the same idempotency key.
func (s *Receipts) Begin(ctx context.Context, r biz.Receipt) (biz.Receipt, bool, error) {
	row := toRow(r)
	if r.DryRun {
		if err := s.forgetDry(ctx, r); err != nil {
			return biz.Receipt{}, false, err
		}
	}
	res, err := s.db.NewInsert().Model(&row).On("CONFLICT DO NOTHING").Exec(ctx)
	if err != nil {
		return biz.Receipt{}, false, down(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return r, false, down(err)
	}
	var old receiptRow
	err = s.db.NewSelect().Model(&old).Where("agency = ? AND resource = ? AND op = ? AND idempotency_key = ?", row.Agency, row.Resource, row.Op, r.IdempotencyKey).Scan(ctx)
	if err != nil {
		return biz.Receipt{}, false, down(err)
	}
	return old.receipt(), true, nil
}

// Restart empties an unfinished receipt.
func (s *Receipts) Restart(ctx context.Context, id string, teaches bool) error {
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := dropOutcomes(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.NewUpdate().Table("receipts").Set("state = ?", biz.StateRunning).Set("teaches = ?", flag(teaches)).Where("id = ?", id).Exec(ctx)
		return err
	}))
}

func dropOutcomes(ctx context.Context, tx bun.Tx, receipts ...string) error {
	_, err := tx.NewDelete().Model((*outcomeRow)(nil)).Where("receipt IN (?)", bun.List(receipts)).Exec(ctx)
	return err
}

// Spool adds outcomes.
func (s *Receipts) Spool(ctx context.Context, id string, outcomes []biz.Outcome) error {
	rows := outcomeRows(id, outcomes)
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return insert(ctx, tx, rows) }))
}

func outcomeRows(id string, outcomes []biz.Outcome) []outcomeRow {
	rows := make([]outcomeRow, len(outcomes))
	for i, o := range outcomes {
		rows[i] = outcomeRow{
			Receipt: id, Seq: o.Seq, Line: o.Line, Status: o.Status, RecordID: column(o.RecordID, 0), Field: column(o.Field, 200), Reason: column(o.Reason, 100),
			MessageZh: column(o.Message.Zh, 0), MessageEn: column(o.Message.En, 0), NextZh: column(o.Next.Zh, 0), NextEn: column(o.Next.En, 0),
			Rule: column(o.Rule, 0), QuarantineID: o.QuarantineID,
		}
	}
	return rows
}

// Finish writes the final state of a receipt that was begun. Once it is complete it counts for the month in which it was begun.
func (s *Receipts) Finish(ctx context.Context, r biz.Receipt) error {
	row := toRow(r)
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		found, err := affected(tx.NewUpdate().Model(&row).Column("total", "accepted", "refused", "late", "hinted", "digest", "evidence", "state", "teaches",
			"dated", "filled", "applying", "faulted").WherePK().Exec(ctx))
		if err == nil && r.DryRun && found == 0 {
			return dropOutcomes(ctx, tx, row.ID) // it ran so long that it was forgotten
		}
		if err != nil || r.State != biz.StateComplete || r.DryRun {
			return err
		}
		return countReceipt(ctx, tx, &row)
	}))
}

// File writes whole receipts with their outcomes, and the marks, in one transaction.
func (s *Receipts) File(ctx context.Context, receipts []biz.Receipt, marks []biz.Mark) error {
	rows := make([]receiptRow, len(receipts))
	quality := make([]qualityRow, len(receipts))
	var outcomes []outcomeRow
	for i, r := range receipts {
		rows[i] = toRow(r)
		rows[i].Counted, quality[i] = 1, qualityOf(&rows[i])
		outcomes = append(outcomes, outcomeRows(r.ID, r.Outcomes)...)
	}
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := insert(ctx, tx, rows); err != nil {
			return err
		}
		if err := insert(ctx, tx, outcomes); err != nil {
			return err
		}
		if err := addQuality(ctx, tx, quality); err != nil {
			return err
		}
		return putMarks(ctx, tx, marks)
	}))
}

func putMarks(ctx context.Context, tx bun.Tx, marks []biz.Mark) error {
	for _, m := range marks {
		row := markRow{Topic: m.Topic, Part: m.Partition, Next: m.Next}
		if _, err := tx.NewInsert().Model(&row).On("CONFLICT (topic, part) DO UPDATE").Set("next_offset = EXCLUDED.next_offset").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Unlearned tells whether records may be in the stream that the subject registry has not learned: a push that feeds it was running when
// the process died, or broke off between the two.
func (s *Receipts) Unlearned(ctx context.Context) (bool, error) {
	found, err := s.db.NewSelect().Model((*receiptRow)(nil)).Where("teaches = 1 AND state IN (?, ?)", biz.StateRunning, biz.StateInterrupted).Exists(ctx)
	return found, down(err)
}

// Abandon marks the receipts of pushes that were running when the process died. It comes after the registry has learned again: a process
// that dies while it learns must find the same receipts when it starts once more.
func (s *Receipts) Abandon(ctx context.Context) error {
	_, err := s.db.NewUpdate().Table("receipts").Set("state = ?", biz.StateInterrupted).Set("teaches = 0").
		Where("state = ? OR (state = ? AND teaches = 1)", biz.StateRunning, biz.StateInterrupted).Exec(ctx)
	return down(err)
}

// Marks tells how far each inbox has been dealt with.
func (s *Receipts) Marks(ctx context.Context) ([]biz.Mark, error) {
	var rows []markRow
	if err := s.db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return nil, down(err)
	}
	out := make([]biz.Mark, len(rows))
	for i, r := range rows {
		out[i] = biz.Mark{Topic: r.Topic, Partition: r.Part, Next: r.Next}
	}
	return out, nil
}

// Get is one of the agency's receipts, without its outcomes.
func (s *Receipts) Get(ctx context.Context, agency, id string) (biz.Receipt, error) {
	var row receiptRow
	err := s.db.NewSelect().Model(&row).Where("id = ? AND agency = ?", id, agency).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return biz.Receipt{}, fault.New(fault.NotFound, "RECEIPT_UNKNOWN", "本部门没有这份回执。", "Your agency has no such receipt.").
			Then("请核对回执编号。", "Check the receipt's id.")
	}
	if err != nil {
		return biz.Receipt{}, down(err)
	}
	return row.receipt(), nil
}

// Outcomes are a receipt's outcomes after a sequence number.
func (s *Receipts) Outcomes(ctx context.Context, id string, after int64, limit int) ([]biz.Outcome, error) {
	var rows []outcomeRow
	err := s.db.NewSelect().Model(&rows).Where("receipt = ? AND seq > ?", id, after).Order("seq").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, down(err)
	}
	out := make([]biz.Outcome, len(rows))
	for i, o := range rows {
		out[i] = biz.Outcome{
			Seq: o.Seq, Line: o.Line, Status: o.Status, RecordID: o.RecordID, Field: o.Field, Reason: o.Reason, Rule: o.Rule, QuarantineID: o.QuarantineID,
			Message: fault.Text{Zh: o.MessageZh, En: o.MessageEn}, Next: fault.Text{Zh: o.NextZh, En: o.NextEn},
		}
	}
	return out, nil
}

// List is the agency's receipts, newest first, before an id.
func (s *Receipts) List(ctx context.Context, agency, resource, before string, limit int) ([]biz.Receipt, error) {
	var rows []receiptRow
	q := s.db.NewSelect().Model(&rows).Where("agency = ? AND dry_run = 0", agency).Order("id DESC").Limit(int64(limit))
	if resource != "" {
		q = q.Where("resource = ?", resource)
	}
	if before != "" {
		q = q.Where("id < ?", before)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, down(err)
	}
	out := make([]biz.Receipt, len(rows))
	for i := range rows {
		out[i] = rows[i].receipt()
	}
	return out, nil
}
