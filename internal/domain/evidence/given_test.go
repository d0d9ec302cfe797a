package evidence_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

func TestGivenText(t *testing.T) {
	many := map[string]int64{}
	for i := range 250 {
		many[fmt.Sprintf("r%03d", i)] = 2
	}
	for _, c := range []struct {
		name    string
		records map[string]int64
		want    string
		parsed  []evidence.Given
	}{
		{"nothing", nil, "", nil},
		{"by code", map[string]int64{"permit": 12, "penalty": 3}, "penalty=3 permit=12", []evidence.Given{{Resource: "penalty", Records: 3}, {Resource: "permit", Records: 12}}},
		{"resources without records", map[string]int64{"permit": 0, "penalty": 1}, "penalty=1", []evidence.Given{{Resource: "penalty", Records: 1}}},
	} {
		got := evidence.GivenText(c.records)
		parsed, ok := evidence.ParseGiven(got)
		if got != c.want || !ok || !reflect.DeepEqual(parsed, c.parsed) {
			t.Errorf("%s: %q, %v %v", c.name, got, parsed, ok)
		}
	}
	text := evidence.GivenText(many)
	parsed, ok := evidence.ParseGiven(text)
	if !ok || len(parsed) != 201 || parsed[200] != (evidence.Given{Resource: "*", Records: 100}) || !strings.HasPrefix(text, "r000=2 r001=2 ") {
		t.Errorf("more than the bound: %d entries, last %v", len(parsed), parsed[len(parsed)-1])
	}
}

func TestParseGivenRefuses(t *testing.T) {
	for _, bad := range []string{" ", "penalty", "penalty=", "=3", "penalty=0", "penalty=-1", "penalty=03", "penalty=3 ", "penalty=3  permit=1", "penalty=x", strings.Repeat("a=1 ", 300) + "a=1"} {
		if got, ok := evidence.ParseGiven(bad); ok {
			t.Errorf("%.40q: %v", bad, got)
		}
	}
}

// What was written before an optional member existed must keep its bytes: the ledger has committed to them.
func TestDetailsOfBeforeReadAsTheyWere(t *testing.T) {
	const old = `{"v":1,"at":1772000000123,"kind":"query","decision":"allow","actor":"u1","agency":"a1","subject":"91371500MA3C0XXXX1","action":"record.query",` +
		`"purpose":"enforcement","case_no":"聊执〔2026〕12号","line":"p7","trace":"t","note":"n","policy_version":7,"count":12,"withheld":3}`
	ev, err := evidence.ParseDetail([]byte(old))
	if err != nil || ev.Given != "" || string(ev.AppendDetail(nil)) != old {
		t.Fatalf("%+v, %v", ev, err)
	}
	salt := []byte("0123456789abcdef")
	if err := evidence.CheckLeaf(evidence.Leaf(ev, salt, []byte(old)), salt, []byte(old)); err != nil {
		t.Error(err)
	}
}
