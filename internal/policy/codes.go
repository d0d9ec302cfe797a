package policy

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	policyconf "github.com/chengxin-credit/chengxin/configs/policy"
)

// Purpose is a reason to look, from the code list.
type Purpose struct {
	Code, NameZh, NameEn string
	CaseRequired         bool
	Case                 string // name of the case-number pattern, empty: any number will do
}

// Case is a kind of case number.
type Case struct{ Name, Pattern, Example, NameZh, NameEn string }

// Codes are the code lists a policy refers to. At most 64 purposes.
type Codes struct {
	Purposes []Purpose
	Cases    []Case
}

type casePattern struct {
	Case
	re *regexp.Regexp
}

type compiledCodes struct {
	Codes
	purpose map[string]int
	cases   map[string]*casePattern
	byUse   []*casePattern // by purpose; nil when it needs no case number
	bad     error
}

// anyCase stands for a purpose that needs a case number of no particular form.
var anyCase = &casePattern{re: regexp.MustCompile(`\S`), Case: Case{Name: "any", Pattern: `\S`, Example: "2026-0001", NameZh: "案号", NameEn: "case number"}}

func (c Codes) compiled() *compiledCodes {
	out := &compiledCodes{Codes: c, purpose: map[string]int{}, cases: map[string]*casePattern{}}
	if len(c.Purposes) > 64 {
		out.bad = errors.New("more than 64 purposes")
		return out
	}
	for _, k := range c.Cases {
		re, err := regexp.Compile(k.Pattern)
		if err != nil {
			out.bad = fmt.Errorf("case pattern %s: %w", k.Name, err)
			return out
		}
		out.cases[k.Name] = &casePattern{k, re}
	}
	for i, p := range c.Purposes {
		if _, twice := out.purpose[p.Code]; twice || p.Code == "" || p.Code == "*" {
			out.bad = fmt.Errorf("purpose %q is empty or given twice", p.Code)
		}
		out.purpose[p.Code] = i
		var use *casePattern
		if p.CaseRequired {
			use = anyCase
		}
		if p.Case != "" {
			if use = out.cases[p.Case]; use == nil {
				out.bad = fmt.Errorf("purpose %s: unknown case pattern %q", p.Code, p.Case)
			}
		}
		out.byUse = append(out.byUse, use)
	}
	return out
}

// DefaultCodes are the code lists of configs/policy.
func DefaultCodes() (Codes, error) {
	var c Codes
	rows, err := table(policyconf.Purposes, []string{"code", "name_zh", "name_en", "case_required", "case_pattern"})
	if err != nil {
		return c, fmt.Errorf("purposes: %w", err)
	}
	for _, r := range rows {
		c.Purposes = append(c.Purposes, Purpose{r[0], r[1], r[2], r[3] == "true", r[4]})
	}
	if rows, err = table(policyconf.Cases, []string{"name", "pattern", "example", "name_zh", "name_en"}); err != nil {
		return c, fmt.Errorf("cases: %w", err)
	}
	for _, r := range rows {
		c.Cases = append(c.Cases, Case{r[0], r[1], r[2], r[3], r[4]})
	}
	return c, c.compiled().bad
}

// DefaultLines are the permissions of the built-in roles.
func DefaultLines() ([]Line, error) {
	return ReadLines(strings.NewReader(policyconf.Lines))
}

// LineColumns is the header of lines as CSV.
var LineColumns = []string{"id", "type", "subject", "domain", "object", "action", "effect", "fields", "purposes", "case_pattern", "scope", "until"}

// ReadLines reads lines from CSV with the header LineColumns.
func ReadLines(r io.Reader) ([]Line, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	rows, err := table(string(raw), LineColumns)
	if err != nil {
		return nil, fmt.Errorf("policy lines: %w", err)
	}
	out := make([]Line, 0, len(rows))
	for _, c := range rows {
		out = append(out, Line{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11]}.Normal())
	}
	return out, nil
}

func table(text string, header []string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		return nil, fmt.Errorf("the header must be %s", strings.Join(header, ","))
	}
	return rows[1:], nil
}
