package clickhouse

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// ownComment finds a statement that renames itself, which would put it out of reach of cancellation.
var ownComment = regexp.MustCompile(`(?is)\bSETTINGS\b[^;]*\blog_comment\s*=`)

// query runs a statement that is complete, and sends its answer.
func (s *Server) query(w http.ResponseWriter, r *http.Request, q *request) {
	c, err := s.pool.get(r.Context())
	if err != nil {
		fail(w, asException(err))
		return
	}
	defer s.pool.put(c)
	stop := s.pool.watch(r.Context(), c)
	defer stop() // before put: see watch
	if err := c.prepare(q.database, q.settings); err != nil {
		fail(w, asException(err))
		return
	}
	if refused := c.vet(q.statement, r.Method); refused != nil {
		fail(w, refused)
		return
	}
	c.spoiled = c.spoiled || changesSession(q.statement)
	if kindOf(q.statement) == kindRead {
		if s.streamed(w, r, q, c) {
			return
		}
	}
	res := c.query(q.statement, q.format, q.params)
	defer res.destroy()
	if err := res.err(); err != nil {
		c.spoiled = true // a failed statement may hold on to its session; a new one costs little
		fail(w, asException(err))
		return
	}
	a := newAnswer(w, r, q)
	if n := res.written(); n > 0 {
		w.Header().Set("X-ClickHouse-Summary", fmt.Sprintf(`{"written_rows":"%d"}`, n))
	}
	if a.write(res.bytes()) == nil { // else the client is gone
		a.close()
	}
}

// vet refuses what must not reach the engine.
func (c *conn) vet(statement, method string) *Exception {
	if ownComment.MatchString(statement) {
		return badArgument("log_comment is the endpoint's own, for cancelling")
	}
	if firstWord(statement) == "SYSTEM" {
		switch firstWord(skipBlank(statement)[len("SYSTEM"):]) {
		case "SHUTDOWN", "KILL":
			return exception(codeNotImplemented, "NOT_IMPLEMENTED", "the engine ends with its process")
		}
	}
	several := mayBeSeveral(statement) && firstWord(statement) != "INSERT"
	if method != http.MethodGet && !several {
		return nil
	}
	a, err := c.classify(statement)
	switch {
	case err != nil:
		return asException(err)
	case a.statements > 1:
		return exception(codeSyntax, "SYNTAX_ERROR", "Multi-statements are not allowed")
	case method == http.MethodGet && a.class != readOnly:
		return exception(codeReadonly, "READONLY", "GET only reads: use POST for this statement")
	}
	return nil
}

// streamed sends the answer chunk by chunk as the engine makes it. It reports false, having sent nothing, for a statement the engine
// does not stream.
func (s *Server) streamed(w http.ResponseWriter, r *http.Request, q *request, c *conn) bool {
	stream := c.stream(q.statement, q.format, q.params)
	if err := stream.err(); err != nil {
		stream.destroy()
		if strings.Contains(err.Error(), "Streaming query is not supported") {
			return false
		}
		c.spoiled = true
		fail(w, asException(err))
		return true
	}
	defer stream.destroy()
	a := newAnswer(w, r, q)
	for {
		chunk := stream.next(c)
		err := chunk.err()
		data := chunk.bytes()
		if err == nil && len(data) > 0 {
			err = a.write(data)
		}
		last := err != nil || len(data) == 0
		chunk.destroy()
		if !last {
			continue
		}
		if err != nil {
			if a.broken { // the client is gone: the query must not go on for nobody
				s.pool.control.kill(c.mark)
			}
			c.spoiled = true // an abandoned stream may linger in its session
			a.fail(asException(err))
			return true
		}
		a.close()
		return true
	}
}
