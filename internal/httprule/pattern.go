// Package httprule turns the google.api.http options of methods into HTTP routes at start-up: it matches paths with
// variables and ":verb" endings, binds requests strictly, and writes replies as JSON. It knows no service and no login;
// both come in as functions.
package httprule

import (
	"fmt"
	"strings"
)

// pattern is a parsed path template. Supported: literals, {name}, {name=*}, {name=**} and a closing "**" (which take the
// rest of the path), and a ":verb" at the end.
type pattern struct {
	segments []segment
	verb     string
}

type segment struct {
	literal string
	// name of the variable; empty for a literal.
	name string
	// rest takes all that follows, slashes included.
	rest bool
}

func parsePattern(template string) (pattern, error) {
	var p pattern
	if !strings.HasPrefix(template, "/") {
		return p, fmt.Errorf("path template %q does not start with a slash", template)
	}
	path := template[1:]
	if i := strings.LastIndexByte(path, ':'); i > strings.LastIndexAny(path, "/}") {
		path, p.verb = path[:i], path[i+1:]
	}
	if path == "" {
		return p, nil
	}
	for part := range strings.SplitSeq(path, "/") {
		s, err := parseSegment(part)
		if err != nil {
			return p, fmt.Errorf("path template %q: %w", template, err)
		}
		if len(p.segments) > 0 && p.segments[len(p.segments)-1].rest {
			return p, fmt.Errorf("path template %q: ** is not the last segment", template)
		}
		p.segments = append(p.segments, s)
	}
	return p, nil
}

func parseSegment(part string) (segment, error) {
	if part == "**" {
		return segment{name: "*", rest: true}, nil
	}
	if !strings.HasPrefix(part, "{") {
		if part == "" || strings.ContainsAny(part, "{}*") {
			return segment{}, fmt.Errorf("segment %q is not supported", part)
		}
		return segment{literal: part}, nil
	}
	inner, ok := strings.CutSuffix(part[1:], "}")
	name, glob, globbed := strings.Cut(inner, "=")
	if !ok || name == "" || (globbed && glob != "*" && glob != "**") {
		return segment{}, fmt.Errorf("segment %q is not supported", part)
	}
	return segment{name: name, rest: glob == "**"}, nil
}
