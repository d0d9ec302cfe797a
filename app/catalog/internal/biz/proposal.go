package biz

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// The states of a proposal; an open one is decided once.
const (
	Open     = "open"
	Approved = "approved"
	Rejected = "rejected"
)

// Proposal is a definition that would show stored data to more people, and so waits for a second person.
type Proposal struct {
	ID         string
	Base       int // the version in force it was compared with; approved, it becomes the next
	Digest     [32]byte
	Definition resource.Definition
	Source     string // the YAML as it was proposed
	Openings   []resource.Opening
	At         time.Time
	By, Why    string
	ByName     string // the login name, or the key's label, of then

	State         string
	DecidedAt     time.Time // zero while open
	DecidedBy     string
	DecidedByName string
	DecisionWhy   string
	Version       int // what was published by it, 0 if nothing was
}

// ProposalFind asks for proposals by id, after the cursor; an empty code, state or digest asks for all.
type ProposalFind struct {
	Code, State, After string
	Digest             [32]byte
	Limit              int
}

// Proposals keeps proposals. What before runs inside the transaction decides whether anything is kept.
type Proposals interface {
	Propose(ctx context.Context, p Proposal, before func() error) error
	// Proposal is one by its id; NotFound when there is none.
	Proposal(ctx context.Context, id string) (Proposal, error)
	// Proposals lists without sources and definitions.
	Proposals(ctx context.Context, f ProposalFind) ([]Proposal, error)
	// Decide takes the decision p carries of one that is open, and publishes v with it, if v is given: both or neither.
	Decide(ctx context.Context, p Proposal, v *Version, before func(Version) error) (Version, error)
}

// propose keeps what opens something. A content that waits already is not kept twice.
func (r *Resources) propose(ctx context.Context, v Version, openings []resource.Opening, who grant.Principal) (*Proposal, error) {
	same, err := r.sameContent(ctx, v)
	if err != nil {
		return nil, err
	}
	same = slices.DeleteFunc(same, func(p Proposal) bool { return p.State != Open })
	for i := range same {
		if same[i].Base == v.Definition.Version-1 {
			return nil, fault.New(fault.Conflict, "ALREADY_PROPOSED", "同样的内容已作为提案 "+same[i].ID+" 等待审批。", "The same content waits for approval as proposal "+same[i].ID+".").
				At(v.Definition.Code, "").Then("请由另一位目录管理员审批该提案。", "Have another catalog manager decide on it.")
		}
	}
	id, err := ids.New("cp", v.At, nil)
	if err != nil {
		return nil, err
	}
	p := Proposal{ID: id, Base: v.Definition.Version - 1, Digest: v.Digest, Definition: v.Definition, Source: v.Source, Openings: openings, At: v.At, By: v.By, ByName: who.Name, Why: v.Why, State: Open}
	err = r.Proposals.Propose(ctx, p, func() error {
		return r.witness(ctx, evidence.Proposal, "catalog.propose", v, who, fmt.Sprintf("proposal %s, %d openings: %s", id, len(openings), v.Why))
	})
	if err != nil {
		return nil, err
	}
	for i := range same {
		if err := r.supersede(ctx, same[i], p); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

// sameContent are the proposals, in whatever state, of the same content of the same resource.
func (r *Resources) sameContent(ctx context.Context, v Version) (all []Proposal, err error) {
	f := ProposalFind{Code: v.Definition.Code, Digest: v.Digest}
	for {
		page, next, err := r.ListProposals(ctx, f)
		if all = append(all, page...); err != nil || next == "" {
			return all, err
		}
		f.After = next
	}
}

// supersede closes a proposal that was compared with an older version than p, of the same content: it can't be approved any more.
func (r *Resources) supersede(ctx context.Context, old, p Proposal) error {
	old.decide(Rejected, system, "现行版本已更新,由提案 "+p.ID+" 取代", p.At)
	_, err := r.Proposals.Decide(ctx, old, nil, func(Version) error {
		v := Version{At: old.DecidedAt, Digest: old.Digest, Definition: old.Definition}
		return r.witness(ctx, evidence.Proposal, "catalog.reject", v, system, fmt.Sprintf("proposal %s of %s is superseded by %s", old.ID, old.By, p.ID))
	})
	if fault.Is(err, "PROPOSAL_DECIDED") { // somebody was faster
		return nil
	}
	return err
}

// superseded reports whether a proposal was closed because another took its place, and not by a person.
func (p *Proposal) superseded() bool { return p.State == Rejected && p.DecidedBy == system.ID }

// Proposal is one proposal with its YAML.
func (r *Resources) Proposal(ctx context.Context, id string) (Proposal, error) {
	return r.Proposals.Proposal(ctx, id)
}

// mostProposals bounds a page.
const mostProposals = 100

// ListProposals is a page of proposals without their YAML, the oldest first, with the cursor of the next.
func (r *Resources) ListProposals(ctx context.Context, f ProposalFind) (page []Proposal, next string, err error) {
	if f.Limit <= 0 || f.Limit > mostProposals {
		f.Limit = mostProposals
	}
	limit := f.Limit
	f.Limit++
	page, err = r.Proposals.Proposals(ctx, f)
	if err == nil && len(page) > limit {
		page, next = page[:limit], page[limit-1].ID
	}
	return page, next, err
}

// Approve publishes a proposal. Whoever made it can't, nor can an API key: two people must have looked.
func (r *Resources) Approve(ctx context.Context, id, why string) (Version, error) {
	who := grant.From(ctx)
	p, err := r.undecided(ctx, id)
	if err != nil {
		return Version{}, err
	}
	if who.IsKey {
		return Version{}, personRequired()
	}
	if who.ID == p.By {
		return Version{}, fault.New(fault.Denied, "SAME_PERSON", "提案不能由提出人自己审批。", "A proposal can't be approved by whoever made it.").
			At(id, "").Then("请由另一位目录管理员审批。", "Have another catalog manager approve it.")
	}
	d, err := r.Compiler.Parse("definition", []byte(p.Source))
	if err != nil {
		return Version{}, err
	}
	v := Version{Digest: p.Digest, Definition: d, Source: p.Source, At: r.Clock.Now(), By: who.ID, Why: p.Why}
	v.Definition.Version = p.Base + 1
	if err := r.check(v.Definition); err != nil {
		return Version{}, err
	}
	p.decide(Approved, who, why, v.At)
	p.Version = v.Definition.Version
	v, err = r.Proposals.Decide(ctx, p, &v, func(v Version) error {
		return r.witness(ctx, evidence.Catalog, "catalog.approve", v, who, fmt.Sprintf("proposal %s of %s: %s", p.ID, p.By, why))
	})
	if err != nil {
		return Version{}, err
	}
	return v, r.enforce(ctx)
}

// Reject ends a proposal without publishing; its maker may take it back so.
func (r *Resources) Reject(ctx context.Context, id, why string) (Proposal, error) {
	who := grant.From(ctx)
	p, err := r.undecided(ctx, id)
	if err != nil {
		return Proposal{}, err
	}
	p.decide(Rejected, who, why, r.Clock.Now())
	_, err = r.Proposals.Decide(ctx, p, nil, func(Version) error {
		v := Version{At: p.DecidedAt, Digest: p.Digest, Definition: p.Definition}
		return r.witness(ctx, evidence.Proposal, "catalog.reject", v, who, fmt.Sprintf("proposal %s of %s: %s", p.ID, p.By, why))
	})
	return p, err
}

func (p *Proposal) decide(state string, who grant.Principal, why string, at time.Time) {
	p.State, p.DecidedBy, p.DecidedByName, p.DecisionWhy, p.DecidedAt = state, who.ID, who.Name, why, at
}

func (r *Resources) undecided(ctx context.Context, id string) (Proposal, error) {
	p, err := r.Proposals.Proposal(ctx, id)
	if err != nil || p.State == Open {
		return p, err
	}
	if p.State == Approved {
		if err := r.enforce(ctx); err != nil { // the approval may have ended between store and memory
			return p, err
		}
	}
	return p, AlreadyDecided(id)
}

func personRequired() error {
	return fault.New(fault.Denied, "PERSON_REQUIRED", "扩大已有数据可见范围须由两人办理,不能使用接口密钥。", "What shows stored data to more people takes two people; an API key can't.").
		Then("请登录后办理:chengxin login。", "Log in and do it as a person: chengxin login.")
}

// NoProposal is the refusal for an id that does not exist.
func NoProposal(id string) error {
	return fault.New(fault.NotFound, "NO_PROPOSAL", "没有该提案。", "There is no such proposal.").At(id, "").
		Then("请在提案列表中查找:GET /v1/catalog/proposals。", "Look it up: GET /v1/catalog/proposals.")
}

// AlreadyDecided is the refusal for a proposal that somebody decided on before.
func AlreadyDecided(id string) error {
	return fault.New(fault.Conflict, "PROPOSAL_DECIDED", "该提案已有决定。", "The proposal is decided already.").At(id, "").
		Then("请重新读取提案;如仍需修改,请重新发布。", "Read it again; if the change is still wanted, publish it anew.")
}
