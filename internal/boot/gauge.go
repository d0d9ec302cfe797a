package boot

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// measureTimeout bounds one measurement: a scrape must not wait for a store that is down.
const measureTimeout = 2 * time.Second

// measured remembers a measurement for a while, so that any number of scrapes costs no more than one.
type measured[T any] struct {
	mu      sync.Mutex
	every   time.Duration
	measure func(context.Context) (T, error)
	at      time.Time
	value   T
	err     error
}

func (m *measured[T]) get() (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at.IsZero() || time.Since(m.at) >= m.every {
		ctx, cancel := context.WithTimeout(context.Background(), measureTimeout)
		m.value, m.err = m.measure(ctx)
		cancel()
		m.at = time.Now()
	}
	return m.value, m.err
}

// Gauge registers a figure that is measured when somebody asks for it, and at most once in every `every`. A measurement gets two
// seconds; while it fails the figure is not a number.
func Gauge(r prometheus.Registerer, name, help string, every time.Duration, measure func(context.Context) (float64, error)) error {
	m := &measured[float64]{every: every, measure: measure}
	return r.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		v, err := m.get()
		if err != nil {
			return math.NaN()
		}
		return v
	}))
}
