// Package service translates between the catalog's API and its use-cases.
package service

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Catalog serves catalogv1.Catalog.
type Catalog struct {
	catalogv1.UnimplementedCatalogServer
	resources *biz.Resources
}

// NewCatalog serves the register.
func NewCatalog(r *biz.Resources) *Catalog { return &Catalog{resources: r} }

// ListResources lists what is in force, without items.
func (c *Catalog) ListResources(_ context.Context, r *catalogv1.ListResourcesRequest) (*catalogv1.ListResourcesReply, error) {
	return listing(c.resources.List(ask(r))), nil
}

func ask(r *catalogv1.ListResourcesRequest) biz.ListAsk {
	return biz.ListAsk{
		Query: r.GetQuery(), Cursor: r.GetCursor(), Limit: int(r.GetLimit()), Theme: r.GetTheme(), CreditClass: r.GetCreditClass(), Provider: r.GetProvider(), ShareType: r.GetShareType(),
	}
}

func listing(l biz.Listing) *catalogv1.ListResourcesReply {
	reply := &catalogv1.ListResourcesReply{NextCursor: l.Next, Total: int64(l.Total)}
	for _, v := range l.Versions {
		m := message(v)
		m.Items = nil
		reply.Resources = append(reply.Resources, m)
	}
	for _, f := range l.Facets {
		facet := &catalogv1.Facet{Name: f.Name}
		for _, v := range f.Values {
			facet.Values = append(facet.Values, &catalogv1.FacetValue{Value: v.Value, LabelZh: v.Label.Zh, LabelEn: v.Label.En, Count: int64(v.Count)})
		}
		reply.Facets = append(reply.Facets, facet)
	}
	return reply
}

// GetResource shows one version.
func (c *Catalog) GetResource(ctx context.Context, r *catalogv1.GetResourceRequest) (*catalogv1.Resource, error) {
	v, err := c.resources.Get(ctx, r.GetCode(), int(r.GetVersion()))
	if err != nil {
		return nil, err
	}
	return message(v), nil
}

// Publish registers the next version.
func (c *Catalog) Publish(ctx context.Context, r *catalogv1.PublishRequest) (*catalogv1.Resource, error) {
	v, p, err := c.resources.Publish(ctx, r.GetYaml(), r.GetWhy())
	if err != nil {
		return nil, err
	}
	if p != nil {
		return &catalogv1.Resource{Code: p.Definition.Code, Name: p.Definition.Name, NameEn: p.Definition.NameEn, Proposal: proposal(*p)}, nil
	}
	return message(v), nil
}

func message(v biz.Version) *catalogv1.Resource {
	d := &v.Definition
	m := &d.Metadata
	theme := m.Theme()
	out := &catalogv1.Resource{
		Code: d.Code, Version: int32(d.Version), Name: d.Name, NameEn: d.NameEn, Abstract: m.Abstract, AbstractEn: m.AbstractEn, Provider: m.Provider, ProviderCode: m.ProviderCode,
		ResourceClass: m.ClassCode, CreditClass: d.CreditClass, Format: m.FormatCategory, ShareType: m.ShareType, ShareCondition: m.ShareCondition, ShareMode: m.ShareMode, Open: m.Open,
		OpenCondition: m.OpenCondition, UpdateCycle: m.UpdateCycle, PublishDate: m.PublishDate, Related: m.Related, DataLevel: m.DataLevel, NaturalKey: d.NaturalKey,
		PublishedBy: v.By, Metadata: metadata(m), Theme: theme.Value, ThemeZh: theme.Name.Zh, ThemeEn: theme.Name.En, OccurredOnItem: d.Dates.OccurredOn,
	}
	if m.Sequence != "" { // the open directory leaves it out where it does not show the resource
		out.CatalogCode, out.PublishedAt = m.CatalogCode(), timestamppb.New(v.At)
	}
	for i := range d.Items {
		out.Items = append(out.Items, item(&d.Items[i]))
	}
	return out
}

// metadata is what has no field of its own, by the guide's column names.
func metadata(m *resource.Metadata) map[string]string {
	out := map[string]string{}
	for k, s := range map[string]string{
		"format_type": m.FormatType, "share_mode_category": m.ShareCategory, "beginning": m.Beginning, "ending": m.Ending, "resConst": m.Constraint, "onLineSrc": m.Online,
		"mdId": m.MetadataID, "mdContact": m.Contact, "mdContactPhone": m.ContactPhone, "mdDateUpd": m.Updated, "source_system": m.SourceSystem, "ownership": m.Ownership, "production_mode": m.ProductionMode, "management_mode": m.ManagementMode,
	} {
		if s != "" {
			out[k] = s
		}
	}
	for i, k := range m.Keywords {
		if i > 0 {
			out["descKeys"] += ";"
		}
		out["descKeys"] += k
	}
	return out
}

func item(it *resource.Item) *catalogv1.Item {
	return &catalogv1.Item{
		Name: it.Name, NameZh: it.NameZh, Type: it.Type, Length: int32(it.Length), Scale: int32(it.Scale), Obligation: it.Obligation, Condition: it.Condition,
		Codes: it.Codes, Rule: it.Rule, RuleEn: it.RuleEn, Sensitivity: it.Sensitivity, Publish: it.Publish, Unit: it.Unit, Aliases: it.Aliases,
	}
}
