package data

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// Time-outs towards another process. There is none on a body: it takes as long as it is long. The wait for an answer's beginning
// starts when the request's body has been sent; the longest work behind it is the rest of a bulk push.
const (
	dialTimeout   = 5 * time.Second
	answerTimeout = 5 * time.Minute
	// idleTimeout is shorter than the server's, so that the server never closes a connection that is just taken up again.
	idleTimeout = 60 * time.Second
	bufferSize  = 64 << 10
)

// NewTransport makes the pool of connections to other processes. It knows no proxy, and leaves bodies as they are.
func NewTransport() *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}).DialContext,
		ResponseHeaderTimeout: answerTimeout, IdleConnTimeout: idleTimeout,
		MaxIdleConnsPerHost: 64, DisableCompression: true, WriteBufferSize: bufferSize, ReadBufferSize: bufferSize,
	}
}

// Remote is the public API of a service in another process.
type Remote struct {
	base      *url.URL
	transport http.RoundTripper
	refuse    func(w http.ResponseWriter, r *http.Request, status int, err error)
	log       *slog.Logger
}

// NewRemote forwards to base. Refuse answers when it can't be reached.
func NewRemote(base string, transport http.RoundTripper, refuse func(http.ResponseWriter, *http.Request, int, error), log *slog.Logger) (*Remote, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil {
		return nil, err
	}
	return &Remote{u, transport, refuse, log}, nil
}

// ServeHTTP forwards a request as it is, but for its place; both bodies stream. The answer's headers are the other process's own,
// where it sets none they stay as they were.
func (r *Remote) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	// An answer may begin before the body has ended; otherwise the server would wait for the rest of it first.
	_ = http.NewResponseController(w).EnableFullDuplex() // every real connection can
	preset := w.Header().Clone()
	clear(w.Header())
	var asked *heard
	p := &httputil.ReverseProxy{
		Transport: r.transport, FlushInterval: -1, BufferPool: buffers{}, ErrorLog: slog.NewLogLogger(r.log.Handler(), slog.LevelDebug),
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.Host = r.base.Scheme, r.base.Host, ""
			if host, _, err := net.SplitHostPort(req.RemoteAddr); err == nil {
				p.Out.Header.Set("X-Forwarded-For", host)
			}
			if p.Out.Body != nil {
				asked = &heard{ReadCloser: p.Out.Body}
				p.Out.Body = asked
			}
		},
		ModifyResponse: func(res *http.Response) error {
			for name, values := range preset {
				if _, ok := res.Header[name]; !ok {
					res.Header[name] = values
				}
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, req *http.Request, err error) {
			maps.Copy(w.Header(), preset)
			if cause := asked.failure(); cause != nil {
				// Anybody can break off his own body: that is nobody's failure here, and no line in the log. It has ended the request's
				// context too, though its sender may still listen.
				r.refuse(w, req, bodyStatus(cause), biz.BodyNotReceived(cause))
				return
			}
			if errors.Is(err, context.Canceled) || req.Context().Err() != nil {
				panic(http.ErrAbortHandler) // the caller is gone; no answer at all must not look like an empty one
			}
			r.log.WarnContext(req.Context(), "service not reached", "at", r.base.Host, "error", err)
			r.refuse(w, req, http.StatusBadGateway, biz.Unreachable(err))
		},
	}
	p.ServeHTTP(w, req)
}

// heard is a caller's body that remembers why it could not be read.
type heard struct {
	io.ReadCloser
	broke atomic.Pointer[error]
}

// Read reads on. A body that is closed while it is read was given up by us, not by its sender.
func (h *heard) Read(b []byte) (int, error) {
	n, err := h.ReadCloser.Read(b)
	if err != nil && err != io.EOF && !errors.Is(err, http.ErrBodyReadAfterClose) {
		h.broke.CompareAndSwap(nil, &err)
	}
	return n, err
}

// failure is nil for a body that was read as far as anybody wanted, and for none at all.
func (h *heard) failure() error {
	if h == nil {
		return nil
	}
	if err := h.broke.Load(); err != nil {
		return *err
	}
	return nil
}

// bodyStatus tells a body that came too slowly from a broken one.
func bodyStatus(err error) int {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return http.StatusRequestTimeout
	}
	return http.StatusBadRequest
}

// buffers are shared by all forwards.
type buffers struct{}

var bufferPool = sync.Pool{New: func() any { b := make([]byte, bufferSize); return &b }}

// Get is part of httputil.BufferPool.
func (buffers) Get() []byte { return *bufferPool.Get().(*[]byte) }

// Put is part of httputil.BufferPool.
func (buffers) Put(b []byte) { bufferPool.Put(&b) }
