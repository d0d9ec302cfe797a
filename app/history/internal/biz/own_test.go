package biz_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// asSubject is a context of the account of a credit subject.
func asSubject(t *testing.T, token string) context.Context {
	t.Helper()
	return grant.Into(t.Context(), grant.Principal{ID: "u9", Name: "ouyang", Agency: "lc-subjects", Division: "371500", Credential: "s9", Subject: token})
}

func whole() biz.Ask { return biz.Ask{AsOfDay: rules.NoDate, ValidOn: rules.NoDate} }

func TestOwnProfile(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	w.decider.mask.Level = grant.Authorised
	for name, token := range map[string]string{"a person": biztest.Token, "a company": biztest.Company, "a shop": biztest.Shop} {
		t.Run(name, func(t *testing.T) {
			a, err := w.inquiry.OwnProfile(asSubject(t, token), whole())
			if err != nil {
				t.Fatal(err)
			}
			if a.Subject.ID != token || a.Count == 0 {
				t.Errorf("%d records of %s", a.Count, a.Subject.ID)
			}
			for _, g := range a.Groups {
				for _, r := range g.Records {
					if r.Publication.State == "" || r.Publication.Basis == "" {
						t.Errorf("%s does not say whether it is published: %+v", r.RecordID, r.Publication)
					}
				}
			}
			ev := w.witness.last()
			if ev.Kind != evidence.Query || ev.Action != "self.query" || ev.Purpose != "self" || ev.Subject != token || !ev.Allow || ev.Count != a.Count || ev.AnswerDigest == [32]byte{} || ev.Actor != "u9" {
				t.Errorf("%+v", ev)
			}
		})
	}
	// Whatever an ask says of whom, why and how, the record is the caller's own.
	ask := whole()
	ask.ID, ask.Purpose, ask.CaseNo, ask.ByDocument = biztest.Company, "enforcement", "案号", true
	a, err := w.inquiry.OwnProfile(asSubject(t, biztest.Token), ask)
	if ev := w.witness.last(); err != nil || a.Subject.ID != biztest.Token || ev.Subject != biztest.Token || ev.Purpose != "self" || ev.CaseNo != "" {
		t.Errorf("%+v %v %+v", a, err, w.witness.last())
	}
	past := whole()
	past.AsOf = time.UnixMicro(1)
	if a, err = w.inquiry.OwnProfile(asSubject(t, biztest.Company), past); err != nil || a.Count != 0 || len(a.Notes) == 0 {
		t.Errorf("before anything was known: %+v %v", a, err)
	}
	past.AsOf = now.Add(time.Hour)
	if _, err = w.inquiry.OwnProfile(asSubject(t, biztest.Company), past); reason(t, err).Reason != "AS_OF_FUTURE" {
		t.Error(err)
	}
}

func TestOwnRefusals(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	looks := map[string]func(context.Context) error{
		"profile":  func(ctx context.Context) error { _, err := w.inquiry.OwnProfile(ctx, whole()); return err },
		"accesses": func(ctx context.Context) error { _, err := w.inquiry.OwnAccesses(ctx, "", 0); return err },
	}
	for name, look := range looks {
		w.decider.deny = map[string]*fault.Error{}
		if f := reason(t, look(w.ctx)); f.Reason != "NOT_A_SUBJECT" || f.Evidence == nil || f.Next.En == "" {
			t.Errorf("%s by an officer: %+v", name, f)
		}
		if ev := w.witness.last(); ev.Kind != evidence.Refusal || ev.Allow || ev.Action != "self.query" || ev.Subject != "" || ev.Actor != "u1" {
			t.Errorf("%s: %+v", name, ev)
		}
		none := fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.").Then("请打开链接", "follow the link")
		none.Link = "/v1/share-requests?resource=penalty"
		for _, code := range []string{"penalty", "org_registration", "space_address"} {
			w.decider.deny["self.query resource/"+code] = none
		}
		f := reason(t, look(asSubject(t, biztest.Token)))
		if f.Reason != "POLICY_NO_GRANT" || f.Evidence == nil || f.Link != "" || strings.Contains(f.Next.En, "link") || none.Link == "" {
			t.Errorf("%s without the grant: %+v, the policy's own %+v", name, f, none)
		}
		if ev := w.witness.last(); ev.Kind != evidence.Refusal || ev.Subject != biztest.Token {
			t.Errorf("%s: %+v", name, ev)
		}
		w.decider.deny = map[string]*fault.Error{}
		w.witness.down = true
		if f := reason(t, look(asSubject(t, biztest.Token))); f.Reason != "LEDGER_DOWN" {
			t.Errorf("%s with the ledger down: %s", name, f.Reason)
		}
		if f := reason(t, look(w.ctx)); f.Reason != "LEDGER_DOWN" {
			t.Errorf("the refusal of %s with the ledger down: %s", name, f.Reason)
		}
		w.witness.down = false
	}
	// A resource that the policy keeps back is counted, with a next step a subject can take.
	denied := fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.").Then("请打开链接", "follow the link")
	denied.Link = "/v1/share-requests?resource=org_registration"
	w.decider.deny["self.query resource/org_registration"] = denied
	a, err := w.inquiry.OwnProfile(asSubject(t, biztest.Company), whole())
	if err != nil || len(a.Withheld) != 1 || a.Withheld[0].Count != 1 || strings.Contains(a.Withheld[0].Next.En, "link") {
		t.Errorf("%+v %v", a.Withheld, err)
	}
}

func TestNeeds(t *testing.T) {
	w := newWorld(t)
	r := biztest.Penalty(1, biztest.Company)
	r.Fields = []byte(`{"CF_WSH":"号","CF_FRDB":"张小三","CF_FR_ZJLX":"身份证","CF_FR_ZJHM":"s1.k1.good","CF_XDR_ZJHM":"s1.k1.bad","CF_SJLY":"局","GONE":"x"}`)
	w.store(biztest.Arrived(r, 1))
	w.decider.mask.Level = grant.Public
	a := w.ask(t, biz.Ask{ID: biztest.Company})
	for name, needs := range map[string]string{"CF_WSH": "", "CF_SJLY": "shared", "CF_FR_ZJLX": "authorised", "CF_FR_ZJHM": "+CF_FR_ZJHM", "CF_XDR_ZJHM": "+CF_XDR_ZJHM", "GONE": ""} {
		if it := item(a, 0, 0, name); it.Needs != needs || (needs != "") && !it.Masked {
			t.Errorf("%s: %+v, needs %q", name, it, needs)
		}
	}
	w.decider.mask.Named = map[string]struct{}{"CF_XDR_ZJHM": {}}
	if it := item(w.ask(t, biz.Ask{ID: biztest.Company}), 0, 0, "CF_XDR_ZJHM"); !it.Masked || it.Needs != "" {
		t.Errorf("no grant opens what is broken: %+v", it)
	}
}

// In one's own record everything about oneself is in clear, sealed items and what is personal of others are not.
func TestOwnRecordKeepsOthersPrivate(t *testing.T) {
	w := newWorld(t)
	w.personal(t)
	fields := `{"WSH":"号","FR":"张小三","LXR":"王小五","LXR_SJ":"13900139000","LXR_ZJ":"E1234567","MY":"s1.k1.good","SS":"投诉人身份证号371502190102030011,电话13800138000","BZ":"内部"}`
	for i, of := range []string{biztest.Company, biztest.Shop, biztest.Token} {
		r := biztest.Penalty(1, of)
		r.Resource, r.Fields = "personal", []byte(fields)
		w.Put(biztest.Arrived(r, i), uint64(i))
	}
	w.decider.mask.Level = grant.Authorised
	type look map[string]bool // by item: masked
	for token, want := range map[string]look{
		biztest.Company: {"WSH": false, "FR": false, "LXR": true, "LXR_SJ": true, "LXR_ZJ": true, "MY": true, "SS": true, "BZ": false},
		biztest.Shop:    {"WSH": false, "FR": false, "LXR": false, "LXR_SJ": false, "LXR_ZJ": true, "MY": true, "SS": true, "BZ": false},
		biztest.Token:   {"WSH": false, "FR": true, "LXR": true, "LXR_SJ": false, "LXR_ZJ": true, "MY": true, "SS": true, "BZ": false},
	} {
		a, err := w.inquiry.OwnProfile(asSubject(t, token), whole())
		if err != nil {
			t.Fatal(err)
		}
		for name, masked := range want {
			it := item(a, 0, 0, name)
			if it.Masked != masked || masked && (it.Why.Zh == "" || it.Needs != "+"+name) {
				t.Errorf("%s of %s: %+v, want masked %v", name, token, it, masked)
			}
		}
		if text := item(a, 0, 0, "SS").Value; strings.Contains(text, "371502190102030011") || strings.Contains(text, "13800138000") || !strings.Contains(text, "投诉人") {
			t.Errorf("text %q", text)
		}
	}
	// An officer with the same grant sees what the grant says, and a line that names an item shows it to the subject.
	if it := item(w.ask(t, biz.Ask{ID: biztest.Company}), 0, 0, "LXR"); it.Masked {
		t.Errorf("to an officer: %+v", it)
	}
	w.decider.mask.Named = map[string]struct{}{"LXR": {}, "MY": {}, "SS": {}}
	a, err := w.inquiry.OwnProfile(asSubject(t, biztest.Company), whole())
	if err != nil || item(a, 0, 0, "LXR").Value != "王小五" || item(a, 0, 0, "MY").Value != "371502190102030011" || item(a, 0, 0, "SS").Masked || !item(a, 0, 0, "LXR_SJ").Masked {
		t.Errorf("named: %+v %v", a.Groups[0].Records[0].Items, err)
	}
}

// A person reads the own name where a line names the item, in the records and above them; an officer's answer about the same person does not change.
func TestOwnName(t *testing.T) {
	w := newWorld(t)
	for i, name := range []string{"s1.k1.bad", "s1.k1.good", "s1.k1.bad"} {
		r := biztest.Penalty(i, biztest.Token)
		r.Fields = []byte(`{"CF_WSH":"号","CF_XDR_MC":"` + name + `","CF_XDR_ZJHM":"s1.k1.good"}`)
		w.Put(biztest.Arrived(r, i), uint64(i))
	}
	w.decider.mask.Level = grant.Authorised
	own := func() *biz.Answer {
		t.Helper()
		a, err := w.inquiry.OwnProfile(asSubject(t, biztest.Token), whole())
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	masked := own().Subject.Name
	if !strings.Contains(masked, "*") || !item(own(), 0, 1, "CF_XDR_MC").Masked {
		t.Errorf("a line that does not name the item shows %q", masked)
	}
	w.decider.mask.Named = map[string]struct{}{"CF_XDR_MC": {}}
	a := own()
	if a.Subject.Name != "371502190102030011" || item(a, 0, 1, "CF_XDR_MC").Value != a.Subject.Name || !item(a, 0, 1, "CF_XDR_ZJHM").Masked {
		t.Errorf("%q and %+v", a.Subject.Name, a.Groups[0].Records)
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Token}); a.Subject.Name != masked {
		t.Errorf("an officer sees %q", a.Subject.Name)
	}
}

func TestOwnAccesses(t *testing.T) {
	w := newWorld(t)
	w.accesses.found = []biz.Access{
		{Index: 9, Action: "self.query", Agency: "lc-subjects", Purpose: "self", Decision: "allow", Kind: "query"},
		{Index: 8, Action: "person.query", Agency: "scjgj", Purpose: "enforcement", CaseNo: "聊市监案〔2026〕15号", Decision: "deny", Kind: "refusal"},
		{Index: 7, Action: "record.query", Agency: "scjgj", Purpose: "self", Decision: "allow", Kind: "query"}, // an agency that gives this purpose is no subject
		{Index: 6, Action: "public.page", Decision: "allow", Kind: "query"},
	}
	l, err := w.inquiry.OwnAccesses(asSubject(t, biztest.Token), "", 0)
	if err != nil || w.accesses.asked != biztest.Token || len(l.Accesses) != 4 {
		t.Fatalf("%+v %v", l, err)
	}
	for i, want := range []struct {
		by           biz.Onlooker
		agency, name string
	}{{biz.SelfLooked, "", ""}, {biz.AgencyLooked, "scjgj", "机构scjgj"}, {biz.AgencyLooked, "scjgj", "机构scjgj"}, {biz.PublicLooked, "", ""}} {
		if a := l.Accesses[i]; a.By != want.by || a.Agency != want.agency || a.AgencyName != want.name {
			t.Errorf("%d: %+v, want %+v", i, a, want)
		}
	}
	if ev := w.witness.last(); ev.Kind != evidence.Ledger || ev.Action != "self.query" || ev.Purpose != "self" || ev.Subject != biztest.Token || ev.Count != 4 || !ev.Allow {
		t.Errorf("%+v", ev)
	}
}
