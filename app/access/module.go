package access

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/app/access/internal/data"
	"github.com/chengxin-credit/chengxin/app/access/internal/service"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

// enrolFor is how long an enrolment link lasts: a long weekend.
const enrolFor = 96 * time.Hour

// Build opens the store, delivers what evidence a crash left behind, puts the policy in force and, on a first start
// without a demo, prints the enrolment links of the three administrators to env.Stdout.
func Build(ctx context.Context, env *boot.Env) (*boot.Module, error) {
	db, err := sqlstore.Open(ctx, env.SQL, "access", data.Migrations())
	if err != nil {
		return nil, err
	}
	admin := kafkaio.NewAdmin(env.Kafka)
	core, err := open(ctx, env, data.NewRepository(db), data.NewKafkaUsers(admin, env.Kafka))
	if err != nil {
		if cerr := db.Close(); cerr != nil {
			env.Log.Warn("close store", "error", cerr)
		}
		return nil, err
	}
	running.Store(env.Policy, core)
	stop := make(chan struct{})
	leave := sync.OnceFunc(func() { close(stop) })
	return &boot.Module{
		Name: "access",
		GRPC: func(r grpc.ServiceRegistrar) {
			accessv1.RegisterSessionsServer(r, service.NewSessions(core))
			accessv1.RegisterAdministrationServer(r, service.NewAdministration(core))
			accessv1.RegisterOwnKeysServer(r, service.NewOwnKeys(core))
			accessv1.RegisterPoliciesServer(r, service.NewPolicies(core, boot.Lang))
			accessv1.RegisterSnapshotsServer(r, service.NewSnapshots(data.NewFeed(env.Policy), stop))
		},
		Workers: []boot.Worker{
			{Name: "upkeep", Run: func(ctx context.Context) error { return upkeep(ctx, env, core, leave) }},
		},
		Ready: core.Settle,
		Close: func(context.Context) error {
			running.Delete(env.Policy)
			if err := admin.Close(); err != nil {
				return err
			}
			return db.Close()
		},
	}, nil
}

func open(ctx context.Context, env *boot.Env, repo *data.Repository, users biz.KafkaUsers) (*biz.Core, error) {
	codes, err := policy.DefaultCodes()
	if err != nil {
		return nil, err
	}
	defaults, err := policy.DefaultLines()
	if err != nil {
		return nil, err
	}
	passwords, err := data.NewPasswords(env.Rand)
	if err != nil {
		return nil, err
	}
	limits := limits(env.Config.GetAccess())
	d := biz.Deps{
		Repository: repo, History: repo, Ledger: env.Evidence, Kafka: users, Vault: data.NewVault(env.Seal), Passwords: passwords,
		Engine: data.NewEngine(env.Policy, env.Clock, codes, limits.SessionIdle),
		Clock:  env.Clock, Rand: env.Rand, Log: env.Log, Limits: limits, CheckUSCC: subject.CheckUSCC,
	}
	for _, l := range defaults {
		d.Defaults = append(d.Defaults, biz.Line(l))
	}
	core, err := biz.Open(ctx, d)
	if err != nil {
		return nil, err
	}
	link := func(token string) string {
		return fmt.Sprintf("http://%s/enrol#token=%s", address(env.Config), token)
	}
	return core, core.Start(ctx, env.Demo != "" && env.Demo != "none", env.Stdout, link)
}

// address is where the operator reaches this process: one that listens everywhere, as in a container, on his own machine's loopback.
func address(c *confv1.Config) string {
	a := c.GetServer().GetHttp()
	host, port, err := net.SplitHostPort(a)
	switch ip := net.ParseIP(host); {
	case a == "":
		return "127.0.0.1:8000"
	case err == nil && (host == "" || ip != nil && ip.IsUnspecified()):
		return net.JoinHostPort("127.0.0.1", port)
	}
	return a
}

func limits(c *confv1.Access) biz.Limits {
	l := biz.Limits{SessionTTL: 12 * time.Hour, SessionIdle: 30 * time.Minute, LockAfter: 5, LockFor: 15 * time.Minute, EnrolFor: enrolFor}
	if d := c.GetSessionTtl(); d != nil {
		l.SessionTTL = d.AsDuration()
	}
	if d := c.GetSessionIdle(); d != nil {
		l.SessionIdle = d.AsDuration()
	}
	if n := c.GetLockAfter(); n > 0 {
		l.LockAfter = int(n)
	}
	if d := c.GetLockFor(); d != nil {
		l.LockFor = d.AsDuration()
	}
	return l
}

// upkeep retries what a ledger or broker that was down has left, and writes down the use of sessions.
// When it ends, followers are sent away.
func upkeep(ctx context.Context, env *boot.Env, core *biz.Core, leave func()) error {
	defer leave()
	const often, seldom = 2 * time.Second, 30 * time.Second
	tick := time.NewTicker(often)
	defer tick.Stop()
	var used time.Time
	for {
		if err := core.Settle(ctx); err != nil {
			env.Log.Warn("settle access state", "error", err)
		}
		if err := core.Reconcile(ctx); err != nil {
			env.Log.Warn("reconcile broker users", "error", err)
		}
		if now := env.Clock.Now(); now.Sub(used) >= seldom {
			if err := core.Uses(ctx, env.Policy.Touched(used)); err != nil {
				env.Log.Warn("write down session use", "error", err)
			}
			used = now
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
