// Package clock injects time, so that tests choose it.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now is the current time.
func (System) Now() time.Time { return time.Now() }

// Fixed is a clock that moves only when told; safe for concurrent use.
type Fixed struct {
	mu   sync.Mutex
	t    time.Time
	step time.Duration
}

// At makes a clock that shows t.
func At(t time.Time) *Fixed { return &Fixed{t: t} }

// Now is the time it was set to, moved on by what it ticks.
func (f *Fixed) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.t = f.t.Add(f.step)
	return f.t
}

// Tick makes every look move the clock on by d.
func (f *Fixed) Tick(d time.Duration) { f.mu.Lock(); f.step = d; f.mu.Unlock() }

// Advance moves the clock by d.
func (f *Fixed) Advance(d time.Duration) { f.mu.Lock(); f.t = f.t.Add(d); f.mu.Unlock() }
