package resource

import (
	"slices"
	"testing"
)

func TestOpenings(t *testing.T) {
	item := func(name, sensitivity string, publish bool) Item {
		return Item{Name: name, Sensitivity: sensitivity, Publish: publish}
	}
	def := func(share string, open bool, items ...Item) Definition {
		return Definition{Metadata: Metadata{ShareType: share, Open: open}, Items: items}
	}
	checked := func(check string) Definition {
		return Definition{Items: []Item{{Name: "A", Sensitivity: "public", Publish: true, Check: check}}}
	}
	class := func(c string) Definition { return Definition{CreditClass: c} }
	registry := func(legal string) Definition { return Definition{Registry: &RegistryMap{Name: "N", Legal: legal}} }
	for name, c := range map[string]struct {
		before []Definition
		next   Definition
		want   []Opening
	}{
		"a new resource":                 {nil, def("1", true, item("A", "public", true)), nil},
		"the same":                       {[]Definition{def("2", false, item("A", "shared", false))}, def("2", false, item("A", "shared", false)), nil},
		"a new item":                     {[]Definition{def("2", false, item("A", "shared", false))}, def("2", false, item("A", "shared", false), item("B", "public", true)), nil},
		"tighter":                        {[]Definition{def("1", true, item("A", "public", true))}, def("3", false, item("A", "sealed", false)), nil},
		"sealed to authorised":           {[]Definition{def("2", false, item("A", "sealed", false))}, def("2", false, item("A", "authorised", false)), []Opening{{"sensitivity", "A", "sealed", "authorised"}}},
		"authorised to shared":           {[]Definition{def("2", false, item("A", "authorised", false))}, def("2", false, item("A", "shared", false)), []Opening{{"sensitivity", "A", "authorised", "shared"}}},
		"shared to public":               {[]Definition{def("2", false, item("A", "shared", false))}, def("2", false, item("A", "public", false)), []Opening{{"sensitivity", "A", "shared", "public"}}},
		"published":                      {[]Definition{def("2", false, item("A", "public", false))}, def("2", false, item("A", "public", true)), []Opening{{"publish", "A", "false", "true"}}},
		"conditional to unconditional":   {[]Definition{def("2", false)}, def("1", false), []Opening{{"share_type", "", "2", "1"}}},
		"none to conditional":            {[]Definition{def("3", false)}, def("2", false), []Opening{{"share_type", "", "3", "2"}}},
		"open data":                      {[]Definition{def("1", false)}, def("1", true), []Opening{{"is_open", "", "false", "true"}}},
		"left out and back":              {[]Definition{def("2", false, item("A", "sealed", false)), def("2", false)}, def("2", false, item("A", "public", false)), []Opening{{"sensitivity", "A", "sealed", "public"}}},
		"tightened, then as it once was": {[]Definition{def("2", false, item("A", "public", false)), def("2", false, item("A", "sealed", false))}, def("2", false, item("A", "public", false)), []Opening{{"sensitivity", "A", "sealed", "public"}}},
		"a check that hides is taken":    {[]Definition{checked("phone")}, checked(""), []Opening{{"check", "A", "phone", ""}}},
		"another check is taken":         {[]Definition{checked("uscc")}, checked(""), nil},
		"a check that hides is added":    {[]Definition{checked("")}, checked("phone"), nil},
		"another class":                  {[]Definition{class("admin")}, class("none"), []Opening{{"credit_class", "", "admin", "none"}}},
		"another registry":               {[]Definition{registry("L")}, registry("M"), []Opening{{"registry", "", "N,,,,L,", "N,,,,M,"}}},
		"the same registry":              {[]Definition{registry("L")}, registry("L"), nil},
		"a registry gone and back":       {[]Definition{registry("L"), {}}, registry("M"), []Opening{{"registry", "", "N,,,,L,", "N,,,,M,"}}},
		"a first registry":               {[]Definition{{}}, registry("M"), nil},
		"opened with consent before":     {[]Definition{def("2", false, item("A", "sealed", false)), def("2", false, item("A", "public", false))}, def("2", false, item("A", "public", false)), nil},
	} {
		if got := Openings(c.before, c.next); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
