package clickhouse

import (
	"context"
	"sync"
	"time"
)

// watch stops the session's query when ctx is done. The returned function ends the watch; after it no kill is under way, so the
// session may go back to the pool. A kill can come just before the query is registered, so it is repeated until the query ends.
func (p *pool) watch(ctx context.Context, c *conn) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	ended := make(chan struct{})
	idle := make(chan struct{})
	unhook := context.AfterFunc(ctx, func() {
		defer close(idle)
		for pause := time.Millisecond; ; pause = min(2*pause, 200*time.Millisecond) {
			p.control.kill(c.mark)
			select {
			case <-ended:
				return
			case <-time.After(pause):
			}
		}
	})
	var once sync.Once
	return func() {
		once.Do(func() {
			close(ended)
			if !unhook() {
				<-idle
			}
		})
	}
}
