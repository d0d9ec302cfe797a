package biz

import (
	"context"
	"time"
)

// Uses writes down when sessions were last used, so that idle time-outs go on after a restart and agree between
// processes. It is no change anybody made, so it is no evidence.
func (c *Core) Uses(ctx context.Context, seen map[string]time.Time) error {
	return c.change(ctx, func(s *State) (Change, error) {
		var ch Change
		for id, at := range seen {
			if v, ok := s.Sessions[id]; ok && at.After(v.Seen) {
				v.Seen = at
				ch.Sessions = append(ch.Sessions, v)
			}
		}
		if len(ch.Sessions) > 0 {
			ch.EndSessions = c.ended(s)
		}
		return ch, nil
	})
}
