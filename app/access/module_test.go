package access

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/policy/policysync"
	"github.com/chengxin-credit/chengxin/internal/seal"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func environment(t *testing.T) (*boot.Env, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	keys, err := seal.LoadOrCreate(filepath.Join(dir, "keys"), nil)
	if err != nil {
		t.Fatal(err)
	}
	env := &boot.Env{Config: &confv1.Config{}, Data: dir, Log: slog.New(slog.DiscardHandler), Clock: clock.System{}, Policy: policy.NewStore(clock.System{}, time.Second),
		Kafka: kafkatest.Start(t), SQL: sqlstore.Config{Path: dir}, Seal: keys}
	if env.Evidence, err = evidencelog.New(env.Kafka, env.Log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := env.Evidence.Close(); err != nil {
			t.Error(err)
		}
	})
	out := &bytes.Buffer{}
	env.Stdout = out
	return env, out
}

// serve runs the module's servers and workers and gives a connection to them.
func serve(t *testing.T, m *boot.Module) *grpc.ClientConn {
	t.Helper()
	lis := bufconn.Listen(1 << 20)
	srv := grpc.NewServer()
	m.GRPC(srv)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 8)
	go func() { ended <- srv.Serve(lis) }()
	for _, w := range m.Workers {
		go func() { ended <- w.Run(ctx) }()
	}
	conn, err := grpc.NewClient("passthrough:///x", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		srv.GracefulStop() // ends only if the followers are sent away
		for range len(m.Workers) + 1 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := m.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// The module as boot runs it, on a durable broker: first start, enrolment, login, a follower, and the demo's accounts.
func TestModule(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	env, out := environment(t)
	m, err := Build(ctx, env)
	if err != nil {
		t.Fatal(err)
	}
	conn := serve(t, m)
	if err := m.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "http://127.0.0.1:8000/enrol#token="); n != 3 {
		t.Fatalf("%d enrolment links are printed:\n%s", n, out)
	}
	_, rest, _ := strings.Cut(out.String(), "#token=")
	token, _, _ := strings.Cut(rest, "\n")
	sessions := accessv1.NewSessionsClient(conn)
	redeemed, err := sessions.Redeem(ctx, &accessv1.RedeemRequest{Token: token, Password: "a long enough password"})
	if err != nil || redeemed.GetName() != "sysadmin" {
		t.Fatalf("redeem: %v, %v", redeemed, err)
	}
	login, err := sessions.Login(ctx, &accessv1.LoginRequest{Name: "sysadmin", Password: "a long enough password"})
	if err != nil || login.GetMe().GetRoles()[0] != "system_admin" || login.GetMe().GetAgency() != "operator" {
		t.Fatalf("login: %v, %v", login, err)
	}

	follower := policy.NewStore(clock.System{}, 5*time.Second)
	fctx, leave := context.WithCancel(ctx)
	left := make(chan error, 1)
	go func() { left <- policysync.Run(fctx, conn, follower, env.Log) }()
	known := func() bool { _, err := follower.Authenticate(ctx, login.GetToken()); return err == nil }
	testkit.Eventually(t, 10*time.Second, "a session is known to the follower", known)

	got, err := ApplySeed(ctx, env, Seed{
		Agencies: []SeedAgency{{Code: "market", Name: "市场监督管理局", USCC: "", Division: "371500", Kind: "both"}},
		People:   []SeedPerson{{Name: "wang", DisplayName: "王五", Agency: "market", Password: "a long enough password", Roles: []string{"officer"}}},
		Keys:     []SeedKey{{Agency: "market", Label: "push"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	officer := grant.Principal{ID: got.People[0].ID, Agency: "market", Division: "371500"}
	query := grant.Question{Action: "record.query", Object: "resource/penalty", Purpose: "award"}
	testkit.Eventually(t, 10*time.Second, "the follower decides by the new role", func() bool { return follower.Decide(officer, query).Allow })
	pushes(t, env.Kafka, got.Keys[0])
	leave()
	if err := <-left; err != nil {
		t.Error(err)
	}
}

// pushes holds that the key is the agency's Kafka password, for its own inbox and no other topic.
func pushes(t *testing.T, cfg kafkaio.Config, k Key) {
	t.Helper()
	cfg.Username, cfg.Password = k.KafkaUsername, k.Secret
	p := kafkaio.NewProducer(cfg)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err := p.Produce(ctx, kafkaio.Inbox(k.Agency), 0, []kafkaio.Message{{Value: []byte("{}")}}); err != nil {
		t.Errorf("own inbox: %v", err)
	}
	short, stop := context.WithTimeout(context.Background(), 3*time.Second)
	defer stop()
	if _, err := p.Produce(short, kafkaio.Audit, 0, []kafkaio.Message{{Value: []byte("{}")}}); err == nil {
		t.Error("an agency wrote into the ledger")
	}
}

func TestSeedNeedsTheModule(t *testing.T) {
	if _, err := ApplySeed(context.Background(), &boot.Env{Policy: policy.NewStore(clock.System{}, 0)}, Seed{}); err == nil {
		t.Error("a seed went nowhere without an error")
	}
}

// The links of a first start lead somewhere, also where the process listens on every address.
func TestAddress(t *testing.T) {
	for listen, want := range map[string]string{
		"": "127.0.0.1:8000", "127.0.0.1:8001": "127.0.0.1:8001", "10.1.0.7:80": "10.1.0.7:80", "0.0.0.0:8000": "127.0.0.1:8000", ":8000": "127.0.0.1:8000",
		"[::]:8000": "127.0.0.1:8000", "portal.example:80": "portal.example:80",
	} {
		if got := address(&confv1.Config{Server: &confv1.Server{Http: listen}}); got != want {
			t.Errorf("%q: %s, want %s", listen, got, want)
		}
	}
}
