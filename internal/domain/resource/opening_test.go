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
		"opened with consent before":     {[]Definition{def("2", false, item("A", "sealed", false)), def("2", false, item("A", "public", false))}, def("2", false, item("A", "public", false)), nil},
	} {
		if got := Openings(c.before, c.next); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
