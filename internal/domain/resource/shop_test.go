package resource_test

import (
	"slices"
	"strings"
	"testing"
)

// The tax number of a shop is its owner's ID number with two digits more: it is stored sealed, and is no code anybody finds it by.
func TestTaxNumberOfAShop(t *testing.T) {
	const tax = "37150219900101123701"
	s := shipped(t, "org_registration")
	for code, shop := range map[string]bool{"92331081MA2T357288": true, "91371500MA3C00003Q": false} {
		kind := "企业"
		if shop {
			kind = "个体工商户"
		}
		row, found := run(t, s, encode(t, s, map[string]any{
			"TYSHXYDM": code, "JGMC": "温岭市某某小吃店", "ZTLX": kind, "JGZT": "存续", "FDDBR": "张三", "CLRQ": "2020-01-01", "HZRQ": "2020-01-02",
			"DJJG": "温岭市市场监督管理局", "XZQH": "331081", "SWDJH": tax,
		}))
		if len(found.Hard) > 0 {
			t.Fatal(reasons(found.Hard))
		}
		seal := func(dst []byte, _ int, _ []byte) []byte { return append(dst, "s1.k.x"...) }
		out := string(row.AppendFields(nil, seal))
		if shop {
			out = string(row.AppendShopFields(nil, seal))
		}
		if strings.Contains(out, tax) == shop || slices.Contains(s.About(row).LegacyCodes, tax) == shop {
			t.Errorf("%s: %s, older codes %v", code, out, s.About(row).LegacyCodes)
		}
	}
}
