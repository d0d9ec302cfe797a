package clickhouse

import (
	"fmt"
	"io"
	"net/http"
	"sync"
)

// loadBuffer is how much of a body is handed to the engine at a time.
const loadBuffer = 1 << 20

var loadBuffers = sync.Pool{New: func() any { return new([loadBuffer]byte) }}

// insert hands the rows of a request to the engine as they arrive. It answers only when they are stored.
func (s *Server) insert(w http.ResponseWriter, r *http.Request, q *request, bare, format string, rows io.Reader) {
	c, err := s.pool.get(r.Context())
	if err != nil {
		fail(w, asException(err))
		return
	}
	defer s.pool.put(c)
	stop := s.pool.watch(r.Context(), c)
	defer stop()
	if err := c.prepare(q.database, q.settings); err != nil {
		fail(w, asException(err))
		return
	}
	if refused := c.vet(bare, r.Method); refused != nil {
		fail(w, refused)
		return
	}
	written, err := c.load(bare, format, q.params, rows)
	if err != nil {
		c.spoiled = true
		fail(w, asException(err))
		return
	}
	w.Header().Set("X-ClickHouse-Summary", fmt.Sprintf(`{"written_rows":"%d"}`, written))
	w.WriteHeader(http.StatusOK)
}

// load inserts rows. A body that breaks off is an error and is not committed.
func (c *conn) load(bare, format string, params []param, rows io.Reader) (uint64, error) {
	ins, err := c.insert(bare, format, params)
	if err != nil {
		return 0, err
	}
	defer ins.destroy()
	buf := loadBuffers.Get().(*[loadBuffer]byte)
	defer loadBuffers.Put(buf)
	for {
		n, err := fill(rows, buf[:])
		if n > 0 {
			if err := ins.append(buf[:n]); err != nil {
				ins.cancel()
				return 0, err
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			ins.cancel()
			return 0, exception(codeIncorrectData, "INCORRECT_DATA", "reading the rows: "+err.Error())
		}
	}
	res := ins.done()
	defer res.destroy()
	if err := res.err(); err != nil {
		return 0, err
	}
	return res.written(), nil
}

// fill reads until b is full or the source ends. Unlike io.ReadFull it keeps a source that ended (io.EOF) apart from one that broke off.
func fill(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	return n, err
}
