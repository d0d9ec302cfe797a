package boot

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// lockRoles claims roles (the engines, services) on a data folder for this process, so that no role runs twice on it.
// The kernel lets go of the claims when the process ends, however it ends.
func lockRoles(data string, roles []string) (release func(), err error) {
	var held []*os.File
	release = func() {
		for _, f := range held {
			_ = f.Close() // closing is unlocking; there is nothing left to do about an error
		}
	}
	for _, role := range roles {
		f, err := lockFile(filepath.Join(data, "LOCK."+role), unix.LOCK_EX|unix.LOCK_NB)
		if errors.Is(err, unix.EWOULDBLOCK) {
			release()
			return nil, fmt.Errorf("the data folder %s is in use: another chengxin process%s runs %q there; stop it, or give this one another --data",
				data, holder(filepath.Join(data, "LOCK."+role)), role)
		}
		if err != nil {
			release()
			return nil, fmt.Errorf("lock the data folder: %w", err)
		}
		held = append(held, f)
		if err := f.Truncate(0); err == nil {
			_, err = fmt.Fprintf(f, "%d\n", os.Getpid())
			if err != nil {
				release()
				return nil, fmt.Errorf("lock the data folder: %w", err)
			}
		}
	}
	return release, nil
}

func lockFile(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), how); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// holder names the process that wrote the lock file, for the operator.
func holder(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil || len(raw) == 0 {
		return ""
	}
	return " (pid " + strings.TrimSpace(string(raw)) + ")"
}
