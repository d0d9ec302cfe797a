package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Tokens of the office's people.
const (
	li    = "cxs_li00000000000000"
	admin = "cxs_admin00000000000"
	fresh = "cxs_fresh00000000000"
)

// office is an access service with its policy.
type office struct {
	mu      sync.Mutex
	open    map[string]string
	used    map[string]int
	changed chan struct{}
	refuse  error
	down    bool
	hangs   bool
}

func newOffice() *office {
	return &office{open: map[string]string{li: "li", admin: "admin"}, used: map[string]int{}, changed: make(chan struct{})}
}

var errEnded = fault.New(fault.Unauthenticated, "SESSION_ENDED", "已过期。", "It has ended.")

func (o *office) end(token string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.open, token)
	close(o.changed)
	o.changed = make(chan struct{})
}

// answers waits as long as the office hangs.
func (o *office) answers(ctx context.Context) error {
	if !o.hangs {
		return nil
	}
	<-ctx.Done()
	return fault.New(fault.Unavailable, "TIMED_OUT", "处理超时。", "It took too long.").Because(ctx.Err())
}

func (o *office) Login(ctx context.Context, name, _ string) (biz.Login[*accessv1.MeReply], error) {
	if err := o.answers(ctx); err != nil {
		return biz.Login[*accessv1.MeReply]{}, err
	}
	if o.refuse != nil {
		return biz.Login[*accessv1.MeReply]{}, o.refuse
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.open[fresh] = name
	return biz.Login[*accessv1.MeReply]{Token: fresh, Expires: time.Unix(2e9, 0), Me: &accessv1.MeReply{Name: name}}, nil
}

func (o *office) Logout(ctx context.Context, token string) error {
	if err := o.answers(ctx); err != nil {
		return err
	}
	if o.refuse != nil {
		return o.refuse
	}
	if _, err := o.Peek(token); err != nil {
		return err
	}
	o.end(token)
	return nil
}

func (o *office) Me(ctx context.Context, token string) (*accessv1.MeReply, error) {
	if err := o.answers(ctx); err != nil {
		return nil, err
	}
	open, err := o.Peek(token)
	return &accessv1.MeReply{Name: open.Who.Name}, err
}

func (o *office) Use(_ context.Context, token string) error {
	_, err := o.Peek(token)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.used[token]++
	return err
}

func (o *office) uses(token string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.used[token]
}

func (o *office) Peek(token string) (biz.Open, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down {
		return biz.Open{}, fault.New(fault.Unavailable, "POLICY_STALE", "不可用。", "Stale.")
	}
	name, ok := o.open[token]
	if !ok {
		return biz.Open{}, errEnded
	}
	return biz.Open{Who: grant.Principal{ID: name, Name: name, Credential: "s-" + name}, Expires: time.Unix(2e9, 0), Idle: time.Minute}, nil
}

func (o *office) Allows(who grant.Principal, action string) bool {
	return who.ID == "admin" && (action == "metrics.read" || action == "record.push")
}

func (o *office) Changed() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.changed
}

// ledger keeps evidence.
type ledger struct {
	mu     sync.Mutex
	events []evidence.Event
	down   bool
}

func (l *ledger) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return 0, fault.New(fault.Unavailable, "LEDGER_DOWN", "存证不可用。", "The ledger is down.")
	}
	l.events = append(l.events, ev)
	return uint64(len(l.events)), nil
}

// rim is the server around, as far as a handler needs it.
var rim = Rim{
	Read: func(r *http.Request, into proto.Message) error {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		if protojson.Unmarshal(b, into) != nil {
			return fault.New(fault.Invalid, "BAD_JSON", "格式不对。", "Bad.")
		}
		return nil
	},
	Reply: func(w http.ResponseWriter, status int, m proto.Message) error {
		b, err := eventJSON.Marshal(m)
		w.WriteHeader(status)
		_, werr := w.Write(b)
		return errors.Join(err, werr)
	},
	Fault: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
		f := fault.From(err)
		if status == 0 {
			status = map[fault.Kind]int{fault.Unauthenticated: 401, fault.Denied: 403, fault.NotFound: 404, fault.Throttled: 429, fault.Unavailable: 503, fault.Invalid: 400}[f.Kind]
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"reason": string(f.Reason), "zh": f.Message.Zh, "en": f.Message.En, "next": f.Next.En})
	},
	Network: func(r *http.Request) string { return r.RemoteAddr },
	Timeout: time.Minute,
}

func newSession(o *office, secure bool) *Session {
	s := biz.NewSessions[*accessv1.MeReply](o, o, time.Minute, slog.New(slog.DiscardHandler))
	return NewSession(s, Cookies{Secure: secure}, func() (string, error) { return strings.Repeat("v", 52), nil }, Installed{Demo: true, Version: "v1"}, rim)
}

// request is what a browser with some cookies sends.
func request(method, target, body string, cookies ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, c := range cookies {
		r.Header.Add("Cookie", c)
	}
	return r
}

func serve(h http.HandlerFunc, r *http.Request) (*http.Response, map[string]any) {
	w := httptest.NewRecorder()
	h(w, r)
	var body map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &body) // not every answer is JSON
	return w.Result(), body
}

func named(res *http.Response, name string) *http.Cookie {
	for _, c := range res.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func in(token string) string { return SessionCookie + "=" + token }

func visitor() string { return VisitorCookie + "=" + strings.Repeat("v", 52) }

func tokenOf(t testing.TB, of biz.Holder, secret string) string {
	t.Helper()
	return biz.CSRF(of, secret)
}
