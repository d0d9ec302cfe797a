package service

import (
	"context"

	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// Quality serves an agency its monthly scores, and the working-day calendar.
type Quality struct {
	exchangev1.UnimplementedQualityServer
	quality *biz.Quality
}

// NewQuality serves the scores.
func NewQuality(q *biz.Quality) *Quality { return &Quality{quality: q} }

// Scores answers the months of an agency, newest first.
func (s *Quality) Scores(ctx context.Context, req *exchangev1.ScoresRequest) (*exchangev1.ScoresReply, error) {
	agency, months, inForce, err := s.quality.Scores(ctx, grant.From(ctx), req.GetAgency(), req.GetResource(), int(req.GetMonths()))
	if err != nil {
		return nil, err
	}
	out := &exchangev1.ScoresReply{Agency: agency}
	for i := range months {
		out.Months = append(out.Months, month(&months[i]))
	}
	for _, r := range inForce {
		out.Weights = append(out.Weights, &exchangev1.ScorePart{
			Code: r.Part, NameZh: r.NameZh, NameEn: r.NameEn, Weight: r.Weight, BasisZh: r.RuleZh, BasisEn: r.RuleEn,
		})
	}
	return out, nil
}

func month(m *biz.MonthScore) *exchangev1.MonthScore {
	out := &exchangev1.MonthScore{
		Month: m.Month.String(), Score: m.Score, Total: m.Total, Accepted: m.Accepted, Refused: m.Refused, Late: m.Late, Hinted: m.Hinted,
		Resubmitted: m.Corrected, Empty: m.Empty,
	}
	for _, p := range m.Parts {
		out.Parts = append(out.Parts, &exchangev1.ScorePart{
			Code: p.Rule.Part, NameZh: p.Rule.NameZh, NameEn: p.Rule.NameEn, Weight: p.Weight, Score: p.Score, BasisZh: p.Basis.Zh, BasisEn: p.Basis.En,
		})
	}
	return out
}

// Calendar answers the days of a year that are not what their weekday says.
func (s *Quality) Calendar(_ context.Context, req *exchangev1.CalendarRequest) (*exchangev1.CalendarReply, error) {
	year, off, worked, provisional, late := s.quality.Year(int(req.GetYear()))
	return &exchangev1.CalendarReply{Year: int32(year), Holidays: days(off), Workdays: days(worked), Provisional: provisional, LateAfter: int32(late)}, nil
}

func days(list []rules.Date) []string {
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = d.String()
	}
	return out
}
