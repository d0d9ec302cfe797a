package data

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// between puts a portal in front of another process's handler and returns the portal's address.
func between(t *testing.T, other http.Handler) (portal string) {
	t.Helper()
	back := httptest.NewServer(other)
	t.Cleanup(back.Close)
	return front(t, back.URL)
}

func front(t *testing.T, base string) string {
	t.Helper()
	return loggingFront(t, base, slog.New(slog.DiscardHandler))
}

func loggingFront(t *testing.T, base string, log *slog.Logger) string {
	t.Helper()
	transport := NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	refuse := func(w http.ResponseWriter, _ *http.Request, status int, err error) {
		f := fault.From(err)
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"reason": string(f.Reason), "zh": f.Message.Zh, "en": f.Message.En})
	}
	r, err := NewRemote(base+"/", transport, refuse, log)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Security-Policy", "preset")
		w.Header().Set("Cache-Control", "no-store")
		if slow := req.URL.Query().Has("slow"); slow { // as the rim does with every body
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		}
		req.RemoteAddr = "198.51.100.7:0" // as the rim leaves it behind a gateway
		r.ServeHTTP(w, req)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// Neither body waits for its end: what is sent so far is at the other side, in both directions at once.
func TestRemoteStreams(t *testing.T) {
	url := between(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		if err := rc.EnableFullDuplex(); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusOK)
		_ = rc.Flush()
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			fmt.Fprintf(w, "got %s\n", lines.Text())
			_ = rc.Flush()
		}
	}))
	send, body := io.Pipe()
	req, err := http.NewRequest(http.MethodPost, url+"/v1/x", send)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(body, "one\n") }()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	back := bufio.NewScanner(res.Body)
	for _, word := range []string{"one", "two", "three"} {
		if word != "one" {
			if _, err := io.WriteString(body, word+"\n"); err != nil {
				t.Fatal(err)
			}
		}
		if !back.Scan() || back.Text() != "got "+word {
			t.Fatalf("after %s: %q %v", word, back.Text(), back.Err())
		}
	}
	_ = body.Close()
	if back.Scan() {
		t.Errorf("more: %s", back.Text())
	}
}

func TestRemoteHeaders(t *testing.T) {
	url := between(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public")
		w.Header().Set("X-Chengxin-Evidence", "7")
		fmt.Fprintf(w, "%s %v %s %s", r.Header.Get("X-Forwarded-For"), r.Header["X-Forwarded-Host"], r.URL.RequestURI(), r.Header.Get("Accept-Encoding"))
	}))
	req, _ := http.NewRequest(http.MethodGet, url+"/v1/subjects/a%2Fb?x=%2F&y", nil)
	req.Header.Set("X-Forwarded-For", "192.0.2.99")
	req.Header.Set("X-Forwarded-Host", "evil.example")
	req.Header.Set("Accept-Encoding", "identity")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if string(body) != "198.51.100.7 [] /v1/subjects/a%2Fb?x=%2F&y identity" {
		t.Errorf("the other process saw %s", body)
	}
	h := res.Header
	if fmt.Sprint(h["Cache-Control"], h["Content-Security-Policy"], h["X-Chengxin-Evidence"]) != "[public] [preset] [7]" {
		t.Errorf("headers %v", h)
	}
}

func TestRemoteDown(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	l.Close()
	res, err := http.Post(front(t, base)+"/v1/x", "text/plain", strings.NewReader(strings.Repeat("x", 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 502 || !bytes.Contains(body, []byte("SERVICE_UNREACHABLE")) || bytes.Contains(body, []byte("dial")) || res.Header.Get("Content-Security-Policy") != "preset" {
		t.Errorf("%d %s %v", res.StatusCode, body, res.Header)
	}
}

// Half an answer must not look like a whole one.
func TestRemoteBreaksOff(t *testing.T) {
	url := between(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	res, err := http.Get(url + "/v1/x")
	if err != nil {
		return
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("%q looks complete", body)
	}
}

// A refusal that comes before the body has been read is the caller's answer, not a failed connection.
func TestRemoteRefusesEarly(t *testing.T) {
	url := between(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	for range 5 {
		res, err := http.Post(url+"/v1/x", "text/plain", io.LimitReader(noise{}, 64<<20))
		if err != nil {
			t.Logf("the client gave up writing: %v", err) // its own business, without a portal as well
			continue
		}
		if res.Body.Close(); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("got %d", res.StatusCode)
		}
	}
}

type noise struct{}

func (noise) Read(b []byte) (int, error) { return len(b), nil }

// Nobody waits for the answer any more: the other process is told.
func TestRemoteCancels(t *testing.T) {
	began, gone := make(chan struct{}), make(chan struct{})
	url := between(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
		close(gone)
	}))
	req, _ := http.NewRequest(http.MethodGet, url+"/v1/x", nil)
	client := &http.Client{Transport: &http.Transport{}}
	ctx, cancel := contextOf(t)
	go func() {
		if res, err := client.Do(req.WithContext(ctx)); err == nil {
			res.Body.Close()
		}
	}()
	<-began
	cancel()
	select {
	case <-gone:
	case <-time.After(20 * time.Second):
		t.Error("the other process works on for nobody")
	}
}

// A body that its own sender broke off, or sends too slowly, is not the service's failure: no 502, and nothing to warn of.
func TestRemoteLosesTheBody(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err == nil {
			t.Error("half a body came whole")
		}
		panic(http.ErrAbortHandler) // or the service's own refusal would be the answer
	}))
	t.Cleanup(back.Close)
	var log bytes.Buffer
	addr := strings.TrimPrefix(loggingFront(t, back.URL, slog.New(slog.NewTextHandler(&log, nil))), "http://")
	for name, c := range map[string]struct {
		head, body string
		hangsUp    bool
		status     int
	}{
		"too slow":   {"POST /v1/x?slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", "half", false, http.StatusRequestTimeout},
		"broken off": {"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", "half", true, http.StatusBadRequest},
		"bad chunks": {"POST /v1/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nhalf\r\nxyz\r\n", false, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			if _, err := io.WriteString(conn, c.head+c.body); err != nil {
				t.Fatal(err)
			}
			if c.hangsUp {
				if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // every real connection takes one
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			body, _ := io.ReadAll(res.Body)
			if res.StatusCode != c.status || !bytes.Contains(body, []byte("BODY_NOT_RECEIVED")) {
				t.Errorf("%d %s", res.StatusCode, body)
			}
		})
	}
	if log.Len() != 0 {
		t.Errorf("logged %s", log.String())
	}
}
