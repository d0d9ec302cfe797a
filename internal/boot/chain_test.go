package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"buf.build/go/protovalidate"
	kgrpc "github.com/go-kratos/kratos/v2/transport/grpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/httprule"
)

// fakePolicy knows one officer and lets her search.
type fakePolicy struct{}

func (fakePolicy) Authenticate(_ context.Context, token string) (grant.Principal, error) {
	switch token {
	case "cxs_officer":
		return grant.Principal{ID: "p1", Name: "officer", Agency: "A", Credential: "s1"}, nil
	case "cxs_clerk":
		return grant.Principal{ID: "p2", Name: "clerk", Agency: "A", Credential: "s2"}, nil
	}
	return grant.Principal{}, fault.New(fault.Unauthenticated, "SESSION_UNKNOWN", "会话无效。", "No such session.")
}

func (fakePolicy) Decide(p grant.Principal, q grant.Question) grant.Decision {
	if p.ID == "p1" && q.Action == "subject.search" {
		return grant.Decision{Allow: true, Line: "l1", Version: 7}
	}
	return grant.Decision{Version: 7, Line: "l0", Refusal: fault.New(fault.Denied, "NO_GRANT", "没有授权。", "No grant.").Broke("l0")}
}

// fakeLedger keeps what is recorded.
type fakeLedger struct {
	mu     sync.Mutex
	events []evidence.Event
	down   bool
}

func (l *fakeLedger) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return 0, errors.New("broker at 10.1.2.3 is gone")
	}
	l.events = append(l.events, ev)
	return uint64(40 + len(l.events)), nil
}

// inquiry answers what the test tells it to.
type inquiry struct {
	historyv1.UnimplementedInquiryServer
	historyv1.UnimplementedPublicityServer
	answer func(context.Context) (*historyv1.SearchReply, error)
}

func (i *inquiry) Search(ctx context.Context, _ *historyv1.SearchRequest) (*historyv1.SearchReply, error) {
	return i.answer(ctx)
}

func (i *inquiry) SearchPublic(ctx context.Context, _ *historyv1.PublicSearchRequest) (*historyv1.SearchReply, error) {
	return i.answer(ctx)
}

// rim is a whole front on both transports without a process around it.
type rim struct {
	chain  *chain
	mux    *httprule.Mux
	ledger *fakeLedger
	log    *bytes.Buffer
	conn   *grpc.ClientConn
	client historyv1.InquiryClient
	impl   *inquiry
}

func newRim(t testing.TB, answer func(context.Context) (*historyv1.SearchReply, error)) *rim {
	t.Helper()
	v, err := protovalidate.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &rim{ledger: &fakeLedger{}, log: &bytes.Buffer{}}
	r.chain = &chain{
		policy: fakePolicy{}, evidence: r.ledger, validator: v, clock: clock.System{}, log: slog.New(slog.NewTextHandler(r.log, nil)),
		limits: newLimiter(5), metrics: newMetrics(), timeout: time.Second, maxBody: 1024, drain: t.Context(),
	}
	r.impl = &inquiry{answer: answer}
	own := r.route(t)
	p := &process{chain: r.chain}
	lis := bufconn.Listen(1 << 20)
	srv := p.newGRPC(false, kgrpc.Listener(tcpNamed{lis}))
	own.registerOn(srv)
	go func() { _ = srv.Start(context.Background()) }()
	conn, err := grpc.NewClient("passthrough:///rim", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(); _ = srv.Stop(context.Background()) })
	r.conn, r.client = conn, historyv1.NewInquiryClient(conn)
	return r
}

// route makes the methods known to a new mux, as the chain now is.
func (r *rim) route(t testing.TB) services {
	t.Helper()
	var own services
	historyv1.RegisterInquiryServer(&own, r.impl)
	historyv1.RegisterPublicityServer(&own, r.impl)
	r.mux = &httprule.Mux{NotFound: notFound}
	for _, s := range own {
		if err := r.chain.addService(r.mux, s); err != nil {
			t.Fatal(err)
		}
	}
	return own
}

// tcpNamed gives a bufconn listener the kind of address Kratos wants to see.
type tcpNamed struct{ *bufconn.Listener }

func (tcpNamed) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (r *rim) post(body, token string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, "/v1/subjects:search", strings.NewReader(body))
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	secure(r.mux).ServeHTTP(w, req)
	return w
}

func ok(context.Context) (*historyv1.SearchReply, error) {
	return &historyv1.SearchReply{Hits: []*historyv1.Hit{{Id: "1"}}}, nil
}

// TestNeeds holds both transports to the same outcome.
func TestNeeds(t *testing.T) {
	secret := errors.New("pq: duplicate key value 37150019800101123X")
	for _, c := range []struct {
		name, token, query string
		answer             func(context.Context) (*historyv1.SearchReply, error)
		status             int
		code               codes.Code
		reason             string
		evidence           bool
	}{
		{name: "allowed", token: "cxs_officer", query: "聊城", answer: ok, status: 200, code: codes.OK},
		{name: "nobody", query: "聊城", answer: ok, status: 401, code: codes.Unauthenticated, reason: "LOGIN_REQUIRED", evidence: true},
		{name: "unknown session", token: "cxs_x", query: "聊城", answer: ok, status: 401, code: codes.Unauthenticated, reason: "SESSION_UNKNOWN", evidence: true},
		{name: "no grant", token: "cxs_clerk", query: "聊城", answer: ok, status: 403, code: codes.PermissionDenied, reason: "NO_GRANT", evidence: true},
		{name: "invalid", token: "cxs_officer", answer: ok, status: 400, code: codes.InvalidArgument, reason: "INVALID_FIELD"},
		{name: "login before validity", answer: ok, status: 401, code: codes.Unauthenticated, reason: "LOGIN_REQUIRED", evidence: true},
		{name: "foreign error", token: "cxs_officer", query: "x", status: 500, code: codes.Internal, reason: "INTERNAL",
			answer: func(context.Context) (*historyv1.SearchReply, error) { return nil, fmt.Errorf("search: %w", secret) }},
		{name: "fault with a cause", token: "cxs_officer", query: "x", status: 409, code: codes.Aborted, reason: "MOVED_ON",
			answer: func(context.Context) (*historyv1.SearchReply, error) {
				return nil, fmt.Errorf("search: %w", fault.New(fault.Conflict, "MOVED_ON", "已变化。", "It moved on.").Because(secret))
			}},
		{name: "panic", token: "cxs_officer", query: "x", status: 500, code: codes.Internal, reason: "INTERNAL",
			answer: func(context.Context) (*historyv1.SearchReply, error) { panic(secret) }},
		{name: "too slow", token: "cxs_officer", query: "x", status: 503, code: codes.Unavailable, reason: "TIMED_OUT",
			answer: func(ctx context.Context) (*historyv1.SearchReply, error) { <-ctx.Done(); return nil, ctx.Err() }},
		{name: "refused by the method", token: "cxs_officer", query: "x", status: 403, code: codes.PermissionDenied, reason: "PURPOSE", evidence: true,
			answer: func(context.Context) (*historyv1.SearchReply, error) {
				return nil, fault.New(fault.Denied, "PURPOSE", "缺少查询事由。", "A purpose is missing.")
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRim(t, c.answer)
			w := r.post(`{"query":"`+c.query+`"}`, c.token)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.reason) || strings.Contains(w.Body.String(), "37150019800101123X") {
				t.Errorf("HTTP: %d %s", w.Code, w.Body)
			}
			if got := w.Header().Get(HeaderEvidence); (got == "41") != c.evidence || w.Header().Get(headerRequestID) == "" {
				t.Errorf("HTTP headers: %v", w.Header())
			}
			ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+c.token)
			var head metadata.MD
			_, err := r.client.Search(ctx, &historyv1.SearchRequest{Query: c.query}, grpc.Header(&head))
			if status.Code(err) != c.code || (err != nil && strings.Contains(err.Error(), "37150019800101123X")) {
				t.Errorf("gRPC: %v", err)
			}
			if f, is := fault.As(fromStatus(err)); err != nil && (!is || string(f.Reason) != c.reason || (f.Evidence != nil) != c.evidence) {
				t.Errorf("gRPC: %v", fromStatus(err))
			}
			if c.evidence && (len(r.ledger.events) != 2 || r.ledger.events[0].Kind != evidence.Refusal || r.ledger.events[1].Reason != c.reason) {
				t.Errorf("evidence: %+v", r.ledger.events)
			}
			if strings.Contains(r.log.String(), "聊城") {
				t.Errorf("the log shows the request: %s", r.log)
			}
		})
	}
}

// TestLedgerDown holds rule 2: without evidence there is no answer, not even a refusal.
func TestLedgerDown(t *testing.T) {
	r := newRim(t, ok)
	r.ledger.down = true
	w := r.post(`{"query":"聊城"}`, "cxs_clerk")
	if w.Code != 503 || !strings.Contains(w.Body.String(), "LEDGER_DOWN") || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "10.1.2.3") {
		t.Errorf("got %d %s %v", w.Code, w.Body, w.Header())
	}
}

func TestFaultShape(t *testing.T) {
	r := newRim(t, ok)
	req := httptest.NewRequest(http.MethodPost, "/v1/subjects:search", strings.NewReader(`{}`))
	req.Header.Set("Accept-Language", "en-GB,zh;q=0.5")
	req.Header.Set("X-Request-Id", "abc-1")
	w := httptest.NewRecorder()
	secure(r.mux).ServeHTTP(w, req)
	var f map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if f["message"] != f["message_en"] || f["message_zh"] == "" || f["next_step"] == "" || f["code"] != float64(401) || w.Header().Get("X-Request-Id") != "abc-1" {
		t.Errorf("got %v %v", f, w.Header())
	}
	for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "Www-Authenticate"} {
		if w.Header().Get(name) == "" {
			t.Errorf("no header %s", name)
		}
	}
}

func TestPublicRate(t *testing.T) {
	r := newRim(t, ok)
	seen := map[int]int{}
	for range 40 {
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/public/subjects?query=ab", nil))
		seen[w.Code]++
	}
	if seen[200] < 20 || seen[429] < 10 {
		t.Errorf("got %v", seen)
	}
	if w := r.post(`{"query":"x"}`, "cxs_officer"); w.Code != 200 {
		t.Errorf("a logged-in caller is held back: %d %s", w.Code, w.Body)
	}
	// Guessing credentials is bounded as well, and does not fill the ledger.
	before := len(r.ledger.events)
	for range 40 {
		r.post(`{}`, "cxs_guess")
	}
	if n := len(r.ledger.events) - before; n > 15 {
		t.Errorf("%d refusals recorded", n)
	}
}

func TestRawRoute(t *testing.T) {
	r := newRim(t, ok)
	router := &Router{mux: r.mux, chain: r.chain}
	router.Handle(http.MethodPost, "/v1/resources/{code}/records:push", Authenticated, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch Var(req, "code") {
		case "broken":
			WriteFault(w, req, errors.New("secret"))
		case "panic":
			panic("secret")
		case "half":
			fmt.Fprint(w, "half")
			panic("secret")
		default:
			n, err := io.Copy(io.Discard, req.Body)
			fmt.Fprintf(w, "%s %d %v %s", grant.From(req.Context()).ID, n, err, Lang(req.Context()))
		}
	}))
	if router.err != nil {
		t.Fatal(router.err)
	}
	srv := httptest.NewServer(secure(r.mux))
	defer srv.Close()
	for _, c := range []struct {
		code, token, want string
		status            int
	}{
		{"penalty", "cxs_officer", "p1 5000 <nil> zh", 200},
		{"penalty", "", "LOGIN_REQUIRED", 401},
		{"broken", "cxs_officer", "INTERNAL", 500},
		{"panic", "cxs_officer", "INTERNAL", 500},
		{"half", "cxs_officer", "", 0},
	} {
		req, err := http.NewRequest(http.MethodPost, srv.URL+"/v1/resources/"+c.code+"/records:push", strings.NewReader(strings.Repeat("x", 5000)))
		if err != nil {
			t.Fatal(err)
		}
		if c.token != "" {
			req.Header.Set(headerKey, c.token)
		}
		res, err := srv.Client().Do(req)
		if c.status == 0 {
			if err == nil {
				_, err = io.ReadAll(res.Body)
			}
			if err == nil {
				t.Errorf("%s: half an answer looks whole", c.code)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != c.status || !strings.Contains(string(body), c.want) || strings.Contains(string(body), "secret") {
			t.Errorf("%s: %d %s", c.code, res.StatusCode, body)
		}
	}
}

func TestUnknownGRPC(t *testing.T) {
	r := newRim(t, ok)
	// Kratos serves descriptions of everything by default; nobody registered a need for them.
	err := r.conn.Invoke(t.Context(), "/kratos.api.Metadata/ListServices", &historyv1.StatisticsRequest{}, &historyv1.StatisticsReply{})
	if status.Code(err) != codes.NotFound {
		t.Errorf("Kratos' metadata: %v", err)
	}
	if err := r.chain.meets(Need{}, grant.Principal{ID: "p1", Credential: "s"}, ""); fault.From(err).Reason != UnknownMethod {
		t.Errorf("a method without a need lets in: %v", err)
	}
	if err := r.chain.meets(Need{authenticated: true}, grant.Principal{ID: "service/history"}, "history"); fault.From(err).Kind != fault.Unauthenticated {
		t.Errorf("a peer without a user's login may use users' methods: %v", err)
	}
	if err := r.chain.meets(Need{peer: true}, grant.Principal{}, "history"); err != nil {
		t.Errorf("a peer is refused: %v", err)
	}
}

func TestLanguage(t *testing.T) {
	for accept, want := range map[string]string{"": "zh", "en": "en", "en-US,en;q=0.9": "en", "zh-CN,en": "zh", "fr, en": "en", "fr": "zh", "*": "zh"} {
		if got := language(accept); got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
	}
}

func TestRequestID(t *testing.T) {
	for given, taken := range map[string]bool{"abc-1.2_X": true, "": false, "a b": false, "a\nb": false, strings.Repeat("a", 65): false, "王": false} {
		if got := requestID(given); (got == given) != taken || got == "" {
			t.Errorf("%q: got %q", given, got)
		}
	}
}

func BenchmarkHTTP(b *testing.B) {
	r := newRim(b, ok)
	b.ReportAllocs()
	for b.Loop() {
		if w := r.post(`{"query":"聊城"}`, "cxs_officer"); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkGRPC(b *testing.B) {
	r := newRim(b, ok)
	ctx := metadata.AppendToOutgoingContext(b.Context(), "authorization", "Bearer cxs_officer")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.client.Search(ctx, &historyv1.SearchRequest{Query: "聊城"}); err != nil {
			b.Fatal(err)
		}
	}
}
