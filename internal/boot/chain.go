package boot

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"buf.build/go/protovalidate"
	"github.com/go-kratos/kratos/v2/middleware"
	"github.com/go-kratos/kratos/v2/transport"
	"google.golang.org/protobuf/proto"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// decider is the part of policy.Store the chain needs.
type decider interface {
	Authenticate(ctx context.Context, token string) (grant.Principal, error)
	Decide(p grant.Principal, q grant.Question) grant.Decision
}

// recorder is the part of evidencelog.Log the chain needs.
type recorder interface {
	Record(ctx context.Context, ev evidence.Event) (uint64, error)
}

// operation is one method or raw route with all that is known of it before the first request.
type operation struct {
	name string
	need Need
	// raw routes limit their bodies and time themselves.
	raw   bool
	meter *meter
}

// chain is the one way into every operation, on every transport: recover, request id, language, evidence note,
// authenticate, need, bind, validate, handler.
type chain struct {
	// known is the operations by name; modules that start later add theirs while earlier ones already serve.
	known atomic.Pointer[map[string]*operation]
	// peers are the names a certificate may carry to be a service's.
	peers     []string
	policy    decider
	evidence  recorder
	validator protovalidate.Validator
	clock     clock.Clock
	log       *slog.Logger
	limits    *limiter
	metrics   *metrics
	timeout   time.Duration
	maxBody   int64
	// tracing is nil when no endpoint is configured.
	tracing middleware.Middleware
	// drain ends streams when the process stops.
	drain context.Context
}

// add makes an operation known. Only the start calls it, from one goroutine.
func (c *chain) add(op *operation) *operation {
	op.meter = c.metrics.operation(op.name)
	next := map[string]*operation{op.name: op}
	if old := c.known.Load(); old != nil {
		for name, o := range *old {
			next[name] = o
		}
		next[op.name] = op
	}
	c.known.Store(&next)
	return op
}

// operation is nil for a name nobody registered.
func (c *chain) operation(name string) *operation {
	if known := c.known.Load(); known != nil {
		return (*known)[name]
	}
	return nil
}

// middleware is the chain as Kratos sees it. inProcess trusts the peer's word for its name.
func (c *chain) middleware(inProcess bool) middleware.Middleware {
	return func(next middleware.Handler) middleware.Handler {
		return func(ctx context.Context, req any) (any, error) {
			return c.run(ctx, req, next, inProcess)
		}
	}
}

func (c *chain) run(ctx context.Context, req any, next middleware.Handler, inProcess bool) (reply any, err error) {
	tr, ok := transport.FromServerContext(ctx)
	if !ok {
		return nil, toStatus(fault.From(fmt.Errorf("a call without a transport")), "zh")
	}
	start := c.clock.Now()
	head := tr.RequestHeader()
	cl := callFrom(ctx)
	if cl == nil {
		cl = &call{op: c.operation(tr.Operation())}
		ctx = context.WithValue(ctx, callKey{}, cl)
	}
	cl.id, cl.lang = requestID(head.Get(headerRequestID)), language(head.Get(headerLanguage))
	if cl.reply != nil {
		tr.ReplyHeader().Set(headerRequestID, cl.id)
	}
	ctx = evidencelog.WithNote(ctx)
	var who grant.Principal
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p) // a raw route breaks its connection off on purpose
			}
			reply, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if err != nil {
			err = c.refuse(ctx, cl, who, err)
		}
		c.finish(ctx, cl, tr, who, start, err)
		if err != nil && tr.Kind() == transport.KindGRPC {
			err = toStatus(err.(*fault.Error), cl.lang)
		}
	}()
	if who, err = c.admit(ctx, cl, head, inProcess); err != nil {
		return nil, err
	}
	ctx = grant.Into(ctx, who)
	if !cl.op.raw {
		if cl.reply != nil { // gRPC calls have their limit already
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, c.timeout)
			defer cancel()
		}
		if err = c.check(cl, req); err != nil {
			return nil, err
		}
	}
	if reply, err = next(ctx, req); err == nil {
		err = c.witness(ctx, cl, who, reply)
	}
	return reply, err
}

// check binds and validates the request message.
func (c *chain) check(cl *call, req any) error {
	m, ok := req.(proto.Message)
	if !ok {
		return fmt.Errorf("%s: a request that is no message: %T", cl.op.name, req)
	}
	if cl.bind != nil {
		if err := cl.bind(m); err != nil {
			return err
		}
	}
	return c.valid(m)
}

// valid holds a message to the rules of its fields.
func (c *chain) valid(m proto.Message) error {
	if err := plainText(m.ProtoReflect()); err != nil {
		return err
	}
	if err := c.validator.Validate(m); err != nil {
		return invalid(err)
	}
	return nil
}

// admit authenticates the caller and holds it to the operation's need.
func (c *chain) admit(ctx context.Context, cl *call, head transport.Header, inProcess bool) (grant.Principal, error) {
	var who grant.Principal
	if cl.op == nil {
		return who, unknownOperation()
	}
	service := c.peerService(ctx, head, inProcess)
	need := cl.op.need
	if need.peer && service == "" {
		return who, peersOnly()
	}
	token := credential(head)
	if service == "" && (need.public || token == "") && !c.limits.allow(address(ctx, cl)) {
		return who, throttled()
	}
	if token != "" {
		p, err := c.policy.Authenticate(ctx, token)
		if err == nil {
			who = p
		} else if !need.public && !need.peer {
			if service == "" && !c.limits.allow(address(ctx, cl)) {
				return who, throttled()
			}
			return who, err
		}
	}
	if who.Anonymous() && service != "" {
		who = grant.Principal{ID: "service/" + service, Name: service}
	}
	return who, c.meets(need, who, service)
}

// meets decides whether a caller holds what an operation needs.
func (c *chain) meets(need Need, who grant.Principal, service string) error {
	loggedIn := !who.Anonymous() && who.Credential != ""
	switch {
	case need.public || (need.peer && service != ""):
		return nil
	case !loggedIn:
		return unauthenticated()
	case need.authenticated:
		return nil
	case need.action == "":
		return unknownOperation()
	}
	d := c.policy.Decide(who, grant.Question{Action: need.action, At: c.clock.Now()})
	if d.Allow {
		return nil
	}
	if d.Refusal == nil {
		return denied(need.action)
	}
	return &refusal{fault: d.Refusal, decision: d}
}

// refusal is a denial with the decision behind it, for its evidence.
type refusal struct {
	fault    *fault.Error
	decision grant.Decision
}

// Error shows the public half.
func (r *refusal) Error() string { return r.fault.Error() }

// Unwrap gives the public half.
func (r *refusal) Unwrap() error { return r.fault }

// refuse turns any error into the fault the caller sees. A refusal for want of a login or a grant is in the ledger
// before it leaves; without ledger there is no answer.
func (c *chain) refuse(ctx context.Context, cl *call, who grant.Principal, err error) *fault.Error {
	f := fault.From(fromStatus(err))
	if index, ok := evidencelog.Noted(ctx); ok {
		return f.Witnessed(index)
	}
	if (f.Kind != fault.Unauthenticated && f.Kind != fault.Denied) || cl.op == nil {
		return f
	}
	ev := evidence.Event{
		At: c.clock.Now(), Kind: evidence.Refusal, Actor: who.ID, ActorName: who.Name, Agency: who.Agency,
		Credential: who.Credential, Action: cl.op.need.action, Reason: string(f.Reason), Trace: cl.id, Note: cl.op.name,
	}
	if r, ok := err.(*refusal); ok {
		ev.Line, ev.PolicyVersion = r.decision.Line, r.decision.Version
	}
	// The caller may be gone already: the evidence is written all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.timeout)
	defer cancel()
	index, lerr := c.evidence.Record(ctx, ev)
	if lerr != nil {
		return ledgerDown(lerr)
	}
	return f.Witnessed(index)
}

// witness puts an answer that needed a grant into the ledger before it leaves, unless its method has done so in its own words.
// Raw routes have their own.
func (c *chain) witness(ctx context.Context, cl *call, who grant.Principal, reply any) error {
	if cl.op.raw || cl.op.need.action == "" {
		return nil
	}
	if _, noted := evidencelog.Noted(ctx); noted {
		return nil
	}
	ev := evidence.Event{
		At: c.clock.Now(), Kind: evidence.Export, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential,
		Action: cl.op.need.action, Allow: true, Trace: cl.id, Note: cl.op.name,
	}
	if m, ok := reply.(proto.Message); ok {
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if err != nil {
			return err
		}
		ev.AnswerDigest = sha256.Sum256(b)
	}
	if _, err := c.evidence.Record(ctx, ev); err != nil {
		return ledgerDown(err)
	}
	return nil
}

// finish sets the reply's headers, counts, and logs: names, never contents.
func (c *chain) finish(ctx context.Context, cl *call, tr transport.Transporter, who grant.Principal, start time.Time, err error) {
	took := c.clock.Now().Sub(start)
	var kind fault.Kind
	f, _ := err.(*fault.Error)
	if f != nil {
		kind = f.Kind
	}
	name := "unknown"
	if cl.op != nil {
		name = cl.op.name
		cl.op.meter.observe(took, kind)
	}
	traced(ctx, cl.id, f)
	index, noted := evidencelog.Noted(ctx)
	if f != nil && cl.reply == nil {
		tr.ReplyHeader().Set(headerRequestID, cl.id) // gRPC callers need it only to report what went wrong
	}
	if noted {
		tr.ReplyHeader().Set(HeaderEvidence, strconv.FormatUint(index, 10))
	}
	level := slog.LevelDebug
	if kind >= fault.Unavailable {
		level = slog.LevelError
	}
	if !c.log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("operation", name), slog.Duration("took", took), slog.String("request", cl.id), slog.String("caller", who.ID)}
	if noted {
		attrs = append(attrs, slog.Uint64("evidence", index))
	}
	if f != nil {
		attrs = append(attrs, slog.String("kind", kind.String()), slog.String("reason", string(f.Reason)))
		if cause := f.Cause(); cause != nil && level == slog.LevelError {
			attrs = append(attrs, slog.String("cause", cause.Error()))
		}
	}
	c.log.LogAttrs(ctx, level, "call", attrs...)
}
