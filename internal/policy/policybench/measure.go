package policybench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Agreement is what the differential run found.
type Agreement struct {
	Requests, Allowed, Agreed int
	// StaleAllows counts what the index still allowed after a line was removed and Casbin no longer did.
	StaleAllows, Removals int
	// First describes the first disagreement.
	First string
}

// Agree asks index and Casbin the same questions under many small policies, and removes lines in between.
// Casbin's time per question grows with the policy, the index's structure does not change with it; so the policies are small and many.
func Agree(seed uint64, requests int) (Agreement, error) {
	var a Agreement
	const perWorld = 2000
	for n := uint64(0); a.Requests < requests; n++ {
		size := Size{Agencies: 3, Roles: 4, Resources: 12, Permissions: 20 + int(n%5)*15, People: 30}
		w, err := NewWorld(seed+n, size, true)
		if err != nil {
			return a, err
		}
		if err := w.agree(&a, min(perWorld, requests-a.Requests)); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (w *World) agree(a *Agreement, requests int) error {
	oracle, err := NewOracle(w.Lines, w.Codes)
	if err != nil {
		return err
	}
	store := policy.NewStore(clock.At(Epoch), 0)
	lines := slices.Clone(w.Lines)
	serial := uint64(1)
	if err := store.Apply(w.snapshot(lines, serial)); err != nil {
		return err
	}
	for i := range requests {
		removed := i%100 == 99
		if removed {
			k := w.rng.IntN(len(lines))
			if err := oracle.Remove(lines[k]); err != nil {
				return err
			}
			lines = slices.Delete(slices.Clone(lines), k, k+1)
			serial++
			a.Removals++
			if err := store.Apply(policy.Snapshot{Parts: policy.PartLines, Serial: serial, Base: serial - 1, Version: serial, Lines: lines, Codes: w.Codes}); err != nil {
				return err
			}
		}
		p, q := w.Question()
		if err := w.compare(a, oracle, store, p, q); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) compare(a *Agreement, oracle *Oracle, store *policy.Store, p grant.Principal, q grant.Question) error {
	want, err := oracle.Allow(p, q)
	if err != nil {
		return fmt.Errorf("casbin: %w", err)
	}
	d := store.Decide(p, q)
	// Where the policy found the caller before lines were removed, or anywhere else, must change nothing.
	p.Seat = w.rng.Uint32N(100)
	if found := store.Decide(p, q); found.Allow != d.Allow || found.Line != d.Line {
		return fmt.Errorf("seat %d turns %v by line %q into %v by line %q", p.Seat, d.Allow, d.Line, found.Allow, found.Line)
	}
	a.Requests++
	if want {
		a.Allowed++
	}
	switch {
	case d.Allow == want && d.Allow == (d.Refusal == nil):
		a.Agreed++
	case d.Allow && a.Removals > 0:
		a.StaleAllows++
		fallthrough
	default:
		if a.First == "" {
			a.First = fmt.Sprintf("casbin %v, index %v (line %q, %v): %+v asks %+v", want, d.Allow, d.Line, d.Refusal, p, q)
		}
	}
	return nil
}

func (w *World) snapshot(lines []policy.Line, serial uint64) policy.Snapshot {
	s := policy.Snapshot{Parts: policy.AllParts, Serial: serial, Version: serial, Lines: lines, Codes: w.Codes}
	for i := range w.Size.Agencies {
		s.Agencies = append(s.Agencies, policy.Agency{Code: fmt.Sprintf("agency-%d", i), Name: "机构", Division: "371500"})
	}
	seen := map[string]bool{}
	for _, c := range w.Callers {
		if !seen[c.ID] {
			seen[c.ID] = true
			s.People = append(s.People, policy.Person{ID: c.ID, Name: c.ID, Agency: c.Agency})
			s.Keys = append(s.Keys, policy.Key{ID: c.ID, Agency: c.Agency, Hash: policy.Hash(token(c))})
		}
	}
	return s
}

// Speed is nanoseconds per operation, each the median of its rounds.
type Speed struct {
	Lookup100k, Decide100k, Decide100 float64
	// ByID100k is a decision about a caller whom the policy did not authenticate, so that it is looked for by its id.
	ByID100k float64
	// Spread is that of the base: largest over smallest, minus one.
	Spread float64
}

// Measure times decisions at 100,000 and 100 lines beside a map look-up with 100,000 keys, all cold: each operation takes
// another caller at random. The sides alternate within a round. Callers are as Store.Authenticate gave them, as in every request.
func Measure(rounds int) (Speed, error) {
	large, err := newSide(100_000)
	if err != nil {
		return Speed{}, err
	}
	small, err := newSide(100)
	if err != nil {
		return Speed{}, err
	}
	base := large.base()
	strangers := slices.Clone(large.asks)
	for i := range strangers {
		strangers[i].p.Seat = 0
	}
	var look, big, byID, little []float64
	for range rounds {
		runtime.GC() // what the set-up left must not be collected while the clock runs
		look = append(look, large.lookups(base))
		for _, m := range []struct {
			side *side
			asks []asked
			into *[]float64
		}{{large, large.asks, &big}, {small, small.asks, &little}, {large, strangers, &byID}} {
			ns, err := m.side.decide(m.asks)
			if err != nil {
				return Speed{}, err
			}
			*m.into = append(*m.into, ns)
		}
	}
	return Speed{middle(look), middle(big), middle(little), middle(byID), slices.Max(look)/slices.Min(look) - 1}, nil
}

func middle(of []float64) float64 { return slices.Sorted(slices.Values(of))[len(of)/2] }

type asked struct {
	p grant.Principal
	q grant.Question
}

type side struct {
	world *World
	store *policy.Store
	asks  []asked
}

// operations is how many one round times: enough to leave every cache level behind at 100,000 lines.
const operations = 200_000

func newSide(lines int) (*side, error) {
	w, err := NewWorld(7, SizeOf(lines), false)
	if err != nil {
		return nil, err
	}
	if lines == 100 {
		// Every role needs its two lines that hold in all agencies, so that as many are allowed as at the large size.
		w.Size.Roles = 5
		if w, err = NewWorld(7, w.Size, false); err != nil {
			return nil, err
		}
	}
	s := &side{world: w, store: policy.NewStore(clock.At(Epoch), 0)}
	if err := s.store.Apply(w.snapshot(w.Lines, 1)); err != nil {
		return nil, err
	}
	for range operations {
		p, q := w.Officer()
		if p, err = s.store.Authenticate(context.Background(), token(p)); err != nil {
			return nil, err
		}
		s.asks = append(s.asks, asked{p, q})
	}
	return s, nil
}

// token is the API key of a caller.
func token(p grant.Principal) string { return policy.KeyPrefix + p.ID }

var errRefused = errors.New("a decision of the bench was refused")

func (s *side) decide(asks []asked) (float64, error) {
	start, n := time.Now(), 0
	for i := 0; i < len(asks); n++ {
		d := s.store.Decide(asks[i].p, asks[i].q)
		if !d.Allow {
			return 0, errRefused
		}
		i += 1 + int(d.Scope-grant.ScopeAny)
	}
	return float64(time.Since(start).Nanoseconds()) / float64(n), nil
}

// base is a map with one key per line, the callers' ids among them; the values are all zero.
func (s *side) base() map[string]int {
	m := make(map[string]int, len(s.world.Lines))
	for _, l := range s.world.Lines {
		m[l.ID] = 0
		if l.Type == "g" {
			delete(m, l.ID)
			m[l.Subject] = 0
		}
	}
	return m
}

// lookups takes the same callers in the same order as decide, from the same memory. In both, which caller is next depends on
// the answer: what is compared is how long one answer takes, not how many the processor can have under way at once.
func (s *side) lookups(m map[string]int) float64 {
	start, n := time.Now(), 0
	for i := 0; i < len(s.asks); n++ {
		i += 1 + m[s.asks[i].p.ID]
	}
	return float64(time.Since(start).Nanoseconds()) / float64(n)
}
