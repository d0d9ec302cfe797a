// Package celrule compiles cross-item rules written in CEL. Conditions cover the common rules and are far cheaper;
// CEL is for what they can't say, about a microsecond a rule.
package celrule

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/interpreter"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// costLimit bounds one evaluation; a rule over a row costs some tens.
const costLimit = 100_000

// Compile makes a rule of an expression over the items by name. Texts, dates (ISO 8601) and times are strings, blank ones "";
// numbers are doubles and integers ints, blank ones 0; logicals are bools. The expression must give a bool.
func Compile(expr string, items []resource.Item) (func(*resource.Row) (bool, error), error) {
	opts := []cel.EnvOption{cel.ClearMacros()}
	index := make(map[string]int, len(items))
	for i := range items {
		index[items[i].Name] = i
		opts = append(opts, cel.Variable(items[i].Name, celType(items[i].Type)))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("cel environment: %w", err)
	}
	ast, issues := env.Compile(expr)
	if issues != nil && issues.Err() != nil {
		return nil, fmt.Errorf("cel %q: %w", expr, issues.Err())
	}
	if ast.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("cel %q: gives %s, want bool", expr, ast.OutputType())
	}
	prg, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(costLimit))
	if err != nil {
		return nil, fmt.Errorf("cel %q: %w", expr, err)
	}
	return func(r *resource.Row) (bool, error) {
		out, _, err := prg.Eval(&view{r: r, index: index, items: items})
		if err != nil {
			return false, fmt.Errorf("cel %q: %w", expr, err)
		}
		ok, isBool := out.Value().(bool)
		if !isBool {
			return false, fmt.Errorf("cel %q: gave %s", expr, out.Type())
		}
		return ok, nil
	}, nil
}

func celType(t string) *cel.Type {
	switch t {
	case "N", "Y", "B", "F":
		return cel.DoubleType
	case "I":
		return cel.IntType
	case "L":
		return cel.BoolType
	}
	return cel.StringType
}

// view shows a row to CEL by item names.
type view struct {
	r     *resource.Row
	index map[string]int
	items []resource.Item
}

// ResolveName is the value of an item.
func (v *view) ResolveName(name string) (any, bool) {
	i, ok := v.index[name]
	if !ok {
		return nil, false
	}
	val := v.r.Get(i)
	switch v.items[i].Type {
	case "N", "Y", "B", "F":
		return v.r.Float(i), true
	case "I":
		return val.Num, true
	case "L":
		return val.Num == 1, true
	}
	if !v.r.Filled(i) {
		return "", true
	}
	return string(val.Text), true
}

// Parent is none: rules see only their row.
func (v *view) Parent() interpreter.Activation { return nil }
