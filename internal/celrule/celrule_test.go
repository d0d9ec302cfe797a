package celrule_test

import (
	"testing"

	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

func definition(cel string) resource.Definition {
	item := func(name, typ string) resource.Item {
		it := resource.Item{Name: name, NameZh: "项" + name, Type: typ, Obligation: "O", Sensitivity: "public"}
		if typ == "N" {
			it.Length, it.Scale = 12, 2
		}
		return it
	}
	text := resource.Sentence{Zh: "错", En: "wrong"}
	return resource.Definition{Code: "cel", Name: "试", CreditClass: "none", NaturalKey: []string{"S"},
		Metadata: resource.Metadata{ClassCode: "303001", Sequence: "1", Provider: "p", ProviderCode: "11371500MB00000195", Abstract: "a", FormatCategory: "3", ShareType: "1", ShareMode: "x", UpdateCycle: "每日", PublishDate: "2026-01-01", DataLevel: "一般"},
		Items:    []resource.Item{item("S", "C"), item("N", "N"), item("M", "N"), item("I", "I"), item("D", "D"), item("L", "L")},
		Rules:    []resource.Rule{{ID: "r", Reason: "R", Item: "S", CEL: cel, Message: text, Next: text}}}
}

var env = resource.Env{CEL: celrule.Compile, Today: func() rules.Date { return rules.DayOf(2026, 11, 22) }}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		name, cel, raw string
		ok             bool
	}{
		{"text", `S.startsWith("聊")`, `{"S":"聊城"}`, true},
		{"text fails", `S.matches("^[0-9]+$")`, `{"S":"聊城"}`, false},
		{"characters", `size(S) == 2`, `{"S":"聊城"}`, true},
		{"blank text", `S == ""`, `{}`, true},
		{"sum", `N + M <= 10.0`, `{"N":4.5,"M":"5.5"}`, true},
		{"sum fails", `N + M <= 10.0`, `{"N":4.5,"M":"5.51"}`, false},
		{"integer", `I % 2 == 0`, `{"I":4}`, true},
		{"dates compare", `D < "2026-01-01"`, `{"D":"2025/12/31"}`, true},
		{"logical", `L || I > 3`, `{"L":"是"}`, true},
		{"can't be evaluated", `10 / I > 1`, `{"I":0}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := resource.Compile(definition(c.cel), env)
			if err != nil {
				t.Fatal(err)
			}
			row, f := s.NewDecoder().JSON([]byte(c.raw))
			if f != nil {
				t.Fatal(f)
			}
			var fs resource.Findings
			if s.Check(row, &fs); fs.OK() != c.ok {
				t.Errorf("findings %v, want ok %v", fs.Hard, c.ok)
			}
		})
	}
}

func TestRefusedExpressions(t *testing.T) {
	for _, cel := range []string{"S ==", "X == 1", "S + N", "N > 1", "size(S)", "[1,2].all(x, x > 0)"} {
		if _, err := resource.Compile(definition(cel), env); err == nil {
			t.Errorf("%q compiled", cel)
		}
	}
	if _, err := resource.Compile(definition("true"), resource.Env{Today: env.Today}); err == nil {
		t.Error("CEL compiled where there is none")
	}
}
