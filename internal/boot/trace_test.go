package boot

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collectv1 "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// collector takes traces as an OpenTelemetry collector does.
type collector struct {
	mu    sync.Mutex
	spans []*tracev1.Span
	// services are the names of the processes the spans came from.
	services map[string]string
	raw      bytes.Buffer
	url      string
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{services: map[string]string{}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var m collectv1.ExportTraceServiceRequest
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &m) != nil {
			t.Errorf("%s %s: %d bytes, %v", r.Method, r.URL, len(body), err)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.raw.Write(body)
		for _, rs := range m.GetResourceSpans() {
			for _, ss := range rs.GetScopeSpans() {
				for _, s := range ss.GetSpans() {
					c.spans = append(c.spans, s)
					for _, a := range rs.GetResource().GetAttributes() {
						if a.GetKey() == "service.name" {
							c.services[hex.EncodeToString(s.GetSpanId())] = a.GetValue().GetStringValue()
						}
					}
				}
			}
		}
	}))
	t.Cleanup(srv.Close)
	c.url = srv.URL
	return c
}

// of is the one span of a name and kind.
func (c *collector) of(t *testing.T, kind tracev1.Span_SpanKind, name string) *tracev1.Span {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []*tracev1.Span
	var all []string
	for _, s := range c.spans {
		all = append(all, s.GetKind().String()+" "+s.GetName())
		if s.GetKind() == kind && s.GetName() == name {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d spans %s %s among %q", len(found), kind, name, all)
	}
	return found[0]
}

func attributes(s *tracev1.Span) string {
	var out []string
	for _, a := range s.GetAttributes() {
		out = append(out, a.GetKey()+"="+a.GetValue().GetStringValue())
	}
	return strings.Join(out, " ")
}

const asked = "/chengxin.audit.v1.Accesses/Of"

// one holds that spans are of one trace, each within the one before.
func one(t *testing.T, spans ...*tracev1.Span) {
	t.Helper()
	for i := 1; i < len(spans); i++ {
		if !bytes.Equal(spans[i].GetTraceId(), spans[0].GetTraceId()) || !bytes.Equal(spans[i].GetParentSpanId(), spans[i-1].GetSpanId()) {
			t.Errorf("%s is not within %s:\n%v\n%v", spans[i].GetName(), spans[i-1].GetName(), spans[i], spans[i-1])
		}
	}
}

// A request is one trace, from the process that takes it through all services it calls.
func TestTracesOfAProcess(t *testing.T) {
	c := newCollector(t)
	conf := settings(t)
	conf.Telemetry.OtlpEndpoint = c.url
	stop := start(t, Options{Config: conf, Data: testkit.TempDir(t), Services: (&journal{}).services()})
	req, err := http.NewRequest(http.MethodGet, "http://"+conf.Server.Http+"/v1/asks", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Request-Id", "r-42")
	req.Header.Set("Traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if err := stop(); err != nil { // what is not sent yet is sent then
		t.Fatal(err)
	}
	root := c.of(t, tracev1.Span_SPAN_KIND_SERVER, "GET /v1/asks")
	call := c.of(t, tracev1.Span_SPAN_KIND_CLIENT, asked)
	one(t, root, call)
	if hex.EncodeToString(root.GetTraceId()) != "0123456789abcdef0123456789abcdef" || hex.EncodeToString(root.GetParentSpanId()) != "0123456789abcdef" {
		t.Errorf("not in the caller's trace: %v", root)
	}
	if got := attributes(root); got != "rpc.system=http chengxin.request=r-42" || root.GetStatus().GetCode() != tracev1.Status_STATUS_CODE_UNSET {
		t.Errorf("%s %v", got, root.GetStatus())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	answered := 0
	for _, s := range c.spans {
		if s.GetKind() == tracev1.Span_SPAN_KIND_SERVER && s.GetName() == asked && bytes.Equal(s.GetParentSpanId(), call.GetSpanId()) {
			answered++
		}
		if s.GetKind() == tracev1.Span_SPAN_KIND_CLIENT && len(s.GetParentSpanId()) == 0 {
			t.Errorf("a call no request asked for: %v", s)
		}
	}
	if answered != 1 || c.services[hex.EncodeToString(root.GetSpanId())] != "chengxin" {
		t.Errorf("%d answers, from %v", answered, c.services)
	}
}

// A call across processes, with their certificates, is one trace too.
func TestTracesAcrossProcesses(t *testing.T) {
	c := newCollector(t)
	data := testkit.TempDir(t)
	back := settings(t)
	back.Telemetry.OtlpEndpoint = c.url
	back.Peers = map[string]string{"audit": back.Server.Grpc, "access": back.Server.Grpc, "history": free(t)}
	stop := start(t, Options{Config: back, Data: data, Only: []string{Engines, "audit", "access"}, Services: (&journal{}).services()})
	id, err := newIdentities(nil, data)
	if err != nil {
		t.Fatal(err)
	}
	board := newSwitchboard(back.Peers, id)
	defer func() { _ = board.close() }()
	r := newRim(t, func(ctx context.Context) (*historyv1.SearchReply, error) {
		conn, err := peersOf{board, "history"}.Conn("audit")
		if err != nil {
			return nil, err
		}
		_, err = auditv1.NewAccessesClient(conn).Of(ctx, &auditv1.SearchRequest{Actor: "nobody"})
		return nil, err
	})
	front := tracedRim(t, r, c)
	board.tracer = front.tracer
	if w := r.post(`{"query":"聊城"}`, "cxs_officer"); w.Code != http.StatusNotFound {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := front.stop(); err != nil {
		t.Fatal(err)
	}
	root, call := c.of(t, tracev1.Span_SPAN_KIND_SERVER, "/chengxin.history.v1.Inquiry/Search"), c.of(t, tracev1.Span_SPAN_KIND_CLIENT, asked)
	answer := c.of(t, tracev1.Span_SPAN_KIND_SERVER, asked)
	one(t, root, call, answer)
	for _, s := range []*tracev1.Span{root, call, answer} {
		if got := attributes(s); !strings.Contains(got, "chengxin.kind=NOT_FOUND chengxin.reason=NO_ACTOR") || s.GetStatus().GetCode() == tracev1.Status_STATUS_CODE_ERROR {
			t.Errorf("%s: %s %v", s.GetName(), got, s.GetStatus())
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if from, to := c.services[hex.EncodeToString(root.GetSpanId())], c.services[hex.EncodeToString(answer.GetSpanId())]; from != "chengxin-history" || to != "chengxin-audit-access-engines" {
		t.Errorf("from %q to %q", from, to)
	}
}

// tracedRim makes a rim the process of history, as far as traces go.
func tracedRim(t *testing.T, r *rim, c *collector) *process {
	t.Helper()
	conf := settings(t)
	conf.Telemetry.OtlpEndpoint = c.url
	p := &process{Options: Options{Config: conf, Log: slog.New(slog.DiscardHandler), Only: []string{"history"}, Services: (&journal{}).services()}, chain: r.chain}
	if err := p.startTracing(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.route(t) // the routes that stand know of no tracing
	return p
}

// Whatever a request holds, whoever it comes from and however it is refused: none of it leaves with the spans.
func TestTracesHoldNothingPersonal(t *testing.T) {
	c := newCollector(t)
	r := newRim(t, func(context.Context) (*historyv1.SearchReply, error) {
		return nil, fault.New(fault.NotFound, "NO_SUBJECT", "没有张三。", "There is no Zhang San.").At("37150219800101123X", "name").Because(io.ErrUnexpectedEOF)
	})
	p := tracedRim(t, r, c)
	r.post(`{"query":"张三"}`, "cxs_officer")
	r.post(`{"query":"张三"}`, "cxs_secret")
	for _, path := range []string{"/v1/subjects/37150219800101123X/profile?purpose=%E5%BC%A0%E4%B8%89", "/v1/public/subjects?query=%E5%BC%A0%E4%B8%89"} {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Authorization", "Bearer cxs_officer")
		req.Header.Set("Traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
		req.Header.Set("Tracestate", "who=zhangsan")
		req.Header.Set("Baggage", "who=zhangsan")
		req.RemoteAddr = "203.0.113.9:4711"
		r.mux.ServeHTTP(httptest.NewRecorder(), req)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	failed := c.of(t, tracev1.Span_SPAN_KIND_SERVER, "/chengxin.history.v1.Inquiry/Profile")
	if got := attributes(failed); failed.GetStatus().GetCode() != tracev1.Status_STATUS_CODE_ERROR || !strings.Contains(got, "chengxin.kind=INTERNAL") {
		t.Errorf("a method that failed: %s %v", got, failed.GetStatus())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.spans) != 4 {
		t.Errorf("%d spans of 4 calls", len(c.spans))
	}
	for _, s := range []string{"张三", "Zhang", "zhangsan", "37150219800101123X", "203.0.113.9", "4711", "cxs_", "officer", "EOF"} {
		if bytes.Contains(c.raw.Bytes(), []byte(s)) {
			t.Errorf("%q left with the spans", s)
		}
	}
}
