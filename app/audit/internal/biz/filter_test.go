package biz_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// index remembers what was looked for.
type index struct {
	biz.Copy
	asked *biz.Filter
}

func (x *index) Find(_ context.Context, f biz.Filter, _ uint64, _ int) ([]biz.Entry, error) {
	x.asked = &f
	return nil, nil
}

const (
	company = "91371502MA2T3571X8"
	citizen = "371502190102030011"
	// ambiguous passes as an ID number and as a code.
	ambiguous = "371502190001270016"
)

var token = "p" + strings.Repeat("ab7z", 8)

func TestWhatASearchMayName(t *testing.T) {
	for _, c := range []struct {
		name   string
		in     biz.Filter
		want   string // the subject that is looked for
		reason fault.Reason
		field  string
	}{
		{"nothing", biz.Filter{}, "", "", ""},
		{"a company", biz.Filter{Subject: company}, company, "", ""},
		{"a company, as somebody types it", biz.Filter{Subject: " 91371502-ma2t3571x8 "}, company, "", ""},
		{"a person's token", biz.Filter{Subject: token}, token, "", ""},
		{"a token copied with a space", biz.Filter{Subject: token + " "}, token, "", ""},
		{"an ID number", biz.Filter{Subject: citizen}, "", "ID_NUMBER_IN_SEARCH", "subject"},
		{"an ID number with spaces", biz.Filter{Subject: "371502 19010203 0011"}, "", "ID_NUMBER_IN_SEARCH", "subject"},
		{"an ID number in full width", biz.Filter{Subject: "３７１５０２１９０１０２０３００１１"}, "", "ID_NUMBER_IN_SEARCH", "subject"},
		{"an ID number of 15 digits", biz.Filter{Subject: "371502010203001"}, "", "ID_NUMBER_IN_SEARCH", "subject"},
		{"an ID number that passes for a code", biz.Filter{Subject: ambiguous}, "", "ID_NUMBER_IN_SEARCH", "subject"},
		{"a name with an ID number", biz.Filter{Subject: "张三" + citizen}, "", "ID_NUMBER_IN_SEARCH", "subject"},
		{"a mistyped ID number", biz.Filter{Subject: "371502190102030012"}, "", "SUBJECT_FORM", "subject"},
		{"a mistyped code", biz.Filter{Subject: "91371502MA2T3571X9"}, "", "SUBJECT_FORM", "subject"},
		{"a legacy code", biz.Filter{Subject: "440301103448669"}, "", "SUBJECT_FORM", "subject"},
		{"a name", biz.Filter{Subject: "张三"}, "", "SUBJECT_FORM", "subject"},
		{"half a token", biz.Filter{Subject: token[:20]}, "", "SUBJECT_FORM", "subject"},
		{"a token in capitals", biz.Filter{Subject: strings.ToUpper(token)}, "", "SUBJECT_FORM", "subject"},
		{"a case number", biz.Filter{CaseNo: "聊执〔2026〕371502202600012号"}, "", "", ""},
		{"a number as actor", biz.Filter{Actor: citizen}, "", "ID_NUMBER_IN_SEARCH", "actor"},
		{"a number as agency", biz.Filter{Agency: citizen}, "", "ID_NUMBER_IN_SEARCH", "agency"},
		{"a number as purpose", biz.Filter{Purpose: citizen}, "", "ID_NUMBER_IN_SEARCH", "purpose"},
		{"a number in a case number", biz.Filter{CaseNo: "案" + citizen + "号"}, "", "ID_NUMBER_IN_SEARCH", "case_no"},
		{"a number as kind", biz.Filter{Kind: citizen}, "", "ID_NUMBER_IN_SEARCH", "kind"},
		{"a number as resource", biz.Filter{Resource: citizen}, "", "ID_NUMBER_IN_SEARCH", "resource"},
	} {
		t.Run(c.name, func(t *testing.T) {
			looked, counts, rec := &index{}, &counter{}, &recorder{}
			q := biz.NewInquiry(head{}, looked, rec, clock.At(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)))
			ways := map[string]func() error{
				"search":  func() error { _, err := q.Search(t.Context(), c.in, "", 0); return err },
				"find":    func() error { _, err := q.Find(t.Context(), c.in, "", 0); return err },
				"summary": func() error { _, err := biz.NewDesk(counts, q).Summarise(t.Context(), c.in); return err },
			}
			for way, ask := range ways {
				*looked, *counts, *rec = index{}, counter{}, recorder{}
				err := ask()
				if c.reason == "" {
					kept := rec.last.Subject
					if way == "find" {
						kept = c.want // another service records the answer
					}
					if err != nil || kept != c.want || looked.asked != nil && looked.asked.Subject != c.want || looked.asked == nil && counts.asked.Subject != c.want {
						t.Errorf("%s: %v, looked for %+v %+v, evidence %q", way, err, looked.asked, counts.asked, kept)
					}
					continue
				}
				f, ok := fault.As(err)
				if !ok || f.Reason != c.reason || f.Field != c.field || f.Kind != fault.Invalid || f.Next.Zh == "" || f.Next.En == "" || strings.Contains(f.Message.Zh+f.Next.Zh+f.Message.En+f.Next.En, citizen) {
					t.Errorf("%s: %+v", way, err)
				}
				if rec.last != (evidence.Event{}) || looked.asked != nil || counts.asked != (biz.Filter{}) {
					t.Errorf("%s: a refused search left %+v, looked for %+v %+v", way, rec.last, looked.asked, counts.asked)
				}
			}
		})
	}
}
