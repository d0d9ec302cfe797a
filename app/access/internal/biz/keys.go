package biz

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// kafkaState is what this process knows of the broker's users.
type kafkaState struct {
	mu   sync.Mutex
	user map[string]bool // by key id: true is set, false is revoked
}

func newKafkaState() kafkaState { return kafkaState{user: map[string]bool{}} }

// IssueKey makes a key and its Kafka user; the secret is shown once. Roles other than pusher need role.edit as well.
func (c *Core) IssueKey(ctx context.Context, agency, label string, expires time.Time, roles []string) (Key, string, error) {
	if len(roles) == 0 {
		roles = []string{Pusher}
	}
	if !slices.Equal(roles, []string{Pusher}) {
		if d := c.Engine.Current().Decide(grant.From(ctx), grant.Question{Action: "role.edit", At: c.Clock.Now()}); !d.Allow {
			return Key{}, "", d.Refusal
		}
	}
	return c.issue(ctx, Key{Agency: agency, Label: label, Expires: expires}, roles, "key.edit", 0)
}

// issue makes a key with its Kafka user; action is what the caller did it by, most how many its agency may have in force then, 0 any.
func (c *Core) issue(ctx context.Context, k Key, roles []string, action string, most int) (Key, string, error) {
	if !k.Expires.IsZero() && !k.Expires.After(c.Clock.Now()) {
		return Key{}, "", badField("expires_at", "到期时间已过。", "The end is in the past.")
	}
	secret, err := ids.Secret("cxk_", 32, c.Rand)
	if err != nil {
		return Key{}, "", err
	}
	if k, err = c.addKey(ctx, k, secret, roles, action, most); err != nil {
		return Key{}, "", err
	}
	if err := c.Reconcile(ctx); err != nil {
		// The secret was never shown: a key nobody knows is taken back.
		if _, rerr := c.revoke(ctx, k.ID, "broker was down while issuing", action, ""); rerr != nil {
			c.Log.Warn("take back key", "key", k.ID, "error", rerr)
		}
		return Key{}, "", err
	}
	return k, secret, nil
}

func (c *Core) addKey(ctx context.Context, k Key, secret string, roles []string, action string, most int) (Key, error) {
	err := c.change(ctx, func(s *State) (Change, error) {
		a, ok := s.Agencies[k.Agency]
		if !ok || a.Disabled {
			return Change{}, badField("agency", "没有机构“"+k.Agency+"”,或已停用。", "There is no agency "+k.Agency+", or it is disabled.")
		}
		now := c.Clock.Now()
		if err := s.roomForKey(k.Agency, most, now); err != nil {
			return Change{}, err
		}
		id, err := ids.New("k", now, c.Rand)
		if err != nil {
			return Change{}, err
		}
		k.ID, k.Created, k.Hash = id, now, hash(secret)
		k.Sealed = c.Vault.Seal(secret, "key/"+id)
		ch := Change{Keys: []Key{k}}
		ch.Events = one(c.event(ctx, evidence.Policy, action, "issued "+id+" to "+k.Agency))
		return c.withRoles(ctx, s.with(ch), ch, id, k.Agency, roles, "key issued")
	})
	return k, err
}

// RevokeKey ends a key at once, over HTTP and Kafka. If the broker is down the Kafka half is tried again until it is done.
func (c *Core) RevokeKey(ctx context.Context, id, why string) (Key, error) {
	return c.revoke(ctx, id, why, "key.edit", "")
}

// revoke ends a key of an agency, of any if agency is empty.
func (c *Core) revoke(ctx context.Context, id, why, action, agency string) (Key, error) {
	var k Key
	err := c.change(ctx, func(s *State) (Change, error) {
		var ok bool
		if k, ok = s.Keys[id]; !ok || agency != "" && k.Agency != agency {
			return Change{}, notFound("密钥", "key")
		}
		if !k.Revoked.IsZero() {
			return Change{}, nil
		}
		k.Revoked = c.Clock.Now()
		ch := Change{Keys: []Key{k}}
		ch.Events = one(c.event(ctx, evidence.Policy, action, "revoked "+id+": "+why))
		return c.withRoles(ctx, s, ch, id, k.Agency, nil, "key revoked")
	})
	if err != nil {
		return k, err
	}
	return k, c.Reconcile(ctx)
}

// Reconcile brings the broker's users to what the keys say. After a start it sets every one again.
func (c *Core) Reconcile(ctx context.Context) error {
	c.kafka.mu.Lock()
	defer c.kafka.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	type want struct {
		key  Key
		live bool
	}
	now := c.Clock.Now()
	todo := view(c, func(s *State) []want {
		var out []want
		for _, k := range s.Keys {
			live := k.Live(now) && !s.Agencies[k.Agency].Disabled
			if is, known := c.kafka.user[k.ID]; !known || is != live {
				out = append(out, want{k, live})
			}
		}
		return out
	})
	var errs []error
	for _, w := range todo {
		if err := c.setUser(ctx, w.key, w.live); err != nil {
			errs = append(errs, err)
			break // the broker is down for the others as well
		}
		c.kafka.user[w.key.ID] = w.live
	}
	if err := errors.Join(errs...); err != nil {
		e := fault.New(fault.Unavailable, "KAFKA_DOWN", "消息服务暂时不可用,密钥在消息服务上的变更尚未完成,系统会自动重试。", "The broker is down; the key's change there is not done yet and will be tried again.").
			Then("请稍后查询密钥状态。", "Look at the key again shortly.").Because(err)
		e.RetryAfter = 5
		return e
	}
	return nil
}

func (c *Core) setUser(ctx context.Context, k Key, live bool) error {
	if !live {
		if err := c.Kafka.Revoke(ctx, k.KafkaUser()); err != nil {
			return fmt.Errorf("revoke %s: %w", k.KafkaUser(), err)
		}
		return nil
	}
	secret, err := c.Vault.Open(k.Sealed, "key/"+k.ID)
	if err != nil {
		return fmt.Errorf("open secret of %s: %w", k.ID, err)
	}
	if err := c.Kafka.Set(ctx, k.Agency, k.KafkaUser(), secret); err != nil {
		return fmt.Errorf("set %s: %w", k.KafkaUser(), err)
	}
	return nil
}

func hash(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }
