// Package service translates between the public contract and the use-cases of the history service.
package service

import (
	"context"
	"time"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Language tells the caller's: "zh" or "en".
type Language func(context.Context) string

// Inquiry serves officers.
type Inquiry struct {
	historyv1.UnimplementedInquiryServer
	inquiry *biz.Inquiry
	lang    Language
}

// NewInquiry makes the server.
func NewInquiry(q *biz.Inquiry, lang Language) *Inquiry { return &Inquiry{inquiry: q, lang: lang} }

// Profile answers one subject's history.
func (s *Inquiry) Profile(ctx context.Context, r *historyv1.ProfileRequest) (*historyv1.ProfileReply, error) {
	return s.profile(ctx, r, false)
}

// ProfileByDocument answers for a person's ID number.
func (s *Inquiry) ProfileByDocument(ctx context.Context, r *historyv1.ProfileRequest) (*historyv1.ProfileReply, error) {
	return s.profile(ctx, r, true)
}

func (s *Inquiry) profile(ctx context.Context, r *historyv1.ProfileRequest, byDocument bool) (*historyv1.ProfileReply, error) {
	ask, err := askAt(r.GetAsOf(), r.GetValidOn())
	if err != nil {
		return nil, err
	}
	ask.ID, ask.Purpose, ask.CaseNo, ask.Versions, ask.ByDocument = r.GetId(), r.GetPurpose(), r.GetCaseNo(), r.GetVersions(), byDocument
	a, err := s.inquiry.Profile(ctx, ask)
	if err != nil {
		return nil, err
	}
	return profileReply(a, s.lang(ctx)), nil
}

// askAt starts an ask with the times it is about; empty texts leave them open.
func askAt(asOf, validOn string) (biz.Ask, error) {
	ask := biz.Ask{AsOfDay: rules.NoDate, ValidOn: rules.NoDate}
	if asOf != "" {
		var ok bool
		if t, err := time.Parse(time.RFC3339Nano, asOf); err == nil {
			ask.AsOf = t
		} else if ask.AsOfDay, ok = rules.ParseDate(asOf); !ok {
			return ask, badDate("as_of")
		}
	}
	if validOn != "" {
		day, ok := rules.ParseDate(validOn)
		if !ok {
			return ask, badDate("valid_on")
		}
		ask.ValidOn = day
	}
	return ask, nil
}

func badDate(field string) error {
	return fault.New(fault.Invalid, "DATE_INVALID", "日期或时间不正确。", "The date or time is not correct.").At("", field).
		Then("请使用 2026-03-05 或 2026-03-05T10:00:00+08:00。", "Use 2026-03-05 or 2026-03-05T10:00:00+08:00.")
}

// Search finds subjects.
func (s *Inquiry) Search(ctx context.Context, r *historyv1.SearchRequest) (*historyv1.SearchReply, error) {
	hits, err := s.inquiry.Search(ctx, biz.SearchAsk{
		Query: r.GetQuery(), Kind: r.GetKind(), Cursor: r.GetCursor(), Limit: int(r.GetLimit()), Purpose: r.GetPurpose(), CaseNo: r.GetCaseNo(),
	})
	if err != nil {
		return nil, err
	}
	return searchReply(hits, s.lang(ctx)), nil
}

// Accesses lists who looked at the subject.
func (s *Inquiry) Accesses(ctx context.Context, r *historyv1.AccessesRequest) (*historyv1.AccessesReply, error) {
	looked, err := s.inquiry.AccessesOf(ctx, r.GetId(), r.GetCursor(), int(r.GetLimit()))
	if err != nil {
		return nil, err
	}
	return accessesReply(looked), nil
}

// Records lists a resource that is about no subject.
func (s *Inquiry) Records(ctx context.Context, r *historyv1.RecordsRequest) (*historyv1.RecordsReply, error) {
	listed, err := s.inquiry.List(ctx, biz.ListAsk{
		Resource: r.GetCode(), RecordID: r.GetRecordId(), Purpose: r.GetPurpose(), CaseNo: r.GetCaseNo(), Cursor: r.GetCursor(), Limit: int(r.GetLimit()),
	})
	if err != nil {
		return nil, err
	}
	out := &historyv1.RecordsReply{NextCursor: listed.Next, Withheld: listed.Withheld, PolicyVersion: listed.PolicyVersion, Evidence: &listed.Evidence}
	lang := s.lang(ctx)
	for i := range listed.Records {
		out.Records = append(out.Records, recordReply(&listed.Records[i], lang))
	}
	return out, nil
}
