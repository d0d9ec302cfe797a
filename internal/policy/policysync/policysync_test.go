package policysync_test

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/policy/policysync"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// leader serves a store as access does.
type leader struct {
	accessv1.UnimplementedSnapshotsServer
	store *policy.Store
}

func (l *leader) Watch(r *accessv1.WatchRequest, stream grpc.ServerStreamingServer[accessv1.WatchReply]) error {
	have := r.GetHaveVersion()
	for {
		changed := l.store.Changed()
		reply := &accessv1.WatchReply{Version: have}
		if snap, ok := l.store.Since(have); ok {
			have = snap.Serial
			reply = &accessv1.WatchReply{Version: have, Snapshot: snap.Encode()}
		}
		if err := stream.Send(reply); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-time.After(50 * time.Millisecond):
		case <-stream.Context().Done():
			return nil
		}
	}
}

var (
	officer = grant.Principal{ID: "u1", Agency: "a"}
	query   = grant.Question{Action: "record.query", Object: "resource/penalty"}
)

func snapshot(serial uint64, lines ...policy.Line) policy.Snapshot {
	return policy.Snapshot{Parts: policy.AllParts, Serial: serial, Version: serial, Lines: append(lines, policy.Line{ID: "g", Type: "g", Subject: "u1", Object: "officer", Domain: "a"}),
		Agencies: []policy.Agency{{Code: "a"}}, People: []policy.Person{{ID: "u1", Agency: "a"}}}
}

var line = policy.Line{ID: "p", Type: "p", Subject: "officer", Object: "resource/*", Action: "record.query"}.Normal()

func serve(t *testing.T, store *policy.Store) (dial func(context.Context, string) (net.Conn, error), stop func()) {
	t.Helper()
	lis := bufconn.Listen(1 << 20)
	srv := grpc.NewServer()
	accessv1.RegisterSnapshotsServer(srv, &leader{store: store})
	done := make(chan error, 1)
	go func() { done <- srv.Serve(lis) }()
	return func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }, func() {
		srv.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestFollow(t *testing.T) {
	own := policy.NewStore(clock.System{}, 0)
	if err := own.Apply(snapshot(1, line)); err != nil {
		t.Fatal(err)
	}
	dial, stop := serve(t, own)
	conn, err := grpc.NewClient("passthrough:///access", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, a string) (net.Conn, error) { return dial(ctx, a) }))
	if err != nil {
		t.Fatal(err)
	}
	follower := policy.NewStore(clock.System{}, 600*time.Millisecond)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- policysync.Run(ctx, conn, follower, slog.New(slog.DiscardHandler)) }()
	allowed := func() bool { return follower.Decide(officer, query).Allow }
	testkit.Eventually(t, 10*time.Second, "the policy arrives", allowed)

	changed := time.Now()
	next := snapshot(2)
	next.Parts, next.Base = policy.PartLines, 1
	if err := own.Apply(next); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, time.Second, "a removed line is gone within a second", func() bool { return !allowed() })
	t.Logf("a removed line was gone after %s", time.Since(changed))
	if d := follower.Decide(officer, query); d.Version != 2 {
		t.Errorf("refused by version %d: %v", d.Version, d.Refusal)
	}

	next = snapshot(3, line)
	next.Base, next.Parts = 2, policy.PartLines
	if err := own.Apply(next); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 10*time.Second, "a new line arrives", allowed)
	stop()
	testkit.Eventually(t, 10*time.Second, "without access nothing is answered", func() bool {
		d := follower.Decide(officer, query)
		return !d.Allow && d.Refusal.Reason == policy.ReasonStale
	})
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}
