// Package service translates between the exchange's use-cases and its public contract.
package service

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
)

// receipt is a receipt in the caller's language.
func receipt(r *biz.Receipt, lang string) *exchangev1.Receipt {
	return &exchangev1.Receipt{
		Id: r.ID, Resource: r.Resource, ResourceVersion: int32(r.ResourceVersion), Agency: r.Agency, ReceivedAt: timestamppb.New(r.ReceivedAt),
		Channel: r.Channel, DryRun: r.DryRun, Total: r.Total, Accepted: r.Accepted, Refused: r.Refused, Late: r.Late, Hinted: r.Hinted,
		IdempotencyKey: r.IdempotencyKey, Evidence: r.Evidence, State: r.State, Digest: r.Digest, Op: r.Op.String(), Parent: r.Parent,
		Outcomes: outcomes(r.Outcomes, lang), NextCursor: cursorAfter(r),
	}
}

// cursorAfter is where the outcomes go on.
func cursorAfter(r *biz.Receipt) string {
	if !r.More || r.ID == "" || len(r.Outcomes) == 0 {
		return ""
	}
	return formatSeq(r.Outcomes[len(r.Outcomes)-1].Seq)
}

func outcomes(list []biz.Outcome, lang string) []*exchangev1.Outcome {
	out := make([]*exchangev1.Outcome, len(list))
	for i, o := range list {
		out[i] = &exchangev1.Outcome{
			Line: o.Line, Status: o.Status, RecordId: o.RecordID, Field: o.Field, Reason: o.Reason, Message: o.Message.In(lang),
			NextStep: o.Next.In(lang), Rule: o.Rule, QuarantineId: o.QuarantineID,
		}
	}
	return out
}

func quarantined(h *biz.Held, lang string) *exchangev1.Quarantined {
	out := &exchangev1.Quarantined{
		Id: h.ID, Resource: h.Resource, Agency: h.Agency, Receipt: h.Receipt, Line: h.Line, At: timestamppb.New(time.UnixMicro(h.At)), By: h.By,
		State: h.State, Raw: h.Raw, ContentType: h.ContentType, Parent: h.Parent, ResubmittedAs: h.ResubmittedAs,
		OccurredOn: h.OccurredOn.String(), DueOn: h.DueOn.String(), Fields: h.Fields,
	}
	if end := &h.Settlement; !end.At.IsZero() {
		out.SettledBy, out.SettledAt, out.SettledWhy = end.By, timestamppb.New(end.At), end.Why
	}
	if h.DaysLeft != nil {
		left := int32(*h.DaysLeft)
		out.DaysLeft = &left
	}
	for _, r := range h.Reasons {
		out.Reasons = append(out.Reasons, &exchangev1.Outcome{
			Line: h.Line, Status: biz.StatusRefused, Field: r.Field, Reason: r.Code, Message: r.Message.In(lang), NextStep: r.Next.In(lang), Rule: r.Rule,
			QuarantineId: h.ID,
		})
	}
	return out
}
