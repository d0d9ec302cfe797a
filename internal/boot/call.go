package boot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/go-kratos/kratos/v2/transport"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/proto"
)

// call is what the chain keeps of one request. For HTTP it is also the Kratos transport, made without Kratos' router.
type call struct {
	op   *operation
	id   string
	lang string
	// bind fills the request message of an HTTP call once the caller is known; nil for gRPC.
	bind func(proto.Message) error

	request *http.Request
	reply   http.ResponseWriter
}

type callKey struct{}

func callFrom(ctx context.Context) *call { c, _ := ctx.Value(callKey{}).(*call); return c }

// Kind is part of the Kratos transport.
func (c *call) Kind() transport.Kind { return transport.KindHTTP }

// Endpoint is part of the Kratos transport.
func (c *call) Endpoint() string { return "" }

// Operation is part of the Kratos transport.
func (c *call) Operation() string { return c.op.name }

// RequestHeader is part of the Kratos transport.
func (c *call) RequestHeader() transport.Header { return header(c.request.Header) }

// ReplyHeader is part of the Kratos transport.
func (c *call) ReplyHeader() transport.Header { return header(c.reply.Header()) }

// header makes http.Header the Kratos kind.
type header http.Header

func (h header) Get(key string) string      { return http.Header(h).Get(key) }
func (h header) Set(key, value string)      { http.Header(h).Set(key, value) }
func (h header) Add(key, value string)      { http.Header(h).Add(key, value) }
func (h header) Values(key string) []string { return http.Header(h).Values(key) }

func (h header) Keys() []string {
	keys := make([]string, 0, len(h))
	for k := range h {
		keys = append(keys, k)
	}
	return keys
}

// Headers the chain reads and writes; gRPC metadata has the same names in lower case.
const (
	headerAuthorization = "Authorization"
	headerKey           = "X-Chengxin-Key"
	headerPeer          = "X-Chengxin-Peer"
	headerRequestID     = "X-Request-Id"
	headerLanguage      = "Accept-Language"
	// HeaderEvidence carries the ledger index of the evidence behind an answer or a refusal.
	HeaderEvidence = "X-Chengxin-Evidence"
)

var (
	processID = func() string {
		var b [5]byte
		if _, err := rand.Read(b[:]); err != nil {
			panic(err) // crypto/rand never fails on the systems we run on
		}
		return hex.EncodeToString(b[:])
	}()
	requests atomic.Uint64
)

// requestID takes over a caller's id if it is harmless, else makes one: process, dash, count.
func requestID(given string) string {
	if given != "" && len(given) <= 64 && strings.IndexFunc(given, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_' && r != '.'
	}) < 0 {
		return given
	}
	return processID + "-" + strconv.FormatUint(requests.Add(1), 36)
}

// language picks "en" if the first language the caller names that we have is English, else "zh".
func language(accept string) string {
	for accept != "" {
		var tag string
		tag, accept, _ = strings.Cut(accept, ",")
		tag = strings.TrimSpace(tag)
		switch {
		case len(tag) >= 2 && strings.EqualFold(tag[:2], "zh"):
			return "zh"
		case len(tag) >= 2 && strings.EqualFold(tag[:2], "en"):
			return "en"
		}
	}
	return "zh"
}

// credential is the session token or API key of a request, "" if there is none.
func credential(h transport.Header) string {
	if a := h.Get(headerAuthorization); len(a) > 7 && strings.EqualFold(a[:7], "bearer ") {
		return strings.TrimSpace(a[7:])
	}
	return h.Get(headerKey)
}

// address is the caller's IP address without its port.
func address(ctx context.Context, c *call) string {
	from := ""
	if c.request != nil {
		from = c.request.RemoteAddr
	} else if p, ok := peer.FromContext(ctx); ok {
		from = p.Addr.String()
	}
	if host, _, err := net.SplitHostPort(from); err == nil {
		return host
	}
	return from
}

// peerService is the name of the service that calls: taken from its certificate, or, in one process, from its word. The authority may
// have signed certificates for others too: one that names no service of ours makes nobody a peer.
func (c *chain) peerService(ctx context.Context, h transport.Header, inProcess bool) string {
	if inProcess {
		return h.Get(headerPeer)
	}
	p, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return ""
	}
	if name := info.State.VerifiedChains[0][0].Subject.CommonName; slices.Contains(c.peers, name) {
		return name
	}
	return ""
}
