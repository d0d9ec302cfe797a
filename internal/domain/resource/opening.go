package resource

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Opening is one thing a new version of a definition shows to more people than the versions before it, of data that is stored already.
type Opening struct {
	What string `json:"what"` // one of the constants below
	Item string `json:"item,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

// What can be opened: an item's sensitivity, its publication, the check that keeps it from the public whatever else its definition says; the
// resource's share type, whether it is open data, the class that its publication period comes from, and which items stand for what a registration says.
const (
	OpensSensitivity = "sensitivity"
	OpensPublication = "publish"
	OpensCheck       = "check"
	OpensSharing     = "share_type"
	OpensDirectory   = "is_open"
	OpensClass       = "credit_class"
	OpensRegistry    = "registry"
)

// Openings compares a definition with the versions before it, the oldest first; none for a new resource, of which nothing is stored.
// An item that was left out meanwhile is held to what it was last, so that leaving it out first opens nothing.
func Openings(before []Definition, next Definition) []Opening {
	if len(before) == 0 {
		return nil
	}
	out := openingsOfAll(before, next)
	known := map[string]Item{}
	for _, d := range before {
		for _, it := range d.Items {
			known[it.Name] = it
		}
	}
	for _, it := range next.Items {
		old, ok := known[it.Name]
		if !ok {
			continue
		}
		if level(it) < level(old) {
			out = append(out, Opening{OpensSensitivity, it.Name, old.Sensitivity, it.Sensitivity})
		}
		if it.Publish && !old.Publish {
			out = append(out, Opening{OpensPublication, it.Name, strconv.FormatBool(old.Publish), strconv.FormatBool(it.Publish)})
		}
		if it.Check != old.Check && personal(old.Check) {
			out = append(out, Opening{OpensCheck, it.Name, old.Check, it.Check})
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

// personal are the checks of what identifies people.
func personal(check string) bool {
	switch check {
	case "citizen_id", "document", "phone", "person_name":
		return true
	}
	return false
}

func level(it Item) grant.Level {
	l, _ := grant.ParseLevel(it.Sensitivity) // a definition that compiles has a known one
	return l
}
