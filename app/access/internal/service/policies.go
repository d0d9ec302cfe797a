package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Policies serves accessv1.Policies.
type Policies struct {
	accessv1.UnimplementedPoliciesServer
	core *biz.Core
	lang func(context.Context) string
}

// NewPolicies serves the policy's versions; lang is the language of the caller.
func NewPolicies(c *biz.Core, lang func(context.Context) string) *Policies {
	return &Policies{core: c, lang: lang}
}

// ListVersions lists versions without their lines, newest first.
func (s *Policies) ListVersions(ctx context.Context, r *accessv1.ListRequest) (*accessv1.ListVersionsReply, error) {
	f := filter(r)
	below := uint64(0)
	if f.After != "" {
		var err error
		if below, err = strconv.ParseUint(f.After, 10, 62); err != nil {
			return nil, fault.New(fault.Invalid, "CURSOR_INVALID", "翻页标记无效。", "The cursor is not valid.").At("", "cursor").Then("请从第一页重新开始。", "Start from the first page.")
		}
	}
	list, err := s.core.Versions(ctx, below, f.Limit)
	if err != nil {
		return nil, err
	}
	out := &accessv1.ListVersionsReply{}
	for _, v := range list {
		out.Versions = append(out.Versions, versionProto(v, nil))
	}
	if n := len(list); n == f.Limit && list[n-1].Number > 1 {
		out.NextCursor = strconv.FormatUint(list[n-1].Number, 10)
	}
	return out, nil
}

// GetVersion gives a version with its lines; 0 is the current one.
func (s *Policies) GetVersion(ctx context.Context, r *accessv1.GetVersionRequest) (*accessv1.PolicyVersion, error) {
	v, lines, err := s.core.PolicyAt(ctx, r.GetVersion())
	if err != nil {
		return nil, err
	}
	return versionProto(v, lines), nil
}

// Change makes the next version. The answer holds the lines that are new, not all of them.
func (s *Policies) Change(ctx context.Context, r *accessv1.ChangePolicyRequest) (*accessv1.PolicyVersion, error) {
	e := biz.Edit{Remove: r.GetRemove(), Why: r.GetWhy(), Base: r.GetBaseVersion()}
	for _, l := range r.GetAdd() {
		e.Add = append(e.Add, lineDomain(l))
	}
	v, lines, err := s.core.ChangePolicy(ctx, e)
	if err != nil {
		return nil, err
	}
	return versionProto(v, lines[len(lines)-len(e.Add):]), nil
}

// Explain answers for someone else, without doing it.
func (s *Policies) Explain(ctx context.Context, r *accessv1.ExplainRequest) (*accessv1.ExplainReply, error) {
	q := grant.Question{Action: r.GetAction(), Object: r.GetObject(), Division: r.GetDivision(), Purpose: r.GetPurpose(), CaseNo: r.GetCaseNo()}
	d, err := s.core.Explain(r.GetPrincipal(), q)
	if err != nil {
		return nil, err
	}
	out := &accessv1.ExplainReply{Allow: d.Allow, Line: d.Line, Version: d.Version}
	if f := d.Refusal; f != nil {
		lang := s.lang(ctx)
		out.Reason, out.Message = string(f.Reason), f.Message.In(lang)+f.Next.In(lang)
		return out, nil
	}
	out.Reason, out.Fields, out.Scope = "ALLOWED", fields(d.Mask), scope(d.Scope)
	return out, nil
}

// WhoCan lists those to whom Explain would say yes.
func (s *Policies) WhoCan(_ context.Context, r *accessv1.WhoCanRequest) (*accessv1.WhoCanReply, error) {
	limit := int(r.GetLimit())
	if limit <= 0 {
		limit = defaultLimit
	}
	q := grant.Question{Action: r.GetAction(), Object: r.GetObject(), Division: r.GetDivision(), Purpose: r.GetPurpose(), CaseNo: r.GetCaseNo()}
	found, next, version, err := s.core.WhoCan(q, r.GetAgency(), r.GetCursor(), limit)
	if err != nil {
		return nil, err
	}
	out := &accessv1.WhoCanReply{NextCursor: next, Version: version}
	for i := range found {
		g := &found[i]
		out.Grantees = append(out.Grantees, &accessv1.Grantee{
			Id: g.ID, Name: g.Name, DisplayName: g.DisplayName, Agency: g.Agency, AgencyName: g.AgencyName, Key: g.IsKey, Roles: g.Roles,
			Line: g.Decision.Line, Fields: fields(g.Decision.Mask), Scope: scope(g.Decision.Scope),
		})
	}
	return out, nil
}

func scope(s grant.Scope) string { return [...]string{"own", "city", "any"}[min(s, grant.ScopeAny)] }

func fields(m grant.Mask) string {
	named := make([]string, 0, len(m.Named))
	for n := range m.Named {
		named = append(named, "+"+n)
	}
	slices.Sort(named)
	return strings.Join(append([]string{m.Level.String()}, named...), ",")
}
