package biz

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// office is an access service with its policy: it knows which tokens are open.
type office struct {
	open     map[string]string
	calls    []string
	down     error
	deaf     bool // this process has not heard of new sessions yet
	expires  time.Time
	lockedUp error
}

var errEnded = fault.New(fault.Unauthenticated, "SESSION_ENDED", "已过期。", "It has ended.")

func (o *office) Login(_ context.Context, name, _ string) (Login[string], error) {
	o.calls = append(o.calls, "login "+name)
	if o.lockedUp != nil {
		return Login[string]{}, o.lockedUp
	}
	o.open["cxs_new"] = name
	return Login[string]{Token: "cxs_new", Expires: o.expires, Me: name}, o.down
}

func (o *office) Logout(_ context.Context, token string) error {
	o.calls = append(o.calls, "logout "+token)
	if o.down != nil {
		return o.down
	}
	if _, ok := o.open[token]; !ok {
		return errEnded
	}
	delete(o.open, token)
	return nil
}

func (o *office) Me(_ context.Context, token string) (string, error) { return o.open[token], o.down }

func (o *office) Use(_ context.Context, token string) error {
	if _, ok := o.open[token]; !ok || o.deaf {
		return errEnded
	}
	o.calls = append(o.calls, "use "+token)
	return nil
}

func (o *office) Peek(token string) (Open, error) {
	if _, ok := o.open[token]; !ok {
		return Open{}, errEnded
	}
	return Open{Who: grant.Principal{ID: o.open[token]}, Expires: o.expires, Idle: 20 * time.Minute}, nil
}

func (o *office) Allows(grant.Principal, string) bool { return false }
func (o *office) Changed() <-chan struct{}            { return nil }

func newOffice() (*office, *Sessions[string]) {
	o := &office{open: map[string]string{"cxs_li": "li"}, expires: time.Date(2026, 3, 5, 20, 0, 0, 0, time.UTC)}
	return o, NewSessions(o, o, 30*time.Minute, slog.New(slog.DiscardHandler))
}

func TestCurrent(t *testing.T) {
	down := fault.New(fault.Unavailable, "PEER_DOWN", "不可用。", "Down.")
	for _, c := range []struct {
		name, token, me string
		down            error
	}{
		{"open", "cxs_li", "li", nil},
		{"ended", "cxs_gone", "", nil},
		{"no cookie", "", "", nil},
		{"access is down", "cxs_li", "", down},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, s := newOffice()
			o.down = c.down
			got, err := s.Current(t.Context(), c.token)
			if !errors.Is(err, c.down) || (got != nil) != (c.me != "") || (got != nil && (got.Me != c.me || got.Idle != 20*time.Minute || !got.Expires.Equal(o.expires))) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// A browser has one session: the login's, whatever it came with.
func TestOpenReplaces(t *testing.T) {
	o, s := newOffice()
	got, err := s.Open(t.Context(), "cxs_li", "wang", "x")
	if err != nil || got.Token != "cxs_new" || got.Me != "wang" || got.Idle != 20*time.Minute {
		t.Fatalf("got %+v, %v", got, err)
	}
	if _, there := o.open["cxs_li"]; there {
		t.Error("the session before goes on")
	}
	if !slices.Equal(o.calls, []string{"login wang", "logout cxs_li", "use cxs_new"}) {
		t.Errorf("called %v", o.calls)
	}
	o, s = newOffice()
	o.deaf = true
	if got, err := s.Open(t.Context(), "cxs_gone", "wang", "x"); err != nil || got.Idle != 30*time.Minute || !got.Expires.Equal(o.expires) {
		t.Errorf("before this process has heard of it: %+v, %v", got, err)
	}
	o, s = newOffice()
	o.lockedUp = fault.New(fault.Throttled, "ACCOUNT_LOCKED", "已锁定。", "Locked.")
	if _, err := s.Open(t.Context(), "cxs_li", "li", "x"); !fault.Is(err, "ACCOUNT_LOCKED") {
		t.Errorf("what access says comes as %v", err)
	}
	if _, there := o.open["cxs_li"]; !there {
		t.Error("a login that was refused ended the session before")
	}
}

func TestClose(t *testing.T) {
	o, s := newOffice()
	for _, token := range []string{"", "cxs_gone", "cxs_li"} {
		if err := s.Close(t.Context(), token); err != nil {
			t.Errorf("%q: %v", token, err)
		}
	}
	if len(o.open) != 0 {
		t.Error("still open")
	}
	o, s = newOffice()
	o.down = fault.New(fault.Unavailable, "PEER_DOWN", "不可用。", "Down.")
	if err := s.Close(t.Context(), "cxs_li"); !fault.Is(err, "PEER_DOWN") {
		t.Errorf("a logout that failed says %v", err)
	}
}
