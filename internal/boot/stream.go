package boot

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

// stream is the chain around a streaming method. Its context ends when the process begins to stop, so that watchers
// don't hold the stop up.
func (c *chain) stream(inProcess bool) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		ctx, cancel := context.WithCancel(ss.Context())
		defer cancel()
		defer context.AfterFunc(c.drain, cancel)()
		_, err := c.run(ctx, nil, func(ctx context.Context, _ any) (any, error) {
			return nil, handler(srv, &checkedStream{ServerStream: ss, ctx: ctx, chain: c})
		}, inProcess)
		return err
	}
}

// checkedStream validates what it receives.
type checkedStream struct {
	grpc.ServerStream
	ctx   context.Context
	chain *chain
}

// Context carries the caller.
func (s *checkedStream) Context() context.Context { return s.ctx }

// RecvMsg receives and validates one message.
func (s *checkedStream) RecvMsg(m any) error {
	if err := s.ServerStream.RecvMsg(m); err != nil {
		return err
	}
	if p, ok := m.(proto.Message); ok {
		return s.chain.valid(p)
	}
	return nil
}
