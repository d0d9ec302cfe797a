package biz_test

import (
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// A history that is too long for one answer is refused to officers and to the subject itself, and the refusal is in the ledger.
func TestTooLongAHistory(t *testing.T) {
	w := newWorld(t)
	registration := biztest.Registration(biztest.Company, "聊城某某有限公司")
	w.store(append(many(5, secret), registration)...)
	own := grant.Into(t.Context(), grant.Principal{ID: "c1", Name: "某某", Subject: biztest.Company})
	asks := map[string]func() error{
		"record.query": func() error {
			_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: biztest.Company, Purpose: "p", CaseNo: "c", ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
			return err
		},
		"self.query": func() error {
			_, err := w.inquiry.OwnProfile(own, biz.Ask{ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
			return err
		},
	}
	for action, ask := range asks {
		w.Most, w.witness.down = 6, false
		if err := ask(); err != nil {
			t.Errorf("%s, as many as may be: %v", action, err)
		}
		w.Most = 5
		f := reason(t, ask())
		ev := w.witness.last()
		if f.Kind != fault.TooLarge || f.Reason != "HISTORY_TOO_LARGE" || f.Evidence == nil || *f.Evidence != uint64(len(w.witness.events)-1) {
			t.Errorf("%s: %+v", action, f)
		}
		if ev.Kind != evidence.Refusal || ev.Allow || ev.Reason != "HISTORY_TOO_LARGE" || ev.Subject != biztest.Company || ev.Action != action || ev.Count != 0 || ev.Line != "l1" {
			t.Errorf("%s: %+v", action, ev)
		}
		w.witness.down = true
		if f := reason(t, ask()); f.Reason != "LEDGER_DOWN" {
			t.Errorf("%s, no evidence: %+v", action, f)
		}
	}
}

// The public is told that there are too many records only of who is registered, and finds only those: whether the records of others are public
// was not read. An officer finds all.
func TestFoundWithTooLongAHistory(t *testing.T) {
	registration := biztest.Registration(biztest.Company, "聊城某某有限公司")
	for name, registered := range map[string]bool{"registered": true, "not registered": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.store(many(70, biztest.Penalty)...)
			if registered {
				w.Put(registration, 70)
			}
			w.Most = 65
			want := fault.Reason("NOT_PUBLIC")
			if registered {
				want = "HISTORY_TOO_LARGE"
			}
			if _, err := w.publicity.Page(t.Context(), biztest.Company); reason(t, err).Reason != want {
				t.Errorf("the page: %v, want %s", err, want)
			}
			if hits, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: "某某"}); err != nil || (len(hits.Hits) == 1) != registered {
				t.Errorf("%+v %v", hits, err)
			}
			if hits, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: "某某"}); err != nil || len(hits.Hits) != 1 {
				t.Errorf("an officer: %+v %v", hits, err)
			}
			w.Put(biztest.Withdrawal(registration), 71)
			if _, err := w.publicity.Page(t.Context(), biztest.Company); reason(t, err).Reason != "NOT_PUBLIC" {
				t.Errorf("withdrawn, the page: %v", err)
			}
			hits, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: "某某"})
			if err != nil || len(hits.Hits) != 1 || hits.Hits[0].Registered || hits.Hits[0].Status != biz.StatusWithdrawn {
				t.Errorf("withdrawn: %+v %v", hits, err)
			}
		})
	}
}
