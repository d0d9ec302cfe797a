package data

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
)

// Ledger asks the audit service.
type Ledger struct{ client auditv1.AccessesClient }

var _ biz.Ledger = (*Ledger)(nil)

// NewLedger makes it over a connection to the audit service.
func NewLedger(c grpc.ClientConnInterface) *Ledger { return &Ledger{auditv1.NewAccessesClient(c)} }

// Usage tells who was given records of a resource.
func (l *Ledger) Usage(ctx context.Context, resource string, from time.Time) ([]biz.Use, error) {
	reply, err := l.client.Usage(ctx, &auditv1.UsageRequest{Resource: resource, From: timestamppb.New(from)})
	if err != nil {
		return nil, err
	}
	out := make([]biz.Use, len(reply.GetAgencies()))
	for i, a := range reply.GetAgencies() {
		out[i] = biz.Use{Agency: a.GetAgency(), Queries: a.GetQueries(), Records: a.GetRecords(), Last: a.GetLast().AsTime()}
	}
	return out, nil
}
