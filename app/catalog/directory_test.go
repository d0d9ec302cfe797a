package catalog_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/service"
	resourcesdata "github.com/chengxin-credit/chengxin/configs/resources"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// values are one facet's values with their counts.
func values(l biz.Listing, name string) map[string]int {
	out := map[string]int{}
	for _, f := range l.Facets {
		if f.Name == name {
			for _, v := range f.Values {
				out[v.Value] = v.Count
			}
		}
	}
	return out
}

func TestFacets(t *testing.T) {
	r := newRig(t)
	all := r.resources.List(biz.ListAsk{})
	if len(all.Facets) != 4 {
		t.Fatalf("%d facets", len(all.Facets))
	}
	for _, f := range all.Facets {
		sum := 0
		for i, v := range f.Values {
			if sum += v.Count; v.Label.Zh == "" || v.Label.En == "" || i > 0 && v.Count > f.Values[i-1].Count {
				t.Errorf("%s: %+v", f.Name, v)
			}
		}
		if sum != all.Total {
			t.Errorf("%s counts %d of %d", f.Name, sum, all.Total)
		}
	}
	for _, c := range []struct {
		name string
		ask  biz.ListAsk
		fits func(*biz.Version) bool
	}{
		{"theme", biz.ListAsk{Theme: "主题/信用体系"}, func(v *biz.Version) bool { return strings.HasPrefix(v.Definition.Metadata.ClassCode, "208") }},
		{"class of themes", biz.ListAsk{Theme: "基础"}, func(v *biz.Version) bool { return strings.HasPrefix(v.Definition.Metadata.ClassCode, "1") }},
		{"credit class", biz.ListAsk{CreditClass: "judicial"}, func(v *biz.Version) bool { return v.Definition.CreditClass == "judicial" }},
		{"provider", biz.ListAsk{Provider: "聊城市公安局"}, func(v *biz.Version) bool { return v.Definition.Metadata.Provider == "聊城市公安局" }},
		{"share type", biz.ListAsk{ShareType: "2"}, func(v *biz.Version) bool { return v.Definition.Metadata.ShareType == "2" }},
		{"several", biz.ListAsk{Query: "信用", ShareType: "1", Theme: "基础/社会信用"}, func(v *biz.Version) bool {
			return v.Definition.Metadata.ShareType == "1" && strings.HasPrefix(v.Definition.Metadata.ClassCode, "104") && (strings.Contains(v.Definition.Name+v.Definition.Metadata.Abstract, "信用") ||
				strings.Contains(strings.Join(v.Definition.Metadata.Keywords, ""), "信用"))
		}},
		{"a value nobody has", biz.ListAsk{CreditClass: "x' OR '1'='1"}, func(*biz.Version) bool { return false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := map[string]bool{}
			for i := range all.Versions {
				if v := &all.Versions[i]; c.fits(v) {
					want[v.Definition.Code] = true
				}
			}
			got := r.resources.List(c.ask)
			if got.Total != len(want) || len(got.Versions) != len(want) {
				t.Errorf("%d of %d, want %d", len(got.Versions), got.Total, len(want))
			}
			for _, v := range got.Versions {
				if !want[v.Definition.Code] {
					t.Errorf("%s does not fit", v.Definition.Code)
				}
			}
		})
	}
	// Choosing one share type leaves the others to be chosen, while the other facets count what is left.
	chosen := r.resources.List(biz.ListAsk{ShareType: "2"})
	if shares := values(chosen, "share_type"); shares["1"] == 0 || shares["2"] != chosen.Total {
		t.Errorf("share types %v", shares)
	}
	if classes := values(chosen, "credit_class"); classes["honour"] != 0 || classes["judicial"] == 0 {
		t.Errorf("credit classes %v", classes)
	}
}

// closed publishes a definition that is no longer open.
func closed(s string) string {
	return strings.Replace(renamed(s), "is_open: true", "is_open: false", 1)
}

func TestDirectoryShowsNoMoreThanIsOpen(t *testing.T) {
	r := newRig(t)
	server := service.NewDirectory(biz.NewDirectory(r.resources))
	list, err := server.ListOpen(t.Context(), &catalogv1.ListResourcesRequest{Limit: 500})
	if err != nil || int(list.GetTotal()) != len(list.GetResources()) || list.GetTotal() < 13 {
		t.Fatalf("%d of %d: %v", len(list.GetResources()), list.GetTotal(), err)
	}
	open := 0
	for _, m := range list.GetResources() {
		got, err := server.GetOpen(t.Context(), &catalogv1.GetResourceRequest{Code: m.GetCode()})
		if err != nil || got.GetName() == "" || got.GetProvider() == "" || got.GetShareType() == "" || got.GetAbstract() == "" || got.GetThemeZh() == "" || got.GetThemeEn() == "" {
			t.Fatalf("%s: %v %v", m.GetCode(), got, err)
		}
		if got.GetPublishedBy() != "" {
			t.Errorf("%s tells who published it", m.GetCode())
		}
		if got.GetOpen() {
			if open++; len(got.GetItems()) == 0 || got.GetCatalogCode() == "" || got.GetPublishedAt() == nil {
				t.Errorf("open resource %s: %v", m.GetCode(), got)
			}
			continue
		}
		if len(got.GetItems())+len(got.GetNaturalKey())+len(got.GetMetadata())+len(got.GetRelated()) > 0 || got.GetCatalogCode()+got.GetShareCondition()+got.GetDataLevel()+got.GetShareMode()+got.GetOccurredOnItem() != "" ||
			got.GetPublishedAt() != nil || m.GetOpen() {
			t.Errorf("closed resource %s shows %v", m.GetCode(), got)
		}
	}
	if open == 0 || open == len(list.GetResources()) {
		t.Errorf("%d of %d are open", open, len(list.GetResources()))
	}
	// What is not shown is not searched: 纳税信用 is a keyword of a closed resource only.
	if hidden, err := server.ListOpen(t.Context(), &catalogv1.ListResourcesRequest{Query: "裁判"}); err != nil || hidden.GetTotal() != 1 {
		t.Errorf("a word of the abstract: %v %v", hidden, err)
	}
	if found, err := server.ListOpen(t.Context(), &catalogv1.ListResourcesRequest{Query: "yearly grades"}); err != nil || found.GetTotal() != 1 {
		t.Errorf("words of the abstract in English: %v %v", found, err)
	}
	if hidden, err := server.ListOpen(t.Context(), &catalogv1.ListResourcesRequest{Query: "104003/000005"}); err != nil || hidden.GetTotal() != 0 {
		t.Errorf("the catalog code of a closed resource: %v %v", hidden, err)
	}
}

func TestDirectoryAndVersions(t *testing.T) {
	r := newRig(t)
	directory := biz.NewDirectory(r.resources)
	get := func(version int) biz.Version {
		v, err := directory.Get(t.Context(), "macro_indicator", version)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := get(1); len(v.Definition.Items) == 0 {
		t.Fatal("an open resource shows no items")
	}
	if _, err := directory.Open("macro_indicator"); err != nil {
		t.Error(err)
	}
	if _, _, err := r.resources.Publish(manager, yaml(t, closed), "不再开放"); err != nil {
		t.Fatal(err)
	}
	for version := range 3 {
		if v := get(version); len(v.Definition.Items) != 0 || v.Definition.Metadata.Open {
			t.Errorf("version %d of a resource that is no longer open: %d items", version, len(v.Definition.Items))
		}
	}
	if _, err := directory.Open("macro_indicator"); !fault.Is(err, "NO_RESOURCE") {
		t.Errorf("its schema: %v", err)
	}
	_, proposal, err := r.resources.Publish(manager, yaml(t, func(s string) string { return strings.Replace(s, "宏观经济指标信息", "指标", 1) }), "又开放")
	if err != nil || proposal == nil {
		t.Fatalf("opening takes two: %v, %v", proposal, err)
	}
	if _, err := r.resources.Approve(second, proposal.ID, "同意"); err != nil {
		t.Fatal(err)
	}
	if v := get(2); len(v.Definition.Items) != 0 {
		t.Errorf("the version from while it was closed shows %d items", len(v.Definition.Items))
	}
	if v := get(0); len(v.Definition.Items) == 0 {
		t.Error("opened again, it shows no items")
	}
	for _, code := range []string{"nothing", "", "macro_indicator/../penalty"} {
		if _, err := directory.Get(t.Context(), code, 0); !fault.Is(err, "NO_RESOURCE") {
			t.Errorf("%q: %v", code, err)
		}
	}
}

// uses is a ledger with one use.
type uses struct {
	from time.Time
	fail error
}

func (u *uses) Usage(_ context.Context, _ string, from time.Time) ([]biz.Use, error) {
	u.from = from
	return []biz.Use{{Agency: "lc-amr", Queries: 3, Records: 9, Last: from}}, u.fail
}

type named struct{}

func (named) AgencyName(code string) string { return "机构" + code }

type held []string

func (h held) Actions(grant.Principal) []string { return h }

// several is a ledger with uses.
type several []biz.Use

func (s several) Usage(context.Context, string, time.Time) ([]biz.Use, error) {
	return slices.Clone(s), nil
}

// Who was given records is an answer out of the ledger: it leaves evidence, and those who may read nothing learn no single look.
func TestUsage(t *testing.T) {
	r := newRig(t)
	last := time.Date(2026, 11, 21, 17, 30, 0, 0, time.UTC) // in China the 22nd
	ledger := several{{Agency: "lc-amr", Queries: 13, Records: 29, Last: last}, {Agency: "lc-tax", Queries: 4, Records: 400, Last: last}}
	exact := []*catalogv1.Use{
		{Agency: "lc-amr", AgencyName: "机构lc-amr", Queries: 13, Records: 29, Last: timestamppb.New(last)},
		{Agency: "lc-tax", AgencyName: "机构lc-tax", Queries: 4, Records: 400, Last: timestamppb.New(last)},
	}
	coarse := []*catalogv1.Use{{Agency: "lc-amr", AgencyName: "机构lc-amr", Queries: 10, Records: 25, Last: timestamppb.New(time.Date(2026, 11, 21, 16, 0, 0, 0, time.UTC))}}
	who := grant.Into(t.Context(), grant.Principal{ID: "u7", Name: "赵六", Agency: "lc-subjects", Credential: "s7"})
	for name, c := range map[string]struct {
		held held
		want *catalogv1.UsageReply
	}{
		"officer": {held{"subject.search", "record.query"}, &catalogv1.UsageReply{Uses: exact, Days: 30}},
		"auditor": {held{"audit.search"}, &catalogv1.UsageReply{Uses: exact, Days: 30}},
		"manager": {held{"catalog.edit"}, &catalogv1.UsageReply{Uses: exact, Days: 30}},
		"subject": {held{"self.query"}, &catalogv1.UsageReply{Uses: coarse, Days: 30, Rounded: true}},
		"pusher":  {held{"record.push", "quarantine.read"}, &catalogv1.UsageReply{Uses: coarse, Days: 30, Rounded: true}},
		"nobody":  {nil, &catalogv1.UsageReply{Uses: coarse, Days: 30, Rounded: true}},
	} {
		server := service.NewAbout(biz.NewAbout(r.resources, biz.AboutDeps{Ledger: ledger, Agencies: named{}, Rights: c.held}))
		events := len(r.ledger.events)
		got, err := server.Usage(who, &catalogv1.UsageRequest{Code: "penalty"})
		if err != nil || !proto.Equal(got, c.want) {
			t.Errorf("%s: %v %v, want %v", name, got, err, c.want)
		}
		if len(r.ledger.events) != events+1 {
			t.Fatalf("%s: %d events", name, len(r.ledger.events)-events)
		}
		ev := r.ledger.events[events]
		if ev.Kind != evidence.Ledger || ev.Action != "catalog.usage" || ev.Resource != "penalty" || ev.Actor != "u7" || ev.Agency != "lc-subjects" || ev.Credential != "s7" || !ev.Allow ||
			ev.Count != int64(len(c.want.GetUses())) || ev.Count+ev.Withheld != 2 || ev.AnswerDigest == [32]byte{} {
			t.Errorf("%s: evidence %+v", name, ev)
		}
		r.ledger.fail = fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")
		if got, err := server.Usage(who, &catalogv1.UsageRequest{Code: "penalty"}); !fault.Is(err, "LEDGER_DOWN") || got != nil {
			t.Errorf("%s without the ledger: %v %v", name, got, err)
		}
		r.ledger.fail = nil
	}
}

func TestAbout(t *testing.T) {
	r := newRig(t)
	ledger := &uses{}
	server := service.NewAbout(biz.NewAbout(r.resources, biz.AboutDeps{Ledger: ledger, Agencies: named{}, Rights: held{"record.query"}}))
	for _, c := range []struct{ days, want int32 }{{0, 30}, {7, 7}, {366, 366}} {
		got, err := server.Usage(t.Context(), &catalogv1.UsageRequest{Code: "penalty", Days: c.days})
		if err != nil || got.GetDays() != c.want || !ledger.from.Equal(now.Now().AddDate(0, 0, -int(c.want))) || got.GetUses()[0].GetAgencyName() != "机构lc-amr" || got.GetUses()[0].GetRecords() != 9 {
			t.Errorf("%d days: %v since %v, %v", c.days, got, ledger.from, err)
		}
	}
	if _, err := server.Usage(t.Context(), &catalogv1.UsageRequest{Code: "nothing"}); !fault.Is(err, "NO_RESOURCE") {
		t.Errorf("usage of no resource: %v", err)
	}
	ledger.fail = errors.New("down")
	if _, err := server.Usage(t.Context(), &catalogv1.UsageRequest{Code: "penalty"}); err == nil {
		t.Error("an answer without the ledger")
	}
	for _, c := range []struct{ count, want int32 }{{0, 3}, {1, 1}, {20, 20}} {
		if got, err := server.Samples(t.Context(), &catalogv1.SamplesRequest{Code: "penalty", Count: c.count}); err != nil || len(got.GetSamples()) != int(c.want) || !strings.HasPrefix(got.GetSamples()[0], "{") {
			t.Errorf("%d samples: %v %v", c.count, got, err)
		}
	}
	if _, err := server.Samples(t.Context(), &catalogv1.SamplesRequest{Code: "nothing"}); !fault.Is(err, "NO_RESOURCE") {
		t.Errorf("samples of no resource: %v", err)
	}
	shipped, err := resourcesdata.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range shipped {
		code := strings.TrimSuffix(f.Name(), ".yaml")
		if _, err := server.Samples(t.Context(), &catalogv1.SamplesRequest{Code: code}); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
}
