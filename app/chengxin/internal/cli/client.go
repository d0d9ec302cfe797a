package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	faultv1 "github.com/chengxin-credit/chengxin/api/fault/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

const (
	defaultServer = "http://127.0.0.1:8000"
	// maxAnswer bounds what is read of one answer.
	maxAnswer = 256 << 20
)

// client speaks to one server.
type client struct {
	settings
	base *url.URL
	http *http.Client
}

func newClient(s settings) (*client, error) {
	base, err := url.Parse(strings.TrimSuffix(s.server, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fault.New(fault.Invalid, "SERVER_ADDRESS", "服务器地址无效。", "The address of the server is not valid.").
			Then("请写成 --server http://主机:端口。", "Write it as --server http://host:port.").Because(err)
	}
	if path, ok := strings.CutPrefix(s.key, "@"); ok {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fileFault(path, err)
		}
		s.key = strings.TrimSpace(string(raw))
	}
	return &client{settings: s, base: base, http: &http.Client{
		// No limit on the whole: a push may take long. What must be quick is reaching the server.
		Transport:     &http.Transport{DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: 3 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// request is one call.
type request struct {
	method, path string
	query        url.Values
	header       http.Header
	body         io.Reader
	// size is the body's length, if it is known.
	size int64
}

// address joins segments that may hold any character into a path.
func address(segments ...string) string {
	var b strings.Builder
	for _, s := range segments {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(s))
	}
	return b.String()
}

// raw answers the body and the headers of a successful call; a refusal is a *refusal.
func (c *client) raw(ctx context.Context, r request) ([]byte, http.Header, error) {
	u := *c.base
	target, err := url.Parse(u.String() + r.path)
	if err != nil {
		return nil, nil, err
	}
	target.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, target.String(), r.body)
	if err != nil {
		return nil, nil, err
	}
	for k, v := range r.header {
		req.Header[k] = v
	}
	if r.size > 0 {
		req.ContentLength = r.size
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	req.Header.Set("Accept-Language", c.lang)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, nil, c.unreachable(ctx, err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	_ = resp.Body.Close() // the body has been read to its end
	if err != nil {
		return nil, nil, c.unreachable(ctx, err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, nil, refusalOf(resp, body)
	}
	return body, resp.Header, nil
}

// call decodes the answer into reply and also gives it as it came.
func (c *client) call(ctx context.Context, r request, reply proto.Message) ([]byte, error) {
	body, _, err := c.raw(ctx, r)
	if err != nil {
		return nil, err
	}
	// A newer server may answer more than this program knows.
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(body, reply); err != nil {
		return nil, fault.New(fault.Internal, "ANSWER_MALFORMED", "服务器的答复无法识别。", "The server's answer cannot be understood.").
			Then("请确认 --server 指向 Chengxin 服务,且版本相符。", "Check that --server is a Chengxin server of a fitting version.").Because(err)
	}
	return body, nil
}

// post sends a message as JSON.
func (c *client) post(ctx context.Context, path string, m, reply proto.Message) ([]byte, error) {
	body, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
	if err != nil {
		return nil, err
	}
	return c.call(ctx, request{method: http.MethodPost, path: path, header: http.Header{"Content-Type": {"application/json"}}, body: bytes.NewReader(body), size: int64(len(body))}, reply)
}

func (c *client) get(ctx context.Context, path string, query url.Values, reply proto.Message) ([]byte, error) {
	return c.call(ctx, request{method: http.MethodGet, path: path, query: query}, reply)
}

func (c *client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fault.New(fault.Unavailable, "INTERRUPTED", "已中断。", "Interrupted.").Because(err)
	}
	if f, ok := fault.As(err); ok {
		return f // the body being sent could not be read
	}
	return fault.New(fault.Unavailable, "SERVER_UNREACHABLE", "无法连接服务器 "+c.base.Host+",或连接中断。", "The server "+c.base.Host+" cannot be reached, or the connection broke.").
		Then("请确认服务已启动(chengxin serve),并检查 --server 或 CHENGXIN_SERVER。", "Check that the server runs (chengxin serve), and --server or CHENGXIN_SERVER.").Because(err)
}

// refusalOf reads the one shape of a refusal; what has another shape does not come from Chengxin.
func refusalOf(resp *http.Response, body []byte) error {
	f := &faultv1.Fault{}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(body, f); err != nil || f.GetReason() == "" {
		return fault.New(fault.Internal, "HTTP_"+fault.Reason(fmt.Sprint(resp.StatusCode)), "服务器答复 "+resp.Status+",没有说明原因。", "The server answered "+resp.Status+" without a reason.").
			Then("请确认 --server 指向 Chengxin 服务而不是代理或其他网站。", "Check that --server is a Chengxin server, not a proxy or another site.")
	}
	return &refusal{f}
}
