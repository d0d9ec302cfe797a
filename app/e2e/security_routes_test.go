package e2e

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	authzv1 "github.com/chengxin-credit/chengxin/api/authz/v1"
	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	portalv1 "github.com/chengxin-credit/chengxin/api/portal/v1"
	"github.com/chengxin-credit/chengxin/internal/httprule"
)

// The descriptors of every service are in the registry because these packages are linked in.
var _ = []protoreflect.FileDescriptor{accessv1.File_access_v1_access_proto, auditv1.File_audit_v1_audit_proto,
	catalogv1.File_catalog_v1_catalog_proto, exchangev1.File_exchange_v1_exchange_proto, historyv1.File_history_v1_history_proto,
	portalv1.File_portal_v1_portal_proto}

// route is one HTTP endpoint as its descriptor, or its module, declares it.
type route struct {
	method, template string
	need             *authzv1.Need
	// input is nil for routes that are no plain methods.
	input protoreflect.MessageDescriptor
}

func (r route) String() string { return r.method + " " + r.template }

// remote is one method as peers and gRPC clients call it.
type remote struct {
	name   string
	need   *authzv1.Need
	method protoreflect.MethodDescriptor
}

// remotes lists every method of every service of ours, so that none can be forgotten.
func remotes(t testing.TB) []remote {
	t.Helper()
	var out []remote
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		if !strings.HasPrefix(string(f.Package()), "chengxin.") {
			return true
		}
		for i := range f.Services().Len() {
			s := f.Services().Get(i)
			for j := range s.Methods().Len() {
				m := s.Methods().Get(j)
				need, _ := proto.GetExtension(m.Options(), authzv1.E_Need).(*authzv1.Need)
				out = append(out, remote{"/" + string(s.FullName()) + "/" + string(m.Name()), need, m})
			}
		}
		return true
	})
	slices.SortFunc(out, func(a, b remote) int { return strings.Compare(a.name, b.name) })
	return out
}

// rawRoute finds the routes that modules add beside their methods.
var rawRoute = regexp.MustCompile(`r\.Handle\(http\.Method(\w+), "([^"]+)", boot\.(Public|Authenticated|Action\("([a-z.]+)"\))`)

// routes lists every HTTP endpoint: the methods from their descriptors, the others from the modules' own declarations.
func routes(t testing.TB) []route {
	t.Helper()
	var out []route
	for _, m := range remotes(t) {
		rules, err := httprule.Rules(m.method)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rules {
			out = append(out, route{r.Method, r.Template, m.need, m.method.Input()})
		}
	}
	modules, err := filepath.Glob("../*/module.go")
	if err != nil || len(modules) < len(services) {
		t.Fatalf("modules: %v %v", modules, err)
	}
	raw := 0
	for _, path := range modules {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found := rawRoute.FindAllStringSubmatch(string(source), -1)
		if n := strings.Count(string(source), ".Handle(http."); n != len(found) {
			t.Fatalf("%s declares %d routes, of which this test understands %d", path, n, len(found))
		}
		for _, m := range found {
			raw++
			if slices.ContainsFunc(out, func(r route) bool { return r.method == strings.ToUpper(m[1]) && r.template == m[2] }) {
				continue // a method that a module serves by itself, as its descriptor says: the portal's session
			}
			need := &authzv1.Need{Public: m[3] == "Public", Authenticated: m[3] == "Authenticated", Action: m[4]}
			out = append(out, route{strings.ToUpper(m[1]), m[2], need, nil})
		}
	}
	if len(out) < 40 || raw < 5 {
		t.Fatalf("only %d routes, %d of them raw", len(out), raw)
	}
	return out
}

var variable = regexp.MustCompile(`\{(\w+)(=\*\*)?\}`)

// path fills the template's variables; those not given get harmless values.
func (r route) path(values map[string]string) string {
	return variable.ReplaceAllStringFunc(r.template, func(v string) string {
		name := variable.FindStringSubmatch(v)[1]
		if s, ok := values[name]; ok {
			return s
		}
		return map[string]string{"index": "0", "version": "1", "code": "penalty", "path": "0/000", "id": "nobody"}[name]
	})
}

// body is what a route's request sends: an empty message, or one record that nobody takes.
func (r route) body() (io.Reader, []string) {
	switch {
	case r.method == "GET" || r.method == "DELETE":
		return nil, nil
	case r.input == nil:
		return strings.NewReader("{}\n"), []string{"Content-Type", "application/x-ndjson"}
	}
	return strings.NewReader("{}"), []string{"Content-Type", "application/json"}
}

// patient repeats a request that is refused for coming too fast, as its next step says; nobody without a login may do
// more than so many in a second.
func (c client) patient(t testing.TB, method, path string, body func() io.Reader, headers ...string) answer {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		a := c.send(t, method, path, body(), headers...)
		if a.status != 429 || a.str("reason") != "RATE_LIMITED" || time.Now().After(deadline) {
			return a
		}
		time.Sleep(200 * time.Millisecond) // what the refusal asked for, in parts
	}
}

// call asks a route with harmless values.
func (c client) call(t testing.TB, r route) answer {
	t.Helper()
	_, headers := r.body()
	return c.patient(t, r.method, r.path(nil), func() io.Reader { b, _ := r.body(); return b }, headers...)
}

// actions asks the system what a caller may do.
func (c client) actions(t testing.TB) map[string]bool {
	t.Helper()
	var me struct{ Actions []string }
	if err := json.Unmarshal(c.must(t, "GET", "/v1/me", nil).raw, &me); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, a := range me.Actions {
		out[a] = true
	}
	return out
}

// leak is what no answer may hold: texts of engines, of the runtime, of the machine.
var leak = regexp.MustCompile(`(?i)DB::|Exception|SQLSTATE|sqlite|\bpq:|pgdriver|ERROR: |syntax error|no such (table|column)|SELECT .* FROM|INSERT INTO|goroutine \d|\.go:\d|panic:|` +
	`/(root|work|home|tmp|var|usr|etc)/|libchdb|clickhouse|root:x:0|runtime error|invalid memory|dial tcp|127\.0\.0\.1|kafka:|scram`)

// clean checks what holds for every answer whatsoever.
func (a answer) clean(t testing.TB, what string, sent ...string) {
	t.Helper()
	if a.status == 431 {
		return // more than 64 KiB of address and headers: net/http refuses before any of us reads it
	}
	if a.status >= 500 || a.status < 200 || (a.status >= 300 && a.status < 400) {
		t.Errorf("%s: %d %.500s", what, a.status, a.raw)
	}
	told := string(a.raw)
	for _, s := range sent { // what the caller wrote himself is no leak
		quoted, _ := json.Marshal(s)
		told = strings.ReplaceAll(strings.ReplaceAll(told, strings.Trim(string(quoted), `"`), ""), s, "")
		for cut := min(len(s)-1, 100); cut >= 12; cut-- { // nor where the answer shortens it
			told = strings.ReplaceAll(told, s[:cut], "")
		}
	}
	if m := leak.FindString(told); m != "" && a.status != 200 {
		t.Errorf("%s: the answer leaks %q: %.500s", what, m, a.raw)
	}
	h := a.header
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "no-referrer" ||
		!strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Cache-Control") == "" {
		t.Errorf("%s: security headers are missing: %v", what, h)
	}
	if ct := h.Get("Content-Type"); len(a.raw) > 0 && strings.HasPrefix(ct, "text/html") {
		t.Errorf("%s: an answer of an interface is HTML", what)
	}
	if a.status >= 400 && (a.str("reason") == "" || a.str("message_zh") == "" || a.str("message_en") == "" || a.str("next_step_zh") == "" || a.str("next_step_en") == "") {
		t.Errorf("%s: a refusal without reason, sentence or next step in both languages: %d %.500s", what, a.status, a.raw)
	}
}
