package boot

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"gopkg.in/yaml.v3"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/configs"
)

// LoadConfig reads the defaults and, over them, a file ("" for none). A key that doesn't exist, stands twice or has a
// value of another type is an error that names its place.
func LoadConfig(path string) (*confv1.Config, error) {
	conf := &confv1.Config{}
	if err := overlay(conf, "defaults", configs.Default); err != nil {
		return nil, err
	}
	if path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read configuration: %w", err)
		}
		if err := overlay(conf, path, raw); err != nil {
			return nil, err
		}
	}
	if err := checkConfig(conf); err != nil {
		return nil, err
	}
	return conf, nil
}

// overlay sets in conf what the YAML text says. Lists and maps replace what was there.
func overlay(conf proto.Message, name string, text []byte) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	r := yamlReader{file: name}
	return r.message(conf.ProtoReflect(), doc.Content[0], "")
}

type yamlReader struct{ file string }

func (r yamlReader) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", r.file, n.Line, fmt.Sprintf(format, args...))
}

func (r yamlReader) message(m protoreflect.Message, n *yaml.Node, path string) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return r.errorf(n, "%s should be a section of keys", orRoot(path))
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := join(path, key.Value)
		f := m.Descriptor().Fields().ByName(protoreflect.Name(key.Value))
		switch {
		case f == nil:
			return r.errorf(key, "unknown key %s%s", at, suggest(key.Value, m.Descriptor(), path))
		case seen[key.Value]:
			return r.errorf(key, "key %s stands twice", at)
		}
		seen[key.Value] = true
		if err := r.field(m, f, value, at); err != nil {
			return err
		}
	}
	return nil
}

func (r yamlReader) field(m protoreflect.Message, f protoreflect.FieldDescriptor, n *yaml.Node, at string) error {
	switch {
	case f.IsMap():
		return r.mapping(m, f, n, at)
	case f.IsList():
		if n.Kind != yaml.SequenceNode {
			return r.errorf(n, "%s should be a list", at)
		}
		list := m.NewField(f).List()
		for _, item := range n.Content {
			v, err := r.scalar(f, item, at)
			if err != nil {
				return err
			}
			list.Append(v)
		}
		m.Set(f, protoreflect.ValueOfList(list))
		return nil
	case f.Message() != nil && f.Message().FullName() != "google.protobuf.Duration":
		return r.message(m.Mutable(f).Message(), n, at)
	}
	v, err := r.scalar(f, n, at)
	if err != nil {
		return err
	}
	m.Set(f, v)
	return nil
}

func (r yamlReader) mapping(m protoreflect.Message, f protoreflect.FieldDescriptor, n *yaml.Node, at string) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return r.errorf(n, "%s should be a section of names and values", at)
	}
	out := m.NewField(f).Map()
	for i := 0; i < len(n.Content); i += 2 {
		key := protoreflect.ValueOfString(n.Content[i].Value).MapKey()
		if out.Has(key) {
			return r.errorf(n.Content[i], "key %s stands twice", join(at, n.Content[i].Value))
		}
		v, err := r.scalar(f.MapValue(), n.Content[i+1], join(at, n.Content[i].Value))
		if err != nil {
			return err
		}
		out.Set(key, v)
	}
	m.Set(f, protoreflect.ValueOfMap(out))
	return nil
}

func (r yamlReader) scalar(f protoreflect.FieldDescriptor, n *yaml.Node, at string) (protoreflect.Value, error) {
	var v protoreflect.Value
	if n.Kind != yaml.ScalarNode {
		return v, r.errorf(n, "%s should be a single value", at)
	}
	s := n.Value
	switch f.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(s), nil
	case protoreflect.BoolKind:
		if s == "true" || s == "false" {
			return protoreflect.ValueOfBool(s == "true"), nil
		}
		return v, r.errorf(n, "%s should be true or false", at)
	case protoreflect.Int32Kind:
		if i, err := strconv.ParseInt(s, 10, 32); err == nil {
			return protoreflect.ValueOfInt32(int32(i)), nil
		}
		return v, r.errorf(n, "%s should be a whole number", at)
	case protoreflect.Int64Kind:
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return protoreflect.ValueOfInt64(i), nil
		}
		return v, r.errorf(n, "%s should be a whole number", at)
	case protoreflect.MessageKind:
		d, err := time.ParseDuration(s)
		if err != nil {
			return v, r.errorf(n, "%s should be a duration such as 200ms or 30s", at)
		}
		return protoreflect.ValueOfMessage(durationpb.New(d).ProtoReflect()), nil
	}
	return v, r.errorf(n, "%s has a type no file can give", at)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func orRoot(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// suggest names the nearest key that exists here, if one is near.
func suggest(key string, m protoreflect.MessageDescriptor, path string) string {
	best, distance := "", len(key)/2+2
	for i := range m.Fields().Len() {
		name := string(m.Fields().Get(i).Name())
		if d := levenshtein(strings.ToLower(key), name); d < distance {
			best, distance = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", join(path, best))
}

// levenshtein counts the single letters to insert, delete or replace between two words.
func levenshtein(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
