// Package resourcefile reads resource definitions from YAML, strictly: an unknown key is an error that names its line and
// the nearest known key.
package resourcefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// maxSize bounds one definition file.
const maxSize = 1 << 20

// Load reads every *.yaml of a folder, in order of name.
func Load(fsys fs.FS) ([]resource.Definition, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list resource definitions: %w", err)
	}
	sort.Strings(names)
	var defs []resource.Definition
	seen := map[string]string{}
	for _, n := range names {
		b, err := fs.ReadFile(fsys, n)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", n, err)
		}
		d, err := Parse(n, b)
		if err != nil {
			return nil, err
		}
		if other, twice := seen[d.Code]; twice {
			return nil, bad(n, 0, "code "+d.Code+" 已在 "+other+" 中定义。", "code "+d.Code+" is already defined in "+other+".")
		}
		seen[d.Code] = n
		defs = append(defs, d)
	}
	return defs, nil
}

// Parse reads and validates one definition. name is the file's, for messages.
func Parse(name string, b []byte) (resource.Definition, error) {
	var d resource.Definition
	if len(b) > maxSize {
		return d, bad(name, 0, "文件超过 1 MiB。", "the file is over 1 MiB.")
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return d, bad(name, 0, "文件是空的。", "the file is empty.")
		}
		return d, broken(name, err)
	}
	if err := dec.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return d, bad(name, 0, "一个文件只能有一份定义。", "one file holds one definition.")
	}
	if len(doc.Content) != 1 {
		return d, bad(name, 0, "文件是空的。", "the file is empty.")
	}
	r := reader{name: name}
	if err := r.into(doc.Content[0], reflect.ValueOf(&d).Elem(), ""); err != nil {
		return d, err
	}
	if d.Version != 0 {
		return d, bad(name, 0, "version 由目录服务给出，不能写在文件里。", "version is given by the catalog, not by the file.")
	}
	return d, d.Validate()
}

// atLine finds where the parser stopped; it tells nothing else in a form to be relied on.
var atLine = regexp.MustCompile(`^yaml: line (\d+): `)

// broken is a text that is not YAML. The parser stops at the mistake or a line or so behind it.
func broken(name string, err error) error {
	line := 0
	if m := atLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits only; beyond an int no line is named
	}
	return bad(name, line, "此处或稍前不是合法的 YAML,请检查缩进、引号和冒号。", "here or just before it is not valid YAML; check indentation, quotes and colons ("+err.Error()+").").Because(err)
}

func bad(name string, line int, zh, en string) *fault.Error {
	at := name
	if line > 0 {
		at += ":" + strconv.Itoa(line)
	}
	return fault.New(fault.Invalid, "DEFINITION_INVALID", at+":"+zh, at+": "+en).At(at, "").
		Then("请修改该行后重试。", "Mend that line and try again.")
}

// reader copies YAML nodes into Go values by the json names of the struct fields.
type reader struct{ name string }

func (r *reader) into(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return bad(r.name, n.Line, "不支持锚点和引用。", "anchors and aliases are not supported.")
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		if err := r.into(n, p.Elem(), path); err != nil {
			return err
		}
		v.Set(p)
		return nil
	case reflect.Struct:
		return r.object(n, v, path)
	case reflect.Map:
		return r.dictionary(n, v, path)
	case reflect.Slice:
		return r.list(n, v, path)
	}
	return r.scalar(n, v, path)
}

func (r *reader) object(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.MappingNode {
		return bad(r.name, n.Line, path+" 应是一组键值。", path+" must be a mapping.")
	}
	fields := map[string]int{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = i
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		at, ok := fields[k.Value]
		if !ok || k.Kind != yaml.ScalarNode {
			near := nearest(k.Value, fields)
			return bad(r.name, k.Line, fmt.Sprintf("未知的键 %q,是否应为 %s?", k.Value, near), fmt.Sprintf("unknown key %q; did you mean %s?", k.Value, near))
		}
		if seen[k.Value] {
			return bad(r.name, k.Line, "键 "+k.Value+" 重复。", "the key "+k.Value+" is there twice.")
		}
		seen[k.Value] = true
		if err := r.into(n.Content[i+1], v.Field(at), join(path, k.Value)); err != nil {
			return err
		}
	}
	return nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (r *reader) dictionary(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.MappingNode {
		return bad(r.name, n.Line, path+" 应是一组键值。", path+" must be a mapping.")
	}
	m := reflect.MakeMap(v.Type())
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, val := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || val.Kind != yaml.ScalarNode || val.Anchor != "" {
			return bad(r.name, k.Line, path+" 的值应是文字。", "the values of "+path+" must be texts.")
		}
		if m.MapIndex(reflect.ValueOf(k.Value)).IsValid() {
			return bad(r.name, k.Line, "键 "+k.Value+" 重复。", "the key "+k.Value+" is there twice.")
		}
		m.SetMapIndex(reflect.ValueOf(k.Value), reflect.ValueOf(val.Value))
	}
	v.Set(m)
	return nil
}

func (r *reader) list(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.SequenceNode {
		return bad(r.name, n.Line, path+" 应是列表。", path+" must be a list.")
	}
	s := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		if err := r.into(c, s.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	v.Set(s)
	return nil
}

func (r *reader) scalar(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return bad(r.name, n.Line, path+" 应是一个值。", path+" must be one value.")
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
		return nil
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			return bad(r.name, n.Line, path+" 应是整数。", path+" must be an integer.")
		}
		v.SetInt(int64(i))
		return nil
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			return bad(r.name, n.Line, path+" 应是 true 或 false。", path+" must be true or false.")
		}
		v.SetBool(n.Value == "true")
		return nil
	}
	return bad(r.name, n.Line, path+" 的类型不支持。", path+" has a type this reader does not know.")
}

// nearest is the known key closest to the unknown one.
func nearest(key string, known map[string]int) string {
	best, least := "", 1<<30
	for k := range known {
		if d := edits(key, k); d < least || d == least && k < best {
			best, least = k, d
		}
	}
	return best
}

func edits(a, b string) int {
	if len(a) > 64 {
		a = a[:64]
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diag, row[j] = row[j], min(row[j]+1, row[j-1]+1, diag+cost)
		}
	}
	return row[len(b)]
}
