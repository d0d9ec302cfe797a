package clickhouse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// lockDir claims a data folder for this process. The kernel drops the claim with the process, so a killed one leaves nothing behind.
func lockDir(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("clickhouse: data folder: %w", err)
	}
	path := filepath.Join(dir, "process.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("clickhouse: data folder: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		var pid [32]byte
		n, _ := f.ReadAt(pid[:], 0)
		_ = f.Close()
		return nil, fmt.Errorf("clickhouse: the data folder %s is in use by another process (pid %s); stop it, or share its engine with --only=engines: %w",
			dir, strings.TrimSpace(string(pid[:n])), err)
	}
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return f, nil
}
