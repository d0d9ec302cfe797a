package service

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
)

// Desk serves the auditor's overview.
type Desk struct {
	auditv1.UnimplementedDeskServer
	desk *biz.Desk
}

// NewDesk makes the service.
func NewDesk(d *biz.Desk) *Desk { return &Desk{desk: d} }

// Summary counts what a search would find.
func (s *Desk) Summary(ctx context.Context, r *auditv1.SearchRequest) (*auditv1.SummaryReply, error) {
	sum, err := s.desk.Summarise(ctx, filter(r))
	if err != nil {
		return nil, err
	}
	out := &auditv1.SummaryReply{
		Total: sum.Total, Denied: sum.Denied, Actors: sum.Actors, Subjects: sum.Subjects, TreeSize: sum.TreeSize,
		TopAgencies: names(sum.Agencies), Refusals: names(sum.Refusals), Kinds: names(sum.Kinds), Purposes: names(sum.Purposes),
	}
	for _, h := range sum.Hours {
		out.Hours = append(out.Hours, &auditv1.HourCell{Weekday: int32(h.Weekday), Hour: int32(h.Hour), Count: h.Count, Denied: h.Denied})
	}
	for _, d := range sum.Days {
		out.Days = append(out.Days, &auditv1.DayCount{Day: d.Day, Count: d.Count, Denied: d.Denied})
	}
	for _, a := range sum.TopActors {
		out.TopActors = append(out.TopActors, &auditv1.ActorCount{
			Actor: a.Actor, ActorName: a.Name, Agency: a.Agency, Count: a.Count, Denied: a.Denied, Subjects: a.Subjects, Last: timestamppb.New(a.Last),
		})
	}
	return out, nil
}

func names(in []biz.NameCount) []*auditv1.NameCount {
	out := make([]*auditv1.NameCount, len(in))
	for i, n := range in {
		out[i] = &auditv1.NameCount{Name: n.Name, Count: n.Count, Denied: n.Denied}
	}
	return out
}

// Usage counts by agency who was given records of a resource.
func (s *Accesses) Usage(ctx context.Context, r *auditv1.UsageRequest) (*auditv1.UsageReply, error) {
	used, err := s.desk.Usage(ctx, r.GetResource(), moment(r.GetFrom()))
	if err != nil {
		return nil, err
	}
	out := &auditv1.UsageReply{Agencies: make([]*auditv1.AgencyUsage, len(used))}
	for i, u := range used {
		out.Agencies[i] = &auditv1.AgencyUsage{Agency: u.Agency, Queries: u.Queries, Records: u.Records, Last: timestamppb.New(u.Last)}
	}
	return out, nil
}
