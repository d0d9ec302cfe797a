package resource_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Where the columns of the 2015 template go that the present one calls otherwise; the others keep their name.
var renamedSinceG0 = map[string]string{
	"CF_CFMC": "BZ", "CF_CFLB1": "CF_CFLB", "CF_CFLB2": "CF_CFLB", "CF_JG": "CF_NR", "CF_ZT": "BZ", "CF_FR": "CF_FRDB", "CF_XZJG": "CF_CFJG",
	"CF_XDR_ZDM": "CF_XDR_ZZJG", "CF_XDR_GSDJ": "CF_XDR_GSZC", "CF_XDR_SFZ": "CF_XDR_ZJHM",
	"XK_XMMC": "XK_XKWS", "XK_SPLB": "XK_XKLB", "XK_XDR": "XK_XDR_MC", "XK_FR": "XK_FRDB", "XK_JZQ": "XK_YXQZI", "XK_XZJG": "XK_XKJG",
	"XK_XDR_ZDM": "XK_XDR_ZZJG", "XK_XDR_GSDJ": "XK_XDR_GSZC", "XK_XDR_SFZ": "XK_XDR_ZJHM",
}

// The columns of the 2015 template that are known and not carried, and why.
var leftSinceG0 = map[string]string{
	"DFBM": "the place is told by the division of the agency that pushes, which its credential binds",
	"SJC":  "a timestamp of the sender's own store; when a record was known is told by its arrival",
}

// The shipped definitions take every column of the national template of 2015, each into the item that has its meaning today.
func TestColumnsOfG0(t *testing.T) {
	f, err := os.Open("testdata/double_publicity_g0_fields.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 20+18+1 || strings.Join(rows[0][:4], ",") != "record,seq,column,name_zh" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	schemas := map[string]*resource.Schema{"penalty": shipped(t, "penalty"), "permit": shipped(t, "permit")}
	for _, r := range rows[1:] {
		column := r[2]
		t.Run(r[0]+" "+column, func(t *testing.T) {
			marker := "DFBM" // a column that only this template has
			if column == marker {
				marker = "SJC"
			}
			s := schemas[r[0]]
			row, finding := s.NewDecoder().JSON([]byte(`{"` + marker + `":"","` + column + `":"值"}`))
			if finding != nil {
				t.Fatalf("%s: %s", finding.Reason, finding.Text.En)
			}
			if row.Template() != "g0" {
				t.Fatalf("taken for template %q", row.Template())
			}
			want, why := renamedSinceG0[column], leftSinceG0[column]
			if want == "" {
				want = column
			}
			var got []string
			for i := range row.Len() {
				if string(row.Get(i).Text) == "值" && !filledFrom(s, i) {
					got = append(got, s.Item(i).Name)
				}
			}
			if why != "" && got != nil || why == "" && (len(got) != 1 || got[0] != want) {
				t.Errorf("goes to %v, want %s%s", got, want, why)
			}
		})
	}
}

// filledFrom reports whether template g0 fills an item from another one, so that a value stands there twice.
func filledFrom(s *resource.Schema, item int) bool {
	for _, t := range s.Definition().Templates {
		for _, f := range t.Fill {
			if t.Code == "g0" && f.Item == s.Item(item).Name && f.From != "" {
				return true
			}
		}
	}
	return false
}
