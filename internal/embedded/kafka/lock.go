package kafka

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// lockDir takes the data directory; the system gives it back when the process ends, however it ends.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("kafka data directory: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil { //nolint:gosec // a file descriptor fits int
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("kafka: %w: %s: stop the other process, or choose another --data directory", ErrDirTaken, dir)
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return f, nil
}

func listenFault(address string, err error) error {
	var sys *net.OpError
	if errors.As(err, &sys) && errors.Is(sys, syscall.EADDRINUSE) {
		return fmt.Errorf("kafka: %w: %s: stop what listens there, or set another kafka listen address", ErrListenTaken, address)
	}
	return fmt.Errorf("kafka: listen on %s: %w", address, err)
}
