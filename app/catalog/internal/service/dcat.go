package service

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// DCAT serves the open part of the catalog as DCAT 3 in JSON-LD, shaped after DCAT-AP, so that other portals can harvest it. The context
// stands in the document: no other address is needed to read it.
type DCAT struct {
	// Open gives the open resources in force.
	Open  func() []biz.Version
	Fault func(http.ResponseWriter, *http.Request, error)
}

// node is a JSON-LD object; encoding/json writes its keys in order, so equal catalogs are equal documents.
type node = map[string]any

// Addresses inside the document, below the server's own.
const (
	dcatPath      = "/v1/catalog/dcat.jsonld"
	publicService = dcatPath + "#service-public"
	ownService    = dcatPath + "#service-exchange"
	themeScheme   = dcatPath + "#themes"
)

// Authority tables and media types that DCAT-AP names things by. They are names; nothing is fetched from there.
const (
	authority  = "http://publications.europa.eu/resource/authority/"
	mediaTypes = "http://www.iana.org/assignments/media-types/"
	public     = authority + "access-right/PUBLIC"
	restricted = authority + "access-right/RESTRICTED"
)

// frequencies are the update cycles of the guide in the frequency table.
var frequencies = map[string]string{
	"实时": "UPDATE_CONT", "每日": "DAILY", "每周": "WEEKLY", "每月": "MONTHLY", "每季度": "QUARTERLY", "每半年": "ANNUAL_2", "每年": "ANNUAL", "不定期": "IRREG",
}

// ServeHTTP answers with the document.
func (d *DCAT) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := json.MarshalIndent(document(d.Open(), base(r)), "", "  ")
	if err != nil {
		d.Fault(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/ld+json; charset=utf-8")
	_, _ = w.Write(append(b, '\n')) // the client has gone: there is nobody to tell
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$`)

// base is the address the document's relative names start from: the one it was asked for under. Of a host that is none it says nothing,
// and the reader takes the address it fetched the document from.
func base(r *http.Request) string {
	if !hostForm.MatchString(r.Host) {
		return ""
	}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host + "/"
	}
	return "http://" + r.Host + "/"
}

func document(open []biz.Version, base string) node {
	context := node{
		"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
		"skos": "http://www.w3.org/2004/02/skos/core#", "vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
	}
	if base != "" {
		context["@base"] = base
	}
	keeper := agent(dcatPath+"#keeper", "公共信用信息目录主管部门", "")
	keeper["foaf:name"] = both("公共信用信息目录主管部门", "Catalog manager of the credit-information exchange")
	datasets, records, served, free := make([]node, 0, len(open)), make([]node, 0, len(open)), []node{}, []node{}
	modified := time.Time{}
	for i := range open {
		v := &open[i]
		datasets, records, served = append(datasets, dataset(v)), append(records, entry(v)), append(served, id(datasetPath(v)))
		if publishes(v) {
			free = append(free, id(datasetPath(v)))
		}
		if v.At.After(modified) {
			modified = v.At
		}
	}
	catalog := node{
		"@context": context, "@id": dcatPath, "@type": "dcat:Catalog",
		"dct:title":       both("公共信用信息资源开放目录", "Open catalog of public credit information"),
		"dct:description": both("本节点向社会开放的公共信用信息资源。", "The resources of public credit information that this node opens to society."),
		"dct:publisher":   keeper, "dct:language": []node{id(authority + "language/ZHO"), id(authority + "language/ENG")},
		"dcat:themeTaxonomy": node{"@id": themeScheme, "@type": "skos:ConceptScheme", "dct:title": both("政务信息资源分类", "Classification of government information resources")},
		"dcat:dataset":       datasets, "dcat:record": records,
		"dcat:service": []node{
			service(publicService, "/v1/public/", both("信用信息公示接口", "Public interface"), public, free, keeper),
			service(ownService, "/v1/", both("信用信息交换接口", "Interface of the exchange"), restricted, served, keeper),
		},
	}
	if !modified.IsZero() {
		catalog["dct:modified"] = instant(modified)
	}
	return catalog
}

func service(name, endpoint string, title []node, rights string, datasets []node, publisher node) node {
	return node{
		"@id": name, "@type": "dcat:DataService", "dct:title": title, "dct:publisher": id(publisher["@id"].(string)), "dct:accessRights": id(rights),
		"dcat:endpointURL": id(endpoint), "dcat:endpointDescription": id("/openapi.yaml"), "dcat:servesDataset": datasets,
	}
}

// entry is the record of the catalog about a dataset: the metadata has an identifier of its own.
func entry(v *biz.Version) node {
	out := node{"@id": datasetPath(v) + "#record", "@type": "dcat:CatalogRecord", "foaf:primaryTopic": id(datasetPath(v)), "dct:modified": instant(v.At)}
	if m := &v.Definition.Metadata; m.MetadataID != "" {
		out["dct:identifier"] = m.MetadataID
	}
	return out
}

func datasetPath(v *biz.Version) string { return "/v1/public/catalog/" + v.Definition.Code }

func dataset(v *biz.Version) node {
	d := &v.Definition
	m := &d.Metadata
	issued, _ := rules.ParseDate(m.PublishDate) // the definition compiled, so it is a date
	out := node{
		"@id": datasetPath(v), "@type": "dcat:Dataset", "dct:identifier": m.CatalogCode(), "dcat:version": strconv.Itoa(d.Version), "dct:title": both(d.Name, d.NameEn),
		"dct:description": both(m.Abstract, m.AbstractEn), "dct:publisher": agent(dcatPath+"#agency-"+m.ProviderCode, m.Provider, m.ProviderCode), "dct:accessRights": id(public),
		"dct:rights": node{"@type": "dct:RightsStatement", "rdfs:label": []node{said(m.OpenCondition, "zh")}},
		"dct:issued": node{"@type": "xsd:date", "@value": issued.String()}, "dct:modified": instant(v.At),
		"dct:conformsTo": node{"@id": datasetPath(v) + "/schema", "@type": "dct:Standard"}, "dcat:distribution": distributions(v),
	}
	if f, ok := frequencies[m.UpdateCycle]; ok {
		out["dct:accrualPeriodicity"] = id(authority + "frequency/" + f)
	}
	if theme := m.Theme(); theme.Value != "" {
		out["dcat:theme"] = []node{{"@id": themeScheme + "-" + m.ClassCode[:3], "@type": "skos:Concept", "skos:prefLabel": labels(theme.Name), "skos:inScheme": id(themeScheme)}}
	}
	if len(m.Keywords) > 0 {
		words := make([]node, len(m.Keywords))
		for i, k := range m.Keywords {
			words[i] = said(k, "zh")
		}
		out["dcat:keyword"] = words
	}
	if m.Contact != "" {
		contact := node{"@type": "vcard:Organization", "vcard:fn": said(m.Contact, "zh")}
		if m.ContactPhone != "" {
			contact["vcard:hasTelephone"] = id(telephone(m.ContactPhone))
		}
		out["dcat:contactPoint"] = contact
	}
	return out
}

// telephone is a number as its address (RFC 3966); one without a country is China's.
func telephone(number string) string {
	number = strings.NewReplacer(" ", "", "(", "", ")", "").Replace(number)
	switch {
	case strings.HasPrefix(number, "+"):
		return "tel:" + number
	case strings.HasPrefix(number, "0"):
		return "tel:+86-" + number[1:]
	}
	return "tel:" + number + ";phone-context=+86" // a hotline such as 12345
}

// publishes reports whether anything of an open resource is shown on public pages: it is about organisations and has items marked public.
func publishes(v *biz.Version) bool {
	d := &v.Definition
	if !hasSubject(v) {
		return false
	}
	for i := range d.Items {
		if d.Items[i].Publish {
			return true
		}
	}
	return false
}

func hasSubject(v *biz.Version) bool {
	return v.Definition.Subject.Kind != "" || v.Definition.Subject.KindItem != ""
}

// distributions are the ways to a resource: its records, the shape of one, and what senders fill in.
func distributions(v *biz.Version) []node {
	path, records := datasetPath(v), "/v1/records/"+v.Definition.Code
	if hasSubject(v) {
		records = "/v1/subjects:search" // one subject at a time
	}
	api := distribution(path+"#api", both("查询接口(需登录并有授权)", "Interface, with a login and a grant"), records, "application/json")
	api["dcat:accessService"], api["dct:accessRights"] = id(ownService), id(restricted)
	if publishes(v) {
		api = distribution(path+"#api", both("公示查询接口", "Public interface"), "/v1/public/subjects", "application/json")
		api["dcat:accessService"], api["dct:accessRights"] = id(publicService), id(public)
	}
	schema := distribution(path+"#schema", both("记录结构(JSON Schema)", "Shape of a record (JSON Schema)"), path+"/schema", "application/schema+json")
	template := distribution(path+"#template", both("报送模板(CSV)", "Template to fill in (CSV)"), path+"/template", "text/csv")
	for _, d := range []node{schema, template} {
		d["dcat:downloadURL"] = d["dcat:accessURL"]
	}
	return []node{api, schema, template}
}

func distribution(name string, title []node, address, media string) node {
	return node{"@id": name, "@type": "dcat:Distribution", "dct:title": title, "dcat:accessURL": id(address), "dcat:mediaType": id(mediaTypes + media)}
}

func id(name string) node { return node{"@id": name} }

func agent(name, title, code string) node {
	n := node{"@id": name, "@type": "foaf:Organization", "foaf:name": []node{said(title, "zh")}}
	if code != "" {
		n["dct:identifier"] = code
	}
	return n
}

func said(text, language string) node { return node{"@value": text, "@language": language} }

// both says a text in both languages; a missing English one is left out.
func both(zh, en string) []node {
	out := []node{said(zh, "zh")}
	if en != "" {
		out = append(out, said(en, "en"))
	}
	return out
}

func labels(t fault.Text) []node { return both(t.Zh, t.En) }

func instant(t time.Time) node {
	return node{"@type": "xsd:dateTime", "@value": t.UTC().Format(time.RFC3339)}
}
