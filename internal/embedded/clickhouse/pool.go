package clickhouse

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

var errClosed = &Exception{Code: codeShutdown, Message: "Code: 734. DB::Exception: the engine is shutting down. (TABLE_IS_BEING_RESTARTED)"}

// pool hands out sessions, the most recently used first, so that few of them stay warm.
type pool struct {
	dial  func(mark string) (*conn, error)
	slots chan struct{} // one token per session that may exist
	done  chan struct{}
	seq   atomic.Uint64

	mu     sync.Mutex
	idle   []*conn
	closed bool

	control *controller
}

func newPool(size int, dial func(mark string) (*conn, error)) (*pool, error) {
	c, err := dial("control")
	if err != nil {
		return nil, err
	}
	return &pool{dial: dial, slots: make(chan struct{}, size), done: make(chan struct{}), control: &controller{conn: c}}, nil
}

// get waits for a session until ctx is done.
func (p *pool) get(ctx context.Context) (*conn, error) {
	select {
	case <-p.done:
		return nil, errClosed
	default:
	}
	select {
	case p.slots <- struct{}{}:
	case <-p.done:
		return nil, errClosed
	case <-ctx.Done():
		return nil, exception(codeTooManyQueries, "TOO_MANY_SIMULTANEOUS_QUERIES", "waited for a free session in vain: "+ctx.Err().Error())
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	c, err := p.dial("session-" + strconv.FormatUint(p.seq.Add(1), 10))
	if err != nil {
		<-p.slots
		return nil, err
	}
	return c, nil
}

// put takes a session back, or ends it if its state is unknown.
func (p *pool) put(c *conn) {
	p.mu.Lock()
	if p.closed || c.spoiled {
		p.mu.Unlock()
		c.close()
	} else {
		p.idle = append(p.idle, c)
		p.mu.Unlock()
	}
	<-p.slots
}

// close refuses new work, waits for the running queries until ctx is done, then kills them, and ends every session.
func (p *pool) close(ctx context.Context) error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	close(p.done)
	for _, c := range idle {
		c.close()
	}
	err := p.drain(ctx)
	p.control.close()
	return err
}

// drain takes every slot, that is, outlives every session. Killed queries get ten seconds to notice.
func (p *pool) drain(ctx context.Context) error {
	var hard <-chan time.Time
	soft := ctx.Done()
	for range cap(p.slots) {
		for taken := false; !taken; {
			select {
			case p.slots <- struct{}{}:
				taken = true
			case <-soft:
				soft = nil
				p.control.killAll()
				hard = time.After(10 * time.Second)
			case <-hard:
				return errors.New("clickhouse: a query did not stop; the engine is left running")
			}
		}
	}
	return nil
}

// controller is the session that stops the queries of others.
type controller struct {
	mu   sync.Mutex
	conn *conn
}

// kill asks the engine to stop whatever the session of that mark runs. The caller must keep the session out of the pool until kill
// has returned, else it may hit the session's next query. It is asynchronous on the engine's side: a synchronous one never returns.
func (k *controller) kill(mark string) {
	k.run("KILL QUERY WHERE Settings['log_comment'] = '" + mark + "' AND is_cancelled = 0 ASYNC")
}

func (k *controller) killAll() {
	k.run("KILL QUERY WHERE startsWith(Settings['log_comment'], 'session-') ASYNC")
}

func (k *controller) run(statement string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.conn != nil {
		_, _ = k.conn.exec(statement) // it fails only if the engine is going down, which stops the query too
	}
}

func (k *controller) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.conn != nil {
		k.conn.close()
		k.conn = nil
	}
}
