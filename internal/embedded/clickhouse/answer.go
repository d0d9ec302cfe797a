package clickhouse

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// wholeLimit bounds an answer that the client wants gathered before it is sent.
const wholeLimit = 256 << 20

// answer sends a result: nothing until the first bytes are there, so that an error before them keeps its status.
type answer struct {
	w       http.ResponseWriter
	rc      *http.ResponseController
	enc     io.WriteCloser
	q       *request
	tag     string
	held    bytes.Buffer // the answer so far, if it is wanted whole
	started bool
	broken  bool // the client does not take any more
}

func newAnswer(w http.ResponseWriter, r *http.Request, q *request) *answer {
	h := w.Header()
	h.Set("Content-Type", contentType(q.format))
	h.Set("X-ClickHouse-Format", q.format)
	return &answer{w: w, rc: http.NewResponseController(w), enc: newEncoder(w, r, q), q: q, tag: newID()[:16]}
}

func (a *answer) write(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if a.q.whole {
		if a.held.Len()+len(data) > wholeLimit {
			return exception(396, "TOO_MANY_ROWS_OR_BYTES", fmt.Sprintf("wait_end_of_query: the answer is larger than %d MiB", wholeLimit>>20))
		}
		a.held.Write(data)
		return nil
	}
	return a.send(data)
}

func (a *answer) send(data []byte) error {
	if !a.started {
		a.w.Header().Set("X-ClickHouse-Exception-Tag", a.tag)
		a.started = true
	}
	_ = a.rc.SetWriteDeadline(time.Now().Add(stallTimeout))
	if _, err := a.enc.Write(data); err != nil {
		a.broken = true
		return err
	}
	return nil
}

// close ends a complete answer.
func (a *answer) close() {
	if a.held.Len() > 0 {
		if a.send(a.held.Bytes()) != nil {
			return
		}
	}
	if a.started {
		_ = a.enc.Close()
	} else {
		a.w.Header().Del("Content-Encoding")
	}
	_ = a.rc.SetWriteDeadline(time.Time{})
}

// fail ends an answer with an error: as a status if nothing was sent, else as the framed block clients look for in the body.
func (a *answer) fail(e *Exception) {
	if a.broken {
		return
	}
	if !a.started {
		fail(a.w, e)
		return
	}
	msg := e.Message
	if len(msg) > 15<<10 { // a block of at most 16 KiB is what clients keep
		msg = strings.ToValidUTF8(msg[:15<<10], "")
	}
	var to io.Writer = a.w
	if !a.q.compress { // in compressed blocks the frame would be unreadable
		to = a.enc
	}
	_, _ = fmt.Fprintf(to, "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n", a.tag, msg, len(msg)+1, a.tag)
	_ = a.enc.Close()
}

func contentType(format string) string {
	switch {
	case strings.HasPrefix(format, "JSON"):
		return "application/json; charset=UTF-8"
	case strings.HasPrefix(format, "CSV"):
		return "text/csv; charset=UTF-8"
	case strings.HasPrefix(format, "TabSeparated"), strings.HasPrefix(format, "TSV"):
		return "text/tab-separated-values; charset=UTF-8"
	}
	return "application/octet-stream"
}
