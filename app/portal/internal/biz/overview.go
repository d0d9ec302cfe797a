package biz

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
)

// Module is one service of a process; Message says why it is not ready.
type Module struct {
	Name    string
	Ready   bool
	Message string
}

// Store is what a store takes.
type Store struct {
	Name            string
	Bytes, Rows     int64
	Engine, Version string
}

// Process is one process of the installation as it was found.
type Process struct {
	Address   string
	Reachable bool
	Modules   []Module
	Version   string
	GoVersion string
	Started   time.Time
	// Memory is resident, in bytes; CPU in seconds since the start.
	Memory  int64
	CPU     float64
	Figures Figures
}

// Figures are a process's counters and gauges; what it does not have is 0.
type Figures struct {
	Lag, Quarantined int64
	// Evidence is how much of it is durable in the audit topic.
	Evidence uint64
	Stores   []Store
	Counted  Counted
}

// Counted only grows while a process runs.
type Counted struct {
	Stored, Calls, Failures float64
	// Took counts calls by the bound in seconds they kept within: those of the smaller bounds are in the larger ones.
	Took map[float64]float64
}

// LedgerState is the ledger as its latest checkpoint says.
type LedgerState struct {
	Size         uint64
	CheckpointAt time.Time
	Origin       string
	VerifierKey  string
	// Pending is evidence the checkpoint does not cover yet.
	Pending uint64
}

// Overview is the state of the installation. Rates are over the last minute, or over what is known of it.
type Overview struct {
	At               time.Time
	Processes        []Process
	Ledger           LedgerState
	Lag, Quarantined int64
	Stored           int64
	StoredRate       float64
	CallRate         float64
	FailureRate      float64
	// P90 is the bound nine of ten calls kept within.
	P90    time.Duration
	Stores []Store
}

// Installation is what there is to look at. What can't be reached is part of the answer, not an error.
type Installation interface {
	Processes(ctx context.Context) []Process
	Ledger(ctx context.Context) LedgerState
}

// How long samples count: rates are over `window`, and a sample older than `stale` says nothing about the last minute.
const (
	window = time.Minute
	stale  = 5 * time.Minute
	// fresh is how old an overview may be: many may ask at once.
	fresh = time.Second
	// patience bounds one look.
	patience = 8 * time.Second
)

// Observer looks at the installation and remembers enough to tell rates.
type Observer struct {
	installation Installation
	clock        clock.Clock

	mu      sync.Mutex
	last    Overview
	samples []sample
	// present is the look that is under way, nil when there is none.
	present *look
}

// look is one look, for all who ask meanwhile.
type look struct {
	found Overview
	err   error         // of a look that broke down
	done  chan struct{} // closed when one of them is there
}

// sample is what was counted, by process.
type sample struct {
	at      time.Time
	counted map[string]Counted
}

// NewObserver makes it.
func NewObserver(i Installation, c clock.Clock) *Observer {
	return &Observer{installation: i, clock: c}
}

// Overview looks, unless somebody has looked within the last second or is just looking. A look goes on to its end even when its caller
// has gone meanwhile: what it finds is for others too. An error is ctx's, of a caller who did not wait, or of a look that broke down.
func (o *Observer) Overview(ctx context.Context) (Overview, error) {
	l, v := o.join(ctx)
	if l == nil {
		return v, nil
	}
	select {
	case <-l.done:
		return l.found, l.err
	case <-ctx.Done():
		return Overview{}, ctx.Err()
	}
}

// join finds the look to wait for, and begins it if need be; nil when what was found last is still fresh.
func (o *Observer) join(ctx context.Context) (*look, Overview) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.present != nil {
		return o.present, Overview{}
	}
	now := o.clock.Now()
	if age := now.Sub(o.last.At); !o.last.At.IsZero() && age >= 0 && age < fresh {
		return nil, o.last
	}
	l := &look{done: make(chan struct{})}
	o.present = l
	go o.finish(context.WithoutCancel(ctx), l, now)
	return l, Overview{}
}

// finish looks and tells those who wait.
func (o *Observer) finish(ctx context.Context, l *look, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v, s, err := o.look(ctx, now)
	o.mu.Lock()
	defer o.mu.Unlock()
	if err == nil {
		o.rates(&v, s)
		o.last = v
	}
	l.found, l.err, o.present = v, err, nil
	close(l.done)
}

// look reads everything once. It runs beside all requests, so that nobody else would catch its panic.
func (o *Observer) look(ctx context.Context, now time.Time) (v Overview, s sample, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	v.At = now
	ledger := make(chan LedgerState, 1)
	go func() { ledger <- o.installation.Ledger(ctx) }()
	v.Processes = o.installation.Processes(ctx)
	v.Ledger = <-ledger
	s = sample{at: now, counted: map[string]Counted{}}
	var evidence uint64
	for _, p := range v.Processes {
		f := p.Figures
		v.Lag += f.Lag
		v.Quarantined += f.Quarantined
		v.Stored += int64(f.Counted.Stored)
		v.Stores = addStores(v.Stores, f.Stores)
		evidence = max(evidence, f.Evidence)
		if p.Reachable {
			s.counted[p.Address] = f.Counted
		}
	}
	if evidence > v.Ledger.Size {
		v.Ledger.Pending = evidence - v.Ledger.Size
	}
	for i := range v.Stores {
		if v.Stores[i].Name == "ledger" {
			v.Stores[i].Rows = int64(min(v.Ledger.Size, math.MaxInt64))
		}
	}
	return v, s, nil
}

// rates compares with the youngest sample that is a window old, or else with the oldest there is.
func (o *Observer) rates(v *Overview, s sample) {
	for len(o.samples) > 0 && (s.at.Sub(o.samples[0].at) > stale || s.at.Before(o.samples[0].at) ||
		len(o.samples) > 1 && s.at.Sub(o.samples[1].at) >= window) {
		o.samples = o.samples[1:]
	}
	if len(o.samples) > 0 {
		base := o.samples[0]
		seconds := s.at.Sub(base.at).Seconds()
		grown := growth(base, s)
		if seconds > 0 {
			v.StoredRate, v.CallRate, v.FailureRate = grown.Stored/seconds, grown.Calls/seconds, grown.Failures/seconds
		}
		v.P90 = quantile(grown.Took, 0.9)
	}
	o.samples = append(o.samples, s)
}

// growth adds up what each process has counted since; one that was not there, or has started again, counts from nothing.
func growth(from, to sample) Counted {
	out := Counted{Took: map[float64]float64{}}
	for address, c := range to.counted {
		old, known := from.counted[address]
		if !known || old.Calls > c.Calls || old.Stored > c.Stored {
			if !known {
				continue // when it began to count is unknown
			}
			old = Counted{}
		}
		out.Stored += c.Stored - old.Stored
		out.Calls += c.Calls - old.Calls
		out.Failures += max(0, c.Failures-old.Failures)
		for bound, n := range c.Took {
			out.Took[bound] += max(0, n-old.Took[bound])
		}
	}
	return out
}

// quantile is the smallest bound that so many of the calls kept within; calls over every bound count as the largest one.
func quantile(took map[float64]float64, q float64) time.Duration {
	var bounds []float64
	var all float64
	for b, n := range took {
		all = max(all, n)
		if !math.IsInf(b, 1) {
			bounds = append(bounds, b)
		}
	}
	if all == 0 || len(bounds) == 0 {
		return 0
	}
	slices.Sort(bounds)
	for _, b := range bounds {
		if took[b] >= q*all {
			return seconds(b)
		}
	}
	return seconds(bounds[len(bounds)-1])
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// addStores joins the parts of a store that several services keep.
func addStores(all, more []Store) []Store {
	for _, s := range more {
		i := slices.IndexFunc(all, func(x Store) bool { return x.Name == s.Name })
		if i < 0 {
			all = append(all, s)
			continue
		}
		all[i].Bytes += s.Bytes
		all[i].Rows += s.Rows
	}
	slices.SortFunc(all, func(a, b Store) int { return strings.Compare(a.Name, b.Name) })
	return all
}
