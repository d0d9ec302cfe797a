package boot

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-kratos/kratos/v2/middleware"
	"github.com/go-kratos/kratos/v2/transport"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	authzv1 "github.com/chengxin-credit/chengxin/api/authz/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/httprule"
)

// services collects what modules register, for the servers and for the HTTP routes.
type services []registered

type registered struct {
	desc *grpc.ServiceDesc
	impl any
}

// RegisterService is grpc.ServiceRegistrar.
func (s *services) RegisterService(desc *grpc.ServiceDesc, impl any) {
	*s = append(*s, registered{desc, impl})
}

// addService makes the methods of a service known to the chain and routes those with google.api.http options.
func (c *chain) addService(mux *httprule.Mux, s registered) error {
	d, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(s.desc.ServiceName))
	if err != nil {
		return fmt.Errorf("service %s: %w", s.desc.ServiceName, err)
	}
	methods := d.(protoreflect.ServiceDescriptor).Methods()
	for i := range methods.Len() {
		m := methods.Get(i)
		option, _ := proto.GetExtension(m.Options(), authzv1.E_Need).(*authzv1.Need)
		op := c.add(&operation{
			name: "/" + s.desc.ServiceName + "/" + string(m.Name()),
			need: needOf(option),
			raw:  m.IsStreamingServer() || m.IsStreamingClient(),
		})
		rules, err := httprule.Rules(m)
		if err != nil {
			return err
		}
		if len(rules) > 0 && op.need.peer {
			return fmt.Errorf("%s is for peers: it can't have an HTTP rule", m.FullName())
		}
		for _, r := range rules {
			if err := mux.Handle(r.Method, r.Template, c.unary(op, r, s, string(m.Name()))); err != nil {
				return err
			}
		}
	}
	return nil
}

// unary serves one method over HTTP: the generated handler runs with the chain as its interceptor, and the chain binds
// the request once it knows the caller.
func (c *chain) unary(op *operation, rule *httprule.Rule, s registered, method string) http.Handler {
	var handle grpc.MethodHandler
	for _, m := range s.desc.Methods {
		if m.MethodName == method {
			handle = m.Handler
		}
	}
	intercept := c.interceptor()
	later := func(any) error { return nil }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cl := &call{op: op, request: r, reply: w}
		cl.bind = func(m proto.Message) error { return rule.Bind(r, c.maxBody, m) }
		ctx := transport.NewServerContext(context.WithValue(r.Context(), callKey{}, cl), cl)
		reply, err := handle(s.impl, ctx, later, intercept)
		if err != nil {
			writeFault(w, ctx, err)
			return
		}
		if err := httprule.WriteReply(w, http.StatusOK, reply.(proto.Message)); err != nil && r.Context().Err() == nil {
			c.log.WarnContext(ctx, "reply not written", "operation", op.name, "request", cl.id)
		}
	})
}

// interceptor is the chain, with tracing in front of it where that is configured, around a generated handler.
func (c *chain) interceptor() grpc.UnaryServerInterceptor {
	around := c.middleware(false)
	if c.tracing != nil {
		around = middleware.Chain(c.tracing, around)
	}
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		return around(middleware.Handler(next))(ctx, req)
	}
}

// raw serves a route that is no plain method through the chain.
func (c *chain) raw(op *operation, h http.Handler) http.Handler {
	intercept := c.interceptor()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cl := &call{op: op, request: r, reply: w}
		ctx := transport.NewServerContext(context.WithValue(r.Context(), callKey{}, cl), cl)
		wrote := false
		_, err := intercept(ctx, nil, nil, func(ctx context.Context, _ any) (any, error) {
			if strings.IndexByte(r.URL.Path, 0) >= 0 {
				return nil, nul("path")
			}
			if !op.need.public && r.ContentLength != 0 {
				conn := http.NewResponseController(w)
				_ = conn.SetReadDeadline(time.Time{}) // every real connection takes one
				// What the handler left of the body is read by the server: that has its limit again.
				defer func() { _ = conn.SetReadDeadline(time.Now().Add(c.timeout)) }()
			}
			out := &evidenceWriter{ResponseWriter: w, ctx: ctx}
			defer func() { wrote = out.wrote }()
			h.ServeHTTP(out, r.WithContext(ctx))
			return nil, nil
		})
		if err != nil && !wrote {
			writeFault(w, ctx, err)
		} else if err != nil {
			panic(http.ErrAbortHandler) // half an answer must not look like a whole one
		}
	})
}

// notFound answers what no route matches.
func notFound(w http.ResponseWriter, r *http.Request, allowed []string) {
	lang := language(r.Header.Get(headerLanguage))
	w.Header().Set(headerRequestID, requestID(r.Header.Get(headerRequestID)))
	if len(allowed) == 0 {
		writeFaultStatus(w, fault.New(fault.NotFound, NoSuchRoute, "没有这个地址。", "There is nothing at this address.").
			Then("请对照接口文档 /docs。", "See /docs."), lang, http.StatusNotFound)
		return
	}
	for _, m := range allowed {
		w.Header().Add("Allow", m)
	}
	writeFaultStatus(w, fault.New(fault.Invalid, MethodNotAllowed, "该地址不支持此请求方法。", "This address does not take that method.").
		Then("请对照接口文档 /docs。", "See /docs."), lang, http.StatusMethodNotAllowed)
}
