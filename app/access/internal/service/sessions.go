// Package service translates the access API to its use-cases.
package service

import (
	"context"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Sessions serves accessv1.Sessions.
type Sessions struct {
	accessv1.UnimplementedSessionsServer
	core *biz.Core
}

// NewSessions serves logins.
func NewSessions(c *biz.Core) *Sessions { return &Sessions{core: c} }

// Login opens a session.
func (s *Sessions) Login(ctx context.Context, r *accessv1.LoginRequest) (*accessv1.LoginReply, error) {
	o, err := s.core.Login(ctx, r.GetName(), r.GetPassword())
	if err != nil {
		return nil, err
	}
	return &accessv1.LoginReply{Token: o.Token, ExpiresAt: stamp(o.Expires), Me: meProto(s.core.Me(o.Who))}, nil
}

// Logout ends the caller's session.
func (s *Sessions) Logout(ctx context.Context, _ *accessv1.LogoutRequest) (*accessv1.LogoutReply, error) {
	return &accessv1.LogoutReply{}, s.core.Logout(ctx)
}

// Me describes the caller.
func (s *Sessions) Me(ctx context.Context, _ *accessv1.MeRequest) (*accessv1.MeReply, error) {
	return meProto(s.core.Me(grant.From(ctx))), nil
}

// ChangePassword changes it and ends the caller's sessions.
func (s *Sessions) ChangePassword(ctx context.Context, r *accessv1.ChangePasswordRequest) (*accessv1.LogoutReply, error) {
	return &accessv1.LogoutReply{}, s.core.ChangePassword(ctx, r.GetOldPassword(), r.GetNewPassword())
}

// Redeem sets a first password.
func (s *Sessions) Redeem(ctx context.Context, r *accessv1.RedeemRequest) (*accessv1.RedeemReply, error) {
	name, err := s.core.Redeem(ctx, r.GetToken(), r.GetPassword())
	if err != nil {
		return nil, err
	}
	return &accessv1.RedeemReply{Name: name}, nil
}
