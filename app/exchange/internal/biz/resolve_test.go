package biz

import (
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// The commonest mistake is an ID number where the code belongs; what is said about it goes into receipts and topics.
func TestAnIDNumberIsNotRepeated(t *testing.T) {
	for _, id := range []string{"371502199001011234", "37150219900101123X", "3715 0219 9001 0112 34"} {
		_, f := codeOf(&resource.SubjectRef{USCC: id, CodeItem: "CODE"})
		if f == nil {
			t.Fatalf("%s passed for a code", id)
		}
		if text := f.Text.Zh + f.Text.En + f.Next.Zh + f.Next.En; strings.Contains(text, "19900101") {
			t.Errorf("%s: %s", id, text)
		}
	}
}
