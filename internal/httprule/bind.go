package httprule

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Reasons of requests that can't be bound.
const (
	BadJSON          fault.Reason = "BAD_JSON"
	UnknownParameter fault.Reason = "UNKNOWN_PARAMETER"
	BadParameter     fault.Reason = "BAD_PARAMETER"
	BodyTooLarge     fault.Reason = "BODY_TOO_LARGE"
	BadContentType   fault.Reason = "BAD_CONTENT_TYPE"
)

// maxDepth of nested JSON; no message of ours is deeper than ten.
const maxDepth = 64

var (
	strict  = protojson.UnmarshalOptions{RecursionLimit: maxDepth}
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

// Bind fills a request message from the path, and from the query or the body, refusing whatever it doesn't know.
// Bodies longer than limit bytes are refused.
func (r *Rule) Bind(req *http.Request, limit int64, into proto.Message) error {
	m := into.ProtoReflect()
	if r.wholeBody || r.body != nil {
		target := into
		if r.body != nil {
			target = m.Mutable(r.body).Message().Interface()
		}
		if err := ReadJSON(req, limit, target); err != nil {
			return err
		}
	}
	if req.URL.RawQuery != "" {
		if err := r.bindQuery(req, m); err != nil {
			return err
		}
	}
	for i, f := range r.vars {
		if err := f.set(m, r.names[i], []string{req.PathValue(r.names[i])}); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) bindQuery(req *http.Request, m protoreflect.Message) error {
	values := req.URL.Query()
	if strings.Contains(req.URL.RawQuery, ";") {
		return badParameter("?", "查询串中有分号,请改用 & 分隔。", "the query holds a semicolon; separate with &")
	}
	for name, vals := range values {
		f, err := lookup(r.input, name)
		if err != nil || r.wholeBody || r.fromPath(name) {
			return fault.New(fault.Invalid, UnknownParameter, "接口没有查询参数“"+clip(name)+"”。", "There is no query parameter \""+clip(name)+"\" here.").
				At("", clip(name)).Then("请对照接口文档 /docs 删除或改名该参数。", "Remove or rename it; see /docs.")
		}
		if err := f.set(m, name, vals); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) fromPath(name string) bool {
	for _, n := range r.names {
		if n == name {
			return true
		}
	}
	return false
}

// ReadJSON reads a body of at most limit bytes into a message, strictly. An empty body is an empty message.
func ReadJSON(req *http.Request, limit int64, into proto.Message) error {
	if ct := req.Header.Get("Content-Type"); ct != "" && !isJSON(ct) {
		return fault.New(fault.Invalid, BadContentType, "请求体类型应为 application/json。", "The body must be application/json.").
			Then("请把 Content-Type 设为 application/json。", "Set Content-Type to application/json.")
	}
	if req.ContentLength > limit {
		return tooLarge(limit)
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	n, err := buf.ReadFrom(io.LimitReader(req.Body, limit+1))
	if err != nil {
		return badJSON().Because(err)
	}
	if n > limit {
		return tooLarge(limit)
	}
	if len(bytes.TrimSpace(buf.Bytes())) == 0 {
		return nil
	}
	if err := strict.Unmarshal(buf.Bytes(), into); err != nil {
		return explainJSON(err)
	}
	return nil
}

func isJSON(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(media), "application/json")
}

func badJSON() *fault.Error {
	return fault.New(fault.Invalid, BadJSON, "请求体不是本接口要求的 JSON。", "The body is not the JSON this method takes.").
		Then("请对照接口文档 /docs 检查字段名和类型。", "Check names and types of fields against /docs.")
}

// explainJSON names the unknown field if that is what was wrong; the decoder's own text stays inside, since it may quote
// the body.
func explainJSON(err error) error {
	const mark = `unknown field "`
	f := badJSON().Because(err)
	text := err.Error()
	if i := strings.Index(text, mark); i >= 0 {
		name, _, _ := strings.Cut(text[i+len(mark):], `"`)
		f.Message = fault.Text{Zh: "请求体中有未知字段“" + clip(name) + "”。", En: "The body has an unknown field \"" + clip(name) + "\"."}
		f.Field = clip(name)
	}
	return f
}

func tooLarge(limit int64) error {
	return fault.New(fault.TooLarge, BodyTooLarge, "请求体过大。", "The body is too large.").
		Then("请拆分后重试。", "Split it and try again.").Because(errors.New("over the limit of bytes"))
}

func badParameter(name, zh, en string) *fault.Error {
	return fault.New(fault.Invalid, BadParameter, "参数“"+clip(name)+"”:"+zh, "Parameter \""+clip(name)+"\": "+en+".").At("", clip(name)).
		Then("请改正该参数后重试。", "Correct it and try again.")
}

// clip keeps a name that comes from the caller short and printable.
func clip(s string) string {
	const most = 64
	out := make([]rune, 0, most)
	for _, r := range s {
		if len(out) == most {
			break
		}
		if r < ' ' || r == 0x7f || r == 0xFFFD {
			r = '?'
		}
		out = append(out, r)
	}
	return string(out)
}
