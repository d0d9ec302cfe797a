package boot

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/go-kratos/kratos/v2/middleware"
	"github.com/go-kratos/kratos/v2/transport"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/metadata"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

var discard = slog.New(slog.NewTextHandler(io.Discard, nil))

// tracer makes the spans of calls. They carry the operation's name, the request's id and how it ended. Kratos' own tracing can't be
// used here: it also tells paths, which hold the numbers of subjects, the callers' addresses, and the sentences of refusals.
type tracer struct {
	spans  trace.Tracer
	format propagation.TraceContext
	// known tells operations from names that only a caller has ever heard of.
	known func(name string) *operation
}

// startTracing sends traces to the configured endpoint; without one there is no tracing at all.
func (p *process) startTracing(ctx context.Context) error {
	endpoint := p.Config.GetTelemetry().GetOtlpEndpoint()
	if endpoint == "" {
		return nil
	}
	if u, err := url.Parse(endpoint); err == nil && strings.Trim(u.Path, "/") == "" {
		endpoint = u.JoinPath("v1", "traces").String() // where a collector takes them; the exporter would send them to its root
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return fmt.Errorf("telemetry.otlp_endpoint: %w", err)
	}
	name := "chengxin"
	if !p.all {
		name += "-" + strings.Join(p.localNames(), "-")
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", name), attribute.String("service.version", Version()))))
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { p.Log.Warn("traces", "error", err) }))
	p.later(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			p.Log.Warn("traces not delivered", "error", err)
		}
		return nil
	})
	p.tracer = &tracer{spans: provider.Tracer("chengxin"), known: p.chain.operation}
	p.chain.tracing = p.tracer.server
	return nil
}

// server is the middleware around the chain: one span for each call that comes in, in the caller's trace if it names one.
func (t *tracer) server(next middleware.Handler) middleware.Handler {
	return func(ctx context.Context, req any) (any, error) {
		tr, ok := transport.FromServerContext(ctx)
		if !ok {
			return next(ctx, req)
		}
		name := tr.Operation()
		if t.known(name) == nil {
			name = "unknown"
		}
		// Of what a caller says of its trace only the number counts: the rest is text of its own that would leave with our spans.
		ctx = t.format.Extract(ctx, propagation.MapCarrier{"traceparent": tr.RequestHeader().Get("traceparent")})
		ctx, span := t.spans.Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("rpc.system", tr.Kind().String())))
		defer span.End()
		return next(ctx, req)
	}
}

// client opens the span of a call to a peer, which end closes. Calls that no request asked for have none.
func (t *tracer) client(ctx context.Context, method string) (_ context.Context, end func(error)) {
	if t == nil || !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, func(error) {}
	}
	ctx, span := t.spans.Start(ctx, method, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attribute.String("rpc.system", "grpc")))
	ctx = t.carry(ctx)
	return ctx, func(err error) {
		if err != nil {
			ended(span, fault.From(err))
		}
		span.End()
	}
}

// carry makes the call that ctx is for name the trace it belongs to.
func (t *tracer) carry(ctx context.Context) context.Context {
	fields := propagation.MapCarrier{}
	t.format.Inject(ctx, fields)
	for name, value := range fields {
		ctx = metadata.AppendToOutgoingContext(ctx, name, value)
	}
	return ctx
}

// traced adds to the span of a call, if it has one, what is known at its end.
func traced(ctx context.Context, request string, f *fault.Error) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(attribute.String("chengxin.request", request))
	if f != nil {
		ended(span, f)
	}
}

// ended says how a call failed: its kind and reason, never its sentence. Only what is not the caller's doing makes the span one of error.
func ended(span trace.Span, f *fault.Error) {
	span.SetAttributes(attribute.String("chengxin.kind", f.Kind.String()), attribute.String("chengxin.reason", string(f.Reason)))
	if f.Kind >= fault.Unavailable {
		span.SetStatus(codes.Error, string(f.Reason))
	}
}
