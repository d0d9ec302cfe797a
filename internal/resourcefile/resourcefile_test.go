package resourcefile_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

func TestShippedResourcesSpeakBothLanguages(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defs {
		if d.NameEn == "" || d.Metadata.AbstractEn == "" {
			t.Errorf("%s has no name or abstract in English", d.Code)
		}
		for _, it := range d.Items {
			if (it.Rule == "") != (it.RuleEn == "") {
				t.Errorf("%s.%s tells its rule in one language: %q, %q", d.Code, it.Name, it.Rule, it.RuleEn)
			}
			// A mark of what is not verified must not be lost in translation.
			if strings.Contains(it.Rule, "[OKV]") != strings.Contains(it.RuleEn, "[OKV]") {
				t.Errorf("%s.%s marks its rule in one language: %q, %q", d.Code, it.Name, it.Rule, it.RuleEn)
			}
		}
	}
}

func TestShippedResourcesCompile(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defs {
		if _, err := resource.Compile(d, resource.Env{CEL: celrule.Compile, Today: func() rules.Date { return rules.DayOf(2026, 11, 22) }}); err != nil {
			t.Errorf("%s: %v", d.Code, err)
		}
	}
}
