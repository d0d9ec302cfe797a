package biz

import (
	"context"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// ownPurpose is the purpose of a subject that looks at itself.
const ownPurpose = "self"

// OwnProfile answers a credit subject about itself: of the ask only the times and Versions count. Whose record it is says the
// caller's account, so no other can be named. The evidence is durable before it returns.
func (q *Inquiry) OwnProfile(ctx context.Context, ask Ask) (*Answer, error) {
	who, now := grant.From(ctx), q.d.Clock.Now()
	ask = Ask{ID: who.Subject, Purpose: ownPurpose, AsOf: ask.AsOf, AsOfDay: ask.AsOfDay, ValidOn: ask.ValidOn, Versions: ask.Versions, own: true}
	if err := q.begin(&ask, now); err != nil {
		return nil, err
	}
	rights, err := q.ownRights(ctx, who, ask)
	if err != nil {
		return nil, err
	}
	return q.answer(ctx, who.Subject, ask, rights, who, now)
}

// ownRights decides what a subject sees of itself; a refusal is in the ledger before it is answered.
func (q *Inquiry) ownRights(ctx context.Context, who grant.Principal, ask Ask) (*rights, error) {
	now := q.d.Clock.Now()
	if who.Subject == "" {
		return nil, q.refuse(ctx, who, ask, &rights{refusal: notASubject()}, now)
	}
	r := q.rights(who, ask, now)
	for code, d := range r.by {
		if d.Refusal != nil {
			d.Refusal = forSubject(d.Refusal)
			r.by[code] = d
		}
	}
	if !r.any {
		if r.refusal != nil {
			r.refusal = forSubject(r.refusal)
		}
		return nil, q.refuse(ctx, who, ask, r, now)
	}
	return r, nil
}

func notASubject() *fault.Error {
	return fault.New(fault.Denied, "NOT_A_SUBJECT", "您的账号没有绑定信用主体,没有“本人信用记录”。", "Your account is not bound to a credit subject, so it has no record of its own.").
		Then("请用信用主体账号登录;工作人员查询请注明事由,按主体查询。", "Log in with the account of a credit subject; staff ask for a subject and name a purpose.")
}

// forSubject gives a refusal the next step of someone who can't file a share request. It copies: a refusal may be shared.
func forSubject(f *fault.Error) *fault.Error {
	if f.Link == "" {
		return f
	}
	c := *f
	c.Link = ""
	return c.Then("请联系为您开通账号的机构。", "Ask the body that opened your account.")
}

// Onlooker is who looked at a subject, as the subject is told.
type Onlooker uint8

// The onlookers: an agency, the subject itself, or anybody on the public pages.
const (
	AgencyLooked Onlooker = iota
	SelfLooked
	PublicLooked
)

// OwnAccesses lists who looked at the caller's own record, refused attempts and own looks too. That it was asked is evidence.
func (q *Inquiry) OwnAccesses(ctx context.Context, cursor string, limit int) (*Looked, error) {
	who, now := grant.From(ctx), q.d.Clock.Now()
	if q.d.Schemas.Generation() == 0 {
		return nil, notLoaded()
	}
	ask := Ask{ID: who.Subject, Purpose: ownPurpose, AsOfDay: rules.NoDate, ValidOn: rules.NoDate, own: true}
	rights, err := q.ownRights(ctx, who, ask)
	if err != nil {
		return nil, err
	}
	if limit <= 0 {
		limit = defaultAccesses
	}
	found, next, err := q.d.Accesses.Of(ctx, who.Subject, cursor, limit)
	if err != nil {
		return nil, err
	}
	ev := event(who, ask, rights, now, nil)
	ev.Kind, ev.Subject, ev.Count = evidence.Ledger, who.Subject, int64(len(found))
	if _, err := q.d.Witness.Record(ctx, ev); err != nil {
		return nil, err
	}
	for i := range found {
		a := &found[i]
		switch {
		case a.Action == ask.action():
			// The agency of a subject's account is only where the account is kept: it did not look.
			a.By, a.Agency = SelfLooked, ""
		case strings.HasPrefix(a.Action, "public."):
			a.By = PublicLooked
		case a.Agency != "":
			a.AgencyName = q.d.Agencies.AgencyName(a.Agency)
		}
	}
	return &Looked{Accesses: found, Next: next}, nil
}

var (
	whyOther = fault.Text{Zh: "该项为他人的个人信息,本人查询也不显示。", En: "This is personal data of someone else, which one's own record does not show."}
	whyText  = fault.Text{Zh: "文中的证件号码、电话等个人信息已遮盖。", En: "Identity numbers, telephone numbers and the like in the text are masked."}
)

// ownName is the name a person has in the newest record that shows it to the person; "" if none does.
func (c *composer) ownName(vs []Version) (name string) {
	newest := uint64(0)
	for i := range vs {
		v := &vs[i]
		s, known := c.q.d.Schemas.Get(v.Resource)
		d, covers := c.decision(v)
		if !known || !covers || v.Offset < newest {
			continue
		}
		eachField(v.Fields, func(item, value string) {
			if item != s.Definition().Subject.Name || value == "" {
				return
			}
			if i, ok := s.Index(item); ok {
				if it := itemOf(s, i, value, leastLevel(s, v), d.Mask, c.q.d.Keys); !it.Masked {
					name, newest = it.Value, v.Offset
				}
			}
		})
	}
	return name
}

func named(m grant.Mask, item string) bool {
	_, ok := m.Named[item]
	return ok
}

// veil masks in a subject's own record what is personal of other people, unless the grant names the item.
func (it *Item) veil(s *resource.Schema, i int, v *Version, m grant.Mask) {
	def := s.Item(i)
	if named(m, def.Name) {
		return
	}
	switch def.OwnForm(&s.Definition().Subject, v.Kind) {
	case resource.Clear:
	case resource.Cleaned:
		if clean := subject.MaskText(it.Value); clean != it.Value {
			it.Value, it.Masked, it.Why, it.Needs = clean, true, whyText, "+"+def.Name
		}
	default:
		it.Value, it.Masked, it.Why, it.Needs = maskItem(def, it.Value, false), true, whyOther, "+"+def.Name
	}
}

// othersPersonal reports whether an item identifies someone who is not the subject.
func othersPersonal(s *resource.Schema, i int, v *Version) bool {
	return s.Item(i).OwnForm(&s.Definition().Subject, v.Kind) < resource.Anonymous
}
