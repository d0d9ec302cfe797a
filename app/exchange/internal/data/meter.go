package data

import "github.com/prometheus/client_golang/prometheus"

// noResource is the label of what named no resource of the catalog: a sender must not make labels.
const noResource = "unknown"

// Meter counts records for whoever watches. It is a biz.Meter.
type Meter struct{ records *prometheus.CounterVec }

// NewMeter registers the counters.
func NewMeter(r prometheus.Registerer) (*Meter, error) {
	m := &Meter{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "chengxin_exchange_records_total",
		Help: "Records by resource and outcome: accepted, late (these are accepted too), refused, or repeated, a push under an idempotency key that was used before.",
	}, []string{"resource", "outcome"})}
	return m, r.Register(m.records)
}

// Settled adds records that are durable.
func (m *Meter) Settled(resource string, accepted, late, refused int64) {
	m.add(resource, "accepted", accepted)
	m.add(resource, "late", late)
	m.add(resource, "refused", refused)
}

// Repeated adds records that had come before.
func (m *Meter) Repeated(resource string, n int64) { m.add(resource, "repeated", n) }

func (m *Meter) add(resource, outcome string, n int64) {
	if resource == "" {
		resource = noResource
	}
	m.records.WithLabelValues(resource, outcome).Add(float64(n))
}
