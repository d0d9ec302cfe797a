package cli

import (
	"strings"
	"testing"
)

func TestCatalogSamplesAndDCAT(t *testing.T) {
	calls := server(t, map[string]string{
		"GET /v1/catalog/resources/penalty/samples": `{"samples":["{\"CF_WSH\":\"示例1号\"}","{\"CF_WSH\":\"示例2号\"}"]}`,
		"GET /v1/catalog/dcat.jsonld":               `{"@type":"dcat:Catalog"}`,
	})
	same(t, run(t, "catalog", "samples", "penalty", "--count", "2").out, "{\"CF_WSH\":\"示例1号\"}\n{\"CF_WSH\":\"示例2号\"}\n")
	if uri := (*calls)[0].uri; !strings.Contains(uri, "count=2") {
		t.Errorf("asked %s", uri)
	}
	has(t, run(t, "catalog", "samples", "penalty", "--json").out, `"samples":`)
	same(t, run(t, "catalog", "dcat").out, "{\n  \"@type\": \"dcat:Catalog\"\n}\n")
	has(t, run(t, "catalog", "samples").err, "USAGE", "CODE")
}
