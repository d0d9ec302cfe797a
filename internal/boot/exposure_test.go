package boot

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// An authority signs for others too: only a certificate that names a service makes its holder one.
func TestOnlyServicesArePeers(t *testing.T) {
	c := &chain{peers: []string{"audit", "history"}}
	for name, want := range map[string]string{"history": "history", "www.example.gov.cn": "", "": "", "History": ""} {
		cert := &x509.Certificate{Subject: pkix.Name{CommonName: name}}
		info := credentials.TLSInfo{State: tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{{cert}}}}
		ctx := peer.NewContext(context.Background(), &peer.Peer{AuthInfo: info})
		if got := c.peerService(ctx, header{}, false); got != want {
			t.Errorf("%q is taken for %q, want %q", name, got, want)
		}
	}
}

// A body that never ends to arrive must not hold its connection, whether the request was let in or refused.
func TestSlowBodies(t *testing.T) {
	r := newRim(t, ok)
	router := &Router{mux: r.mux, chain: r.chain}
	router.Handle(http.MethodPost, "/v1/raw", Authenticated, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		b, err := io.ReadAll(req.Body)
		_, _ = fmt.Fprintf(w, "%s %v", b, err)
	}))
	router.Handle(http.MethodPost, "/v1/decided", Authenticated, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		WriteFault(w, req, denied("record.push")) // before it has read anything
	}))
	const within = 200 * time.Millisecond
	r.chain.timeout = within
	srv := httptest.NewServer(prompt(r.mux, within))
	defer srv.Close()
	for name, c := range map[string]struct{ path, token string }{
		"let in":                 {"/v1/subjects:search", "cxs_officer"},
		"refused":                {"/v1/subjects:search", "cxs_guess"},
		"nowhere":                {"/v1/nowhere", ""},
		"refused by a raw route": {"/v1/decided", "cxs_officer"},
	} {
		conn := dial(t, srv, c.path, c.token)
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("%s: the connection was held: %v", name, err)
		}
		_ = conn.Close()
	}
	conn := dial(t, srv, "/v1/raw", "cxs_officer")
	defer func() { _ = conn.Close() }()
	<-time.After(2 * within) // the time is the subject here
	if _, err := io.WriteString(conn, "rest of twenty bytes"[1:]); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "{est of twenty bytes <nil>" {
		t.Errorf("a slow push is cut off: %q %v", b, err)
	}
}

// dial sends a request up to the first byte of its body of twenty.
func dial(t *testing.T, srv *httptest.Server, path, token string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 20\r\n\r\n{", path, token); err != nil {
		t.Fatal(err)
	}
	return conn
}

// A proxy on this machine must not open the metrics to everybody behind it.
func TestMetricsBehindAProxy(t *testing.T) {
	r := newRim(t, ok)
	page := (&process{chain: r.chain}).metricsPage()
	for from, want := range map[string]int{"": http.StatusOK, "203.0.113.9": http.StatusUnauthorized} {
		req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		req.RemoteAddr = "127.0.0.1:4711"
		if from != "" {
			req.Header.Set("X-Forwarded-For", from)
		}
		w := httptest.NewRecorder()
		page.ServeHTTP(w, req)
		if w.Code != want {
			t.Errorf("forwarded for %q: %d", from, w.Code)
		}
	}
}
