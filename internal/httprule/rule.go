package httprule

import (
	"fmt"
	"net/http"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Rule is one binding of a method to a route.
type Rule struct {
	// Method and Template say where the route is.
	Method, Template string
	// vars are the fields the path sets; names and fields run in parallel.
	names []string
	vars  []fieldPath
	// wholeBody: the body is the message, and the query must be empty.
	wholeBody bool
	// body is the field the body is, nil if none.
	body  protoreflect.FieldDescriptor
	input protoreflect.MessageDescriptor
}

// Rules reads the google.api.http option of a method, with its additional bindings. A method without one has none.
func Rules(m protoreflect.MethodDescriptor) ([]*Rule, error) {
	option, ok := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	if !ok || option == nil {
		return nil, nil
	}
	if m.IsStreamingClient() || m.IsStreamingServer() {
		return nil, fmt.Errorf("%s streams: it can't have an HTTP rule", m.FullName())
	}
	var rules []*Rule
	for _, o := range append([]*annotations.HttpRule{option}, option.GetAdditionalBindings()...) {
		r, err := newRule(m, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.FullName(), err)
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func newRule(m protoreflect.MethodDescriptor, o *annotations.HttpRule) (*Rule, error) {
	r := &Rule{input: m.Input()}
	switch p := o.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		r.Method, r.Template = http.MethodGet, p.Get
	case *annotations.HttpRule_Post:
		r.Method, r.Template = http.MethodPost, p.Post
	case *annotations.HttpRule_Put:
		r.Method, r.Template = http.MethodPut, p.Put
	case *annotations.HttpRule_Patch:
		r.Method, r.Template = http.MethodPatch, p.Patch
	case *annotations.HttpRule_Delete:
		r.Method, r.Template = http.MethodDelete, p.Delete
	default:
		return nil, fmt.Errorf("pattern %T is not supported", p)
	}
	if o.GetResponseBody() != "" {
		return nil, fmt.Errorf("response_body is not supported")
	}
	p, err := parsePattern(r.Template)
	if err != nil {
		return nil, err
	}
	for _, s := range p.segments {
		if s.name == "" {
			continue
		}
		f, err := lookup(r.input, s.name)
		if err != nil {
			return nil, err
		}
		r.names, r.vars = append(r.names, s.name), append(r.vars, f)
	}
	return r, r.setBody(o.GetBody())
}

func (r *Rule) setBody(body string) error {
	switch body {
	case "":
	case "*":
		r.wholeBody = true
	default:
		r.body = r.input.Fields().ByName(protoreflect.Name(body))
		if r.body == nil || r.body.Message() == nil || r.body.IsList() || r.body.IsMap() {
			return fmt.Errorf("body field %q is not a message of %s", body, r.input.FullName())
		}
	}
	return nil
}
