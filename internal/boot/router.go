package boot

import (
	"context"
	"net/http"

	"google.golang.org/protobuf/proto"

	authzv1 "github.com/chengxin-credit/chengxin/api/authz/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/httprule"
)

// Need is what a caller must hold before a route runs; the zero Need refuses everyone.
type Need struct {
	public, authenticated, peer bool
	action                      string
}

// The needs that take no argument.
var (
	// Public lets anyone in, at a limited rate per address.
	Public = Need{public: true}
	// Authenticated lets in everyone who is logged in; the handler decides further.
	Authenticated = Need{authenticated: true}
)

// Action lets in callers whose policy allows the action on any object.
func Action(name string) Need { return Need{action: name} }

// needOf reads the proto option of a method.
func needOf(n *authzv1.Need) Need {
	return Need{public: n.GetPublic(), authenticated: n.GetAuthenticated(), peer: n.GetPeer(), action: n.GetAction()}
}

// Router takes the routes that are no plain methods. They run through the same chain as methods, except that their
// bodies are theirs to limit and no time limit is set on them.
type Router struct {
	mux   *httprule.Mux
	chain *chain
	err   error
}

// Handle adds a route. The pattern is in google.api.http syntax, such as "/v1/resources/{code}/records:push" or
// "/v1/audit/tile/{path=**}". The handler finds the caller with grant.From(r.Context()).
func (r *Router) Handle(method, pattern string, need Need, h http.Handler) {
	m := r.chain.add(&operation{name: method + " " + pattern, need: need, raw: true})
	if err := r.mux.Handle(method, pattern, r.chain.raw(m, h)); err != nil && r.err == nil {
		r.err = err
	}
}

// Stream is Handle for answers without an end. The context of such a request ends when the process begins to stop, so that
// listeners don't hold the stop up.
func (r *Router) Stream(method, pattern string, need Need, h http.Handler) {
	r.Handle(method, pattern, need, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithCancel(req.Context())
		defer cancel()
		defer context.AfterFunc(r.chain.drain, cancel)()
		h.ServeHTTP(w, req.WithContext(ctx))
	}))
}

// Plain adds a route outside of the chain: files, and doors to routes that go through the chain by themselves. Nobody has been
// authenticated, nothing is counted or recorded. Method "*" takes every method no other route of the pattern takes.
func (r *Router) Plain(method, pattern string, h http.Handler) {
	if err := r.mux.Handle(method, pattern, h); err != nil && r.err == nil {
		r.err = err
	}
}

// Read reads the JSON body of a raw route into a message as methods do: strictly, bounded by server.max_body, and held to the
// rules of its fields.
func (r *Router) Read(req *http.Request, into proto.Message) error {
	if err := httprule.ReadJSON(req, r.chain.maxBody, into); err != nil {
		return err
	}
	return r.chain.valid(into)
}

// Var is the value of a variable of the route's pattern.
func Var(r *http.Request, name string) string { return r.PathValue(name) }

// WriteFault answers with a refusal in the caller's language. Foreign errors become INTERNAL; their text stays inside.
func WriteFault(w http.ResponseWriter, r *http.Request, err error) { WriteFaultAs(w, r, 0, err) }

// WriteFaultAs is WriteFault with another status than that of the fault's kind, for gateways; 0 is that of the kind.
func WriteFaultAs(w http.ResponseWriter, r *http.Request, status int, err error) {
	f := fault.From(fromStatus(err))
	if status == 0 {
		status = statusOf(f.Kind)
	}
	lang := Lang(r.Context())
	if callFrom(r.Context()) == nil { // a plain route
		lang = language(r.Header.Get(headerLanguage))
		w.Header().Set(headerRequestID, requestID(r.Header.Get(headerRequestID)))
	}
	writeFaultStatus(w, f, lang, status)
}

// Lang is the language of the caller: "zh" or "en".
func Lang(ctx context.Context) string {
	if c := callFrom(ctx); c != nil && c.lang != "" {
		return c.lang
	}
	return "zh"
}

// RequestID names this request in answers, logs and traces.
func RequestID(ctx context.Context) string {
	if c := callFrom(ctx); c != nil {
		return c.id
	}
	return ""
}
