package biz

import (
	"context"
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// maxDryOutcomes is how many outcomes of a dry run are kept; a real push keeps every refusal.
const maxDryOutcomes = 100_000

// reasonCut says that a dry run had more outcomes than are kept.
const reasonCut fault.Reason = "OUTCOMES_CUT"

// noteDryRun marks the evidence of a dry run.
const noteDryRun = "dry run"

// shelve keeps the outcomes of a dry run once they are more than its answer holds, so that they can be read on by cursor. A dry run with
// fewer leaves nothing behind. What is kept is a receipt that counts for nothing and is gone after a day.
func (r *run) shelve(ctx context.Context, fresh []Outcome) error {
	if r.seq <= MaxShown {
		return nil
	}
	if !r.begun {
		noted := r.receipt
		noted.IdempotencyKey, noted.Teaches = "", false
		if _, _, err := r.in.d.Receipts.Begin(ctx, noted); err != nil {
			return err
		}
		r.begun = true
		earlier := r.receipt.Outcomes
		for len(earlier) > 0 && earlier[len(earlier)-1].Seq >= fresh[0].Seq {
			earlier = earlier[:len(earlier)-1]
		}
		if err := r.in.d.Receipts.Spool(ctx, r.receipt.ID, earlier); err != nil {
			return err
		}
	}
	for len(fresh) > 0 && fresh[len(fresh)-1].Seq > maxDryOutcomes {
		fresh = fresh[:len(fresh)-1]
	}
	if len(fresh) == 0 {
		return nil
	}
	return r.in.d.Receipts.Spool(ctx, r.receipt.ID, fresh)
}

// finishDry ends what is kept of a dry run; one that had too many outcomes says so in the last of them.
func (r *run) finishDry(ctx context.Context) error {
	if !r.begun {
		r.receipt.ID = ""
		return nil
	}
	if over := r.seq - maxDryOutcomes; over > 0 {
		most := strconv.Itoa(maxDryOutcomes)
		cut := Outcome{
			Seq: maxDryOutcomes + 1, Status: StatusRefused, Reason: string(reasonCut),
			Message: fault.Text{Zh: "试运行最多列出 " + most + " 个问题,另有 " + strconv.FormatInt(over, 10) + " 个没有列出。", En: "A dry run lists at most " + most + " findings; " + strconv.FormatInt(over, 10) + " more are not listed."},
			Next:    fault.Text{Zh: "请先改正已列出的问题,再试运行一次。", En: "Correct those listed, then try again."},
		}
		if err := r.in.d.Receipts.Spool(ctx, r.receipt.ID, []Outcome{cut}); err != nil {
			return err
		}
	}
	return r.in.d.Receipts.Finish(ctx, r.receipt)
}
