package arch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRepository holds the whole repository to the rules.
func TestRepository(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	findings, err := Check(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

// TestBreaches holds that each rule is noticed when it is broken, and only then.
func TestBreaches(t *testing.T) {
	long := "package biz\n\nfunc f() {\n" + strings.Repeat("\t_ = 1\n", 70) + "}\n"
	for _, c := range []struct{ name, file, text, want string }{
		{"domain imports a library", "internal/domain/record/a.go", `import _ "gopkg.in/yaml.v3"`, "standard library only"},
		{"domain imports a client", "internal/domain/record/a.go", `import _ "M/internal/kafkaio"`, "standard library only"},
		{"domain imports domain", "internal/domain/record/a.go", `import _ "M/internal/domain/rules"`, ""},
		{"fault imports a library", "internal/fault/a.go", `import _ "google.golang.org/grpc/codes"`, "standard library only"},
		{"biz imports proto", "app/history/internal/biz/a.go", `import _ "M/api/history/v1"`, "biz imports"},
		{"biz imports SQL", "app/history/internal/biz/a.go", `import _ "github.com/uptrace/bun"`, "biz imports"},
		{"biz imports domain", "app/history/internal/biz/a.go", `import _ "M/internal/domain/subject"`, ""},
		{"biz test imports a library", "app/history/internal/biz/a_test.go", `import _ "pgregory.net/rapid"`, ""},
		{"service imports data", "app/history/internal/service/a.go", `import _ "M/app/history/internal/data"`, "service imports"},
		{"service imports its api", "app/history/internal/service/a.go", `import _ "M/api/history/v1"`, ""},
		{"service imports a peer's api", "app/history/internal/service/a.go", `import _ "M/api/audit/v1"`, "service imports"},
		{"service imports an api its own is made of", "app/portal/internal/service/a.go", `import _ "M/api/access/v1"`, ""},
		{"service imports another api all the same", "app/portal/internal/service/a.go", `import _ "M/api/history/v1"`, "service imports"},
		{"the portal calls everybody", "app/portal/internal/data/a.go", `import _ "M/api/exchange/v1"`, ""},
		{"nobody calls the portal", "app/history/internal/data/a.go", `import _ "M/api/portal/v1"`, "no call from history to portal"},
		{"data imports a peer's api", "app/history/internal/data/a.go", `import _ "M/api/catalog/v1"`, ""},
		{"data calls against the graph", "app/history/internal/data/a.go", `import _ "M/api/exchange/v1"`, "no call from history to exchange"},
		{"audit calls nobody", "app/audit/internal/data/a.go", `import _ "M/api/access/v1"`, "no call from audit to access"},
		{"also in tests", "app/audit/internal/data/a_test.go", `import _ "M/api/access/v1"`, "no call from audit to access"},
		{"service imports another", "app/history/a.go", `import _ "M/app/catalog"`, "no package of another service"},
		{"the program builds services", "app/chengxin/a.go", `import _ "M/app/catalog"`, ""},
		{"the program reaches into one", "app/chengxin/a.go", `import _ "M/app/catalog/internal/biz"`, "nothing but Build"},
		{"data knows Kratos", "app/history/internal/data/a.go", `import _ "github.com/go-kratos/kratos/v2"`, "know Kratos"},
		{"a client knows Kratos", "internal/kafkaio/a.go", `import _ "github.com/go-kratos/kratos/v2"`, "know Kratos"},
		{"module.go knows Kratos", "app/history/a.go", `import _ "github.com/go-kratos/kratos/v2"`, ""},
		{"data knows boot", "app/history/internal/data/a.go", `import _ "M/internal/boot"`, "data imports"},
		{"internal knows a service", "internal/kafkaio/a.go", `import _ "M/app/audit"`, "no package of another service"},
		{"left for later", "internal/kafkaio/a.go", "// TO" + "DO: the rest", "in a comment"},
		{"other folder", "pkg/a/a.go", "", "top-level folder"},
		{"long function", "app/history/internal/biz/a.go", long, "at most 60"},
		{"long file", "app/history/internal/biz/a.go", strings.Repeat("var _ = 1\n", 501), "at most 500"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.ReplaceAll(c.text, "M/", module+"/")
			if !strings.HasPrefix(text, "package") {
				text = "// Package a is a fixture.\npackage a\n\n" + text
			} else {
				text = "// Package biz is a fixture.\n" + text
			}
			got := breaches(t, c.file, text)
			if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("no package comment", func(t *testing.T) {
		if got := breaches(t, "internal/kafkaio/a.go", "package kafkaio\n"); !strings.Contains(got, "no comment") {
			t.Errorf("got %q", got)
		}
	})
}

// breaches checks a repository of one file.
func breaches(t *testing.T, file, text string) string {
	t.Helper()
	root := t.TempDir()
	path := filepath.Join(root, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	findings, err := Check(root)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range findings {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}
