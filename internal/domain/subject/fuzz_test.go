package subject

import "testing"

// FuzzIdentifiers holds every check to: no panic, and what is accepted is in canonical form with exactly the right length.
func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"91330100799655058B", "371502190102030011", "371502010203001", "110108002734659", "799655058", "９１330100799655058B", "00000000000000000X", "\xff\xfe", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if CheckUSCC(s) == "" && (len(s) != 18 || NormaliseUSCC(s) != s || KindOfUSCC(s) == 0) {
			t.Errorf("accepted %q", s)
		}
		if CheckCitizenID(s, today) == "" && (len(s) != 18 || NormaliseDocument(s) != s || CitizenInfo(s).Birth > today) {
			t.Errorf("accepted %q", s)
		}
		if id, reason := Upgrade15(s); reason == "" && len(id) != 18 {
			t.Errorf("upgraded %q to %q", s, id)
		}
		if CheckOrgCode(s) == "" && len(s) != 9 || CheckRegNo(s) == "" && len(s) != 15 && len(s) != 13 {
			t.Errorf("accepted %q", s)
		}
		_, _, _ = MaskText(s), MaskAddress(s), NormaliseName(s)
	})
}
