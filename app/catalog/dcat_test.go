package catalog_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/service"
)

// graph is a JSON-LD document read the way a harvester reads it: prefixes expanded by the document's own context, relative names resolved
// against its base.
type graph struct {
	t       *testing.T
	context map[string]string
	base    *url.URL
	// nodes are all objects with a name, by that name.
	nodes map[string]map[string]any
}

func read(t *testing.T, raw []byte, fetched string) (*graph, map[string]any) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	g := &graph{t: t, context: map[string]string{}, nodes: map[string]map[string]any{}}
	context, ok := doc["@context"].(map[string]any)
	if !ok {
		t.Fatal("the context is not in the document")
	}
	for k, v := range context {
		g.context[k], _ = v.(string)
	}
	if g.context["@base"] != "" {
		fetched = g.context["@base"]
	}
	var err error
	if g.base, err = url.Parse(fetched); err != nil || !g.base.IsAbs() {
		t.Fatalf("base %q: %v", fetched, err)
	}
	delete(doc, "@context")
	root := g.expand(doc).(map[string]any)
	return g, root
}

// name makes a term or a name absolute; one whose prefix the context lacks, or that is no name, is an error.
func (g *graph) name(s string) string {
	if strings.HasPrefix(s, "tel:") {
		return s
	}
	if prefix, rest, ok := strings.Cut(s, ":"); ok && !strings.HasPrefix(rest, "//") && !strings.Contains(prefix, "/") {
		if g.context[prefix] == "" {
			g.t.Errorf("prefix of %q is not in the context", s)
		}
		return g.context[prefix] + rest
	}
	u, err := g.base.Parse(s)
	if err != nil || !u.IsAbs() {
		g.t.Errorf("%q is no name: %v", s, err)
		return s
	}
	return u.String()
}

func (g *graph) expand(v any) any {
	switch x := v.(type) {
	case []any:
		for i := range x {
			x[i] = g.expand(x[i])
		}
		return x
	case map[string]any:
		out := map[string]any{}
		for k, v := range x {
			switch k {
			case "@id":
				out[k] = g.name(v.(string))
			case "@type":
				out[k] = g.name(v.(string))
			case "@value", "@language":
				out[k] = v
			default:
				if strings.HasPrefix(k, "@") || !strings.Contains(k, ":") {
					g.t.Errorf("unknown keyword %q", k)
				}
				out[g.name(k)] = g.expand(v)
			}
		}
		if _, value := out["@value"]; value {
			return out
		}
		if id, ok := out["@id"].(string); ok && len(out) > 1 {
			g.nodes[id] = out
		}
		return out
	}
	return v
}

const (
	dcatNS = "http://www.w3.org/ns/dcat#"
	dctNS  = "http://purl.org/dc/terms/"
)

func all(n map[string]any, property string) []any {
	switch v := n[property].(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// has checks a property that DCAT-AP asks for.
func (g *graph) has(n map[string]any, properties ...string) {
	g.t.Helper()
	for _, p := range properties {
		if len(all(n, p)) == 0 {
			g.t.Errorf("%v has no %s", n["@id"], p)
		}
	}
}

// languages are the languages a text is said in.
func languages(n map[string]any, property string) map[string]string {
	out := map[string]string{}
	for _, v := range all(n, property) {
		m, _ := v.(map[string]any)
		language, _ := m["@language"].(string)
		out[language], _ = m["@value"].(string)
	}
	return out
}

func harvest(t *testing.T, r *rig, change func(*http.Request)) (*graph, map[string]any) {
	t.Helper()
	handler := &service.DCAT{Open: biz.NewDirectory(r.resources).AllOpen, Fault: func(http.ResponseWriter, *http.Request, error) { t.Error("refused") }}
	req := httptest.NewRequest(http.MethodGet, "http://credit.example:8000/v1/catalog/dcat.jsonld", nil)
	change(req)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, req)
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/ld+json") {
		t.Fatalf("%d %s", w.Code, w.Header())
	}
	return read(t, w.Body.Bytes(), "http://fetched.example/v1/catalog/dcat.jsonld")
}

func TestDCAT(t *testing.T) {
	r := newRig(t)
	g, root := harvest(t, r, func(*http.Request) {})
	if root["@type"] != dcatNS+"Catalog" || root["@id"] != "http://credit.example:8000/v1/catalog/dcat.jsonld" {
		t.Errorf("%v %v", root["@type"], root["@id"])
	}
	g.has(root, dctNS+"title", dctNS+"description", dctNS+"publisher", dcatNS+"dataset", dcatNS+"service", dcatNS+"themeTaxonomy", dctNS+"language", dctNS+"modified")
	if l := languages(root, dctNS+"title"); l["zh"] == "" || l["en"] == "" {
		t.Errorf("title %v", l)
	}
	datasets := map[string]bool{}
	for _, v := range all(root, dcatNS+"dataset") {
		d := v.(map[string]any)
		datasets[d["@id"].(string)] = true
		g.dataset(d)
	}
	if open := r.open(); len(datasets) != len(open) || datasets["http://credit.example:8000/v1/public/catalog/judgment"] {
		t.Errorf("%d datasets of %d open resources", len(datasets), len(open))
	}
	records := 0
	for _, v := range all(root, dcatNS+"record") {
		c := v.(map[string]any)
		records++
		g.has(c, dctNS+"identifier", dctNS+"modified")
		if of := c["http://xmlns.com/foaf/0.1/primaryTopic"].(map[string]any)["@id"].(string); !datasets[of] || c[dctNS+"identifier"] == g.nodes[of][dctNS+"identifier"] {
			t.Errorf("%v is about %s, with the identifier %v", c["@id"], of, c[dctNS+"identifier"])
		}
	}
	if records != len(datasets) {
		t.Errorf("%d records of %d datasets", records, len(datasets))
	}
	services := 0
	for _, v := range all(root, dcatNS+"service") {
		s := v.(map[string]any)
		services++
		g.has(s, dctNS+"title", dcatNS+"endpointURL", dcatNS+"endpointDescription", dcatNS+"servesDataset", dctNS+"publisher", dctNS+"accessRights")
		for _, d := range all(s, dcatNS+"servesDataset") {
			if id := d.(map[string]any)["@id"].(string); !datasets[id] {
				t.Errorf("%v serves %s, which is not in the catalog", s["@id"], id)
			}
		}
	}
	if services != 2 {
		t.Errorf("%d services", services)
	}
}

func (r *rig) open() []biz.Version { return biz.NewDirectory(r.resources).AllOpen() }

func (g *graph) dataset(d map[string]any) {
	g.t.Helper()
	g.has(d, dctNS+"title", dctNS+"description", dctNS+"publisher", dctNS+"identifier", dctNS+"accrualPeriodicity", dcatNS+"theme", dcatNS+"keyword", dcatNS+"distribution",
		dctNS+"accessRights", dctNS+"issued", dctNS+"modified", dcatNS+"version", dctNS+"rights")
	if d["@type"] != dcatNS+"Dataset" {
		g.t.Errorf("%v is a %v", d["@id"], d["@type"])
	}
	if l := languages(d, dctNS+"title"); l["zh"] == "" || l["en"] == "" {
		g.t.Errorf("%v: titles %v", d["@id"], l)
	}
	publisher := d[dctNS+"publisher"].(map[string]any)
	if len(all(publisher, "http://xmlns.com/foaf/0.1/name")) == 0 {
		g.t.Errorf("%v: publisher %v", d["@id"], publisher)
	}
	if f := d[dctNS+"accrualPeriodicity"].(map[string]any)["@id"].(string); !strings.HasPrefix(f, "http://publications.europa.eu/resource/authority/frequency/") {
		g.t.Errorf("%v: frequency %s", d["@id"], f)
	}
	contact, _ := d[dcatNS+"contactPoint"].(map[string]any)
	if phone, _ := contact["http://www.w3.org/2006/vcard/ns#hasTelephone"].(map[string]any); languages(contact, "http://www.w3.org/2006/vcard/ns#fn")["zh"] == "" || phone["@id"] != "tel:+86-635-0000000" {
		g.t.Errorf("%v: contact %v", d["@id"], contact)
	}
	kinds := map[string]bool{}
	for _, v := range all(d, dcatNS+"distribution") {
		x := v.(map[string]any)
		g.has(x, dctNS+"title", dcatNS+"accessURL", dcatNS+"mediaType")
		kinds[x[dcatNS+"mediaType"].(map[string]any)["@id"].(string)] = true
		if service, ok := x[dcatNS+"accessService"].(map[string]any); ok && g.nodes[service["@id"].(string)] == nil {
			g.t.Errorf("%v: service %v is not described", x["@id"], service)
		}
	}
	if len(kinds) != 3 {
		g.t.Errorf("%v: distributions %v", d["@id"], kinds)
	}
}

func TestDCATBase(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   string
	}{
		{"behind a gateway", func(q *http.Request) { q.Header.Set("X-Forwarded-Proto", "https") }, "https://credit.example:8000/v1/catalog/dcat.jsonld"},
		{"IPv6", func(q *http.Request) { q.Host = "[::1]:8000" }, "http://[::1]:8000/v1/catalog/dcat.jsonld"},
		{"a host that is none", func(q *http.Request) { q.Host = `x"/><script>` }, "http://fetched.example/v1/catalog/dcat.jsonld"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, root := harvest(t, r, c.change); root["@id"] != c.want {
				t.Errorf("%v, want %s", root["@id"], c.want)
			}
		})
	}
}

func TestOpenFiles(t *testing.T) {
	r := newRig(t)
	files := &service.Files{Find: biz.NewDirectory(r.resources).Open, Code: func(q *http.Request) string { return q.PathValue("code") }, Fault: func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusNotFound)
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("/{code}/schema", files.Schema)
	mux.HandleFunc("/{code}/template", files.Template)
	for path, want := range map[string]int{"/penalty/schema": 200, "/penalty/template": 200, "/judgment/schema": 404, "/judgment/template": 404, "/nothing/schema": 404} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}
