package service

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	portalv1 "github.com/chengxin-credit/chengxin/api/portal/v1"
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// System serves portalv1.System.
type System struct {
	portalv1.UnimplementedSystemServer
	overview func(context.Context) (biz.Overview, error)
}

// NewSystem serves the overview.
func NewSystem(overview func(context.Context) (biz.Overview, error)) *System {
	return &System{overview: overview}
}

// Overview is the state of every process of the installation.
func (s *System) Overview(ctx context.Context, _ *portalv1.OverviewRequest) (*portalv1.OverviewReply, error) {
	v, err := s.overview(ctx)
	if err != nil {
		return nil, err
	}
	return overview(v), nil
}

func overview(v biz.Overview) *portalv1.OverviewReply {
	out := &portalv1.OverviewReply{
		At: stamp(v.At), Lag: v.Lag, Quarantined: v.Quarantined, Stored: v.Stored, StoredPerSecond: v.StoredRate,
		CallsPerSecond: v.CallRate, FailuresPerSecond: v.FailureRate, P90Ms: float64(v.P90) / float64(time.Millisecond),
		Ledger: &portalv1.LedgerState{Size: v.Ledger.Size, CheckpointAt: stamp(v.Ledger.CheckpointAt), Origin: v.Ledger.Origin,
			VerifierKey: v.Ledger.VerifierKey, Pending: v.Ledger.Pending},
	}
	for _, s := range v.Stores {
		out.Stores = append(out.Stores, &portalv1.Store{Name: s.Name, Bytes: s.Bytes, Rows: s.Rows, Engine: s.Engine, Version: s.Version})
	}
	for _, p := range v.Processes {
		q := &portalv1.Process{Address: p.Address, Reachable: p.Reachable, Version: p.Version, GoVersion: p.GoVersion, StartedAt: stamp(p.Started),
			MemoryBytes: p.Memory, CpuSeconds: p.CPU}
		for _, m := range p.Modules {
			q.Modules = append(q.Modules, &portalv1.ModuleState{Name: m.Name, Ready: m.Ready, Message: m.Message})
		}
		out.Processes = append(out.Processes, q)
	}
	return out
}

// stamp leaves an unknown time away.
func stamp(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}
