package subject_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

func TestCompletedNumbersPassTheirChecks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := func(n int, name string) string {
			return string(rapid.SliceOfN(rapid.SampledFrom([]byte("0123456789")), n, n).Draw(t, name))
		}
		letters := string(rapid.SliceOfN(rapid.SampledFrom([]byte("123456789ABCDEFGHJKLMNPQRTUWXY")), 8, 8).Draw(t, "org"))
		org := subject.CompleteOrgCode(letters)
		if why := subject.CheckOrgCode(org); why != "" {
			t.Fatalf("%s: %s", org, why)
		}
		code := subject.CompleteUSCC(rapid.SampledFrom([]string{"91", "92", "11", "52"}).Draw(t, "kind") + digits(6, "division") + org)
		if why := subject.CheckUSCC(code); why != "" {
			t.Fatalf("%s: %s", code, why)
		}
		if no := subject.CompleteRegNo(digits(14, "number")); subject.CheckRegNo(no) != "" {
			t.Fatal(no)
		}
		if id := subject.CompleteCitizenID("1" + digits(5, "place") + "19050203" + "1" + digits(2, "sequence")); subject.CheckCitizenID(id, rules.NoDate) != "" {
			t.Fatal(id)
		}
	})
	for name, bad := range map[string]string{
		"short code": subject.CompleteUSCC("91"), "letters no code has": subject.CompleteUSCC("91371500IIIIIIII1"), "short organisation": subject.CompleteOrgCode("A"),
		"small letters": subject.CompleteOrgCode("abcdefgh"), "number with letters": subject.CompleteRegNo("1234567890123A"), "short id": subject.CompleteCitizenID("1"),
	} {
		if subject.CheckUSCC(bad) == "" || subject.CheckOrgCode(bad) == "" || subject.CheckRegNo(bad) == "" || subject.CheckCitizenID(bad, rules.NoDate) == "" {
			t.Errorf("%s passes: %q", name, bad)
		}
	}
}
