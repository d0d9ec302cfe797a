package resource_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

// codeForm and idForm find numbers of organisations and persons wherever they stand.
var (
	codeForm = regexp.MustCompile(`[0-9A-HJ-NPQRTUWXY]{18}`)
	idForm   = regexp.MustCompile(`[0-9]{17}[0-9X]`)
)

// Every shipped resource's samples pass its own check, without a hint, and are of nobody.
func TestSamplesOfShippedResources(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := rulesdata.Divisions()
	if err != nil {
		t.Fatal(err)
	}
	strict := env
	strict.Division = func(code string) bool { _, ok := divisions.Get(code); return ok }
	for _, d := range defs {
		t.Run(d.Code, func(t *testing.T) {
			s, err := resource.Compile(d, strict)
			if err != nil {
				t.Fatal(err)
			}
			made, err := s.Samples(resource.MaxSamples)
			if err != nil || len(made) != resource.MaxSamples {
				t.Fatalf("%d samples: %v", len(made), err)
			}
			ids, kinds := map[string]bool{}, map[subject.Kind]bool{}
			for k, raw := range made {
				row, f := run(t, s, raw)
				if !f.OK() || len(f.Soft) > 0 {
					t.Fatalf("sample %d: %v %v\n%s", k, reasons(f.Hard), reasons(f.Soft), raw)
				}
				ref := s.Subject(row)
				kinds[ref.Kind] = true
				ids[s.RecordID(row, ref.USCC+ref.Document)] = true
				fictitious(t, divisions, raw)
				if s.HasSubject() && ref.Kind == subject.Person && ref.Document == "" || s.HasSubject() && ref.Kind != subject.Person && ref.USCC == "" {
					t.Errorf("sample %d names no subject: %s", k, raw)
				}
			}
			if len(ids) != len(made) {
				t.Errorf("%d different records among %d", len(ids), len(made))
			}
			if d.Subject.KindItem != "" && len(kinds) < 2 {
				t.Errorf("samples are of %d kinds of subject", len(kinds))
			}
		})
	}
}

// fictitious holds every number and name of a sample to what no real one can be.
func fictitious(t *testing.T, divisions *rules.Divisions, raw []byte) {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	for name, v := range fields {
		text, ok := v.(string)
		if !ok {
			continue
		}
		for _, code := range codeForm.FindAllString(text, -1) {
			if subject.CheckUSCC(code) == "" && (subject.DivisionOfUSCC(code) != "999999" || !strings.HasPrefix(code[8:], "MAXX")) {
				t.Errorf("%s holds a code that may be real: %s", name, code)
			}
			if idForm.MatchString(code) && subject.CheckCitizenID(code, rules.NoDate) == "" && code[:6] != "789999" {
				t.Errorf("%s holds an ID number that may be real: %s", name, code)
			}
		}
		if strings.HasSuffix(text, "公司") && !strings.HasPrefix(text, "示例") {
			t.Errorf("%s holds a name that may be real: %s", name, text)
		}
	}
	for _, nowhere := range []string{"999999", "789999", "990000", "780000"} {
		if divisions.Name(nowhere) != "" {
			t.Errorf("there is a division %s", nowhere)
		}
	}
}

// Samples follow from the definition alone: not from the day, nor from the process.
func TestSamplesAreDeterministic(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	later := env
	later.Today = func() rules.Date { return rules.DayOf(2031, 2, 28) }
	for _, d := range defs {
		a, err := compiled(t, d).Samples(8)
		if err != nil {
			t.Fatal(err)
		}
		s, err := resource.Compile(d, later)
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Samples(8)
		if err != nil {
			t.Fatal(err)
		}
		for i := range a {
			if string(a[i]) != string(b[i]) {
				t.Errorf("%s: sample %d is\n%s\nand on another day\n%s", d.Code, i, a[i], b[i])
			}
		}
		d.Version++
		if c, err := compiled(t, d).Samples(3); err != nil || len(c) != 3 {
			t.Errorf("%s: the next version: %v", d.Code, err)
		}
	}
}

// The first sample shows what a full record looks like.
func TestTheFirstSampleIsFull(t *testing.T) {
	s := shipped(t, "org_registration")
	made, err := s.Samples(2)
	if err != nil {
		t.Fatal(err)
	}
	var full, bare map[string]any
	if json.Unmarshal(made[0], &full) != nil || json.Unmarshal(made[1], &bare) != nil || len(full) <= len(bare) || len(full) < s.Len()-2 {
		t.Errorf("%d and %d items of %d", len(full), len(bare), s.Len())
	}
	code, _ := full["TYSHXYDM"].(string)
	if org, _ := full["ZZJGDM"].(string); org != code[8:17] {
		t.Errorf("the organisation code %s is not the one in %s", org, code)
	}
}

func TestExamples(t *testing.T) {
	at := func(name string, change func(*resource.Item)) resource.Definition {
		d := *shipped(t, "tax_grade").Definition()
		d.Items, d.Rules = slices.Clone(d.Items), slices.Clone(d.Rules)
		for i := range d.Items {
			if d.Items[i].Name == name {
				change(&d.Items[i])
			}
		}
		return d
	}
	d := at("PDDW", func(it *resource.Item) { it.Example = "某税务局" })
	made, err := compiled(t, d).Samples(2)
	if err != nil || !strings.Contains(string(made[1]), `"PDDW":"某税务局"`) {
		t.Errorf("an example is not used: %s %v", made, err)
	}
	impossible := at("PDDW", func(*resource.Item) {})
	impossible.Rules = append(impossible.Rules, resource.Rule{ID: "odd", Reason: "ODD", Item: "PDDW", CEL: `PDDW == "某某局"`,
		Message: resource.Sentence{Zh: "不对。", En: "It is not right."}, Next: resource.Sentence{Zh: "改。", En: "Mend it."}})
	if _, err := compiled(t, impossible).Samples(1); err == nil || !strings.Contains(err.Error(), "PDDW") {
		t.Errorf("a rule nobody can guess: %v", err)
	}
	for i := range impossible.Items {
		if impossible.Items[i].Name == "PDDW" {
			impossible.Items[i].Example = "某某局"
		}
	}
	if made, err := compiled(t, impossible).Samples(3); err != nil || len(made) != 3 {
		t.Errorf("with an example: %v", err)
	}
	for name, d := range map[string]resource.Definition{
		"off the code list": at("PJDJ", func(it *resource.Item) { it.Example = "E" }),
		"no date":           at("PDRQ", func(it *resource.Item) { it.Example = "someday" }),
		"no number":         at("PJDF", func(it *resource.Item) { it.Example = `1,"x":2` }),
		"out of range":      at("PJDF", func(it *resource.Item) { it.Example = "101" }),
		"no code":           at("TYSHXYDM", func(it *resource.Item) { it.Example = "91371500MA3C00003X" }),
		"sealed":            at("BZ", func(it *resource.Item) { it.Example, it.Sensitivity = "x", "sealed" }),
	} {
		s, err := resource.Compile(d, env) // a stored version stays in force, whatever tables say of its example today
		if name == "sealed" {
			if err == nil {
				t.Error("a sealed item with an example compiles")
			}
			continue
		}
		if err != nil {
			t.Errorf("an example that is %s keeps a stored version from compiling: %v", name, err)
		} else if err = s.Publishable(); err == nil || !strings.Contains(err.Error(), "example") {
			t.Errorf("an example that is %s is published: %v", name, err)
		}
	}
}

// drawn makes definitions whose rules some record meets: dates and numbers in one order, code values that ask for other items.
func drawn(t *rapid.T) resource.Definition {
	d := *shippedDefinition
	d.Code, d.Rules, d.Dates, d.Items = "drawn", nil, resource.DateMap{}, nil
	pick := func(from ...string) string { return rapid.SampledFrom(from).Draw(t, "pick") }
	message := resource.Sentence{Zh: "不对。", En: "Wrong."}
	rule := func(item, when, expect, cel string) {
		d.Rules = append(d.Rules, resource.Rule{ID: fmt.Sprint("r", len(d.Rules)), Reason: "WRONG", Item: item, When: when, Expect: expect, CEL: cel, Message: message, Next: message})
	}
	codes := []string{"甲", "乙", "丙", "其他-**"}
	d.Items = append(d.Items, resource.Item{Name: "K", NameZh: "类", Type: "C", Length: 20, Obligation: "M", Codes: codes, Multi: rapid.Bool().Draw(t, "multi"), Sensitivity: "public"})
	last := map[string]string{}
	for i := range rapid.IntRange(2, 12).Draw(t, "items") {
		it := resource.Item{Name: fmt.Sprint("I", i), NameZh: fmt.Sprint("项", i), Type: pick("C", "C", "M", "D", "N", "Y", "I", "L", "T", "B"), Obligation: pick("M", "O", "C"), Sensitivity: "public"}
		switch it.Type {
		case "C":
			it.Length = rapid.IntRange(1, 40).Draw(t, "length")
			if it.Check = pick("", "", "docno", "uscc", "orgcode", "regno", "division", "citizen_id", "phone", "name"); it.Check != "" {
				it.Length = max(it.Length, 18)
			}
		case "D":
			it.Min, it.Max = "1950-01-01", pick("today", "2099-12-31")
		case "N", "Y", "I":
			it.Length = rapid.IntRange(5, 18).Draw(t, "digits")
			if it.Type != "I" {
				it.Scale = 2
			}
			it.Min, it.Max = "0", pick("", "100")
		case "B":
			it.Min, it.Max = "-90", "90"
		}
		if it.Obligation == "C" {
			it.Condition = pick("K = 甲", "K in (乙, 丙)", "not K = 丙")
		} else if it.Obligation == "O" && rapid.Bool().Draw(t, "blank") {
			it.Blank = pick("K = 乙", "K contains 其他")
		}
		d.Items = append(d.Items, it)
		if before := last[it.Type]; before != "" && (it.Type == "D" || it.Type == "N" || it.Type == "I") {
			rule(it.Name, "", before+pick(" <= ", " < ")+it.Name, "")
		}
		last[it.Type] = it.Name
		if it.Type == "N" && rapid.Bool().Draw(t, "cel") {
			rule(it.Name, "filled("+it.Name+")", "", it.Name+" >= 1.0 && "+it.Name+" < 60.0")
		}
		if it.Obligation == "O" && it.Blank == "" {
			rule(it.Name, pick("K = 甲", "K = 丙"), pick("filled(", "blank(")+it.Name+")", "")
		}
	}
	d.NaturalKey = []string{"K"}
	return d
}

var shippedDefinition = func() *resource.Definition {
	b, err := os.ReadFile("../../../configs/resources/macro_indicator.yaml")
	if err != nil {
		panic(err)
	}
	d, err := resourcefile.Parse("macro_indicator.yaml", b)
	if err != nil {
		panic(err)
	}
	return &d
}()

// What is returned is always accepted, whatever the definition; and where some record can be, one is found.
func TestSamplesOfDrawnDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		s, err := resource.Compile(d, env)
		if err != nil {
			t.Fatal(err)
		}
		made, err := s.Samples(4)
		if err != nil {
			b, _ := json.Marshal(d)
			t.Fatalf("%v\n%s", err, b)
		}
		for _, raw := range made {
			row, f := s.NewDecoder().JSON(raw)
			if f != nil {
				t.Fatalf("%v: %s", f, raw)
			}
			var found resource.Findings
			if s.Check(row, &found); !found.OK() {
				t.Fatalf("%v: %s", reasons(found.Hard), raw)
			}
		}
	})
}
