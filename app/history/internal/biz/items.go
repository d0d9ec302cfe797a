package biz

import (
	"strings"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// sealedPrefix marks sealed text; opening it decides.
const sealedPrefix = "s1."

const hidden = "***"

var (
	whyGone   = fault.Text{Zh: "该信息项不在现行目录中,不予显示。", En: "The item is not in the present catalog, so it is not shown."}
	whyBroken = fault.Text{Zh: "密封内容无法解封,请联系系统管理员。", En: "The sealed content could not be opened; tell the system administrator."}
	whyLevel  = [...]fault.Text{
		grant.Public:     {},
		grant.Shared:     {Zh: "该项为政务共享级,您的授权未包含。", En: "The item is of level shared, which your grant does not cover."},
		grant.Authorised: {Zh: "该项为授权查询级,您的授权未包含。", En: "The item is of level authorised-only, which your grant does not cover."},
		grant.Sealed:     {Zh: "该项已密封,仅授权中列明该项的可见。", En: "The item is sealed and only shown to grants that name it."},
	}
)

// itemsOf is a version's items under the caller's mask, in the order of the definition. Blank items are left out. In the caller's own
// record what is personal of other people stays masked as well.
func itemsOf(s *resource.Schema, v *Version, m grant.Mask, keys Keys, own bool) []Item {
	out := make([]Item, 0, s.Len())
	at, floor := 0, leastLevel(s, v)
	eachField(v.Fields, func(name, value string) {
		if value == "" {
			return
		}
		i, ok := indexAfter(s, name, &at)
		if !ok {
			out = append(out, Item{Name: name, Value: hidden, Masked: true, Why: whyGone})
			return
		}
		it := itemOf(s, i, value, floor, m, keys)
		if own && !it.Masked {
			it.veil(s, i, v, m)
		}
		out = append(out, it)
	})
	return out
}

// indexAfter finds an item; stored items stand in the definition's order, so the next one is nearly always it.
func indexAfter(s *resource.Schema, name string, at *int) (int, bool) {
	for i := *at; i < s.Len(); i++ {
		if s.Item(i).Name == name {
			*at = i + 1
			return i, true
		}
	}
	return s.Index(name)
}

func itemOf(s *resource.Schema, i int, value string, floor grant.Level, m grant.Mask, keys Keys) Item {
	def, level := s.Item(i), max(s.Level(i), floor)
	sealed := strings.HasPrefix(value, sealedPrefix)
	if sealed {
		level = grant.Sealed
	}
	it := Item{Name: def.Name, NameZh: def.NameZh, Unit: def.Unit, Value: value}
	if !m.Clear(def.Name, level) {
		it.Value, it.Masked, it.Why, it.Needs = maskItem(def, value, sealed), true, whyLevel[level], needs(def.Name, level)
		return it
	}
	if sealed {
		open, err := keys.Open(s.Code(), def.Name, value)
		if err != nil {
			it.Value, it.Masked, it.Why = hidden, true, whyBroken
			return it
		}
		it.Value = open
	}
	return it
}

// needs names the least grant that shows an item of this level in clear.
func needs(item string, level grant.Level) string {
	if level == grant.Sealed {
		return "+" + item
	}
	return level.String()
}

// maskItem shows as much of a masked value as the table of masking allows on an internal list.
func maskItem(def *resource.Item, value string, sealed bool) string {
	if sealed || def.MaskedForm() == resource.Hidden {
		return hidden
	}
	switch def.Check {
	case "person_name":
		return subject.MaskName(value)
	case "citizen_id":
		return subject.MaskCitizenID(value, subject.MaskInternal)
	case "document":
		return subject.MaskDocument(value)
	case "phone":
		return subject.MaskPhone(value)
	}
	return hidden
}

// public reports whether anybody may see an item of a published record.
func public(s *resource.Schema, i int, v *Version) bool {
	return s.Item(i).PublicForm(v.Kind) != resource.Hidden
}

// publicItems are the items anybody may see, free text cleaned of what identifies people.
func publicItems(s *resource.Schema, v *Version) []Item {
	var out []Item
	at, people := 0, peopleOf(s, v)
	eachField(v.Fields, func(name, value string) {
		i, ok := indexAfter(s, name, &at)
		if !ok || value == "" || !public(s, i, v) || strings.HasPrefix(value, sealedPrefix) {
			return
		}
		def := s.Item(i)
		it := Item{Name: def.Name, NameZh: def.NameZh, Unit: def.Unit, Value: value}
		if form := def.PublicForm(v.Kind); form != resource.Clear {
			it.Value = subject.MaskText(value)
			if form == resource.Anonymous && people != nil {
				it.Value = people.Replace(it.Value)
			}
		}
		if it.Masked = it.Value != value; it.Masked {
			it.Why = fault.Text{Zh: "公示前已遮盖个人信息。", En: "Personal data was masked before publication."}
		}
		out = append(out, it)
	})
	return out
}

// peopleOf masks in free text the people that a record of a shop names elsewhere; nil when there are none.
func peopleOf(s *resource.Schema, v *Version) *strings.Replacer {
	if v.Kind != subject.SelfEmployed {
		return nil
	}
	var pairs []string
	at := 0
	eachField(v.Fields, func(name, value string) {
		if i, ok := indexAfter(s, name, &at); ok && s.Item(i).NamesPeople() && utf8.RuneCountInString(value) > 1 {
			pairs = append(pairs, value, subject.MaskName(value))
		}
	})
	if pairs == nil {
		return nil
	}
	return strings.NewReplacer(pairs...)
}
