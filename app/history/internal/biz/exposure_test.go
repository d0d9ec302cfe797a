package biz_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

// shipped puts the registration of the catalog in the place of the small one.
func (w *world) shipped(t *testing.T) {
	t.Helper()
	b, err := os.ReadFile("../../../../configs/resources/org_registration.yaml")
	if err != nil {
		t.Fatal(err)
	}
	def, err := resourcefile.Parse("org_registration.yaml", b)
	if err != nil {
		t.Fatal(err)
	}
	s, err := resource.Compile(def, resource.Env{Today: func() rules.Date { return rules.DateOf(now) }, CEL: func(string, []resource.Item) (func(*resource.Row) (bool, error), error) {
		return func(*resource.Row) (bool, error) { return true, nil }, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	penalty, _ := w.schemas.Get("penalty")
	w.schemas.Replace(2, []*resource.Schema{penalty, s})
}

// A token stands for an ID number: who may not ask by the one may not by the other.
func TestTokenNeedsTheGrantForPersons(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	denied := fault.New(fault.Denied, "PURPOSE_NOT_GRANTED", "事由不符。", "Not for this purpose.")
	w.decider.deny = map[string]*fault.Error{"person.query resource/org_registration": denied, "person.query resource/penalty": denied}
	_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: biztest.Token, Purpose: "supervision", ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
	if err == nil {
		t.Fatal("a person's history by token without the grant for persons")
	}
	if f := reason(t, err); f.Reason != "PURPOSE_NOT_GRANTED" || f.Evidence == nil {
		t.Errorf("%+v", f)
	}
	if ev := w.witness.last(); ev.Action != "person.query" || ev.Subject != biztest.Token || ev.Allow {
		t.Errorf("%+v", ev)
	}
}

// What a registration says beside names and status is shown by the grant for it only.
func TestRegistrationIsHeldToItsGrant(t *testing.T) {
	w := newWorld(t)
	w.shipped(t)
	w.store(biztest.Registration(biztest.Company, "聊城某某有限公司"), biztest.Penalty(1, biztest.Company))
	if s := w.ask(t, biz.Ask{ID: biztest.Company}).Subject; s.Legal != "张三" || len(s.LegacyCodes) != 1 || s.RegisteredOn == rules.NoDate {
		t.Errorf("with the grant: %+v", s)
	}
	w.decider.mask.Level = grant.Public
	if s := w.ask(t, biz.Ask{ID: biztest.Company}).Subject; s.Legal != "张三" || s.LegacyCodes != nil {
		t.Errorf("older codes are of level shared: %+v", s)
	}
	w.decider.deny["record.query resource/org_registration"] = fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")
	if s := w.ask(t, biz.Ask{ID: biztest.Company}).Subject; s.Legal != "" || s.LegacyCodes != nil || s.RegisteredOn != rules.NoDate || s.Name != "聊城某某有限公司" {
		t.Errorf("without it: %+v", s)
	}
}

// An older version of a record is of the division it was of then.
func TestOlderVersionsAreHeldToTheScope(t *testing.T) {
	w := newWorld(t)
	old, moved := biztest.Penalty(1, biztest.Company), biztest.Penalty(1, biztest.Company)
	old.Division, moved.Division = "371581", "371502"
	moved.Fields = []byte(`{"CF_WSH":"新号"}`)
	w.store(biztest.Arrived(old, 1), biztest.Arrived(moved, 2))
	w.decider.scope = grant.ScopeOwn
	a := w.ask(t, biz.Ask{ID: biztest.Company, Versions: true})
	if n := len(a.Groups[0].Records); n != 1 || len(a.Withheld) != 1 || a.Withheld[0].Reason != "OUT_OF_SCOPE" {
		t.Errorf("%d versions, withheld %+v", n, a.Withheld)
	}
}

// Nothing on a public page says who is behind a shop, and no older code: the tax number of a shop is its owner's ID number.
func TestPublicPageOfAShop(t *testing.T) {
	w := newWorld(t)
	w.shipped(t)
	registration := biztest.Registration(biztest.Shop, "温岭市某某小吃店")
	registration.About.Legal, registration.About.LegacyCodes = "张小三", []string{"37150219010203001101"}
	registration.Fields = []byte(`{"TYSHXYDM":"` + biztest.Shop + `","JGMC":"温岭市某某小吃店","SWDJH":"37150219010203001101","FDDBR":"张小三"}`)
	penalty := biztest.Penalty(1, biztest.Shop)
	penalty.RecordID, penalty.DocumentNo = "371502190102030011|"+biztest.Shop, "371502190102030011"
	penalty.Fields = []byte(`{"CF_XDR_MC":"温岭市某某小吃店","CF_FRDB":"张小三","CF_SY":"当事人张小三未公示","CF_NR":"罚款"}`)
	w.store(biztest.Arrived(registration, 1), biztest.Arrived(penalty, 1))
	a, err := w.publicity.Page(t.Context(), biztest.Shop)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Groups) != 2 || a.Subject.Legal != "" || a.Subject.LegacyCodes != nil {
		t.Errorf("%d groups, %+v", len(a.Groups), a.Subject)
	}
	for _, g := range a.Groups {
		for _, r := range g.Records {
			if r.Digest != "" || strings.Contains(r.RecordID+r.DocumentNo, "371502190102030011") {
				t.Errorf("%s: digest %x, id %s", r.Resource, r.Digest, r.RecordID)
			}
			for _, it := range r.Items {
				if strings.Contains(it.Value, "张小三") || strings.Contains(it.Value, "3715021901") {
					t.Errorf("%s %s: %s", r.Resource, it.Name, it.Value)
				}
			}
		}
	}
	company := biztest.Registration(biztest.Company, "聊城某某有限公司")
	company.Fields = []byte(`{"JGMC":"聊城某某有限公司","FDDBR":"张三"}`)
	w.Put(biztest.Arrived(company, 1), 9)
	if a, err = w.publicity.Page(t.Context(), biztest.Company); err != nil || a.Subject.Legal != "张三" || a.Subject.LegacyCodes != nil || item(a, 0, 0, "FDDBR").Value != "张三" {
		t.Errorf("the representative of a company is public by law, its older codes are not: %+v %v", a.Subject, err)
	}
}

// A name that no register confirms may hold anything, and a page of nothing would tell that there is something.
func TestPublicNamesWithoutRegistration(t *testing.T) {
	w := newWorld(t)
	r := biztest.Penalty(1, biztest.Company)
	r.Name = "张某371502190102030011商行"
	w.store(biztest.Arrived(r, 1))
	hits, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: "商行"})
	if err != nil || len(hits.Hits) != 1 || strings.Contains(hits.Hits[0].Name+hits.Hits[0].Text+hits.Hits[0].Explanation.Zh, "371502190102030011") {
		t.Errorf("%+v %v", hits, err)
	}
	a, err := w.publicity.Page(t.Context(), biztest.Company)
	if err != nil || strings.Contains(a.Subject.Name, "371502190102030011") {
		t.Errorf("%+v %v", a, err)
	}
	w.at.Advance(10 * 365 * 24 * time.Hour)
	if _, err = w.publicity.Page(t.Context(), biztest.Company); err == nil || reason(t, err).Reason != "NOT_PUBLIC" {
		t.Errorf("all records are past their publication: %v", err)
	}
}
