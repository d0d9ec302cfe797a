package biztest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Subjects of the contract.
const (
	Company = "91371502MA2T3571X8"
	Shop    = "92331081MA2T357288"
	Token   = "paaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)

// Penalty is a clean record.
func Penalty(no int, of string) *record.Record {
	r := &record.Record{
		Resource: "penalty", ResourceVersion: 1, Class: "admin", RecordID: fmt.Sprintf("聊市监罚〔2026〕%d号|%s", no, of), SubjectKind: uint8(subject.KindOfUSCC(of)), Subject: of,
		Name: "聊城某某有限公司", DocumentNo: fmt.Sprintf("聊市监罚〔2026〕%d号", no), Agency: "scjgj", Division: "371500", OccurredOn: rules.DayOf(2026, 6, 1), ValidFrom: rules.DayOf(2026, 6, 1),
		ValidTo: rules.Indefinite, PublishTo: rules.NoDate, Severity: uint8(rules.General), WorkingDays: 3, KnownAt: 1_780_000_000_000_000 + int64(no), Receipt: "r1",
		Fields: []byte(`{"CF_WSH":"聊市监罚〔2026〕号","CF_SY":"未公示,联系电话13800138000","CF_NR_FK":1.5,"CF_SJLY":"市监局"}`),
	}
	if of == Token {
		r.SubjectKind, r.Name = uint8(subject.Person), "张*"
	}
	return Arrived(r, 1)
}

// Arrived gives the record its source and digest: another n is another arrival of the same content.
func Arrived(r *record.Record, n int) *record.Record {
	r.Digest = sha256.Sum256(append(fmt.Appendf(nil, "%s/%d/", r.RecordID, r.Op), r.Fields...))
	source := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d", r.RecordID, r.Digest, n))
	copy(r.Source[:], source[:])
	return r
}

// Registration is a company's entry in the register.
func Registration(of, name string, former ...string) *record.Record {
	r := &record.Record{
		Resource: "org_registration", ResourceVersion: 1, Class: "registration", RecordID: of, SubjectKind: uint8(subject.KindOfUSCC(of)), Subject: of, Name: name, Agency: "scjgj",
		Division: "371500", OccurredOn: rules.DayOf(2020, 1, 1), ValidFrom: rules.NoDate, ValidTo: rules.NoDate, PublishTo: rules.NoDate, WorkingDays: -1, KnownAt: 1_770_000_000_000_000,
		Fields: []byte(`{"NAME":"` + name + `"}`),
		About:  &record.About{Name: name, Status: "存续", Division: "371502", Legal: "张三", LegacyCodes: []string{"371502200001234"}, RegisteredOn: rules.DayOf(2020, 1, 1)},
	}
	for _, f := range former {
		r.About.FormerNames = append(r.About.FormerNames, record.FormerName{Name: f, Until: rules.DayOf(2024, 1, 1)})
	}
	return Arrived(r, 1)
}

// Log is a small history: a mention, registrations, a renaming, penalties, repetitions, a withdrawal, a person.
func Log() []*record.Record {
	out := []*record.Record{Penalty(1, Company), Registration(Company, "聊城旧名有限公司")}
	for i := 2; i < 40; i++ {
		out = append(out, Penalty(i, Company))
	}
	gone := Penalty(5, Company)
	gone.Op = record.Withdraw
	renamed := Registration(Company, "聊城新名科技有限公司", "聊城旧名有限公司")
	renamed.About.LegacyCodes = nil // a later registration may say less
	return append(out, renamed, Penalty(3, Company), Penalty(4, Shop), Arrived(gone, 1), Penalty(1, Token))
}

// Histories is the contract of Store and Histories: what the loader stores is what the use-cases read.
func Histories(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	t.Run("what is stored comes back", func(t *testing.T) { comesBack(t, open) })
	t.Run("repetition changes nothing", func(t *testing.T) { repeats(t, open) })
	t.Run("several subjects at once", func(t *testing.T) { comeTogether(t, open) })
	t.Run("search", func(t *testing.T) { searches(t, open) })
	t.Run("paging", func(t *testing.T) { pages(t, open) })
	t.Run("figures", func(t *testing.T) { figures(t, open) })
	t.Run("a corrected legacy code", func(t *testing.T) { correctedCode(t, open) })
	t.Run("found by code and by name", func(t *testing.T) { foundTwice(t, open) })
	t.Run("records without subject", func(t *testing.T) { unattached(t, open) })
	t.Run("withdrawn registrations", func(t *testing.T) { withdrawn(t, open) })
	t.Run("figures of several agencies", func(t *testing.T) { figuresByAgency(t, open) })
	t.Run("figures of persons", func(t *testing.T) { figuresOfPersons(t, open) })
	t.Run("figures by month", func(t *testing.T) { figuresInTime(t, open) })
	t.Run("figures of what is open", func(t *testing.T) { figuresOpen(t, open) })
}

// Load stores the log in blocks of the given size, each so many times.
func Load(t testing.TB, s biz.Store, block, times int) {
	t.Helper()
	records := Log()
	for start := 0; start < len(records); start += block {
		b := s.NewBlock()
		for i := start; i < min(start+block, len(records)); i++ {
			b.Add(records[i], uint64(i))
		}
		for range times {
			if err := s.Insert(context.Background(), b); err != nil {
				t.Fatal(err)
			}
		}
		b.Reset()
	}
}

const always = int64(1) << 62

func comesBack(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	Load(t, s, 10, 1)
	vs, err := h.Versions(context.Background(), Company)
	if err != nil {
		t.Fatal(err)
	}
	vs = biz.Collapse(vs, always)
	if len(vs) != 42 { // 39 penalties, one withdrawal, two registrations
		t.Fatalf("%d versions", len(vs))
	}
	want := Penalty(1, Company)
	for _, v := range vs {
		if v.RecordID == want.RecordID && (v.Name != want.Name || v.OccurredOn != want.OccurredOn || v.ValidTo != want.ValidTo || v.PublishTo != rules.NoDate || v.KnownAt != want.KnownAt ||
			v.Fields != string(want.Fields) || v.Digest != string(want.Digest[:]) || v.Source != string(want.Source[:]) || v.Kind != subject.Organisation || v.WorkingDays != 3 || v.About != nil || v.Offset != 0) {
			t.Errorf("%+v", v)
		}
		if v.Resource == "org_registration" && v.Current && (v.About == nil || v.About.Name != "聊城新名科技有限公司" || v.About.FormerNames[0] != (record.FormerName{Name: "聊城旧名有限公司", Until: rules.DayOf(2024, 1, 1)})) {
			t.Errorf("registration: %+v", v.About)
		}
	}
	for _, strange := range []string{"x' OR 1=1 --", `\`, "", "{subject:String}", "%"} {
		if vs, err := h.Versions(context.Background(), strange); err != nil || len(vs) != 0 {
			t.Errorf("%q: %d %v", strange, len(vs), err)
		}
	}
	if ids, err := h.Resolve(context.Background(), "371502200001234"); err != nil || len(ids) != 1 || ids[0] != Company {
		t.Errorf("legacy code: %v %v", ids, err)
	}
}

func repeats(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	Load(t, s, 7, 3)
	Load(t, s, 50, 1)
	vs, err := h.Versions(context.Background(), Company)
	if err != nil || len(biz.Collapse(vs, always)) != 42 {
		t.Errorf("%d versions, %v", len(vs), err)
	}
}

func comeTogether(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	put(t, s, Registration(Company, "聊城甲有限公司"), Penalty(1, Company), Penalty(2, Shop), Penalty(1, Token)) // each is stored twice
	for _, c := range []struct {
		ids  []string
		most int
		want map[string]int
	}{
		{[]string{Company, Shop}, 4, map[string]int{Company: 2, Shop: 1}},
		{[]string{Company, Shop}, 3, map[string]int{Shop: 1}},
		{[]string{Shop, "91330100799655058B", "x' OR 1=1 --"}, 4, map[string]int{Shop: 1}},
		{nil, 4, map[string]int{}},
	} {
		got, err := h.VersionsOf(context.Background(), c.ids, c.most)
		if err != nil || len(got) != len(c.want) {
			t.Errorf("%v, at most %d: %d subjects, %v", c.ids, c.most, len(got), err)
		}
		for id, n := range c.want {
			alone, err := h.Versions(context.Background(), id)
			if err != nil {
				t.Fatal(err)
			}
			if vs, want := biz.Collapse(got[id], always), biz.Collapse(alone, always); len(vs) != n || !reflect.DeepEqual(vs, want) {
				t.Errorf("%v, at most %d: of %s\n%+v, alone\n%+v", c.ids, c.most, id, vs, want)
			}
		}
	}
}

// Bounded is the contract of the bound of what is read of one subject.
func Bounded(t *testing.T, open func(most int) (biz.Store, biz.Histories)) {
	s, h := open(4)
	put(t, s, Penalty(1, Company), Penalty(2, Company), Penalty(3, Shop), Penalty(4, Shop), Penalty(5, Shop)) // each is stored twice
	if vs, err := h.Versions(context.Background(), Company); err != nil || len(vs) != 4 {
		t.Errorf("as many as may be: %d %v", len(vs), err)
	}
	if vs, err := h.Versions(context.Background(), Shop); vs != nil || !fault.Is(err, "HISTORY_TOO_LARGE") {
		t.Errorf("more: %d %v", len(vs), err)
	}
}

func searches(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	Load(t, s, 10, 2)
	for _, c := range []struct{ name, query, code, matched, text string }{
		{"two characters", "新名", "", "name", "聊城新名科技有限公司"},
		{"former name", "旧名", "", "former_name", "聊城旧名有限公司"},
		{"whole name", "聊城新名科技有限公司", "", "name", "聊城新名科技有限公司"},
		{"code", "", Company, "code", Company},
		{"legacy code", "", "371502200001234", "code", "371502200001234"},
		{"nothing", "没有", "", "", ""},
		{"pairs in another order", "科技新名", "", "", ""},
		{"a pair said twice", "新名新名", "", "", ""},
		{"like signs are text", "%名", "", "", ""},
		{"underscore", "新_", "", "", ""},
		{"backslash", `新\`, "", "", ""},
		{"a person's mask", "张*", "", "", ""},
	} {
		f := biz.Find{Name: c.query, Limit: 5}
		if c.code != "" {
			f.Codes = []string{c.code}
		}
		found, err := h.Find(context.Background(), f)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.matched == "" {
			if len(found) != 0 {
				t.Errorf("%s: %+v", c.name, found)
			}
			continue
		}
		if len(found) == 0 || found[0].Matched != c.matched || found[0].Text != c.text || found[0].Name != "聊城新名科技有限公司" || found[0].Subject != Company || !found[0].Registered {
			t.Errorf("%s: %+v", c.name, found)
		}
	}
	self, err := h.Find(context.Background(), biz.Find{Name: "某某", Limit: 5, Kinds: []subject.Kind{subject.SelfEmployed}})
	if err != nil || len(self) != 1 || self[0].Subject != Shop || self[0].Registered {
		t.Errorf("kind: %+v %v", self, err)
	}
}

func pages(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	b := s.NewBlock()
	const n = 97
	for i := range n {
		r := Registration(fmt.Sprintf("91371502MA%08d", i), fmt.Sprintf("翻页%03d商贸有限公司", i), "翻页旧名"+fmt.Sprint(i))
		b.Add(r, uint64(i))
	}
	for range 2 { // with repetitions not merged yet
		if err := s.Insert(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for offset := 0; ; {
		found, err := h.Find(context.Background(), biz.Find{Name: "翻页", Offset: offset, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if seen[f.Subject] {
				t.Fatalf("%s on two pages", f.Subject)
			}
			seen[f.Subject] = true
		}
		if len(found) < 10 {
			break
		}
		offset += len(found)
	}
	if len(seen) != n {
		t.Errorf("%d of %d found by paging", len(seen), n)
	}
}

// put stores records as one block, twice.
func put(t *testing.T, s biz.Store, records ...*record.Record) {
	t.Helper()
	b := s.NewBlock()
	for i, r := range records {
		b.Add(r, uint64(i))
	}
	for range 2 {
		if err := s.Insert(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
}

func correctedCode(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	wrong, right, other := Registration(Company, "聊城甲有限公司"), Registration(Company, "聊城甲有限公司"), Registration(Shop, "温岭乙商店")
	right.About.LegacyCodes = []string{"371502200009999"}
	put(t, s, wrong, Arrived(right, 2), other, Penalty(1, Company))
	for code, want := range map[string]string{"371502200001234": Shop, "371502200009999": Company} {
		if ids, err := h.Resolve(context.Background(), code); err != nil || len(ids) != 1 || ids[0] != want {
			t.Errorf("%s: %v %v", code, ids, err)
		}
	}
}

func foundTwice(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	a, b := Registration(Company, "AB123456有限公司"), Registration(Shop, "AB123456商店")
	a.About.LegacyCodes, b.About.LegacyCodes = []string{"AB123456"}, nil
	put(t, s, a, b)
	for offset, want := range []string{Company, Shop} {
		found, err := h.Find(context.Background(), biz.Find{Name: "AB123456", Codes: []string{"AB123456"}, Offset: offset, Limit: 1})
		if err != nil || len(found) != 1 || found[0].Subject != want {
			t.Errorf("page %d: %+v %v", offset, found, err)
		}
	}
	if found, err := h.Find(context.Background(), biz.Find{Name: "AB123456", Codes: []string{"AB123456"}, Limit: 5}); err != nil || len(found) != 2 {
		t.Errorf("%+v %v", found, err)
	}
}

// Withdrawal takes back a registration: the natural key is all it says.
func Withdrawal(registration *record.Record) *record.Record {
	r := *registration
	r.Op, r.Fields, r.About = record.Withdraw, []byte("{}"), &record.About{RegisteredOn: rules.NoDate}
	return Arrived(&r, 1)
}

func withdrawn(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	company, shop := Registration(Company, "聊城甲有限公司"), Registration(Shop, "聊城乙商店")
	penalty := Penalty(1, Shop)
	penalty.Op = record.Withdraw
	put(t, s, company, shop, Withdrawal(company), Arrived(company, 1), Arrived(penalty, 1))
	found, err := h.Find(context.Background(), biz.Find{Name: "聊城", Limit: 5})
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v %v", found, err)
	}
	for _, f := range found {
		if f.Withdrawn != (f.Subject == Company) {
			t.Errorf("%s: withdrawn %v", f.Subject, f.Withdrawn)
		}
	}
}

// Address is a record about no subject.
func Address(no int) *record.Record {
	r := &record.Record{
		Resource: "space_address", ResourceVersion: 1, Class: "none", RecordID: fmt.Sprintf("DZ%04d", no), Agency: "zrzy", Division: "371500", OccurredOn: rules.NoDate,
		ValidFrom: rules.NoDate, ValidTo: rules.NoDate, PublishTo: rules.NoDate, WorkingDays: -1, KnownAt: 1_780_000_000_000_000, Fields: []byte(`{"DZBM":"DZ"}`),
	}
	return Arrived(r, 1)
}

func unattached(t *testing.T, open func(t *testing.T) (biz.Store, biz.Histories)) {
	s, h := open(t)
	again := Address(3)
	again.Fields = []byte(`{"DZBM":"DZ","DZQC":"改"}`)
	put(t, s, Address(4), Address(2), Address(3), Address(1), Penalty(1, Company), Arrived(again, 2))
	for _, c := range []struct {
		find biz.ListFind
		want string
	}{
		{biz.ListFind{Limit: 9}, "DZ0001 DZ0002 DZ0003 DZ0003 DZ0004"},
		{biz.ListFind{Limit: 3}, "DZ0001 DZ0002 DZ0003 DZ0003"},
		{biz.ListFind{After: "DZ0002", Limit: 1}, "DZ0003 DZ0003"},
		{biz.ListFind{After: "DZ0004", Limit: 9}, ""},
		{biz.ListFind{RecordID: "DZ0002", Limit: 9}, "DZ0002"},
		{biz.ListFind{RecordID: "' OR 1=1", Limit: 9}, ""},
	} {
		c.find.Resource = "space_address"
		vs, err := h.Unattached(context.Background(), c.find)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, v := range biz.Collapse(vs, always) {
			ids = append(ids, v.RecordID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%+v: %s", c.find, got)
		}
	}
}
