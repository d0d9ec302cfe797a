package resource_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// loose is a resource whose items take any text, so that only decoding decides.
func loose(t testing.TB) *resource.Schema {
	t.Helper()
	d := resource.Definition{Code: "loose", Name: "任意", CreditClass: "none", NaturalKey: []string{"A"}, Metadata: resource.Metadata{
		ClassCode: "303001", Sequence: "1", Provider: "p", ProviderCode: "11371500MB00000195", Abstract: "a", FormatCategory: "3", ShareType: "1", ShareMode: "x", UpdateCycle: "每日", PublishDate: "2026-01-01", DataLevel: "一般"}}
	for _, n := range []string{"A", "BB", "CCCCCCCC", "D_4", "E", "F"} {
		d.Items = append(d.Items, resource.Item{Name: n, NameZh: "别名" + n, Type: "M", Length: 1 << 20, Obligation: "O", Sensitivity: "public"})
	}
	d.Items[5].Type = "G"
	return compiled(t, d)
}

// reference decodes as encoding/json does, with the strictness it lacks: no doubled key at the top, known keys only.
func reference(raw []byte, known func(string) bool) (map[string]any, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("not UTF-8")
	}
	if !json.Valid(raw) {
		return nil, errors.New("not JSON")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, errors.New("no object")
	}
	out := map[string]any{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key := tok.(string)
		var v any
		if err := dec.Decode(&v); err != nil {
			return nil, err
		}
		if _, twice := out[key]; twice || !known(key) {
			return nil, errors.New("doubled or unknown key")
		}
		out[key] = v
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows")
	}
	return out, nil
}

// agree holds our decoder to encoding/json on one input.
func agree(t *testing.T, s *resource.Schema, raw []byte) {
	t.Helper()
	row, f := s.NewDecoder().JSON(raw)
	want, err := reference(raw, func(k string) bool { _, ok := s.Index(strings.TrimPrefix(k, "别名")); return ok })
	if (f == nil) != (err == nil) {
		// Stricter on purpose: nesting is bounded, and lone surrogates are refused instead of replaced.
		if f != nil && (f.Reason == resource.ReasonTooDeep || strings.Contains(string(raw), `\u`)) {
			return
		}
		t.Fatalf("%q: ours %v, encoding/json %v", raw, f, err)
	}
	if f != nil {
		return
	}
	for i := range s.Len() {
		v := row.Get(i)
		w, there := want[s.Item(i).Name]
		if !there {
			if v.Kind != resource.Absent {
				t.Fatalf("%q: %s appeared", raw, s.Item(i).Name)
			}
			continue
		}
		var same bool
		switch x := w.(type) {
		case nil:
			same = v.Kind == resource.Null
		case string:
			same = string(v.Text) == x && (v.Kind == resource.String || x == "" && v.Kind == resource.Null)
		case json.Number:
			same = v.Kind == resource.Number && string(v.Text) == x.String()
		case bool:
			same = v.Kind == resource.True && x || v.Kind == resource.False && !x
		default:
			var got any
			dec := json.NewDecoder(bytes.NewReader(v.Text))
			dec.UseNumber()
			same = v.Kind == resource.Nested && dec.Decode(&got) == nil && mustJSON(t, got) == mustJSON(t, w)
		}
		if !same {
			t.Fatalf("%q: %s is %q (%d), want %v", raw, s.Item(i).Name, v.Text, v.Kind, w)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// random makes JSON-like text: mostly right, mutated in places.
func random(r *rand.Rand) []byte {
	pieces := []string{`"A"`, `"BB"`, `"CCCCCCCC"`, `"D_4"`, `"E"`, `"F"`, `"G"`, `:`, `,`, `{`, `}`, `[`, `]`, ` `, "\n", `1`, `-0`, `1e5`, `01`, `1.`, `.5`, `-`, `1E+3`, `true`, `false`, `null`, `nul`,
		`"x"`, `"中文字"`, `"中,文(字)"`, `"a\"b"`, `"\\"`, `"\u0041"`, `"\ud83d\ude00"`, `"\ud800"`, `"é"`, `"😀"`, `"` + "\x01" + `"`, `"` + "\xff" + `"`, `"` + "\xed\xa0\x80" + `"`, `"` + "\xe0\x80\x80" + `"`, `"1234567"`, `"12345678"`, `"` + strings.Repeat("长", 20) + `"`, "\x7f", `"\x"`}
	var b []byte
	if r.IntN(4) == 0 {
		for range r.IntN(12) {
			b = append(b, pieces[r.IntN(len(pieces))]...)
		}
		return b
	}
	keys := []string{"A", "BB", "CCCCCCCC", "D_4", "E", "F"}
	values := append(pieces[15:], `{"a":[1,{"b":null}]}`, `[]`, `{}`, `[1,]`, `{"a"}`, `""`)
	b = append(b, '{')
	for i, k := range keys {
		if r.IntN(5) == 0 {
			continue
		}
		if r.IntN(15) == 0 {
			k = keys[r.IntN(len(keys))]
		}
		if len(b) > 1 && r.IntN(40) > 0 {
			b = append(b, ',')
		}
		if r.IntN(6) == 0 {
			b = append(b, ' ')
		}
		b = append(b, '"')
		b = append(b, k...)
		b = append(b, '"', ':')
		if r.IntN(6) == 0 {
			b = append(b, ' ')
		}
		v := values[12:][r.IntN(len(values)-12)]
		if i%2 == 0 || r.IntN(3) == 0 {
			v = values[r.IntN(len(values))]
		}
		b = append(b, v...)
	}
	b = append(b, '}')
	if r.IntN(10) == 0 {
		b[r.IntN(len(b))] = byte(r.IntN(256))
	}
	return b
}

func TestAgreesWithEncodingJSON(t *testing.T) {
	s := loose(t)
	r := rand.New(rand.NewPCG(20261122, 2))
	good := 0
	for range 200_000 {
		raw := random(r)
		agree(t, s, raw)
		if json.Valid(raw) {
			good++
		}
	}
	if good < 20_000 {
		t.Errorf("only %d valid inputs", good)
	}
}

func FuzzRecord(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 30 {
		f.Add(random(r))
	}
	f.Add([]byte(`{"CF_FR_SFZH":"1","CF_XDR_MC":"a"}`))
	s, p := loose(f), shipped(f, "penalty")
	f.Fuzz(func(t *testing.T, raw []byte) {
		agree(t, s, raw)
		row, bad := p.NewDecoder().JSON(raw)
		if bad != nil {
			return
		}
		var fs resource.Findings
		p.Check(row, &fs)
		if out := row.AppendFields(nil, func(dst []byte, _ int, _ []byte) []byte { return append(dst, "sealed"...) }); fs.OK() && !json.Valid(out) {
			t.Fatalf("%q gave %q", raw, out)
		}
	})
}

// FuzzDefinition holds that no definition that validates crashes the compiler.
func FuzzDefinition(f *testing.F) {
	for _, code := range []string{"penalty", "space_address"} {
		b, err := resource.Encode([]resource.Definition{*shipped(f, code).Definition()})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, []byte(`{"CF_XDR_MC":"a"}`))
	}
	f.Fuzz(func(_ *testing.T, defs, raw []byte) {
		ds, err := resource.Decode(defs)
		if err != nil || len(ds) == 0 {
			return
		}
		s, err := resource.Compile(ds[0], env)
		if err != nil {
			return
		}
		if row, f := s.NewDecoder().JSON(raw); f == nil {
			s.Check(row, &resource.Findings{})
			_ = s.JSONSchema()
		}
	})
}
