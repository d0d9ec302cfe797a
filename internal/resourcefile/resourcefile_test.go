package resourcefile_test

import (
	"os"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

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
