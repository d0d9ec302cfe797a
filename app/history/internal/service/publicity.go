package service

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
)

// Publicity serves everybody.
type Publicity struct {
	historyv1.UnimplementedPublicityServer
	publicity *biz.Publicity
	names     func(resource string) string
	places    biz.Places
	lang      Language
}

// NewPublicity makes the server; names gives a resource its name, places a division.
func NewPublicity(p *biz.Publicity, names func(string) string, places biz.Places, lang Language) *Publicity {
	return &Publicity{publicity: p, names: names, places: places, lang: lang}
}

// SearchPublic finds organisations.
func (s *Publicity) SearchPublic(ctx context.Context, r *historyv1.PublicSearchRequest) (*historyv1.SearchReply, error) {
	hits, err := s.publicity.Search(ctx, biz.SearchAsk{Query: r.GetQuery(), Cursor: r.GetCursor(), Limit: int(r.GetLimit())})
	if err != nil {
		return nil, err
	}
	return searchReply(hits, s.lang(ctx)), nil
}

// PublicPage shows what is public about one organisation.
func (s *Publicity) PublicPage(ctx context.Context, r *historyv1.PublicPageRequest) (*historyv1.ProfileReply, error) {
	a, err := s.publicity.Page(ctx, r.GetId())
	if err != nil {
		return nil, err
	}
	return profileReply(a, s.lang(ctx)), nil
}

// Statistics counts what the exchange holds.
func (s *Publicity) Statistics(ctx context.Context, _ *historyv1.StatisticsRequest) (*historyv1.StatisticsReply, error) {
	f, err := s.publicity.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	out := &historyv1.StatisticsReply{Organisations: f.Organisations, Records: f.Records, Published: f.Published, At: timestamppb.New(f.At)}
	for _, r := range f.Rows {
		out.Rows = append(out.Rows, &historyv1.StatisticsRow{Resource: r.Resource, ResourceName: s.names(r.Resource), Class: r.Class, Records: r.Records, Late: r.Late})
	}
	for _, m := range f.Months {
		out.Months = append(out.Months, &historyv1.MonthClass{Month: m.Month.String(), Class: m.Class, Records: m.Records})
	}
	for _, d := range f.Divisions {
		out.Divisions = append(out.Divisions, &historyv1.DivisionRow{Division: d.Division, Name: s.places.Name(d.Division), Organisations: d.Organisations, Records: d.Records})
	}
	return out, nil
}
