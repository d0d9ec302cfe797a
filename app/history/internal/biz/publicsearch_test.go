package biz_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// secret is a penalty that is never published.
func secret(no int, of string) *record.Record {
	r := biztest.Penalty(no, of)
	r.Severity = uint8(rules.Minor)
	return r
}

// many gives each of n penalties of the company from make.
func many(n int, of func(no int, of string) *record.Record) (out []*record.Record) {
	for i := range n {
		out = append(out, of(i, biztest.Company))
	}
	return out
}

// The public search finds exactly who has a public page: a hit without one would tell that there is what the page hides.
func TestPublicSearchFindsWhoHasAPage(t *testing.T) {
	public, registration := biztest.Penalty(1, biztest.Company), biztest.Registration(biztest.Company, "聊城某某有限公司")
	old, gone := biztest.Penalty(2, biztest.Company), biztest.Penalty(1, biztest.Company)
	old.OccurredOn, old.ValidFrom = rules.DayOf(2012, 6, 1), rules.DayOf(2012, 6, 1)
	gone.Op = record.Withdraw
	for name, c := range map[string]struct {
		log  []*record.Record
		want bool
	}{
		"registered, nothing else":          {[]*record.Record{registration}, true},
		"registered, a minor penalty":       {[]*record.Record{registration, secret(1, biztest.Company)}, true},
		"a published penalty":               {[]*record.Record{public}, true},
		"a published one among others":      {[]*record.Record{secret(3, biztest.Company), old, public}, true},
		"a minor penalty":                   {[]*record.Record{secret(1, biztest.Company)}, false},
		"an expired penalty":                {[]*record.Record{old}, false},
		"a withdrawn penalty":               {[]*record.Record{public, biztest.Arrived(gone, 1)}, false},
		"registration withdrawn, minor":     {[]*record.Record{registration, biztest.Withdrawal(registration), secret(1, biztest.Company)}, false},
		"registration withdrawn, published": {[]*record.Record{registration, biztest.Withdrawal(registration), public}, true},
		"registered anew":                   {[]*record.Record{registration, biztest.Withdrawal(registration), biztest.Arrived(biztest.Registration(biztest.Company, "聊城某某有限公司"), 2)}, true},
		"more than is read together":        {append(many(80, secret), biztest.Penalty(99, biztest.Company)), true},
		"of so many none":                   {many(80, secret), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.store(c.log...)
			if _, err := w.publicity.Page(t.Context(), biztest.Company); (err == nil) != c.want {
				t.Fatalf("the page: %v", err)
			}
			for _, query := range []string{"某某", biztest.Company} {
				if hits, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: query}); err != nil || (len(hits.Hits) == 1) != c.want || hits.Next != "" {
					t.Errorf("%s: %+v %v", query, hits, err)
				}
				ev := w.witness.last()
				if ev.Action != "public.search" || (ev.Count == 1) != c.want || (ev.Subject == biztest.Company) != c.want {
					t.Errorf("%s: %+v", query, ev)
				}
				if hits, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: query}); err != nil || len(hits.Hits) != 1 {
					t.Errorf("an officer, %s: %+v %v", query, hits, err)
				}
			}
		})
	}
}

// body is the i-th of many organisations.
func body(i int) string {
	return subject.CompleteUSCC("91371502" + subject.CompleteOrgCode(fmt.Sprintf("MA%06d", i)))
}

// walk reads all pages of a public search.
func (w *world) walk(t *testing.T, limit int) (found []string, sizes []int) {
	t.Helper()
	for ask := (biz.SearchAsk{Query: "翻页", Limit: limit}); ; {
		hits, err := w.publicity.Search(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits.Hits {
			found = append(found, h.Subject)
		}
		if sizes = append(sizes, len(hits.Hits)); hits.Next == "" {
			return found, sizes
		}
		if !strings.HasPrefix(hits.Next, "hidden.") {
			t.Errorf("the cursor can be read: %s", hits.Next)
		}
		ask.Cursor = hits.Next
	}
}

// What is passed over makes no page short and no hit twice, and after the last hit that is shown there is no further page.
func TestPublicSearchPages(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		shown func(i int) bool
		sizes []int
	}{
		"all shown":             {10, func(int) bool { return true }, []int{5, 5}},
		"every third":           {36, func(i int) bool { return i%3 == 1 }, []int{5, 5, 2}},
		"hidden ones last":      {30, func(i int) bool { return i < 5 }, []int{5}},
		"hidden ones first":     {200, func(i int) bool { return i >= 193 }, []int{5, 2}},
		"none shown":            {40, func(int) bool { return false }, []int{0}},
		"too many to pass over": {700, func(i int) bool { return i == 699 }, []int{0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var want []string
			for i := range c.n {
				r := secret(i, body(i))
				if c.shown(i) {
					want = append(want, body(i))
					if r = biztest.Penalty(i, body(i)); i%2 == 0 {
						r = biztest.Registration(body(i), "")
					}
				}
				if r.Name = "翻页商贸有限公司"; r.About != nil {
					r.About.Name = r.Name
				}
				w.Put(r, uint64(i))
			}
			found, sizes := w.walk(t, 5)
			if !slices.Equal(found, want) || !slices.Equal(sizes, c.sizes) {
				t.Errorf("pages of %v, want %v; found %v", sizes, c.sizes, found)
			}
		})
	}
}

// Who is registered is found without a look at the records.
func TestRegisteredAreFoundWithoutTheirRecords(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	w.Fail = func() error { return errors.New("read") }
	if hits, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: "新名"}); err != nil || len(hits.Hits) != 1 {
		t.Errorf("%+v %v", hits, err)
	}
	if _, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: biztest.Shop}); err == nil {
		t.Error("of who is not, nothing was read")
	}
}

// Before the definitions have come nobody knows what is public.
func TestPublicSearchWaitsForTheCatalog(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	w.schemas.Replace(0, nil)
	if _, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: "某某"}); err == nil || reason(t, err).Reason != "CATALOG_NOT_LOADED" {
		t.Errorf("%v", err)
	}
}
