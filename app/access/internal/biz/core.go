package biz

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// Limits are the settings of sessions and lock-out; every field is set.
type Limits struct {
	SessionTTL, SessionIdle time.Duration
	LockAfter               int
	LockFor                 time.Duration
	EnrolFor                time.Duration
}

// Deps is what the use-cases need; every field is required.
type Deps struct {
	Repository Repository
	History    History
	Ledger     Ledger
	Engine     Engine
	Kafka      KafkaUsers
	Vault      Vault
	Passwords  Passwords
	Clock      clock.Clock
	Rand       io.Reader
	Log        *slog.Logger
	Limits     Limits
	CheckUSCC  func(string) (reason string)
	Defaults   []Line
}

// Core holds the state and makes changes to it, one at a time.
type Core struct {
	Deps
	mu    sync.Mutex
	state *State
	// dirty means that SQL may hold more than memory and ledger do: settle before anything else.
	dirty bool
	kafka kafkaState
}

// Open loads the state, delivers what evidence a crash left behind, and puts the state in force.
func Open(ctx context.Context, d Deps) (*Core, error) {
	c := &Core{Deps: d, dirty: true, kafka: newKafkaState()}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// settle brings ledger, memory and policy to where SQL is. The caller holds mu.
func (c *Core) settle(ctx context.Context) error {
	if !c.dirty {
		return nil
	}
	pending, err := c.Repository.Outbox(ctx)
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	if err := c.deliver(ctx, pending); err != nil {
		return err
	}
	state, err := c.Repository.Load(ctx)
	if err != nil {
		return fmt.Errorf("load state: %w", err)
	}
	if err := c.Engine.Publish(state, nil); err != nil {
		return fmt.Errorf("publish policy: %w", err)
	}
	c.state, c.dirty = state, false
	return nil
}

// deliver records evidence and forgets it. Failing to forget is not failing: it is told by its number when it comes again.
func (c *Core) deliver(ctx context.Context, pending []Pending) error {
	if len(pending) == 0 {
		return nil
	}
	done := make([]string, 0, len(pending))
	for _, p := range pending {
		if _, err := c.Ledger.Record(ctx, p.Event); err != nil {
			return err
		}
		done = append(done, p.ID)
	}
	if err := c.Repository.Delivered(ctx, done); err != nil {
		c.Log.Warn("evidence is delivered but still in the outbox", "error", err)
		c.dirty = true
	}
	return nil
}

// change runs a use-case: plan reads the state and says what to write; then SQL, ledger, policy, in this order.
// A plan without rows and events changes nothing.
func (c *Core) change(ctx context.Context, plan func(*State) (Change, error)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	// What is begun is finished: a caller who hangs up must not leave SQL and ledger apart.
	ctx = context.WithoutCancel(ctx)
	if err := c.settle(ctx); err != nil {
		return err
	}
	ch, err := plan(c.state)
	if err != nil {
		return err
	}
	return c.commit(ctx, ch)
}

func (c *Core) commit(ctx context.Context, ch Change) error {
	if ch.empty() {
		return nil
	}
	for i := range ch.Events {
		id, err := ids.New("e", c.Clock.Now(), c.Rand)
		if err != nil {
			return err
		}
		ch.Events[i].ID = id
		ch.Events[i].Event.Trace = id
	}
	if err := c.Repository.Commit(ctx, ch); err != nil {
		// A lost answer to COMMIT may hide a change that was made.
		c.dirty = true
		return fmt.Errorf("commit: %w", err)
	}
	if err := c.deliver(ctx, ch.Events); err != nil {
		c.dirty = true
		return err
	}
	c.state.apply(ch)
	if err := c.Engine.Publish(c.state, &ch); err != nil {
		c.dirty = true
		return fmt.Errorf("publish policy: %w", err)
	}
	return nil
}

// Settle is for the background: it retries what a ledger that was down has left.
func (c *Core) Settle(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.settle(ctx)
}

// view reads the state under the lock. What it returns must not alias the state's maps.
func view[T any](c *Core, read func(*State) T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return read(c.state)
}

// event starts the evidence of something the caller did.
func (c *Core) event(ctx context.Context, kind evidence.Kind, action, note string) evidence.Event {
	p := grant.From(ctx)
	ev := evidence.Event{At: c.Clock.Now(), Kind: kind, Actor: p.ID, ActorName: p.Name, Agency: p.Agency, Credential: p.Credential, Action: action, Allow: true, Note: note}
	if p.Anonymous() {
		ev.Actor = "system"
	}
	if c.state != nil {
		ev.PolicyVersion = c.state.Version.Number
	}
	ev.AnswerDigest = sha256.Sum256([]byte(note))
	return ev
}

func one(ev evidence.Event) []Pending { return []Pending{{Event: ev}} }

// china is the zone of official dates.
var china = time.FixedZone("CST", 8*3600)

func notFound(zh, en string) *fault.Error {
	return fault.New(fault.NotFound, "NOT_FOUND", "没有找到"+zh+"。", "There is no such "+en+".").Then("请核对编号后重试。", "Check the id and try again.")
}
