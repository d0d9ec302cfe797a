package biz_test

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, biz.China)

// world is a history service in memory.
type world struct {
	*biztest.Memory
	inquiry   *biz.Inquiry
	publicity *biz.Publicity
	decider   *decider
	witness   *witness
	accesses  *accesses
	at        *clock.Fixed
	schemas   *resource.Registry
	ctx       context.Context
}

type decider struct {
	deny map[string]*fault.Error // by action + object
	mask grant.Mask
	// scope of every allowance.
	scope grant.Scope
	// near are the decisions for data of a division.
	near map[string]grant.Decision
}

func (d *decider) Decide(_ grant.Principal, q grant.Question) grant.Decision {
	if q.Purpose == "" && q.Action == "record.query" {
		return grant.Decision{Version: 7, Refusal: fault.New(fault.Denied, "PURPOSE_REQUIRED", "必须写明查询事由。", "A purpose is required.").At("", "purpose")}
	}
	if e := d.deny[q.Action+" "+q.Object]; e != nil {
		return grant.Decision{Version: 7, Refusal: e}
	}
	if near, ok := d.near[q.Division]; ok {
		return near
	}
	return grant.Decision{Allow: true, Line: "l1", Version: 7, Mask: d.mask, Scope: d.scope}
}

type witness struct {
	events []evidence.Event
	down   bool
}

func (w *witness) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	if w.down {
		return 0, fault.New(fault.Unavailable, "LEDGER_DOWN", "存证不可用。", "The ledger is down.")
	}
	w.events = append(w.events, ev)
	return uint64(len(w.events) - 1), nil
}

func (w *witness) last() evidence.Event { return w.events[len(w.events)-1] }

type accesses struct {
	asked string
	found []biz.Access
}

func (a *accesses) Of(_ context.Context, id, _ string, _ int) ([]biz.Access, string, error) {
	a.asked = id
	if a.found != nil {
		return a.found, "", nil
	}
	return []biz.Access{{Index: 4, Agency: "scjgj"}}, "", nil
}

type keys struct{}

func (keys) Token(doc string) string { return biztest.Token }
func (keys) Open(_, _, sealed string) (string, error) {
	if sealed != "s1.k1.good" {
		return "", errors.New("broken")
	}
	return "371502190102030011", nil
}

func (keys) Hide(use, text string) string {
	return "hidden." + base64.RawURLEncoding.EncodeToString([]byte(use+text))
}

func (keys) Reveal(use, hidden string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(hidden, "hidden."))
	text, ok := strings.CutPrefix(string(b), use)
	if err != nil || !ok {
		return "", errors.New("hidden otherwise")
	}
	return text, nil
}

type names struct{}

func (names) AgencyName(code string) string { return "机构" + code }

// newWorld knows the shipped definitions that are named besides its own.
func newWorld(t testing.TB, more ...string) *world {
	t.Helper()
	places, err := rulesdata.Divisions()
	if err != nil {
		t.Fatal(err)
	}
	table, err := rulesdata.Publication()
	if err != nil {
		t.Fatal(err)
	}
	removals, err := rulesdata.Removals()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := rulesdata.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Memory: &biztest.Memory{}, decider: &decider{deny: map[string]*fault.Error{}, mask: grant.Mask{Level: grant.Shared}, scope: grant.ScopeAny},
		witness: &witness{}, accesses: &accesses{}, at: clock.At(now), schemas: schemas(t, more...)}
	deps := biz.Deps{
		Histories: w.Memory, Decider: w.decider, Witness: w.witness, Keys: keys{}, Accesses: w.accesses, Agencies: names{}, Places: places, Publication: table,
		Removals: removals, Workdays: calendar, LateAfter: 7,
		Schemas: w.schemas, Clock: w.at,
	}
	w.inquiry, w.publicity = biz.NewInquiry(deps), biz.NewPublicity(deps)
	w.ctx = grant.Into(t.Context(), grant.Principal{ID: "u1", Name: "王五", Agency: "zfj", Division: "371502", Credential: "s1"})
	return w
}

// shipped is a definition that comes with the program.
func shipped(t testing.TB, code string) resource.Definition {
	t.Helper()
	b, err := os.ReadFile("../../../../configs/resources/" + code + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := resourcefile.Parse(code+".yaml", b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// schemas are the shipped penalty, a small registration and a small table about no subject.
func schemas(t testing.TB, more ...string) *resource.Registry {
	t.Helper()
	var defs []resource.Definition
	penalty := shipped(t, "penalty")
	registration := penalty
	registration.Code, registration.Name, registration.CreditClass = "org_registration", "登记信息", "registration"
	registration.Items = []resource.Item{{Name: "NAME", NameZh: "名称", Type: "C", Obligation: "M", Sensitivity: "public", Publish: true}}
	registration.NaturalKey, registration.Subject, registration.Dates = []string{"NAME"}, resource.SubjectMap{Kind: "organisation", Name: "NAME"}, resource.DateMap{}
	registration.Severity, registration.Rules, registration.Templates, registration.DocumentNo = nil, nil, nil, ""
	address := registration
	address.Code, address.Name, address.CreditClass, address.Subject = "space_address", "标准地址", "none", resource.SubjectMap{}
	address.Items = []resource.Item{{Name: "DZBM", NameZh: "地址编码", Type: "C", Obligation: "M", Sensitivity: "public", Publish: true}, {Name: "TX", NameZh: "图形", Type: "C", Obligation: "O", Sensitivity: "authorised"}}
	address.NaturalKey = []string{"DZBM"}
	defs = append(defs, penalty, registration, address)
	for _, code := range more {
		defs = append(defs, shipped(t, code))
	}
	r := resource.NewRegistry()
	var all []*resource.Schema
	for _, d := range defs {
		s, err := resource.Compile(d, resource.Env{Today: func() rules.Date { return rules.DateOf(now) }, CEL: func(string, []resource.Item) (func(*resource.Row) (bool, error), error) {
			return func(*resource.Row) (bool, error) { return true, nil }, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	r.Replace(1, all)
	return r
}

// personal adds a resource with items that are personal of several people.
func (w *world) personal(t *testing.T) {
	t.Helper()
	penalty, _ := w.schemas.Get("penalty")
	def := *penalty.Definition()
	def.Code, def.Rules, def.Templates, def.Severity, def.NaturalKey, def.DocumentNo, def.Dates = "personal", nil, nil, nil, []string{"WSH"}, "WSH", resource.DateMap{}
	def.Subject = resource.SubjectMap{Kind: "organisation", Name: "MC", Document: "MY"}
	text := func(name, check, level string, length int) resource.Item {
		return resource.Item{Name: name, NameZh: name, Type: "C", Length: length, Obligation: "O", Check: check, Sensitivity: level}
	}
	public := text("FR", "person_name", "public", 50)
	public.Publish = true
	passport := text("LXR_ZJ", "document", "authorised", 50)
	passport.DocumentType = "LXR_LX"
	def.Items = []resource.Item{
		text("MC", "", "public", 50), text("WSH", "", "public", 50), public, text("LXR", "person_name", "authorised", 50), text("LXR_SJ", "phone", "shared", 50),
		text("LXR_LX", "", "public", 20), passport, text("MY", "citizen_id", "sealed", 64), text("SS", "", "shared", 4000), text("BZ", "", "authorised", 200),
	}
	s, err := resource.Compile(def, resource.Env{Today: func() rules.Date { return rules.DateOf(now) }})
	if err != nil {
		t.Fatal(err)
	}
	w.schemas.Replace(3, append(w.schemas.All(), s))
}
