package boot

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-kratos/kratos/v2/transport"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/test/bufconn"
)

// maxPeerMessage bounds a message between services; whole policies and catalogs travel in one.
const maxPeerMessage = 64 << 20

// maxPeerRequest bounds a request from another process: the largest reports the use of a hundred thousand sessions.
const maxPeerRequest = 8 << 20

// reconnect is quick: services deny everything while they have no word from access.
var reconnect = backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.5, Jitter: 0.2, MaxDelay: time.Second}

// switchboard knows where every service of the installation is.
type switchboard struct {
	mu sync.Mutex
	// local are the in-process listeners by service.
	local map[string]*bufconn.Listener
	// remote are the addresses of services in other processes.
	remote map[string]string
	// identity makes the TLS configuration a service calls another with; nil when everything is local.
	identity func(caller, callee string) (*tls.Config, error)
	conns    map[string]*conn
	// tracer follows calls; nil follows none.
	tracer *tracer
}

// conn is a connection from one service to another.
type conn = grpc.ClientConn

// peersOf is the switchboard as one service sees it.
type peersOf struct {
	*switchboard
	caller string
}

// Conn is part of Peers.
func (p peersOf) Conn(service string) (grpc.ClientConnInterface, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := p.caller + ">" + service
	if c, ok := p.conns[key]; ok {
		return c, nil
	}
	opts := []grpc.DialOption{
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxPeerMessage), grpc.MaxCallSendMsgSize(maxPeerMessage)),
		grpc.WithUnaryInterceptor(p.unary), grpc.WithStreamInterceptor(p.stream),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: reconnect, MinConnectTimeout: 5 * time.Second}),
	}
	target, more, err := p.route(service)
	if err != nil {
		return nil, err
	}
	c, err := grpc.NewClient(target, append(opts, more...)...)
	if err != nil {
		return nil, fmt.Errorf("connect %s to %s: %w", p.caller, service, err)
	}
	p.conns[key] = c
	return c, nil
}

func (p peersOf) route(service string) (string, []grpc.DialOption, error) {
	if lis, ok := p.local[service]; ok {
		return "passthrough:///" + service, []grpc.DialOption{
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }),
		}, nil
	}
	addr, ok := p.remote[service]
	if !ok {
		return "", nil, fmt.Errorf("service %s is not in this process, and peers.%s is not configured", service, service)
	}
	conf, err := p.identity(p.caller, service)
	if err != nil {
		return "", nil, err
	}
	return "dns:///" + addr, []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(conf))}, nil
}

func (s *switchboard) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first error
	for _, c := range s.conns {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	clear(s.conns)
	return first
}

type bearerKey struct{}

// WithBearer makes calls to peers carry this session token or API key, and none but this one: what the request itself brought
// along no longer counts. "" is nobody's.
func WithBearer(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, bearerKey{}, token)
}

// bearer is the credential that calls to peers carry.
func bearer(ctx context.Context) string {
	if token, ok := ctx.Value(bearerKey{}).(string); ok {
		return token
	}
	if tr, ok := transport.FromServerContext(ctx); ok {
		return credential(tr.RequestHeader())
	}
	return ""
}

// outgoing adds the caller's name, and of the request being served its user's credential, language and id.
func (p peersOf) outgoing(ctx context.Context) context.Context {
	pairs := []string{headerPeer, p.caller}
	if cl := callFrom(ctx); cl != nil {
		pairs = append(pairs, headerRequestID, cl.id, headerLanguage, cl.lang)
		if token := bearer(ctx); token != "" {
			pairs = append(pairs, headerAuthorization, "Bearer "+token)
		}
	}
	return metadata.AppendToOutgoingContext(ctx, pairs...)
}

func (p peersOf) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, end := p.tracer.client(ctx, method)
	err := invoke(p.outgoing(ctx), method, req, reply, cc, opts...)
	if err != nil {
		err = fromStatus(err)
	}
	end(err)
	return err
}

func (p peersOf) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	s, err := open(p.outgoing(ctx), desc, cc, method, opts...)
	if err != nil {
		return nil, fromStatus(err)
	}
	return peerStream{s}, nil
}

// peerStream gives refusals back as faults.
type peerStream struct{ grpc.ClientStream }

// RecvMsg receives one message; io.EOF passes as it is.
func (s peerStream) RecvMsg(m any) error {
	if err := s.ClientStream.RecvMsg(m); err != nil {
		return fromStatus(err)
	}
	return nil
}
