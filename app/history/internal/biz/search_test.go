package biz_test

import (
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

// What a search says of a subject is what its profile says, whatever was withdrawn.
func TestSearchAgreesWithTheProfile(t *testing.T) {
	first := biztest.Registration(biztest.Company, "聊城甲有限公司")
	elsewhere := biztest.Registration(biztest.Company, "聊城乙有限公司")
	elsewhere.Agency, elsewhere.About.Status = "xzspj", "在业"
	elsewhere = biztest.Arrived(elsewhere, 1)
	for name, c := range map[string]struct {
		log        []*record.Record
		registered bool
		status     string
		matched    string
	}{
		"registered":                           {[]*record.Record{first}, true, "存续", "name"},
		"withdrawn":                            {[]*record.Record{first, biztest.Withdrawal(first)}, false, biz.StatusWithdrawn, "name"},
		"withdrawn, a mention before":          {[]*record.Record{biztest.Penalty(1, biztest.Company), first, biztest.Withdrawal(first)}, false, biz.StatusWithdrawn, "name"},
		"withdrawn, a mention after":           {[]*record.Record{first, biztest.Withdrawal(first), biztest.Penalty(1, biztest.Company)}, false, biz.StatusWithdrawn, "former_name"},
		"withdrawn, and the register repeated": {[]*record.Record{first, biztest.Withdrawal(first), first}, false, biz.StatusWithdrawn, "name"},
		"registered anew":                      {[]*record.Record{first, biztest.Withdrawal(first), biztest.Arrived(biztest.Registration(biztest.Company, "聊城甲有限公司"), 2)}, true, "存续", "name"},
		"another agency's is left":             {[]*record.Record{first, elsewhere, biztest.Withdrawal(elsewhere)}, true, "存续", ""}, // of two names found either may be named
		"another agency's later one is left":   {[]*record.Record{first, elsewhere, biztest.Withdrawal(first)}, true, "在业", ""},
		"another agency withdraws its own":     {[]*record.Record{first, biztest.Withdrawal(elsewhere)}, true, "存续", "name"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.store(c.log...)
			for _, query := range []string{"聊城", biztest.Company} {
				hits, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: query})
				if err != nil || len(hits.Hits) != 1 {
					t.Fatalf("%s: %+v %v", query, hits, err)
				}
				hit := hits.Hits[0]
				profile := w.ask(t, biz.Ask{ID: biztest.Company}).Subject
				if hit.Registered != c.registered || hit.Status != c.status || query == "聊城" && c.matched != "" && hit.Matched != c.matched {
					t.Errorf("%s: registered %v, status %q, matched %s", query, hit.Registered, hit.Status, hit.Matched)
				}
				if hit.Registered != profile.Registered || hit.Status != profile.Status || hit.Name != profile.Name || hit.Division != profile.Division {
					t.Errorf("%s: search %+v\nprofile %+v", query, hit.Found, profile)
				}
			}
		})
	}
}
