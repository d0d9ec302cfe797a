package boot

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"

	faultv1 "github.com/chengxin-credit/chengxin/api/fault/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Reasons the chain itself refuses with.
const (
	LoginRequired    fault.Reason = "LOGIN_REQUIRED"
	ActionDenied     fault.Reason = "ACTION_DENIED"
	UnknownMethod    fault.Reason = "UNKNOWN_METHOD"
	PeersOnly        fault.Reason = "PEERS_ONLY"
	RateLimited      fault.Reason = "RATE_LIMITED"
	LedgerDown       fault.Reason = "LEDGER_DOWN"
	InvalidField     fault.Reason = "INVALID_FIELD"
	NoSuchRoute      fault.Reason = "NO_SUCH_ROUTE"
	MethodNotAllowed fault.Reason = "METHOD_NOT_ALLOWED"
	TimedOut         fault.Reason = "TIMED_OUT"
	PeerDown         fault.Reason = "PEER_DOWN"
)

func unauthenticated() error {
	return fault.New(fault.Unauthenticated, LoginRequired, "请先登录。", "Log in first.").
		Then("请用会话令牌或接口密钥重试:Authorization: Bearer <令牌>。", "Send a session token or an API key: Authorization: Bearer <token>.")
}

func denied(action string) error {
	return fault.New(fault.Denied, ActionDenied, "您的角色没有权限执行“"+action+"”。", "No role of yours allows \""+action+"\".").
		Then("请向安全管理员申请授权。", "Ask the security administrator for it.").Broke(action)
}

func unknownOperation() error {
	return fault.New(fault.NotFound, UnknownMethod, "没有这个接口。", "There is no such method.").
		Then("请对照接口文档 /docs。", "See /docs.")
}

func peersOnly() error {
	return fault.New(fault.NotFound, PeersOnly, "没有这个接口。", "There is no such method.").
		Then("请对照接口文档 /docs。", "See /docs.")
}

func throttled() error {
	f := fault.New(fault.Throttled, RateLimited, "请求过于频繁。", "Too many requests from this address.").
		Then("请稍候一秒再试。", "Wait a second, then try again.")
	f.RetryAfter = 1
	return f
}

func ledgerDown(cause error) *fault.Error {
	f := fault.New(fault.Unavailable, LedgerDown, "存证系统暂不可用,请求未予答复。", "The ledger is unavailable, so nothing was answered.").
		Then("请稍后重试。", "Try again later.").Because(cause)
	f.RetryAfter = 2
	return f
}

// invalid names the first field a request broke a rule with; the value stays unnamed.
func invalid(err error) error {
	var v *protovalidate.ValidationError
	if !errors.As(err, &v) || len(v.Violations) == 0 {
		return err
	}
	p := v.Violations[0].Proto
	field := protovalidate.FieldPathString(p.GetField())
	return fault.New(fault.Invalid, InvalidField, "字段“"+field+"”不符合要求("+p.GetRuleId()+")。", "Field \""+field+"\": "+p.GetMessage()+".").
		At("", field).Broke(p.GetRuleId()).Then("请改正该字段后重试。", "Correct the field and try again.")
}

// httpStatus and grpcCode of each kind; index 0 is success.
var (
	httpStatus = [...]int{200, 400, 401, 403, 404, 409, 413, 429, 503, 500}
	grpcCode   = [...]codes.Code{codes.OK, codes.InvalidArgument, codes.Unauthenticated, codes.PermissionDenied, codes.NotFound,
		codes.Aborted, codes.OutOfRange, codes.ResourceExhausted, codes.Unavailable, codes.Internal}
)

// statusOf is the HTTP status of a kind.
func statusOf(k fault.Kind) int {
	if k == 0 || int(k) >= len(httpStatus) {
		return http.StatusInternalServerError
	}
	return httpStatus[k]
}

// nextSteps are what to do next about each kind when a fault does not say it better; index 0 is no kind.
var nextSteps = [...]fault.Text{
	{},
	{Zh: "请改正后重试。", En: "Correct it and try again."},
	{Zh: "请先登录。", En: "Log in first."},
	{Zh: "请向安全管理员申请授权。", En: "Ask the security administrator for a grant."},
	{Zh: "请核对后重试。", En: "Check what was asked for and try again."},
	{Zh: "请重新读取当前状态后再试。", En: "Read the present state again, then try again."},
	{Zh: "请拆分或缩小后重试。", En: "Split it or narrow it down, then try again."},
	{Zh: "请稍候再试。", En: "Wait, then try again."},
	{Zh: "请稍后重试。", En: "Try again later."},
	{Zh: "请稍后重试;若仍出现,请把响应中的请求编号告诉系统管理员。", En: "Try again later; if it persists, give the request id to the system administrator."},
}

// toProto is the shape a caller sees; the cause is not in it, and a next step always is.
func toProto(f *fault.Error, lang string) *faultv1.Fault {
	next := f.Next
	if next.Zh == "" && int(f.Kind) < len(nextSteps) {
		next = nextSteps[f.Kind]
	}
	return &faultv1.Fault{
		Reason: string(f.Reason), Message: f.Message.In(lang), MessageZh: f.Message.Zh, MessageEn: f.Message.En,
		Record: f.Record, Field: f.Field, Rule: f.Rule,
		NextStep: next.In(lang), NextStepZh: next.Zh, NextStepEn: next.En,
		Link: f.Link, Evidence: f.Evidence, Code: int32(statusOf(f.Kind)), RetryAfter: int32(f.RetryAfter),
	}
}

// toStatus is the gRPC shape of a fault.
func toStatus(f *fault.Error, lang string) error {
	code := codes.Internal
	if int(f.Kind) < len(grpcCode) && f.Kind != 0 {
		code = grpcCode[f.Kind]
	}
	st, err := status.New(code, f.Message.In(lang)).WithDetails(toProto(f, lang))
	if err != nil {
		return status.Error(code, f.Message.In(lang))
	}
	return st.Err()
}

// fromStatus turns what a peer refused with back into its fault. Other errors pass unchanged, except that an expired
// deadline gets its own sentence.
func fromStatus(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return timedOut().Because(err)
	}
	st, ok := status.FromError(err)
	if !ok || st.Code() == codes.OK {
		return err
	}
	for _, d := range st.Details() {
		if p, ok := d.(*faultv1.Fault); ok {
			return fromProto(p)
		}
	}
	switch st.Code() {
	case codes.Unavailable:
		f := fault.New(fault.Unavailable, PeerDown, "所依赖的服务暂不可用。", "A service this depends on is unavailable.").
			Then("请稍后重试。", "Try again later.").Because(err)
		f.RetryAfter = 2
		return f
	case codes.DeadlineExceeded:
		return timedOut().Because(err)
	}
	return err
}

func timedOut() *fault.Error {
	return fault.New(fault.Unavailable, TimedOut, "处理超时,请求未完成。", "It took too long; the request was not completed.").
		Then("请缩小范围或稍后重试。", "Narrow it down or try again later.")
}

func fromProto(p *faultv1.Fault) *fault.Error {
	kind := fault.Internal
	for k, s := range httpStatus {
		if k > 0 && s == int(p.GetCode()) {
			kind = fault.Kind(k)
		}
	}
	f := fault.New(kind, fault.Reason(p.GetReason()), p.GetMessageZh(), p.GetMessageEn()).
		Then(p.GetNextStepZh(), p.GetNextStepEn()).At(p.GetRecord(), p.GetField()).Broke(p.GetRule())
	f.Link, f.Evidence, f.RetryAfter = p.GetLink(), p.Evidence, int(p.GetRetryAfter())
	return f
}

var faultJSON = protojson.MarshalOptions{UseProtoNames: true}

// writeFault answers an HTTP request with a refusal.
func writeFault(w http.ResponseWriter, ctx context.Context, err error) {
	f := fault.From(fromStatus(err))
	writeFaultStatus(w, f, Lang(ctx), statusOf(f.Kind))
}

func writeFaultStatus(w http.ResponseWriter, f *fault.Error, lang string, code int) {
	p := toProto(f, lang)
	p.Code = int32(code)
	body, err := faultJSON.Marshal(p)
	if err != nil {
		body, code = []byte(`{"reason":"INTERNAL"}`), http.StatusInternalServerError
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if f.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if f.Evidence != nil && h.Get(HeaderEvidence) == "" {
		h.Set(HeaderEvidence, strconv.FormatUint(*f.Evidence, 10))
	}
	if code == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="chengxin"`)
	}
	w.WriteHeader(code)
	if _, err := w.Write(body); err != nil {
		return // the caller is gone; the chain has counted the refusal already
	}
}
