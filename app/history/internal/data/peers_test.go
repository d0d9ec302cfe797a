package data

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/seal"
)

// What is hidden comes back for its use alone, and shows neither itself nor how it differs.
func TestHideAndReveal(t *testing.T) {
	ring, err := seal.LoadOrCreate(t.TempDir()+"/seal.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	k := NewKeys(ring)
	one, two := k.Hide("search cursor\x00a", "\x00\x00\x00\x01"), k.Hide("search cursor\x00a", "\x00\x00\x00\x02")
	if got, err := k.Reveal("search cursor\x00a", one); err != nil || got != "\x00\x00\x00\x01" {
		t.Errorf("%q %v", got, err)
	}
	if one == two || len(one) != len(two) || one != k.Hide("search cursor\x00a", "\x00\x00\x00\x01") {
		t.Errorf("%s %s", one, two)
	}
	if raw, _ := base64.RawURLEncoding.DecodeString(one[strings.LastIndexByte(one, '.')+1:]); strings.Contains(string(raw), "\x00\x00\x00\x01") {
		t.Errorf("%q", raw)
	}
	for name, c := range map[string][2]string{
		"another use": {"search cursor\x00b", one}, "cut": {"search cursor\x00a", one[:len(one)-1]}, "not hidden": {"search cursor\x00a", "AAAAAQ"}, "nothing": {"search cursor\x00a", ""},
	} {
		if got, err := k.Reveal(c[0], c[1]); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}
