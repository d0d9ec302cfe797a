package rules

import (
	"fmt"
	"io"
	"strconv"
)

// Removal takes records out of publication before their term: when Item says Value, so many working days later.
type Removal struct {
	Rule, Item, Value string
	From, To          Date // days of learning it that the rule governs; To is NoDate while in force
	WorkingDays       int  // 0: at once, on the day itself
	// EndsValidity is set where such a record is not in force either, from the day of learning it.
	EndsValidity bool
	Basis        string
}

// Removals is the table of early removals, by resource.
type Removals struct{ by map[string][]Removal }

// mostRemovalDays bounds what a row may say: longer is a typing mistake, not a term of removal.
const mostRemovalDays = 366

// ParseRemovals reads a table with the columns rule, resource, item, value, valid_from, valid_to, working_days, ends, basis, confidence.
func ParseRemovals(r io.Reader) (Removals, error) {
	rows, err := readTable(r, "rule", "resource", "item", "value", "valid_from", "valid_to", "working_days", "ends", "basis", "confidence")
	if err != nil {
		return Removals{}, fmt.Errorf("removals: %w", err)
	}
	t := Removals{by: map[string][]Removal{}}
	for i, row := range rows {
		u, err := parseRemoval(row)
		if err != nil {
			return Removals{}, fmt.Errorf("removals line %d: %w", i+2, err)
		}
		t.by[row["resource"]] = append(t.by[row["resource"]], u)
	}
	return t, nil
}

func parseRemoval(row map[string]string) (Removal, error) {
	u := Removal{Rule: row["rule"], Item: row["item"], Value: row["value"], To: NoDate, Basis: row["basis"]}
	if u.Rule == "" || row["resource"] == "" || u.Item == "" || u.Value == "" || u.Basis == "" {
		return u, fmt.Errorf("rule, resource, item, value and basis are obligatory")
	}
	var ok bool
	if u.From, ok = ParseDate(row["valid_from"]); !ok {
		return u, fmt.Errorf("valid_from %q", row["valid_from"])
	}
	if s := row["valid_to"]; s != "" {
		if u.To, ok = ParseDate(s); !ok || u.To < u.From {
			return u, fmt.Errorf("valid_to %q", s)
		}
	}
	n, err := strconv.Atoi(row["working_days"])
	if err != nil || n < 0 || n > mostRemovalDays {
		return u, fmt.Errorf("working_days %q", row["working_days"])
	}
	u.WorkingDays = n
	if ends := row["ends"]; ends != "publication" && ends != "validity" {
		return u, fmt.Errorf("ends %q is neither publication nor validity", ends)
	}
	u.EndsValidity = row["ends"] == "validity"
	return u, nil
}

// Of are the rows about a resource, in the table's order.
func (t Removals) Of(resource string) []Removal { return t.by[resource] }

// Governs reports whether the row is in force on a day.
func (u *Removal) Governs(on Date) bool { return on >= u.From && (u.To == NoDate || on <= u.To) }
