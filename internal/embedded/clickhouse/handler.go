package clickhouse

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A client that neither sends nor takes anything for this long loses its session to others.
const stallTimeout = 5 * time.Minute

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/ping", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Ok.\n") })
	mux.HandleFunc("/{$}", s.serve)
	return mux
}

// serve answers one statement.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-ClickHouse-Server-Display-Name", "chengxin")
	h.Set("X-ClickHouse-Timezone", s.timezone)
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		fail(w, badArgument("the URL's parameters are malformed"))
		return
	}
	if denied := s.authenticate(r, query); denied != nil {
		if r.Header.Get("Authorization") == "" {
			h.Set("WWW-Authenticate", `Basic realm="ClickHouse server HTTP API"`)
		}
		fail(w, denied)
		return
	}
	q, bad := parseRequest(query)
	if bad == nil {
		bad = checkShape(r)
	}
	if bad != nil {
		fail(w, bad)
		return
	}
	if q.queryID == "" {
		q.queryID = newID()
	}
	h.Set("X-ClickHouse-Query-Id", cleanHeader(q.queryID))
	s.answer(w, r, q)
}

// checkShape refuses what no statement can come in.
func checkShape(r *http.Request) *Exception {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return exception(codeNotImplemented, "NOT_IMPLEMENTED", "use GET for reading and POST for everything")
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return exception(codeNotImplemented, "NOT_IMPLEMENTED", "external tables are not supported by the embedded engine; use a temporary name list or parameters")
	}
	return nil
}

// answer takes the statement apart and sends it the right way.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, q *request) {
	body, done, bad := decodeBody(&pacedBody{body: r.Body, rc: http.NewResponseController(w)}, r.Header.Get("Content-Encoding"), q.decompress)
	if bad != nil {
		fail(w, bad)
		return
	}
	defer done()
	if bare, format, ok := splitInsert(q.statement); ok && r.Method == http.MethodPost {
		s.insert(w, r, q, bare, format, body)
		return
	}
	if bad := q.readStatement(body); bad != nil {
		fail(w, bad)
		return
	}
	switch {
	case skipBlank(q.statement) == "" && r.Method == http.MethodGet:
		_, _ = io.WriteString(w, "Ok.\n")
	case skipBlank(q.statement) == "":
		fail(w, exception(codeSyntax, "SYNTAX_ERROR", "Empty query"))
	case q.statement == helloQuery && q.format == "Native" && q.revision > 0:
		e := newEncoder(w, r, q)
		_, _ = e.Write(helloBlock(q.revision, s.version, s.timezone))
		_ = e.Close()
	default:
		s.query(w, r, q)
	}
}

// readStatement appends the body to the statement of the URL.
func (q *request) readStatement(body io.Reader) *Exception {
	rest, err := io.ReadAll(io.LimitReader(body, maxStatementBytes+1))
	if err != nil {
		return exception(codeIncorrectData, "INCORRECT_DATA", "reading the body: "+err.Error())
	}
	if len(rest)+len(q.statement) > maxStatementBytes {
		return exception(codeTooLargeQuery, "TOO_LARGE_QUERY", "the statement is larger than "+strconv.Itoa(maxStatementBytes>>20)+" MiB; send rows apart from their INSERT")
	}
	if q.statement == "" {
		q.statement = string(rest)
	} else if len(rest) > 0 {
		q.statement += "\n" + string(rest)
	}
	return nil
}

// fail sends an error that came before any part of the answer.
func fail(w http.ResponseWriter, e *Exception) {
	h := w.Header()
	h.Del("Content-Encoding")
	h.Del("X-ClickHouse-Exception-Tag")
	h.Set("Content-Type", "text/plain; charset=UTF-8")
	h.Set("X-ClickHouse-Exception-Code", strconv.Itoa(e.Code))
	w.WriteHeader(statusOf(e.Code, h.Get("WWW-Authenticate") != ""))
	_, _ = io.WriteString(w, e.Message+"\n")
}

func statusOf(code int, challenge bool) int {
	switch {
	case code == codeAuthentication && challenge:
		return http.StatusUnauthorized
	case code == codeAuthentication:
		return http.StatusForbidden
	case code == codeTooLargeQuery:
		return http.StatusRequestEntityTooLarge
	case code == codeTooManyQueries || code == codeShutdown:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// pacedBody gives up on a client that stops sending.
type pacedBody struct {
	body io.Reader
	rc   *http.ResponseController
}

func (p *pacedBody) Read(b []byte) (int, error) {
	_ = p.rc.SetReadDeadline(time.Now().Add(stallTimeout))
	n, err := p.body.Read(b)
	if err != nil { // from now on the server watches the connection for its end, without a limit
		_ = p.rc.SetReadDeadline(time.Time{})
	}
	return n, err
}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// cleanHeader keeps what may stand in a header.
func cleanHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return -1
		}
		return r
	}, s)
}
