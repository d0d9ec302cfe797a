package data

import (
	"fmt"
	"io/fs"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

// Compiler reads YAML and compiles with the rule languages of the running service.
type Compiler struct{ Env resource.Env }

// Parse reads a definition strictly.
func (c Compiler) Parse(name string, yaml []byte) (resource.Definition, error) {
	return resourcefile.Parse(name, yaml)
}

// Compile makes the schema.
func (c Compiler) Compile(d resource.Definition) (*resource.Schema, error) {
	return resource.Compile(d, c.Env)
}

// Files reads the definitions of a folder, in order of name.
func Files(folder fs.FS) ([]biz.File, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list resource definitions: %w", err)
	}
	files := make([]biz.File, 0, len(names))
	for _, n := range names {
		b, err := fs.ReadFile(folder, n)
		if err != nil {
			return nil, fmt.Errorf("read resource definition: %w", err)
		}
		files = append(files, biz.File{Name: n, YAML: b})
	}
	return files, nil
}
