package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// services in start order; engines own the data folder's broker and ClickHouse.
var services = []string{"audit", "access", "catalog", "exchange", "history", "portal"}

// system is one running installation.
type system struct {
	t        testing.TB
	dir      string
	procs    []*process
	http     map[string]string // service to base address
	kafka    string
	external string // extra configuration of the topology
	enrol    chan string
}

// process is one `chengxin serve`.
type process struct {
	name   string
	args   []string
	cmd    *exec.Cmd
	out    *tail
	exited chan struct{}
	base   string
}

// program is the built binary; the test's main builds it once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "cxe2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "chengxin")
	build := exec.Command("go", "build", "-o", program, "github.com/chengxin-credit/chengxin/app/chengxin")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// freePort finds a loopback port nobody listens on.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// config writes one process's configuration file.
func (s *system) config(name, httpAddr, grpcAddr, kafka, clickhouse string, peers map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "server:\n  http: %s\n  grpc: %s\n", httpAddr, grpcAddr)
	if len(peers) > 0 && name != "portal" {
		b.WriteString("  trusted_proxies: [127.0.0.1]\n") // the portal's machine
	}
	if !strings.Contains(s.external, "kafka:") {
		fmt.Fprintf(&b, "kafka:\n  embedded: true\n  listen: %s\n", kafka)
	}
	fmt.Fprintf(&b, "clickhouse:\n  embedded: true\n  listen: %s\n", clickhouse)
	b.WriteString("exchange:\n  inbox_sweep: 300ms\n") // what is dealt with goes while a test waits, and while processes are killed
	b.WriteString(s.external)
	if len(peers) > 0 && name == "portal" {
		b.WriteString("portal:\n  services:\n")
		for svc, base := range s.http {
			if svc != "portal" {
				fmt.Fprintf(&b, "    %s: %s\n", svc, base)
			}
		}
	}
	if len(peers) > 0 {
		b.WriteString("peers:\n")
		for _, svc := range services {
			if a := peers[svc]; a != "" {
				fmt.Fprintf(&b, "  %s: %s\n", svc, a)
			}
		}
	}
	path := filepath.Join(s.dir, name+".yaml")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func newSystem(t testing.TB, dir, external string) *system {
	return &system{t: t, dir: dir, http: map[string]string{}, external: external, enrol: make(chan string, 16)}
}

// oneProcess starts everything in one process.
func oneProcess(t testing.TB, dir, external string) *system {
	s := newSystem(t, dir, external)
	s.kafka = freePort(t)
	addr := freePort(t)
	conf := s.config("all", addr, freePort(t), s.kafka, freePort(t), nil)
	for _, svc := range services {
		s.http[svc] = "http://" + addr
	}
	s.add("all", "http://"+addr, "serve", "--config", conf, "--data", filepath.Join(dir, "data"))
	s.start()
	return s
}

// split starts one process per service plus the engines, on one data folder.
func split(t testing.TB, dir, external string) *system {
	s := newSystem(t, dir, external)
	s.kafka = freePort(t)
	clickhouse := freePort(t)
	peers := map[string]string{}
	for _, svc := range services {
		peers[svc] = freePort(t)
	}
	names := append([]string{"engines"}, services...)
	for _, svc := range names {
		s.http[svc] = "http://" + freePort(t)
	}
	for _, svc := range names {
		addr, grpc := strings.TrimPrefix(s.http[svc], "http://"), peers[svc]
		if grpc == "" {
			grpc = freePort(t)
		}
		conf := s.config(svc, addr, grpc, s.kafka, clickhouse, peers)
		s.add(svc, s.http[svc], "serve", "--config", conf, "--data", filepath.Join(dir, "data"), "--only", svc)
	}
	s.start()
	return s
}

func (s *system) add(name, base string, args ...string) {
	s.procs = append(s.procs, &process{name: name, base: base, args: args})
}

// start runs every process and waits until each is ready.
func (s *system) start() {
	s.t.Helper()
	for _, p := range s.procs {
		s.launch(p)
	}
	for _, p := range s.procs {
		s.ready(p)
	}
	s.t.Cleanup(s.stop)
}

var enrolment = regexp.MustCompile(`(system_admin|security_admin|audit_admin)\S*\s.*?([a-z0-9]{3}_[0-9a-z]{20,}|token=\S+)`)

func (s *system) launch(p *process) {
	s.t.Helper()
	p.cmd = exec.Command(program, p.args...)
	p.cmd.Env = append(os.Environ(), "LANG=en_US.UTF-8")
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p.out = &tail{}
	p.exited = make(chan struct{})
	pipe, err := p.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	p.cmd.Stderr = p.out
	if err := p.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	exited, cmd, out := p.exited, p.cmd, p.out
	go func() {
		lines := bufio.NewScanner(pipe)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			_, _ = out.Write(append(lines.Bytes(), '\n'))
			if m := enrolment.FindStringSubmatch(lines.Text()); m != nil {
				s.enrol <- m[1] + " " + strings.TrimPrefix(m[2], "token=")
			}
		}
		_ = cmd.Wait()
		close(exited)
	}()
}

// ready waits for /readyz; a process that ends before that fails the test with its output.
func (s *system) ready(p *process) {
	s.t.Helper()
	testkit.Eventually(s.t, 90*time.Second, p.name+" ready", func() bool {
		select {
		case <-p.exited:
			s.t.Fatalf("%s ended before it was ready:\n%s", p.name, p.out)
		default:
		}
		res, err := http.Get(p.base + "/readyz")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return res.StatusCode == http.StatusOK
	})
}

// kill ends one process without warning and waits until it is gone.
func (s *system) kill(p *process) {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// stop ends all processes in reverse order, first politely.
func (s *system) stop() {
	for i := len(s.procs) - 1; i >= 0; i-- {
		p := s.procs[i]
		if p.cmd == nil || p.cmd.Process == nil {
			continue
		}
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.exited:
		case <-time.After(40 * time.Second):
			s.kill(p)
			s.t.Errorf("%s did not stop within its deadline:\n%s", p.name, p.out)
		}
		if s.t.Failed() {
			s.t.Logf("%s said:\n%s", p.name, p.out)
		}
	}
}

// run calls the command line and returns its output and exit code.
func run(t testing.TB, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return out.String(), errs.String(), exit.ExitCode()
	}
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String(), errs.String(), 0
}

// tail keeps the last part of what a process printed.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if len(t.b) > 64<<10 {
		t.b = t.b[len(t.b)-32<<10:]
	}
	return len(p), nil
}

func (t *tail) String() string { t.mu.Lock(); defer t.mu.Unlock(); return string(t.b) }
