package boot

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-kratos/kratos/v2/transport"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc/metadata"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// A stop must not wait for listeners.
func TestStreamEndsWithTheProcess(t *testing.T) {
	r := newRim(t, ok)
	drain, stop := context.WithCancel(context.Background())
	r.chain.drain = drain
	router := &Router{mux: r.mux, chain: r.chain}
	router.Stream(http.MethodGet, "/v1/listen", Public, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("begun\n"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	srv := httptest.NewServer(r.mux)
	defer srv.Close()
	res, err := http.Get(srv.URL + "/v1/listen")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || lines.Text() != "begun" {
		t.Fatalf("got %q %v", lines.Text(), lines.Err())
	}
	ended := make(chan bool)
	go func() { ended <- !lines.Scan() }()
	select {
	case <-ended:
		t.Fatal("ended by itself")
	default:
	}
	stop()
	select {
	case last := <-ended:
		if !last {
			t.Error("more came")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the listener holds the stop up")
	}
}

func TestPlainRoutes(t *testing.T) {
	r := newRim(t, ok)
	router := &Router{mux: r.mux, chain: r.chain}
	router.Plain("*", "/door/{path=**}", http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		WriteFaultAs(w, req, http.StatusBadGateway, fault.New(fault.Unavailable, "X", "坏了。", "Broken: "+req.Method+" "+Var(req, "path")))
	}))
	for range 100 { // no rate limit stands before a file
		req := httptest.NewRequest("FOO", "/door/a/b", nil)
		req.Header.Set("Accept-Language", "en")
		w := httptest.NewRecorder()
		secure(r.mux).ServeHTTP(w, req)
		if w.Code != 502 || !strings.Contains(w.Body.String(), `Broken: FOO a/b`) || !strings.Contains(w.Body.String(), "坏了") || w.Header().Get("X-Request-Id") == "" {
			t.Fatalf("got %d %s %v", w.Code, w.Body, w.Header())
		}
	}
	if router.Plain(http.MethodGet, "/door/{path=**}", nil); router.err != nil {
		t.Error("a method of its own beside all others is refused:", router.err)
	}
	if router.Plain("*", "/door/{path=**}", nil); router.err == nil {
		t.Error("a route twice is taken")
	}
}

func TestRead(t *testing.T) {
	r := newRim(t, ok)
	router := &Router{mux: r.mux, chain: r.chain}
	for _, c := range []struct{ name, body, reason string }{
		{"good", `{"query":"聊城"}`, ""},
		{"unknown field", `{"quary":"聊城"}`, "BAD_JSON"},
		{"against a rule", `{"query":""}`, "INVALID_FIELD"},
		{"a NUL", `{"query":"a\u0000"}`, "NUL_CHARACTER"},
		{"too large", `{"query":"` + strings.Repeat("a", 2000) + `"}`, "BODY_TOO_LARGE"},
	} {
		var m historyv1.SearchRequest
		err := router.Read(httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body)), &m)
		f, _ := fault.As(err)
		if (c.reason == "") != (err == nil) || (f != nil && string(f.Reason) != c.reason) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What the caller's own request brought along must not reach a peer beside the credential that was chosen.
func TestWithBearer(t *testing.T) {
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.Header.Set("Authorization", "Bearer cxk_browser")
	cl := &call{op: &operation{name: "x"}, request: req, reply: httptest.NewRecorder()}
	ctx := transport.NewServerContext(context.WithValue(context.Background(), callKey{}, cl), cl)
	sent := func(ctx context.Context) []string {
		md, _ := metadata.FromOutgoingContext(peersOf{caller: "portal"}.outgoing(ctx))
		return md.Get("authorization")
	}
	if got := sent(ctx); len(got) != 1 || got[0] != "Bearer cxk_browser" {
		t.Errorf("the request's own: %v", got)
	}
	if got := sent(WithBearer(ctx, "cxs_cookie")); len(got) != 1 || got[0] != "Bearer cxs_cookie" {
		t.Errorf("the chosen one: %v", got)
	}
	if got := sent(WithBearer(ctx, "")); len(got) != 0 {
		t.Errorf("nobody's: %v", got)
	}
}

// Scrapes are many, measurements few; a store that is down shows as no figure, not as nothing in it.
func TestGauge(t *testing.T) {
	m := newMetrics()
	calls := 0
	var fails error
	if err := Gauge(m.registry, "g", "A figure.", time.Hour, func(context.Context) (float64, error) { calls++; return 7, fails }); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if text := scrape(t, m); !strings.Contains(text, "\ng 7\n") {
			t.Fatalf("no figure:\n%s", text)
		}
	}
	if calls != 1 {
		t.Errorf("measured %d times", calls)
	}
	fails = errors.New("down")
	if err := Gauge(m.registry, "h", "Another.", 0, func(context.Context) (float64, error) { return 7, fails }); err != nil {
		t.Fatal(err)
	}
	if err := MeasureStore(m.registry, "sql", func(context.Context) (StoreSize, error) { return StoreSize{Bytes: 5}, fails }); err != nil {
		t.Fatal(err)
	}
	if err := MeasureStore(m.registry, "kafka", func(context.Context) (StoreSize, error) {
		return StoreSize{Bytes: 5, Rows: 2, Engine: "kfake", Version: "1"}, nil
	}); err != nil {
		t.Fatal(err)
	}
	text := scrape(t, m)
	for _, want := range []string{"\nh NaN\n", `chengxin_store_bytes{store="kafka"} 5`, `chengxin_store_rows{store="kafka"} 2`,
		`chengxin_store_info{engine="kfake",store="kafka",version="1"} 1`, "chengxin_build_info{go_version=\"go1."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, `store="sql"`) {
		t.Error("a store that can't be measured shows a size")
	}
}

func scrape(t testing.TB, m *metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

func TestFolderSize(t *testing.T) {
	dir := testkit.TempDir(t)
	if n, err := FolderSize(t.Context(), dir+"/none"); n != 0 || err != nil {
		t.Errorf("a folder that is not there: %d %v", n, err)
	}
	n, err := FolderSize(t.Context(), ".")
	if err != nil || n < 10_000 {
		t.Errorf("this package: %d %v", n, err)
	}
}
