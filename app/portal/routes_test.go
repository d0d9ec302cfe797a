package portal

import (
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/httprule"
)

var variable = regexp.MustCompile(`\{\w+(=\*\*)?\}`)

// Every HTTP rule of every proto has exactly one owner: the service whose proto it is in.
func TestEveryRuleHasItsOwner(t *testing.T) {
	o, err := newOwners()
	if err != nil {
		t.Fatal(err)
	}
	rules := 0
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		name, ours := strings.CutPrefix(string(f.Package()), "chengxin.")
		service, _, _ := strings.Cut(name, ".")
		for i := 0; ours && i < f.Services().Len(); i++ {
			methods := f.Services().Get(i).Methods()
			for j := range methods.Len() {
				all, err := httprule.Rules(methods.Get(j))
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range all {
					rules++
					want := service
					if !strings.HasPrefix(r.Template, "/v1/") {
						want = "" // the portal's session is no part of the API
					}
					for _, value := range []string{"x", "91371502MA2T3571X8", "a%20b", "%E5%A4%84"} {
						if got := o.of(variable.ReplaceAllString(r.Template, value)); got != want {
							t.Errorf("%s of %s leads to %q", r.Template, service, got)
						}
					}
				}
			}
		}
		return true
	})
	if rules < 40 || len(o.services) < 6 {
		t.Errorf("only %d rules of %d services", rules, len(o.services))
	}
}

// A portal that could not reach a service says so before it serves, naming the setting.
func TestEveryServiceNeedsAWay(t *testing.T) {
	conf := &confv1.Config{Portal: &confv1.Portal{Services: map[string]string{}}}
	for _, s := range []string{"access", "audit", "catalog", "exchange"} {
		conf.Portal.Services[s] = "http://127.0.0.1:1"
	}
	p := &parts{env: &boot.Env{Config: conf, Local: func(s string) bool { return s == "portal" }, Log: slog.New(slog.DiscardHandler), Public: http.NotFoundHandler()}}
	if err := p.openDoor(); err == nil || !strings.Contains(err.Error(), "portal.services.history") {
		t.Errorf("got %v", err)
	}
	conf.Portal.Services["history"] = "http://127.0.0.1:1"
	if err := p.openDoor(); err != nil || len(p.services) != 6 {
		t.Errorf("got %v, %d services", err, len(p.services))
	}
}

func TestOwners(t *testing.T) {
	o, err := newOwners()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/v1/resources/penalty/records:push":     "exchange",
		"/v1/resources/penalty/records:withdraw": "exchange",
		"/v1/audit/checkpoint":                   "audit",
		"/v1/audit/key":                          "audit",
		"/v1/audit/tile/0/x001/067.p/12":         "audit",
		"/v1/audit/tile/entries/000":             "audit",
		"/v1/catalog/resources/penalty/schema":   "catalog",
		"/v1/catalog/resources/penalty/template": "catalog",
		"/v1/catalog/dcat.jsonld":                "catalog",
		"/v1/public/catalog":                     "catalog",
		"/v1/public/catalog/penalty/schema":      "catalog",
		"/v1/public/catalog/penalty/template":    "catalog",
		"/v1/public/subjects":                    "history",
		"/v1/me":                                 "access",
		"/v1/me/profile":                         "history",
		"/v1/system":                             "portal",
		"/v1/people/u1:setRoles":                 "access",
		"/v1/people/u1:noSuchVerb":               "",
		"/v1/nowhere":                            "",
		"/v1/auditor":                            "",
		"/v1/subjects/a/b/c":                     "",
		"/metrics":                               "",
		"/readyz":                                "",
		"/healthz":                               "",
		"/portal/session":                        "",
		"/portal/api/v1/me":                      "",
		"/":                                      "",
		"":                                       "",
		"/v1/subjects/%zz/profile":               "",
	} {
		if got := o.of(path); got != want {
			t.Errorf("%q belongs to %q, want %q", path, got, want)
		}
	}
	if err := o.add("history", "/v1/agencies"); err == nil {
		t.Error("a path with two owners is taken")
	}
	var known []string
	for s := range o.services {
		known = append(known, s)
	}
	slices.Sort(known)
	if !slices.Equal(known, []string{"access", "audit", "catalog", "exchange", "history", "portal"}) {
		t.Errorf("services %v", known)
	}
}
