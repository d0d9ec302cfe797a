// Package service translates between the ledger's use-cases and its public contract.
package service

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

// Ledger serves the auditor.
type Ledger struct {
	auditv1.UnimplementedLedgerServer
	inquiry *biz.Inquiry
	origin  string
}

// NewLedger makes the auditor's service of the log with this origin.
func NewLedger(q *biz.Inquiry, origin string) *Ledger { return &Ledger{inquiry: q, origin: origin} }

// Search finds entries, newest first.
func (s *Ledger) Search(ctx context.Context, r *auditv1.SearchRequest) (*auditv1.SearchReply, error) {
	p, err := s.inquiry.Search(ctx, filter(r), r.GetCursor(), int(r.GetLimit()))
	if err != nil {
		return nil, err
	}
	return page(p), nil
}

// Get answers one entry.
func (s *Ledger) Get(ctx context.Context, r *auditv1.GetRequest) (*auditv1.Event, error) {
	e, err := s.inquiry.Get(ctx, r.GetIndex())
	if err != nil {
		return nil, err
	}
	return event(e), nil
}

// Proof answers a bundle that can be checked offline.
func (s *Ledger) Proof(ctx context.Context, r *auditv1.GetRequest) (*auditv1.ProofBundle, error) {
	b, err := s.inquiry.Prove(ctx, r.GetIndex())
	if err != nil {
		return nil, err
	}
	return &auditv1.ProofBundle{
		Index: b.Entry.Index, TreeSize: b.Checkpoint.Size, Leaf: b.Entry.Leaf, Detail: b.Entry.Detail, Salt: b.Entry.Salt,
		Inclusion: hashes(b.Inclusion), Checkpoint: string(b.Checkpoint.Raw), Origin: s.origin, VerifierKey: b.Key, Event: event(b.Entry),
	}, nil
}

// Consistency proves that one tree extends another.
func (s *Ledger) Consistency(ctx context.Context, r *auditv1.ConsistencyRequest) (*auditv1.ConsistencyReply, error) {
	to, path, cp, err := s.inquiry.Consistency(ctx, r.GetFrom(), r.GetTo())
	if err != nil {
		return nil, err
	}
	return &auditv1.ConsistencyReply{From: r.GetFrom(), To: to, Proof: hashes(path), Checkpoint: string(cp.Raw)}, nil
}

// Accesses answers other services, which record their own answers.
type Accesses struct {
	auditv1.UnimplementedAccessesServer
	inquiry *biz.Inquiry
	desk    *biz.Desk
}

// NewAccesses makes the peers' service.
func NewAccesses(q *biz.Inquiry, d *biz.Desk) *Accesses { return &Accesses{inquiry: q, desk: d} }

// Of finds entries, newest first.
func (s *Accesses) Of(ctx context.Context, r *auditv1.SearchRequest) (*auditv1.SearchReply, error) {
	p, err := s.inquiry.Find(ctx, filter(r), r.GetCursor(), int(r.GetLimit()))
	if err != nil {
		return nil, err
	}
	return page(p), nil
}

func filter(r *auditv1.SearchRequest) biz.Filter {
	return biz.Filter{
		Actor: r.GetActor(), Agency: r.GetAgency(), Subject: r.GetSubject(), Purpose: r.GetPurpose(), CaseNo: r.GetCaseNo(), Kind: r.GetKind(),
		Resource: r.GetResource(), Decision: r.GetDecision(), From: moment(r.GetFrom()), To: moment(r.GetTo()),
	}
}

// moment keeps an absent time absent.
func moment(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

func page(p biz.Page) *auditv1.SearchReply {
	out := &auditv1.SearchReply{NextCursor: p.Next, TreeSize: p.TreeSize, Events: make([]*auditv1.Event, len(p.Entries))}
	for i := range p.Entries {
		out.Events[i] = event(p.Entries[i])
	}
	return out
}

func event(e biz.Entry) *auditv1.Event {
	ev := &e.Event
	out := &auditv1.Event{
		Index: e.Index, At: timestamppb.New(ev.At), Kind: string(ev.Kind), Actor: ev.Actor, ActorName: ev.ActorName, Agency: ev.Agency,
		Credential: ev.Credential, Subject: ev.Subject, Resource: ev.Resource, Action: ev.Action, Purpose: ev.Purpose, CaseNo: ev.CaseNo,
		Decision: ev.Decision(), Reason: ev.Reason, Line: ev.Line, PolicyVersion: ev.PolicyVersion, Count: ev.Count, Withheld: ev.Withheld,
		Trace: ev.Trace, Note: ev.Note, Given: ev.Given,
	}
	if ev.AnswerDigest != [32]byte{} {
		out.AnswerDigest = hexOf(ev.AnswerDigest)
	}
	return out
}

func hashes(in []evidence.Hash) [][]byte {
	out := make([][]byte, len(in))
	for i := range in {
		out[i] = in[i][:]
	}
	return out
}
