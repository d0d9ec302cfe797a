package data

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
)

// Dry runs of an agency that are kept beside a new one, and for how long any is kept.
const (
	keptDryRuns = 4
	dryRunLife  = 24 * time.Hour
)

// forgetDry removes dry runs that are old, and those of the agency that have ended, but the newest few.
func (s *Receipts) forgetDry(ctx context.Context, r biz.Receipt) error {
	var ids []string
	old := s.db.NewSelect().Model((*receiptRow)(nil)).Column("id").Where("dry_run = 1 AND received_at < ?", r.ReceivedAt.Add(-dryRunLife).UnixMicro()).Limit(insertRows)
	if err := old.Scan(ctx, &ids); err != nil {
		return down(err)
	}
	var more []string
	own := s.db.NewSelect().Model((*receiptRow)(nil)).Column("id").Where("agency = ? AND dry_run = 1 AND state <> ?", r.Agency, biz.StateRunning).Order("id DESC").Offset(keptDryRuns).Limit(insertRows)
	if err := own.Scan(ctx, &more); err != nil {
		return down(err)
	}
	if ids = append(ids, more...); len(ids) == 0 {
		return nil
	}
	return down(s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := dropOutcomes(ctx, tx, ids...); err != nil {
			return err
		}
		_, err := tx.NewDelete().Model((*receiptRow)(nil)).Where("id IN (?) AND dry_run = 1", bun.List(ids)).Exec(ctx)
		return err
	}))
}
