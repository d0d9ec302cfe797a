package service

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Body is what is known of a request's body before it is read.
type Body struct {
	Agency      string // of the sender
	ContentType string
	Encoding    string // Content-Encoding
	Sheet       string // of a workbook; empty: the first
	Reader      io.Reader
	// Deadline ends reads that are not done by then; the zero time: none.
	Deadline func(time.Time) error
}

// Rim is what the server around gives a raw route. Every field is required.
type Rim struct {
	Var   func(r *http.Request, name string) string
	Fault func(w http.ResponseWriter, r *http.Request, err error)
	Reply func(w http.ResponseWriter, status int, m proto.Message) error
	Lang  Language
	Trace func(context.Context) string
}

// Pushes serves the bulk routes, which stream: no message ever holds a whole body.
type Pushes struct {
	intake *biz.Intake
	open   func(context.Context, *resource.Schema, Body) (biz.Rows, error)
	rim    Rim
}

// NewPushes serves pushes; open reads bodies.
func NewPushes(intake *biz.Intake, open func(context.Context, *resource.Schema, Body) (biz.Rows, error), rim Rim) *Pushes {
	return &Pushes{intake: intake, open: open, rim: rim}
}

// Push is POST /v1/resources/{code}/records:push.
func (s *Pushes) Push(w http.ResponseWriter, r *http.Request) { s.serve(w, r, record.Upsert) }

// Withdraw is POST /v1/resources/{code}/records:withdraw.
func (s *Pushes) Withdraw(w http.ResponseWriter, r *http.Request) { s.serve(w, r, record.Withdraw) }

func (s *Pushes) serve(w http.ResponseWriter, r *http.Request, op record.Op) {
	ctx := r.Context()
	p := biz.Push{By: grant.From(ctx), Resource: s.rim.Var(r, "code"), Op: op, Channel: biz.ChannelHTTP, Trace: s.rim.Trace(ctx)}
	body := Body{
		Agency: p.By.Agency, ContentType: r.Header.Get("Content-Type"), Encoding: r.Header.Get("Content-Encoding"), Reader: r.Body,
		Deadline: http.NewResponseController(w).SetReadDeadline,
	}
	if err := parameters(r, &p, &body); err != nil {
		s.rim.Fault(w, r, s.intake.Refuse(ctx, &p, err))
		return
	}
	p.Open = func(schema *resource.Schema) (biz.Rows, error) { return s.open(ctx, schema, body) }
	got, err := s.intake.Push(ctx, p)
	if err != nil {
		s.rim.Fault(w, r, err)
		return
	}
	if got.Evidence != nil { // a replayed push answers with the evidence of the first
		w.Header().Set("X-Chengxin-Evidence", strconv.FormatUint(*got.Evidence, 10))
	}
	if err := s.rim.Reply(w, http.StatusOK, receipt(&got, s.rim.Lang(ctx))); err != nil {
		panic(http.ErrAbortHandler) // the client is gone; the receipt is on file
	}
}

// maxKey is the longest idempotency key, maxSheetName more bytes than the name of a sheet may have.
const (
	maxKey       = 128
	maxSheetName = 128
)

// parameters reads the query and headers; what it does not know is an error.
func parameters(r *http.Request, p *biz.Push, body *Body) error {
	for name, values := range r.URL.Query() {
		if name == "sheet" && len(values) == 1 && len(values[0]) <= maxSheetName {
			body.Sheet = values[0]
			continue
		}
		flag := map[string]*bool{"dry_run": &p.DryRun, "backfill": &p.Backfill}[name]
		if flag == nil || len(values) != 1 {
			return fault.New(fault.Invalid, "PARAMETER_UNKNOWN", "查询参数“"+clip(name)+"”无效。", "The query parameter \""+clip(name)+"\" is not known.").
				Then("这个接口只有参数 dry_run、backfill 和 sheet。", "This route knows dry_run, backfill and sheet only.").At("", clip(name))
		}
		switch values[0] {
		case "", "1", "true":
			*flag = true
		case "0", "false":
		default:
			return fault.New(fault.Invalid, "PARAMETER_INVALID", name+" 只能是 true 或 false。", name+" can only be true or false.").
				Then("请改正后重试。", "Correct it and try again.").At("", name)
		}
	}
	p.Key = r.Header.Get("Idempotency-Key")
	if len(p.Key) > maxKey || strings.ContainsFunc(p.Key, func(c rune) bool { return c < 0x21 || c > 0x7e }) {
		return fault.New(fault.Invalid, "IDEMPOTENCY_KEY_INVALID", "Idempotency-Key 最长 128 个字符,只能用可见的 ASCII 字符。",
			"Idempotency-Key takes at most 128 visible ASCII characters.").Then("建议使用 UUID。", "A UUID is a good choice.").At("", "Idempotency-Key")
	}
	return nil
}

func clip(s string) string {
	if len(s) > 40 {
		s = s[:40]
	}
	return strings.ToValidUTF8(s, "")
}
