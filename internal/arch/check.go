package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Finding is one breach of a rule.
type Finding struct {
	// File is the path below the root, with a line if there is one.
	File, What string
}

// String is one line for people.
func (f Finding) String() string { return f.File + ": " + f.What }

var (
	generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	unfit     = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`)
)

// Check reads every Go file below root and reports each breach.
func Check(root string) ([]Finding, error) {
	c := &checker{root: root, documented: map[string]bool{}, packages: map[string]string{}}
	if err := c.folders(); err != nil {
		return nil, err
	}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(file, root), string(filepath.Separator)))
		if d.IsDir() {
			if rel != "" && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "testdata", "var", "bin", "tools"}, d.Name())) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(rel, ".go") {
			return c.file(rel)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for dir, example := range c.packages {
		if !c.documented[dir] {
			c.report(example, "package %s has no comment that says what it is for", dir)
		}
	}
	c.acyclic()
	slices.SortFunc(c.findings, func(a, b Finding) int { return strings.Compare(a.String(), b.String()) })
	return c.findings, nil
}

type checker struct {
	root       string
	findings   []Finding
	documented map[string]bool
	// packages maps each package's folder to one of its files.
	packages map[string]string
}

func (c *checker) report(file, format string, args ...any) {
	c.findings = append(c.findings, Finding{file, fmt.Sprintf(format, args...)})
}

// folders allows no top-level folder but the agreed ones; build outputs are ignored by git and here.
func (c *checker) folders() error {
	entries, err := os.ReadDir(c.root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "var" && e.Name() != "bin" && !slices.Contains(topFolders, e.Name()) {
			c.report(e.Name(), "no such top-level folder was agreed; there are %s", strings.Join(topFolders, ", "))
		}
	}
	return nil
}

func (c *checker) file(rel string) error {
	text, err := os.ReadFile(filepath.Join(c.root, filepath.FromSlash(rel)))
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, rel, text, parser.ParseComments)
	if err != nil {
		return err
	}
	test := strings.HasSuffix(rel, "_test.go")
	c.imports(rel, f, test)
	if generated.Match(text) {
		c.documented[path.Dir(rel)] = true
		return nil
	}
	if !test {
		dir := path.Dir(rel)
		c.packages[dir] = rel
		if f.Doc != nil {
			c.documented[dir] = true
		}
		c.sizes(rel, text, fset, f)
	} else if f.Doc != nil {
		c.documented[path.Dir(rel)] = true
	}
	c.comments(rel, fset, f)
	return nil
}

func (c *checker) imports(rel string, f *ast.File, test bool) {
	from := placeOf(path.Dir(rel))
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused such a file already
		}
		below, ours := strings.CutPrefix(imported, module+"/")
		first, _, _ := strings.Cut(imported, "/")
		std := !strings.Contains(first, ".")
		if reason := forbids(from, below, ours, std, test); reason != "" {
			c.report(rel, "imports %s: %s", imported, reason)
		}
	}
}

func (c *checker) sizes(rel string, text []byte, fset *token.FileSet, f *ast.File) {
	if n := bytes.Count(text, []byte("\n")); n > maxFileLines {
		c.report(rel, "%d lines; at most %d", n, maxFileLines)
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		if n := fset.Position(fn.Body.Rbrace).Line - fset.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
			c.report(fmt.Sprintf("%s:%d", rel, fset.Position(fn.Pos()).Line), "function %s has %d lines; at most %d", fn.Name.Name, n, maxFunctionLines)
		}
	}
}

// comments finds work that was left for later; it belongs into the issue tracker.
func (c *checker) comments(rel string, fset *token.FileSet, f *ast.File) {
	for _, g := range f.Comments {
		for _, line := range g.List {
			if word := unfit.FindString(line.Text); word != "" && !strings.HasPrefix(rel, "internal/arch/") {
				c.report(fmt.Sprintf("%s:%d", rel, fset.Position(line.Pos()).Line), "%s in a comment", word)
			}
		}
	}
}

// acyclic holds the table itself to the start order.
func (c *checker) acyclic() {
	for from, tos := range calls {
		for _, to := range tos {
			if slices.Index(startOrder, to) >= slices.Index(startOrder, from) {
				c.report("internal/arch/rules.go", "%s may call %s, which starts later", from, to)
			}
		}
	}
}
