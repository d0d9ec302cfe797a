package exchange

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"google.golang.org/grpc"

	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/service"
	ruletables "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/httprule"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// defaultMaxPush is how many bytes a push may have where the configuration says nothing.
const defaultMaxPush = 4 << 30

// parts are what the module is built of, in the order they depend on one another.
type parts struct {
	db       *bun.DB
	producer *kafkaio.Producer
	admin    *kafkaio.Admin
	schemas  *resource.Registry
	receipts *data.Receipts
	intake   *biz.Intake
	ward     *biz.Ward
	inbox    *biz.Inbox
	quality  *biz.Quality
	limits   data.Limits
}

// Build makes the exchange's module.
func Build(ctx context.Context, env *boot.Env) (*boot.Module, error) {
	db, err := data.OpenStore(ctx, env.SQL)
	if err != nil {
		return nil, fmt.Errorf("open the exchange's store: %w", err)
	}
	p := &parts{db: db, producer: kafkaio.NewRecordProducer(env.Kafka), admin: kafkaio.NewAdmin(env.Kafka), schemas: resource.NewRegistry(), receipts: data.NewReceipts(db)}
	if err := p.assemble(ctx, env); err != nil {
		return nil, errors.Join(err, p.close())
	}
	catalog := data.NewCatalog(func() (grpc.ClientConnInterface, error) { return env.Peers.Conn("catalog") }, schemaEnv(env), p.schemas, env.Log)
	inboxes := data.NewInboxes(env.Kafka, p.inbox, p.producer, sweep(env), env.Log)
	if err := p.measure(env, inboxes); err != nil {
		return nil, errors.Join(err, p.close())
	}
	pushes := service.NewPushes(p.intake, p.body, rim())
	return &boot.Module{
		Name: "exchange",
		GRPC: func(r grpc.ServiceRegistrar) {
			exchangev1.RegisterReceiptsServer(r, service.NewReceipts(p.receipts, boot.Lang))
			exchangev1.RegisterQuarantineServer(r, service.NewQuarantine(p.ward, boot.Lang))
			exchangev1.RegisterQualityServer(r, service.NewQuality(p.quality))
		},
		HTTP: func(r *boot.Router) {
			r.Handle(http.MethodPost, "/v1/resources/{code}/records:push", boot.Authenticated, http.HandlerFunc(pushes.Push))
			r.Handle(http.MethodPost, "/v1/resources/{code}/records:withdraw", boot.Authenticated, http.HandlerFunc(pushes.Withdraw))
		},
		Workers: []boot.Worker{
			{Name: "exchange-catalog", Run: catalog.Run},
			{Name: "exchange-inboxes", Run: inboxes.Run},
			{Name: "exchange-quarantine", Run: data.NewKeeper(env.Kafka, p.ward, env.Log).Run},
		},
		Ready: p.ready,
		Close: func(context.Context) error { return p.close() },
	}, nil
}

func (p *parts) assemble(ctx context.Context, env *boot.Env) error {
	registry := data.NewRegistry(p.db)
	cached, err := data.NewCachedRegistry(registry)
	if err != nil {
		return err
	}
	unlearned, err := p.receipts.Unlearned(ctx)
	if err != nil {
		return err
	}
	if unlearned {
		env.Log.InfoContext(ctx, "learning the subject registry again: a push of registrations was cut short")
		if err := data.Rebuild(ctx, env.Kafka, registry, cached); err != nil {
			return fmt.Errorf("learn the subject registry again: %w", err)
		}
	}
	if err := p.receipts.Abandon(ctx); err != nil {
		return err
	}
	shed := data.NewShed(p.db)
	if err := shed.Free(ctx); err != nil {
		return err
	}
	if p.limits.Spool, err = spool(env.Data); err != nil {
		return err
	}
	return p.useCases(env, cached, shed)
}

// configure takes over the limits and gives the working days after which a record is late.
func (p *parts) configure(env *boot.Env) (lateAfter int, err error) {
	conf := env.Config.GetExchange()
	p.limits.MaxRecord, p.limits.MaxPush, p.limits.Workbooks = biz.MaxRecord, defaultMaxPush, data.NewWorkbooks(data.OpenWorkbooks, data.PlaceTime)
	p.limits.Stall, p.limits.Spooling = data.StallTime, data.SpoolingTime
	switch n := conf.GetMaxRecord(); {
	case n > biz.MaxRecord:
		return 0, fmt.Errorf("exchange.max_record: %d is more than the %d bytes that quarantine can keep of a record", n, biz.MaxRecord)
	case n > 0:
		p.limits.MaxRecord = int(n)
	}
	if n := conf.GetMaxPush(); n > 0 {
		p.limits.MaxPush = n
	}
	if n := conf.GetLateWorkingDays(); n > 0 {
		return int(n), nil
	}
	return rules.LateAfter, nil
}

// sweep says when what is dealt with is removed from the inboxes.
func sweep(env *boot.Env) data.Sweep {
	s := data.Sweep{Every: data.DefaultSweep, After: data.DefaultSweepAfter}
	if d := env.Config.GetExchange().GetInboxSweep(); d.IsValid() && d.AsDuration() > 0 {
		s.Every = d.AsDuration()
	}
	return s
}

func (p *parts) useCases(env *boot.Env, registry biz.Registry, shed *data.Shed) error {
	late, err := p.configure(env)
	if err != nil {
		return err
	}
	quality, err := ruletables.Quality()
	if err != nil {
		return err
	}
	meter, err := data.NewMeter(env.Metrics)
	if err != nil {
		return err
	}
	deps := biz.IntakeDeps{
		Desk:    biz.Desk{Registry: registry, Seal: env.Seal, Workdays: env.Calendar, Clock: env.Clock, LateAfter: late, Quality: quality},
		Decider: env.Policy, Schemas: p.schemas, Stream: data.NewStream(p.producer), Receipts: p.receipts, Shelf: p.receipts, Ledger: env.Evidence, Meter: meter, Rand: env.Rand,
	}
	p.intake = biz.NewIntake(deps)
	p.ward = biz.NewWard(shed, shed, p.intake)
	p.inbox = biz.NewInbox(biz.InboxDeps{IntakeDeps: deps, Principals: env.Policy, Marks: data.NewInboxMarks(p.receipts, env.Kafka), MaxRecord: p.limits.MaxRecord})
	p.quality = biz.NewQuality(biz.QualityDeps{
		Book: data.NewScores(p.db), Rules: quality, Calendar: env.Calendar, Decider: env.Policy, Clock: env.Clock, LateAfter: late,
	})
	return nil
}

func schemaEnv(env *boot.Env) resource.Env {
	return resource.Env{
		CEL:   celrule.Compile,
		Today: func() rules.Date { return rules.DateOf(env.Clock.Now().In(biz.Time)) },
		Division: func(code string) bool {
			_, ok := env.Divisions.Get(code)
			return ok
		},
	}
}

func (p *parts) body(ctx context.Context, schema *resource.Schema, b service.Body) (biz.Rows, error) {
	return data.OpenBody(ctx, schema, data.Upload(b), p.limits)
}

// spool makes an empty folder for workbooks while they are read. A process that died may have left some; they are encrypted under a key
// that died with it.
func spool(folder string) (string, error) {
	dir := filepath.Join(folder, "exchange", "spool")
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("empty %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make %s: %w", dir, err)
	}
	return dir, nil
}

func (p *parts) ready(context.Context) error {
	if p.schemas.Generation() == 0 {
		return fault.New(fault.Unavailable, "CATALOG_NOT_LOADED", "资源目录尚未就绪。", "The catalog is not loaded yet.")
	}
	return nil
}

func (p *parts) close() error { return errors.Join(p.producer.Close(), p.admin.Close(), p.db.Close()) }

func rim() service.Rim {
	return service.Rim{Var: boot.Var, Fault: boot.WriteFault, Reply: httprule.WriteReply, Lang: boot.Lang, Trace: boot.RequestID}
}
