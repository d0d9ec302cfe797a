package biz

import (
	"context"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Refuse makes evidence of a push that is refused whole for what it is, such as an unknown resource, a wrong header or a body that can't be
// read, and gives the refusal with its number in the ledger; without the ledger, that it is down. What is no refusal, because a part of
// ours is down or busy, and what is in the ledger already, is given as it is.
func (in *Intake) Refuse(ctx context.Context, p *Push, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Evidence != nil {
		return err
	}
	switch f.Kind {
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Conflict, fault.TooLarge:
		return in.refuse(ctx, p, grant.Decision{}, f)
	}
	return err
}

func (in *Intake) denied(ctx context.Context, p *Push, d grant.Decision) error {
	refusal := d.Refusal
	if refusal == nil {
		refusal = fault.New(fault.Denied, "DENIED", "没有报送该资源的权限。", "There is no permission to push this resource.")
	}
	return in.refuse(ctx, p, d, refusal)
}

// refuse records a refusal with what decided it. The sender may be gone, as when the body broke off: the evidence is written all the same.
// A resource is named only if it is one: what was typed in its place may be anything, and evidence can't be taken back.
func (in *Intake) refuse(ctx context.Context, p *Push, d grant.Decision, f *fault.Error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	ev := p.event(in.d.Desk.Clock.Now())
	ev.Kind, ev.Reason, ev.PolicyVersion, ev.Line = evidence.Refusal, string(f.Reason), d.Version, d.Line
	if _, known := in.d.Schemas.Get(p.Resource); !known {
		ev.Resource = ""
	}
	if p.DryRun {
		ev.Note = noteDryRun
	}
	index, err := in.d.Ledger.Record(ctx, ev)
	if err != nil {
		return err
	}
	return f.Witnessed(index)
}
