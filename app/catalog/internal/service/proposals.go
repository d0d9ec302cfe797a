package service

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
)

// ListProposals lists proposals, the oldest first.
func (c *Catalog) ListProposals(ctx context.Context, r *catalogv1.ListProposalsRequest) (*catalogv1.ListProposalsReply, error) {
	page, next, err := c.resources.ListProposals(ctx, biz.ProposalFind{Code: r.GetCode(), State: r.GetState(), After: r.GetCursor(), Limit: int(r.GetLimit())})
	if err != nil {
		return nil, err
	}
	reply := &catalogv1.ListProposalsReply{NextCursor: next}
	for _, p := range page {
		reply.Proposals = append(reply.Proposals, proposal(p))
	}
	return reply, nil
}

// GetProposal shows one with its YAML.
func (c *Catalog) GetProposal(ctx context.Context, r *catalogv1.GetProposalRequest) (*catalogv1.Proposal, error) {
	p, err := c.resources.Proposal(ctx, r.GetId())
	if err != nil {
		return nil, err
	}
	return proposal(p), nil
}

// ApproveProposal publishes a proposal.
func (c *Catalog) ApproveProposal(ctx context.Context, r *catalogv1.DecideProposalRequest) (*catalogv1.Resource, error) {
	v, err := c.resources.Approve(ctx, r.GetId(), r.GetWhy())
	if err != nil {
		return nil, err
	}
	return message(v), nil
}

// RejectProposal turns a proposal down.
func (c *Catalog) RejectProposal(ctx context.Context, r *catalogv1.DecideProposalRequest) (*catalogv1.Proposal, error) {
	p, err := c.resources.Reject(ctx, r.GetId(), r.GetWhy())
	if err != nil {
		return nil, err
	}
	return proposal(p), nil
}

func proposal(p biz.Proposal) *catalogv1.Proposal {
	out := &catalogv1.Proposal{
		Id: p.ID, Code: p.Definition.Code, BaseVersion: int32(p.Base), State: p.State, ProposedBy: p.By, ProposedByName: p.ByName, ProposedAt: timestamppb.New(p.At), Why: p.Why,
		DecidedBy: p.DecidedBy, DecidedByName: p.DecidedByName, DecisionWhy: p.DecisionWhy, Version: int32(p.Version), Yaml: p.Source,
	}
	if !p.DecidedAt.IsZero() {
		out.DecidedAt = timestamppb.New(p.DecidedAt)
	}
	for _, o := range p.Openings {
		out.Openings = append(out.Openings, &catalogv1.Opening{What: o.What, Item: o.Item, From: o.From, To: o.To})
	}
	return out
}
