package policybench

import "testing"

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
