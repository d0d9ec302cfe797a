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
	one := func(change func(*Item)) Definition {
		it := Item{Name: "A", Type: "C", Length: 4000, Sensitivity: "public", Publish: true}
		if change != nil {
			change(&it)
		}
		return Definition{Items: []Item{it}}
	}
	text := func(change func(*Item)) []Definition { return []Definition{one(change)} }
	authorised := func(it *Item) { it.Sensitivity, it.Publish = "authorised", false }
	named := func(name, document string) Definition {
		d := one(nil)
		d.Items = append(d.Items, Item{Name: "B", Type: "C", Check: "person_name", Sensitivity: "authorised"})
		d.Subject = SubjectMap{Name: name, Document: document}
		return d
	}
	when := func(c string) Definition { return Definition{PublishWhen: c} }
	for name, c := range map[string]struct {
		before []Definition
		next   Definition
		want   []Opening
	}{
		"a new resource":                    {nil, def("1", true, item("A", "public", true)), nil},
		"the same":                          {[]Definition{def("2", false, item("A", "shared", false))}, def("2", false, item("A", "shared", false)), nil},
		"a new item":                        {[]Definition{def("2", false, item("A", "shared", false))}, def("2", false, item("A", "shared", false), item("B", "public", true)), nil},
		"tighter":                           {[]Definition{def("1", true, item("A", "public", true))}, def("3", false, item("A", "sealed", false)), nil},
		"sealed to authorised":              {[]Definition{def("2", false, item("A", "sealed", false))}, def("2", false, item("A", "authorised", false)), []Opening{{"sensitivity", "A", "sealed", "authorised"}}},
		"authorised to shared":              {[]Definition{def("2", false, item("A", "authorised", false))}, def("2", false, item("A", "shared", false)), []Opening{{"sensitivity", "A", "authorised", "shared"}}},
		"shared to public":                  {[]Definition{def("2", false, item("A", "shared", false))}, def("2", false, item("A", "public", false)), []Opening{{"sensitivity", "A", "shared", "public"}}},
		"published":                         {[]Definition{def("2", false, item("A", "public", false))}, def("2", false, item("A", "public", true)), []Opening{{"publish", "A", "false", "true"}}},
		"conditional to unconditional":      {[]Definition{def("2", false)}, def("1", false), []Opening{{"share_type", "", "2", "1"}}},
		"none to conditional":               {[]Definition{def("3", false)}, def("2", false), []Opening{{"share_type", "", "3", "2"}}},
		"open data":                         {[]Definition{def("1", false)}, def("1", true), []Opening{{"is_open", "", "false", "true"}}},
		"left out and back":                 {[]Definition{def("2", false, item("A", "sealed", false)), def("2", false)}, def("2", false, item("A", "public", false)), []Opening{{"sensitivity", "A", "sealed", "public"}}},
		"tightened, then as it once was":    {[]Definition{def("2", false, item("A", "public", false)), def("2", false, item("A", "sealed", false))}, def("2", false, item("A", "public", false)), []Opening{{"sensitivity", "A", "sealed", "public"}}},
		"a check that hides is taken":       {[]Definition{checked("phone")}, checked(""), []Opening{{"check", "A", "phone", ""}}},
		"another check is taken":            {[]Definition{checked("uscc")}, checked(""), nil},
		"a check that hides is added":       {[]Definition{checked("")}, checked("phone"), nil},
		"another class":                     {[]Definition{class("admin")}, class("none"), []Opening{{"credit_class", "", "admin", "none"}}},
		"another registry":                  {[]Definition{registry("L")}, registry("M"), []Opening{{"registry", "", "N,,,,L,", "N,,,,M,"}}},
		"the same registry":                 {[]Definition{registry("L")}, registry("L"), nil},
		"a registry gone and back":          {[]Definition{registry("L"), {}}, registry("M"), []Opening{{"registry", "", "N,,,,L,", "N,,,,M,"}}},
		"a first registry":                  {[]Definition{{}}, registry("M"), nil},
		"public text takes a code list":     {text(nil), one(func(it *Item) { it.Codes = []string{"甲"} }), []Opening{{"masking", "A", "anonymous", "clear"}}},
		"public text becomes a code":        {text(nil), one(func(it *Item) { it.Check = "regno" }), []Opening{{"masking", "A", "anonymous", "clear"}}},
		"public text takes any check":       {text(nil), one(func(it *Item) { it.Check = "name" }), []Opening{{"masking", "A", "anonymous", "cleaned"}}},
		"public text becomes a number":      {text(nil), one(func(it *Item) { it.Type = "N" }), []Opening{{"masking", "A", "anonymous", "clear"}}},
		"published and unmasked at once":    {text(func(it *Item) { it.Publish = false }), one(func(it *Item) { it.Type = "N" }), []Opening{{"publish", "A", "false", "true"}, {"masking", "A", "anonymous", "clear"}}},
		"published as it is":                {text(func(it *Item) { it.Publish = false }), one(nil), []Opening{{"publish", "A", "false", "true"}}},
		"a text loses its code list":        {text(func(it *Item) { it.Codes = []string{"甲"} }), one(nil), nil},
		"another length":                    {text(nil), one(func(it *Item) { it.Length = 2000 }), nil},
		"a story becomes short":             {text(authorised), one(func(it *Item) { authorised(it); it.Length = 100 }), []Opening{{"masking", "A", "cleaned", "clear"}}},
		"a story takes codes":               {text(authorised), one(func(it *Item) { authorised(it); it.Codes = []string{"甲"} }), []Opening{{"masking", "A", "cleaned", "clear"}}},
		"a hidden text shows its mask":      {text(authorised), one(func(it *Item) { authorised(it); it.Check = "citizen_id" }), []Opening{{"masking", "A", "hidden", "masked"}}},
		"tighter, with a mask":              {text(nil), one(func(it *Item) { authorised(it); it.Check = "citizen_id" }), nil},
		"others' name becomes the own":      {[]Definition{named("", "")}, named("B", ""), []Opening{{"masking", "B", "masked", "clear"}}},
		"others' papers become the own":     {[]Definition{named("", "")}, named("", "B"), []Opening{{"masking", "B", "masked", "clear"}}},
		"the own name becomes others'":      {[]Definition{named("B", "")}, named("", ""), nil},
		"left out and back as the own":      {[]Definition{named("", ""), {}}, named("B", ""), []Opening{{"masking", "B", "masked", "clear"}}},
		"whose name the text hides is out":  {[]Definition{named("", "")}, one(nil), []Opening{{"check", "B", "person_name", ""}}},
		"it was out before":                 {[]Definition{named("", ""), one(nil)}, one(nil), nil},
		"a name is out, and so is the text": {[]Definition{named("", "")}, def("2", false, Item{Name: "C", Type: "N", Sensitivity: "public", Publish: true}), nil},
		"which records is loosened":         {[]Definition{when("G = A")}, when(""), []Opening{{"publish_when", "", "G = A", ""}}},
		"which records is changed":          {[]Definition{when("G = A")}, when("G in (A, B)"), []Opening{{"publish_when", "", "G = A", "G in (A, B)"}}},
		"which records is tightened":        {[]Definition{when("")}, when("G = A"), nil},
		"opened with consent before":        {[]Definition{def("2", false, item("A", "sealed", false)), def("2", false, item("A", "public", false))}, def("2", false, item("A", "public", false)), nil},
	} {
		if got := Openings(c.before, c.next); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
