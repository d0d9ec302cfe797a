package service

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// Whatever a browser sends, the API hears of the cookie's login only, and of nothing that is between browser and portal.
func TestInnerHeader(t *testing.T) {
	names := []string{"Accept", "Accept-Language", "Accept-Encoding", "Content-Type", "Content-Encoding", "Idempotency-Key", "If-None-Match", "Range", "X-Request-Id", "Traceparent",
		"Tracestate", "Baggage", "User-Agent", "X-Other", "Authorization", "Cookie", "X-Chengxin-Key", "X-Chengxin-Peer", "X-Csrf-Token", "Connection", "Keep-Alive", "Proxy-Connection",
		"Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via",
		"Origin", "Referer", "Sec-Fetch-Site", "Sec-Websocket-Key", "Http2-Settings", "Access-Control-Request-Method"}
	passing := names[:14]
	rapid.Check(t, func(t *rapid.T) {
		h := http.Header{}
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			name := rapid.SampledFrom(names).Draw(t, "name")
			if rapid.Bool().Draw(t, "canonical") {
				h.Add(name, rapid.StringMatching(`[a-z ,-]{0,12}`).Draw(t, "value"))
			} else {
				h[strings.ToLower(name)] = []string{"low"}
			}
		}
		listed := rapid.SampledFrom(passing).Draw(t, "listed")
		hide := rapid.Bool().Draw(t, "hide")
		if hide {
			h["Connection"] = append(h["Connection"], "close, "+strings.ToLower(listed))
		}
		token := rapid.SampledFrom([]string{"", li}).Draw(t, "token")
		before := fmt.Sprint(h)
		out := innerHeader(h, token)
		if fmt.Sprint(h) != before {
			t.Fatal("the browser's own headers were changed")
		}
		want := []string(nil)
		if token != "" {
			want = []string{"Bearer " + token}
		}
		if !slices.Equal(out["Authorization"], want) {
			t.Fatalf("login %v, want %v", out["Authorization"], want)
		}
		for name := range out {
			if name != "Authorization" && !slices.Contains(passing, name) {
				t.Fatalf("%s passed", name)
			}
			if hide && name == listed {
				t.Fatalf("%s passed though it is of the connection", name)
			}
		}
		named := connectionHeaders(h)
		for name, values := range h {
			if canonical := textproto.CanonicalMIMEHeaderKey(name); slices.Contains(passing, canonical) && !named[canonical] && !contains(out[canonical], values) {
				t.Fatalf("%s was lost: %v of %v", name, out[canonical], values)
			}
		}
	})
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// echo says what it was asked, and tries to set a cookie.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	http.SetCookie(w, &http.Cookie{Name: "x", Value: "y"})
	w.Header().Set("X-Kept", "1")
	fmt.Fprintf(w, "%s %s %s from %s as %s: %s", r.Method, r.URL.RequestURI(), r.RequestURI, r.RemoteAddr, r.Header.Get("Authorization"), body)
})

func newDoor(o *office) *Door {
	owner := func(path string) string {
		for _, prefix := range []string{"/v1/me", "/v1/subjects", "/v1/resources"} {
			if strings.HasPrefix(path, prefix) {
				return "all"
			}
		}
		return ""
	}
	return NewDoor(owner, map[string]Way{"all": {Handler: echo}}, o, rim)
}

func TestDoor(t *testing.T) {
	mine := tokenOf(t, biz.OfSession, li)
	for _, c := range []struct {
		name, method, target, body string
		headers                    []string
		status                     int
		want                       string
	}{
		{"a query", "GET", "/portal/api/v1/subjects/a%20b?purpose=x&y=%2F", "", nil, 200, "GET /v1/subjects/a%20b?purpose=x&y=%2F /v1/subjects/a%20b?purpose=x&y=%2F from 192.0.2.1:1234 as Bearer " + li + ": "},
		{"a change", "POST", "/portal/api/v1/me", "hello", []string{CSRFHeader, mine}, 200, "POST /v1/me /v1/me from 192.0.2.1:1234 as Bearer " + li + ": hello"},
		{"a change without token", "POST", "/portal/api/v1/me", "hello", nil, 403, "CSRF_MISSING"},
		{"a change with a wrong token", "DELETE", "/portal/api/v1/me", "", []string{CSRFHeader, "x"}, 403, "CSRF_WRONG"},
		{"another login of the browser's", "GET", "/portal/api/v1/me", "", []string{"Authorization", "Bearer cxk_stolen", "X-Chengxin-Key", "cxk_stolen"}, 200, "as Bearer " + li + ": "},
		{"from another site", "GET", "/portal/api/v1/me", "", []string{"Sec-Fetch-Site", "cross-site"}, 403, "CSRF_OTHER_SITE"},
		{"beside the API", "GET", "/portal/api/metrics", "", nil, 404, "NO_SUCH_ROUTE"},
		{"an unknown path", "GET", "/portal/api/v1/nowhere", "", nil, 404, "NO_SUCH_ROUTE"},
		{"out of the API", "GET", "/portal/api/v1/me/../../metrics", "", nil, 404, "NO_SUCH_ROUTE"},
		{"an unknown path without token", "POST", "/portal/api/v1/nowhere", "", nil, 404, "NO_SUCH_ROUTE"},
		{"absolute form", "GET", "http://evil.example/portal/api/v1/me", "", nil, 200, "GET /v1/me /v1/me"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := request(c.method, c.target, c.body, in(li))
			for i := 0; i < len(c.headers); i += 2 {
				r.Header.Set(c.headers[i], c.headers[i+1])
			}
			w := httptest.NewRecorder()
			newDoor(newOffice()).ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, c.status, c.want)
			}
			if len(w.Result().Cookies()) != 0 || (c.status == 200 && w.Header().Get("X-Kept") == "") || w.Header().Get("Cross-Origin-Resource-Policy") == "" {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}

// Nobody is logged in: the API hears no login, and whose cookie is over is told so by the API.
func TestDoorOfTheAnonymous(t *testing.T) {
	for name, cookies := range map[string][]string{"no cookie": nil, "two cookies": {in(li), in(admin)}, "an API key in the cookie": {SessionCookie + "=cxk_0000000000000000"}} {
		w := httptest.NewRecorder()
		newDoor(newOffice()).ServeHTTP(w, request("GET", "/portal/api/v1/me", "", cookies...))
		if w.Code != 200 || !strings.Contains(w.Body.String(), " as : ") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	o := newOffice()
	o.end(li)
	w := httptest.NewRecorder()
	if newDoor(o).ServeHTTP(w, request("GET", "/portal/api/v1/me", "", in(li))); !strings.Contains(w.Body.String(), " as Bearer "+li) || o.uses(li) != 0 {
		t.Errorf("a session that is over: %s", w.Body)
	}
}

// A call is a use of the session, also when another process answers it.
func TestDoorUsesTheSession(t *testing.T) {
	o := newOffice()
	newDoor(o).ServeHTTP(httptest.NewRecorder(), request("GET", "/portal/api/v1/me", "", in(li)))
	if o.uses(li) != 1 {
		t.Errorf("%d uses", o.uses(li))
	}
}

// Only an upload to another process, by who may send one, takes the time it needs. Every other body has its time limit, also that of
// somebody who is logged in: local routes lift it by themselves once they have let the caller in.
func TestDoorOfSlowBodies(t *testing.T) {
	const within = 100 * time.Millisecond
	short := rim
	short.Timeout = within
	for _, c := range []struct {
		name, path, token string
		remote, refuses   bool
		whole             bool
	}{
		{name: "a call of this process", path: "/v1/me", token: admin},
		{name: "an upload of this process", path: "/v1/resources/penalty/records:push", token: admin},
		{name: "a call of another process", path: "/v1/me", token: admin, remote: true},
		{name: "an upload by nobody", path: "/v1/resources/penalty/records:push", remote: true},
		{name: "an upload by who may not", path: "/v1/resources/penalty/records:push", token: li, remote: true},
		{name: "an upload of another kind than she may", path: "/v1/resources/penalty/records:withdraw", token: admin, remote: true},
		{name: "an upload by who may", path: "/v1/resources/penalty/records:push", token: admin, remote: true, whole: true},
		{name: "an upload that is refused", path: "/v1/resources/penalty/records:push", token: admin, remote: true, refuses: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			came := make(chan string, 1)
			service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if c.refuses {
					w.WriteHeader(http.StatusForbidden)
					came <- ""
					return
				}
				b, err := io.ReadAll(r.Body)
				came <- fmt.Sprint(string(b), " ", err)
			})
			door := NewDoor(func(string) string { return "all" }, map[string]Way{"all": {service, c.remote}}, newOffice(), short)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // as the rim does
				_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(within))
				door.ServeHTTP(w, r)
			}))
			defer srv.Close()
			conn, err := net.Dial("tcp", srv.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			of, secret, cookies := biz.OfSession, c.token, in(c.token)
			if c.token == "" {
				of, secret, cookies = biz.OfVisitor, strings.Repeat("v", 52), visitor()
			}
			_, err = fmt.Fprintf(conn, "POST /portal/api%s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n%s: %s\r\nContent-Length: 4\r\n\r\nha", c.path, cookies, CSRFHeader, biz.CSRF(of, secret))
			if err != nil {
				t.Fatal(err)
			}
			if c.whole {
				<-time.After(3 * within) // the time is the subject here
				if _, err := io.WriteString(conn, "lf"); err != nil {
					t.Fatal(err)
				}
				if got := <-came; got != "half <nil>" {
					t.Errorf("a slow upload is cut off: %s", got)
				}
				return
			}
			if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Fatalf("the connection was held: %v", err)
			}
			if got := <-came; !c.refuses && !strings.Contains(got, "i/o timeout") {
				t.Errorf("the service saw %q", got)
			}
		})
	}
}
