package data

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

// maxLineage bounds how many attempts at one record are followed.
const maxLineage = 100

// Settle notes the accepted correction of whoever has the claim, for the entry, for those it corrects, and for failed attempts at any of
// them. It counts for the month of the record that was refused first.
func (s *Shed) Settle(ctx context.Context, claim string, c biz.Correction) (settled bool, err error) {
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		settled = false
		root := c.Lineage[len(c.Lineage)-1]
		n, err := settleClaimed(ctx, tx, c.Receipt, claim, c.Lineage[0])
		if err != nil || n == 0 {
			return err
		}
		rootSettled := root == c.Lineage[0]
		for _, id := range c.Lineage[1:] {
			n, err := settle(ctx, tx, c.Receipt, id)
			if err != nil {
				return err
			}
			rootSettled = id == root && n == 1
		}
		settled = true
		if err := attempts(ctx, tx, c); err != nil || !rootSettled {
			return err
		}
		return countCorrection(ctx, tx, root, c.InTime)
	})
	return settled && err == nil, down(err)
}

// settle notes the receipt on the entries that are open, whoever is correcting them right now.
func settle(ctx context.Context, tx bun.Tx, receipt string, ids ...string) (int64, error) {
	return affected(settling(tx, receipt, ids...).Exec(ctx))
}

// settleClaimed notes it on the entry that is claimed.
func settleClaimed(ctx context.Context, tx bun.Tx, receipt, claim, id string) (int64, error) {
	return affected(settling(tx, receipt, id).Where("claim = ?", claim).Exec(ctx))
}

func settling(tx bun.Tx, receipt string, ids ...string) *bun.UpdateQuery {
	return tx.NewUpdate().Table("quarantine").Set("state = ?", biz.QuarantineResubmitted).Set("resubmitted_as = ?", receipt).Set("claim = ''").Set("claimed_at = 0").
		Where("id IN (?) AND state = ?", bun.List(ids), biz.QuarantineOpen)
}

func affected(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// attempts settles what tried to correct one of the lineage and was refused.
func attempts(ctx context.Context, tx bun.Tx, c biz.Correction) error {
	parents := c.Lineage
	for range maxLineage {
		var children []string
		err := tx.NewSelect().Model((*quarantineRow)(nil)).Column("id").Where("parent IN (?) AND state = ?", bun.List(parents), biz.QuarantineOpen).
			Limit(insertRows).Scan(ctx, &children)
		if err != nil || len(children) == 0 {
			return err
		}
		if _, err := settle(ctx, tx, c.Receipt, children...); err != nil {
			return err
		}
		parents = append(parents[:len(parents):len(parents)], children...)
	}
	return nil
}

// countCorrection counts a corrected record for the month in which it was refused, if its push counts there.
func countCorrection(ctx context.Context, tx bun.Tx, root string, inTime bool) error {
	var entry quarantineRow
	if err := tx.NewSelect().Model(&entry).Column("agency", "resource", "receipt", "at", "content_type").Where("id = ?", root).Scan(ctx); err != nil {
		return err
	}
	if entry.Receipt == "" || biz.Withdraws(entry.ContentType) {
		return nil // not from a push, or not a record of one
	}
	q := qualityRow{Agency: entry.Agency, Resource: entry.Resource, Month: int(biz.MonthOf(time.UnixMicro(entry.At)))}
	var push receiptRow
	err := tx.NewSelect().Model(&push).Column("received_at", "resource", "counted", "op").Where("id = ?", entry.Receipt).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		// A batch of an inbox that was dealt with again after a crash stands under another receipt; the month is the same.
	case err != nil:
		return err
	case push.Counted == 0 || push.Op == int(record.Withdraw):
		return nil
	default:
		q.Resource, q.Month = push.Resource, int(biz.MonthOf(time.UnixMicro(push.ReceivedAt)))
	}
	if q.Corrected = 1; !inTime {
		q.Corrected, q.CorrectedLate = 0, 1
	}
	return addQuality(ctx, tx, []qualityRow{q})
}
