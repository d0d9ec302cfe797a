package biz

import (
	"context"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Looked is a page of who looked at a subject.
type Looked struct {
	Accesses []Access
	Next     string
}

const defaultAccesses = 100

// AccessesOf lists who looked at a subject: by USCC or person's token. That it was asked is evidence too.
func (q *Inquiry) AccessesOf(ctx context.Context, id, cursor string, limit int) (*Looked, error) {
	id = strings.TrimSpace(id)
	if !subject.IsToken(id) {
		id = subject.NormaliseUSCC(id)
		if reason := subject.CheckUSCC(id); reason != "" || subject.IsCitizenID(id) {
			return nil, badCode(id, reason)
		}
	}
	if limit <= 0 {
		limit = defaultAccesses
	}
	who := grant.From(ctx)
	d := q.d.Decider.Decide(who, grant.Question{Action: "access.read", Object: "*"})
	ev := evidence.Event{
		At: q.d.Clock.Now(), Kind: evidence.Ledger, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential, Action: "access.read",
		Subject: id, Allow: d.Allow, Line: d.Line, PolicyVersion: d.Version,
	}
	if !d.Allow {
		if d.Refusal == nil {
			d.Refusal = fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")
		}
		ev.Kind, ev.Reason = evidence.Refusal, string(d.Refusal.Reason)
		return nil, q.witnessed(ctx, ev, d.Refusal)
	}
	found, next, err := q.d.Accesses.Of(ctx, id, cursor, limit)
	if err != nil {
		return nil, err
	}
	ev.Count = int64(len(found))
	if _, err := q.d.Witness.Record(ctx, ev); err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Agency != "" {
			found[i].AgencyName = q.d.Agencies.AgencyName(found[i].Agency)
		}
	}
	return &Looked{Accesses: found, Next: next}, nil
}
