// Command openapi completes api/openapi.yaml, which is generated from the protos: it adds the routes of api/raw.yaml, and to each
// operation who may call it and the answer all have in common, a refusal.
package main

import (
	"bytes"
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"gopkg.in/yaml.v3"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	authzv1 "github.com/chengxin-credit/chengxin/api/authz/v1"
	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	portalv1 "github.com/chengxin-credit/chengxin/api/portal/v1"
)

const (
	generated = "api/openapi.yaml"
	byHand    = "api/raw.yaml"
)

func main() {
	if err := complete(); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func complete() error {
	doc, err := read(generated)
	if err != nil {
		return err
	}
	more, err := read(byHand)
	if err != nil {
		return err
	}
	flatten(more)
	if err := merge(doc.Content[0], more.Content[0]); err != nil {
		return err
	}
	paths := value(doc.Content[0], "paths")
	needs := needs()
	for i := 1; i < len(paths.Content); i += 2 {
		for j := 1; j < len(paths.Content[i].Content); j += 2 {
			finish(paths.Content[i].Content[j], needs)
		}
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(4)
	if err := enc.Encode(doc); err != nil {
		return err
	}
	return os.WriteFile(generated, out.Bytes(), 0o644)
}

func read(path string) (*yaml.Node, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc := new(yaml.Node)
	if err := yaml.Unmarshal(raw, doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s is no mapping", path)
	}
	return doc, nil
}

// flatten writes out what is referred to by an anchor, and everything in block style: not every reader of OpenAPI knows more YAML.
func flatten(n *yaml.Node) {
	for i, c := range n.Content {
		if c.Kind == yaml.AliasNode {
			n.Content[i] = c.Alias
		}
		flatten(n.Content[i])
	}
	n.Anchor = ""
	n.Style &^= yaml.FlowStyle
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
}

// merge adds the members of one mapping to another; mappings both have are merged, anything else both have is an error.
func merge(into, from *yaml.Node) error {
	for i := 0; i < len(from.Content); i += 2 {
		key, val := from.Content[i], from.Content[i+1]
		have := value(into, key.Value)
		switch {
		case have == nil:
			into.Content = append(into.Content, key, val)
		case have.Kind == yaml.MappingNode && val.Kind == yaml.MappingNode:
			if err := merge(have, val); err != nil {
				return fmt.Errorf("%s: %w", key.Value, err)
			}
		default:
			return fmt.Errorf("%s is in both files", key.Value)
		}
	}
	return nil
}

// value finds a member of a mapping.
func value(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// needs tells for each method, by the operation id it is given, whom the door lets in.
func needs() map[string]*authzv1.Need {
	out := map[string]*authzv1.Need{}
	for _, f := range []protoreflect.FileDescriptor{accessv1.File_access_v1_access_proto, auditv1.File_audit_v1_audit_proto, catalogv1.File_catalog_v1_catalog_proto,
		exchangev1.File_exchange_v1_exchange_proto, historyv1.File_history_v1_history_proto, portalv1.File_portal_v1_portal_proto} {
		for i := range f.Services().Len() {
			service := f.Services().Get(i)
			for j := range service.Methods().Len() {
				m := service.Methods().Get(j)
				if need, ok := proto.GetExtension(m.Options(), authzv1.E_Need).(*authzv1.Need); ok {
					out[string(service.Name())+"_"+string(m.Name())] = need
				}
			}
		}
	}
	return out
}

// finish gives an operation the refusal as its default answer, says that a public one needs no login, and which action of the
// policy another one asks for.
func finish(operation *yaml.Node, needs map[string]*authzv1.Need) {
	text := func(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }
	if responses := value(operation, "responses"); responses != nil && value(responses, "default") == nil {
		ref := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{text("$ref"), text("#/components/responses/Fault")}}
		responses.Content = append(responses.Content, text("default"), ref)
	}
	id := value(operation, "operationId")
	if id == nil {
		return
	}
	need := needs[id.Value]
	if need.GetPublic() {
		operation.Content = append(operation.Content, text("security"), &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle})
	}
	if action := need.GetAction(); action != "" {
		operation.Content = append(operation.Content, text("x-chengxin-action"), text(action))
	}
}
