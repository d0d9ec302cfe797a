package httprule

import (
	"encoding/base64"
	"errors"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// The encoder writes what protojson writes with UseProtoNames and EmitDefaultValues (a differential test holds it to
// that), in about a third of the time, because it plans each message type once.

// plan is how a message type is written.
type plan struct {
	fields []fieldPlan
	// foreign types (Any, Struct, maps with keys that are no strings, ...) are left to protojson as a whole.
	foreign bool
	// timestamp is google.protobuf.Timestamp.
	timestamp bool
}

type fieldPlan struct {
	desc protoreflect.FieldDescriptor
	// key is `"name":`.
	key  []byte
	kind protoreflect.Kind
	// present fields are written only when set; others always, with their zero value.
	present, list, mapped bool
	enum                  protoreflect.EnumValueDescriptors
}

var plans sync.Map // protoreflect.MessageDescriptor to *plan

func planOf(d protoreflect.MessageDescriptor) *plan {
	if p, ok := plans.Load(d); ok {
		return p.(*plan)
	}
	p := newPlan(d)
	plans.Store(d, p)
	return p
}

func newPlan(d protoreflect.MessageDescriptor) *plan {
	p := &plan{timestamp: d.FullName() == "google.protobuf.Timestamp"}
	p.foreign = !p.timestamp && d.FullName().Parent() == "google.protobuf"
	for i := range d.Fields().Len() {
		f := d.Fields().Get(i)
		fp := fieldPlan{
			desc: f, key: []byte(strconv.Quote(f.TextName()) + ":"), kind: f.Kind(),
			list: f.IsList(), mapped: f.IsMap(), present: f.HasPresence(),
		}
		switch {
		case fp.mapped:
			p.foreign = true
		case fp.kind == protoreflect.GroupKind:
			p.foreign = true
		case fp.kind == protoreflect.EnumKind:
			fp.enum = f.Enum().Values()
			p.foreign = p.foreign || f.Enum().FullName().Parent() == "google.protobuf"
		}
		p.fields = append(p.fields, fp)
	}
	return p
}

var errUTF8 = errors.New("a string is not UTF-8")

// appendJSON writes a message.
func appendJSON(b []byte, m protoreflect.Message) ([]byte, error) {
	p := planOf(m.Descriptor())
	switch {
	case p.timestamp:
		return appendTimestamp(b, m, p)
	case p.foreign:
		return replyJSON.MarshalAppend(b, m.Interface())
	}
	b = append(b, '{')
	first := true
	var err error
	for i := range p.fields {
		f := &p.fields[i]
		if f.present && !m.Has(f.desc) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, f.key...)
		if f.list {
			b, err = f.appendList(b, m.Get(f.desc).List())
		} else {
			b, err = f.appendValue(b, m.Get(f.desc))
		}
		if err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func (f *fieldPlan) appendList(b []byte, l protoreflect.List) ([]byte, error) {
	b = append(b, '[')
	var err error
	for i := range l.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = f.appendValue(b, l.Get(i)); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func (f *fieldPlan) appendValue(b []byte, v protoreflect.Value) ([]byte, error) {
	switch f.kind {
	case protoreflect.StringKind:
		return appendString(b, v.String())
	case protoreflect.MessageKind:
		return appendJSON(b, v.Message())
	case protoreflect.BoolKind:
		return strconv.AppendBool(b, v.Bool()), nil
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return strconv.AppendInt(b, v.Int(), 10), nil
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return strconv.AppendUint(b, v.Uint(), 10), nil
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return append(strconv.AppendInt(append(b, '"'), v.Int(), 10), '"'), nil
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return append(strconv.AppendUint(append(b, '"'), v.Uint(), 10), '"'), nil
	case protoreflect.FloatKind:
		return appendFloat(b, v.Float(), 32), nil
	case protoreflect.DoubleKind:
		return appendFloat(b, v.Float(), 64), nil
	case protoreflect.BytesKind:
		return append(base64.StdEncoding.AppendEncode(append(b, '"'), v.Bytes()), '"'), nil
	default: // an enum
		if d := f.enum.ByNumber(v.Enum()); d != nil {
			return appendString(b, string(d.Name()))
		}
		return strconv.AppendInt(b, int64(v.Enum()), 10), nil
	}
}

// appendFloat writes the shortest form that reads back the same; very small and very large numbers get an exponent.
func appendFloat(b []byte, x float64, bits int) []byte {
	switch {
	case math.IsNaN(x):
		return append(b, `"NaN"`...)
	case math.IsInf(x, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(b, `"-Infinity"`...)
	}
	format := byte('f')
	if abs := math.Abs(x); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, x, format, -1, bits)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b = append(b[:n-2], b[n-1]) // e-09 to e-9
	}
	return b
}

const hex = "0123456789abcdef"

// appendString writes a quoted string. Most strings need no escape and are copied in one piece.
func appendString(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return b, errUTF8
	}
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(b, s[from:]...), '"'), nil
}

var (
	errTime  = errors.New("a time is out of range")
	earliest = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	latest   = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).Unix()
)

// appendTimestamp writes RFC 3339 in UTC with 0, 3, 6 or 9 digits of a second's fraction.
func appendTimestamp(b []byte, m protoreflect.Message, p *plan) ([]byte, error) {
	seconds, nanos := m.Get(p.fields[0].desc).Int(), m.Get(p.fields[1].desc).Int()
	if seconds < earliest || seconds > latest || nanos < 0 || nanos >= 1e9 {
		return b, errTime
	}
	layout := `"2006-01-02T15:04:05Z"`
	switch {
	case nanos%1e3 != 0:
		layout = `"2006-01-02T15:04:05.000000000Z"`
	case nanos%1e6 != 0:
		layout = `"2006-01-02T15:04:05.000000Z"`
	case nanos != 0:
		layout = `"2006-01-02T15:04:05.000Z"`
	}
	return time.Unix(seconds, nanos).UTC().AppendFormat(b, layout), nil
}

// replyJSON is what the encoder is held to, and what it leaves foreign types to.
var replyJSON = protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}

// encode writes a message into a buffer.
func encode(b []byte, m proto.Message) ([]byte, error) {
	r := m.ProtoReflect()
	if !r.IsValid() {
		return append(b, '{', '}'), nil
	}
	return appendJSON(slices.Grow(b, 256), r)
}
