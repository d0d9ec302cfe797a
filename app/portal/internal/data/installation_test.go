package data

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	_ "github.com/chengxin-credit/chengxin/api/access/v1" // the streaming methods are known by their descriptors
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), 30*time.Second)
}

// registry is the metrics of a process.
func registry(t *testing.T) *prometheus.Registry {
	t.Helper()
	r := prometheus.NewRegistry()
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "chengxin_call_seconds", Buckets: []float64{.01, .1}}, []string{"operation"})
	calls := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "chengxin_calls_total"}, []string{"operation", "outcome"})
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "chengxin_build_info"}, []string{"version", "go_version"})
	store := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "chengxin_store_bytes"}, []string{"store", "service"})
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "chengxin_store_info"}, []string{"store", "service", "engine", "version"})
	one := func(name string, v float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name}, func() float64 { return v })
	}
	r.MustRegister(took, calls, build, store, info, one("chengxin_history_lag_messages", 12), one("chengxin_exchange_quarantined", math.NaN()),
		one("chengxin_ledger_topic_end", 99), one("process_resident_memory_bytes", 1<<20), one("process_start_time_seconds", 1.7e9), one("process_cpu_seconds_total", 2.5))
	for op, seconds := range map[string]float64{"/chengxin.access.v1.Sessions/Me": .005, "GET /v1/x": .05, "GET /portal/events": 3600, "/chengxin.access.v1.Snapshots/Watch": 3600} {
		took.WithLabelValues(op).Observe(seconds)
		took.WithLabelValues(op).Observe(seconds)
	}
	calls.WithLabelValues("a", "OK").Add(10)
	calls.WithLabelValues("a", "DENIED").Add(3)
	calls.WithLabelValues("b", "UNAVAILABLE").Add(2)
	calls.WithLabelValues("b", "INTERNAL").Add(1)
	build.WithLabelValues("v1.2", "go1.26").Set(1)
	store.WithLabelValues("sql", "access").Set(100)
	store.WithLabelValues("sql", "catalog").Set(11)
	info.WithLabelValues("sql", "access", "SQLite", "").Set(1)
	return r
}

func check(t *testing.T, p biz.Process) {
	t.Helper()
	f := p.Figures
	if f.Lag != 12 || f.Quarantined != 0 || f.Evidence != 99 || f.Counted.Calls != 16 || f.Counted.Failures != 3 {
		t.Errorf("figures %+v", f)
	}
	if f.Counted.Took[.01] != 2 || f.Counted.Took[.1] != 4 || f.Counted.Took[math.Inf(1)] != 4 {
		t.Errorf("calls by time, without those that last as long as their listener: %v", f.Counted.Took)
	}
	if !slices.Equal(f.Stores, []biz.Store{{Name: "sql", Bytes: 111, Engine: "SQLite"}}) {
		t.Errorf("stores %+v", f.Stores)
	}
	if p.Version != "v1.2" || p.GoVersion != "go1.26" || p.Memory != 1<<20 || p.CPU != 2.5 || p.Started.Unix() != 1.7e9 || !p.Reachable {
		t.Errorf("process %+v", p)
	}
}

func TestProcesses(t *testing.T) {
	r := registry(t)
	metrics := promhttp.HandlerFor(r, promhttp.HandlerOpts{})
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case req.URL.Path == "/readyz":
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `{"ready":false,"modules":{"history":"not ready","policy":"ready"}}`)
		case req.URL.Path == "/metrics" && req.Header.Get("Authorization") == "Bearer cxk_metrics":
			metrics.ServeHTTP(w, req)
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer other.Close()
	down := httptest.NewServer(nil)
	down.Close()
	local := Local{Address: "here", Gather: r.Gather, Modules: func(context.Context) []biz.Module { return []biz.Module{{Name: "portal", Ready: true}} }}
	services := map[string]string{"history": other.URL + "/", "credit": other.URL, "audit": down.URL}
	processes := func(key string) map[string]biz.Process {
		i := NewInstallation(local, services, http.DefaultClient, key, NewLedger(http.DefaultClient, down.URL), slog.New(slog.DiscardHandler))
		out := map[string]biz.Process{}
		for n, p := range i.Processes(t.Context()) {
			if n == 0 && p.Address != "here" {
				t.Errorf("first is %s", p.Address)
			}
			out[p.Address] = p
		}
		if len(out) != 3 {
			t.Fatalf("processes %v", out)
		}
		return out
	}
	got := processes("cxk_metrics")
	check(t, got["here"])
	check(t, got[other.URL])
	if m := got[other.URL].Modules; !slices.Equal(m, []biz.Module{{Name: "history", Message: "not ready"}, {Name: "policy", Ready: true}}) {
		t.Errorf("modules %v", m)
	}
	if p := got[down.URL]; p.Reachable || !slices.Equal(p.Modules, []biz.Module{{Name: "audit", Message: "unreachable"}}) {
		t.Errorf("a process that is down: %+v", p)
	}
	if p := processes("")[other.URL]; p.Reachable || len(p.Modules) != 2 {
		t.Errorf("without a key for its metrics: %+v", p)
	}
}

// The text and the registry say the same.
func TestParse(t *testing.T) {
	w := httptest.NewRecorder()
	promhttp.HandlerFor(registry(t), promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	families, err := parse(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	p := biz.Process{Reachable: true}
	read(&p, families)
	check(t, p)
	for _, bad := range []string{"chengxin_calls_total{", "\x00", "# TYPE a counter\na x\n"} {
		if _, err := parse([]byte(bad)); err == nil {
			t.Errorf("%q is taken for metrics", bad)
		}
	}
	var none []*dto.MetricFamily
	read(&p, none)
}

func TestLedger(t *testing.T) {
	checkpoint, keys := "chengxin.local/ledger\n646\nc29tZSBoYXNo\n\n— chengxin.local/ledger sig\n", 0
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.RemoteAddr != "" {
			t.Errorf("in-process calls have an address: %s", r.RemoteAddr)
		}
		if r.URL.Path == "/v1/audit/key" {
			keys++
			fmt.Fprintln(w, "key+1")
			return
		}
		w.Header().Set("Last-Modified", "Thu, 05 Mar 2026 08:00:00 GMT")
		fmt.Fprint(w, checkpoint)
	})
	l := NewLedger(&http.Client{Transport: InProcess{h}}, "http://in-process")
	got, err := l.Checkpoint(t.Context())
	if err != nil || got.Size != 646 || got.Origin != "chengxin.local/ledger" || !got.CheckpointAt.Equal(time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v, %v", got, err)
	}
	for range 2 {
		if got := l.Key(t.Context()); got != "key+1" || keys != 1 {
			t.Errorf("key %q, asked for %d times", got, keys)
		}
	}
	for _, bad := range []string{"", "a\nb\nc\nd\n", "a\n-1\nc\nd\n", strings.Repeat("a", 100)} {
		checkpoint = bad
		if _, err := l.Checkpoint(t.Context()); err == nil {
			t.Errorf("%q is taken for a checkpoint", bad)
		}
	}
}
