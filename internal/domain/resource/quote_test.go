package resource_test

import (
	"strings"
	"testing"
)

// Findings go into receipts and topics: an ID number in the wrong item is not repeated there, wherever it was typed.
func TestFindingsDoNotRepeatIDNumbers(t *testing.T) {
	s := shipped(t, "penalty")
	for _, item := range []string{"CF_XDR_LB", "CF_XDR_SHXYM", "CF_CFLB", "CF_NR_FK", "CF_JDRQ", "CF_CFJGDM"} {
		for _, id := range []string{"371502199001011234", "37150219900101123X", "３７１５０２１９９００１０１１２３４"} {
			_, found := run(t, s, encode(t, s, penalty(map[string]any{item: id})))
			if len(found.Hard)+len(found.Soft) == 0 {
				t.Errorf("%s takes %s", item, id)
			}
			for _, f := range append(found.Hard, found.Soft...) {
				if text := f.Text.Zh + f.Text.En + f.Next.Zh + f.Next.En; strings.Contains(text, "19900101") || strings.Contains(text, "１９９００１０１") {
					t.Errorf("%s: %s", item, text)
				}
			}
		}
	}
}
