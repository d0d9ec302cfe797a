// Command reasons lists every stable reason code of the program with the packages that give it. `make generate` writes the list to
// api/fault/v1/reasons.csv, the enumeration that clients may rely on; a code is never reused for something else. A code ending in *
// stands for a family, such as USCC_CHECK_CHAR of USCC_*.
package main

import (
	"encoding/csv"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	code   = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	inYAML = regexp.MustCompile(`(?m)^\s+reason: "?([A-Z0-9_]+)"?\s*$`)
	makers = map[string]bool{"New": true, "finding": true, "badProof": true, "bad": true, "hint": true, "refuse": true, "invalid": true}
)

func main() {
	found := codes{}
	for _, root := range []string{"internal", "app"} {
		if err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			return scan(path, found)
		}); err != nil {
			fail(err)
		}
	}
	files, err := filepath.Glob("configs/resources/*.yaml")
	if err != nil {
		fail(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			fail(err)
		}
		for _, m := range inYAML.FindAllSubmatch(b, -1) {
			found.note(string(m[1]), "configs/resources")
		}
	}
	if err := write(found); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "reasons:", err)
	os.Exit(1)
}

// scan collects typed constants and the codes given to what makes faults and findings.
func scan(path string, found codes) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return err
	}
	consts, dir := map[string]string{}, filepath.ToSlash(filepath.Dir(path))
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			if name := typeName(n.Type); name == "Reason" {
				for i, v := range n.Values {
					if s, ok := literal(v); ok {
						consts[n.Names[i].Name] = s
						found.note(s, dir)
					}
				}
			}
		case *ast.CallExpr:
			call(n, consts, dir, found)
		}
		return true
	})
	return nil
}

// call notes the code among the arguments of a maker.
func call(n *ast.CallExpr, consts map[string]string, dir string, found codes) {
	if typeName(n.Fun) == "Reason" && len(n.Args) == 1 { // a conversion: a family of codes, or one
		if sum, ok := n.Args[0].(*ast.BinaryExpr); ok {
			if prefix, ok := literal(sum.X); ok {
				found.note(prefix+"*", dir)
			}
		}
		return
	}
	if !makers[typeName(n.Fun)] {
		return
	}
	for _, arg := range n.Args {
		s, ok := literal(arg)
		if id, isName := arg.(*ast.Ident); isName {
			s, ok = consts[id.Name]
		}
		if ok && code.MatchString(s) && len(s) > 3 {
			found.note(s, dir)
			return
		}
	}
}

// codes are reason codes with the packages that give them.
type codes map[string]map[string]bool

func (c codes) note(reason, by string) {
	if c[reason] == nil {
		c[reason] = map[string]bool{}
	}
	c[reason][by] = true
}

// typeName is the last part of a possibly qualified name.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

func write(found codes) error {
	names := make([]string, 0, len(found))
	for n := range found {
		names = append(names, n)
	}
	slices.Sort(names)
	rows := [][]string{{"reason", "given_by"}}
	for _, n := range names {
		var by []string
		for p := range found[n] {
			by = append(by, p)
		}
		slices.Sort(by)
		rows = append(rows, []string{n, strings.Join(by, ";")})
	}
	return csv.NewWriter(os.Stdout).WriteAll(rows)
}
