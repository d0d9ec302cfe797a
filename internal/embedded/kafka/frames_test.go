package kafka

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// Nobody makes the broker take room for gigabytes by announcing them, least of all before a login.
func TestHugeRequests(t *testing.T) {
	s, err := Start(t.Context(), Options{Dir: t.TempDir(), Listen: "127.0.0.1:0", AdminUser: "a", AdminPassword: "b"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for size, closed := range map[uint32]bool{1<<32 - 1: true, maxFrame + 1: true, maxFrame: false} {
		c, err := net.Dial("tcp", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.Write(binary.BigEndian.AppendUint32(nil, size)); err != nil {
			t.Fatal(err)
		}
		wait := 10 * time.Second
		if !closed {
			wait = 200 * time.Millisecond // the broker waits for the rest
		}
		if err = c.SetReadDeadline(time.Now().Add(wait)); err != nil {
			t.Fatal(err)
		}
		if _, err = io.ReadAll(c); errors.Is(err, os.ErrDeadlineExceeded) == closed {
			t.Errorf("%d bytes announced: %v", size, err)
		}
		_ = c.Close()
	}
}
