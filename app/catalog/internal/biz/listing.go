package biz

import (
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// ListAsk asks for resources; empty members ask for all.
type ListAsk struct {
	// Query is held against code, names, abstract, provider, catalog code and keywords.
	Query string
	// Theme is the value of a theme, or its class alone.
	Theme       string
	CreditClass string
	Provider    string
	ShareType   string
	Cursor      string
	Limit       int
}

// Listing is a page of the catalog.
type Listing struct {
	Versions []Version
	Next     string
	// Total counts all pages. Facets count what the search would find with another value of the facet, so that each can be chosen instead.
	Total  int
	Facets []Facet
}

// Facet is one way to narrow a search down.
type Facet struct {
	Name   string
	Values []FacetValue
}

// FacetValue is a value with how many resources have it.
type FacetValue struct {
	Value string
	Label fault.Text
	Count int
}

const defaultListed = 100

// facet reads one facet of a definition.
type facet struct {
	name string
	of   func(d *resource.Definition) (value string, label fault.Text)
	// chosen reports whether a value is one that is asked for.
	chosen func(a *ListAsk, value string) bool
}

func exactly(asked func(*ListAsk) string) func(*ListAsk, string) bool {
	return func(a *ListAsk, value string) bool { want := asked(a); return want == "" || want == value }
}

var facets = []facet{
	{"theme", func(d *resource.Definition) (string, fault.Text) { t := d.Metadata.Theme(); return t.Value, t.Name }, func(a *ListAsk, value string) bool {
		class, _, _ := strings.Cut(value, "/")
		return a.Theme == "" || a.Theme == value || a.Theme == class
	}},
	{"credit_class", func(d *resource.Definition) (string, fault.Text) {
		return d.CreditClass, resource.CreditClassName(d.CreditClass)
	}, exactly(func(a *ListAsk) string { return a.CreditClass })},
	{"provider", func(d *resource.Definition) (string, fault.Text) {
		return d.Metadata.Provider, fault.Text{Zh: d.Metadata.Provider, En: d.Metadata.Provider}
	}, exactly(func(a *ListAsk) string { return a.Provider })},
	{"share_type", func(d *resource.Definition) (string, fault.Text) {
		return d.Metadata.ShareType, resource.ShareTypeName(d.Metadata.ShareType)
	}, exactly(func(a *ListAsk) string { return a.ShareType })},
}

// List is the resources in force that are asked for, by code, after the cursor.
func (r *Resources) List(ask ListAsk) Listing { return list(r.Current(), ask) }

// list searches versions that are in order of their codes.
func list(versions []Version, ask ListAsk) Listing {
	limit := ask.Limit
	if limit <= 0 {
		limit = defaultListed
	}
	var out Listing
	counts := make([]map[string]*FacetValue, len(facets))
	for _, v := range versions {
		if !matches(&v.Definition, ask.Query) {
			continue
		}
		if !count(counts, &v.Definition, &ask) {
			continue
		}
		out.Total++
		switch {
		case v.Definition.Code <= ask.Cursor:
		case len(out.Versions) < limit:
			out.Versions = append(out.Versions, v)
		case out.Next == "":
			out.Next = out.Versions[limit-1].Definition.Code
		}
	}
	for i := range facets {
		out.Facets = append(out.Facets, sorted(facets[i].name, counts[i]))
	}
	return out
}

// count adds a definition to each facet whose other facets it fits, and reports whether it fits them all.
func count(counts []map[string]*FacetValue, d *resource.Definition, ask *ListAsk) bool {
	misses, missed := 0, 0
	values := make([]FacetValue, len(facets))
	for i := range facets {
		values[i].Value, values[i].Label = facets[i].of(d)
		if !facets[i].chosen(ask, values[i].Value) {
			misses, missed = misses+1, i
		}
	}
	for i := range facets {
		if misses > 1 || misses == 1 && missed != i || values[i].Value == "" {
			continue
		}
		if counts[i] == nil {
			counts[i] = map[string]*FacetValue{}
		}
		if counts[i][values[i].Value] == nil {
			counts[i][values[i].Value] = &values[i]
		}
		counts[i][values[i].Value].Count++
	}
	return misses == 0
}

// sorted puts the most frequent value first.
func sorted(name string, counts map[string]*FacetValue) Facet {
	f := Facet{Name: name}
	for _, v := range counts {
		f.Values = append(f.Values, *v)
	}
	slices.SortFunc(f.Values, func(a, b FacetValue) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	return f
}

func matches(d *resource.Definition, query string) bool {
	if query == "" {
		return true
	}
	q := strings.ToLower(query)
	for _, s := range append([]string{d.Code, d.Name, d.NameEn, d.Metadata.Abstract, d.Metadata.AbstractEn, d.Metadata.Provider, d.Metadata.CatalogCode()}, d.Metadata.Keywords...) {
		if strings.Contains(strings.ToLower(s), q) {
			return true
		}
	}
	return false
}
