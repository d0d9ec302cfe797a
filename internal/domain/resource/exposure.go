package resource

import (
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Form is how much of a stored value is shown; a greater one shows more. Whoever shows records asks here, and so does Openings: what a new
// version of a definition opens is told from the same rules by which it is shown.
type Form uint8

// The forms, from nothing to everything.
const (
	Hidden    Form = iota // that there is a value, at most
	Masked                // what the mask of its check leaves: a family name, the last digits
	Anonymous             // a text without identity and telephone numbers, and without the names of the people the record names elsewhere
	Cleaned               // a text without identity and telephone numbers
	Clear
)

// String is the form's name in openings.
func (f Form) String() string {
	return [...]string{"hidden", "masked", "anonymous", "cleaned", "clear"}[f]
}

var publicLevel = grant.Public.String()

// PublicForm is how anybody sees the item in a published record about a subject of a kind. What identifies people by number is for nobody,
// whatever else the definition says, and so is the name of the person behind a shop.
func (it *Item) PublicForm(k subject.Kind) Form {
	switch {
	case !it.Publish || it.Sensitivity != publicLevel:
		return Hidden
	case it.Check == "person_name":
		if k == subject.SelfEmployed {
			return Hidden
		}
	case personal(it.Check):
		return Hidden
	}
	switch {
	case !it.text():
		return Clear
	case it.Check == "":
		return Anonymous
	}
	return Cleaned
}

// MaskedForm is how those see the item whose grant does not cover its level.
func (it *Item) MaskedForm() Form {
	if personal(it.Check) {
		return Masked
	}
	return Hidden
}

// OwnForm is how a subject of a kind sees the item in its own record, where its grant covers the level without naming the item: what is
// personal of other people stays masked, and what may name anybody is cleaned. What anybody may see, such as the legal representative of a
// company, is no secret from the company. Behind a shop stands its operator. about says which items are the subject's own.
func (it *Item) OwnForm(about *SubjectMap, k subject.Kind) Form {
	switch {
	case it.othersPersonal(about, k):
		return it.MaskedForm()
	case it.narrative():
		return Cleaned
	}
	return Clear
}

// othersPersonal reports whether an item identifies someone who is not the subject: a name, a document, a telephone.
func (it *Item) othersPersonal(about *SubjectMap, k subject.Kind) bool {
	if !personal(it.Check) || it.Name == about.Name || it.Name == about.Document {
		return false
	}
	switch it.Check {
	case "person_name":
		if k == subject.SelfEmployed {
			return false
		}
	case "phone":
		if k == subject.SelfEmployed || k == subject.Person {
			return false
		}
	}
	return k.Natural() || it.PublicForm(k) == Hidden
}

// text reports whether an item holds words that someone wrote, not a code.
func (it *Item) text() bool {
	switch it.Check {
	case "uscc", "regno", "orgcode", "division":
		return false
	}
	return (it.Type == "C" || it.Type == "M" || it.Type == "G") && len(it.Codes) == 0
}

// narrativeLength is the length from which a text item tells a story instead of naming a thing.
const narrativeLength = 1000

// narrative reports whether an item is free text in which anybody may be named.
func (it *Item) narrative() bool {
	return it.Check == "" && it.text() && (it.Type != "C" || it.Length == 0 || it.Length >= narrativeLength)
}

// NamesPeople reports whether an item's values are names of people, which an Anonymous text of the same record is cleaned of.
func (it *Item) NamesPeople() bool { return it.Check == "person_name" }

// personal are the checks of what identifies people.
func personal(check string) bool {
	switch check {
	case "citizen_id", "document", "phone", "person_name":
		return true
	}
	return false
}
