package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"time"

	kgrpc "github.com/go-kratos/kratos/v2/transport/grpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/test/bufconn"

	"github.com/chengxin-credit/chengxin/internal/policy/policysync"
)

// running is a module between its start and its stop.
type running struct {
	module  *Module
	log     *slog.Logger
	cancel  context.CancelFunc
	workers sync.WaitGroup
	inner   *kgrpc.Server
}

// innerBuffer is what one in-process connection buffers.
const innerBuffer = 1 << 20

// readyWait is how long the start waits for one module before it goes on with the next; /readyz tells the rest.
const readyWait = 15 * time.Second

// startModules builds and starts the modules of this process in start order. A process that does not own the policy
// follows it first, since nobody is let in without it.
func (p *process) startModules(ctx context.Context) error {
	names := slices.DeleteFunc(p.localNames(), func(n string) bool { return n == Engines })
	if len(names) > 0 && !p.local("access") {
		if err := p.followPolicy(ctx, names[0]); err != nil {
			return err
		}
	}
	for _, s := range p.Services {
		if !p.local(s.Name) {
			continue
		}
		r, err := p.startModule(ctx, s)
		if err != nil {
			return fmt.Errorf("start %s: %w", s.Name, err)
		}
		r.await(ctx)
	}
	return nil
}

func (p *process) startModule(ctx context.Context, s Service) (*running, error) {
	env := p.env
	env.Log = p.Log.With("service", s.Name)
	env.Peers = peersOf{p.board, s.Name}
	env.Metrics = p.registererOf(s.Name)
	if err := p.measureSQL(s.Name); err != nil {
		return nil, err
	}
	m, err := s.Build(ctx, &env)
	if err != nil {
		return nil, err
	}
	m.Name = s.Name
	r := &running{module: m, log: env.Log}
	wctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r.cancel = cancel
	p.running(r)
	if err := p.register(r); err != nil {
		return nil, err
	}
	for _, w := range m.Workers {
		r.workers.Go(func() { r.work(wctx, w) })
	}
	return r, nil
}

// running notes a module that was started; a module's worker may already ask for the states of all.
func (p *process) running(r *running) {
	p.modulesMu.Lock()
	defer p.modulesMu.Unlock()
	p.modules = append(p.modules, r)
}

// register makes a module's methods and routes known and serves it to its peers in this process.
func (p *process) register(r *running) error {
	var own services
	if r.module.GRPC != nil {
		r.module.GRPC(&own)
	}
	for _, s := range own {
		if err := p.chain.addService(p.mux, s); err != nil {
			return err
		}
	}
	if r.module.HTTP != nil {
		router := &Router{mux: p.mux, chain: p.chain}
		r.module.HTTP(router)
		if router.err != nil {
			return router.err
		}
	}
	p.services = append(p.services, own...)
	lis := bufconn.Listen(innerBuffer)
	r.inner = p.newGRPC(true, kgrpc.Listener(lis), kgrpc.Endpoint(&url.URL{Scheme: "bufconn", Host: r.module.Name}))
	own.registerOn(r.inner)
	p.board.mu.Lock()
	p.board.local[r.module.Name] = lis
	p.board.mu.Unlock()
	go func() {
		// Not Kratos' Start, which races with a Stop that comes at once.
		if err := r.inner.Serve(lis); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			r.log.Error("in-process server ended", "error", err)
		}
	}()
	return nil
}

// await gives a module time to become ready.
func (r *running) await(ctx context.Context) {
	if r.module.Ready == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readyWait)
	defer cancel()
	for {
		err := r.module.Ready(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			r.log.Warn("not ready yet; the start goes on", "waiting for", err)
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// work runs a worker until the stop, again and again if need be.
func (r *running) work(ctx context.Context, w Worker) {
	const first, last = 200 * time.Millisecond, 10 * time.Second
	for pause := first; ; pause = min(2*pause, last) {
		began := time.Now()
		err := runWorker(ctx, w)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > last {
			pause = first
		}
		r.log.Error("worker ended; starting it again", "worker", w.Name, "pause", pause, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// runWorker turns a panic into an error: one worker's fault must not take the other services down.
func runWorker(ctx context.Context, w Worker) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.Run(ctx)
}

// stop ends the workers, then the in-process server, then closes the module; what is not done by the deadline is left.
func (r *running) stop(ctx context.Context) error {
	r.cancel()
	done := make(chan struct{})
	go func() { r.workers.Wait(); close(done) }()
	var errs []error
	select {
	case <-done:
	case <-ctx.Done():
		errs = append(errs, fmt.Errorf("%s: workers did not end in time", r.module.Name))
	}
	if r.inner != nil {
		errs = append(errs, r.inner.Stop(ctx))
	}
	if r.module.Close != nil {
		if err := r.module.Close(ctx); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", r.module.Name, err))
		}
	}
	return errors.Join(errs...)
}

// followPolicy keeps the policy of this process equal to that of the access service in another one.
func (p *process) followPolicy(ctx context.Context, caller string) error {
	conn, err := peersOf{p.board, caller}.Conn("access")
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	m := &Module{Name: "policy", Ready: func(context.Context) error {
		if p.env.Policy.Version() == 0 {
			return errors.New("no policy yet from access")
		}
		return nil
	}}
	r := &running{module: m, log: p.Log.With("service", "policy")}
	wctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r.cancel = cancel
	p.running(r)
	w := Worker{Name: "policysync", Run: func(ctx context.Context) error {
		return policysync.Run(ctx, conn, p.env.Policy, r.log)
	}}
	r.workers.Go(func() { r.work(wctx, w) })
	return nil
}
