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
	lang      Language
}

// NewPublicity makes the server; names gives a resource its name.
func NewPublicity(p *biz.Publicity, names func(string) string, lang Language) *Publicity {
	return &Publicity{publicity: p, names: names, lang: lang}
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
	f, at, err := s.publicity.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	out := &historyv1.StatisticsReply{Organisations: f.Organisations, Records: f.Records, At: timestamppb.New(at)}
	for _, r := range f.Rows {
		out.Rows = append(out.Rows, &historyv1.StatisticsRow{Resource: r.Resource, ResourceName: s.names(r.Resource), Class: r.Class, Records: r.Records, Late: r.Late})
	}
	return out, nil
}
