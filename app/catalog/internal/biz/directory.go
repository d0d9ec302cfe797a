package biz

import (
	"context"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Directory is the open part of the catalog, for everybody. A resource that is open to society is shown as it is, without who published
// it; of any other only that it exists: name, abstract, provider, where it stands and how it is shared. What is not shown is not searched
// either.
type Directory struct{ resources *Resources }

// NewDirectory opens the register.
func NewDirectory(r *Resources) *Directory { return &Directory{r} }

// List is the directory's page.
func (d *Directory) List(ask ListAsk) Listing {
	current := d.resources.Current()
	shown := make([]Version, len(current))
	for i := range current {
		shown[i] = shownOf(current[i])
	}
	return list(shown, ask)
}

// Get is one resource; number 0 is the version in force. Earlier versions of a resource that is no longer open, and versions from before
// it was opened, show no more than closed ones do.
func (d *Directory) Get(ctx context.Context, code string, number int) (Version, error) {
	s, err := d.resources.Schema(code)
	if err != nil {
		return Version{}, err
	}
	v, err := d.resources.Get(ctx, code, number)
	if err != nil {
		return Version{}, err
	}
	if !s.Definition().Metadata.Open {
		v.Definition.Metadata.Open = false
	}
	return shownOf(v), nil
}

// Open is the compiled definition of an open resource; of others there is none.
func (d *Directory) Open(code string) (*resource.Schema, error) {
	s, err := d.resources.Schema(code)
	if err == nil && !s.Definition().Metadata.Open {
		return nil, NoResource(code)
	}
	return s, err
}

// AllOpen are the open resources in force, by code.
func (d *Directory) AllOpen() []Version {
	var out []Version
	for _, v := range d.resources.Current() {
		if v.Definition.Metadata.Open {
			out = append(out, shownOf(v))
		}
	}
	return out
}

// shownOf is what everybody may see of a version.
func shownOf(v Version) Version {
	d := &v.Definition
	if d.Metadata.Open {
		v.By, v.Why, v.Source = "", "", ""
		return v
	}
	m := &d.Metadata
	return Version{Definition: resource.Definition{
		Code: d.Code, Version: d.Version, Name: d.Name, NameEn: d.NameEn, CreditClass: d.CreditClass,
		// Of the class code no more than the theme needs.
		Metadata: resource.Metadata{ClassCode: m.ClassCode[:min(len(m.ClassCode), 3)], Provider: m.Provider, ProviderCode: m.ProviderCode, Abstract: m.Abstract, AbstractEn: m.AbstractEn, ShareType: m.ShareType},
	}}
}
