package service

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	portalv1 "github.com/chengxin-credit/chengxin/api/portal/v1"
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

const (
	// heartbeat keeps gateways from closing a connection on which nothing happens, and finds listeners that have gone.
	heartbeat = 15 * time.Second
	// glance is how late a session that has idled out is noticed; what access ends is noticed at once.
	glance = 2 * time.Second
	// writeTimeout bounds one event to a listener who does not read.
	writeTimeout = 10 * time.Second
	// systemAction is the grant that shows the overview.
	systemAction = "metrics.read"
)

// Witness records evidence and says where.
type Witness interface {
	Record(ctx context.Context, ev evidence.Event) (uint64, error)
}

// Events serves /portal/events, server-sent events: `statistics` for everybody, `system` for who may see the overview, `ended` as
// the last one when the session that listens is over. Listening is no use of a session.
type Events struct {
	feed    *biz.Feed
	policy  biz.Policy
	witness Witness
	trace   func(context.Context) string
	rim     Rim
	guard   guard
	// now is the time of evidence.
	now func() time.Time
}

// NewEvents serves a feed; trace names the request in its evidence.
func NewEvents(f *biz.Feed, p biz.Policy, w Witness, trace func(context.Context) string, now func() time.Time, rim Rim) *Events {
	return &Events{feed: f, policy: p, witness: w, trace: trace, now: now, rim: rim}
}

// listener is one open stream.
type listener struct {
	*Events
	out *http.ResponseController
	w   http.ResponseWriter
	// token is the session's that listens; "" for anybody.
	token  string
	system bool
	// told are the serials of what was sent last.
	told biz.Latest
}

// ServeHTTP sends events until the session, the process or the listener's patience ends.
func (e *Events) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l := &listener{Events: e, w: w, out: http.NewResponseController(w)}
	err := e.guard.check(r)
	if err == nil {
		err = l.admit(r)
	}
	var leave func()
	if err == nil {
		leave, err = e.feed.Join(e.rim.Network(r), l.system)
	}
	if err != nil {
		e.rim.Fault(w, r, 0, err)
		return
	}
	defer leave()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Accel-Buffering", "no") // some gateways gather answers before they pass them on
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	defer func() { _ = l.out.SetWriteDeadline(time.Time{}) }() // every real connection takes one
	l.listen(r.Context())
}

// admit finds out who listens. The overview is shown on evidence, one for the whole stream; a session that is over listens as
// anybody does.
func (l *listener) admit(r *http.Request) error {
	token := cookie(r, SessionCookie)
	if token == "" {
		return nil
	}
	open, err := l.policy.Peek(token)
	switch {
	case ended(err):
		return nil
	case err != nil:
		return err // whose session it is can't be told just now: the page comes again
	}
	l.token = token
	if !l.policy.Allows(open.Who, systemAction) {
		return nil
	}
	l.system = true
	_, err = l.witness.Record(r.Context(), evidence.Event{
		At: l.now(), Kind: evidence.Export, Actor: open.Who.ID, ActorName: open.Who.Name, Agency: open.Who.Agency, Credential: open.Who.Credential,
		Action: systemAction, Allow: true, Trace: l.trace(r.Context()), Note: "GET /portal/events",
	})
	return err
}

func (l *listener) listen(ctx context.Context) {
	beat, look := time.NewTicker(heartbeat), time.NewTicker(glance)
	defer beat.Stop()
	defer look.Stop()
	if !l.write("retry: 5000\n\n") {
		return
	}
	for {
		policy := l.policy.Changed()
		open, over := l.session()
		if over {
			l.write("event: ended\ndata: {}\n\n")
			return
		}
		latest, more := l.feed.Latest()
		if !l.tell(latest, open) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-more:
		case <-policy:
		case <-look.C:
		case <-beat.C:
			if !l.write(": .\n\n") {
				return
			}
		}
	}
}

// session says whether the session that listens is over. While the policy can't be asked it is not, but nothing of it is shown.
func (l *listener) session() (open biz.Open, over bool) {
	if l.token == "" {
		return open, false
	}
	open, err := l.policy.Peek(l.token)
	return open, ended(err)
}

// ended tells a session that is over from a policy that can't be asked.
func ended(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.Unauthenticated
}

// tell sends what the listener has not heard yet; false when it is gone.
func (l *listener) tell(latest biz.Latest, open biz.Open) bool {
	if latest.CountersSerial != l.told.CountersSerial && latest.CountersSerial > 0 {
		l.told.CountersSerial = latest.CountersSerial
		c := latest.Counters
		if !l.event("statistics", &portalv1.StatisticsEvent{Records: c.Records, Organisations: c.Organisations, Ledger: c.Ledger}) {
			return false
		}
	}
	if l.system && latest.OverviewSerial != l.told.OverviewSerial && latest.OverviewSerial > 0 && l.mayWatch(open.Who) {
		l.told.OverviewSerial = latest.OverviewSerial
		return l.event("system", overview(latest.Overview))
	}
	return true
}

func (l *listener) mayWatch(who grant.Principal) bool {
	return !who.Anonymous() && l.policy.Allows(who, systemAction)
}

var eventJSON = protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}

func (l *listener) event(name string, m proto.Message) bool {
	data, err := eventJSON.Marshal(m)
	if err != nil {
		return false
	}
	return l.write(fmt.Sprintf("event: %s\ndata: %s\n\n", name, bytes.ReplaceAll(data, []byte("\n"), nil)))
}

func (l *listener) write(text string) bool {
	if l.out.SetWriteDeadline(time.Now().Add(writeTimeout)) != nil {
		return false
	}
	if _, err := l.w.Write([]byte(text)); err != nil {
		return false
	}
	return l.out.Flush() == nil
}
