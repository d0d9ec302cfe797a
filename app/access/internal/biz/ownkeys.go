package biz

import (
	"context"
	"fmt"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// agencyKeyEdit is the action under which people keep the keys of their own agency.
const agencyKeyEdit = "agency_key.edit"

// maxOwnKeys bounds the keys in force that an agency makes for itself: each is a user of the broker.
const maxOwnKeys = 50

// IssueOwn makes a key with the role pusher for the caller's own agency; the secret is shown once.
func (c *Core) IssueOwn(ctx context.Context, label string, expires time.Time) (Key, string, error) {
	who := grant.From(ctx)
	if err := peopleOnly(who); err != nil {
		return Key{}, "", err
	}
	return c.issue(ctx, Key{Agency: who.Agency, Label: label, Expires: expires}, []string{Pusher}, agencyKeyEdit, maxOwnKeys)
}

// roomForKey refuses an agency one more key than most in force; 0 is no bound. It is asked within the change that adds the key: two
// who asked before could both find the last place free.
func (s *State) roomForKey(agency string, most int, now time.Time) error {
	if most == 0 {
		return nil
	}
	live := 0
	for _, k := range s.Keys {
		if k.Agency == agency && k.Live(now) {
			live++
		}
	}
	if live < most {
		return nil
	}
	return fault.New(fault.Conflict, "KEYS_TOO_MANY", fmt.Sprintf("本机构已有 %d 个有效密钥,不能再签发。", live), fmt.Sprintf("Your agency has %d keys in force, no more can be issued.", live)).
		Then("请先撤销不再使用的密钥。", "Revoke those that are no longer used first.")
}

// RevokeOwn ends a key of the caller's own agency. Of another agency's key it says what it says of one that does not exist.
func (c *Core) RevokeOwn(ctx context.Context, id, why string) (Key, error) {
	who := grant.From(ctx)
	if err := peopleOnly(who); err != nil {
		return Key{}, err
	}
	return c.revoke(ctx, id, why, agencyKeyEdit, who.Agency)
}

// peopleOnly keeps keys from making keys: a stolen one could outlive its own revocation by another it made.
func peopleOnly(who grant.Principal) error {
	if !who.IsKey {
		return nil
	}
	return fault.New(fault.Denied, "PEOPLE_ONLY", "接口密钥不能签发或撤销密钥。", "An API key can't issue or revoke keys.").Broke("separation of keys from those who keep them").
		Then("请由本机构的经办人登录后办理。", "Have one of your agency's operators log in and do it.")
}

// ConnectionOf is how the clients of an agency reach its topics.
func (c *Core) ConnectionOf(agency string) Connection { return c.Kafka.Connection(agency) }
