package boot

import (
	"context"
	"crypto/sha256"
	_ "embed" // the pages
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/chengxin-credit/chengxin/api"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

var (
	//go:embed docs.html
	docsPage string
	//go:embed enrol.html
	enrolPage string
)

// site adds what every process serves beside its modules. None of it tells anything about a subject. Health, readiness
// and pages are open to all; metrics to callers on this machine, others need the action metrics.read.
func (p *process) site() error {
	plain := func(content, kind, policy string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			if policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			_, _ = w.Write([]byte(content)) // the caller is gone if this fails
		})
	}
	pages := map[string]http.Handler{
		"/healthz":      plain("ok\n", "text/plain; charset=utf-8", ""),
		"/readyz":       http.HandlerFunc(p.readyz),
		"/openapi.yaml": plain(string(api.OpenAPI), "application/yaml; charset=utf-8", ""),
		"/docs":         plain(p.linked(docsPage), "text/html; charset=utf-8", pagePolicy(docsPage)),
		"/metrics":      p.metricsPage(),
	}
	if p.local("access") { // the links its first start prints lead there
		pages["/enrol"] = plain(p.linked(enrolPage), "text/html; charset=utf-8", pagePolicy(enrolPage))
	}
	for path, h := range pages {
		if err := p.mux.Handle(http.MethodGet, path, h); err != nil {
			return err
		}
	}
	return nil
}

// linked leads to the portal's pages, where this process has them.
func (p *process) linked(page string) string {
	link := ""
	if p.local("portal") {
		link = `<p><a href="/portal/">进入门户 · To the portal</a></p>`
	}
	return strings.Replace(page, "<!--portal-->", link, 1)
}

// pagePolicy lets a page run its own script and style, named by their digests, and talk to this server; nothing else.
func pagePolicy(page string) string {
	own := func(tag string) string {
		_, rest, _ := strings.Cut(page, "<"+tag+">")
		text, _, _ := strings.Cut(rest, "</"+tag+">")
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + own("style") + "; script-src " + own("script") +
		"; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// readyTimeout bounds one module's answer.
const readyTimeout = 2 * time.Second

const moduleReady = "ready"

// states asks every module of this process whether it is ready.
func (p *process) states(ctx context.Context) []ModuleState {
	p.modulesMu.Lock()
	modules := slices.Clone(p.modules)
	p.modulesMu.Unlock()
	out := make([]ModuleState, 0, len(modules)+1)
	for _, m := range modules {
		s := ModuleState{Name: m.module.Name, Ready: true}
		if err := p.ready(ctx, m); err != nil {
			s.Ready, s.Message = false, "not ready"
			if f, ok := fault.As(err); ok {
				s.Message = f.Error()
			}
			m.log.Debug("not ready", "waiting for", err)
		}
		out = append(out, s)
	}
	if p.local(Engines) {
		out = append(out, ModuleState{Name: Engines, Ready: true}) // they were up before anything else started
	}
	return out
}

// readyz names each module and whether it is ready. Why not is in the log, except for what a fault says publicly.
func (p *process) readyz(w http.ResponseWriter, r *http.Request) {
	type answer struct {
		Ready   bool              `json:"ready"`
		Modules map[string]string `json:"modules"`
	}
	a := answer{Ready: true, Modules: map[string]string{}}
	for _, m := range p.states(r.Context()) {
		a.Ready = a.Ready && m.Ready
		a.Modules[m.Name] = m.Message
		if m.Ready {
			a.Modules[m.Name] = moduleReady
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if !a.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(a) // the caller is gone if this fails
}

func (p *process) ready(ctx context.Context, r *running) error {
	if r.module.Ready == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return r.module.Ready(ctx)
}

// metricsPage lets callers on this machine read the metrics without a login; scrapers elsewhere need a key, and so does everybody who
// comes through a proxy on this machine.
func (p *process) metricsPage() http.Handler {
	page := promhttp.HandlerFor(p.chain.metrics.registry, promhttp.HandlerOpts{})
	guarded := p.chain.raw(p.chain.add(&operation{name: "GET /metrics", need: Action("metrics.read"), raw: true}), page)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); err == nil && ip.IsLoopback() && !forwarded(r.Header) {
			page.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// forwarded reports whether a request came through a proxy that says so.
func forwarded(h http.Header) bool {
	for _, name := range [...]string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}
