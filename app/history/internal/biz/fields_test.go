package biz

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestEachFieldAgreesWithJSON(t *testing.T) {
	value := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(rapid.Float64(), func(f float64) any { return f }), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Just[any](nil), rapid.Just[any](map[string]any{"type": "Point", "a": []any{1.5, "}", "\""}}),
	)
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.MapOf(rapid.String(), value).Draw(t, "fields")
		b, err := json.Marshal(m)
		if err != nil {
			t.Skip()
		}
		got := map[string]string{}
		if !eachField(string(b), func(n, v string) { got[n] = v }) {
			t.Fatalf("refused %s", b)
		}
		for n, v := range m {
			var want string
			switch v := v.(type) {
			case nil:
			case string:
				want = v
			default:
				e, _ := json.Marshal(v)
				want = string(e)
			}
			if g, ok := got[n]; !ok || g != want {
				t.Fatalf("%q: %q, want %q", n, g, want)
			}
		}
		if len(got) != len(m) {
			t.Fatal("more items than there are")
		}
	})
}

func TestEachFieldRefuses(t *testing.T) {
	for _, s := range []string{"", "{", "[]", `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1,}`, `{"a":"x}`, `{"a":"\q"}`, `{"a":[1}`, `{"a":nul}`, `{"a":1}x`, `{a:1}`} {
		if eachField(s, func(string, string) {}) {
			t.Errorf("accepted %s", s)
		}
	}
}

func FuzzEachField(f *testing.F) {
	f.Add(`{"a":"\ud83d\ude00","b":[{"c":"}"}],"d":1e5,"e":null}`)
	f.Fuzz(func(t *testing.T, s string) {
		var m map[string]json.RawMessage
		ok := eachField(s, func(n, _ string) { _ = n })
		if err := json.Unmarshal([]byte(s), &m); err == nil && m != nil && !ok && utf8.ValidString(s) {
			t.Errorf("refused %q", s)
		}
	})
}
