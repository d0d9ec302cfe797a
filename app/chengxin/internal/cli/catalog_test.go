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

func TestCatalogShowSpeaksTheLanguageAskedFor(t *testing.T) {
	server(t, map[string]string{"GET /v1/catalog/resources/penalty": `{"code":"penalty","version":1,"name":"行政处罚","name_en":"Penalties","abstract":"处罚决定","abstract_en":"Decisions",
		"items":[{"name":"CF_WSH","name_zh":"文书号","type":"C","length":128,"obligation":"M","rule":"关键项","rule_en":"part of the key"},{"name":"BZ","name_zh":"备注","type":"C","rule":"只有中文"}]}`})
	zh := run(t, "catalog", "show", "penalty", "--lang", "zh").out
	has(t, zh, "处罚决定", "关键项")
	en := run(t, "catalog", "show", "penalty", "--lang", "en").out
	has(t, en, "Decisions", "part of the key", "只有中文")
	if strings.Contains(zh, "Decisions") || strings.Contains(zh, "part of the key") || strings.Contains(en, "处罚决定") || strings.Contains(en, "关键项") {
		t.Errorf("languages are mixed:\n%s\n%s", zh, en)
	}
}
