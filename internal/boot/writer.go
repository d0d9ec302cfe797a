package boot

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/chengxin-credit/chengxin/internal/evidencelog"
)

// evidenceWriter sets the evidence header on the answer of a raw route at the moment it begins, when the evidence has
// been noted.
type evidenceWriter struct {
	http.ResponseWriter
	ctx   context.Context
	wrote bool
}

// WriteHeader sends the status.
func (w *evidenceWriter) WriteHeader(code int) {
	if !w.wrote && code >= http.StatusOK {
		w.wrote = true
		if index, ok := evidencelog.Noted(w.ctx); ok {
			w.Header().Set(HeaderEvidence, strconv.FormatUint(index, 10))
		}
	}
	w.ResponseWriter.WriteHeader(code)
}

// Write sends part of the body.
func (w *evidenceWriter) Write(b []byte) (int, error) {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (w *evidenceWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what is buffered; errors show at the next write.
func (w *evidenceWriter) Flush() {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// secure sets the headers every answer has. Pages loosen the content policy for themselves.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["X-Content-Type-Options"] = nosniff
		h["X-Frame-Options"] = deny
		h["Referrer-Policy"] = noReferrer
		h["Content-Security-Policy"] = nothing
		h["Cache-Control"] = noStore
		next.ServeHTTP(w, r)
	})
}

// prompt gives bodies a limited time to arrive; otherwise anybody could hold a connection for ever by sending one slowly, even one that
// is refused, since the server reads the rest of it. Raw routes lift the limit for callers they have let in.
func prompt(next http.Handler, within time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(within)) // every real connection takes one
		}
		next.ServeHTTP(w, r)
	})
}

// Shared values: setting them allocates nothing.
var (
	nosniff    = []string{"nosniff"}
	deny       = []string{"DENY"}
	noReferrer = []string{"no-referrer"}
	nothing    = []string{"default-src 'none'; frame-ancestors 'none'"}
	noStore    = []string{"no-store"}
)
