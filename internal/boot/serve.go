package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/go-kratos/kratos/v2"
	klog "github.com/go-kratos/kratos/v2/log"
	kgrpc "github.com/go-kratos/kratos/v2/transport/grpc"
	khttp "github.com/go-kratos/kratos/v2/transport/http"
	"google.golang.org/grpc"
)

// Limits of the HTTP server against callers who dawdle.
const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// operator is the name the hook of the options calls services by.
const operator = "operator"

// newGRPC makes a gRPC server with the whole chain. Time limits are the chain's, not Kratos'.
func (p *process) newGRPC(inProcess bool, more ...kgrpc.ServerOption) *kgrpc.Server {
	chain := p.chain.middleware(inProcess)
	limit := int(p.chain.maxBody)
	switch {
	case inProcess:
		limit = maxPeerMessage
	case p.ids != nil: // a message is read before its sender is known
		limit = max(limit, maxPeerRequest)
	}
	opts := []kgrpc.ServerOption{
		kgrpc.Timeout(0), kgrpc.DisableReflection(),
		kgrpc.StreamInterceptor(p.chain.stream(inProcess)),
		kgrpc.Options(grpc.MaxRecvMsgSize(limit), grpc.MaxSendMsgSize(maxPeerMessage), grpc.UnaryInterceptor(p.chain.aside)),
	}
	if p.chain.tracing != nil {
		opts = append(opts, kgrpc.Middleware(rebase, p.chain.tracing, chain))
	} else {
		opts = append(opts, kgrpc.Middleware(rebase, chain))
	}
	return kgrpc.NewServer(append(opts, more...)...)
}

// registerOn registers everything collected with a server.
func (s services) registerOn(r grpc.ServiceRegistrar) {
	for _, one := range s {
		r.RegisterService(one.desc, one.impl)
	}
}

// newHTTP makes the HTTP server. Our own router stands in front of Kratos' one, which knows no ":verb".
func (p *process) newHTTP(lis net.Listener) (*khttp.Server, error) {
	trusted, err := parseProxies(p.Config.GetServer().GetTrustedProxies())
	if err != nil {
		return nil, err
	}
	srv := khttp.NewServer(khttp.Timeout(0), khttp.Listener(lis),
		khttp.Filter(func(http.Handler) http.Handler { return secure(prompt(origin(p.mux, trusted), p.chain.timeout)) }))
	srv.ReadHeaderTimeout, srv.IdleTimeout, srv.MaxHeaderBytes = headerTimeout, idleTimeout, maxHeaderBytes
	return srv, nil
}

// serve runs the public servers inside one Kratos app until the end.
func (p *process) serve(ctx context.Context) error {
	// Health is asked by load balancers without a login; it tells nothing but that the process serves.
	p.chain.add(&operation{name: "/grpc.health.v1.Health/Check", need: Public})
	if err := p.site(); err != nil {
		return err
	}
	httpListener, err := net.Listen("tcp", p.Config.GetServer().GetHttp())
	if err != nil {
		return fmt.Errorf("server.http: %w", err)
	}
	grpcListener, err := net.Listen("tcp", p.Config.GetServer().GetGrpc())
	if err != nil {
		return errors.Join(fmt.Errorf("server.grpc: %w", err), httpListener.Close())
	}
	more := []kgrpc.ServerOption{kgrpc.Listener(grpcListener)}
	if p.ids != nil {
		conf, err := p.ids.server(p.localNames())
		if err != nil {
			return errors.Join(err, httpListener.Close(), grpcListener.Close())
		}
		more = append(more, kgrpc.TLSConfig(conf))
	}
	outer := p.newGRPC(false, more...)
	p.services.registerOn(outer)
	front, err := p.newHTTP(httpListener)
	if err != nil {
		return errors.Join(err, httpListener.Close(), grpcListener.Close())
	}
	actx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	app := kratos.New(
		kratos.Name("chengxin"), kratos.Context(context.WithoutCancel(ctx)), kratos.Logger(kratosLog{p.Log}),
		kratos.Server(front, outer),
		kratos.StopTimeout(p.Config.GetServer().GetStopTimeout().AsDuration()),
		kratos.BeforeStop(func(context.Context) error { p.drain(); return nil }),
		kratos.AfterStart(func(ctx context.Context) error {
			p.Log.Info("serving", "http", httpListener.Addr().String(), "grpc", grpcListener.Addr().String(), "services", p.localNames())
			p.afterStart(ctx, cancel)
			return nil
		}),
	)
	// Stop, unlike the end of Kratos' context, lets requests in flight finish.
	defer context.AfterFunc(actx, func() {
		if err := app.Stop(); err != nil {
			p.Log.Error("stop", "error", err)
		}
	})()
	err = app.Run()
	if cause := context.Cause(actx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(err, cause)
	}
	return err
}

// afterStart runs the hook of the options beside the servers.
func (p *process) afterStart(ctx context.Context, fail context.CancelCauseFunc) {
	if p.Started == nil {
		return
	}
	env := p.env
	env.Peers = peersOf{p.board, operator}
	env.Metrics = p.chain.metrics.registry
	go func() {
		if err := p.Started(ctx, &env); err != nil && ctx.Err() == nil {
			fail(err)
		}
	}()
}

// localNames are the services of this process in start order.
func (p *process) localNames() []string {
	var names []string
	for _, s := range p.Services {
		if p.local(s.Name) {
			names = append(names, s.Name)
		}
	}
	if p.local(Engines) {
		names = append(names, Engines)
	}
	return names
}

// init silences Kratos until its logger is set: it writes whole requests if asked to, and nothing of ours is asked of it.
func init() { klog.SetLogger(kratosLog{discard}) }
