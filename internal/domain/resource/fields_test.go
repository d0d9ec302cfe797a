package resource_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What a definition holds otherwise than the table of the template's fields, and why.
var otherwise = map[string]string{
	"XDR_SWDJ/length":    "20", // the table's note: allow 20, as the wild uses
	"FR_ZJLX/obligation": "C",  // the table's rule: required when FR_ZJHM is given
}

// The shipped definitions of the dual publicity have the fields of the national template: names, order, type, length, obligation and codes.
func TestFieldsOfTheTemplate(t *testing.T) {
	for _, c := range []struct {
		code, prefix string
		fields       int
	}{{"permit", "XK_", 28}, {"penalty", "CF_", 30}} {
		t.Run(c.code, func(t *testing.T) {
			f, err := os.Open("testdata/double_publicity_" + c.code + "_fields.csv")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			rows, err := csv.NewReader(f).ReadAll()
			if err != nil || len(rows) != c.fields+1 || strings.Join(rows[0][:8], ",") != "seq,column,name_zh,type,max_len,required,condition,codes" {
				t.Fatalf("%d rows, %v, %v", len(rows), rows[0], err)
			}
			items := shipped(t, c.code).Definition().Items
			if len(items) != c.fields {
				t.Fatalf("%d items", len(items))
			}
			for i, it := range items {
				length := ""
				if it.Length > 0 {
					length = strconv.Itoa(it.Length)
				}
				if it.Scale > 0 {
					length += "," + strconv.Itoa(it.Scale)
				}
				row := rows[i+1]
				for j, got := range map[int]struct{ what, is string }{1: {"name", it.Name}, 2: {"name_zh", it.NameZh}, 3: {"type", it.Type}, 4: {"length", length}, 5: {"obligation", it.Obligation}} {
					want := row[j]
					if w, ok := otherwise[strings.TrimPrefix(it.Name, c.prefix)+"/"+got.what]; ok {
						want = w
					}
					if got.is != want {
						t.Errorf("item %d %s: %s is %q, want %q", i+1, it.Name, got.what, got.is, want)
					}
				}
				var codes []string
				if row[7] != "" {
					codes = strings.Split(row[7], "|")
				}
				if !slices.Equal(it.Codes, codes) {
					t.Errorf("item %d %s: codes %q, want %q", i+1, it.Name, it.Codes, codes)
				}
			}
		})
	}
}
