package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/data"
	"github.com/chengxin-credit/chengxin/app/history/internal/service"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Database is where the histories stand in ClickHouse.
const Database = "history"

// Defaults of the loader's blocks: large enough that ClickHouse writes few parts, young enough that a record is seen at once.
const (
	defaultRows = 50_000
	defaultAge  = 200 * time.Millisecond
	blockBytes  = 48 << 20
)

// Build makes the module.
func Build(ctx context.Context, env *boot.Env) (*boot.Module, error) {
	conn, err := chio.Open(env.ClickHouse)
	if err != nil {
		return nil, err
	}
	if err := data.Migrate(ctx, conn, Database); err != nil {
		_ = conn.Close()
		return nil, err
	}
	m, err := assemble(env, conn)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return m, nil
}

func assemble(env *boot.Env, conn driver.Conn) (*boot.Module, error) {
	audit, err := env.Peers.Conn("audit")
	if err != nil {
		return nil, err
	}
	catalog, err := env.Peers.Conn("catalog")
	if err != nil {
		return nil, err
	}
	registry := resource.NewRegistry()
	definitions := data.NewDefinitions(catalog, registry, resource.Env{
		CEL:      celrule.Compile,
		Today:    func() rules.Date { return rules.DateOf(env.Clock.Now().In(biz.China)) },
		Division: func(code string) bool { _, ok := env.Divisions.Get(code); return ok },
	}, env.Log)
	deps := biz.Deps{
		Histories: data.NewHistories(conn, Database, profileRows(env)), Decider: env.Policy, Witness: env.Evidence, Keys: data.NewKeys(env.Seal), Accesses: data.NewLedger(audit),
		Agencies: policy.NewAgencyNames(env.Policy), Places: env.Divisions, Publication: env.Publication, Removals: env.Removals, Workdays: env.Calendar, LateAfter: lateAfter(env), Schemas: registry, Clock: env.Clock,
	}
	asked := biz.NewInquiry(deps)
	inquiry, own := service.NewInquiry(asked, boot.Lang), service.NewOwn(asked, boot.Lang)
	public := biz.NewPublicity(deps)
	publicity := service.NewPublicity(public, resourceName(registry), env.Divisions, boot.Lang)
	stock := service.NewStock(biz.NewStock(public), boot.Lang)
	admin := kafkaio.NewAdmin(env.Kafka)
	if err := measure(env, admin, conn); err != nil {
		return nil, err
	}
	poison := kafkaio.NewProducer(env.Kafka)
	loader := &loader{env: env, store: data.NewStore(conn, Database), poison: data.NewPoison(poison, env.Seal), meters: newMeters(env.Metrics)}
	return &boot.Module{
		Name: "history",
		GRPC: func(r grpc.ServiceRegistrar) {
			historyv1.RegisterInquiryServer(r, inquiry)
			historyv1.RegisterOwnServer(r, own)
			historyv1.RegisterPublicityServer(r, publicity)
			historyv1.RegisterStockServer(r, stock)
		},
		Workers: []boot.Worker{{Name: "history.definitions", Run: definitions.Run}, {Name: "history.loader", Run: loader.run}},
		Ready: func(ctx context.Context) error {
			if registry.Generation() == 0 {
				return errors.New("the catalog's definitions have not come yet")
			}
			return conn.Ping(ctx)
		},
		Close: func(context.Context) error { return errors.Join(poison.Close(), admin.Close(), conn.Close()) },
	}, nil
}

func resourceName(r *resource.Registry) func(string) string {
	return func(code string) string {
		if s, ok := r.Get(code); ok {
			return s.Definition().Name
		}
		return code
	}
}

// loader runs the use-case over a consumer of its own for each run: after an error the stream begins again where it was committed.
type loader struct {
	env    *boot.Env
	store  *data.Store
	poison *data.Poison
	meters *meters
}

// lateAfter is after how many working days the exchange calls a record late.
func lateAfter(env *boot.Env) int {
	if n := env.Config.GetExchange().GetLateWorkingDays(); n > 0 {
		return int(n)
	}
	return rules.LateAfter
}

// profileRows is how many stored rows one profile is made of at most.
func profileRows(env *boot.Env) int {
	if n := env.Config.GetHistory().GetProfileRows(); n > 0 {
		return int(n)
	}
	return data.MostVersions
}

func (l *loader) run(ctx context.Context) error {
	conf := l.env.Config.GetHistory()
	opts := kafkaio.ConsumerOptions{MaxMessages: defaultRows, MaxBytes: blockBytes, MaxAge: defaultAge}
	if n := conf.GetBlockRows(); n > 0 {
		opts.MaxMessages = int(n)
	}
	if age := conf.GetBlockAge(); age != nil && age.AsDuration() > 0 {
		opts.MaxAge = age.AsDuration()
	}
	stream, err := data.NewStream(l.env.Kafka, data.Group, opts)
	if err != nil {
		return fmt.Errorf("loader: %w", err)
	}
	work := biz.Loader{
		Stream: stream, Store: l.store, Poison: l.poison, Loaded: l.meters.loaded,
		Retry: func(err error) {
			l.meters.retries.Inc()
			l.env.Log.Warn("storing records failed; trying again", "error", err)
		},
	}
	return errors.Join(work.Run(ctx), stream.Close())
}

type meters struct {
	records, poison, retries prometheus.Counter
	newest                   prometheus.Gauge
}

func newMeters(r prometheus.Registerer) *meters {
	m := &meters{
		records: prometheus.NewCounter(prometheus.CounterOpts{Name: "chengxin_history_records_loaded_total", Help: "Records stored, repetitions included."}),
		poison:  prometheus.NewCounter(prometheus.CounterOpts{Name: "chengxin_history_poison_total", Help: "Messages that were no records and went to quarantine."}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{Name: "chengxin_history_insert_retries_total", Help: "Inserts that failed and were tried again."}),
		newest:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "chengxin_history_newest_seconds", Help: "Time of the newest message stored, in Unix seconds."}),
	}
	r.MustRegister(m.records, m.poison, m.retries, m.newest)
	return m
}

func (m *meters) loaded(records, poison int, newest time.Time) {
	m.records.Add(float64(records))
	m.poison.Add(float64(poison))
	if !newest.IsZero() {
		m.newest.Set(float64(newest.UnixMilli()) / 1000)
	}
}
