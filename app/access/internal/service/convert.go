package service

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
)

// defaultLimit is a page when the caller asks for none.
const defaultLimit = 100

func filter(r *accessv1.ListRequest) biz.Filter {
	f := biz.Filter{After: r.GetCursor(), Text: r.GetQuery(), Agency: r.GetAgency(), Limit: int(r.GetLimit())}
	if f.Limit <= 0 {
		f.Limit = defaultLimit
	}
	return f
}

// moment keeps an absent time absent.
func moment(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

func stamp(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

func agencyProto(a biz.Agency) *accessv1.Agency {
	return &accessv1.Agency{Code: a.Code, Name: a.Name, Uscc: a.USCC, Division: a.Division, Kind: a.Kind, Disabled: a.Disabled}
}

func personProto(a biz.Account) *accessv1.Person {
	return &accessv1.Person{Id: a.ID, Name: a.Name, DisplayName: a.DisplayName, Agency: a.Agency, Roles: a.Roles, Disabled: a.Disabled,
		LockedUntil: stamp(a.Locked), Enrolled: a.Password != "", Subject: a.Subject}
}

func keyProto(k biz.Key, roles []string) *accessv1.Key {
	return &accessv1.Key{Id: k.ID, Agency: k.Agency, Label: k.Label, CreatedAt: stamp(k.Created), ExpiresAt: stamp(k.Expires), Revoked: !k.Revoked.IsZero(), Roles: roles}
}

func keysProto(list []biz.HeldKey, next string) *accessv1.ListKeysReply {
	out := &accessv1.ListKeysReply{NextCursor: next}
	for _, k := range list {
		out.Keys = append(out.Keys, keyProto(k.Key, k.Roles))
	}
	return out
}

func lineProto(l biz.Line) *accessv1.Line {
	return &accessv1.Line{Id: l.ID, Type: l.Type, Subject: l.Subject, Domain: l.Domain, Object: l.Object, Action: l.Action, Effect: l.Effect,
		Fields: l.Fields, Purposes: l.Purposes, CasePattern: l.Case, Scope: l.Scope, Until: l.Until}
}

func lineDomain(l *accessv1.Line) biz.Line {
	return biz.Line{ID: l.GetId(), Type: l.GetType(), Subject: l.GetSubject(), Domain: l.GetDomain(), Object: l.GetObject(), Action: l.GetAction(), Effect: l.GetEffect(),
		Fields: l.GetFields(), Purposes: l.GetPurposes(), Case: l.GetCasePattern(), Scope: l.GetScope(), Until: l.GetUntil()}
}

func versionProto(v biz.Version, lines []biz.Line) *accessv1.PolicyVersion {
	out := &accessv1.PolicyVersion{Version: v.Number, At: stamp(v.At), By: v.By, Why: v.Why, LineCount: int32(min(v.Count, 1<<30))}
	for _, l := range lines {
		out.Lines = append(out.Lines, lineProto(l))
	}
	return out
}

func meProto(m biz.Me) *accessv1.MeReply {
	p := m.Principal
	out := &accessv1.MeReply{Id: p.ID, Name: p.Name, DisplayName: m.Person.DisplayName, Agency: p.Agency, AgencyName: p.AgencyName, Division: p.Division,
		Roles: m.Roles, Actions: m.Actions, Subject: p.Subject}
	for _, c := range m.Purposes {
		out.Purposes = append(out.Purposes, &accessv1.Purpose{
			Code: c.Code, NameZh: c.NameZh, NameEn: c.NameEn, CaseRequired: c.CaseRequired, CasePattern: c.CasePattern, CaseExample: c.CaseExample, Persons: c.Persons,
		})
	}
	return out
}
