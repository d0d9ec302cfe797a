package kafkatest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Process is a broker in a process of its own, to be killed and started again on the same data and address.
type Process struct {
	Config  kafkaio.Config
	Dir     string // where its data is
	t       testing.TB
	command func() *exec.Cmd
	output  string
	cmd     *exec.Cmd
	waited  chan error
}

// Variables that turn this test binary into a broker.
const (
	envDir    = "CHENGXIN_KAFKATEST_DIR"
	envListen = "CHENGXIN_KAFKATEST_LISTEN"
)

// init runs the broker instead of the tests when StartProcess started this binary; the package is only in test binaries.
func init() { //nolint:gochecknoinits // the only hook that needs nothing from the packages that use it
	dir := os.Getenv(envDir)
	if dir == "" {
		return
	}
	_, err := kafka.Start(context.Background(), kafka.Options{
		Dir: dir, Listen: os.Getenv(envListen), AdminUser: adminUser, AdminPassword: adminPassword,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	select {}
}

// StartProcess runs the embedded broker in a process of its own.
func StartProcess(t testing.TB) *Process {
	t.Helper()
	dir, addr := t.TempDir(), freeAddr(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return launch(t, addr, dir, func() *exec.Cmd {
		cmd := exec.Command(self) //nolint:gosec // this very binary
		cmd.Env = append(os.Environ(), envDir+"="+dir, envListen+"="+addr)
		return cmd
	})
}

func launch(t testing.TB, addr, dir string, command func() *exec.Cmd) *Process {
	t.Helper()
	p := &Process{Config: config(addr), Dir: dir, t: t, command: command, output: filepath.Join(t.TempDir(), "broker.log")}
	p.Start()
	t.Cleanup(p.Kill)
	prepared(t, addr)
	return p
}

// Start starts the broker and waits until it answers.
func (p *Process) Start() {
	p.t.Helper()
	out, err := os.OpenFile(p.output, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd = p.command()
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	_ = out.Close()
	p.waited = make(chan error, 1)
	go func() { p.waited <- p.cmd.Wait() }()
	deadline := time.After(startTimeout)
	for {
		if p.answers() {
			return
		}
		select {
		case err := <-p.waited:
			p.waited <- err
			p.t.Fatalf("broker ended: %v\n%s", err, p.tail())
		case <-deadline:
			p.t.Fatalf("broker does not answer\n%s", p.tail())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends the broker as a power cut would (SIGKILL); the data stays.
func (p *Process) Kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.waited //nolint:errcheck // killed: of course it ended badly
	p.cmd = nil
}

// Freeze makes the broker hang: connections stay open, nothing is answered. The returned function lets it go on.
func (p *Process) Freeze() (thaw func()) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		p.t.Fatal(err)
	}
	return func() { _ = p.cmd.Process.Signal(syscall.SIGCONT) }
}

func (p *Process) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	transport := p.Config.Transport()
	defer transport.CloseIdleConnections()
	client := &kafkago.Client{Addr: kafkago.TCP(p.Config.Brokers...), Transport: transport}
	meta, err := client.Metadata(ctx, &kafkago.MetadataRequest{})
	return err == nil && len(meta.Brokers) > 0
}

func (p *Process) tail() string {
	raw, _ := os.ReadFile(p.output)
	return string(raw[max(0, len(raw)-4000):])
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
