package httprule

import (
	"net/http"
	"strconv"
	"sync"

	"google.golang.org/protobuf/proto"
)

var replies = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

// keep bounds the buffers that go back to the pool.
const keep = 1 << 20

// WriteReply answers with a message as JSON: fields named as in the protos, zero values shown, so that an empty list is an
// empty list. The status is sent only when the message could be encoded.
func WriteReply(w http.ResponseWriter, status int, m proto.Message) error {
	buf := replies.Get().(*[]byte)
	out, err := encode((*buf)[:0], m)
	if err != nil {
		replies.Put(buf)
		return err
	}
	h := w.Header()
	h["Content-Type"] = contentJSON
	h["Content-Length"] = []string{strconv.Itoa(len(out))}
	w.WriteHeader(status)
	_, err = w.Write(out)
	if cap(out) <= keep {
		*buf = out
		replies.Put(buf)
	}
	return err
}

var contentJSON = []string{"application/json; charset=utf-8"}
