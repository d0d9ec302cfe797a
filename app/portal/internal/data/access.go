// Package data reaches what the portal needs of others: the access service, the histories' public figures, the ledger's
// checkpoint, the processes of the installation, and the public API in other processes.
package data

import (
	"context"

	"google.golang.org/grpc"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// Access calls the access service as whoever a token belongs to.
type Access struct {
	client accessv1.SessionsClient
	bearer func(ctx context.Context, token string) context.Context
}

var _ biz.Access[*accessv1.MeReply] = (*Access)(nil)

// NewAccess makes it; bearer sets the credential that calls carry, "" for none.
func NewAccess(conn grpc.ClientConnInterface, bearer func(ctx context.Context, token string) context.Context) *Access {
	return &Access{accessv1.NewSessionsClient(conn), bearer}
}

// Login opens a session.
func (a *Access) Login(ctx context.Context, name, password string) (biz.Login[*accessv1.MeReply], error) {
	r, err := a.client.Login(a.bearer(ctx, ""), &accessv1.LoginRequest{Name: name, Password: password})
	if err != nil {
		return biz.Login[*accessv1.MeReply]{}, err
	}
	return biz.Login[*accessv1.MeReply]{Token: r.GetToken(), Expires: r.GetExpiresAt().AsTime(), Me: r.GetMe()}, nil
}

// Logout ends a session.
func (a *Access) Logout(ctx context.Context, token string) error {
	_, err := a.client.Logout(a.bearer(ctx, token), &accessv1.LogoutRequest{})
	return err
}

// Me describes who a session belongs to.
func (a *Access) Me(ctx context.Context, token string) (*accessv1.MeReply, error) {
	return a.client.Me(a.bearer(ctx, token), &accessv1.MeRequest{})
}

// Counters asks for what anybody may know.
type Counters struct {
	history historyv1.PublicityClient
	ledger  *Ledger
}

// NewCounters makes it.
func NewCounters(history grpc.ClientConnInterface, l *Ledger) *Counters {
	return &Counters{historyv1.NewPublicityClient(history), l}
}

// Read asks now.
func (c *Counters) Read(ctx context.Context) (biz.Counters, error) {
	r, err := c.history.Statistics(ctx, &historyv1.StatisticsRequest{})
	if err != nil {
		return biz.Counters{}, err
	}
	l, err := c.ledger.Checkpoint(ctx)
	if err != nil {
		return biz.Counters{}, err
	}
	return biz.Counters{Records: r.GetRecords(), Organisations: r.GetOrganisations(), Ledger: l.Size}, nil
}
