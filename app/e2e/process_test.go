package e2e

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestProcess is how the program behaves as a process, to operators and to systems around it.
func TestProcess(t *testing.T) {
	w := found(t, oneProcess(t, folder(t), "telemetry:\n  log_level: debug\n"))
	t.Run("pages for operators and systems", w.pages)
	t.Run("a second process on the same data is refused", w.second)
	t.Run("logs hold no personal data", w.quietLogs)
	t.Run("what cannot be read is seen", w.stray)
	t.Run("SIGTERM under load stops in order", w.politeStop)
	t.Run("the data folder is nobody else's", w.privateData)
}

// pages asks what monitors, gateways and developers ask.
func (w *world) pages(t *testing.T) {
	anon := client{s: w.system}
	for _, c := range []struct{ path, kind, holds string }{
		{"/healthz", "text/plain", "ok"},
		{"/readyz", "application/json", `"ready":true`},
		{"/metrics", "text/plain", "go_goroutines"},
		{"/openapi.yaml", "application/yaml", "openapi: 3"},
		{"/docs", "text/html", "openapi.yaml"},
	} {
		a := anon.send(t, "GET", c.path, nil)
		if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), c.kind) || !strings.Contains(string(a.raw), c.holds) {
			t.Errorf("%s: %d %s %.300s", c.path, a.status, a.header.Get("Content-Type"), a.raw)
		}
		if a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: no security headers", c.path)
		}
	}
	ready := anon.send(t, "GET", "/readyz", nil)
	for _, svc := range append([]string{"engines"}, services...) {
		if ready.str("modules", svc) != "ready" {
			t.Errorf("readiness does not name %s: %s", svc, ready.raw)
		}
	}
	described := string(anon.send(t, "GET", "/openapi.yaml", nil).raw)
	for _, r := range routes(t) {
		if !strings.Contains(described, "\n    "+regexp.MustCompile(`=\*\*`).ReplaceAllString(r.template, "")+":\n") {
			t.Errorf("%s is not in /openapi.yaml", r)
		}
	}
}

// second starts another process on the same data folder, whole and in part.
func (w *world) second(t *testing.T) {
	other := newSystem(t, folder(t), "")
	conf := other.config("second", freePort(t), freePort(t), freePort(t), freePort(t), nil)
	for _, args := range [][]string{nil, {"--only", "audit"}, {"--only", "engines"}} {
		out, errs, code := run(t, nil, append([]string{"serve", "--config", conf, "--data", filepath.Join(w.dir, "data")}, args...)...)
		if said := out + errs; code == 0 || !strings.Contains(said, "in use") || !strings.Contains(said, "pid") || !strings.Contains(said, "--data") {
			t.Errorf("a second process %v ended with %d and said: %s", args, code, said)
		}
	}
	client{s: w.system}.send(t, "GET", "/readyz", nil).want(t, 200, "") // and the first one is not harmed
}

// quietLogs does everything that touches persons, well and badly, and searches what the process printed at its most talkative.
func (w *world) quietLogs(t *testing.T) {
	number, name, typed := "日志罚〔2026〕1号", "欧阳明", "secret horse battery 9"
	wrong := personID[:17] + "X"
	secrets := map[string]string{"ID number": personID, "wrong ID number": wrong, "name": name, "password": password, "typed password": typed,
		"made-up key": "cxk_secretsecretsecret", "API key": w.pusherKey.secret, "session": w.officer.token, "company": acme}
	talkative := false
	in := map[string]any{"id": personID, "purpose": "enforcement", "case_no": caseNo}
	anon := client{s: w.system}
	for _, step := range []func(){
		func() {
			w.pusher.push(t, "penalty", ndjson(t, ofPerson(number), ofPerson("日志2号").with("CF_JDRQ", "x"), ofPerson("日志3号").with("CF_XDR_ZJHM", wrong))).counts(t, "1", "2")
		},
		func() {
			if err := w.produce(t, w.pusherKey, "inbox.lc-amr", "penalty", strings.TrimSpace(ndjson(t, ofPerson("日志4号").with("CF_JDRQ", "x")))); err != nil {
				t.Fatal(err)
			}
		},
		func() {
			testkit.Eventually(t, 30*time.Second, "the person's record", func() bool {
				a := w.officer.json(t, "POST", "/v1/subjects:profile", in)
				return a.status == 200 && record(a, number) != nil
			})
		},
		func() {
			w.officer.json(t, "POST", "/v1/subjects:profile", map[string]any{"id": personID}).want(t, 403, "")
		},
		func() { w.officer.json(t, "POST", "/v1/subjects:profile", with(in, "id", wrong)).want(t, 400, "") },
		func() {
			w.officer.json(t, "POST", "/v1/subjects:search", map[string]any{"query": name}).want(t, 200, "")
		},
		func() { w.officer.send(t, "GET", "/v1/subjects/"+personID+"/profile?"+ask(""), nil).want(t, 400, "") },
		func() { anon.send(t, "GET", "/v1/public/subjects/"+personID, nil).want(t, 404, "") },
		func() { w.own(t, w.subject(t, "quiet", "lc-amr", personID), number) },
		func() {
			w.sysAdmin.json(t, "POST", "/v1/people", map[string]any{"name": "quiet2", "agency": "lc-amr", "subject": wrong}).want(t, 400, "")
		},
		func() {
			anon.json(t, "POST", "/v1/sessions", map[string]any{"name": "officer1", "password": typed}).want(t, 401, "")
		},
		func() { client{w.system, "cxk_secretsecretsecret"}.send(t, "GET", "/v1/me", nil).want(t, 401, "") },
		func() { w.officer.profile(t, acme, ask("")).want(t, 200, "") },
	} {
		step()
		said := w.procs[0].out.String()
		talkative = talkative || strings.Contains(said, "level=DEBUG")
		for what, secret := range secrets {
			if strings.Contains(said, secret) {
				t.Errorf("the log holds the %s:\n%s", what, said)
				delete(secrets, what)
			}
		}
	}
	if !talkative {
		t.Error("the log is not at its most talkative, so this test shows nothing")
	}
}

// stray writes to the topic of records what is no record: whoever looks after the exchange sees it, reads it and ends it.
func (w *world) stray(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(w.dir, "data", "engines", "kafka.json"))
	if err != nil {
		t.Fatal(err)
	}
	var broker struct{ Username, Password string }
	if err := json.Unmarshal(raw, &broker); err != nil {
		t.Fatal(err)
	}
	if err := w.produce(t, key{kafkaUser: broker.Username, secret: broker.Password}, "records", "penalty", "no record of "+personID); err != nil {
		t.Fatal(err)
	}
	manager := w.person(t, "manager7", "lc-amr", "catalog_manager")
	var list answer
	testkit.Eventually(t, 30*time.Second, "the message to be seen", func() bool {
		list = manager.must(t, "GET", "/v1/quarantine?agency=-&state=open", nil)
		return len(list.list("items")) == 1
	})
	id := list.str("items", 0, "id")
	if list.str("items", 0, "agency") != "" || list.str("items", 0, "reasons", 0, "reason") != "RECORD_UNREADABLE" || strings.Contains(string(list.raw), personID) {
		t.Errorf("what was listed: %s", list.raw)
	}
	manager.send(t, "GET", "/v1/quarantine?agency=-&state=opne", nil).want(t, 400, "") // not: there are none
	w.officer.send(t, "GET", "/v1/quarantine?agency=-", nil).want(t, 403, "")
	w.pusher.send(t, "GET", "/v1/quarantine?agency=-", nil).want(t, 403, "") // an agency sees its own
	w.pusher.send(t, "GET", "/v1/quarantine/"+id, nil).want(t, 404, "QUARANTINE_UNKNOWN")
	w.pusher.json(t, "POST", "/v1/quarantine/"+id+":settle", map[string]any{"why": "mine"}).want(t, 403, "")

	whole := manager.must(t, "GET", "/v1/quarantine/"+id+"?agency=-", nil)
	if b, err := base64.StdEncoding.DecodeString(whole.str("raw")); err != nil || string(b) != "no record of "+personID {
		t.Errorf("downloaded %q: %s", b, whole.raw)
	}
	if whole.header.Get("X-Chengxin-Evidence") == "" {
		t.Error("a download without evidence")
	}
	env := []string{"CHENGXIN_SERVER=" + w.http["exchange"], "CHENGXIN_KEY=" + manager.token, "LANG=en_US.UTF-8"}
	if out, errs, code := run(t, env, "quarantine", "list", "--stray"); code != 0 || !strings.Contains(out, id) || !strings.Contains(out, "RECORD_UNREADABLE") {
		t.Errorf("listed by the command with %d:\n%s%s", code, out, errs)
	}
	if out, errs, code := run(t, env, "quarantine", "settle", id, "--why", "a program under test"); code != 0 || !strings.Contains(out, "(settled)") {
		t.Errorf("settled by the command with %d:\n%s%s", code, out, errs)
	}
	done := manager.must(t, "GET", "/v1/quarantine/"+id+"?agency=-", nil)
	if done.str("state") != "settled" || done.str("settled_by") != w.ids["manager7"] || done.str("settled_why") != "a program under test" {
		t.Errorf("settled: %s", done.raw)
	}
	manager.json(t, "POST", "/v1/quarantine/"+id+":settle", map[string]any{"why": "again"}).want(t, 409, "QUARANTINE_SETTLED")
	if left := manager.must(t, "GET", "/v1/quarantine?agency=-&state=open", nil); len(left.list("items")) != 0 {
		t.Errorf("still open: %s", left.raw)
	}
	for _, path := range w.inClear(t, "no record of "+personID) {
		if !strings.Contains(path, "records-") { // where this test wrote it
			t.Errorf("%s holds personal data in clear", path)
		}
	}
}

// politeStop sends SIGTERM while requests come in: what was begun is answered, nothing new is taken, the end is in time and without error.
func (w *world) politeStop(t *testing.T) {
	server := w.procs[0]
	quit := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-quit:
					return
				default:
				}
				a, err := w.officer.try("GET", "/v1/subjects/"+acme+"/profile?"+ask(""), nil)
				if err == nil && a.status != 200 && a.status != 503 {
					t.Errorf("a request during the stop got %d %s", a.status, a.raw)
				}
			}
		})
	}
	began := time.Now()
	if err := server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-server.exited:
	case <-time.After(25 * time.Second):
		t.Fatalf("not stopped within its deadline:\n%s", server.out)
	}
	close(quit)
	clients.Wait()
	if code := server.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("a polite stop ended with %d:\n%s", code, server.out)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("the stop took %s", took)
	}
	w.launch(server)
	w.ready(server)
	w.officer.profile(t, acme, ask("")).want(t, 200, "") // the session is still good
	// A second signal need not be waited for, and a kill in the middle of a stop does no harm.
	for range 2 {
		if err := server.cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
	}
	<-server.exited
	w.launch(server)
	w.ready(server)
	w.officer.profile(t, acme, ask("")).want(t, 200, "")
}

// privateData expects that no other user of the machine can read the data folder's secrets.
func (w *world) privateData(t *testing.T) {
	root := filepath.Join(w.dir, "data")
	info, err := os.Stat(root)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the data folder is open to others: %v %v", info.Mode(), err)
	}
	for _, dir := range []string{"keys", "sql"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if info, err := d.Info(); err == nil && strings.Contains(path, "keys") && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s is open to others: %v", path, info.Mode())
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestConfiguration stops the start for what is not right in a configuration, saying where and what is near.
func TestConfiguration(t *testing.T) {
	for _, c := range []struct {
		name, text string
		says       []string
	}{
		{"unknown key", "server:\n  htpp: 127.0.0.1:1\n", []string{"server.htpp", "did you mean server.http", ":2:"}},
		{"unknown section", "servr:\n  http: 127.0.0.1:1\n", []string{"servr", "did you mean server"}},
		{"unknown key far from any", "server:\n  quux_zzzzz: 1\n", []string{"server.quux_zzzzz"}},
		{"key twice", "server:\n  http: 127.0.0.1:1\n  http: 127.0.0.1:2\n", []string{"server.http", "twice"}},
		{"wrong type", "server:\n  max_body: lots\n", []string{"server.max_body", "number"}},
		{"wrong duration", "server:\n  stop_timeout: 20\n", []string{"server.stop_timeout", "duration"}},
		{"address without port", "server:\n  http: localhost\n", []string{"server.http", "host:port"}},
		{"unknown peer", "peers:\n  histroy: 127.0.0.1:1\n", []string{"histroy"}},
		{"unknown driver", "sql:\n  driver: oracle\n", []string{"sql.driver", "oracle"}},
		{"no YAML", "server: [\n", []string{"yaml"}},
		{"several faults at once", "server:\n  http: x\n  grpc: y\n", []string{"server.http", "server.grpc"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "c.yaml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			data := filepath.Join(t.TempDir(), "data")
			for _, more := range [][]string{{"--check-config"}, nil} {
				out, errs, code := run(t, nil, append([]string{"serve", "--config", path, "--data", data}, more...)...)
				for _, want := range c.says {
					if code == 0 || !strings.Contains(out+errs, want) {
						t.Errorf("%v ended with %d without %q: %s%s", more, code, want, out, errs)
					}
				}
				if _, err := os.Stat(data); err == nil {
					t.Error("a start with a faulty configuration touched the data folder")
				}
			}
		})
	}
	if out, errs, code := run(t, nil, "serve", "--check-config"); code != 0 || !strings.Contains(out, "ok") {
		t.Errorf("the defaults are refused with %d: %s%s", code, out, errs)
	}
	for _, args := range [][]string{{"serve", "--no-such-flag"}, {"serve", "--only", "histroy", "--data", t.TempDir()}, {"serve", "--demo", "huge"}, {"sevre"}, {"serve", "--config", "/no/such/file"}} {
		if out, errs, code := run(t, nil, args...); code == 0 || out+errs == "" {
			t.Errorf("%v ended with %d: %s%s", args, code, out, errs)
		}
	}
}

// TestPortTaken names the setting whose port is taken.
func TestPortTaken(t *testing.T) {
	taken := &http.Server{Handler: http.NotFoundHandler()} //nolint:gosec // answers nobody
	addr := freePort(t)
	taken.Addr = addr
	go func() { _ = taken.ListenAndServe() }()
	defer taken.Close()
	testkit.Eventually(t, 5*time.Second, "the port to be taken", func() bool {
		res, err := http.Get("http://" + addr)
		if err != nil {
			return false
		}
		_, _ = io.Copy(io.Discard, res.Body)
		return res.Body.Close() == nil
	})
	s := newSystem(t, folder(t), "")
	conf := s.config("taken", addr, freePort(t), freePort(t), freePort(t), nil)
	out, errs, code := run(t, nil, "serve", "--config", conf, "--data", filepath.Join(s.dir, "data"))
	if code == 0 || !strings.Contains(out+errs, "server.http") {
		t.Errorf("ended with %d: %s%s", code, out, errs)
	}
}
