package resourcefile_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

func file(t testing.TB, code string) string {
	t.Helper()
	b, err := os.ReadFile("../../configs/resources/" + code + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStrict(t *testing.T) {
	good := file(t, "macro_indicator")
	for _, c := range []struct {
		name, old, new string
		want           []string
	}{
		{"unknown key at the top", "natural_key:", "natural_keys:", []string{"natural_keys", "did you mean natural_key?", "macro.yaml:"}},
		{"unknown key in an item", "obligation: M", "obligations: M", []string{"did you mean obligation?"}},
		{"unknown key in metadata", "  share_type:", "  sharetype:", []string{"did you mean share_type?"}},
		{"doubled key", "name_en:", "name: x\nname_en:", []string{"twice"}},
		{"number for a list", `natural_key: ["ZBDM", "XZQH", "SQLX", "SQQ"]`, "natural_key: 5", []string{"must be a list"}},
		{"text for a length", "length: 32", "length: many", []string{"must be an integer"}},
		{"anchor", "code: macro_indicator", "code: &a macro_indicator", []string{"anchors"}},
		{"version in the file", "code: macro_indicator", "code: macro_indicator\nversion: 3", []string{"version is given by the catalog"}},
		{"two documents", "code: macro_indicator", "code: x\n---\ncode: macro_indicator", []string{"one definition"}},
		{"natural key without item", `"SQQ"]`, `"SQX"]`, []string{"SQX"}},
		{"unknown check", "check: docno", "check: dokno", []string{"dokno"}},
		{"date mapping of a text", `"occurred_on": "FBRQ"`, `"occurred_on": "DW"`, []string{"must be of type D"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(good, c.old) {
				t.Fatalf("the file has no %q", c.old)
			}
			_, err := resourcefile.Parse("macro.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
			f, ok := fault.As(err)
			if !ok {
				t.Fatalf("accepted, or no fault: %v", err)
			}
			for _, w := range c.want {
				if !strings.Contains(f.Message.En+f.Record, w) {
					t.Errorf("%q lacks %q", f.Message.En, w)
				}
			}
		})
	}
}

// A text that is not YAML is refused at its line, in both languages alike.
func TestBroken(t *testing.T) {
	for _, c := range []struct{ name, text, record string }{
		{"a colon too many", "code: a\nname: b: c\n", "macro.yaml:2"},
		{"a quote left open", "code: a\nname: \"b\nitems: []\n", "macro.yaml:2"},
		{"a bracket left open", "code: a\nitems: [\n", "macro.yaml:2"},
		{"a control character", "code: \x00\n", "macro.yaml"},
	} {
		_, err := resourcefile.Parse("macro.yaml", []byte(c.text))
		f, ok := fault.As(err)
		if !ok || f.Reason != "DEFINITION_INVALID" || f.Record != c.record || !strings.HasPrefix(f.Message.Zh, c.record+":") || !strings.HasPrefix(f.Message.En, c.record+":") {
			t.Errorf("%s: %v at %q: %v", c.name, ok, f.Record, f.Message)
		}
	}
}

func TestLoad(t *testing.T) {
	good := []byte(file(t, "macro_indicator"))
	defs, err := resourcefile.Load(fstest.MapFS{"a.yaml": {Data: good}, "notes.txt": {Data: []byte("x")}})
	if err != nil || len(defs) != 1 {
		t.Fatalf("%v %v", defs, err)
	}
	if _, err := resourcefile.Load(fstest.MapFS{"a.yaml": {Data: good}, "b.yaml": {Data: good}}); !fault.Is(err, "DEFINITION_INVALID") {
		t.Errorf("doubled code: %v", err)
	}
	for _, empty := range []string{"", "# nothing\n"} {
		if _, err := resourcefile.Parse("e.yaml", []byte(empty)); !fault.Is(err, "DEFINITION_INVALID") {
			t.Errorf("empty file: %v", err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	one, err := resource.Encode(defs)
	if err != nil {
		t.Fatal(err)
	}
	again, err := resource.Decode(one)
	if err != nil {
		t.Fatal(err)
	}
	two, err := resource.Encode(again)
	if err != nil || string(one) != string(two) {
		t.Errorf("definitions change on their way: %v", err)
	}
	if _, err := resource.Decode([]byte(`[{"code":"a","colour":"red"}]`)); err == nil {
		t.Error("an unknown key was taken")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("code: a\nitems:\n  - {name: A, type: C}\n"))
	f.Add([]byte("a: &x [*x]"))
	f.Add([]byte(file(f, "macro_indicator")))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := resourcefile.Parse("f.yaml", b)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if err := d.Validate(); err != nil {
			t.Fatalf("parsed but invalid: %v", err)
		}
	})
}
