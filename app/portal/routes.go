package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "github.com/chengxin-credit/chengxin/api/access/v1" // the routes of all services are read from their descriptors
	_ "github.com/chengxin-credit/chengxin/api/audit/v1"
	_ "github.com/chengxin-credit/chengxin/api/catalog/v1"
	_ "github.com/chengxin-credit/chengxin/api/exchange/v1"
	_ "github.com/chengxin-credit/chengxin/api/history/v1"
	_ "github.com/chengxin-credit/chengxin/api/portal/v1"
	"github.com/chengxin-credit/chengxin/internal/httprule"
)

// rawRoutes are the places of routes that no descriptor knows: pushes, tiles, files of the catalog.
var rawRoutes = map[string]string{
	"/v1/resources/{path=**}":      "exchange",
	"/v1/audit/{path=**}":          "audit",
	"/v1/catalog/{path=**}":        "catalog",
	"/v1/public/catalog/{path=**}": "catalog",
}

// owners tells which service owns a path of the public API. The names of all of them are in services.
type owners struct {
	mux      httprule.Mux
	template map[string]string
	services map[string]bool
}

// newOwners reads the HTTP rules of every service of ours. A path that two services claim is an error.
func newOwners() (*owners, error) {
	o := &owners{template: map[string]string{}, services: map[string]bool{}}
	o.mux.NotFound = func(http.ResponseWriter, *http.Request, []string) {}
	var err error
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		name, ours := strings.CutPrefix(string(f.Package()), "chengxin.")
		service, _, _ := strings.Cut(name, ".")
		for i := 0; ours && err == nil && i < f.Services().Len(); i++ {
			methods := f.Services().Get(i).Methods()
			for j := 0; err == nil && j < methods.Len(); j++ {
				err = o.addMethod(service, methods.Get(j))
			}
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	for template, service := range rawRoutes {
		if err := o.add(service, template); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *owners) addMethod(service string, m protoreflect.MethodDescriptor) error {
	rules, err := httprule.Rules(m)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if strings.HasPrefix(r.Template, "/v1/") { // the portal's own session is not part of it
			if err := o.add(service, r.Template); err != nil {
				return err
			}
		}
	}
	return nil
}

// claim answers with a service's name, on a writer that only listens for it.
type claim string

// ServeHTTP is part of http.Handler.
func (c claim) ServeHTTP(w http.ResponseWriter, _ *http.Request) { *w.(*answer) = answer(c) }

type answer string

// Header is part of http.ResponseWriter.
func (*answer) Header() http.Header { return nil }

// Write is part of http.ResponseWriter.
func (*answer) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader is part of http.ResponseWriter.
func (*answer) WriteHeader(int) {}

func (o *owners) add(service, template string) error {
	if other, ok := o.template[template]; ok {
		if other != service {
			return fmt.Errorf("%s belongs to %s and to %s", template, other, service)
		}
		return nil // the same path with another method
	}
	o.template[template], o.services[service] = service, true
	return o.mux.Handle("*", template, claim(service))
}

// of is the owner of an escaped path, "" if it leads nowhere.
func (o *owners) of(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return ""
	}
	var a answer
	o.mux.ServeHTTP(&a, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: plain, RawPath: path}})
	return string(a)
}
