package resource_test

import (
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

func TestThemes(t *testing.T) {
	for _, c := range []struct{ name, code, value, class, en string }{
		{"base", "104001", "基础/社会信用", "基础", "Base / social credit"},
		{"topic", "2080010101", "主题/信用体系", "主题", "Topic / credit system"},
		{"department", "303001", "部门/国务院", "部门", "Department / State Council"},
		{"an item the guide does not have", "199001", "基础", "基础", "Base"},
		{"item zero", "200001", "主题", "主题", "Topic"},
		{"no class", "", "", "", ""},
		{"another class", "904001", "", "", ""},
	} {
		m := resource.Metadata{ClassCode: c.code}
		if got := m.Theme(); got.Value != c.value || got.Class != c.class || got.Name.En != c.en {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestEveryClassHasANameInBothLanguages(t *testing.T) {
	for _, class := range resource.CreditClasses {
		if n := resource.CreditClassName(class); n.Zh == class || n.En == class || n.Zh == "" || n.En == "" {
			t.Errorf("%s: %+v", class, n)
		}
	}
	for _, code := range []string{"1", "2", "3"} {
		if n := resource.ShareTypeName(code); n.Zh == code || n.En == code {
			t.Errorf("share type %s: %+v", code, n)
		}
	}
	if n := resource.CreditClassName("strange"); n.Zh != "strange" || n.En != "strange" {
		t.Errorf("an unknown class: %+v", n)
	}
}
