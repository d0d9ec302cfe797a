package rules

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// QualityParts are the parts of an agency's monthly score, in the order they are shown.
var QualityParts = []string{"volume", "timeliness", "valid_rate", "completeness", "accuracy"}

// QualityRule is how one part of the monthly score is reckoned while the rule is in force.
type QualityRule struct {
	Part           string
	NameZh, NameEn string
	// RuleZh and RuleEn say in a sentence what counts.
	RuleZh, RuleEn string
	Weight         float64
	// Zero is the rate at or below which the part's score is 0, Full the one from which it is 100; between them it rises evenly.
	Zero, Full float64
	// Months is how many months before the volume is held against.
	Months int
	// Days is how many working days after its refusal a correction is in time whatever the day of its decision.
	Days int
	// Ignore are hints that say nothing against a record.
	Ignore   map[string]bool
	From, To Date
}

// Score is the part's score for a rate, 0 to 100.
func (r *QualityRule) Score(rate float64) float64 {
	return 100 * min(1, max(0, (rate-r.Zero)/(r.Full-r.Zero)))
}

// Quality are the dated rules of the monthly score. Its zero value has none.
type Quality struct{ rules []QualityRule }

// ParseQuality reads a table with the columns part, name_zh, name_en, weight, zero, full, months, days, ignore (hint codes, separated by
// spaces), rule_zh, rule_en, valid_from, valid_to, mark and source. On any day at most one row of a part may be in force.
func ParseQuality(r io.Reader) (Quality, error) {
	rows, err := readTable(r, "part", "name_zh", "name_en", "weight", "zero", "full", "months", "days", "ignore", "rule_zh", "rule_en", "valid_from", "valid_to", "mark", "source")
	if err != nil {
		return Quality{}, fmt.Errorf("quality: %w", err)
	}
	var q Quality
	for i, row := range rows {
		rule, err := parseQuality(row)
		if err != nil {
			return Quality{}, fmt.Errorf("quality row %d: %w", i+1, err)
		}
		for _, other := range q.rules {
			if other.Part == rule.Part && other.From <= end(rule.To) && rule.From <= end(other.To) {
				return Quality{}, fmt.Errorf("quality row %d: two rules of %s are in force on one day", i+1, rule.Part)
			}
		}
		q.rules = append(q.rules, rule)
	}
	return q, nil
}

// end is the last day of a rule that may have none.
func end(to Date) Date {
	if to == NoDate {
		return 1<<31 - 1
	}
	return to
}

func parseQuality(row map[string]string) (QualityRule, error) {
	r := QualityRule{Part: row["part"], NameZh: row["name_zh"], NameEn: row["name_en"], RuleZh: row["rule_zh"], RuleEn: row["rule_en"], Ignore: map[string]bool{}, To: NoDate}
	if !slices.Contains(QualityParts, r.Part) {
		return r, fmt.Errorf("part %q", r.Part)
	}
	if r.NameZh == "" || r.NameEn == "" || r.RuleZh == "" || r.RuleEn == "" || row["mark"] == "" || row["source"] == "" {
		return r, errors.New("names, rules, mark and source are obligatory")
	}
	var err error
	for _, f := range []struct {
		column string
		to     *float64
	}{{"weight", &r.Weight}, {"zero", &r.Zero}, {"full", &r.Full}} {
		if *f.to, err = strconv.ParseFloat(row[f.column], 64); err != nil || !(*f.to >= 0 && *f.to <= 1000) {
			return r, fmt.Errorf("%s %q", f.column, row[f.column])
		}
	}
	if r.Weight == 0 || r.Full <= r.Zero {
		return r, errors.New("the weight must be above 0, full above zero")
	}
	for _, f := range []struct {
		column string
		to     *int
		wanted bool
	}{{"months", &r.Months, r.Part == "volume"}, {"days", &r.Days, r.Part == "valid_rate"}} {
		if row[f.column] == "" && !f.wanted {
			continue
		}
		if *f.to, err = strconv.Atoi(row[f.column]); err != nil || *f.to < 1 || *f.to > 60 || !f.wanted {
			return r, fmt.Errorf("%s %q", f.column, row[f.column])
		}
	}
	for _, code := range strings.Fields(row["ignore"]) {
		r.Ignore[code] = true
	}
	var ok bool
	if r.From, ok = ParseDate(row["valid_from"]); !ok {
		return r, fmt.Errorf("valid_from %q", row["valid_from"])
	}
	if s := row["valid_to"]; s != "" {
		if r.To, ok = ParseDate(s); !ok || r.To < r.From {
			return r, fmt.Errorf("valid_to %q", s)
		}
	}
	return r, nil
}

// On are the rules in force on a day, in the order of QualityParts.
func (q Quality) On(day Date) []*QualityRule {
	var out []*QualityRule
	for _, part := range QualityParts {
		if r := q.rule(part, day); r != nil {
			out = append(out, r)
		}
	}
	return out
}

func (q Quality) rule(part string, day Date) *QualityRule {
	for i := range q.rules {
		if r := &q.rules[i]; r.Part == part && day >= r.From && day <= end(r.To) {
			return r
		}
	}
	return nil
}

// Ignored are the hints that say nothing against a record accepted on a day; nil is none.
func (q Quality) Ignored(day Date) map[string]bool {
	if r := q.rule("accuracy", day); r != nil {
		return r.Ignore
	}
	return nil
}

// GraceDays is how many working days after its refusal a correction counts as in time on a day; 0 without a rule.
func (q Quality) GraceDays(day Date) int {
	if r := q.rule("valid_rate", day); r != nil {
		return r.Days
	}
	return 0
}
