package resource_test

import (
	"slices"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Record ids and document numbers stand in clear in topics, tables and receipts: nothing that is sealed elsewhere may be part of them.
func TestKeysHoldNothingPersonal(t *testing.T) {
	for name, change := range map[string]func(*resource.Definition){
		"a sealed document number":  func(d *resource.Definition) { d.DocumentNo = "CF_FR_ZJHM" },
		"a person's name as number": func(d *resource.Definition) { d.DocumentNo = "CF_XDR_MC" },
		"a sealed key":              func(d *resource.Definition) { d.NaturalKey = []string{"CF_XDR_ZJHM"} },
		"a person's name as key":    func(d *resource.Definition) { d.NaturalKey = []string{"CF_WSH", "CF_XDR_MC"} },
		"a sealed older code": func(d *resource.Definition) {
			d.Registry = &resource.RegistryMap{Name: "CF_XDR_MC", LegacyCodes: []string{"CF_FR_ZJHM"}}
		},
	} {
		d := *shipped(t, "penalty").Definition()
		d.NaturalKey = slices.Clone(d.NaturalKey)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		if change(&d); d.Validate() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
