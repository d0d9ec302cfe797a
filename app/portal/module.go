package portal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"

	"google.golang.org/grpc"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	portalv1 "github.com/chengxin-credit/chengxin/api/portal/v1"
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/app/portal/internal/data"
	"github.com/chengxin-credit/chengxin/app/portal/internal/service"
	"github.com/chengxin-credit/chengxin/app/portal/internal/web"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/httprule"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// innerAddress stands for this process where an address is asked for; no network ever sees it.
const innerAddress = "http://in-process"

// parts are what the module is built of.
type parts struct {
	env       *boot.Env
	transport *http.Transport
	services  map[string]service.Way
	owners    *owners
	policy    data.Policy
	sessions  *biz.Sessions[*accessv1.MeReply]
	observer  *biz.Observer
	feed      *biz.Feed
	site      *web.Site
}

// Build makes the portal's module. It is ready at once: whether the services behind it are is theirs to say.
func Build(_ context.Context, env *boot.Env) (*boot.Module, error) {
	p := &parts{env: env, transport: data.NewTransport(), policy: data.NewPolicy(env.Policy)}
	if err := errors.Join(p.openDoor(), p.openSessions(), p.openFeed()); err != nil {
		return nil, err
	}
	var err error
	if p.site, err = web.New(); err != nil {
		return nil, err
	}
	return &boot.Module{
		Name: "portal",
		GRPC: func(r grpc.ServiceRegistrar) {
			portalv1.RegisterSystemServer(r, service.NewSystem(p.observer.Overview))
		},
		HTTP: p.routes,
		Workers: []boot.Worker{
			{Name: "portal.feed", Run: p.feed.Run},
			{Name: "portal.compress", Run: func(ctx context.Context) error {
				if err := p.site.Compress(ctx.Done()); err != nil {
					return err
				}
				<-ctx.Done()
				return nil
			}},
		},
		Close: func(context.Context) error { p.transport.CloseIdleConnections(); return nil },
	}, nil
}

func (p *parts) routes(r *boot.Router) {
	rim := service.Rim{
		Read: r.Read, Reply: httprule.WriteReply, Fault: boot.WriteFaultAs, Network: boot.Network,
		Timeout: p.env.Config.GetServer().GetRequestTimeout().AsDuration(),
	}
	secret := func() (string, error) { return ids.Secret("", 32, p.env.Rand) }
	installed := service.Installed{Demo: p.env.Demo != "" && p.env.Demo != "none", Version: boot.Version()}
	session := service.NewSession(p.sessions, service.Cookies{Secure: p.env.Config.GetPortal().GetSecureCookie()}, secret, installed, rim)
	r.Handle(http.MethodGet, "/portal/session", boot.Public, http.HandlerFunc(session.Current))
	r.Handle(http.MethodPost, "/portal/session", boot.Public, http.HandlerFunc(session.Open))
	r.Handle(http.MethodDelete, "/portal/session", boot.Public, http.HandlerFunc(session.Close))
	r.Stream(http.MethodGet, "/portal/events", boot.Public,
		service.NewEvents(p.feed, p.policy, p.env.Evidence, boot.RequestID, p.env.Clock.Now, rim))
	r.Plain("*", "/portal/api/{path=**}", service.NewDoor(p.owners.of, p.services, p.policy, rim))
	pages := p.site.Pages(func(w http.ResponseWriter, r *http.Request) { boot.WriteFault(w, r, biz.NoRoute()) })
	r.Plain(http.MethodGet, "/", http.HandlerFunc(web.Redirect))
	r.Plain(http.MethodGet, "/portal", pages)
	r.Plain(http.MethodGet, "/portal/{path=**}", pages)
}

// openDoor finds the way to every service: in this process, or where the configuration says.
func (p *parts) openDoor() error {
	var err error
	if p.owners, err = newOwners(); err != nil {
		return err
	}
	p.services = map[string]service.Way{}
	for name := range p.owners.services {
		if p.env.Local(name) {
			p.services[name] = service.Way{Handler: p.env.Public}
			continue
		}
		base := p.env.Config.GetPortal().GetServices()[name]
		if base == "" {
			return fmt.Errorf("portal.services.%s: the address of %s is needed, since it runs in another process", name, name)
		}
		remote, err := data.NewRemote(base, p.transport, boot.WriteFaultAs, p.env.Log)
		if err != nil {
			return fmt.Errorf("portal.services.%s: %w", name, err)
		}
		p.services[name] = service.Way{Handler: remote, Remote: true}
	}
	return nil
}

func (p *parts) openSessions() error {
	conn, err := p.env.Peers.Conn("access")
	if err != nil {
		return err
	}
	idle := p.env.Config.GetAccess().GetSessionIdle().AsDuration()
	p.sessions = biz.NewSessions(data.NewAccess(conn, boot.WithBearer), p.policy, idle, p.env.Log)
	return nil
}

// openFeed finds what live figures are made of. Its calls are the portal's own, not those of somebody who listens.
func (p *parts) openFeed() error {
	history, err := p.env.Peers.Conn("history")
	if err != nil {
		return err
	}
	key := ""
	if file := p.env.Config.GetPortal().GetMetricsKeyFile(); file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("portal.metrics_key_file: %w", err)
		}
		key = strings.TrimSpace(string(raw))
	}
	remote := maps.Clone(p.env.Config.GetPortal().GetServices())
	maps.DeleteFunc(remote, func(name, _ string) bool { return p.env.Local(name) })
	client := &http.Client{Transport: p.transport}
	ledger := data.NewLedger(client, strings.TrimRight(remote["audit"], "/"))
	if p.env.Local("audit") {
		ledger = data.NewLedger(&http.Client{Transport: data.InProcess{Handler: p.env.Public}}, innerAddress)
	}
	local := data.Local{Address: p.env.Config.GetServer().GetHttp(), Gather: p.env.Gatherer.Gather, Modules: p.modules}
	p.observer = biz.NewObserver(data.NewInstallation(local, remote, client, key, ledger, p.env.Log), p.env.Clock)
	p.feed = biz.NewFeed(data.NewCounters(history, ledger).Read, p.observer.Overview, biz.FeedEvery, p.env.Log)
	return nil
}

func (p *parts) modules(ctx context.Context) []biz.Module {
	var out []biz.Module
	for _, m := range p.env.States(ctx) {
		out = append(out, biz.Module(m))
	}
	return out
}
