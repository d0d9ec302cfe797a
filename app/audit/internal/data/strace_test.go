package data_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestFaultAtSystemCalls fails, or kills the process at, every seventh of the calls by which the log reaches the disk. What
// the process does then is its own affair; what is on disk must be a sound log that can be gone on with.
func TestFaultAtSystemCalls(t *testing.T) {
	err := exec.Command("strace", "-f", "true").Run()
	if runtime.GOOS != "linux" && err == nil {
		err = fmt.Errorf("no strace on %s", runtime.GOOS)
	}
	testkit.Need(t, "strace", err)
	step := 7
	if testing.Short() {
		step = 60
	}
	for _, call := range []string{"openat", "write", "fsync", "renameat", "mkdirat", "linkat"} {
		for _, what := range []string{"error=EIO", "error=ENOSPC", "signal=KILL"} {
			t.Run(call+" "+what, func(t *testing.T) {
				for at := 1; at < 90; at += step {
					if !injure(t, call, what, at) {
						break
					}
				}
			})
		}
	}
}

// injure runs a writer whose n-th call of this name goes wrong, and reports whether there were that many calls.
func injure(t *testing.T, call, what string, n int) bool {
	t.Helper()
	dir := t.TempDir()
	trace := dir + "/trace"
	cmd := exec.Command("strace", "-f", "-qq", "-o", trace, "-e", "trace="+call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", call, what, n), os.Args[0])
	cmd.Env = append(os.Environ(), "AUDIT_TEST_DIR="+dir, "AUDIT_TEST_BATCHES=4")
	out, _ := cmd.CombinedOutput() // how it ends is its own affair, except for this:
	if cmd.ProcessState.ExitCode() == childOutOfStep {
		t.Fatalf("call %d: a leaf got another index\n%s", n, out)
	}
	raw, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	l := open(t, dir)
	if err := write(l); err != nil {
		t.Fatalf("call %d: the log cannot be gone on with: %v", n, err)
	}
	size, err := l.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	checkLog(t, dir, size)
	return strings.Contains(string(raw), "(INJECTED)") || strings.Contains(string(raw), "killed by SIGKILL")
}
