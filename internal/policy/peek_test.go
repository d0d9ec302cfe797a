package policy

import (
	"context"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Watching is no use: a session that is only watched idles out.
func TestPeekIsNoUse(t *testing.T) {
	s, c := store(t, 0)
	snap, _ := s.Since(0)
	snap.Idle = time.Minute
	if err := s.Apply(snap); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		c.Advance(15 * time.Second)
		open, err := s.Peek("cxs_1")
		if err != nil || open.Who.ID != "u1" || open.Who.Credential != "s1" || open.Idle != time.Minute || !open.Expires.Equal(now.Add(time.Hour)) {
			t.Fatalf("got %+v, %v", open, err)
		}
	}
	if _, err := s.Authenticate(context.Background(), "cxs_1"); err != nil {
		t.Fatal(err)
	}
	c.Advance(45 * time.Second)
	if _, err := s.Peek("cxs_1"); err != nil {
		t.Errorf("a session in use ended: %v", err)
	}
	c.Advance(15 * time.Second)
	if _, err := s.Peek("cxs_1"); !fault.Is(err, ReasonSessionEnded) {
		t.Errorf("watching kept it alive: %v", err)
	}
	for _, token := range []string{"", "cxk_1", "cxs_nobody", "x"} {
		if _, err := s.Peek(token); !fault.Is(err, ReasonBadToken) {
			t.Errorf("%q: %v", token, err)
		}
	}
}
