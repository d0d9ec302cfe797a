package resource

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAppendKeyTakesNoShortCuts holds the fast path for plain text to the rule applied character by character.
func TestAppendKeyTakesNoShortCuts(t *testing.T) {
	alphabet := []rune("aZ09 |/\t\u3000\u00a0[]()【】〔〕〈〉{}（）ａＺ０｜－聊城监罚〔2026〕号\u4dff\u9fff\ua000é😀\uff5e\u3400")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var in, want strings.Builder
		for range rng.IntN(12) {
			in.WriteRune(alphabet[rng.IntN(len(alphabet))])
		}
		for _, c := range in.String() {
			if c = keyRune(c); c >= 0 {
				want.WriteRune(c)
			}
		}
		if got := string(appendKey(nil, []byte(in.String()))); got != want.String() {
			t.Fatalf("%q: %q, want %q", in.String(), got, want.String())
		}
	}
	if got := string(appendKey(nil, []byte("聊市监罚 (2026) 12号|ａb"))); got != "聊市监罚〔2026〕12号/AB" {
		t.Fatal(got)
	}
}
