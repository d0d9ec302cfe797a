package service

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
)

// About serves catalogv1.About.
type About struct {
	catalogv1.UnimplementedAboutServer
	about *biz.About
}

// NewAbout serves the use-case.
func NewAbout(a *biz.About) *About { return &About{about: a} }

// Samples makes synthetic records.
func (s *About) Samples(_ context.Context, r *catalogv1.SamplesRequest) (*catalogv1.SamplesReply, error) {
	made, err := s.about.Samples(r.GetCode(), int(r.GetCount()))
	if err != nil {
		return nil, err
	}
	out := &catalogv1.SamplesReply{Samples: make([]string, len(made))}
	for i := range made {
		out.Samples[i] = string(made[i])
	}
	return out, nil
}

// Usage lists who was given records of a resource.
func (s *About) Usage(ctx context.Context, r *catalogv1.UsageRequest) (*catalogv1.UsageReply, error) {
	used, err := s.about.Usage(ctx, r.GetCode(), int(r.GetDays()))
	if err != nil {
		return nil, err
	}
	out := &catalogv1.UsageReply{Days: int32(used.Days), Rounded: used.Rounded}
	for _, u := range used.Uses {
		out.Uses = append(out.Uses, &catalogv1.Use{Agency: u.Agency, AgencyName: u.Name, Queries: u.Queries, Records: u.Records, Last: timestamppb.New(u.Last)})
	}
	return out, nil
}
