package boot

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/go-kratos/kratos/v2/middleware/tracing"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

var discard = slog.New(slog.NewTextHandler(io.Discard, nil))

// startTracing sends traces to the configured endpoint; without one there is no tracing at all. Spans carry the
// operation's name and the request's size, never its contents.
func (p *process) startTracing(ctx context.Context) error {
	endpoint := p.Config.GetTelemetry().GetOtlpEndpoint()
	if endpoint == "" {
		return nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return fmt.Errorf("telemetry.otlp_endpoint: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	p.later(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			p.Log.Warn("traces not delivered", "error", err)
		}
		return nil
	})
	p.chain.tracing = tracing.Server(tracing.WithTracerProvider(provider), tracing.WithPropagator(propagation.TraceContext{}))
	return nil
}
