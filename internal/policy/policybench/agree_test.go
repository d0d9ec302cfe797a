package policybench

import (
	"testing"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// The index decides as Casbin does, also right after a line or a role is gone.
func TestIndexAgreesWithCasbin(t *testing.T) {
	a, err := Agree(20260601, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests, %d allowed, %d removals", a.Requests, a.Allowed, a.Removals)
	if a.Agreed != a.Requests || a.StaleAllows != 0 {
		t.Fatalf("agreed on %d of %d, %d stale allows; first: %s", a.Agreed, a.Requests, a.StaleAllows, a.First)
	}
	if a.Allowed < a.Requests/20 || a.Removals < 500 {
		t.Fatalf("too few allowed (%d) or removals (%d) to mean anything", a.Allowed, a.Removals)
	}
}

// The bench measures and its decisions are allowed ones; the figures themselves are the bench's.
func TestMeasure(t *testing.T) {
	s, err := Measure(5)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("look-up %.0f ns, decide 100k %.0f ns (%.2f), 100 %.0f ns (%.2f), by id %.0f ns (%.2f), spread %.2f", s.Lookup100k, s.Decide100k, s.Decide100k/s.Lookup100k, s.Decide100, s.Decide100k/s.Decide100,
		s.ByID100k, s.ByID100k/s.Lookup100k, s.Spread)
	if s.Lookup100k <= 0 || s.Decide100k <= 0 || s.Decide100 <= 0 || s.ByID100k <= 0 {
		t.Fatalf("nothing was measured: %+v", s)
	}
}

// WhoCan lists exactly those to whom Decide allows the question, page by page and in order, whoever is shut out on the way.
func TestWhoCanAgreesWithDecide(t *testing.T) {
	w, err := NewWorld(20260602, SizeOf(1500), true)
	if err != nil {
		t.Fatal(err)
	}
	snap := policy.Snapshot{Parts: policy.AllParts, Serial: 1, Version: 9, Lines: w.Lines, Codes: w.Codes}
	for i, a := range w.agencies {
		snap.Agencies = append(snap.Agencies, policy.Agency{Code: a, Name: a, Division: divisions[i%len(divisions)], Disabled: i == 1})
	}
	divisionOf := map[string]string{}
	for _, a := range snap.Agencies {
		divisionOf[a.Code] = a.Division
	}
	seen, live := map[string]bool{}, map[policy.Mark]grant.Principal{}
	for i, c := range w.Callers {
		if seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		var out bool
		switch i % 9 {
		case 0, 1, 2:
			out = i%9 == 0 && i%2 == 0
			k := policy.Key{ID: c.ID, Agency: c.Agency, Hash: policy.Hash(c.ID)}
			if out {
				k.Expires = Epoch // the key is over at this very instant
			}
			snap.Keys = append(snap.Keys, k)
		default:
			out = i%9 == 3
			snap.People = append(snap.People, policy.Person{ID: c.ID, Agency: c.Agency, Disabled: out})
		}
		if !out && c.Agency != w.agencies[1] {
			live[policy.Mark{Agency: c.Agency, ID: c.ID}] = grant.Principal{ID: c.ID, Agency: c.Agency, AgencyName: c.Agency, Division: divisionOf[c.Agency]}
		}
	}
	store := policy.NewStore(clock.At(Epoch), 0)
	if err := store.Apply(snap); err != nil {
		t.Fatal(err)
	}
	listed := 0
	for i := range 300 {
		_, q := w.Question()
		agency := pick(w.rng, []string{"", "", w.agency()})
		want := 0
		for _, p := range live {
			if (agency == "" || p.Agency == agency) && store.Decide(p, q).Allow {
				want++
			}
		}
		var mark policy.Mark
		got := 0
		for more := true; more; {
			var page []policy.Grantee
			if page, more, _ = store.WhoCan(q, agency, mark, 7); more && len(page) != 7 {
				t.Fatalf("a page of %d", len(page))
			}
			for _, g := range page {
				here := policy.Mark{Agency: g.Agency, ID: g.ID}
				p, there := live[here]
				d := store.Decide(p, q)
				if !there || !d.Allow || d.Line != g.Decision.Line || d.Scope != g.Decision.Scope || d.Mask.Level != g.Decision.Mask.Level || len(g.Roles) == 0 {
					t.Fatalf("question %d %+v lists %+v, Decide says %+v", i, q, g, d)
				}
				if here.Agency < mark.Agency || here.Agency == mark.Agency && here.ID <= mark.ID {
					t.Fatalf("%+v after %+v", here, mark)
				}
				mark = here
				got++
			}
		}
		if got != want {
			t.Fatalf("question %d %+v of %q: %d listed, %d allowed", i, q, agency, got, want)
		}
		listed += got
	}
	if listed < 1000 {
		t.Fatalf("only %d listed in all: the questions say too little", listed)
	}
}
