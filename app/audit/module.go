package audit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"k8s.io/klog/v2"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/app/audit/internal/data"
	"github.com/chengxin-credit/chengxin/app/audit/internal/service"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// defaultOrigin names a log that nobody else knows.
const defaultOrigin = "chengxin.local/ledger"

// Build makes the ledger's module. The log is kept in <data>/ledger: the signing key and the verifier key in `key` and
// `key.pub`, the files that are served in `log`.
func Build(ctx context.Context, env *boot.Env) (*boot.Module, error) {
	klog.SetSlogLogger(env.Log) // what Tessera logs
	opts := logOptions(env)
	log, err := data.OpenLog(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("open the ledger: %w", err)
	}
	conn, err := chio.Open(env.ClickHouse)
	if err != nil {
		return nil, errors.Join(err, log.Close(ctx))
	}
	events, err := data.OpenEvents(ctx, conn, "audit")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the ledger's copy: %w", err), conn.Close(), log.Close(ctx))
	}
	topic := data.NewTopic(env.Kafka)
	integrator := biz.NewIntegrator(log, topic, env.Log)
	copier := biz.NewCopier(events, topic)
	inquiry := biz.NewInquiry(log, events, env.Evidence, env.Clock)
	desk := biz.NewDesk(events, inquiry)
	admin := kafkaio.NewAdmin(env.Kafka)
	if err := errors.Join(measure(env.Metrics, log, integrator), measureBehind(env, admin)); err != nil {
		return nil, errors.Join(err, conn.Close(), log.Close(ctx))
	}
	files := &service.Files{Dir: opts.Dir, Key: log.Key(), Fault: boot.WriteFault, Path: func(r *http.Request) string { return boot.Var(r, "path") }}
	return &boot.Module{
		Name: "audit",
		GRPC: func(r grpc.ServiceRegistrar) {
			auditv1.RegisterLedgerServer(r, service.NewLedger(inquiry, opts.Origin))
			auditv1.RegisterAccessesServer(r, service.NewAccesses(inquiry, desk))
			auditv1.RegisterDeskServer(r, service.NewDesk(desk))
		},
		HTTP: func(r *boot.Router) {
			r.Handle(http.MethodGet, "/v1/audit/checkpoint", boot.Public, http.HandlerFunc(files.Checkpoint))
			r.Handle(http.MethodGet, "/v1/audit/key", boot.Public, http.HandlerFunc(files.VerifierKey))
			r.Handle(http.MethodGet, "/v1/audit/tile/{path=**}", boot.Public, http.HandlerFunc(files.Tile))
		},
		Workers: []boot.Worker{{Name: "integrate", Run: integrator.Run}, {Name: "copy", Run: copier.Run}},
		Ready:   func(context.Context) error { return ready(integrator) },
		Close:   func(ctx context.Context) error { return errors.Join(log.Close(ctx), conn.Close(), admin.Close()) },
	}, nil
}

func logOptions(env *boot.Env) data.LogOptions {
	c := env.Config.GetLedger()
	dir := filepath.Join(env.Data, "ledger")
	o := data.LogOptions{Dir: filepath.Join(dir, "log"), KeyFile: c.GetKeyFile(), Origin: c.GetOrigin(), Interval: c.GetCheckpointInterval().AsDuration(), Rand: env.Rand}
	if o.KeyFile == "" {
		o.KeyFile = filepath.Join(dir, "key")
	}
	if o.Origin == "" {
		o.Origin = defaultOrigin
	}
	return o
}

func ready(g *biz.Integrator) error {
	if why := g.Halted(); why != "" {
		return fault.New(fault.Unavailable, "LEDGER_HALTED", "存证账本已停止入账:审计主题与日志不一致。", "The ledger has stopped: the audit topic and the log do not agree.").
			Then("请保全数据目录,由审计管理员核对审计主题与日志后再启动。", "Preserve the data folder and have the audit administrator compare topic and log before starting again.").
			Because(errors.New(why))
	}
	return nil
}

func measure(r prometheus.Registerer, log *data.TesseraLog, g *biz.Integrator) error {
	gauge := func(name, help string, value func() float64) error {
		return r.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "chengxin", Subsystem: "ledger", Name: name, Help: help}, value))
	}
	return errors.Join(
		gauge("integrated_leaves", "Leaves durably in the Merkle tree.", func() float64 { return float64(g.Size()) }),
		gauge("published_leaves", "Leaves covered by the latest signed checkpoint.", func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			cp, err := log.Checkpoint(ctx)
			if err != nil {
				return -1
			}
			return float64(cp.Size)
		}),
		gauge("halted", "1 when the ledger has stopped because topic and tree do not agree; somebody must look at once.", func() float64 {
			if g.Halted() != "" {
				return 1
			}
			return 0
		}),
	)
}
