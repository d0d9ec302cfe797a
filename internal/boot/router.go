package boot

import (
	"context"
	"net/http"

	authzv1 "github.com/chengxin-credit/chengxin/api/authz/v1"
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

// Var is the value of a variable of the route's pattern.
func Var(r *http.Request, name string) string { return r.PathValue(name) }

// WriteFault answers with a refusal in the caller's language. Foreign errors become INTERNAL; their text stays inside.
func WriteFault(w http.ResponseWriter, r *http.Request, err error) { writeFault(w, r.Context(), err) }

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
