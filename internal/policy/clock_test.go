package policy

import (
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// A clock that was set back makes an old policy look fresh; it is not trusted until access is heard again.
func TestStaleWhenTheClockGoesBack(t *testing.T) {
	s, c := store(t, time.Second)
	who, q := grant.Principal{ID: "u1", Agency: "a"}, grant.Question{Action: "record.query"}
	stale := func() bool { d := s.Decide(who, q); return d.Refusal != nil && d.Refusal.Reason == ReasonStale }
	if stale() {
		t.Fatal("stale at once")
	}
	c.Advance(-time.Hour)
	if !stale() {
		t.Error("trusted for an hour")
	}
	if !s.Heartbeat(s.Serial()) || stale() {
		t.Error("still stale after a heartbeat")
	}
}

// A process whose clock is ahead reports uses that have not happened yet.
func TestUsesOfTheFuture(t *testing.T) {
	s, c := store(t, 0)
	for _, v := range s.Sessions() {
		s.Touch(map[string]time.Time{v.ID: c.Now().Add(24 * time.Hour)})
	}
	if len(s.Sessions()) == 0 {
		t.Fatal("no session to try")
	}
	for _, v := range s.Sessions() {
		if v.Seen.After(c.Now()) {
			t.Errorf("%s was seen at %s, which is to come", v.ID, v.Seen)
		}
	}
}
