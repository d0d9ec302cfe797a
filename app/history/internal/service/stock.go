package service

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
)

// Stock tells how much there is of each resource.
type Stock struct {
	historyv1.UnimplementedStockServer
	stock *biz.Stock
	lang  Language
}

// NewStock makes the server.
func NewStock(s *biz.Stock, lang Language) *Stock { return &Stock{stock: s, lang: lang} }

// Holdings lists resources with what there is of them.
func (s *Stock) Holdings(ctx context.Context, r *historyv1.HoldingsRequest) (*historyv1.HoldingsReply, error) {
	held, at, err := s.stock.Holdings(ctx, r.GetResource())
	if err != nil {
		return nil, err
	}
	out := &historyv1.HoldingsReply{At: timestamppb.New(at)}
	for i := range held {
		h := &held[i]
		m := &historyv1.Holding{
			Resource: h.Resource, ResourceName: h.Name.In(s.lang(ctx)), Records: h.Records, Subjects: h.Subjects, Late: h.Late.Records, Withdrawn: h.Withdrawn, Agencies: h.Agencies,
			Newest: instant(h.Newest), Oldest: instant(h.Oldest),
		}
		for _, month := range h.Months {
			m.Months = append(m.Months, &historyv1.MonthCount{Month: month.Month.String(), Count: month.Records, Late: month.Late})
		}
		out.Holdings = append(out.Holdings, m)
	}
	return out, nil
}

// instant is absent for zero: nothing has come yet.
func instant(micro int64) *timestamppb.Timestamp {
	if micro == 0 {
		return nil
	}
	return timestamppb.New(time.UnixMicro(micro))
}
