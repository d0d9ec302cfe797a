package resource_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

// What is shipped can be published: every mandatory element of the metadata is there, and an office to ask.
func TestShippedIsPublishable(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, d := range defs {
		if err := compiled(t, d).Publishable(); err != nil {
			t.Errorf("%s: %v", d.Code, err)
		}
		m := &d.Metadata
		if other := seen[m.MetadataID]; other != "" {
			t.Errorf("%s has the metadata id of %s", d.Code, other)
		}
		seen[m.MetadataID] = d.Code
		if m.Contact == "" || m.ContactPhone == "" {
			t.Errorf("%s: nobody keeps the metadata", d.Code)
		}
	}
}

func TestPublishable(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*resource.Metadata)
		want   string // "" for none
	}{
		"as shipped":              {func(*resource.Metadata) {}, ""},
		"no contact":              {func(m *resource.Metadata) { m.Contact, m.ContactPhone = "", "" }, ""},
		"no phone":                {func(m *resource.Metadata) { m.ContactPhone = "" }, ""},
		"hotline":                 {func(m *resource.Metadata) { m.ContactPhone = "12345" }, ""},
		"abroad":                  {func(m *resource.Metadata) { m.ContactPhone = "+86 (635) 0000000" }, ""},
		"no metadata id":          {func(m *resource.Metadata) { m.MetadataID = "" }, "metadata_id"},
		"metadata id in one part": {func(m *resource.Metadata) { m.MetadataID = "104005" }, "metadata_id"},
		"that of the resource":    {func(m *resource.Metadata) { m.MetadataID = m.CatalogCode() }, "metadata_id"},
		"a phone of nobody":       {func(m *resource.Metadata) { m.Contact = "" }, "contact"},
		"no number":               {func(m *resource.Metadata) { m.ContactPhone = "see web page" }, "contact_phone"},
	} {
		t.Run(name, func(t *testing.T) {
			d := *shipped(t, "tax_grade").Definition()
			c.change(&d.Metadata)
			s, err := resource.Compile(d, env) // stored versions from before go on
			if err != nil {
				t.Fatal(err)
			}
			if err = s.Publishable(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestPublishWhen(t *testing.T) {
	grade := shipped(t, "tax_grade")
	if item, values := grade.PublishedWhen(); item != "PJDJ" || !slices.Equal(values, []string{"A"}) {
		t.Errorf("%s %v", item, values)
	}
	if item, _ := shipped(t, "permit").PublishedWhen(); item != "" {
		t.Errorf("permits: %s", item)
	}
	for when, want := range map[string][]string{
		"PJDJ in (M, B)": {"B", "M"}, "": nil,
		"PJDJ = E": {"!"}, "PJDJ": {"!"}, "NOTHING = A": {"!"}, "PJDJ = A or PJDJ = B": {"!"}, "not PJDJ = A": {"!"}, "PJDJ != D": {"!"}, "filled(PJDJ)": {"!"}, "PJND > 2020": {"!"}, "NSRMC = 甲": {"!"},
	} {
		d := *grade.Definition()
		d.PublishWhen = when
		s, err := resource.Compile(d, env)
		if slices.Equal(want, []string{"!"}) {
			if err == nil {
				t.Errorf("%q compiles", when)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, values := s.PublishedWhen(); !slices.Equal(values, want) {
			t.Errorf("%q: %v, want %v", when, values, want)
		}
	}
	open, several := *shipped(t, "permit").Definition(), *shipped(t, "penalty").Definition()
	open.PublishWhen, several.PublishWhen = "XK_XKLB = 其他", "CF_CFLB contains 罚款"
	for _, d := range []resource.Definition{open, several} {
		if _, err := resource.Compile(d, env); err == nil {
			t.Errorf("%q compiles", d.PublishWhen)
		}
	}
	open.PublishWhen = "XK_ZT = 1" // a number
	if _, values := compiled(t, open).PublishedWhen(); !slices.Equal(values, []string{"1"}) {
		t.Errorf("%v", values)
	}
}
