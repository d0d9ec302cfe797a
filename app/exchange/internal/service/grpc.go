package service

import (
	"context"
	"strconv"

	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Language gives the caller's language.
type Language func(context.Context) string

// Receipts serves an agency its own receipts.
type Receipts struct {
	exchangev1.UnimplementedReceiptsServer
	shelf biz.Shelf
	lang  Language
}

// NewReceipts serves the receipts on shelf.
func NewReceipts(shelf biz.Shelf, lang Language) *Receipts {
	return &Receipts{shelf: shelf, lang: lang}
}

// GetReceipt answers one receipt with a page of its outcomes.
func (s *Receipts) GetReceipt(ctx context.Context, req *exchangev1.GetReceiptRequest) (*exchangev1.Receipt, error) {
	after, err := parseSeq(req.GetCursor())
	if err != nil {
		return nil, err
	}
	r, err := s.shelf.Get(ctx, grant.From(ctx).Agency, req.GetId())
	if err != nil {
		return nil, err
	}
	limit := limitOr(req.GetLimit(), biz.MaxShown)
	if r.Outcomes, err = s.shelf.Outcomes(ctx, r.ID, after, limit+1); err != nil {
		return nil, err
	}
	if len(r.Outcomes) > limit {
		r.Outcomes, r.More = r.Outcomes[:limit], true
	}
	return receipt(&r, s.lang(ctx)), nil
}

// ListReceipts answers receipts without outcomes, newest first.
func (s *Receipts) ListReceipts(ctx context.Context, req *exchangev1.ListReceiptsRequest) (*exchangev1.ListReceiptsReply, error) {
	limit := limitOr(req.GetLimit(), 50)
	list, err := s.shelf.List(ctx, grant.From(ctx).Agency, req.GetResource(), req.GetCursor(), limit+1)
	if err != nil {
		return nil, err
	}
	out := &exchangev1.ListReceiptsReply{}
	if len(list) > limit {
		list = list[:limit]
		out.NextCursor = list[limit-1].ID
	}
	for i := range list {
		out.Receipts = append(out.Receipts, receipt(&list[i], s.lang(ctx)))
	}
	return out, nil
}

// Quarantine serves an agency its own quarantine, and that of no agency to who looks after it.
type Quarantine struct {
	exchangev1.UnimplementedQuarantineServer
	ward *biz.Ward
	lang Language
}

// NewQuarantine serves the ward.
func NewQuarantine(w *biz.Ward, lang Language) *Quarantine { return &Quarantine{ward: w, lang: lang} }

// List answers a page, newest first, without raw bytes.
func (s *Quarantine) List(ctx context.Context, req *exchangev1.ListQuarantineRequest) (*exchangev1.ListQuarantineReply, error) {
	items, next, open, err := s.ward.List(ctx, grant.From(ctx), biz.QuarantineQuery{
		Resource: req.GetResource(), State: req.GetState(), Receipt: req.GetReceipt(), Agency: req.GetAgency(), Before: req.GetCursor(), Limit: limitOr(req.GetLimit(), 50),
	})
	if err != nil {
		return nil, err
	}
	out := &exchangev1.ListQuarantineReply{NextCursor: next, Open: open}
	for i := range items {
		out.Items = append(out.Items, quarantined(&items[i], s.lang(ctx)))
	}
	return out, nil
}

// Get answers one entry with its raw bytes.
func (s *Quarantine) Get(ctx context.Context, req *exchangev1.GetQuarantineRequest) (*exchangev1.Quarantined, error) {
	h, err := s.ward.Get(ctx, grant.From(ctx), req.GetAgency(), req.GetId())
	if err != nil {
		return nil, err
	}
	return quarantined(&h, s.lang(ctx)), nil
}

// Resubmit checks a corrected record.
func (s *Quarantine) Resubmit(ctx context.Context, req *exchangev1.ResubmitRequest) (*exchangev1.Receipt, error) {
	r, err := s.ward.Resubmit(ctx, grant.From(ctx), req.GetId(), req.GetResource(), []byte(req.GetRecord()))
	if err != nil {
		return nil, err
	}
	return receipt(&r, s.lang(ctx)), nil
}

// Settle ends an entry of no agency.
func (s *Quarantine) Settle(ctx context.Context, req *exchangev1.SettleRequest) (*exchangev1.Quarantined, error) {
	h, err := s.ward.Settle(ctx, grant.From(ctx), req.GetId(), req.GetWhy())
	if err != nil {
		return nil, err
	}
	return quarantined(&h, s.lang(ctx)), nil
}

func limitOr(n int32, otherwise int) int {
	if n <= 0 {
		return otherwise
	}
	return int(n)
}

func formatSeq(n int64) string { return strconv.FormatInt(n, 10) }

func parseSeq(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, "CURSOR_INVALID", "翻页标记无效。", "The cursor is not valid.").
			Then("请从第一页重新开始。", "Start from the first page.").At("", "cursor")
	}
	return n, nil
}
