package boot

import (
	"context"

	"github.com/go-kratos/kratos/v2/middleware"
	"github.com/go-kratos/kratos/v2/transport"
	"google.golang.org/grpc"
)

// Kratos merges the context of each gRPC call with that of its server. The merged one is foreign to package context, so
// that every context derived from it costs a goroutine, and it ends all calls at once when the process is told to stop.
// So the call's own context, with its time limit, is set aside before Kratos sees it and taken up again behind.

type ownKey struct{}

// aside sets the time limit of a unary call and keeps its context.
func (c *chain) aside(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return next(context.WithValue(ctx, ownKey{}, ctx), req)
}

// rebase takes the call's own context up again; it is the first middleware.
func rebase(next middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		own, ok := ctx.Value(ownKey{}).(context.Context)
		if !ok {
			return next(ctx, req)
		}
		tr, _ := transport.FromServerContext(ctx)
		return next(transport.NewServerContext(own, tr), req)
	}
}
