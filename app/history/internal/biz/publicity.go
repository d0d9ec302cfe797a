package biz

import (
	"context"
	"slices"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Publicity answers everybody, without login. A self-employed business is shown under its registered name, which is public by law
// (its code starts with 92); of natural persons nothing is shown, and nothing tells whether one is known.
type Publicity struct {
	d     Deps
	tally *tally
}

// NewPublicity makes the use-case.
func NewPublicity(d Deps) *Publicity { return &Publicity{d: d, tally: newTally(&d)} }

var publicKinds = []subject.Kind{subject.Organisation, subject.PublicBody, subject.SelfEmployed}

// Search finds the organisations by code or name that have a page.
func (p *Publicity) Search(ctx context.Context, ask SearchAsk) (*Hits, error) {
	f, err := p.d.findOf(ask)
	if err != nil {
		return nil, err
	}
	f.Kinds = publicKinds
	f.Codes = slices.DeleteFunc(f.Codes, subject.IsToken)
	if f.Name == "" && len(f.Codes) == 0 {
		return &Hits{}, nil
	}
	if p.d.Schemas.Generation() == 0 { // nor is it known yet what is public
		return nil, notLoaded()
	}
	now := p.d.Clock.Now()
	may := func(hit *Found, versions []Version) bool {
		if versions == nil {
			return hit.Registered && subject.CheckUSCC(hit.Subject) == ""
		}
		return p.pageOf(hit.Subject, versions, now) != nil
	}
	ev := evidence.Event{At: now, Kind: evidence.Search, Action: "public.search", Allow: true}
	return p.d.search(ctx, f, ask, may, ev)
}

// Page shows one organisation: current records that are published, their public items.
func (p *Publicity) Page(ctx context.Context, id string) (*Answer, error) {
	now := p.d.Clock.Now()
	if p.d.Schemas.Generation() == 0 {
		return nil, notLoaded()
	}
	code := subject.NormaliseUSCC(id)
	if subject.CheckUSCC(code) != "" {
		return nil, notPublic()
	}
	stored, err := p.d.Histories.Versions(ctx, code)
	if err != nil {
		return nil, p.unread(ctx, code, err)
	}
	a := p.pageOf(code, p.d.known(stored, Now), now)
	if a == nil {
		return nil, notPublic()
	}
	who := grant.From(ctx)
	ev := evidence.Event{
		At: now, Kind: evidence.Query, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential, Action: "public.page",
		Subject: code, Allow: true, AnswerDigest: a.digest(), Count: a.Count, Given: a.given(),
	}
	if a.Evidence, err = p.d.Witness.Record(ctx, ev); err != nil {
		return nil, err
	}
	return a, nil
}

// unread tells that there are too many records only of a body that is registered: of others a page that is none would tell that there are some.
func (p *Publicity) unread(ctx context.Context, code string, err error) error {
	if fault.From(err).Kind != fault.TooLarge {
		return err
	}
	found, failed := p.d.Histories.Find(ctx, Find{Codes: []string{code}, Kinds: publicKinds, Limit: 1})
	switch {
	case failed != nil:
		return failed
	case len(found) == 0 || !found[0].Registered || found[0].Withdrawn:
		return notPublic()
	}
	return err
}

// pageOf is the page of an organisation, nil if it has none: then it isn't found by a search either.
func (p *Publicity) pageOf(code string, versions []Version, now time.Time) *Answer {
	if subject.CheckUSCC(code) != "" || len(versions) == 0 {
		return nil
	}
	a := p.page(code, versions, now)
	// Of a body that no register names, a page without records would tell that there are some it doesn't show.
	if a.Subject.Kind.Natural() || !a.Subject.Registered && a.Count == 0 {
		return nil
	}
	return a
}

func (p *Publicity) page(code string, versions []Version, now time.Time) *Answer {
	today := rules.DateOf(now.In(China))
	sees := func(s *resource.Schema, item int, v *Version) bool {
		return public(s, item, v) && publicOf(p.d.Publication, s, v, today).State == Published
	}
	c := composer{answer: &Answer{AsOf: now, ValidOn: rules.NoDate, At: now, Subject: profileOf(code, versions, &p.d, sees)}, groups: map[string]*Group{}}
	c.answer.Subject.Legal = subject.MaskText(c.answer.Subject.Legal)
	if !c.answer.Subject.Registered {
		c.answer.Subject.Name = subject.MaskText(c.answer.Subject.Name)
	}
	for i := range versions {
		v := &versions[i]
		s, known := p.d.Schemas.Get(v.Resource)
		if !v.Current || !known {
			continue
		}
		state := publicOf(p.d.Publication, s, v, today)
		if state.State != Published {
			continue
		}
		items := publicItems(s, v)
		if len(items) == 0 {
			continue
		}
		// Of hints only that of the calendar is for everybody: it says how the working days are to be read. The digest covers what is not public too: with the rest known, the rest of it could be guessed.
		v.Hints = withHint("", provisionalHint, hasHint(v.Hints, provisionalHint))
		v.Digest, v.DocumentNo, v.RecordID = "", subject.MaskText(v.DocumentNo), subject.MaskText(v.RecordID)
		g := c.group(s)
		g.Records = append(g.Records, Shown{
			Version: v, ResourceName: nameOf(s), AgencyName: p.d.Agencies.AgencyName(v.Agency), InForce: v.inForce(today), Publication: state, Items: items, order: v.day(),
		})
		c.answer.Count++
	}
	c.finish(len(versions))
	if c.answer.Count == 0 {
		c.answer.Notes = append(c.answer.Notes, fault.Text{Zh: "目前没有处于公示期的公开信息。", En: "Nothing about this organisation is within its publication period."})
	}
	return c.answer
}

func notPublic() error {
	return fault.New(fault.NotFound, "NOT_PUBLIC", "没有可公开的信息。", "There is nothing public.").
		Then("请核对统一社会信用代码;自然人信息不对外公开。", "Check the unified social credit code; nothing is published about natural persons.")
}
