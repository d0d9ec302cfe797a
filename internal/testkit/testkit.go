// Package testkit holds what tests of several packages share: parts that may be missing, polling, and a PostgreSQL of their own.
package testkit

import (
	"os"
	"testing"
	"time"
)

// InCI reports whether missing parts are failures.
func InCI() bool { return os.Getenv("CI") == "true" }

// Need stops the test when a part it needs could not be had: skipped with a line that says so, failed when CI=true.
// A nil err goes on.
func Need(t testing.TB, part string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if InCI() {
		t.Fatalf("part missing: %s: %v", part, err)
	}
	t.Skipf("part missing: %s: %v", part, err)
}

// Eventually polls cond until it holds, and fails the test when it does not within the given time.
func Eventually(t testing.TB, within time.Duration, what string, cond func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		if cond() {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
		time.Sleep(pause)
	}
}

// TempDir is t.TempDir with a short path, for sockets, whose paths may have only about 100 bytes.
func TempDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "cx")
	if err != nil {
		t.Fatalf("temporary folder: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Logf("remove %s: %v", dir, err)
		}
	})
	return dir
}
