package biz_test

import (
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// What an officer's list of hits shows: who, of what kind, where, in what state, and why it matched. A search needs no purpose.
func TestHitsSayWhoAndWhy(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	for _, c := range []struct {
		query, matched string
		zh, en         []string
	}{
		{biztest.Company, "code", []string{"代码一致", biztest.Company}, []string{"code", biztest.Company}},
		{"371502200001234", "code", []string{"代码一致", "371502200001234"}, []string{"code", "371502200001234"}},
		{"新名科技", "name", []string{"名称含所查文字", "聊城新名科技有限公司"}, []string{"name", "聊城新名科技有限公司"}},
		{"旧名", "former_name", []string{"曾用名", "聊城旧名有限公司", "现名", "聊城新名科技有限公司"}, []string{"former name", "聊城旧名有限公司", "now", "聊城新名科技有限公司"}},
	} {
		t.Run(c.query, func(t *testing.T) {
			hits, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: c.query})
			if err != nil || len(hits.Hits) != 1 {
				t.Fatalf("%+v %v", hits, err)
			}
			h := hits.Hits[0]
			if h.Subject != biztest.Company || h.Name != "聊城新名科技有限公司" || h.Kind != subject.Organisation || h.DivisionName != "东昌府区" || h.Status != "存续" || h.Matched != c.matched {
				t.Errorf("%+v", h)
			}
			for _, part := range c.zh {
				if !strings.Contains(h.Explanation.Zh, part) {
					t.Errorf("%q lacks %q", h.Explanation.Zh, part)
				}
			}
			for _, part := range c.en {
				if !strings.Contains(h.Explanation.En, part) {
					t.Errorf("%q lacks %q", h.Explanation.En, part)
				}
			}
		})
	}
}
