package policybench

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	policyconf "github.com/chengxin-credit/chengxin/configs/policy"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Oracle answers by casbin.Enforce. Its conditions are written a second time, from the columns' texts and without
// the index's types, so that a mistake in one is a disagreement.
type Oracle struct {
	enforcer *casbin.Enforcer
	codes    policy.Codes
	res      map[string]*regexp.Regexp
}

// NewOracle loads the lines into a Casbin enforcer with the shipped model.
func NewOracle(lines []policy.Line, codes policy.Codes) (*Oracle, error) {
	m, err := model.NewModelFromString(policyconf.Model)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fmt.Errorf("enforcer: %w", err)
	}
	o := &Oracle{enforcer: e, codes: codes, res: map[string]*regexp.Regexp{}}
	for _, c := range codes.Cases {
		o.res[c.Name] = regexp.MustCompile(c.Pattern)
	}
	e.AddFunction("before", text(func(a []string) bool { return before(a[0], a[1]) }))
	e.AddFunction("covers", text(func(a []string) bool { return covers(a[0], a[1], a[2]) }))
	e.AddFunction("purposeOK", text(func(a []string) bool { return o.purposeOK(a[0], a[1], a[2]) }))
	e.AddFunction("caseOK", text(func(a []string) bool { return o.caseOK(a[0], a[1], a[2], a[3], a[4]) }))
	var ps, gs [][]string
	for _, l := range lines {
		if l.Type == "g" {
			gs = append(gs, l.Rule())
		} else {
			ps = append(ps, l.Rule())
		}
	}
	if _, err := e.AddPolicies(ps); err != nil {
		return nil, fmt.Errorf("p lines: %w", err)
	}
	if len(gs) > 0 {
		if _, err := e.AddGroupingPoliciesEx(gs); err != nil {
			return nil, fmt.Errorf("g lines: %w", err)
		}
	}
	return o, nil
}

// Allow asks Casbin.
func (o *Oracle) Allow(p grant.Principal, q grant.Question) (bool, error) {
	object := q.Object
	if object == "" {
		object = "*"
	}
	return o.enforcer.Enforce(p.ID, p.Agency, p.Division, object, q.Action, q.Division, q.Purpose, q.CaseNo, q.At.UTC().Format(time.RFC3339Nano))
}

// Remove takes a line away.
func (o *Oracle) Remove(l policy.Line) error {
	if l.Type == "g" {
		_, err := o.enforcer.RemoveGroupingPolicy(anys(l.Rule())...)
		return err
	}
	_, err := o.enforcer.RemovePolicy(anys(l.Rule())...)
	return err
}

func anys(in []string) []any {
	out := make([]any, len(in))
	for i, s := range in {
		out[i] = s
	}
	return out
}

func text(f func([]string) bool) func(...any) (any, error) {
	return func(args ...any) (any, error) {
		in := make([]string, len(args))
		for i, a := range args {
			in[i] = a.(string)
		}
		return f(in), nil
	}
}

func before(at, until string) bool {
	if until == "" {
		return true
	}
	a, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return false
	}
	if len(until) == len("2006-01-02") {
		until += "T00:00:00+08:00"
	}
	u, err := time.Parse(time.RFC3339, until)
	return err == nil && a.Before(u)
}

// covers: own sees its division, its city's city-wide data, and everything of the city if it is the city itself.
func covers(scope, own, data string) bool {
	if scope == "any" || data == "" || own == data {
		return true
	}
	sameCity := len(own) == 6 && len(data) == 6 && own[:4] == data[:4]
	return sameCity && (scope == "city" || strings.HasSuffix(own, "00") || strings.HasSuffix(data, "00"))
}

func (o *Oracle) purposeOK(eft, granted, asked string) bool {
	known := slices.ContainsFunc(o.codes.Purposes, func(p policy.Purpose) bool { return p.Code == asked })
	switch {
	case granted == "":
		return true
	case granted == "*":
		return known || eft == "deny"
	}
	return slices.Contains(strings.Split(granted, ","), asked)
}

func (o *Oracle) caseOK(eft, granted, form, purpose, number string) bool {
	if eft == "deny" {
		return true
	}
	if form != "" && (number == "" || !o.res[form].MatchString(number)) {
		return false
	}
	if granted == "" {
		return true
	}
	for _, p := range o.codes.Purposes {
		if p.Code != purpose || !p.CaseRequired && p.Case == "" {
			continue
		}
		if number == "" || p.Case != "" && !o.res[p.Case].MatchString(number) {
			return false
		}
	}
	return true
}
