package service

import (
	"encoding/hex"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

func searchReply(h *biz.Hits, lang string) *historyv1.SearchReply {
	out := &historyv1.SearchReply{NextCursor: h.Next, Evidence: &h.Evidence}
	for i := range h.Hits {
		x := &h.Hits[i]
		out.Hits = append(out.Hits, &historyv1.Hit{
			Id: x.Subject, Name: x.Name, Kind: x.Kind.String(), Division: x.Division, DivisionName: x.DivisionName, Status: x.Status,
			Score: x.Score, Matched: x.Matched, MatchedText: x.Text, Explanation: x.Explanation.In(lang),
		})
	}
	return out
}

func profileReply(a *biz.Answer, lang string) *historyv1.ProfileReply {
	out := &historyv1.ProfileReply{
		Subject: subjectReply(&a.Subject), AsOf: a.AsOf.In(biz.China).Format(time.RFC3339Nano), ValidOn: a.ValidOn.String(), PolicyVersion: a.PolicyVersion,
		Evidence: &a.Evidence, RecordCount: a.Count, AnsweredAt: timestamppb.New(a.At),
	}
	notes := make([]string, 0, len(a.Notes))
	for _, n := range a.Notes {
		notes = append(notes, n.In(lang))
	}
	out.Note = strings.Join(notes, separator(lang))
	for i := range a.Groups {
		g := &a.Groups[i]
		group := &historyv1.ClassGroup{Class: g.Class, NameZh: g.Name.Zh, NameEn: g.Name.En, Records: make([]*historyv1.ProfileRecord, 0, len(g.Records))}
		for j := range g.Records {
			group.Records = append(group.Records, recordReply(&g.Records[j], lang))
		}
		out.Groups = append(out.Groups, group)
	}
	for i := range a.Withheld {
		w := &a.Withheld[i]
		out.Withheld = append(out.Withheld, &historyv1.Withheld{
			Class: w.Class, Resource: w.Resource, ResourceName: w.ResourceName.In(lang), Count: w.Count, Reason: string(w.Reason), Message: w.Message.In(lang), NextStep: w.Next.In(lang),
		})
	}
	return out
}

func separator(lang string) string {
	if lang == "en" {
		return " "
	}
	return ""
}

func subjectReply(p *biz.Profile) *historyv1.Subject {
	out := &historyv1.Subject{
		Id: p.ID, Name: p.Name, Kind: p.Kind.String(), Division: p.Division, DivisionName: p.DivisionName, Status: p.Status, LegacyCodes: p.LegacyCodes,
		Registered: p.Registered, LegalRepresentative: p.Legal, RegisteredOn: p.RegisteredOn.String(),
	}
	for _, f := range p.Former {
		out.FormerNames = append(out.FormerNames, &historyv1.FormerName{Name: f.Name, Until: f.Until.String()})
	}
	return out
}

func recordReply(r *biz.Shown, lang string) *historyv1.ProfileRecord {
	out := &historyv1.ProfileRecord{
		Resource: r.Resource, ResourceName: r.ResourceName.In(lang), ResourceVersion: int32(r.ResourceVersion), RecordId: r.RecordID, DocumentNo: r.DocumentNo,
		Agency: r.Agency, AgencyName: r.AgencyName, Division: r.Division,
		OccurredOn: r.OccurredOn.String(), ValidFrom: r.ValidFrom.String(), ValidTo: r.ValidTo.String(), Severity: r.Severity.String(),
		Publication: r.Publication.State, PublicationUntil: r.Publication.Until.String(), PublicationBasis: r.Publication.Basis,
		Late: r.Late, WorkingDays: int32(r.WorkingDays), InForce: r.InForce, Withdrawn: r.Op == record.Withdraw,
		KnownAt: timestamppb.New(time.UnixMicro(r.KnownAt)), Digest: hex.EncodeToString([]byte(r.Digest)), Version: int32(r.Number), Current: r.Current,
	}
	if r.Hints != "" {
		out.Hints = strings.Split(r.Hints, ",")
	}
	out.Fields = make([]*historyv1.FieldValue, len(r.Items))
	values := make([]historyv1.FieldValue, len(r.Items)) // one allocation for all
	for i := range r.Items {
		it, v := &r.Items[i], &values[i]
		v.Name, v.NameZh, v.Value, v.Unit, v.Masked = it.Name, it.NameZh, it.Value, it.Unit, it.Masked
		if it.Masked {
			v.MaskReason, v.Needs = it.Why.In(lang), it.Needs
		}
		out.Fields[i] = v
	}
	return out
}
