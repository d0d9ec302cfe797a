package rules

import (
	"fmt"
	"io"
)

// Severity of dishonest conduct, as Order 36 classes it.
type Severity uint8

// The severities; unknown is not a class of the law but the absence of one in the data.
const (
	Unknown Severity = iota
	Minor            // 轻微: not published in principle
	General          // 一般
	Serious          // 严重
)

var severityNames = [...]string{"unknown", "minor", "general", "serious"}

// String is the severity's stable name.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return severityNames[0]
}

// ParseSeverity reads a severity's name, English or Chinese.
func ParseSeverity(s string) (Severity, bool) {
	switch s {
	case "", "unknown", "未定":
		return Unknown, true
	case "minor", "轻微":
		return Minor, true
	case "general", "一般":
		return General, true
	case "serious", "严重":
		return Serious, true
	}
	return Unknown, false
}

// Table tells how long what may be published. Its zero value publishes nothing.
type Table struct{ rules []rule }

type rule struct {
	id        string
	class     string // publication class, or "*"
	severity  Severity
	any       bool // every severity
	from, to  Date // decision dates it governs; to is NoDate while in force
	published bool
	bounded   bool
	max       Period
	basis     string
}

// ParsePublication reads a table with the columns rule, class, severity, valid_from, valid_to, published, max, basis.
// The first row that fits a record governs it, so special rows stand before general ones and newer regimes before older.
func ParsePublication(r io.Reader) (Table, error) {
	rows, err := readTable(r, "rule", "class", "severity", "valid_from", "valid_to", "published", "max", "basis", "confidence")
	if err != nil {
		return Table{}, fmt.Errorf("publication: %w", err)
	}
	var t Table
	for i, row := range rows {
		u, err := parseRule(row)
		if err != nil {
			return Table{}, fmt.Errorf("publication line %d: %w", i+2, err)
		}
		t.rules = append(t.rules, u)
	}
	return t, nil
}

func parseRule(row map[string]string) (rule, error) {
	u := rule{id: row["rule"], class: row["class"], to: NoDate, basis: row["basis"]}
	if u.id == "" || u.class == "" || u.basis == "" {
		return u, fmt.Errorf("rule, class and basis are obligatory")
	}
	var ok bool
	if u.any = row["severity"] == "*"; !u.any {
		if u.severity, ok = ParseSeverity(row["severity"]); !ok {
			return u, fmt.Errorf("severity %q", row["severity"])
		}
	}
	if u.from, ok = ParseDate(row["valid_from"]); !ok {
		return u, fmt.Errorf("valid_from %q", row["valid_from"])
	}
	if s := row["valid_to"]; s != "" {
		if u.to, ok = ParseDate(s); !ok || u.to < u.from {
			return u, fmt.Errorf("valid_to %q", s)
		}
	}
	switch row["published"] {
	case "yes":
		u.published = true
	case "no":
	default:
		return u, fmt.Errorf("published %q", row["published"])
	}
	if s := row["max"]; s != "" {
		var err error
		if u.max, err = ParsePeriod(s); err != nil {
			return u, err
		}
		u.bounded = true
	}
	return u, nil
}

func (u *rule) fits(class string, s Severity, decided Date) bool {
	return (u.class == "*" || u.class == class) && (u.any || u.severity == s) && decided >= u.from && (u.to == NoDate || decided <= u.to)
}

// Has reports whether the table has rows of its own for the class, beyond those for any class.
func (t Table) Has(class string) bool {
	for i := range t.rules {
		if t.rules[i].class == class {
			return true
		}
	}
	return false
}

// Window is when a record may be public: from the day of its decision to a last day (inclusive; Indefinite when the law names none).
// The rule in force on the decision date governs. The record's own end applies when it is earlier; when the law names a longest time,
// a later own end is cut to it (an end an agency typed can't lengthen what the law limits); Indefinite as own end means "not stated".
// basis names the rule, also when the record is not published: minor conduct, no decision date to count from, no rule for the class.
func (t Table) Window(class string, severity Severity, decided, ownEnd Date) (from, to Date, basis string, published bool) {
	if decided == NoDate {
		return NoDate, NoDate, "no decision date", false
	}
	for i := range t.rules {
		u := &t.rules[i]
		if !u.fits(class, severity, decided) {
			continue
		}
		if !u.published {
			return NoDate, NoDate, u.basis, false
		}
		to = Indefinite
		if u.bounded {
			to = decided.Add(u.max)
		}
		if ownEnd != NoDate && ownEnd < to {
			to = ownEnd
		}
		return decided, to, u.basis, true
	}
	return NoDate, NoDate, "no rule for this class", false
}
