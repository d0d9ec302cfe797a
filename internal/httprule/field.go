package httprule

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// fieldPath leads from a message to a field in it or in its submessages.
type fieldPath []protoreflect.FieldDescriptor

// lookup finds "name" or "outer.inner", by the proto's names or the JSON ones.
func lookup(m protoreflect.MessageDescriptor, name string) (fieldPath, error) {
	var path fieldPath
	for part := range strings.SplitSeq(name, ".") {
		if m == nil {
			return nil, fmt.Errorf("no field %q", name)
		}
		f := m.Fields().ByName(protoreflect.Name(part))
		if f == nil {
			f = m.Fields().ByJSONName(part)
		}
		if f == nil || f.IsMap() {
			return nil, fmt.Errorf("no field %q in %s", name, m.FullName())
		}
		path = append(path, f)
		m = f.Message()
	}
	return path, nil
}

// set parses the values of one parameter into the field.
func (p fieldPath) set(m protoreflect.Message, name string, values []string) error {
	for _, f := range p[:len(p)-1] {
		m = m.Mutable(f).Message()
	}
	f := p[len(p)-1]
	if f.IsList() {
		list := m.Mutable(f).List()
		for _, s := range values {
			v, err := parse(f, s)
			if err != nil {
				return badParameter(name, "值的格式不对。", err.Error())
			}
			list.Append(v)
		}
		return nil
	}
	if len(values) != 1 {
		return badParameter(name, "只能出现一次。", "may stand only once")
	}
	v, err := parse(f, values[0])
	if err != nil {
		return badParameter(name, "值的格式不对。", err.Error())
	}
	m.Set(f, v)
	return nil
}

// parse reads one value. Its errors name the expected type and never quote the value.
func parse(f protoreflect.FieldDescriptor, s string) (protoreflect.Value, error) {
	var (
		v   protoreflect.Value
		err error
	)
	switch f.Kind() {
	case protoreflect.StringKind:
		if !utf8.ValidString(s) {
			return v, fmt.Errorf("not UTF-8")
		}
		return protoreflect.ValueOfString(s), nil
	case protoreflect.BoolKind:
		switch s {
		case "true", "1", "":
			return protoreflect.ValueOfBool(true), nil
		case "false", "0":
			return protoreflect.ValueOfBool(false), nil
		}
		return v, fmt.Errorf("not true or false")
	case protoreflect.EnumKind:
		return parseEnum(f, s)
	case protoreflect.MessageKind:
		return parseMessage(f, s)
	case protoreflect.BytesKind:
		var b []byte
		b, err = base64.URLEncoding.DecodeString(s)
		v = protoreflect.ValueOfBytes(b)
	default:
		return parseNumber(f, s)
	}
	if err != nil {
		err = fmt.Errorf("not a %s", f.Kind())
	}
	return v, err
}

func parseNumber(f protoreflect.FieldDescriptor, s string) (protoreflect.Value, error) {
	bad := fmt.Errorf("not a number of type %s", f.Kind())
	switch f.Kind() {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		if n, err := strconv.ParseInt(s, 10, 32); err == nil {
			return protoreflect.ValueOfInt32(int32(n)), nil
		}
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return protoreflect.ValueOfInt64(n), nil
		}
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		if n, err := strconv.ParseUint(s, 10, 32); err == nil {
			return protoreflect.ValueOfUint32(uint32(n)), nil
		}
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		if n, err := strconv.ParseUint(s, 10, 64); err == nil {
			return protoreflect.ValueOfUint64(n), nil
		}
	case protoreflect.FloatKind:
		if n, err := strconv.ParseFloat(s, 32); err == nil {
			return protoreflect.ValueOfFloat32(float32(n)), nil
		}
	case protoreflect.DoubleKind:
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return protoreflect.ValueOfFloat64(n), nil
		}
	}
	return protoreflect.Value{}, bad
}

func parseEnum(f protoreflect.FieldDescriptor, s string) (protoreflect.Value, error) {
	values := f.Enum().Values()
	if v := values.ByName(protoreflect.Name(s)); v != nil {
		return protoreflect.ValueOfEnum(v.Number()), nil
	}
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		if v := values.ByNumber(protoreflect.EnumNumber(n)); v != nil {
			return protoreflect.ValueOfEnum(v.Number()), nil
		}
	}
	return protoreflect.Value{}, fmt.Errorf("not one of %s", f.Enum().Name())
}

func parseMessage(f protoreflect.FieldDescriptor, s string) (protoreflect.Value, error) {
	switch f.Message().FullName() {
	case "google.protobuf.Timestamp":
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return protoreflect.Value{}, fmt.Errorf("not a time in RFC 3339")
		}
		return protoreflect.ValueOfMessage(timestamppb.New(t).ProtoReflect()), nil
	case "google.protobuf.Duration":
		d, err := time.ParseDuration(s)
		if err != nil {
			return protoreflect.Value{}, fmt.Errorf("not a duration such as 30s")
		}
		return protoreflect.ValueOfMessage(durationpb.New(d).ProtoReflect()), nil
	}
	return protoreflect.Value{}, fmt.Errorf("a message has no value by itself")
}
