package httprule

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Mux finds the handler of a path. Literals win over variables, variables over rests. The values of variables are set
// with SetPathValue. Routes are added before the first request.
type Mux struct {
	root node
	// NotFound answers paths that no route matches; allowed lists the methods of a path that exists with another method.
	NotFound func(w http.ResponseWriter, r *http.Request, allowed []string)
}

type node struct {
	literals map[string]*node
	variable *node
	// routes by verb, then by method; rests are the same for a closing **.
	routes, rests map[string]methods
}

type methods map[string]*route

type route struct {
	names   []string
	handler http.Handler
}

// anyMethod is the method of a route that takes those no other route of its path takes.
const anyMethod = "*"

// Handle adds a route; two routes for one method and path are an error. The method "*" takes every method that has no route of
// its own there.
func (m *Mux) Handle(method, template string, h http.Handler) error {
	p, err := parsePattern(template)
	if err != nil {
		return err
	}
	n := &m.root
	r := &route{handler: h}
	rest := false
	for _, s := range p.segments {
		if s.name != "" {
			r.names = append(r.names, s.name)
		}
		if rest = s.rest; !rest {
			n = n.child(s)
		}
	}
	table := &n.routes
	if rest {
		table = &n.rests
	}
	if *table == nil {
		*table = map[string]methods{}
	}
	if (*table)[p.verb] == nil {
		(*table)[p.verb] = methods{}
	}
	if _, taken := (*table)[p.verb][method]; taken {
		return fmt.Errorf("route %s %s is registered twice", method, template)
	}
	(*table)[p.verb][method] = r
	return nil
}

func (n *node) child(s segment) *node {
	if s.name != "" {
		if n.variable == nil {
			n.variable = &node{}
		}
		return n.variable
	}
	if n.literals == nil {
		n.literals = map[string]*node{}
	}
	c := n.literals[s.literal]
	if c == nil {
		c = &node{}
		n.literals[s.literal] = c
	}
	return c
}

// maxVars is more than any route has; a longer path matches nothing but a rest.
const maxVars = 8

// found is a match in the making; it lives on the stack.
type found struct {
	methods methods
	values  [maxVars]string
	n       int
}

// ServeHTTP runs the route of the request.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	var f found
	if len(path) == 0 || path[0] != '/' || !m.root.find(path[1:], &f) {
		m.NotFound(w, r, nil)
		return
	}
	method := r.Method
	rt := f.methods[method]
	if rt == nil && method == http.MethodHead {
		rt = f.methods[http.MethodGet]
	}
	if rt == nil {
		rt = f.methods[anyMethod]
	}
	if rt == nil {
		m.NotFound(w, r, f.methods.names())
		return
	}
	for i, name := range rt.names {
		value, err := url.PathUnescape(f.values[i])
		if err != nil {
			m.NotFound(w, r, nil)
			return
		}
		r.SetPathValue(name, value)
	}
	rt.handler.ServeHTTP(w, r)
}

// find walks down the rest of a path (without its leading slash).
func (n *node) find(path string, f *found) bool {
	if path == "" {
		return f.take(n.routes[""]) || f.rest(n, path)
	}
	part, after, more := strings.Cut(path, "/")
	if more {
		if c := n.literals[part]; c != nil && c.find(after, f) {
			return true
		}
		if n.variable != nil && part != "" && f.descend(n.variable, part, after) {
			return true
		}
		return f.rest(n, path)
	}
	if bare, verb, ok := cutVerb(part); ok {
		if c := n.literals[bare]; c != nil && f.take(c.routes[verb]) {
			return true
		}
		if n.variable != nil && bare != "" && f.n < maxVars && f.take(n.variable.routes[verb]) {
			f.values[f.n] = bare
			return true
		}
	}
	if c := n.literals[part]; c != nil && f.take(c.routes[""]) {
		return true
	}
	if n.variable != nil && f.n < maxVars && f.take(n.variable.routes[""]) {
		f.values[f.n] = part
		return true
	}
	return f.rest(n, path)
}

func cutVerb(part string) (bare, verb string, ok bool) {
	if i := strings.LastIndexByte(part, ':'); i >= 0 {
		return part[:i], part[i+1:], true
	}
	return "", "", false
}

func (f *found) take(m methods) bool {
	if m == nil {
		return false
	}
	f.methods = m
	return true
}

func (f *found) descend(n *node, value, after string) bool {
	if f.n == maxVars {
		return false
	}
	f.values[f.n] = value
	f.n++
	if n.find(after, f) {
		return true
	}
	f.n--
	return false
}

func (f *found) rest(n *node, path string) bool {
	if n.rests == nil || f.n == maxVars {
		return false
	}
	f.values[f.n] = path
	return f.take(n.rests[""])
}

func (m methods) names() []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
