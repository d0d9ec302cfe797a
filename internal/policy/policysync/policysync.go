// Package policysync keeps the policy of a process that does not own it equal to that of the access service.
package policysync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

const (
	// retryAfter is short because a store without word from access denies everything after a second or so.
	retryAfter = 100 * time.Millisecond
	// reportEvery bounds how much sooner than it should an unused-looking session can end in another process.
	reportEvery = 10 * time.Second
)

// errBehind means that access has moved on without telling: start again.
var errBehind = errors.New("heartbeat of another state")

// Run follows access.Snapshots until ctx ends. Lost connections are tried again at once and for ever; meanwhile the
// store becomes stale by itself and denies.
func Run(ctx context.Context, conn grpc.ClientConnInterface, store *policy.Store, log *slog.Logger) error {
	client := accessv1.NewSnapshotsClient(conn)
	go report(ctx, client, store)
	down := false
	for {
		err := follow(ctx, client, store, func() {
			if down {
				log.Info("policy follows access again")
			}
			down = false
		})
		if ctx.Err() != nil {
			return nil
		}
		if !down {
			log.Warn("policy lost access; denying once stale", "error", err)
		}
		down = true
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retryAfter):
		}
	}
}

func follow(ctx context.Context, client accessv1.SnapshotsClient, store *policy.Store, heard func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := client.Watch(ctx, &accessv1.WatchRequest{Service: "policy", HaveVersion: store.Serial()})
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	for {
		reply, err := stream.Recv()
		if err != nil {
			return fmt.Errorf("watch: %w", err)
		}
		if err := take(store, reply); err != nil {
			return err
		}
		heard()
	}
}

func take(store *policy.Store, reply *accessv1.WatchReply) error {
	if len(reply.GetSnapshot()) == 0 {
		if !store.Heartbeat(reply.GetVersion()) {
			return errBehind
		}
		return nil
	}
	snap, err := policy.DecodeSnapshot(reply.GetSnapshot())
	if err != nil {
		return err
	}
	return store.Apply(snap)
}

// report tells access which sessions were used here; a lost report only makes a session end sooner.
func report(ctx context.Context, client accessv1.SnapshotsClient, store *policy.Store) {
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	var since time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			req := &accessv1.TouchRequest{}
			for id, at := range store.Touched(since) {
				req.Uses = append(req.Uses, &accessv1.Use{Session: id, At: timestamppb.New(at)})
			}
			if len(req.GetUses()) == 0 {
				continue
			}
			if _, err := client.Touch(ctx, req); err == nil {
				since = now
			}
		}
	}
}
