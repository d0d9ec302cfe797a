package data

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// EventsOperation is the route of the live figures. It lasts as long as somebody listens, which says nothing about how fast answers are.
const EventsOperation = "GET /portal/events"

// parse reads Prometheus' text form.
func parse(text []byte) ([]*dto.MetricFamily, error) {
	p := expfmt.NewTextParser(model.UTF8Validation)
	byName, err := p.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	out := make([]*dto.MetricFamily, 0, len(byName))
	for _, f := range byName {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *dto.MetricFamily) int { return strings.Compare(a.GetName(), b.GetName()) })
	return out, nil
}

// read takes from a process's metrics what an overview tells.
func read(p *biz.Process, families []*dto.MetricFamily) {
	p.Figures.Counted.Took = map[float64]float64{}
	stores := map[string]*biz.Store{}
	for _, f := range families {
		switch f.GetName() {
		case "chengxin_call_seconds":
			for _, m := range f.GetMetric() {
				if !endless(label(m, "operation")) {
					took(p.Figures.Counted.Took, m.GetHistogram())
				}
			}
		case "chengxin_calls_total":
			calls(&p.Figures.Counted, f.GetMetric())
		case "chengxin_build_info":
			for _, m := range f.GetMetric() {
				p.Version, p.GoVersion = label(m, "version"), label(m, "go_version")
			}
		case "chengxin_store_bytes", "chengxin_store_rows", "chengxin_store_info":
			for _, m := range f.GetMetric() {
				storeOf(stores, m, f.GetName())
			}
		default:
			simple(p, f.GetName(), sum(f.GetMetric()))
		}
	}
	for _, s := range stores {
		p.Figures.Stores = append(p.Figures.Stores, *s)
	}
	slices.SortFunc(p.Figures.Stores, func(a, b biz.Store) int { return strings.Compare(a.Name, b.Name) })
}

// simple takes the figures that are one number.
func simple(p *biz.Process, name string, v float64) {
	switch name {
	case "process_start_time_seconds":
		p.Started = time.UnixMilli(int64(v * 1000)).UTC()
	case "process_resident_memory_bytes":
		p.Memory = int64(v)
	case "process_cpu_seconds_total":
		p.CPU = v
	case "chengxin_history_lag_messages":
		p.Figures.Lag = int64(v)
	case "chengxin_history_records_loaded_total":
		p.Figures.Counted.Stored = v
	case "chengxin_exchange_quarantined":
		p.Figures.Quarantined = int64(v)
	case "chengxin_ledger_topic_end":
		p.Figures.Evidence = uint64(max(0, v))
	}
}

// calls counts all, and those that failed by our doing and not by the caller's.
func calls(c *biz.Counted, metrics []*dto.Metric) {
	for _, m := range metrics {
		n := m.GetCounter().GetValue()
		c.Calls += n
		if outcome := label(m, "outcome"); outcome == "UNAVAILABLE" || outcome == "INTERNAL" {
			c.Failures += n
		}
	}
}

func took(sums map[float64]float64, h *dto.Histogram) {
	for _, b := range h.GetBucket() {
		sums[b.GetUpperBound()] += float64(b.GetCumulativeCount())
	}
	if !slices.ContainsFunc(h.GetBucket(), func(b *dto.Bucket) bool { return math.IsInf(b.GetUpperBound(), 1) }) {
		sums[math.Inf(1)] += float64(h.GetSampleCount()) // the registry leaves it out, the text has it
	}
}

// storeOf collects what several metrics say of a store.
func storeOf(stores map[string]*biz.Store, m *dto.Metric, metric string) {
	name := label(m, "store")
	s := stores[name]
	if s == nil {
		s = &biz.Store{Name: name}
		stores[name] = s
	}
	switch metric {
	case "chengxin_store_bytes":
		s.Bytes += int64(m.GetGauge().GetValue())
	case "chengxin_store_rows":
		s.Rows += int64(m.GetGauge().GetValue())
	default:
		s.Engine, s.Version = label(m, "engine"), label(m, "version")
	}
}

// sum adds up the series of a counter or gauge; what is no number counts as nothing.
func sum(metrics []*dto.Metric) float64 {
	var total float64
	for _, m := range metrics {
		v := m.GetCounter().GetValue() + m.GetGauge().GetValue() + m.GetUntyped().GetValue()
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			total += v
		}
	}
	return total
}

func label(m *dto.Metric, name string) string {
	for _, l := range m.GetLabel() {
		if l.GetName() == name {
			return l.GetValue()
		}
	}
	return ""
}

// endless tells operations that last as long as their listener stays.
func endless(operation string) bool {
	if operation == EventsOperation {
		return true
	}
	service, method, ok := strings.Cut(strings.TrimPrefix(operation, "/"), "/")
	if !ok {
		return false
	}
	d, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service + "." + method))
	if err != nil {
		return false
	}
	m, ok := d.(protoreflect.MethodDescriptor)
	return ok && m.IsStreamingServer()
}
