package subject_test

import (
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

func TestIsToken(t *testing.T) {
	good := "p" + strings.Repeat("ab7z", 8)
	for name, c := range map[string]struct {
		id   string
		want bool
	}{
		"a token":       {good, true},
		"too short":     {good[:32], false},
		"too long":      {good + "a", false},
		"another start": {"q" + good[1:], false},
		"a capital":     {good[:32] + "A", false},
		"a nine":        {good[:32] + "9", false},
		"a code":        {"91371502MA2T3571X8", false},
		"nothing":       {"", false},
	} {
		if got := subject.IsToken(c.id); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCitizenIDsInTypedText(t *testing.T) {
	const id = "371502190102030011"
	for name, c := range map[string]struct {
		typed     string
		is, holds bool
	}{
		"an ID number":                {id, true, true},
		"spaces, hyphens":             {" 371502-19010203 0011", true, true},
		"full width":                  {"３７１５０２１９０１０２０３００１１", true, true},
		"fifteen digits":              {"371502010203001", true, true},
		"a code as well":              {"371502190001270016", true, true},
		"in a text":                   {"案" + id + "号", false, true},
		"after a letter":              {"x" + id, false, true},
		"fifteen digits in a text":    {"案371502010203001号", false, false},
		"part of a longer number":     {"1" + id, false, false},
		"the start of a longer one":   {id + "1", false, false},
		"a wrong check digit":         {"371502190102030012", false, false},
		"a code":                      {"91371502MA2T3571X8", false, false},
		"a registration number":       {"440301103448669", false, false},
		"a case number":               {"聊市监案〔2026〕15号", false, false},
		"a person's token":            {"p" + strings.Repeat("ab7z", 8), false, false},
		"nothing":                     {"", false, false},
		"too short for anything":      {"12", false, false},
		"a time and a number of ours": {"20261125100000000", false, false},
	} {
		if is, holds := subject.IsCitizenID(c.typed), subject.HoldsCitizenID(c.typed); is != c.is || holds != c.holds {
			t.Errorf("%s: is %v, holds %v", name, is, holds)
		}
	}
}
