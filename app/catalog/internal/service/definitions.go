package service

import (
	"time"

	"google.golang.org/grpc"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
)

// heartbeat is shorter than the second the API promises.
const heartbeat = 500 * time.Millisecond

// Feed is the definitions that other services follow.
type Feed interface {
	// Since gives the encoded definitions a follower lacks, nil if none, and the generation it then has.
	Since(have uint64) (encoded []byte, generation uint64)
	// Changed is closed at the next change.
	Changed() <-chan struct{}
}

// Definitions serves catalogv1.Definitions.
type Definitions struct {
	catalogv1.UnimplementedDefinitionsServer
	feed Feed
	stop <-chan struct{}
}

// NewDefinitions serves followers until stop is closed.
func NewDefinitions(f Feed, stop <-chan struct{}) *Definitions {
	return &Definitions{feed: f, stop: stop}
}

// Watch sends what the follower lacks at once and at each change, and heartbeats between.
func (s *Definitions) Watch(r *catalogv1.WatchRequest, stream grpc.ServerStreamingServer[catalogv1.WatchReply]) error {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	have := r.GetHaveGeneration()
	for {
		changed := s.feed.Changed()
		encoded, generation := s.feed.Since(have)
		have = generation
		if err := stream.Send(&catalogv1.WatchReply{Generation: generation, Definitions: encoded}); err != nil {
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
