package biz

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// composer builds one answer.
type composer struct {
	q        *Inquiry
	ask      Ask
	who      grant.Principal
	rights   *rights
	today    rules.Date
	answer   *Answer
	groups   map[string]*Group
	withheld map[string]*Withheld
	// withdrawn and notInForce count records left out at the caller's own wish or by default.
	withdrawn, notInForce int
	// near are the decisions about data of one division, where the widest line does not reach it.
	near map[[2]string]grant.Decision
}

func (q *Inquiry) compose(id string, stored []Version, ask Ask, r *rights, who grant.Principal, now time.Time) *Answer {
	asOf, known := ask.AsOf, ask.AsOf.UnixMicro()
	if asOf.IsZero() {
		asOf, known = now, Now
	}
	c := &composer{
		q: q, ask: ask, who: who, rights: r, today: rules.DateOf(asOf.In(China)), // a past answer is given as on that day
		answer: &Answer{AsOf: asOf, ValidOn: ask.ValidOn, PolicyVersion: r.version, At: now},
		groups: map[string]*Group{}, withheld: map[string]*Withheld{},
	}
	versions := q.d.known(stored, known)
	c.answer.Subject = profileOf(id, versions, &q.d, c.sees)
	if ask.own && c.answer.Subject.Kind == subject.Person {
		c.answer.Subject.Name = cmp.Or(c.ownName(versions), c.answer.Subject.Name)
	}
	for start := 0; start < len(versions); {
		end := start + 1
		for !versions[end-1].Current {
			end++
		}
		c.record(versions[start:end])
		start = end
	}
	c.finish(len(versions))
	return c.answer
}

// record shows one record, or counts it as withheld.
func (c *composer) record(vs []Version) {
	current := &vs[len(vs)-1]
	switch { // first of all, so that what is withheld is what a grant would show
	case current.Op == record.Withdraw && !c.ask.Versions:
		c.withdrawn++
		return
	case c.ask.ValidOn != rules.NoDate && !current.inForce(c.ask.ValidOn):
		c.notInForce++
		return
	}
	s, known := c.q.d.Schemas.Get(current.Resource)
	if !known {
		c.hold(current, nil, fault.New(fault.Denied, "RESOURCE_UNKNOWN", "该资源不在现行目录中。", "The resource is not in the present catalog.").
			Then("请联系目录主管部门。", "Ask the catalog manager."))
		return
	}
	d, covers := c.decision(current)
	if !d.Allow {
		c.hold(current, s, d.Refusal)
		return
	}
	if !covers {
		c.hold(current, s, outOfScope())
		return
	}
	g := c.group(s)
	c.answer.Count++
	if !c.ask.Versions {
		vs = vs[len(vs)-1:]
	}
	for i := len(vs) - 1; i >= 0; i-- {
		then, covers := c.decision(&vs[i])
		if !covers { // the record has moved since
			c.hold(&vs[i], s, outOfScope())
			continue
		}
		shown := c.show(s, &vs[i], then.Mask)
		shown.order = current.day()
		g.Records = append(g.Records, shown)
	}
}

// decision is what holds for a version. The policy answers about a resource with the line that shows most; where that does not cover the
// division of the data, a line that shows less of more divisions may.
func (c *composer) decision(v *Version) (d grant.Decision, covers bool) {
	d = c.rights.by[v.Resource]
	if !d.Allow || d.Scope.Covers(c.who.Division, v.Division) {
		return d, d.Allow
	}
	at := [2]string{v.Resource, v.Division}
	near, asked := c.near[at]
	if !asked {
		near = c.q.decide(c.who, c.ask, v.Resource, v.Division, c.answer.At)
		if c.near == nil {
			c.near = map[[2]string]grant.Decision{}
		}
		c.near[at] = near
	}
	if near.Allow && near.Scope.Covers(c.who.Division, v.Division) {
		return near, true
	}
	return d, false
}

func outOfScope() *fault.Error {
	return fault.New(fault.Denied, "OUT_OF_SCOPE", "记录属于其他行政区划,超出您的授权范围。", "The record belongs to another division, outside the scope of your grant.").
		Then("如确需查询,请申请全市范围的共享授权。", "If you need it, request a grant of city scope.")
}

// sees reports whether the caller may see an item of a version.
func (c *composer) sees(s *resource.Schema, item int, v *Version) bool {
	d, covers := c.decision(v)
	if c.ask.own && othersPersonal(s, item, v) && !named(d.Mask, s.Item(item).Name) {
		return false
	}
	return covers && d.Mask.Clear(s.Item(item).Name, max(s.Level(item), leastLevel(s, v)))
}

func (c *composer) group(s *resource.Schema) *Group {
	class := s.Definition().CreditClass
	g := c.groups[class]
	if g == nil {
		g = &Group{Class: class, Name: resource.CreditClassName(class)}
		c.groups[class] = g
	}
	return g
}

func (c *composer) show(s *resource.Schema, v *Version, m grant.Mask) Shown {
	on := c.ask.ValidOn
	if on == rules.NoDate {
		on = c.today
	}
	out := Shown{
		Version: v, ResourceName: nameOf(s), AgencyName: c.q.d.Agencies.AgencyName(v.Agency), InForce: v.Current && v.Op == record.Upsert && v.inForce(on),
		Publication: publicOf(c.q.d.Publication, s, v, c.today),
	}
	if v.Op == record.Upsert {
		out.Items = itemsOf(s, v, m, c.q.d.Keys, c.ask.own)
	}
	return out
}

func nameOf(s *resource.Schema) fault.Text {
	return fault.Text{Zh: s.Definition().Name, En: s.Definition().NameEn}
}

func (c *composer) hold(v *Version, s *resource.Schema, why *fault.Error) {
	key := v.Resource + "\x00" + string(why.Reason)
	w := c.withheld[key]
	if w == nil {
		w = &Withheld{Class: v.Class, Resource: v.Resource, ResourceName: fault.Text{Zh: v.Resource, En: v.Resource}, Reason: why.Reason, Message: why.Message, Next: why.Next}
		if s != nil {
			w.Class, w.ResourceName = s.Definition().CreditClass, nameOf(s)
		}
		c.withheld[key] = w
	}
	w.Count++
}

func (c *composer) finish(versions int) {
	a := c.answer
	for _, g := range c.groups {
		slices.SortStableFunc(g.Records, newestFirst)
		a.Groups = append(a.Groups, *g)
	}
	slices.SortFunc(a.Groups, func(x, y Group) int {
		if d := rankOf(x.Class) - rankOf(y.Class); d != 0 {
			return d
		}
		return strings.Compare(x.Class, y.Class)
	})
	held := int64(0)
	for _, w := range c.withheld {
		a.Withheld = append(a.Withheld, *w)
		held += w.Count
	}
	slices.SortFunc(a.Withheld, func(x, y Withheld) int {
		return strings.Compare(x.Resource+"\x00"+string(x.Reason), y.Resource+"\x00"+string(y.Reason))
	})
	c.notes(versions, held)
}

// notes say in words why the answer is empty or partial.
func (c *composer) notes(versions int, held int64) {
	add := func(zh, en string) { c.answer.Notes = append(c.answer.Notes, fault.Text{Zh: zh, En: en}) }
	if versions == 0 {
		add("截至查询时点,没有收到该主体的任何记录。", "No record of this subject had been received by the instant asked for.")
	}
	if held > 0 {
		add(fmt.Sprintf("有 %d 条记录因授权不足未显示,原因见未显示清单。", held), fmt.Sprintf("%d records are withheld for want of a grant; see the list for reasons.", held))
	}
	if c.withdrawn > 0 {
		add(fmt.Sprintf("有 %d 条记录已由数源部门撤回,未显示。", c.withdrawn), fmt.Sprintf("%d records were withdrawn by their source and are not shown.", c.withdrawn))
	}
	if c.notInForce > 0 {
		add(fmt.Sprintf("有 %d 条记录在所选日期不在有效期内,未显示。", c.notInForce), fmt.Sprintf("%d records were not in force on the chosen date and are not shown.", c.notInForce))
	}
}

// newestFirst orders records by date, then by arrival; versions of one record stay together, newest first.
func newestFirst(a, b Shown) int {
	if c := cmp.Compare(b.order, a.order); c != 0 {
		return c
	}
	if c := strings.Compare(a.Resource, b.Resource); c != 0 {
		return c
	}
	if c := strings.Compare(a.RecordID, b.RecordID); c != 0 {
		return c
	}
	if c := strings.Compare(a.Agency, b.Agency); c != 0 {
		return c
	}
	return b.Number - a.Number
}

// StatusWithdrawn stands where a registration's status would: the source withdrew the registration, and no other is in force.
const StatusWithdrawn = "登记已撤回"

// profileOf says who the subject is, by its registration in force, else by what the records call it. Names and status are what every
// search tells; the rest of a registration is held to what sees says of its items.
func profileOf(id string, vs []Version, d *Deps, sees func(s *resource.Schema, item int, v *Version) bool) Profile {
	p := Profile{ID: id, Kind: subject.KindOfUSCC(id), RegisteredOn: rules.NoDate}
	if subject.IsToken(id) {
		p.Kind = subject.Person
	}
	var registration, named *Version
	withdrawn := false
	for i := range vs {
		v := &vs[i]
		if v.Name != "" && (named == nil || v.Offset > named.Offset) { // a withdrawal may be the natural key alone
			named = v
		}
		withdrawn = withdrawn || v.Current && v.About != nil && v.Op == record.Withdraw
		if v.Current && v.About != nil && v.Op == record.Upsert && (registration == nil || v.Offset > registration.Offset) {
			registration = v
		}
	}
	if named != nil {
		p.Name = named.Name
		if named.Kind != 0 {
			p.Kind = named.Kind
		}
	}
	switch {
	case p.Kind == subject.Person:
	case registration != nil:
		about := registration.About
		p.Registered, p.Name, p.Status, p.Division, p.Former = true, about.Name, about.Status, about.Division, about.FormerNames
		p.details(registration, d.Schemas, sees)
	case withdrawn:
		p.Status = StatusWithdrawn
	}
	p.DivisionName = d.Places.Name(p.Division)
	return p
}

// details takes from a registration what sees allows. Of older codes all or none: they are stored without the items they came from.
func (p *Profile) details(v *Version, schemas *resource.Registry, sees func(s *resource.Schema, item int, v *Version) bool) {
	s, known := schemas.Get(v.Resource)
	if !known || s.Definition().Registry == nil {
		return
	}
	m := s.Definition().Registry
	hidden := func(name string) bool {
		i, ok := s.Index(name)
		return !ok || !sees(s, i, v)
	}
	if !hidden(m.Legal) {
		p.Legal = v.About.Legal
	}
	if !hidden(m.Registered) {
		p.RegisteredOn = v.About.RegisteredOn
	}
	if !slices.ContainsFunc(m.LegacyCodes, hidden) {
		p.LegacyCodes = v.About.LegacyCodes
	}
}
