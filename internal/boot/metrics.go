package boot

import (
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// metrics are the figures of the rim; modules add theirs through Env.Metrics.
type metrics struct {
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
	calls    *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "chengxin_call_seconds", Help: "Time from a call's arrival to its answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 30},
		}, []string{"operation"}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "chengxin_calls_total", Help: "Calls by operation and outcome (OK or the kind of refusal).",
		}, []string{"operation", "outcome"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "chengxin_build_info", Help: "The build this process runs; always 1.",
	}, []string{"version", "go_version"})
	build.WithLabelValues(Version(), runtime.Version()).Set(1)
	m.registry.MustRegister(m.seconds, m.calls, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// meter counts one operation; its series are looked up once, not per call.
type meter struct {
	parent   *metrics
	name     string
	seconds  prometheus.Observer
	outcomes [fault.Internal + 1]atomic.Pointer[prometheus.Counter]
}

func (m *metrics) operation(name string) *meter {
	return &meter{parent: m, name: name, seconds: m.seconds.WithLabelValues(name)}
}

func (m *meter) observe(took time.Duration, kind fault.Kind) {
	m.seconds.Observe(took.Seconds())
	slot := &m.outcomes[min(kind, fault.Internal)]
	c := slot.Load()
	if c == nil {
		outcome := "OK"
		if kind != 0 {
			outcome = kind.String()
		}
		counter := m.parent.calls.WithLabelValues(m.name, outcome)
		c = &counter
		slot.Store(c)
	}
	(*c).Inc()
}
