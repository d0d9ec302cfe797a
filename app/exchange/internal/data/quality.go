package data

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

type qualityRow struct {
	bun.BaseModel `bun:"table:quality,alias:quality"`
	Agency        string `bun:"agency,pk"`
	Resource      string `bun:"resource,pk"`
	Month         int    `bun:"month,pk"`
	Total         int64  `bun:"total"`
	Accepted      int64  `bun:"accepted"`
	Refused       int64  `bun:"refused"`
	Fresh         int64  `bun:"fresh"`
	Taken         int64  `bun:"taken"`
	Withdrawn     int64  `bun:"withdrawn"`
	Late          int64  `bun:"late"`
	Hinted        int64  `bun:"hinted"`
	Dated         int64  `bun:"dated"`
	Filled        int64  `bun:"filled"`
	Applying      int64  `bun:"applying"`
	Faulted       int64  `bun:"faulted"`
	Corrected     int64  `bun:"corrected"`
	CorrectedLate int64  `bun:"corrected_late"`
}

// sums are the columns that are added up.
var sums = []string{"total", "accepted", "refused", "fresh", "taken", "withdrawn", "late", "hinted", "dated", "filled", "applying", "faulted", "corrected", "corrected_late"}

// qualityOf is what a complete receipt adds to its month.
func qualityOf(r *receiptRow) qualityRow {
	q := qualityRow{Agency: r.Agency, Resource: r.Resource, Month: int(biz.MonthOf(time.UnixMicro(r.ReceivedAt)))}
	if r.Op == int(record.Withdraw) {
		q.Withdrawn = r.Accepted
		return q
	}
	q.Taken, q.Late, q.Hinted = r.Accepted, r.Late, r.Hinted
	q.Dated, q.Filled, q.Applying, q.Faulted = r.Dated, r.Filled, r.Applying, r.Faulted
	if r.Channel == biz.ChannelResubmit {
		return q
	}
	q.Total, q.Accepted, q.Refused = r.Total, r.Accepted, r.Refused
	if r.Backfill == 0 {
		q.Fresh = r.Accepted
	}
	return q
}

// plus adds what another receipt of the same agency, resource and month adds.
func (q *qualityRow) plus(o *qualityRow) {
	q.Total, q.Accepted, q.Refused, q.Fresh = q.Total+o.Total, q.Accepted+o.Accepted, q.Refused+o.Refused, q.Fresh+o.Fresh
	q.Taken, q.Withdrawn, q.Late, q.Hinted = q.Taken+o.Taken, q.Withdrawn+o.Withdrawn, q.Late+o.Late, q.Hinted+o.Hinted
	q.Dated, q.Filled, q.Applying, q.Faulted = q.Dated+o.Dated, q.Filled+o.Filled, q.Applying+o.Applying, q.Faulted+o.Faulted
	q.Corrected, q.CorrectedLate = q.Corrected+o.Corrected, q.CorrectedLate+o.CorrectedLate
}

// addQuality adds rows to the sums.
func addQuality(ctx context.Context, tx bun.Tx, rows []qualityRow) error {
	type key struct {
		agency, resource string
		month            int
	}
	at := map[key]int{}
	var merged []qualityRow
	for i := range rows {
		k := key{rows[i].Agency, rows[i].Resource, rows[i].Month}
		if j, ok := at[k]; ok {
			merged[j].plus(&rows[i])
			continue
		}
		at[k] = len(merged)
		merged = append(merged, rows[i])
	}
	for i := range merged {
		insert := tx.NewInsert().Model(&merged[i]).On("CONFLICT (agency, resource, month) DO UPDATE")
		for _, column := range sums {
			insert = insert.Set("? = ? + EXCLUDED.?", bun.Ident(column), bun.Ident("quality."+column), bun.Ident(column))
		}
		if _, err := insert.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// countReceipt adds a receipt that has just become complete to its month, once. A body that the agency has sent before, whole, in the
// same month adds nothing: it makes no new versions either.
func countReceipt(ctx context.Context, tx bun.Tx, row *receiptRow) error {
	month := biz.MonthOf(time.UnixMicro(row.ReceivedAt))
	if row.Digest != "" {
		again, err := tx.NewSelect().Model((*receiptRow)(nil)).
			Where("agency = ? AND resource = ? AND digest = ? AND op = ? AND counted = 1 AND id <> ?", row.Agency, row.Resource, row.Digest, row.Op, row.ID).
			Where("received_at >= ? AND received_at < ?", month.Start().UnixMicro(), month.Add(1).Start().UnixMicro()).Exists(ctx)
		if err != nil || again {
			return err
		}
	}
	res, err := tx.NewUpdate().Table("receipts").Set("counted = 1").Where("id = ? AND counted = 0", row.ID).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return addQuality(ctx, tx, []qualityRow{qualityOf(row)})
}

// Scores reads the sums. It is biz.ScoreBook.
type Scores struct{ db *bun.DB }

// NewScores reads from db.
func NewScores(db *bun.DB) *Scores { return &Scores{db} }

// Months are an agency's months that have anything.
func (s *Scores) Months(ctx context.Context, agency, resource string, from biz.Month) ([]biz.MonthCounts, error) {
	q := s.db.NewSelect().Model((*qualityRow)(nil)).Column("month").Where("agency = ? AND month >= ?", agency, int(from)).Group("month").Order("month")
	for _, column := range sums {
		q = q.ColumnExpr("CAST(SUM(?) AS BIGINT) AS ?", bun.Ident(column), bun.Ident(column))
	}
	if resource != "" {
		q = q.Where("resource = ?", resource)
	}
	var rows []qualityRow
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, down(err)
	}
	out := make([]biz.MonthCounts, len(rows))
	for i, r := range rows {
		out[i] = biz.MonthCounts{
			Month: biz.Month(r.Month), Total: r.Total, Accepted: r.Accepted, Refused: r.Refused, Fresh: r.Fresh, Taken: r.Taken, Withdrawn: r.Withdrawn,
			Late: r.Late, Hinted: r.Hinted, Corrected: r.Corrected, CorrectedLate: r.CorrectedLate,
			Counts: biz.Counts{Dated: r.Dated, Filled: r.Filled, Applying: r.Applying, Faulted: r.Faulted},
		}
	}
	return out, nil
}
