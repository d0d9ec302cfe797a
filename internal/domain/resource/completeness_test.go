package resource_test

import (
	"encoding/json"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

func TestCompleteness(t *testing.T) {
	s := shipped(t, "penalty")
	dec := s.NewDecoder()
	for _, c := range []struct {
		name          string
		changes       map[string]any
		filled, apply int
	}{
		// Seven optional items are blank: five older codes, the representative's document, the remark.
		{"organisation", nil, 18, 25},
		{"a remark more", map[string]any{"BZ": "移送"}, 19, 25},
		{"a placeholder is no value", map[string]any{"BZ": "无"}, 18, 25},
		{"a condition holds", map[string]any{"CF_FR_ZJHM": "371502190101010019", "CF_FR_ZJLX": "身份证"}, 20, 26},
		// The codes of institutions and associations must be blank for the self-employed.
		{"self-employed", map[string]any{"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": "92371502MA3C00004G"}, 18, 23},
		// So must all codes, and the representative with his document, for a person.
		{"person", map[string]any{"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_FRDB": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": "371502190101010019"}, 18, 19},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, err := json.Marshal(penalty(c.changes))
			if err != nil {
				t.Fatal(err)
			}
			row, bad := dec.JSON(raw)
			if bad != nil {
				t.Fatal(bad)
			}
			var fs resource.Findings
			s.Check(row, &fs)
			if filled, apply := row.Completeness(); filled != c.filled || apply != c.apply {
				t.Errorf("%d of %d, want %d of %d (%v)", filled, apply, c.filled, c.apply, fs.Hard)
			}
		})
	}
}
