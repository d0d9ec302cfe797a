package resource

import (
	"encoding/json"
	"strings"
)

// JSONSchema is the resource's JSON Schema (draft 2020-12) of one record, for senders and their tools. Cross-item rules are
// told in $comment: the schema is necessary, the exchange's check is decisive.
func (s *Schema) JSONSchema() []byte {
	props := orderedMap{}
	var required []string
	var comments []string
	for i := range s.def.Items {
		it := &s.def.Items[i]
		props = append(props, entry{it.Name, itemSchema(it)})
		if it.Obligation == "M" {
			required = append(required, it.Name)
		}
		if it.Obligation == "C" {
			comments = append(comments, it.Name+" is required when "+it.Condition)
		}
		if it.Blank != "" {
			comments = append(comments, it.Name+" is blank when "+it.Blank)
		}
	}
	for _, r := range s.def.Rules {
		comments = append(comments, r.ID+": "+r.Message.En)
	}
	doc := orderedMap{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", "urn:chengxin:resource:" + s.def.Code},
		{"title", s.def.Name},
		{"description", s.def.Metadata.Abstract},
		{"type", "object"},
		{"properties", props},
		{"required", append([]string{}, required...)},
		{"additionalProperties", false},
	}
	if len(comments) > 0 {
		doc = append(doc, entry{"$comment", strings.Join(comments, "; ")})
	}
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil // only strings, numbers and maps are in it: it can't fail
	}
	return b
}

func itemSchema(it *Item) orderedMap {
	m := orderedMap{{"title", it.NameZh}}
	if d := it.BothRules(); d != "" {
		m = append(m, entry{"description", d})
	}
	m = append(m, typeSchema(it)...)
	if len(it.Codes) > 0 {
		m = append(m, codeSchema(it)...)
	}
	if it.Unit != "" {
		m = append(m, entry{"x-unit", it.Unit})
	}
	if it.Example != "" {
		m = append(m, entry{"examples", []any{exampleValue(it)}})
	}
	m = append(m, entry{"x-sensitivity", it.Sensitivity})
	if it.Sensitivity == "sealed" {
		m = append(m, entry{"writeOnly", true})
	}
	return m
}

// exampleValue is an item's example as JSON has it: Compile has read it as such.
func exampleValue(it *Item) any {
	switch classes[it.Type] {
	case classText, classDate, classTime:
		return it.Example
	}
	return json.RawMessage(it.Example)
}

// optional lets blank values of items that need not be filled be null.
func optional(it *Item, types ...string) any {
	if it.Obligation != "M" {
		types = append(types, "null")
	}
	if len(types) == 1 {
		return types[0]
	}
	return types
}

func typeSchema(it *Item) orderedMap {
	length := it.Length
	switch classes[it.Type] {
	case classDate:
		return orderedMap{{"type", optional(it, "string")}, {"format", "date"}}
	case classTime:
		return orderedMap{{"type", optional(it, "string")}, {"format", "date-time"}}
	case classDecimal, classInteger, classDouble:
		kind := "number"
		if it.Type == "I" {
			kind = "integer"
		}
		m := orderedMap{{"type", optional(it, kind)}}
		if it.Min != "" {
			m = append(m, entry{"minimum", json.Number(it.Min)})
		}
		if it.Max != "" {
			m = append(m, entry{"maximum", json.Number(it.Max)})
		}
		return m
	case classBool:
		return orderedMap{{"type", optional(it, "boolean")}}
	case classGeneral:
		return orderedMap{}
	}
	m := orderedMap{{"type", optional(it, "string")}}
	if it.Obligation == "M" {
		m = append(m, entry{"minLength", 1})
	}
	if length > 0 {
		m = append(m, entry{"maxLength", length})
	}
	return m
}

func codeSchema(it *Item) orderedMap {
	var alternatives []string
	plain := !it.Multi
	for _, c := range it.Codes {
		text, open := strings.CutSuffix(c, "**")
		plain = plain && !open
		if open {
			alternatives = append(alternatives, escapePattern(text)+"[^;]+")
		} else {
			alternatives = append(alternatives, escapePattern(text))
		}
	}
	if plain && classes[it.Type] == classText {
		values := make([]any, 0, len(it.Codes)+1)
		for _, c := range it.Codes {
			values = append(values, c)
		}
		if it.Obligation != "M" {
			values = append(values, nil)
		}
		return orderedMap{{"enum", values}}
	}
	if plain {
		values := make([]any, 0, len(it.Codes))
		for _, c := range it.Codes {
			values = append(values, json.Number(c))
		}
		return orderedMap{{"enum", values}}
	}
	one := "(" + strings.Join(alternatives, "|") + ")"
	if it.Multi {
		return orderedMap{{"pattern", "^" + one + "(;" + one + ")*$"}}
	}
	return orderedMap{{"pattern", "^" + one + "$"}}
}

func escapePattern(s string) string {
	var b strings.Builder
	for _, c := range s {
		if strings.ContainsRune(`\.+*?()|[]{}^$/`, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// orderedMap keeps JSON keys in the order of the definition.
type orderedMap []entry

type entry struct {
	key string
	val any
}

// MarshalJSON writes the entries in order.
func (m orderedMap) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, e := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		k, err := json.Marshal(e.key)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(e.val)
		if err != nil {
			return nil, err
		}
		b.Write(k)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}
