package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// browser is a page with its cookies.
type browser struct {
	base string
	http *http.Client
	csrf string
}

// browse opens the portal in a fresh browser.
func (s *system) browse(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{base: s.http["portal"], http: &http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	a := b.call(t, "GET", "/portal/session", nil)
	a.want(t, 200, "")
	if b.csrf = a.str("csrf"); b.csrf == "" {
		t.Fatalf("no token for a page: %s", a.raw)
	}
	return b
}

// call is what a page's script sends: cookies, and the token unless it only reads.
func (b *browser) call(t testing.TB, method, path string, body io.Reader, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "en")
	if method != http.MethodGet && method != http.MethodHead {
		req.Header.Set("X-CSRF-Token", b.csrf)
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.http.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, raw: raw}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&a.body) != nil {
		a.body = nil
	}
	return a
}

func (b *browser) login(t testing.TB, name, password string) answer {
	t.Helper()
	in, err := json.Marshal(map[string]string{"name": name, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	a := b.call(t, "POST", "/portal/session", bytes.NewReader(in))
	if a.status == 200 {
		b.csrf = a.str("csrf")
	}
	return a
}

// token is what the browser keeps and no page sees.
func (b *browser) token(t testing.TB) string {
	t.Helper()
	u, err := url.Parse(b.base + "/portal/")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(u) {
		if c.Name == "chengxin_session" {
			return c.Value
		}
	}
	return ""
}

func (w *world) portal(t *testing.T) {
	t.Run("login, query, logout", w.portalSession)
	t.Run("only pages of its own make calls", w.portalForgery)
	t.Run("a session that ends, ends at the next call", w.portalRevoked)
	t.Run("a large file streams in", w.portalPush)
	t.Run("files of the API come out", w.portalFiles)
	t.Run("live figures", w.portalEvents)
	t.Run("pages and deep links", w.portalPages)
	t.Run("nothing but the API is behind the door", w.portalTricks)
	t.Run("the state of the installation", w.portalSystem)
}

func (w *world) portalSession(t *testing.T) {
	w.person(t, "page1", "lc-amr", "officer")
	b := w.browse(t)
	b.call(t, "GET", "/portal/api/v1/me", nil).want(t, 401, "")
	b.login(t, "page1", "wrong horse battery 9").want(t, 401, "LOGIN_FAILED")
	a := b.login(t, "page1", password)
	a.want(t, 200, "")
	first := b.token(t)
	if a.str("me", "name") != "page1" || a.str("idle_seconds") != "1800" || a.str("expires_at") == "" || first == "" || strings.Contains(string(a.raw), first) {
		t.Errorf("login: %s", a.raw)
	}
	if a := b.call(t, "GET", "/portal/session", nil); a.str("me", "name") != "page1" || a.str("csrf") != b.csrf || a.str("idle_seconds") != "1800" {
		t.Errorf("the session: %s", a.raw)
	}
	direct := client{w.system, first}
	q := "/v1/subjects/" + acme + "/profile?" + ask("")
	got := b.call(t, "GET", "/portal/api"+q, nil, "Authorization", "Bearer "+w.pusherKey.secret, "X-Chengxin-Key", w.pusherKey.secret)
	got.want(t, 200, "")
	if got.header.Get("X-Chengxin-Evidence") == "" || got.str("subject", "id") != direct.send(t, "GET", q, nil).str("subject", "id") || len(got.header["Set-Cookie"]) != 0 {
		t.Errorf("a query through the portal: %v %s", got.header, got.raw)
	}
	for name, values := range got.header {
		if len(values) != 1 {
			t.Errorf("%s stands %d times: %v", name, len(values), values)
		}
	}
	denied := b.call(t, "GET", "/portal/api/v1/subjects/"+acme+"/profile", nil)
	if denied.want(t, 403, "PURPOSE_REQUIRED"); denied.str("message") != denied.str("message_en") {
		t.Errorf("the language got lost: %s", denied.raw)
	}
	search := b.call(t, "POST", "/portal/api/v1/subjects:search", strings.NewReader(`{"query":"`+acme+`"}`))
	search.want(t, 200, "")

	// A second login replaces the first: a browser has one session.
	b.login(t, "page1", password).want(t, 200, "")
	if b.token(t) == first {
		t.Error("two logins share a token")
	}
	w.soon(t, func() bool { return direct.send(t, "GET", "/v1/me", nil).status == 401 })

	second := client{w.system, b.token(t)}
	out := b.call(t, "DELETE", "/portal/session", nil)
	out.want(t, 200, "")
	if b.token(t) != "" || out.body["me"] != nil || out.str("csrf") == "" || out.str("csrf") == b.csrf {
		t.Errorf("logout: %s", out.raw)
	}
	w.soon(t, func() bool { return second.send(t, "GET", "/v1/me", nil).status == 401 })
	b.call(t, "GET", "/portal/api/v1/me", nil).want(t, 401, "")
}

func (w *world) portalForgery(t *testing.T) {
	w.person(t, "page2", "lc-amr", "officer")
	b := w.browse(t)
	b.login(t, "page2", password).want(t, 200, "")
	body := func() io.Reader { return strings.NewReader(`{"query":"ab"}`) }
	for _, c := range []struct {
		name, reason string
		headers      []string
	}{
		{"no token", "CSRF_MISSING", []string{"X-CSRF-Token", ""}},
		{"a wrong token", "CSRF_WRONG", []string{"X-CSRF-Token", b.csrf[1:] + "x"}},
		{"another browser's token", "CSRF_WRONG", []string{"X-CSRF-Token", w.browse(t).csrf}},
		{"from another site", "CSRF_OTHER_SITE", []string{"Sec-Fetch-Site", "cross-site"}},
		{"from another origin", "CSRF_OTHER_SITE", []string{"Origin", "http://evil.example"}},
	} {
		for method, path := range map[string]string{"POST": "/portal/api/v1/subjects:search", "DELETE": "/portal/session"} {
			a := b.call(t, method, path, body(), c.headers...)
			if a.want(t, 403, c.reason); len(a.header["Set-Cookie"]) != 0 {
				t.Errorf("%s: a refused call sets %v", c.name, a.header["Set-Cookie"])
			}
		}
	}
	b.call(t, "POST", "/portal/api/v1/subjects:search", body()).want(t, 200, "")
	in := strings.NewReader(`{"name":"page2","password":"` + password + `"}`)
	w.browse(t).call(t, "POST", "/portal/session", in, "X-CSRF-Token", "").want(t, 403, "CSRF_MISSING")
}

func (w *world) portalRevoked(t *testing.T) {
	w.person(t, "page3", "lc-amr", "officer")
	b := w.browse(t)
	b.login(t, "page3", password).want(t, 200, "")
	b.call(t, "GET", "/portal/api/v1/me", nil).want(t, 200, "")
	w.sysAdmin.must(t, "POST", "/v1/people/"+w.ids["page3"]+":revokeSessions", map[string]any{"why": "e2e"})
	w.soon(t, func() bool { return b.call(t, "GET", "/portal/api/v1/me", nil).status == 401 })
	w.soon(t, func() bool {
		return b.call(t, "POST", "/portal/api/v1/subjects:search", strings.NewReader(`{"query":"ab"}`)).status == 401
	})
	if a := b.call(t, "GET", "/portal/session", nil); a.body["me"] != nil || b.token(t) != "" {
		t.Errorf("the cookie of a revoked session stays: %s", a.raw)
	}
}

// portalPush sends a file larger than any buffer on the way, as it is made.
func (w *world) portalPush(t *testing.T) {
	const records = 30_000
	w.person(t, "page4", "lc-amr", "pusher")
	b := w.browse(t)
	b.login(t, "page4", password).want(t, 200, "")
	in, out := io.Pipe()
	sent := make(chan int64, 1)
	go func() {
		var n int64
		for i := range records {
			m, err := io.WriteString(out, ndjson(t, penalty(fmt.Sprintf("门户%d号", i))))
			if n += int64(m); err != nil {
				break // the test fails by the count
			}
		}
		_ = out.Close()
		sent <- n
	}()
	a := b.call(t, "POST", "/portal/api/v1/resources/penalty/records:push?dry_run=true", in, "Content-Type", "application/x-ndjson")
	a.counts(t, fmt.Sprint(records), "0")
	if n := <-sent; n < 16<<20 {
		t.Errorf("the file was only %d bytes", n)
	}
	b.call(t, "POST", "/portal/api/v1/resources/penalty/records:push", strings.NewReader(ndjson(t, penalty("门户真1号"))), "Content-Type", "application/x-ndjson", "Idempotency-Key", "portal-1").
		counts(t, "1", "0")
	w.find(t, w.officer, acme, "门户真1号")
	stranger := w.browse(t).call(t, "POST", "/portal/api/v1/resources/penalty/records:push", strings.NewReader(ndjson(t, penalty("门户2号"))), "Content-Type", "application/x-ndjson")
	stranger.want(t, 401, "")
}

func (w *world) portalFiles(t *testing.T) {
	b := w.browse(t)
	through, direct := b.call(t, "GET", "/portal/api/v1/audit/tile/0/000.p/1", nil), client{s: w.system}.send(t, "GET", "/v1/audit/tile/0/000.p/1", nil)
	if through.status != direct.status || !bytes.Equal(through.raw, direct.raw) || through.header.Get("Cache-Control") != direct.header.Get("Cache-Control") || through.header.Get("Content-Type") != direct.header.Get("Content-Type") {
		t.Errorf("a tile: %d %v, directly %d %v", through.status, through.header, direct.status, direct.header)
	}
	b.login(t, "page4", password).want(t, 200, "")
	if a := b.call(t, "GET", "/portal/api/v1/catalog/resources/penalty/template", nil); a.status != 200 || len(a.raw) == 0 || strings.Contains(a.header.Get("Content-Type"), "json") {
		t.Errorf("a template: %d %s", a.status, a.header.Get("Content-Type"))
	}
	b.call(t, "PUT", "/portal/api/v1/me", nil).want(t, 405, "METHOD_NOT_ALLOWED")
}

// hear reads events of a browser's stream until want is satisfied; it fails when the stream ends before.
func (b *browser) hear(t testing.TB, ctx context.Context, want func(event string, data map[string]any) bool) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+"/portal/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Jar: b.http.Jar}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("events: %d %v", res.StatusCode, res.Header)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	event := ""
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			event = name
		}
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(text), &data); err != nil {
			t.Fatalf("event %s: %q: %v", event, text, err)
		}
		if want(event, data) {
			return
		}
	}
	t.Fatalf("the stream ended: %v", lines.Err())
}

func (w *world) portalEvents(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var ledger string
	anybody := w.browse(t)
	anybody.hear(t, ctx, func(event string, data map[string]any) bool {
		if event != "statistics" {
			t.Errorf("anybody hears %s", event)
		}
		if ledger != "" {
			return text(data["ledger"]) != ledger // it has grown
		}
		ledger = text(data["ledger"])
		w.officer.profile(t, acme, ask("")).want(t, 200, "") // leaves evidence
		return false
	})
	admin := w.browse(t)
	admin.login(t, "sysadmin", password).want(t, 200, "")
	admin.hear(t, ctx, func(event string, data map[string]any) bool {
		processes, _ := data["processes"].([]any)
		return event == "system" && len(processes) > 0
	})
	w.person(t, "page5", "lc-amr", "officer")
	officer := w.browse(t)
	officer.login(t, "page5", password).want(t, 200, "")
	first := true
	officer.hear(t, ctx, func(event string, _ map[string]any) bool {
		if event == "system" {
			t.Error("an officer hears of the system")
		}
		if first {
			first = false
			officer.call(t, "DELETE", "/portal/session", nil).want(t, 200, "")
		}
		return event == "ended"
	})
}

func (w *world) portalPages(t *testing.T) {
	b := w.browse(t)
	for _, path := range []string{"/", "/portal"} {
		if a := b.call(t, "GET", path, nil); a.status != 302 || a.header.Get("Location") != "/portal/" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
	start := b.call(t, "GET", "/portal/", nil)
	for _, path := range []string{"/portal/", "/portal/subjects/" + acme, "/portal/catalog/a.b?x=1", "/portal/assets/none-000.js"} {
		a := b.call(t, "GET", path, nil)
		built := a.status != 503 // a build without Node has one page, which says so
		switch {
		case built && strings.HasPrefix(path, "/portal/assets/"):
			a.want(t, 404, "NO_SUCH_ROUTE")
		case !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !bytes.Equal(a.raw, start.raw) || a.header.Get("Cache-Control") != "no-cache":
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
		h := a.header
		if !strings.Contains(h.Get("Content-Security-Policy"), "script-src 'self';") || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Frame-Options") != "DENY" ||
			h.Get("Cross-Origin-Opener-Policy") != "same-origin" || h.Get("Permissions-Policy") == "" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
	b.call(t, "POST", "/portal/subjects", nil).want(t, 405, "METHOD_NOT_ALLOWED")
	if w.http["access"] == w.http["portal"] {
		for _, path := range []string{"/docs", "/enrol"} {
			if a := b.call(t, "GET", path, nil); !strings.Contains(string(a.raw), `href="/portal/"`) {
				t.Errorf("%s does not lead to the pages", path)
			}
		}
	}
}

// portalTricks writes request lines by hand, since no client would send them.
func (w *world) portalTricks(t *testing.T) {
	addr := strings.TrimPrefix(w.http["portal"], "http://")
	for _, target := range []string{
		"/portal/api/metrics", "/portal/api/readyz", "/portal/api/healthz", "/portal/api/docs", "/portal/api/portal/session", "/portal/api/v1", "/portal/api/",
		"/portal/api/v1/../metrics", "/portal/api/v1/../../metrics", "/portal/api/v1/%2e%2e/metrics", "/portal/api/v1/%2E%2E/%2e%2e/metrics", "/portal/api/v1/..%2fmetrics", "/portal/api/v1/..%2f..%2fmetrics",
		"/portal/api//metrics", "/portal/api//v1/me", "/portal/api/v1//me", "/portal/api/v1/me/..;/../metrics", "/portal/api/v1/me%00/../metrics", "/portal/api/v1/me%0d%0aHost:%20x",
		"/portal/api/v1\\..\\metrics", "/portal/api/v1/%5c..%5cmetrics", "/portal/api/v1/audit/../../metrics", "/portal/api/v1/audit/tile/../../../../metrics", "/portal/api/v1/resources/../../metrics",
		"/portal/api/http://127.0.0.1:1/v1/me", "/portal/api/v1/http://evil.example/", "/portal/api/v1/nowhere",
		"http://evil.example/portal/api/metrics", "http://evil.example:1/portal/api/v1/../metrics", "/portal/api/v1/%252e%252e/metrics",
	} {
		status, body := handwritten(t, addr, "GET "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		// Paths below an open folder of the API reach its owner, who knows no such file either.
		if status != 404 && status != 400 && status != 401 {
			t.Errorf("%s: %d %.200s", target, status, body)
		}
		if strings.Contains(body, "go_goroutines") || strings.Contains(body, "chengxin_calls_total") || strings.Contains(body, `"modules"`) {
			t.Errorf("%s shows what is not of the API: %.200s", target, body)
		}
	}
	for _, target := range []string{"/portal/api@127.0.0.1:1/v1/me", "/portal/api:1/v1/me", "/portal/apiv1/metrics"} { // addresses of pages, if of anything
		if status, body := handwritten(t, addr, "GET "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !strings.HasPrefix(body, "<!doctype html>") {
			t.Errorf("%s: %d %.200s", target, status, body)
		}
	}
	// The host of an absolute address, or of the header, leads nowhere else: this process answers.
	for _, text := range []string{
		"GET http://evil.example/portal/api/v1/public/statistics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
		"GET /portal/api/v1/public/statistics HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n",
	} {
		if status, body := handwritten(t, addr, text); status != 200 || !strings.Contains(body, `"organisations"`) {
			t.Errorf("%.60s: %d %.200s", text, status, body)
		}
	}
	if status, body := handwritten(t, addr, "GET /portal/api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n"); status != 401 {
		t.Errorf("an upgrade: %d %.200s", status, body)
	}
	if status, _ := handwritten(t, addr, "CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n"); status != 404 && status != 400 && status != 405 {
		t.Errorf("CONNECT: %d", status)
	}
}

func handwritten(t testing.TB, addr, request string) (int, string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%.80q: %v", request, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%.80q: %v", request, err)
	}
	return res.StatusCode, string(body)
}

func (w *world) portalSystem(t *testing.T) {
	anybody := w.browse(t)
	anybody.call(t, "GET", "/portal/api/v1/system", nil).want(t, 401, "")
	officer := w.browse(t)
	officer.login(t, "officer1", password).want(t, 200, "")
	officer.call(t, "GET", "/portal/api/v1/system", nil).want(t, 403, "")
	w.officer.send(t, "GET", "/v1/system", nil).want(t, 403, "")

	admin := w.browse(t)
	admin.login(t, "sysadmin", password).want(t, 200, "")
	var a answer
	testkit.Eventually(t, 30*time.Second, "the loader to be even with the exchange", func() bool {
		a = admin.call(t, "GET", "/portal/api/v1/system", nil)
		return a.status == 200 && a.str("lag") == "0"
	})
	if a.header.Get("X-Chengxin-Evidence") == "" {
		t.Error("an overview without evidence")
	}
	processes := a.list("processes")
	if len(processes) != len(w.procs) {
		t.Errorf("%d processes of %d: %s", len(processes), len(w.procs), a.raw)
	}
	seen := map[string]bool{}
	for _, p := range processes {
		if at(p, "reachable") != true || text(at(p, "version")) == "" || text(at(p, "started_at")) == "" || text(at(p, "memory_bytes")) == "0" || !strings.HasPrefix(text(at(p, "go_version")), "go1.") {
			t.Errorf("process %v", p)
		}
		modules, _ := at(p, "modules").([]any)
		for _, m := range modules {
			seen[text(at(m, "name"))] = true
			if at(m, "ready") != true {
				t.Errorf("module %v", m)
			}
		}
	}
	for _, svc := range append([]string{"engines"}, services...) {
		if !seen[svc] {
			t.Errorf("%s is missing: %v", svc, seen)
		}
	}
	stores := map[string]bool{}
	for _, s := range a.list("stores") {
		stores[text(at(s, "name"))] = text(at(s, "bytes")) != "0" && text(at(s, "engine")) != ""
	}
	want := []string{"clickhouse", "ledger", "sql"}
	if !strings.Contains(w.external, "kafka:") {
		want = append(want, "kafka") // an embedded one is measured, a broker elsewhere is not
	}
	for _, name := range want {
		if !stores[name] {
			t.Errorf("store %s: %v", name, a.list("stores"))
		}
	}
	size := a.str("ledger", "size")
	if size == "" || size == "0" || a.str("ledger", "origin") == "" || a.str("ledger", "verifier_key") == "" || a.str("ledger", "checkpoint_at") == "" || a.str("stored") == "0" {
		t.Errorf("ledger and records: %s", a.raw)
	}
	testkit.Eventually(t, 30*time.Second, "rates of calls", func() bool {
		a = admin.call(t, "GET", "/portal/api/v1/system", nil)
		return a.str("calls_per_second") != "0" && a.str("p90_ms") != "0"
	})
	if slices.Contains([]string{"", "NaN"}, a.str("failures_per_second")) {
		t.Errorf("failures: %s", a.raw)
	}
}
