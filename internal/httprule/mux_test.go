package httprule

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// newMux answers each route with its template and the values of its variables.
func newMux(t testing.TB, routes ...string) *Mux {
	t.Helper()
	m := &Mux{NotFound: func(w http.ResponseWriter, _ *http.Request, allowed []string) {
		fmt.Fprint(w, "none ", strings.Join(allowed, ","))
	}}
	for _, r := range routes {
		method, template, _ := strings.Cut(r, " ")
		p, err := parsePattern(template)
		if err != nil {
			t.Fatal(err)
		}
		err = m.Handle(method, template, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, template)
			for _, s := range p.segments {
				if s.name != "" {
					fmt.Fprintf(w, " %s=%s", s.name, r.PathValue(s.name))
				}
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

var routes = []string{
	"GET /", "GET /v1/subjects/{id}/profile", "POST /v1/subjects:search", "GET /v1/public/subjects/{id}", "GET /v1/public/subjects",
	"POST /v1/resources/{code}/records:push", "GET /v1/audit/events/{index}", "GET /v1/audit/events/{index}/proof",
	"GET /v1/audit/tile/{path=**}", "GET /v1/people/{id}", "POST /v1/people/{id}:disable", "POST /v1/people/{id}:enable",
	"GET /v1/people/me", "DELETE /v1/people/{id}", "GET /files/**", "* /door/{path=**}", "GET /door/{path=**}",
}

func TestMux(t *testing.T) {
	m := newMux(t, routes...)
	for _, c := range []struct{ name, request, want string }{
		{"root", "GET /", "/"},
		{"variable", "GET /v1/subjects/91371500MA3C/profile", "/v1/subjects/{id}/profile id=91371500MA3C"},
		{"verb on a literal", "POST /v1/subjects:search", "/v1/subjects:search"},
		{"verb after a variable", "POST /v1/people/p1:disable", "/v1/people/{id}:disable id=p1"},
		{"verb at the end of a longer path", "POST /v1/resources/penalty/records:push", "/v1/resources/{code}/records:push code=penalty"},
		{"literal before variable", "GET /v1/people/me", "/v1/people/me"},
		{"method decides", "DELETE /v1/people/p1", "/v1/people/{id} id=p1"},
		{"colon in a value", "GET /v1/people/a:b", "/v1/people/{id} id=a:b"},
		{"rest", "GET /v1/audit/tile/0/x001/067", "/v1/audit/tile/{path=**} path=0/x001/067"},
		{"any method", "FOO /door/a/b", "/door/{path=**} path=a/b"},
		{"a rest of nothing", "PUT /door/", "/door/{path=**} path="},
		{"unnamed rest", "GET /files/a/b", "/files/** *=a/b"},
		{"escaped value", "GET /v1/people/%E7%8E%8B%2F%20x", "/v1/people/{id} id=王/ x"},
		{"escaped verb stays a value", "GET /v1/people/a%3Adisable", "/v1/people/{id} id=a:disable"},
		{"head is get", "HEAD /v1/people/me", "/v1/people/me"},
		{"unknown path", "GET /v2/people", "none "},
		{"unknown verb is a value", "POST /v1/people/p1:fire", "none DELETE,GET"},
		{"wrong method", "PUT /v1/people/p1", "none DELETE,GET"},
		{"empty variable", "GET /v1/subjects//profile", "none "},
		{"longer than the route", "GET /v1/subjects/a/profile/b", "none "},
		{"shorter than the route", "GET /v1/subjects", "none "},
		{"deep path", "GET /v1/" + strings.Repeat("a/", 500), "none "},
	} {
		t.Run(c.name, func(t *testing.T) {
			method, path, _ := strings.Cut(c.request, " ")
			w := httptest.NewRecorder()
			m.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			got, err := io.ReadAll(w.Body)
			if err != nil || string(got) != c.want {
				t.Errorf("%s: got %q, want %q (%v)", c.request, got, c.want, err)
			}
		})
	}
}

func TestMuxRefuses(t *testing.T) {
	m := newMux(t, "GET /a/{x}")
	for _, c := range []struct{ name, method, template string }{
		{"twice", "GET", "/a/{y}"}, {"no slash", "GET", "a"}, {"open brace", "GET", "/{x"}, {"empty segment", "GET", "/a//b"},
		{"glob inside", "GET", "/{x=a/*}"}, {"rest not last", "GET", "/{x=**}/b"}, {"nameless", "GET", "/{}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := m.Handle(c.method, c.template, http.NotFoundHandler()); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func FuzzMux(f *testing.F) {
	for _, r := range routes {
		f.Add(r[strings.IndexByte(r, ' ')+1:])
	}
	m := newMux(f, routes...)
	f.Fuzz(func(t *testing.T, path string) {
		r := httptest.NewRequest("GET", "/", nil)
		u, err := r.URL.Parse(path)
		if err != nil {
			return
		}
		r.URL = u
		m.ServeHTTP(httptest.NewRecorder(), r)
	})
}

func BenchmarkMux(b *testing.B) {
	m := &Mux{}
	if err := m.Handle("GET", "/v1/subjects/{id}/profile", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})); err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/v1/subjects/91371500MA3C/profile", nil)
	b.ReportAllocs()
	for b.Loop() {
		m.ServeHTTP(nil, r)
	}
}
