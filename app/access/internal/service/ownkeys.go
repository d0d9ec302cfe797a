package service

import (
	"context"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// OwnKeys serves accessv1.OwnKeys: always of the caller's agency, whatever a request says.
type OwnKeys struct {
	accessv1.UnimplementedOwnKeysServer
	core *biz.Core
}

// NewOwnKeys serves agencies their own keys.
func NewOwnKeys(c *biz.Core) *OwnKeys { return &OwnKeys{core: c} }

// ListOwn lists the agency's keys by id, revoked ones too.
func (s *OwnKeys) ListOwn(ctx context.Context, r *accessv1.ListOwnKeysRequest) (*accessv1.ListKeysReply, error) {
	f := filter(&accessv1.ListRequest{Cursor: r.GetCursor(), Limit: r.GetLimit(), Agency: grant.From(ctx).Agency})
	return keysProto(s.core.KeyList(f)), nil
}

// IssueOwn shows the key once.
func (s *OwnKeys) IssueOwn(ctx context.Context, r *accessv1.IssueOwnKeyRequest) (*accessv1.IssueKeyReply, error) {
	k, secret, err := s.core.IssueOwn(ctx, r.GetLabel(), moment(r.GetExpiresAt()))
	return issued(s.core, k, secret, err)
}

// RevokeOwn ends one of the agency's keys.
func (s *OwnKeys) RevokeOwn(ctx context.Context, r *accessv1.IdRequest) (*accessv1.Key, error) {
	k, err := s.core.RevokeOwn(ctx, r.GetId(), r.GetWhy())
	if err != nil {
		return nil, err
	}
	return keyProto(k, s.core.RolesOf(k.ID)), nil
}

// Connection says how the agency's clients reach its topics.
func (s *OwnKeys) Connection(ctx context.Context, _ *accessv1.ConnectionRequest) (*accessv1.ConnectionReply, error) {
	agency := grant.From(ctx).Agency
	c := s.core.ConnectionOf(agency)
	return &accessv1.ConnectionReply{Brokers: c.Brokers, Mechanism: c.Mechanism, Tls: c.TLS, InboxTopic: c.Inbox, ReceiptsTopic: c.Receipts, UsernamePrefix: agency}, nil
}
