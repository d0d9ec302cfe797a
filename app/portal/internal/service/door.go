package service

import (
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Owner finds the service that owns a path of the public API, "" if none does.
type Owner func(path string) string

// Way leads to a service's public API.
type Way struct {
	http.Handler
	// Remote is set when the service runs in another process, whose time-limits for bodies don't reach the browser's connection.
	Remote bool
}

// Door serves /portal/api: the public API of all services for pages, with the cookie's login. It adds no right to it and hides no
// answer of it. What is not in that API can't be asked for here.
type Door struct {
	owner    Owner
	services map[string]Way
	policy   biz.Policy
	rim      Rim
	guard    guard
}

// NewDoor opens it.
func NewDoor(o Owner, services map[string]Way, p biz.Policy, rim Rim) *Door {
	return &Door{owner: o, services: services, policy: p, rim: rim}
}

// ServeHTTP passes a call on.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	path, ok := biz.Inner(r.URL.EscapedPath())
	service := ""
	if ok {
		service = d.owner(path)
	}
	if service == "" {
		d.rim.Fault(w, r, 0, biz.NoRoute())
		return
	}
	if err := d.guard.check(r); err != nil {
		d.rim.Fault(w, r, 0, err)
		return
	}
	token := cookie(r, SessionCookie)
	who := d.use(r, token)
	way := d.services[service]
	if action := biz.UploadAction(r.Method, path); way.Remote && action != "" && !who.Anonymous() && d.policy.Allows(who, action) {
		// A local route lifts the limit on its body by itself, once it has let the caller in. The other process can't: it is done
		// here, for what may be large and who may send it. The limit is back for what is left of the body after the answer, since
		// the server reads that too.
		c := http.NewResponseController(w)
		_ = c.SetReadDeadline(time.Time{}) // every real connection takes one
		defer func() { _ = c.SetReadDeadline(time.Now().Add(d.rim.Timeout)) }()
	}
	way.ServeHTTP(&plainAnswer{ResponseWriter: w}, inner(r, path, token))
}

// use notes the use of a session, so that this process knows of it when the call goes to another one. Whether the session is good
// decides the service that is called; whose it is as far as this process knows is the answer.
func (d *Door) use(r *http.Request, token string) grant.Principal {
	if token == "" {
		return grant.Principal{}
	}
	open, err := d.policy.Peek(token)
	if err != nil || d.policy.Use(r.Context(), token) != nil {
		return grant.Principal{}
	}
	return open.Who
}

// inner is the request as the API sees it: at its own place, as whoever the cookie stands for, with nothing that is between
// browser and portal only.
func inner(r *http.Request, path, token string) *http.Request {
	plain, err := url.PathUnescape(path)
	if err != nil {
		plain = path // can't be: the path was taken apart before
	}
	in := *r
	in.URL = &url.URL{Path: plain, RawPath: path, RawQuery: r.URL.RawQuery, ForceQuery: r.URL.ForceQuery}
	in.RequestURI = in.URL.RequestURI()
	in.Header = innerHeader(r.Header, token)
	return &in
}

// hop are headers of one connection, and others that end at this door. Trailers are not passed on: the API has none.
var hop = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "Expect": true, "Http2-Settings": true,
	"Cookie": true, "Set-Cookie": true, "Authorization": true, "Forwarded": true, "X-Real-Ip": true, "Via": true, "Origin": true, "Referer": true, "Host": true,
	textproto.CanonicalMIMEHeaderKey(CSRFHeader): true,
}

// hopPrefixes are families of such headers; X-Chengxin- is how services speak to one another.
var hopPrefixes = [...]string{"Proxy-", "X-Forwarded-", "X-Chengxin-", "Sec-", "Access-Control-"}

// innerHeader passes headers on, but for those that end here. The only login is the cookie's.
func innerHeader(h http.Header, token string) http.Header {
	out := make(http.Header, len(h))
	named := connectionHeaders(h)
	for name, values := range h {
		name = textproto.CanonicalMIMEHeaderKey(name)
		if !hop[name] && !named[name] && !hasPrefix(name) {
			out[name] = append(out[name], values...)
		}
	}
	if token != "" {
		out.Set("Authorization", "Bearer "+token)
	}
	return out
}

// connectionHeaders are those that Connection names as its own.
func connectionHeaders(h http.Header) map[string]bool {
	named := map[string]bool{}
	for _, list := range h["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			named[textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))] = true
		}
	}
	return named
}

func hasPrefix(name string) bool {
	for _, p := range hopPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// plainAnswer lets no cookie of the API through; the API has none.
type plainAnswer struct {
	http.ResponseWriter
	begun bool
}

// WriteHeader sends the status.
func (w *plainAnswer) WriteHeader(status int) {
	if !w.begun {
		w.begun = status >= http.StatusOK
		delete(w.Header(), "Set-Cookie")
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends part of the body.
func (w *plainAnswer) Write(b []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Flush sends what is buffered; errors show at the next write.
func (w *plainAnswer) Flush() {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap serves http.ResponseController.
func (w *plainAnswer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
