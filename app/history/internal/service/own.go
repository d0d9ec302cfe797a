package service

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Own serves credit subjects about themselves.
type Own struct {
	historyv1.UnimplementedOwnServer
	inquiry *biz.Inquiry
	lang    Language
}

// NewOwn makes the server.
func NewOwn(q *biz.Inquiry, lang Language) *Own { return &Own{inquiry: q, lang: lang} }

// OwnProfile answers the caller's own history.
func (s *Own) OwnProfile(ctx context.Context, r *historyv1.OwnProfileRequest) (*historyv1.ProfileReply, error) {
	ask, err := askAt(r.GetAsOf(), r.GetValidOn())
	if err != nil {
		return nil, err
	}
	ask.Versions = r.GetVersions()
	a, err := s.inquiry.OwnProfile(ctx, ask)
	if err != nil {
		return nil, err
	}
	return profileReply(a, s.lang(ctx)), nil
}

var (
	yourself  = fault.Text{Zh: "本人", En: "yourself"}
	thePublic = fault.Text{Zh: "社会公众(公示页面)", En: "the public (published pages)"}
)

// kindOwn is the kind of a subject's own look, which is no evidence's kind.
const kindOwn = "own"

// OwnAccesses lists who looked at the caller.
func (s *Own) OwnAccesses(ctx context.Context, r *historyv1.OwnAccessesRequest) (*historyv1.AccessesReply, error) {
	looked, err := s.inquiry.OwnAccesses(ctx, r.GetCursor(), int(r.GetLimit()))
	if err != nil {
		return nil, err
	}
	lang := s.lang(ctx)
	out := accessesReply(looked)
	for i, e := range out.GetEvents() {
		switch looked.Accesses[i].By {
		case biz.SelfLooked:
			e.AgencyName, e.Kind = yourself.In(lang), kindOwn
		case biz.PublicLooked:
			e.AgencyName = thePublic.In(lang)
		}
	}
	return out, nil
}

func accessesReply(looked *biz.Looked) *historyv1.AccessesReply {
	out := &historyv1.AccessesReply{NextCursor: looked.Next}
	for i := range looked.Accesses {
		a := &looked.Accesses[i]
		out.Events = append(out.Events, &historyv1.AccessEvent{
			Index: a.Index, At: timestamppb.New(a.At), Agency: a.Agency, AgencyName: a.AgencyName, Purpose: a.Purpose, CaseNo: a.CaseNo, Decision: a.Decision, Kind: a.Kind,
		})
	}
	return out
}
