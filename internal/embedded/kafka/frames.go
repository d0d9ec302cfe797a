package kafka

import (
	"encoding/binary"
	"errors"
	"net"
)

// maxFrame is the most bytes of one request, far above what clients send by default (1 MiB). kfake makes room for what a client
// announces, up to 4 GiB, before it knows who that is; the broker shares its memory with everything else in the process.
const maxFrame = 32 << 20

var errFrame = errors.New("kafka: a request is larger than the broker takes")

// bounded breaks connections off that announce a request over the limit.
type bounded struct{ net.Listener }

// Accept waits for a connection.
func (l bounded) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &frames{Conn: c}, nil
}

// frames follows where requests begin: four bytes of length, then as many of the request.
type frames struct {
	net.Conn
	size [4]byte
	have int    // bytes of the length that were read
	left uint32 // bytes of the request that are to come
}

// Read never reads past the end of a length or of a request.
func (f *frames) Read(b []byte) (int, error) {
	if f.left > 0 {
		n, err := f.Conn.Read(b[:min(len(b), int(f.left))])
		f.left -= uint32(n) //nolint:gosec // at most left
		return n, err
	}
	n, err := f.Conn.Read(b[:min(len(b), len(f.size)-f.have)])
	f.have += copy(f.size[f.have:], b[:n])
	if f.have == len(f.size) {
		f.have, f.left = 0, binary.BigEndian.Uint32(f.size[:])
		if f.left > maxFrame {
			return 0, errFrame
		}
	}
	return n, err
}
