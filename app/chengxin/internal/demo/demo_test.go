package demo

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	resourcesdata "github.com/chengxin-credit/chengxin/configs/resources"
	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
	"github.com/chengxin-credit/chengxin/internal/resourcesync"
)

var until = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// sample is big enough to hold every mistake.
var sample = Size{"sample", 400, 600, 20_000}

func schemas(t *testing.T) map[string]*resource.Schema {
	t.Helper()
	defs, err := resourcefile.Load(resourcesdata.FS)
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := rulesdata.Divisions()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*resource.Schema{}
	for _, d := range defs {
		s, err := resource.Compile(d, resourcesync.Env(clock.At(until), divisions))
		if err != nil {
			t.Fatal(err)
		}
		out[d.Code] = s
	}
	return out
}

func TestSameSeedSameCity(t *testing.T) {
	first, second := NewPopulation(sample, Seed, until), NewPopulation(sample, Seed, until)
	next := make(chan Record)
	go func() {
		defer close(next)
		for r := range second.Records() {
			next <- r
		}
	}()
	n := 0
	for r := range first.Records() {
		if o := <-next; !bytes.Equal(r.JSON, o.JSON) || r.Agency != o.Agency {
			t.Fatalf("record %d differs:\n%s\n%s", n, r.JSON, o.JSON)
		}
		n++
	}
	if n != sample.Target {
		t.Errorf("%d records, want %d", n, sample.Target)
	}
}

func TestRecordsAreCleanExceptForSownMistakes(t *testing.T) {
	compiled := schemas(t)
	decoders, seen, refused := map[string]*resource.Decoder{}, map[Mistake]int{}, map[Mistake]int{}
	resources := map[string]int{}
	var f resource.Findings
	for r := range NewPopulation(sample, Seed, until).Records() {
		s := compiled[r.Resource]
		if s == nil {
			t.Fatalf("no resource %s", r.Resource)
		}
		if decoders[r.Resource] == nil {
			decoders[r.Resource] = s.NewDecoder()
		}
		seen[r.Mistake]++
		resources[r.Resource]++
		f.Reset()
		row, bad := decoders[r.Resource].JSON(r.JSON)
		if bad == nil {
			s.Check(row, &f)
		}
		clean := bad == nil && f.OK()
		if !clean {
			refused[r.Mistake]++
		}
		if r.Mistake == None && !clean {
			t.Fatalf("a record without a mistake is refused: %v %v\n%s", bad, f.Hard, r.JSON)
		}
	}
	if len(resources) != len(compiled) {
		t.Errorf("the city uses %d of %d resources", len(resources), len(compiled))
	}
	for m := None + 1; m < mistakes; m++ {
		if seen[m] == 0 {
			t.Errorf("mistake %s does not occur", m)
		}
		soft := m == wrongName || m == formerName || m == fullWidth // found by the registry, or mended
		if !soft && refused[m] == 0 {
			t.Errorf("mistake %s is never refused", m)
		}
	}
}

func TestPeopleAndCompaniesAreMadeUpAndValid(t *testing.T) {
	p := NewPopulation(sample, Seed, until)
	for _, n := range p.Persons {
		if reason := subject.CheckCitizenID(n.ID, rules.DateOf(until)); reason != "" {
			t.Fatalf("%s: %s", n.ID, reason)
		}
		if d := n.ID[:6]; d != "371599" && d != "331099" {
			t.Fatalf("%s has a division that may belong to a living person", n.ID)
		}
	}
	codes := map[string]bool{}
	for _, o := range p.Organisations {
		if reason := subject.CheckUSCC(o.USCC); reason != "" || !strings.Contains(o.USCC, "MAXX") || codes[o.USCC] {
			t.Fatalf("%s: %s", o.USCC, reason)
		}
		codes[o.USCC] = true
	}
	if len(p.Agencies) != 60 {
		t.Errorf("%d departments, want 60", len(p.Agencies))
	}
}

// The demo's credit subjects have something to see, whatever its size: records of several resources without a mistake.
func TestSubjectsHaveRecords(t *testing.T) {
	for _, size := range []Size{Small, sample} {
		p := NewPopulation(size, Seed, until)
		citizen, company := p.citizen(), p.showcase()
		of := map[string]map[string]int{citizen.ID: {}, company.USCC: {}}
		for r := range p.Records() {
			for code, found := range of {
				if r.Mistake == None && bytes.Contains(r.JSON, []byte(code)) {
					found[r.Resource]++
				}
			}
		}
		for code, found := range of {
			total := 0
			for _, n := range found {
				total += n
			}
			if len(found) < 3 || total < 6 {
				t.Errorf("%s: %s has only %v", size.Name, code, found)
			}
		}
		if got := seed(p, make([]Account, len(people))); got.People[len(people)-2].Subject != citizen.ID || got.People[len(people)-1].Subject != company.USCC || got.People[0].Subject != "" {
			t.Errorf("%s: the seed binds %+v", size.Name, got.People)
		}
	}
}

// A later release knows more people: those who were there keep their passwords, and no key is taken for a person.
func TestAccountsOfAnEarlierRelease(t *testing.T) {
	earlier := []Account{{Role: "officer", Agency: "lc-amr", Name: "officer", Password: "demo-old"}, {Role: "pusher", Agency: "lc-amr", Name: "demo", APIKey: "cxk_x"}}
	got, err := staff(earlier, rand.Reader)
	if err != nil || len(got) != len(people) {
		t.Fatal(got, err)
	}
	for i, a := range got {
		if a.Name != people[i].name || a.Role != people[i].role || a.Password == "" || a.APIKey != "" || (a.Password == "demo-old") != (a.Name == "officer") {
			t.Errorf("%+v", a)
		}
	}
}
