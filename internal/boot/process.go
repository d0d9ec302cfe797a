package boot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc/test/bufconn"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/httprule"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/seal"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

// Service is an entry of the start order.
type Service struct {
	Name  string
	Build Build
}

// Options say what a process runs.
type Options struct {
	Config *confv1.Config
	// Data is the data folder; it is made if it is missing.
	Data string
	// Only names the services of this process; empty means all of them and the engines.
	Only []string
	// Services are all there are, in start order.
	Services []Service
	// Demo is handed to the modules and to Started.
	Demo string
	// Stdout is for the operator; Log for the log.
	Stdout io.Writer
	Log    *slog.Logger
	// Clock and Rand default to the machine's.
	Clock clock.Clock
	Rand  io.Reader
	// Started runs beside the servers once everything is up; an error stops the process. It may be nil.
	Started func(ctx context.Context, env *Env) error
}

// process is what runs between start and stop.
type process struct {
	Options
	all     bool
	engines *engines
	ids     *identities
	board   *switchboard
	chain   *chain
	// tracer is nil when no endpoint is configured.
	tracer   *tracer
	mux      *httprule.Mux
	env      Env
	services services
	modules  []*running
	// modulesMu guards modules while they start.
	modulesMu sync.Mutex
	drain     context.CancelFunc
	releases  []func() error
}

// Run starts everything, serves until ctx ends or a signal comes, and stops everything in reverse.
func Run(ctx context.Context, o Options) (err error) {
	p := &process{Options: o}
	defer func() { err = errors.Join(err, p.stop()) }()
	if err := p.prepare(ctx); err != nil {
		return unlessStopped(ctx, err)
	}
	if err := p.startModules(ctx); err != nil {
		return unlessStopped(ctx, err)
	}
	return p.serve(ctx)
}

// unlessStopped forgets the error of a start that was broken off by its operator.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// local says whether a service belongs to this process.
func (p *process) local(service string) bool { return p.all || slices.Contains(p.Only, service) }

// later registers what the stop has to undo.
func (p *process) later(f func() error) { p.releases = append(p.releases, f) }

// prepare does all that comes before the first module: locks, keys, engines, topics, tables.
func (p *process) prepare(ctx context.Context) error {
	if err := p.settle(); err != nil {
		return err
	}
	roles := []string{Engines}
	for _, s := range p.Services {
		roles = append(roles, s.Name)
	}
	roles = slices.DeleteFunc(roles, func(r string) bool { return !p.local(r) })
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	release, err := lockRoles(p.Data, roles)
	if err != nil {
		return err
	}
	p.later(func() error { release(); return nil })
	if p.engines, err = startEngines(ctx, engineStart{
		conf: p.Config, data: p.Data, local: p.local(Engines), clock: p.Clock, random: p.Rand, log: p.Log,
	}); err != nil {
		return err
	}
	p.later(p.engines.close)
	return p.prepareEnv(ctx)
}

// settle fills in what the options left open and checks the names in them.
func (p *process) settle() error {
	p.all = len(p.Only) == 0
	if p.Clock == nil {
		p.Clock = clock.System{}
	}
	if p.Rand == nil {
		p.Rand = rand.Reader
	}
	if p.Stdout == nil {
		p.Stdout = io.Discard
	}
	if err := p.CheckNames(); err != nil {
		return err
	}
	var err error
	p.Data, err = filepath.Abs(p.Data)
	return err
}

// CheckNames finds names of services that do not exist, in Only and among the configured peers.
func (o *Options) CheckNames() error {
	known := []string{Engines}
	for _, s := range o.Services {
		known = append(known, s.Name)
	}
	for _, name := range o.Only {
		if !slices.Contains(known, name) {
			return fmt.Errorf("--only: there is no service %q; there are %v", name, known)
		}
	}
	for name := range o.Config.GetPeers() {
		if !slices.Contains(known, name) {
			return fmt.Errorf("peers.%s: there is no such service; there are %v", name, known)
		}
	}
	for name := range o.Config.GetPortal().GetServices() {
		if !slices.Contains(known, name) {
			return fmt.Errorf("portal.services.%s: there is no such service; there are %v", name, known)
		}
	}
	return nil
}

// prepareEnv makes what every module gets. A process with engines only needs none of the stores.
func (p *process) prepareEnv(ctx context.Context) error {
	m := newMetrics()
	validator, err := protovalidate.New()
	if err != nil {
		return err
	}
	server := p.Config.GetServer()
	var drain context.Context
	drain, p.drain = context.WithCancel(context.WithoutCancel(ctx))
	p.mux = &httprule.Mux{NotFound: notFound}
	p.chain = &chain{
		validator: validator, clock: p.Clock, log: p.Log, metrics: m,
		limits: newLimiter(int(server.GetPublicRate())), timeout: server.GetRequestTimeout().AsDuration(),
		maxBody: server.GetMaxBody(), drain: drain,
	}
	if err := p.startTracing(ctx); err != nil {
		return err
	}
	if len(p.Config.GetPeers()) > 0 || p.Config.GetTls().GetCaFile() != "" {
		if p.ids, err = newIdentities(p.Config.GetTls(), p.Data); err != nil {
			return err
		}
	}
	p.board = newSwitchboard(p.Config.GetPeers(), p.ids)
	p.board.tracer = p.tracer
	p.later(p.board.close)
	stale := p.Config.GetAccess().GetStaleAfter().AsDuration()
	if p.local("access") {
		stale = 0 // the owner of the policy is never behind itself
	}
	p.env = Env{
		Config: p.Config, Data: p.Data, Log: p.Log, Clock: p.Clock, Rand: p.Rand, Demo: p.Demo, Stdout: p.Stdout,
		Policy: policy.NewStore(p.Clock, stale), Kafka: p.engines.kafka, ClickHouse: p.engines.clickhouse, Local: p.local,
		Gatherer: m.registry, States: p.states, Public: p.mux,
	}
	p.chain.policy = p.env.Policy
	p.chain.peers = []string{Engines, operator}
	for _, s := range p.Services {
		p.chain.peers = append(p.chain.peers, s.Name)
	}
	return p.prepareStores(ctx)
}

// topicWait bounds how long a start waits for the broker.
const topicWait = time.Minute

func (p *process) prepareStores(ctx context.Context) error {
	tctx, cancel := context.WithTimeout(ctx, topicWait)
	defer cancel()
	if err := kafkaio.EnsureTopics(tctx, p.env.Kafka, kafkaio.CoreTopics(p.env.Kafka)...); err != nil {
		return fmt.Errorf("topics: %w", err)
	}
	log, err := evidencelog.New(p.env.Kafka, p.Log)
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	p.later(log.Close)
	p.env.Evidence, p.chain.evidence = log, log
	keys := p.Config.GetSeal().GetKeyFile()
	if keys == "" {
		keys = filepath.Join(p.Data, "keys", "seal.json")
		if err := os.MkdirAll(filepath.Dir(keys), 0o700); err != nil {
			return err
		}
	}
	if p.env.Seal, err = seal.LoadOrCreate(keys, p.Rand); err != nil {
		return fmt.Errorf("seal keys: %w", err)
	}
	sql := p.Config.GetSql()
	p.env.SQL = sqlstore.Config{Driver: sql.GetDriver(), Path: filepath.Join(p.Data, "sql")}
	if sql.GetDsnFile() != "" {
		if p.env.SQL.DSN, err = readSecret("sql.dsn_file", sql.GetDsnFile()); err != nil {
			return err
		}
	}
	if p.env.Calendar, err = rulesdata.Calendar(); err != nil {
		return err
	}
	if p.env.Divisions, err = rulesdata.Divisions(); err != nil {
		return err
	}
	if p.env.Publication, err = rulesdata.Publication(); err != nil {
		return err
	}
	if p.env.Removals, err = rulesdata.Removals(); err != nil {
		return err
	}
	return p.measureEngines()
}

// stop undoes the start in reverse. Modules are closed before what they stand on.
func (p *process) stop() error {
	if p.drain != nil {
		p.drain()
	}
	var errs []error
	deadline := p.Config.GetServer().GetStopTimeout().AsDuration()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	for i := len(p.modules) - 1; i >= 0; i-- {
		errs = append(errs, p.modules[i].stop(ctx))
	}
	for i := len(p.releases) - 1; i >= 0; i-- {
		errs = append(errs, p.releases[i]())
	}
	return errors.Join(errs...)
}

// newSwitchboard knows the configured peers; local services are added as they start.
func newSwitchboard(peers map[string]string, id *identities) *switchboard {
	s := &switchboard{local: map[string]*bufconn.Listener{}, remote: peers, conns: map[string]*conn{}}
	if id != nil {
		s.identity = id.client
	}
	return s
}
