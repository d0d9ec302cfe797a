package resource

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Opening is one thing a new version of a definition shows to more people than the versions before it, of data that is stored already.
type Opening struct {
	What string `json:"what"` // one of the constants below
	Item string `json:"item,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

// What can be opened: an item's sensitivity, its publication, a check of personal data (it keeps an item from the public whatever else its
// definition says, and masks the names it finds in the record's texts), any other property by which an item is masked; the resource's share
// type, whether it is open data, the class that its publication period comes from, which records are published at all, and which items
// stand for what a registration says.
const (
	OpensSensitivity = "sensitivity"
	OpensPublication = "publish"
	OpensCheck       = "check"
	OpensMasking     = "masking"
	OpensSharing     = "share_type"
	OpensDirectory   = "is_open"
	OpensClass       = "credit_class"
	OpensRecords     = "publish_when"
	OpensRegistry    = "registry"
)

// Openings compares a definition with the versions before it, the oldest first; none for a new resource, of which nothing is stored.
// An item that was left out meanwhile is held to what it was last, so that leaving it out first opens nothing.
func Openings(before []Definition, next Definition) []Opening {
	if len(before) == 0 {
		return nil
	}
	out := openingsOfAll(before, next)
	known := map[string]itemBefore{}
	for i := range before {
		for j := range before[i].Items {
			it := &before[i].Items[j]
			known[it.Name] = itemBefore{it, &before[i].Subject}
		}
	}
	for i := range next.Items {
		if old, ok := known[next.Items[i].Name]; ok {
			out = append(out, old.openings(&next.Items[i], &next.Subject)...)
		}
	}
	return append(out, namesLost(before[len(before)-1], next)...)
}

// itemBefore is an item as it was last, with the items that were the subject's own then.
type itemBefore struct {
	*Item
	about *SubjectMap
}

func (old itemBefore) openings(it *Item, about *SubjectMap) (out []Opening) {
	add := func(what, from, to string) { out = append(out, Opening{what, it.Name, from, to}) }
	told := *old.Item // the old item with what is told of it in another way
	if told.Sensitivity = it.Sensitivity; level(it) < level(old.Item) {
		add(OpensSensitivity, old.Sensitivity, it.Sensitivity)
	}
	if told.Publish = it.Publish; it.Publish && !old.Publish {
		add(OpensPublication, strconv.FormatBool(old.Publish), strconv.FormatBool(it.Publish))
	}
	if it.Check != old.Check && personal(old.Check) {
		told.Check = it.Check
		add(OpensCheck, old.Check, it.Check)
	}
	for _, forms := range [...]func(*Item, *SubjectMap, subject.Kind) Form{publicForm, restrictedForm, ownForm} {
		for k := subject.Organisation; k <= subject.SelfEmployed; k++ {
			was, is := max(forms(old.Item, old.about, k), forms(&told, old.about, k)), forms(it, about, k)
			if is > was {
				add(OpensMasking, was.String(), is.String())
				return out
			}
		}
	}
	return out
}

func publicForm(it *Item, _ *SubjectMap, k subject.Kind) Form { return it.PublicForm(k) }

func ownForm(it *Item, about *SubjectMap, k subject.Kind) Form { return it.OwnForm(about, k) }

// restrictedForm is what everybody with any grant at all sees.
func restrictedForm(it *Item, _ *SubjectMap, _ subject.Kind) Form {
	if it.Sensitivity == publicLevel {
		return Clear
	}
	return it.MaskedForm()
}

// namesLost are items with people's names that are left out, so that the names are masked no more in the texts of stored records.
func namesLost(last, next Definition) (out []Opening) {
	if !slices.ContainsFunc(next.Items, func(it Item) bool { return it.PublicForm(subject.SelfEmployed) == Anonymous }) {
		return nil
	}
	for i := range last.Items {
		it := &last.Items[i]
		if it.NamesPeople() && !slices.ContainsFunc(next.Items, func(n Item) bool { return n.Name == it.Name }) {
			out = append(out, Opening{OpensCheck, it.Name, it.Check, ""})
		}
	}
	return out
}

// openingsOfAll are those that are of the resource as a whole.
func openingsOfAll(before []Definition, next Definition) []Opening {
	var out []Opening
	last := before[len(before)-1]
	if next.Metadata.ShareType < last.Metadata.ShareType { // 1 unconditional, 2 conditional, 3 none
		out = append(out, Opening{What: OpensSharing, From: last.Metadata.ShareType, To: next.Metadata.ShareType})
	}
	if next.Metadata.Open && !last.Metadata.Open {
		out = append(out, Opening{What: OpensDirectory, From: "false", To: "true"})
	}
	if next.CreditClass != last.CreditClass {
		out = append(out, Opening{What: OpensClass, From: last.CreditClass, To: next.CreditClass})
	}
	if next.PublishWhen != last.PublishWhen && last.PublishWhen != "" { // whether one condition holds for more than another can't be told
		out = append(out, Opening{What: OpensRecords, From: last.PublishWhen, To: next.PublishWhen})
	}
	var registry *RegistryMap
	for i := range before {
		if before[i].Registry != nil {
			registry = before[i].Registry
		}
	}
	if registry != nil && next.Registry != nil && !reflect.DeepEqual(registry, next.Registry) {
		out = append(out, Opening{What: OpensRegistry, From: registry.String(), To: next.Registry.String()})
	}
	return out
}

// String lists the items in the order of the definition's keys.
func (m *RegistryMap) String() string {
	return strings.Join(append([]string{m.Name, m.FormerNames, m.Status, m.Division, m.Legal, m.Registered}, m.LegacyCodes...), ",")
}

func level(it *Item) grant.Level {
	l, _ := grant.ParseLevel(it.Sensitivity) // a definition that compiles has a known one
	return l
}
