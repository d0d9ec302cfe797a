package biz_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// crowd fills the world with people and keys of many roles and agencies, some of them shut out in every way there is.
func (w *world) crowd(r *rand.Rand) []string {
	w.t.Helper()
	var s biz.Seed
	for i := range 6 {
		s.Agencies = append(s.Agencies, biz.Agency{Code: fmt.Sprintf("bureau-%d", i), Name: fmt.Sprintf("第%d局", i), Division: []string{"371500", "371521", "331081"}[i%3], Kind: "both"})
	}
	roles := []string{"officer", "auditor", "catalog_manager", "agency_operator", "clerk"}
	pick := func() (out []string) {
		for _, role := range roles {
			if r.IntN(3) == 0 {
				out = append(out, role)
			}
		}
		return out
	}
	agency := func() string { return s.Agencies[r.IntN(len(s.Agencies))].Code }
	for i := range 40 {
		s.People = append(s.People, biz.SeedPerson{Name: fmt.Sprintf("p%02d", i), Agency: agency(), Password: password, Roles: pick()})
	}
	for i := range 20 {
		s.Keys = append(s.Keys, biz.SeedKey{Agency: agency(), Label: fmt.Sprintf("k%02d", i), Roles: slices.DeleteFunc(pick(), func(role string) bool { return role == "agency_operator" })})
	}
	for i := range 40 {
		l := biz.Line{Type: "p", Subject: roles[r.IntN(len(roles))], Domain: []string{"*", agency()}[r.IntN(2)], Object: []string{"resource/*", "resource/penalty", "*"}[r.IntN(3)],
			Action: []string{"record.query", "record.push", "person.query"}[r.IntN(3)], Effect: "allow", Fields: []string{"public", "shared", "authorised,+A"}[r.IntN(3)],
			Purposes: []string{"", "*", "award", "enforcement,award"}[r.IntN(4)], Scope: []string{"own", "city", "any"}[r.IntN(3)], Until: []string{"", "", "2026-05-01", "2026-07-01"}[r.IntN(4)]}
		if i%8 == 0 {
			l.Effect, l.Fields = "deny", ""
		}
		if !slices.Contains(s.Lines, l) {
			s.Lines = append(s.Lines, l)
		}
	}
	s.Lines = append(s.Lines, allow("clerk", "resource/permit", "record.push"))
	made, err := w.core.ApplySeed(w.t.Context(), s)
	must(w.t, err)
	sys := w.as("sys")
	ids := []string{w.ids["wang"], w.ids["li"], w.ids["sys"], w.ids["key"]}
	for i, p := range made.People {
		if ids = append(ids, p.ID); i%7 == 0 {
			must(w.t, second(w.core.Disable(sys, p.ID, "")))
		}
	}
	for i, k := range made.Keys {
		if ids = append(ids, k.ID); i%7 == 0 {
			must(w.t, second(w.core.RevokeKey(sys, k.ID, "")))
		}
	}
	short, _, err := w.core.IssueKey(sys, "bureau-1", "short", w.clock.Now().Add(time.Minute), nil)
	must(w.t, err)
	must(w.t, second(w.core.PutAgency(sys, biz.Agency{Code: "bureau-2", Name: "撤销局", Division: "331081", Kind: "both", Disabled: true}, "")))
	w.clock.Advance(time.Minute)
	return append(ids, short.ID)
}

// WhoCan lists exactly those for whom Explain says yes, with the same line, fields and scope.
func TestWhoCanAgreesWithExplain(t *testing.T) {
	w := newWorld(t)
	w.seed()
	r := rand.New(rand.NewPCG(7, 7))
	ids := w.crowd(r)
	yes, no := 0, 0
	for range 400 {
		q := grant.Question{
			Action: []string{"record.query", "record.push", "person.query", "agency_key.edit", "quality.read", "self.query", "fly"}[r.IntN(7)],
			Object: []string{"resource/penalty", "resource/permit", "", "resource"}[r.IntN(4)], Division: []string{"", "371500", "371521", "331081"}[r.IntN(4)],
			Purpose: []string{"", "award", "enforcement", "nonsense"}[r.IntN(4)], CaseNo: []string{"", "聊市监案〔2026〕15号", "x"}[r.IntN(3)],
		}
		listed := map[string]biz.Grantee{}
		for cursor := ""; ; {
			page, next, _, err := w.core.WhoCan(q, "", cursor, 5)
			must(t, err)
			for _, g := range page {
				if _, twice := listed[g.ID]; twice {
					t.Fatalf("%s is listed twice", g.ID)
				}
				listed[g.ID] = g
			}
			if cursor = next; next == "" {
				break
			}
		}
		for _, id := range ids {
			d, err := w.core.Explain(id, q)
			must(t, err)
			g, there := listed[id]
			if d.Allow != there {
				t.Fatalf("%+v: Explain says %v of %s (%v), WhoCan lists it: %v", q, d.Allow, id, d.Refusal, there)
			}
			if there {
				if yes++; g.Decision.Line != d.Line || g.Decision.Scope != d.Scope || g.Decision.Mask.Level != d.Mask.Level || g.Decision.Version != d.Version {
					t.Fatalf("%s: listed with %+v, explained with %+v", id, g.Decision, d)
				}
			} else {
				no++
			}
		}
	}
	if yes < 500 || no < 500 {
		t.Fatalf("%d times yes and %d times no say too little", yes, no)
	}
}

func TestWhoCanShowsWhoTheyAre(t *testing.T) {
	w := newWorld(t)
	w.seed()
	found, next, version, err := w.core.WhoCan(grant.Question{Action: "record.push", Object: "resource/penalty"}, "city", "", 10)
	must(t, err)
	if len(found) != 1 || next != "" || version != w.store.Version() || !found[0].IsKey || found[0].Name != "push" || found[0].AgencyName != "市市场监督管理局" || found[0].Roles[0] != biz.Pusher {
		t.Errorf("%+v %q", found, next)
	}
	if found, _, _, err = w.core.WhoCan(grant.Question{Action: "record.query", Object: "resource/penalty"}, "", "", 10); err != nil || len(found) != 0 {
		t.Errorf("without the purpose the lines ask for: %+v, %v", found, err)
	}
	if found, _, _, err = w.core.WhoCan(grant.Question{Action: "record.query", Object: "resource/penalty", Purpose: "award"}, "", "", 10); err != nil || len(found) != 2 {
		t.Errorf("with it: %+v, %v", found, err)
	}
	_, _, _, err = w.core.WhoCan(grant.Question{Action: "record.push"}, "", "nonsense", 10)
	if !fault.Is(err, "CURSOR_INVALID") {
		t.Errorf("a made-up cursor: %v", err)
	}
}
