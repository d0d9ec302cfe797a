package service

import (
	"context"
	"time"

	"google.golang.org/grpc"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
)

// heartbeat is what the API promises; a follower denies after missing it for a second or so.
const heartbeat = 250 * time.Millisecond

// Feed is the state that other processes follow.
type Feed interface {
	// Since gives the encoded state a follower lacks, nil if none, and the serial it then has.
	Since(have uint64) (encoded []byte, serial uint64)
	// Changed is closed at the next change.
	Changed() <-chan struct{}
	// Touch notes the last use of sessions elsewhere.
	Touch(map[string]time.Time)
}

// Snapshots serves accessv1.Snapshots.
type Snapshots struct {
	accessv1.UnimplementedSnapshotsServer
	feed Feed
	stop <-chan struct{}
}

// NewSnapshots serves followers until stop is closed.
func NewSnapshots(f Feed, stop <-chan struct{}) *Snapshots { return &Snapshots{feed: f, stop: stop} }

// Watch sends what the follower lacks at once and at each change, and heartbeats between.
func (s *Snapshots) Watch(r *accessv1.WatchRequest, stream grpc.ServerStreamingServer[accessv1.WatchReply]) error {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	have := r.GetHaveVersion()
	for {
		changed := s.feed.Changed()
		encoded, serial := s.feed.Since(have)
		have = serial
		if err := stream.Send(&accessv1.WatchReply{Version: serial, Snapshot: encoded}); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-tick.C:
		case <-s.stop:
			return nil
		case <-stream.Context().Done():
			return nil
		}
	}
}

// Touch notes the last use of sessions in another process.
func (s *Snapshots) Touch(_ context.Context, r *accessv1.TouchRequest) (*accessv1.TouchReply, error) {
	seen := make(map[string]time.Time, len(r.GetUses()))
	for _, u := range r.GetUses() {
		seen[u.GetSession()] = u.GetAt().AsTime()
	}
	s.feed.Touch(seen)
	return &accessv1.TouchReply{}, nil
}
