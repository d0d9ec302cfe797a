package service

import (
	"context"
	"testing"
	"time"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func TestDatesAreChecked(t *testing.T) {
	s := NewInquiry(nil, nil)
	for _, r := range []*historyv1.ProfileRequest{{Id: "x", AsOf: "yesterday"}, {Id: "x", AsOf: "2024-02-30"}, {Id: "x", ValidOn: "2024-13-01"}} {
		if _, err := s.Profile(context.Background(), r); !fault.Is(err, "DATE_INVALID") {
			t.Errorf("%v: %v", r, err)
		}
	}
}

func TestProfileReply(t *testing.T) {
	v := &biz.Version{
		Resource: "penalty", ResourceVersion: 2, RecordID: "k", DocumentNo: "号", Agency: "a", Division: "371500", OccurredOn: rules.DayOf(2026, 5, 1), ValidFrom: rules.NoDate, ValidTo: rules.NoDate,
		Severity: rules.Serious, Op: record.Withdraw, Late: true, WorkingDays: -1, KnownAt: 1_780_000_000_000_001, Digest: "\x01\xff", Hints: "A,B", Number: 3, Current: true,
	}
	a := &biz.Answer{
		Subject: biz.Profile{ID: "x", Kind: subject.Organisation, RegisteredOn: rules.NoDate, Former: []record.FormerName{{Name: "旧", Until: rules.NoDate}}},
		Groups: []biz.Group{{Class: "admin", Records: []biz.Shown{{Version: v, Publication: biz.Publicness{State: biz.Withdrawn, Until: rules.NoDate},
			Items: []biz.Item{{Name: "A", Value: "***", Masked: true, Why: fault.Text{Zh: "因", En: "why"}}, {Name: "B", Value: "1", Unit: "万元"}}}}}},
		Withheld: []biz.Withheld{{Resource: "permit", Count: 2, Reason: "R", Message: fault.Text{Zh: "话", En: "word"}}},
		Notes:    []fault.Text{{Zh: "一。", En: "One."}, {Zh: "二。", En: "Two."}}, ValidOn: rules.NoDate, AsOf: time.UnixMicro(0), Evidence: 0, Count: 1,
	}
	r := profileReply(a, "en")
	rec := r.GetGroups()[0].GetRecords()[0]
	if r.Note != "One. Two." || r.Evidence == nil || *r.Evidence != 0 || r.ValidOn != "" || r.AsOf != "1970-01-01T08:00:00+08:00" || r.Withheld[0].Message != "word" || r.Subject.RegisteredOn != "" {
		t.Errorf("%v", r)
	}
	if rec.OccurredOn != "2026-05-01" || rec.ValidTo != "" || rec.Severity != "serious" || !rec.Withdrawn || rec.Digest != "01ff" || len(rec.Hints) != 2 || rec.Version != 3 || rec.WorkingDays != -1 ||
		rec.KnownAt.AsTime().UnixMicro() != v.KnownAt || rec.PublicationUntil != "" {
		t.Errorf("%v", rec)
	}
	if f := rec.Fields; f[0].MaskReason != "why" || !f[0].Masked || f[1].MaskReason != "" || f[1].Unit != "万元" {
		t.Errorf("%v", f)
	}
	if profileReply(a, "zh").Note != "一。二。" {
		t.Error("Chinese is not the default")
	}
}

// A hit says who it is, where, in what state, and why it matched, in the caller's language.
func TestSearchReply(t *testing.T) {
	hits := &biz.Hits{Evidence: 7, Next: "n", Hits: []biz.Hit{{
		Found:        biz.Found{Subject: "91371502MA2T3571X8", Kind: subject.Organisation, Name: "今名", Division: "371502", Status: "存续", Score: 0.7, Matched: "former_name", Text: "旧名"},
		DivisionName: "东昌府区", Explanation: fault.Text{Zh: "曾用名含所查文字:旧名", En: "A former name matches: 旧名"},
	}}}
	for lang, why := range map[string]string{"zh": "曾用名含所查文字:旧名", "en": "A former name matches: 旧名"} {
		r := searchReply(hits, lang)
		h := r.GetHits()[0]
		if h.GetId() != "91371502MA2T3571X8" || h.GetKind() != "organisation" || h.GetDivisionName() != "东昌府区" || h.GetStatus() != "存续" || h.GetMatched() != "former_name" ||
			h.GetMatchedText() != "旧名" || h.GetExplanation() != why || r.GetEvidence() != 7 || r.GetNextCursor() != "n" {
			t.Errorf("%s: %v", lang, r)
		}
	}
}

func TestStatisticsReply(t *testing.T) {
	if got := instant(0); got != nil {
		t.Errorf("nothing has come, at %v", got)
	}
	if got := instant(1_780_000_000_000_001); got.AsTime().UnixMicro() != 1_780_000_000_000_001 {
		t.Errorf("%v", got)
	}
}
