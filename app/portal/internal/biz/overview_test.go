package biz

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
)

// plant is an installation whose processes count what the test says.
type plant struct {
	processes []Process
	ledger    LedgerState
	looked    int
}

func (p *plant) Processes(context.Context) []Process { p.looked++; return p.processes }
func (p *plant) Ledger(context.Context) LedgerState  { return p.ledger }

func see(t *testing.T, o *Observer) Overview {
	t.Helper()
	v, err := o.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func counted(address string, stored, calls, failures, fast, all float64) Process {
	return Process{Address: address, Reachable: true, Figures: Figures{
		Lag: 3, Quarantined: 2, Evidence: 50, Stores: []Store{{Name: "sql", Bytes: 10, Engine: "SQLite"}, {Name: "ledger", Bytes: 5}},
		Counted: Counted{Stored: stored, Calls: calls, Failures: failures, Took: map[float64]float64{0.01: fast, 0.1: all, math.Inf(1): all}},
	}}
}

func TestOverview(t *testing.T) {
	p := &plant{processes: []Process{counted("a", 100, 1000, 10, 900, 1000), counted("b", 0, 50, 0, 50, 50)}, ledger: LedgerState{Size: 42, Origin: "o"}}
	c := clock.At(time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC))
	o := NewObserver(p, c)
	v := see(t, o)
	if v.Lag != 6 || v.Quarantined != 4 || v.Stored != 100 || v.CallRate != 0 || v.P90 != 0 || v.Ledger.Pending != 8 || len(v.Processes) != 2 {
		t.Errorf("first look: %+v", v)
	}
	if len(v.Stores) != 2 || v.Stores[0] != (Store{Name: "ledger", Bytes: 10, Rows: 42}) || v.Stores[1] != (Store{Name: "sql", Bytes: 20, Engine: "SQLite"}) {
		t.Errorf("stores: %+v", v.Stores)
	}
	if see(t, o); p.looked != 1 {
		t.Error("looked twice within a second")
	}

	c.Advance(10 * time.Second)
	p.processes = []Process{counted("a", 200, 1100, 15, 950, 1100), counted("b", 0, 50, 0, 50, 50)}
	if v = see(t, o); v.StoredRate != 10 || v.CallRate != 10 || v.FailureRate != 0.5 || v.P90 != 100*time.Millisecond {
		t.Errorf("rates: %+v", v)
	}

	c.Advance(10 * time.Second) // a has started again, b is gone, c is new
	p.processes = []Process{counted("a", 10, 20, 0, 20, 20), {Address: "b"}, counted("c", 1e6, 1e6, 1e6, 1e6, 1e6)}
	if v = see(t, o); v.StoredRate != 0.5 || v.CallRate != 1 || v.FailureRate != 0 || v.P90 != 10*time.Millisecond {
		t.Errorf("after a restart: %+v", v)
	}
}

// Rates are of the last minute, not of the whole day somebody leaves the page open, nor of a page closed hours ago.
func TestRatesAreOfTheLastMinute(t *testing.T) {
	p, c := &plant{}, clock.At(time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC))
	o := NewObserver(p, c)
	calls := 0.0
	look := func(grow float64) Overview {
		calls += grow
		p.processes = []Process{counted("a", 0, calls, 0, calls, calls)}
		return see(t, o)
	}
	look(0)
	for range 200 {
		c.Advance(2 * time.Second)
		look(1000)
	}
	if len(o.samples) > 40 {
		t.Errorf("%d samples are kept", len(o.samples))
	}
	for range 30 {
		c.Advance(2 * time.Second)
		look(2)
	}
	if v := look(0); v.CallRate != 1 {
		t.Errorf("%f calls a second, of which the last minute had 1", v.CallRate)
	}
	c.Advance(time.Hour)
	if v := look(1e6); v.CallRate != 0 {
		t.Errorf("%f calls a second, though nobody looked for an hour", v.CallRate)
	}
	c.Advance(-time.Hour)
	if v := look(5); v.CallRate != 0 {
		t.Errorf("%f calls a second by a clock that went back", v.CallRate)
	}
}

func TestQuantile(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		took map[float64]float64
		want time.Duration
	}{
		{"nothing", map[float64]float64{0.01: 0, inf: 0}, 0},
		{"no bounds", map[float64]float64{inf: 7}, 0},
		{"all in the first", map[float64]float64{0.01: 10, 0.1: 10, inf: 10}, 10 * time.Millisecond},
		{"exactly nine", map[float64]float64{0.01: 9, 0.1: 10, inf: 10}, 10 * time.Millisecond},
		{"eight", map[float64]float64{0.01: 8, 0.1: 10, inf: 10}, 100 * time.Millisecond},
		{"beyond every bound", map[float64]float64{0.01: 0, 0.1: 5, inf: 10}, 100 * time.Millisecond},
	} {
		if got := quantile(c.took, 0.9); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// gate is an installation that answers when the test lets it, or when whoever looks runs out of patience.
type gate struct {
	looks   atomic.Int64
	open    chan struct{}
	patient atomic.Bool
}

func (g *gate) Processes(ctx context.Context) []Process {
	g.looks.Add(1)
	select {
	case <-g.open:
		g.patient.Store(ctx.Err() == nil)
		return []Process{{Address: "a"}}
	case <-ctx.Done():
		return nil
	}
}

func (g *gate) Ledger(context.Context) LedgerState { return LedgerState{} }

// Those who wait for a look may leave; the look goes on for the others, and is one for all of them.
func TestWaitersLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{open: make(chan struct{})}
		o := NewObserver(g, clock.System{})
		for range 2 { // who looks, and who waits for him
			ctx, leave := context.WithCancel(t.Context())
			left := make(chan error)
			go func() { _, err := o.Overview(ctx); left <- err }()
			synctest.Wait()
			leave()
			if err := <-left; !errors.Is(err, context.Canceled) {
				t.Errorf("left with %v", err)
			}
		}
		stays := make(chan Overview)
		go func() { stays <- see(t, o) }()
		synctest.Wait()
		close(g.open)
		if v := <-stays; len(v.Processes) != 1 || g.looks.Load() != 1 || !g.patient.Load() {
			t.Errorf("%+v after %d looks", v, g.looks.Load())
		}
	})
}

// broken is an installation with a mistake in it.
type broken struct{ plant }

func (*broken) Processes(context.Context) []Process { panic("a mistake") }

// A look runs beside all requests: its panic must end neither the process nor the looks to come.
func TestLookThatBreaksDown(t *testing.T) {
	o := NewObserver(&broken{}, clock.System{})
	for range 2 {
		if _, err := o.Overview(t.Context()); err == nil || !strings.Contains(err.Error(), "a mistake") {
			t.Errorf("got %v", err)
		}
	}
}
