package biz_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func (w *world) ask(t *testing.T, ask biz.Ask) *biz.Answer {
	t.Helper()
	if ask.Purpose == "" {
		ask.Purpose = "supervision"
	}
	if ask.ValidOn == 0 {
		ask.ValidOn = rules.NoDate
	}
	if ask.AsOfDay == 0 {
		ask.AsOfDay = rules.NoDate
	}
	a, err := w.inquiry.Profile(w.ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func reason(t *testing.T, err error) *fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("no fault: %v", err)
	}
	return f
}

func (w *world) store(records ...*record.Record) {
	for i, r := range records {
		w.Put(r, uint64(i))
	}
}

func item(a *biz.Answer, group, rec int, name string) biz.Item {
	for _, it := range a.Groups[group].Records[rec].Items {
		if it.Name == name {
			return it
		}
	}
	return biz.Item{}
}

func TestProfile(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	a := w.ask(t, biz.Ask{ID: " 91371502-MA2T3571X8 "})
	if a.Subject.Name != "聊城新名科技有限公司" || !a.Subject.Registered || a.Subject.Former[0].Name != "聊城旧名有限公司" || a.Subject.DivisionName != "东昌府区" {
		t.Errorf("%+v", a.Subject)
	}
	if a.Count != 39 || len(a.Groups) != 2 || a.Groups[0].Class != "registration" || a.Groups[1].Class != "admin" || len(a.Groups[1].Records) != 38 {
		t.Errorf("%d records in %d groups", a.Count, len(a.Groups))
	}
	if r := a.Groups[1].Records[0]; r.AgencyName != "机构scjgj" || r.Publication.State != biz.Published || r.Publication.Until.String() != "2027-06-01" || !r.InForce || r.Number != 1 || !r.Current {
		t.Errorf("%+v", r)
	}
	if len(a.Notes) != 1 || !strings.Contains(a.Notes[0].Zh, "撤回") {
		t.Errorf("notes %v", a.Notes)
	}
	ev := w.witness.last()
	if ev.Kind != evidence.Query || ev.Subject != biztest.Company || ev.Count != 39 || ev.AnswerDigest == [32]byte{} || !ev.Allow || ev.Purpose != "supervision" || ev.Line != "l1" || ev.PolicyVersion != 7 ||
		ev.Given != "org_registration=1 penalty=38" {
		t.Errorf("%+v", ev)
	}
	first := ev.AnswerDigest
	if w.ask(t, biz.Ask{ID: "371502200001234"}); w.witness.last().AnswerDigest != first {
		t.Error("the same answer by legacy code has another digest")
	}
	w.decider.mask.Level = grant.Public
	if w.ask(t, biz.Ask{ID: biztest.Company}); w.witness.last().AnswerDigest == first {
		t.Error("another answer has the same digest")
	}
	all := w.ask(t, biz.Ask{ID: biztest.Company, Versions: true})
	if n := len(all.Groups[1].Records); n != 40 || all.Count != 40 {
		t.Errorf("%d versions of %d records", n, all.Count)
	}
	if given := w.witness.last().Given; given != "org_registration=1 penalty=39" { // superseded versions are no records of their own
		t.Errorf("evidence says %s was given", given)
	}
}

func TestNoEvidenceNoAnswer(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	w.witness.down = true
	for name, do := range map[string]func() error{
		"profile": func() error {
			_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: biztest.Company, Purpose: "p", ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
			return err
		},
		"search":        func() error { _, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: "聊城"}); return err },
		"public search": func() error { _, err := w.publicity.Search(w.ctx, biz.SearchAsk{Query: "聊城"}); return err },
		"public page":   func() error { _, err := w.publicity.Page(w.ctx, biztest.Company); return err },
		"accesses":      func() error { _, err := w.inquiry.AccessesOf(w.ctx, biztest.Company, "", 0); return err },
		"refusal": func() error {
			_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: biztest.Company, ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
			return err
		},
	} {
		if f := reason(t, do()); f.Reason != "LEDGER_DOWN" {
			t.Errorf("%s: %s", name, f.Reason)
		}
	}
}

func TestAsOf(t *testing.T) {
	w := newWorld(t)
	old, amended := biztest.Penalty(1, biztest.Company), biztest.Penalty(1, biztest.Company)
	amended.KnownAt += int64(48 * time.Hour / time.Microsecond)
	amended.Fields = []byte(`{"CF_WSH":"改"}`)
	biztest.Arrived(amended, 1)
	again := *amended
	again.KnownAt++
	biztest.Arrived(&again, 2) // the same content once more
	w.store(old, amended, &again)
	if a := w.ask(t, biz.Ask{ID: biztest.Company}); item(a, 0, 0, "CF_WSH").Value != "改" || a.Groups[0].Records[0].Number != 2 {
		t.Errorf("now: %+v", a.Groups[0].Records[0])
	}
	before := time.UnixMicro(old.KnownAt)
	if a := w.ask(t, biz.Ask{ID: biztest.Company, AsOf: before}); item(a, 0, 0, "CF_WSH").Value == "改" || !a.Groups[0].Records[0].Current {
		t.Errorf("as of %s: %+v", before, a.Groups[0].Records[0])
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Company, AsOfDay: rules.DateOf(before.In(biz.China))}); a.Count != 1 || item(a, 0, 0, "CF_WSH").Value == "改" {
		t.Errorf("as of that day: %+v", a.Groups)
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Company, AsOf: before.Add(-time.Second)}); a.Count != 0 || len(a.Notes) != 1 {
		t.Errorf("before: %+v", a)
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Company, AsOfDay: rules.DateOf(now)}); a.Count != 1 {
		t.Error("the end of today is now")
	}
	_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: biztest.Company, Purpose: "p", AsOf: now.Add(time.Minute), ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
	if f := reason(t, err); f.Reason != "AS_OF_FUTURE" {
		t.Error(f.Reason)
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Company, ValidOn: rules.DayOf(2026, 5, 31)}); a.Count != 0 || !strings.Contains(a.Notes[0].Zh, "有效期") {
		t.Errorf("before it was valid: %+v", a.Notes)
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Company, ValidOn: rules.DayOf(2026, 6, 1)}); a.Count != 1 {
		t.Error("on its first day")
	}
}

func TestMasking(t *testing.T) {
	w := newWorld(t)
	r := biztest.Penalty(1, biztest.Company)
	r.Fields = []byte(`{"CF_WSH":"号","CF_FRDB":"张小三","CF_FR_ZJLX":"身份证","CF_FR_ZJHM":"s1.k1.good","CF_XDR_ZJHM":"s1.k1.bad","CF_SJLY":"局","GONE":"x","CF_NR_FK":1.50,"BZ":null}`)
	w.store(biztest.Arrived(r, 1))
	a := w.ask(t, biz.Ask{ID: biztest.Company})
	for _, c := range []struct {
		name, value string
		masked      bool
	}{
		{"CF_WSH", "号", false}, {"CF_FRDB", "张小三", false}, {"CF_SJLY", "局", false}, {"CF_NR_FK", "1.50", false}, {"CF_FR_ZJLX", "***", true}, {"CF_FR_ZJHM", "***", true}, {"GONE", "***", true}, {"BZ", "", false},
	} {
		if it := item(a, 0, 0, c.name); it.Value != c.value || it.Masked != c.masked || c.masked == (it.Why.Zh == "") {
			t.Errorf("%s: %+v", c.name, it)
		}
	}
	if it := item(a, 0, 0, "CF_NR_FK"); it.Unit != "万元" || it.NameZh == "" {
		t.Errorf("%+v", it)
	}
	w.decider.mask = grant.Mask{Level: grant.Authorised, Named: map[string]struct{}{"CF_FR_ZJHM": {}, "CF_XDR_ZJHM": {}}}
	a = w.ask(t, biz.Ask{ID: biztest.Company})
	if it := item(a, 0, 0, "CF_FR_ZJHM"); it.Value != "371502190102030011" || it.Masked {
		t.Errorf("named in the grant: %+v", it)
	}
	if it := item(a, 0, 0, "CF_XDR_ZJHM"); it.Value != "***" || !it.Masked {
		t.Errorf("not openable: %+v", it)
	}
	w.decider.mask = grant.Mask{Level: grant.Sealed} // a level alone never unseals
	if it := item(w.ask(t, biz.Ask{ID: biztest.Company}), 0, 0, "CF_FR_ZJHM"); it.Value != "***" {
		t.Errorf("%+v", it)
	}
}

func TestWithheld(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	other := biztest.Penalty(77, biztest.Company)
	other.Division = "371581"
	w.Put(biztest.Arrived(other, 1), 900)
	strange := biztest.Penalty(78, biztest.Company)
	strange.Resource = "gone"
	w.Put(biztest.Arrived(strange, 1), 901)
	w.decider.scope = grant.ScopeOwn
	w.decider.deny["record.query resource/org_registration"] = fault.New(fault.Denied, "GRANT_EXPIRED", "授权已到期。", "Expired.").Then("续期", "renew")
	a := w.ask(t, biz.Ask{ID: biztest.Company})
	got := map[string]int64{}
	for _, h := range a.Withheld {
		got[h.Resource+" "+string(h.Reason)] = h.Count
		if h.Message.Zh == "" || h.Next.Zh == "" {
			t.Errorf("%+v says nothing", h)
		}
	}
	if len(got) != 3 || got["org_registration GRANT_EXPIRED"] != 1 || got["penalty OUT_OF_SCOPE"] != 1 || got["gone RESOURCE_UNKNOWN"] != 1 {
		t.Errorf("%v", got)
	}
	if !strings.Contains(a.Notes[0].Zh, "3 条") || w.witness.last().Withheld != 3 {
		t.Errorf("%v, evidence %d", a.Notes, w.witness.last().Withheld)
	}
}

// What is asked for is evidence even when it is refused: an ID number must not get there as a case number.
func TestNoIDNumberAsCaseNumber(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	const number = "案371502190102030011号"
	for name, ask := range map[string]func() error{
		"profile": func() error {
			_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: biztest.Company, Purpose: "enforcement", CaseNo: number, ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
			return err
		},
		"list": func() error {
			_, err := w.inquiry.List(w.ctx, biz.ListAsk{Resource: "space_address", Purpose: "supervision", CaseNo: number})
			return err
		},
		"search": func() error {
			_, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: "聊城", CaseNo: number})
			return err
		},
	} {
		if f := reason(t, ask()); f.Reason != "ID_NUMBER_IN_CASE_NO" || f.Field != "case_no" || strings.Contains(f.Message.Zh+f.Next.Zh, "371502") || len(w.witness.events) != 0 {
			t.Errorf("%s: %+v, evidence %+v", name, f, w.witness.events)
		}
	}
}

// A grant that shows more of fewer divisions takes nothing away that another shows.
func TestAnotherGrantTakesNothingAway(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	far := biztest.Penalty(77, biztest.Company)
	far.Division, far.DocumentNo, far.OccurredOn = "371581", "临市监罚〔2026〕77号", rules.DayOf(2026, 11, 1)
	far.Fields = []byte(`{"CF_WSH":"号","CF_FR_ZJLX":"身份证"}`)
	w.Put(biztest.Arrived(far, 1), 900)
	address := biztest.Address(5)
	address.Division = "371581"
	w.store(address)
	w.decider.mask, w.decider.scope = grant.Mask{Level: grant.Authorised}, grant.ScopeOwn
	w.decider.near = map[string]grant.Decision{"371581": {Allow: true, Line: "l2", Version: 7, Mask: grant.Mask{Level: grant.Shared}, Scope: grant.ScopeCity}}
	a := w.ask(t, biz.Ask{ID: biztest.Company})
	if len(a.Withheld) != 0 || len(a.Groups) == 0 {
		t.Fatalf("withheld %+v", a.Withheld)
	}
	shown := false
	for _, g := range a.Groups {
		for _, r := range g.Records {
			if r.DocumentNo == far.DocumentNo {
				shown = len(r.Items) == 2 && r.Items[1].Masked // the line that covers the division shows up to shared
			}
		}
	}
	if !shown {
		t.Errorf("%+v", a.Groups)
	}
	listed, err := w.inquiry.List(w.ctx, biz.ListAsk{Resource: "space_address", Purpose: "supervision"})
	if err != nil || len(listed.Records) != 1 || listed.Withheld != 0 {
		t.Errorf("%+v %v", listed, err)
	}
	w.decider.near["371581"] = grant.Decision{Version: 7, Refusal: fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")}
	if a = w.ask(t, biz.Ask{ID: biztest.Company}); len(a.Withheld) != 1 || a.Withheld[0].Reason != "OUT_OF_SCOPE" {
		t.Errorf("withheld %+v", a.Withheld)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Log()...)
	ask := biz.Ask{ID: biztest.Company, ValidOn: rules.NoDate, AsOfDay: rules.NoDate}
	_, err := w.inquiry.Profile(w.ctx, ask)
	if f := reason(t, err); f.Reason != "PURPOSE_REQUIRED" || f.Evidence == nil {
		t.Errorf("%+v", f)
	}
	if ev := w.witness.last(); ev.Kind != evidence.Refusal || ev.Allow || ev.Reason != "PURPOSE_REQUIRED" || ev.Subject != biztest.Company {
		t.Errorf("%+v", ev)
	}
	ask.Purpose = "enforcement"
	denied := fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")
	w.decider.deny = map[string]*fault.Error{
		"record.query resource/org_registration": denied,
		"record.query resource/penalty":          fault.New(fault.Denied, "CASE_NO_REQUIRED", "须填案号。", "Case number.").At("", "case_no"),
	}
	_, err = w.inquiry.Profile(w.ctx, ask)
	if f := reason(t, err); f.Reason != "CASE_NO_REQUIRED" {
		t.Errorf("the refusal the caller can mend comes first, not %s", f.Reason)
	}
	w.decider.deny = map[string]*fault.Error{"person.query resource/org_registration": denied, "person.query resource/penalty": denied}
	ask.ID, ask.ByDocument = "371502190102030011", true
	_, err = w.inquiry.Profile(w.ctx, ask)
	if f := reason(t, err); f.Reason != "POLICY_NO_GRANT" {
		t.Error(f.Reason)
	}
	if ev := w.witness.last(); ev.Subject != biztest.Token || ev.Action != "person.query" {
		t.Errorf("%+v", ev)
	}
	w.decider.deny = nil
	a, err := w.inquiry.Profile(w.ctx, ask)
	if err != nil || a.Subject.ID != biztest.Token || a.Subject.Kind != subject.Person || a.Count != 1 || a.Subject.Legal != "" {
		t.Errorf("%+v %v", a, err)
	}
	if p := a.Groups[0].Records[0].Publication; p.State != biz.NotPublished {
		t.Errorf("%+v", p)
	}
}

func TestUnknownSubjects(t *testing.T) {
	w := newWorld(t)
	twice := biztest.Registration(biztest.Company, "一")
	w.store(twice, biztest.Registration("91331081MA2T357289", "二"))
	for _, c := range []struct {
		id         string
		byDocument bool
		reason     fault.Reason
		witnessed  bool
	}{
		{"91371502MA2T3571X9", false, "USCC_CHECK_CHAR", false}, {"371502200001234", false, "CODE_AMBIGUOUS", true}, {"371502100009999", false, "SUBJECT_UNKNOWN", true},
		{"371502190102030011", false, "DOCUMENT_IN_ADDRESS", false}, {"371502190102030012", true, "CITIZEN_ID_CHECK_CHAR", false}, {"x", false, "SUBJECT_UNKNOWN", true},
		{"371502200001234", true, "CODE_AMBIGUOUS", true}, {"371502100009999", true, "SUBJECT_UNKNOWN", true}, {"37150219010203", true, "CITIZEN_ID_LEN", false},
	} {
		n := len(w.witness.events)
		_, err := w.inquiry.Profile(w.ctx, biz.Ask{ID: c.id, Purpose: "p", ByDocument: c.byDocument, ValidOn: rules.NoDate, AsOfDay: rules.NoDate})
		f := reason(t, err)
		if f.Reason != c.reason || (len(w.witness.events) > n) != c.witnessed || strings.Contains(f.Message.Zh, c.id) {
			t.Errorf("%s: %s, witnessed %v", c.id, f.Reason, len(w.witness.events) > n)
		}
	}
	a := w.ask(t, biz.Ask{ID: biztest.Shop})
	if a.Count != 0 || a.Subject.Registered || len(a.Notes) != 1 || a.Subject.Kind != subject.SelfEmployed {
		t.Errorf("nothing known: %+v", a)
	}
}

func TestPublicPage(t *testing.T) {
	w := newWorld(t)
	with := func(no int, change func(*record.Record)) *record.Record {
		r := biztest.Penalty(no, biztest.Company)
		change(r)
		return biztest.Arrived(r, 1)
	}
	withdrawn := with(2, func(r *record.Record) { r.Op = record.Withdraw })
	w.store(
		biztest.Penalty(1, biztest.Company), biztest.Penalty(2, biztest.Company), withdrawn,
		with(3, func(r *record.Record) { r.Severity = uint8(rules.Minor) }),
		with(4, func(r *record.Record) { r.OccurredOn = rules.DayOf(2022, 1, 1) }),
		with(5, func(r *record.Record) { r.PublishTo = rules.DayOf(2026, 11, 21) }),
		with(6, func(r *record.Record) { r.PublishTo = rules.DayOf(2026, 11, 22) }),
		with(7, func(r *record.Record) { r.Resource = "gone" }),
		biztest.Registration(biztest.Company, "聊城某某有限公司"), biztest.Penalty(9, biztest.Token),
	)
	a, err := w.publicity.Page(t.Context(), biztest.Company)
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, g := range a.Groups {
		for _, r := range g.Records {
			shown = append(shown, strings.SplitN(r.RecordID, "|", 2)[0])
		}
	}
	slices.Sort(shown)
	if want := []string{biztest.Company, "聊市监罚〔2026〕1号", "聊市监罚〔2026〕6号"}; !slices.Equal(shown, want) {
		t.Errorf("shown %v, want %v", shown, want)
	}
	sy, sjly := item(a, 1, 0, "CF_SY"), item(a, 1, 0, "CF_SJLY")
	if strings.Contains(sy.Value, "13800138000") || !sy.Masked || sjly.Value != "" {
		t.Errorf("%+v %+v", sy, sjly)
	}
	if ev := w.witness.last(); ev.Action != "public.page" || ev.Actor != "" || ev.Subject != biztest.Company {
		t.Errorf("%+v", ev)
	}
	for _, id := range []string{biztest.Token, "371502190102030011", "91330100799655058B", "x"} {
		if _, err := w.publicity.Page(t.Context(), id); reason(t, err).Reason != "NOT_PUBLIC" {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, q := range []string{biztest.Token, "张*"} {
		if h, err := w.publicity.Search(t.Context(), biz.SearchAsk{Query: q}); err != nil || len(h.Hits) != 0 {
			t.Errorf("%s: %+v %v", q, h, err)
		}
	}
	w.at.Advance(365 * 24 * time.Hour)
	if a, err := w.publicity.Page(t.Context(), biztest.Company); err != nil || a.Count != 1 {
		t.Errorf("a year later only the registration is public: %+v %v", a, err)
	}
}

func TestSearchPages(t *testing.T) {
	w := newWorld(t)
	for i, name := range []string{"聊城甲公司", "聊城乙公司", "聊城丙公司"} {
		w.Put(biztest.Registration([]string{biztest.Company, biztest.Shop, "12331081002629902M"}[i], name), uint64(i))
	}
	first, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: "聊城", Limit: 2})
	if err != nil || len(first.Hits) != 2 || first.Next == "" || first.Hits[0].Explanation.Zh == "" {
		t.Fatalf("%+v %v", first, err)
	}
	second, err := w.inquiry.Search(w.ctx, biz.SearchAsk{Query: "聊城", Limit: 2, Cursor: first.Next})
	if err != nil || len(second.Hits) != 1 || second.Next != "" {
		t.Errorf("%+v %v", second, err)
	}
	for _, c := range []struct {
		ask    biz.SearchAsk
		reason fault.Reason
	}{
		{biz.SearchAsk{Query: "聊"}, "QUERY_TOO_SHORT"}, {biz.SearchAsk{Query: "公司", Cursor: first.Next}, "CURSOR_INVALID"}, {biz.SearchAsk{Query: "聊城", Cursor: "!"}, "CURSOR_INVALID"},
		{biz.SearchAsk{Query: "聊城", Kind: "ghost"}, "KIND_UNKNOWN"},
	} {
		if _, err := w.inquiry.Search(w.ctx, c.ask); reason(t, err).Reason != c.reason {
			t.Errorf("%+v: %v", c.ask, err)
		}
	}
}

func TestAccesses(t *testing.T) {
	w := newWorld(t)
	l, err := w.inquiry.AccessesOf(w.ctx, biztest.Token, "", 0)
	if err != nil || l.Accesses[0].AgencyName != "机构scjgj" || w.accesses.asked != biztest.Token || w.witness.last().Kind != evidence.Ledger {
		t.Errorf("%+v %v", l, err)
	}
	w.accesses.asked = ""
	before := len(w.witness.events)
	for name, id := range map[string]string{
		"an ID number": "371502190102030011", "one of fifteen digits": "371502010203001", "one that passes for a code": "371502190001270016", "one with spaces": "371502 19010203 0011",
	} {
		if _, err := w.inquiry.AccessesOf(w.ctx, id, "", 0); reason(t, err).Reason != "DOCUMENT_IN_ADDRESS" || w.accesses.asked != "" || len(w.witness.events) != before {
			t.Errorf("%s: %v, evidence %+v", name, err, w.witness.events[before:])
		}
	}
	w.decider.deny["access.read *"] = fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")
	if _, err := w.inquiry.AccessesOf(w.ctx, biztest.Company, "", 0); reason(t, err).Reason != "POLICY_NO_GRANT" || w.accesses.asked != "" {
		t.Errorf("%v", err)
	}
}

func BenchmarkProfile(b *testing.B) {
	w := newWorld(b)
	for i := range 10 {
		r := biztest.Penalty(i, biztest.Company)
		r.Fields = []byte(`{"CF_XDR_MC":"聊城某某有限公司","CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"91371502MA2T3571X8","CF_FRDB":"张小三","CF_FR_ZJLX":"身份证","CF_FR_ZJHM":"s1.k1.x","CF_WSH":"聊市监罚〔2026〕1号",` +
			`"CF_WFXW":"未按规定公示","CF_SY":"经查,当事人未在规定期限内公示年度报告。","CF_YJ":"《企业信息公示暂行条例》第十七条","CF_CFLB":"罚款","CF_NR":"罚款五千元","CF_NR_FK":"0.500000","CF_JDRQ":"2026-06-01"}`)
		w.Put(biztest.Arrived(r, 1), uint64(i))
	}
	ask := biz.Ask{ID: biztest.Company, Purpose: "p", ValidOn: rules.NoDate, AsOfDay: rules.NoDate}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.inquiry.Profile(w.ctx, ask); err != nil {
			b.Fatal(err)
		}
	}
}
