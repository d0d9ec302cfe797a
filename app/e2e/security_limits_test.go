package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// badRequests sends what no client should, while slow connections wait to be cut off.
func (w *world) badRequests(t *testing.T) {
	addr := strings.TrimPrefix(w.http["access"], "http://")
	slow := make(chan error, 2)
	go func() { slow <- dawdle(addr, "GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ") }()
	go func() { slow <- dawdle(addr, "") }()
	t.Run("garbage", func(t *testing.T) {
		for _, text := range []string{
			"\x00\x01\x02\x03\r\n\r\n", "GET\r\n\r\n", "GET /v1/me\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
			"GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /v1/me HTTP/1.1\r\n\r\n", "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
			"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n", "GET /v1/me HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("y", 200_000) + "\r\n\r\n",
		} {
			if status := wire(t, addr, text); status >= 500 && status != http.StatusHTTPVersionNotSupported && status != http.StatusNotImplemented {
				t.Errorf("%.40q got %d", text, status)
			}
		}
	})
	t.Run("methods and addresses that don't exist", func(t *testing.T) {
		for _, r := range routes(t) {
			for _, method := range []string{"PUT", "TRACE", "FOO", "PATCH"} {
				a := w.officer.send(t, method, r.path(nil), nil)
				if a.clean(t, method+" "+r.template); a.status != 405 && a.status != 404 {
					t.Errorf("%s %s: %d", method, r.template, a.status)
				}
			}
		}
		for _, path := range []string{"/v1", "/v2/me", "/v1//me", "/debug/pprof/", "/debug/vars", "/.env", "/v1/me/../../etc/passwd", "/v1/%2e%2e/me", "/v1/audit/tile/../../../keys/seal.json",
			"/v1/audit/tile/%2e%2e/%2e%2e/keys/seal.json", "/v1/audit/tile/0/..%2f..%2fcheckpoint", "/v1/audit/tile//etc/passwd", "/openapi.yaml/../keys"} {
			if a := w.officer.send(t, "GET", path, nil); a.status < 300 || a.status >= 500 {
				t.Errorf("GET %s: %d %.200s", path, a.status, a.raw)
			} else if m := leak.FindString(strings.ReplaceAll(string(a.raw), path, "")); m != "" {
				t.Errorf("GET %s leaks %q: %.200s", path, m, a.raw)
			}
		}
	})
	t.Run("oversized, deep, doubled and foreign bodies", func(t *testing.T) {
		deep := func(n int) string { return strings.Repeat(`{"query":`, n) + "1" + strings.Repeat("}", n) }
		for _, c := range []struct {
			name, body, kind string
			status           int
		}{
			{"2 MiB", `{"query":"` + strings.Repeat("a", 2<<20) + `"}`, "application/json", 413},
			{"100,000 deep", deep(100_000), "application/json", 400},
			{"arrays 400,000 deep", strings.Repeat("[", 400_000), "application/json", 400},
			{"key twice", `{"query":"a1","query":"a2"}`, "application/json", 400},
			{"unknown key", `{"query":"a1","quary":"a2"}`, "application/json", 400},
			{"two values", `{"query":"a1"} {"query":"a2"}`, "application/json", 400},
			{"wrong type", `{"query":["a1"]}`, "application/json", 400},
			{"huge number", `{"query":"a1","limit":1e400}`, "application/json", 400},
			{"negative limit", `{"query":"a1","limit":-1}`, "application/json", 400},
			{"no UTF-8", "{\"query\":\"a\xff\xfe\"}", "application/json", 400},
			{"not JSON", "query=a1", "application/json", 400},
			{"XML", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", "application/xml", 400},
			{"form", "query=a1", "application/x-www-form-urlencoded", 400},
		} {
			a := w.officer.send(t, "POST", "/v1/subjects:search", strings.NewReader(c.body), "Content-Type", c.kind)
			if a.clean(t, c.name); a.status != c.status {
				t.Errorf("%s: got %d, want %d: %.200s", c.name, a.status, c.status, a.raw)
			}
		}
		for _, r := range routes(t) { // the limit holds everywhere, and before a login it isn't even read
			if r.input == nil || r.method != "POST" {
				continue
			}
			big := func() io.Reader { return strings.NewReader(`{"x":"` + strings.Repeat("a", 2<<20) + `"}`) }
			a := client{s: w.system}.patient(t, r.method, r.path(nil), big, "Content-Type", "application/json")
			if a.clean(t, r.String()); (r.need.GetPublic() && a.status != 413) || (!r.need.GetPublic() && a.status != 401) {
				t.Errorf("%s: an oversized body got %d", r, a.status)
			}
		}
	})
	t.Run("nobody but the caller decides the answer", func(t *testing.T) {
		a := w.officer.send(t, "GET", "/v1/me", nil, "Origin", "https://evil.example", "X-Forwarded-For", "8.8.8.8", "X-Chengxin-Peer", "history", "X-Request-Id", "a\tb<script>")
		a.want(t, 200, "")
		if a.header.Get("Access-Control-Allow-Origin") != "" || strings.Contains(a.header.Get("X-Request-Id"), "script") {
			t.Errorf("headers of the caller's making: %v", a.header)
		}
		client{s: w.system}.send(t, "GET", "/v1/me", nil, "X-Chengxin-Peer", "history").want(t, 401, "")
	})
	for range 2 {
		if err := <-slow; err != nil {
			t.Error(err)
		}
	}
}

// dawdle sends a beginning and then a byte a second; the server must end it.
func dawdle(addr, begin string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(begin)); err != nil {
		return err
	}
	began := time.Now()
	_ = conn.SetReadDeadline(began.Add(40 * time.Second))
	if begin != "" {
		go func() {
			for {
				if _, err := conn.Write([]byte("z")); err != nil {
					return
				}
				time.Sleep(time.Second) // this is what a slow client is
			}
		}()
	}
	if _, err := io.Copy(io.Discard, conn); err != nil && time.Since(began) > 39*time.Second {
		return fmt.Errorf("a connection that sends %q and dawdles is held for %s", begin, time.Since(began))
	}
	return nil
}

// wire sends raw bytes and returns the status of the answer, 0 if the connection was closed without one.
func wire(t testing.TB, addr, text string) int {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write([]byte(text)); err != nil {
		return 0
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}
