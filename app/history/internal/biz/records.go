package biz

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// ListAsk asks for the records of a resource that is about no subject.
type ListAsk struct {
	Resource string
	RecordID string // only this one; empty: all
	Purpose  string
	CaseNo   string
	Cursor   string
	Limit    int
}

// Listed is a page of such records, in the order of their record ids.
type Listed struct {
	Records       []Shown
	Withheld      int64 // of this page, outside the scope of the grant
	Next          string
	PolicyVersion uint64
	Evidence      uint64
}

const defaultListed = 100

// List reads the records of a resource without subject: addresses, indicators. What is about a subject is answered one subject at a time,
// by Profile, so that nobody copies a register page by page. The evidence is durable before it returns.
func (q *Inquiry) List(ctx context.Context, ask ListAsk) (*Listed, error) {
	if q.d.Schemas.Generation() == 0 {
		return nil, notLoaded()
	}
	s, known := q.d.Schemas.Get(ask.Resource)
	if !known {
		return nil, fault.New(fault.NotFound, "RESOURCE_UNKNOWN", "目录中没有这个信息资源。", "The catalog has no such resource.").At("", "code").
			Then("请在资源目录中查看资源代码。", "Look the code up in the catalog.")
	}
	if s.HasSubject() {
		return nil, fault.New(fault.Invalid, "RESOURCE_HAS_SUBJECT", "该资源的记录属于具体主体,不能整表读取。", "The records of this resource are about subjects and are not listed.").At("", "code").
			Then("请按主体查询:GET /v1/subjects/{id}/profile。", "Ask for one subject: GET /v1/subjects/{id}/profile.")
	}
	if err := checkCaseNo(ask.CaseNo); err != nil {
		return nil, err
	}
	after, err := ask.after()
	if err != nil {
		return nil, err
	}
	who, now := grant.From(ctx), q.d.Clock.Now()
	d := q.d.Decider.Decide(who, grant.Question{Action: "record.query", Object: "resource/" + ask.Resource, Purpose: ask.Purpose, CaseNo: ask.CaseNo, At: now})
	ev := evidence.Event{
		At: now, Kind: evidence.Query, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential, Action: "record.query", Resource: ask.Resource,
		Purpose: ask.Purpose, CaseNo: ask.CaseNo, Allow: true, Line: d.Line, PolicyVersion: d.Version,
	}
	if !d.Allow {
		if d.Refusal == nil {
			d.Refusal = fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.")
		}
		ev.Kind, ev.Allow, ev.Reason = evidence.Refusal, false, string(d.Refusal.Reason)
		return nil, q.witnessed(ctx, ev, d.Refusal)
	}
	limit := ask.Limit
	if limit <= 0 {
		limit = defaultListed
	}
	stored, err := q.d.Histories.Unattached(ctx, ListFind{Resource: ask.Resource, RecordID: ask.RecordID, After: after, Limit: limit + 1})
	if err != nil {
		return nil, err
	}
	page, last := firstRecords(q.d.known(stored, Now), limit)
	c := composer{
		q: q, ask: Ask{Purpose: ask.Purpose, CaseNo: ask.CaseNo, ValidOn: rules.NoDate}, who: who, rights: &rights{by: map[string]grant.Decision{ask.Resource: d}},
		answer: &Answer{At: now}, today: rules.DateOf(now.In(China)),
	}
	out := c.list(s, page)
	if last != "" {
		out.Next = ask.cursor(last)
	}
	shown := Answer{Groups: []Group{{Class: ask.Resource, Records: out.Records}}, AsOf: now, ValidOn: rules.NoDate, PolicyVersion: d.Version}
	ev.AnswerDigest, ev.Count, ev.Withheld = shown.digest(), int64(len(out.Records)), out.Withheld
	if out.Evidence, err = q.d.Witness.Record(ctx, ev); err != nil {
		return nil, err
	}
	return out, nil
}

// list shows what is in force of a page; what lies outside the scope of the grant is counted.
func (c *composer) list(s *resource.Schema, page []Version) *Listed {
	out := &Listed{PolicyVersion: c.rights.by[s.Code()].Version}
	for i := range page {
		v := &page[i]
		if !v.Current || v.Op == record.Withdraw {
			continue
		}
		if here, covers := c.decision(v); covers {
			out.Records = append(out.Records, c.show(s, v, here.Mask))
		} else {
			out.Withheld++
		}
	}
	return out
}

// firstRecords keeps the versions of the first record ids; last is the last of them when there are more.
func firstRecords(vs []Version, limit int) (page []Version, last string) {
	count := 0
	for i := range vs {
		if i > 0 && vs[i].RecordID == vs[i-1].RecordID {
			continue
		}
		if count++; count > limit {
			return vs[:i], vs[i-1].RecordID
		}
	}
	return vs, ""
}

// mark binds a cursor to its question.
func (a *ListAsk) mark() string {
	sum := sha256.Sum256([]byte(a.Resource + "\x00" + a.RecordID))
	return string(sum[:8])
}

func (a *ListAsk) cursor(last string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(a.mark() + last))
}

func (a *ListAsk) after() (string, error) {
	if a.Cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(a.Cursor)
	if err != nil || len(b) <= 8 || string(b[:8]) != a.mark() {
		return "", fault.New(fault.Invalid, "CURSOR_INVALID", "翻页标记无效。", "The cursor is not valid.").At("", "cursor").
			Then("请从第一页重新查询。", "Start again from the first page.")
	}
	return string(b[8:]), nil
}
