// Package arch holds the shape of the code base as rules, and checks them: which folders there are, who may import
// whom, how large files and functions may be, and that packages say what they are for. Its test runs it on the whole
// repository; depguard repeats the import rules in the editor.
package arch

import (
	"slices"
	"strings"
)

// module is the import path of this repository.
const module = "github.com/chengxin-credit/chengxin"

// Bounds of hand-written code; tests are not bounded.
const (
	maxFileLines     = 500
	maxFunctionLines = 60
)

// topFolders are all there may be.
var topFolders = []string{"api", "app", "configs", "internal", "third_party", "tools"}

// calls is the call graph: the services each service may call, and so whose api it may import. The portal calls the
// public interface of all. history also follows catalog's definitions, because masking needs to know which items are
// sensitive; the graph stays acyclic.
var calls = map[string][]string{
	"audit":    {},
	"access":   {"audit"},
	"catalog":  {"access", "audit"},
	"exchange": {"catalog", "access", "audit"},
	"history":  {"catalog", "access", "audit"},
	"credit":   {"history", "catalog", "access", "audit"},
	"portal":   {"credit", "history", "exchange", "catalog", "access", "audit"},
}

// embeds are the messages of others that a service's own contract is made of: who the portal's session belongs to is what access says.
var embeds = map[string][]string{"portal": {"api/access"}}

// startOrder is the order of calls: nobody calls a later one.
var startOrder = []string{"audit", "access", "catalog", "exchange", "history", "credit", "portal"}

// Layers inside a service.
const (
	biz     = "biz"
	data    = "data"
	service = "service"
)

// place is where a package stands.
type place struct {
	// path below the repository.
	path string
	// app is the service (or "chengxin", "e2e") below app/, "" elsewhere.
	app string
	// layer is the folder below app/<service>/internal, "" for the service's root.
	layer string
}

func placeOf(path string) place {
	p := place{path: path}
	parts := strings.Split(path, "/")
	if parts[0] == "app" && len(parts) > 1 {
		p.app = parts[1]
		if len(parts) > 3 && parts[2] == "internal" {
			p.layer = parts[3]
		}
	}
	return p
}

// under reports whether a path is one of the folders or below one.
func under(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return path == f || strings.HasPrefix(path, f+"/") })
}

// forbids says why a package may not import another, "" if it may. Imports are paths below the repository for our own
// packages and import paths for others. Tests are held to the rules of services' borders only.
func forbids(from place, imported string, ours, std, test bool) string {
	if reason := borders(from, imported, ours); reason != "" {
		return reason
	}
	if test {
		return ""
	}
	switch {
	case !ours && strings.HasPrefix(imported, "github.com/go-kratos/") && !under(from.path, "internal/boot", "internal/httprule") && (from.app == "" || from.layer != ""):
		return "only boot, httprule and module.go know Kratos"
	case under(from.path, "internal/domain", "internal/fault"):
		if !std && !(ours && under(imported, "internal/domain", "internal/fault")) {
			return "domain and fault import the standard library only"
		}
	case from.app != "" && calls[from.app] != nil:
		return layers(from, imported, ours, std)
	case under(from.path, "internal") && ours && under(imported, "app"):
		return "internal packages know no service"
	}
	return ""
}

// borders are the rules between services.
func borders(from place, imported string, ours bool) string {
	if !ours {
		return ""
	}
	to := placeOf(imported)
	if calls[to.app] != nil && to.app != from.app {
		if from.app != "chengxin" {
			return "no package of another service"
		}
		if to.layer != "" {
			return "a service exports nothing but Build"
		}
	}
	peer, isAPI := strings.CutPrefix(imported, "api/")
	peer, _, _ = strings.Cut(peer, "/")
	if isAPI && calls[from.app] != nil && calls[peer] != nil && peer != from.app && !slices.Contains(calls[from.app], peer) {
		return "the call graph has no call from " + from.app + " to " + peer
	}
	return ""
}

// layers are the rules inside a service.
func layers(from place, imported string, ours, std bool) string {
	own := "app/" + from.app + "/internal/"
	switch from.layer {
	case biz:
		if !std && !(ours && under(imported, "internal/domain", "internal/fault", "internal/clock", "internal/ids", own+biz)) {
			return "biz imports domain, fault, clock and ids only"
		}
	case service:
		if std || !ours {
			return foreignToService(imported, std)
		}
		if !under(imported, "internal/domain", "internal/fault", own+biz, own+service, own+"decode", "api/"+from.app, "api/fault", "internal/clock") &&
			!under(imported, embeds[from.app]...) {
			return "service imports own biz, domain, fault and own api only"
		}
	case data:
		if ours && under(imported, "internal/boot", "internal/httprule", own+service) {
			return "data imports own biz, domain, fault, the clients and peers' api only"
		}
	}
	return ""
}

// foreignToService lets the translation layer use what gRPC and protobuf are made of, and compression, nothing else.
func foreignToService(imported string, std bool) string {
	if std || strings.HasPrefix(imported, "google.golang.org/") || strings.HasPrefix(imported, "github.com/klauspost/compress/") {
		return ""
	}
	return "service imports own biz, domain, fault and own api only"
}
