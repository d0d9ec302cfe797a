package biz

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// fieldsOf reads a raw record, as quarantine keeps it, into texts by item: a JSON object, or a line of CSV under its header. Where the
// resource's own decoder can't read it, names that are known are still given their item's, others stay as they are. nil when it is no
// record at all.
func fieldsOf(s *resource.Schema, contentType string, raw []byte) map[string]string {
	if strings.HasPrefix(contentType, "text/csv") {
		return csvFields(s, raw)
	}
	if row, bad := s.NewDecoder().JSON(raw); bad == nil {
		return rowFields(s, row)
	}
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&m) != nil || d.More() {
		return nil
	}
	out := make(map[string]string, len(m))
	for name, v := range m {
		var t string
		switch v := v.(type) {
		case nil:
		case string:
			t = v
		default:
			b, err := json.Marshal(v)
			if err != nil {
				continue
			}
			t = string(b)
		}
		put(out, itemName(s, name), t)
	}
	return out
}

func csvFields(s *resource.Schema, raw []byte) map[string]string {
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	header, err := r.Read()
	if err != nil {
		return nil
	}
	cells, err := r.Read()
	if err != nil {
		return nil
	}
	if columns, bad := s.Columns(header); bad == nil {
		values := make([][]byte, len(cells))
		for i, c := range cells {
			values[i] = []byte(c)
		}
		if row, bad := s.NewDecoder().CSV(columns, values); bad == nil {
			return rowFields(s, row)
		}
	}
	out := make(map[string]string, len(header))
	for i, name := range header {
		if i < len(cells) {
			put(out, itemName(s, name), cells[i])
		}
	}
	return out
}

// rowFields are the values of a decoded row as they were given.
func rowFields(s *resource.Schema, row *resource.Row) map[string]string {
	out := map[string]string{}
	for i := range s.Len() {
		if row.Filled(i) {
			put(out, s.Item(i).Name, string(row.Get(i).Text))
		}
	}
	return out
}

// put adds a text that is not blank; whatever was sent, what leaves is UTF-8.
func put(out map[string]string, name, t string) {
	if t != "" {
		out[strings.ToValidUTF8(name, "\uFFFD")] = strings.ToValidUTF8(t, "\uFFFD")
	}
}

// itemName is the name of the item that a name, a Chinese name or an alias stands for.
func itemName(s *resource.Schema, name string) string {
	if columns, bad := s.Columns([]string{name}); bad == nil {
		if i := columns.Item(0); i >= 0 {
			return s.Item(i).Name
		}
	}
	return name
}

// decidedOn reads the day of the decision from a record's fields; NoDate where it does not tell it.
func decidedOn(s *resource.Schema, fields map[string]string) rules.Date {
	day, ok := rules.ParseDate(strings.TrimSpace(fields[s.Definition().Dates.OccurredOn]))
	if !ok {
		return rules.NoDate
	}
	return day
}
