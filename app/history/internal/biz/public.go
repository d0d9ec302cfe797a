package biz

import (
	"slices"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// publicOf tells whether a current version is public today: only of organisations, only resources with items marked public, only what the
// definition publishes of them, only inside the window of the rule for its resource, its credit class or any.
func publicOf(t Publication, s *resource.Schema, v *Version, today rules.Date) Publicness {
	if s != nil && v.Op == record.Upsert && !v.Kind.Natural() && publishes(s) && !published(s, v) {
		return Publicness{State: NotPublished, Until: rules.NoDate, Basis: "资源目录规定仅公示部分记录(" + s.Definition().PublishWhen + ")"}
	}
	return windowOf(t, s, v, today)
}

// published reports whether the definition publishes records like this one at all.
func published(s *resource.Schema, v *Version) bool {
	item, values := s.PublishedWhen()
	return item == "" || slices.ContainsFunc(values, func(value string) bool { return v.says(item, value) })
}

// leastLevel is the least sensitivity that items of a version have: in a record that is not published nothing is public.
func leastLevel(s *resource.Schema, v *Version) grant.Level {
	if published(s, v) {
		return grant.Public
	}
	return grant.Shared
}

// windowOf is publicOf of what the definition publishes.
func windowOf(t Publication, s *resource.Schema, v *Version, today rules.Date) Publicness {
	switch {
	case v.Op == record.Withdraw:
		return Publicness{State: Withdrawn, Until: rules.NoDate, Basis: "数源部门已撤回"}
	case v.Kind.Natural():
		return Publicness{State: NotPublished, Until: rules.NoDate, Basis: "自然人信息不公示"}
	case s == nil || !publishes(s):
		return Publicness{State: NotPublished, Until: rules.NoDate, Basis: "资源未列为社会公开"}
	}
	class := "*"
	for _, c := range [...]string{s.Code(), s.Definition().CreditClass} {
		if t.Has(c) {
			class = c
			break
		}
	}
	decided := v.day()
	_, until, basis, ok := t.Window(class, v.Severity, decided, v.PublishTo)
	bounded := until != rules.Indefinite && until != v.PublishTo
	if ok && v.Leave != nil && v.Leave.Until < until {
		until, basis = v.Leave.Until, v.Leave.Basis
	}
	switch {
	case !ok:
		return Publicness{State: NotPublished, Until: rules.NoDate, Basis: basis}
	case bounded && v.OccurredOn == rules.NoDate && v.ValidFrom == rules.NoDate:
		// The day of arrival is no decision date: counting from it would publish too long.
		return Publicness{State: NotPublished, Until: rules.NoDate, Basis: "无决定日期,无法计算公示期"}
	case today < decided:
		return Publicness{State: NotPublished, Until: until, Basis: "决定日期未到"}
	case today > until:
		return Publicness{State: Ended, Until: until, Basis: basis}
	}
	return Publicness{State: Published, Until: until, Basis: basis}
}

func publishes(s *resource.Schema) bool {
	for i := range s.Len() {
		if s.Item(i).Publish {
			return true
		}
	}
	return false
}
