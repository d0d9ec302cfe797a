package biz

import (
	"net/url"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Reasons of calls that find no way through the door.
const (
	NoSuchRoute fault.Reason = "NO_SUCH_ROUTE"
	ServiceDown fault.Reason = "SERVICE_UNREACHABLE"
	BodyLost    fault.Reason = "BODY_NOT_RECEIVED"
)

// doorPath is where the public API begins for pages.
const doorPath = "/portal/api"

// Inner is the path behind the door: of "/portal/api/v1/me" it is "/v1/me". Paths are escaped, before and after. It takes plain
// paths of the API only: nothing that another reader could take for another place, such as "..", an empty segment or an
// escaped slash.
func Inner(escaped string) (string, bool) {
	inner, ok := strings.CutPrefix(escaped, doorPath)
	if !ok || !strings.HasPrefix(inner, "/v1/") {
		return "", false
	}
	for segment := range strings.SplitSeq(inner[1:], "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "" || plain == "." || plain == ".." || strings.ContainsFunc(plain, treacherous) {
			return "", false
		}
	}
	return inner, true
}

// uploads are the routes that take bodies too large for a time limit, by how their paths end, with the action one needs.
var uploads = map[string]string{"/records:push": "record.push", "/records:withdraw": "record.withdraw"}

// UploadAction is the action of an upload, "" for any other call of the API.
func UploadAction(method, path string) string {
	code, ok := strings.CutPrefix(path, "/v1/resources/")
	if i := strings.IndexByte(code, '/'); ok && method == "POST" && i > 0 {
		return uploads[code[i:]]
	}
	return ""
}

func treacherous(r rune) bool { return r == '/' || r == '\\' || r < ' ' || r == 0x7f }

// NoRoute answers paths that lead nowhere.
func NoRoute() error {
	return fault.New(fault.NotFound, NoSuchRoute, "没有这个地址。", "There is nothing at this address.").
		Then("请对照接口文档 /docs。", "See /docs.")
}

// BodyNotReceived answers a caller whose body broke off, or did not come in time.
func BodyNotReceived(cause error) error {
	return fault.New(fault.Invalid, BodyLost, "请求内容没有完整收到,未予执行。", "The body of the request did not arrive whole, so nothing was carried out.").
		Then("请检查网络后重新发送。", "Check the network and send it again.").Because(cause)
}

// Unreachable answers when the process that should is not there.
func Unreachable(cause error) error {
	f := fault.New(fault.Unavailable, ServiceDown, "所请求的服务暂时连接不上。", "The service that was asked for cannot be reached just now.").
		Then("请稍后重试;若持续出现,请通知系统管理员。", "Try again shortly; if it goes on, tell the system administrator.").Because(cause)
	f.RetryAfter = 2
	return f
}
