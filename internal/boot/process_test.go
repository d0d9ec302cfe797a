package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// journal remembers what happened in which order.
type journal struct {
	mu    sync.Mutex
	lines []string
	// slow is closed when the slow request has arrived.
	slow chan struct{}
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// accesses is a method for peers; it answers with who called.
type accesses struct {
	auditv1.UnimplementedAccessesServer
}

func (accesses) Of(ctx context.Context, r *auditv1.SearchRequest) (*auditv1.SearchReply, error) {
	if r.GetActor() == "nobody" {
		return nil, fault.New(fault.NotFound, "NO_ACTOR", "没有。", "None.")
	}
	return &auditv1.SearchReply{NextCursor: grant.From(ctx).ID}, nil
}

// audit is a small module that serves peers.
func (j *journal) audit(_ context.Context, env *Env) (*Module, error) {
	j.add("build audit")
	if env.Local("access") {
		// Stand in for the access service, which would fill the policy.
		if err := env.Policy.Apply(policy.Snapshot{Parts: policy.AllParts, Version: 1}); err != nil {
			return nil, err
		}
	}
	return &Module{
		GRPC:    func(r grpc.ServiceRegistrar) { auditv1.RegisterAccessesServer(r, accesses{}) },
		Workers: []Worker{{Name: "w", Run: func(ctx context.Context) error { <-ctx.Done(); j.add("end audit"); return nil }}},
		Close:   func(context.Context) error { j.add("close audit"); return nil },
	}, nil
}

// history calls audit while it is built, as any later module may.
func (j *journal) history(ctx context.Context, env *Env) (*Module, error) {
	call := func(ctx context.Context, actor string) (string, error) {
		conn, err := env.Peers.Conn("audit")
		if err != nil {
			return "", err
		}
		reply, err := auditv1.NewAccessesClient(conn).Of(ctx, &auditv1.SearchRequest{Actor: actor})
		return reply.GetNextCursor(), err
	}
	if env.Local("audit") {
		who, err := call(ctx, "p1")
		j.add("build history: audit saw %s, %v", who, err)
	}
	if _, err := call(ctx, "nobody"); env.Local("audit") && !fault.Is(err, "NO_ACTOR") {
		return nil, fmt.Errorf("a peer's fault arrived as %w", err)
	}
	var mu sync.Mutex
	failures, seen := 0, ""
	return &Module{
		Workers: []Worker{{Name: "w", Run: func(ctx context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			if failures++; failures == 1 {
				return errors.New("once")
			}
			if failures == 2 {
				panic("twice")
			}
			who, err := call(ctx, "p1")
			if err != nil {
				return err
			}
			seen = who
			mu.Unlock()
			<-ctx.Done()
			mu.Lock()
			j.add("end history after audit saw %s", who)
			return nil
		}}},
		Ready: func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			if seen == "" {
				return errors.New("audit not reached")
			}
			return nil
		},
		HTTP: func(r *Router) {
			r.Handle(http.MethodGet, "/v1/who", Authenticated, http.NotFoundHandler())
			r.Handle(http.MethodGet, "/v1/asks", Public, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = call(r.Context(), "p1") }))
			r.Handle(http.MethodGet, "/v1/slow", Public, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				close(j.slow)
				select {
				case <-r.Context().Done():
				case <-time.After(300 * time.Millisecond):
					fmt.Fprint(w, "done")
				}
			}))
		},
		Close: func(context.Context) error { j.add("close history"); return nil },
	}, nil
}

func (j *journal) services() []Service {
	return []Service{{"audit", j.audit}, {"access", func(context.Context, *Env) (*Module, error) { return &Module{}, nil }}, {"history", j.history}}
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// settings make a configuration with the embedded broker and no ClickHouse, which these modules don't use.
func settings(t *testing.T) *confv1.Config {
	t.Helper()
	c, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	c.Server.Http, c.Server.Grpc, c.Kafka.Listen = free(t), free(t), free(t)
	c.Clickhouse.Embedded, c.Clickhouse.Address = false, "127.0.0.1:1"
	return c
}

// start runs a process until the test ends or stop is called.
func start(t *testing.T, o Options) (stop func() error) {
	t.Helper()
	var log lockedBuffer
	o.Log, _ = NewLog(&log, "debug")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, o) }()
	ended := false
	stop = func() error {
		if ended {
			return nil
		}
		ended = true
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(30 * time.Second):
			return errors.New("did not stop")
		}
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if t.Failed() {
			t.Log(log.String())
		}
	})
	testkit.Eventually(t, 30*time.Second, "readiness", func() bool {
		select {
		case err := <-done:
			t.Fatalf("ended early: %v\n%s", err, log.String())
		default:
		}
		res, err := http.Get("http://" + o.Config.Server.Http + "/readyz")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		return res.StatusCode == 200
	})
	return stop
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestOneProcess(t *testing.T) {
	j := &journal{slow: make(chan struct{})}
	conf := settings(t)
	data := testkit.TempDir(t)
	started := make(chan string, 1)
	stop := start(t, Options{Config: conf, Data: data, Services: j.services(), Started: func(_ context.Context, env *Env) error {
		started <- env.Data
		return nil
	}})
	base := "http://" + conf.Server.Http
	code, body := get(t, base+"/readyz")
	var ready struct {
		Ready   bool
		Modules map[string]string
	}
	if err := json.Unmarshal([]byte(body), &ready); err != nil || code != 200 || len(ready.Modules) != 4 {
		t.Errorf("readyz: %d %s %v", code, body, err)
	}
	for path, want := range map[string]string{"/healthz": "ok", "/metrics": "chengxin_calls_total", "/openapi.yaml": "openapi: 3", "/docs": "<!doctype html>", "/enrol": "<form>"} {
		if code, body := get(t, base+path); code != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.200s", path, code, body)
		}
	}
	if code, body := get(t, base+"/v1/who"); code != 401 || !strings.Contains(body, `"evidence"`) {
		t.Errorf("without a login: %d %s", code, body)
	}
	if got := <-started; got != data {
		t.Errorf("the hook saw %s", got)
	}
	for _, path := range []string{"keys/seal.json", "engines/kafka.json"} {
		if info, err := os.Stat(filepath.Join(data, path)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", path, info, err)
		}
	}
	// A second process on the same folder is told why it can't start.
	other := settings(t)
	log, _ := NewLog(io.Discard, "")
	err := Run(t.Context(), Options{Config: other, Data: data, Services: j.services(), Log: log})
	if err == nil || !strings.Contains(err.Error(), "is in use: another chengxin process (pid ") {
		t.Errorf("second process: %v", err)
	}
	answer := make(chan string, 1)
	go func() {
		_, body := get(t, base+"/v1/slow")
		answer <- body
	}()
	<-j.slow
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if body := <-answer; body != "done" {
		t.Errorf("a request in flight was broken off: %q", body)
	}
	want := []string{"build audit", "build history: audit saw service/history, <nil>", "end history after audit saw service/history", "close history", "end audit", "close audit"}
	if got := j.all(); !slices.Equal(got, want) {
		t.Errorf("order:\n%s", strings.Join(got, "\n"))
	}
}

// TestPeersByCertificate holds that peers of a process are who its authority says they are.
func TestPeersByCertificate(t *testing.T) {
	j := &journal{}
	data := testkit.TempDir(t)
	one := settings(t)
	peers := map[string]string{"audit": one.Server.Grpc, "access": one.Server.Grpc, "history": free(t)}
	one.Peers = peers
	start(t, Options{Config: one, Data: data, Only: []string{Engines, "audit", "access"}, Services: j.services()})
	// Without a certificate of our authority nobody is a peer.
	id, err := newIdentities(nil, data)
	if err != nil {
		t.Fatal(err)
	}
	board := newSwitchboard(peers, id)
	defer board.close()
	conn, err := peersOf{board, "history"}.Conn("audit")
	if err != nil {
		t.Fatal(err)
	}
	reply, err := auditv1.NewAccessesClient(conn).Of(t.Context(), &auditv1.SearchRequest{})
	if err != nil || reply.GetNextCursor() != "service/history" {
		t.Errorf("with a certificate: %v %v", reply, err)
	}
	if conn, err = (peersOf{board, "history"}).Conn("credit"); err == nil {
		t.Errorf("a service nobody configured: %v", conn)
	}
	stranger, err := newIdentities(nil, testkit.TempDir(t))
	if err != nil {
		t.Fatal(err)
	}
	foreign := newSwitchboard(peers, stranger)
	defer foreign.close()
	conn, err = peersOf{foreign, "history"}.Conn("audit")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := auditv1.NewAccessesClient(conn).Of(t.Context(), &auditv1.SearchRequest{}); !fault.Is(err, PeerDown) {
		t.Errorf("with a stranger's certificate: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	log, _ := NewLog(io.Discard, "")
	j := &journal{}
	for _, c := range []struct {
		name string
		edit func(*Options)
		want string
	}{
		{"unknown service", func(o *Options) { o.Only = []string{"histroy"} }, `there is no service "histroy"`},
		{"unknown peer", func(o *Options) { o.Config.Peers = map[string]string{"histroy": "a:1"} }, "peers.histroy"},
		{"taken port", func(o *Options) {
			l, err := net.Listen("tcp", o.Config.Server.Http)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
		}, "server.http"},
		{"module that can't start", func(o *Options) {
			o.Services = []Service{{"audit", func(context.Context, *Env) (*Module, error) { return nil, errors.New("no disk") }}}
		}, "start audit: no disk"},
		{"hook that fails", func(o *Options) { o.Started = func(context.Context, *Env) error { return errors.New("no demo") } }, "no demo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Config: settings(t), Data: testkit.TempDir(t), Services: j.services()[:2], Log: log}
			c.edit(&o)
			if err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
