package service

import (
	"context"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
)

// Administration serves accessv1.Administration.
type Administration struct {
	accessv1.UnimplementedAdministrationServer
	core *biz.Core
}

// NewAdministration serves agencies, people and keys.
func NewAdministration(c *biz.Core) *Administration { return &Administration{core: c} }

// ListAgencies lists by code.
func (s *Administration) ListAgencies(_ context.Context, r *accessv1.ListRequest) (*accessv1.ListAgenciesReply, error) {
	list, next := s.core.Agencies(filter(r))
	out := &accessv1.ListAgenciesReply{NextCursor: next}
	for _, a := range list {
		out.Agencies = append(out.Agencies, agencyProto(a))
	}
	return out, nil
}

// PutAgency creates or replaces an agency.
func (s *Administration) PutAgency(ctx context.Context, r *accessv1.Agency) (*accessv1.Agency, error) {
	a, err := s.core.PutAgency(ctx, biz.Agency{Code: r.GetCode(), Name: r.GetName(), USCC: r.GetUscc(), Division: r.GetDivision(), Kind: r.GetKind(), Disabled: r.GetDisabled()}, r.GetWhy())
	if err != nil {
		return nil, err
	}
	return agencyProto(a), nil
}

// ListPeople lists by id.
func (s *Administration) ListPeople(_ context.Context, r *accessv1.ListRequest) (*accessv1.ListPeopleReply, error) {
	list, next := s.core.People(filter(r))
	out := &accessv1.ListPeopleReply{NextCursor: next}
	for _, a := range list {
		out.People = append(out.People, personProto(a))
	}
	return out, nil
}

// CreatePerson makes an account.
func (s *Administration) CreatePerson(ctx context.Context, r *accessv1.CreatePersonRequest) (*accessv1.CreatePersonReply, error) {
	p, e, err := s.core.CreatePerson(ctx, biz.Person{Name: r.GetName(), DisplayName: r.GetDisplayName(), Agency: r.GetAgency(), Subject: r.GetSubject()}, r.GetRoles())
	return s.enrolled(p, e, err)
}

// Enrol gives a new enrolment token.
func (s *Administration) Enrol(ctx context.Context, r *accessv1.IdRequest) (*accessv1.CreatePersonReply, error) {
	p, e, err := s.core.Enrol(ctx, r.GetId(), r.GetWhy())
	return s.enrolled(p, e, err)
}

func (s *Administration) enrolled(p biz.Person, e biz.Enrolment, err error) (*accessv1.CreatePersonReply, error) {
	if err != nil {
		return nil, err
	}
	return &accessv1.CreatePersonReply{Person: personProto(s.core.Account(p)), EnrolmentToken: e.Token, ExpiresAt: stamp(e.Until)}, nil
}

// SetRoles replaces a person's roles.
func (s *Administration) SetRoles(ctx context.Context, r *accessv1.SetRolesRequest) (*accessv1.Person, error) {
	p, err := s.core.SetRoles(ctx, r.GetId(), r.GetRoles(), r.GetWhy())
	return s.person(p, err)
}

// Disable shuts a person out.
func (s *Administration) Disable(ctx context.Context, r *accessv1.IdRequest) (*accessv1.Person, error) {
	p, err := s.core.Disable(ctx, r.GetId(), r.GetWhy())
	return s.person(p, err)
}

// Enable lets a person in again.
func (s *Administration) Enable(ctx context.Context, r *accessv1.IdRequest) (*accessv1.Person, error) {
	p, err := s.core.Enable(ctx, r.GetId(), r.GetWhy())
	return s.person(p, err)
}

// RevokeSessions ends a person's sessions.
func (s *Administration) RevokeSessions(ctx context.Context, r *accessv1.IdRequest) (*accessv1.Person, error) {
	p, err := s.core.RevokeSessions(ctx, r.GetId(), r.GetWhy())
	return s.person(p, err)
}

func (s *Administration) person(p biz.Person, err error) (*accessv1.Person, error) {
	if err != nil {
		return nil, err
	}
	return personProto(s.core.Account(p)), nil
}

// ListKeys lists by id.
func (s *Administration) ListKeys(_ context.Context, r *accessv1.ListRequest) (*accessv1.ListKeysReply, error) {
	return keysProto(s.core.KeyList(filter(r))), nil
}

// IssueKey shows the key once.
func (s *Administration) IssueKey(ctx context.Context, r *accessv1.IssueKeyRequest) (*accessv1.IssueKeyReply, error) {
	k, secret, err := s.core.IssueKey(ctx, r.GetAgency(), r.GetLabel(), moment(r.GetExpiresAt()), r.GetRoles())
	return issued(s.core, k, secret, err)
}

// issued shows a new key with its secret.
func issued(core *biz.Core, k biz.Key, secret string, err error) (*accessv1.IssueKeyReply, error) {
	if err != nil {
		return nil, err
	}
	return &accessv1.IssueKeyReply{Key: keyProto(k, core.RolesOf(k.ID)), Secret: secret, KafkaUsername: k.KafkaUser()}, nil
}

// RevokeKey ends a key.
func (s *Administration) RevokeKey(ctx context.Context, r *accessv1.IdRequest) (*accessv1.Key, error) {
	k, err := s.core.RevokeKey(ctx, r.GetId(), r.GetWhy())
	if err != nil {
		return nil, err
	}
	return keyProto(k, s.core.RolesOf(k.ID)), nil
}
