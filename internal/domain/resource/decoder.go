package resource

import (
	"bytes"
	"encoding/binary"
)

// Decoder turns records into rows, one at a time; it is reused and not safe for concurrent use.
type Decoder struct {
	s     *Schema
	row   Row
	pairs []pair // keys and values of a record in an older template
	key   []byte
}

// pair is one key and value of a record whose keys are not all the resource's own.
type pair struct {
	key string
	val Value
}

// NewDecoder makes a decoder of this schema.
func (s *Schema) NewDecoder() *Decoder {
	return &Decoder{s: s, row: Row{schema: s, vals: make([]Value, len(s.fields)), template: -1}}
}

// reset readies the row for the next record.
func (d *Decoder) reset() {
	clear(d.row.vals)
	d.row.template = -1
	d.row.bits = 0
	d.row.scratch = d.row.scratch[:0]
	if cap(d.row.scratch) > 1<<20 {
		d.row.scratch = nil
	}
}

// JSON decodes one JSON object. A finding says that it is not a record at all: bad JSON, an unknown or doubled key, bad UTF-8.
// What is wrong with single values is found by Check. The row refers to raw and is valid until the next call.
func (d *Decoder) JSON(raw []byte) (*Row, *Finding) {
	d.reset()
	i := skipSpace(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		if _, why := scanValue(raw, i, 0); why == failNone {
			return nil, notObject()
		}
		return nil, badJSON(failSyntax, i)
	}
	i = skipSpace(raw, i+1)
	if i < len(raw) && raw[i] == '}' {
		return d.finish(raw, i+1)
	}
	next, fields := 0, d.s.fields
	for {
		// Keys are expected in the order of the definition: then one comparison reads key and colon.
		if next < len(fields) && fields[next].keyAt(raw, i) {
			i += len(fields[next].in)
		} else {
			var known bool
			var f *Finding
			if i, next, known, f = d.readKey(raw, i); f != nil {
				return nil, f
			}
			if !known {
				return d.older(raw)
			}
		}
		v := &d.row.vals[next]
		if v.Kind != Absent {
			return nil, duplicate(fields[next].name)
		}
		next++
		var why fail
		if i, why = d.readValue(raw, i, v); why != failNone {
			return nil, badJSON(why, i)
		}
		if i+1 < len(raw) && raw[i] == ',' && raw[i+1] == '"' {
			i++
			continue
		}
		i = skipSpace(raw, i)
		switch {
		case i < len(raw) && raw[i] == ',':
			i = skipSpace(raw, i+1)
		case i < len(raw) && raw[i] == '}':
			return d.finish(raw, i+1)
		default:
			return nil, badJSON(failSyntax, i)
		}
	}
}

// readValue reads the value after a colon.
func (d *Decoder) readValue(raw []byte, i int, v *Value) (int, fail) {
	if i < len(raw) && raw[i] <= ' ' {
		i = skipSpace(raw, i)
	}
	if i >= len(raw) || raw[i] != '"' {
		return scanOther(raw, i, v)
	}
	i++
	if i < len(raw) && raw[i] == '"' {
		v.Kind = Null // half of a record's items are blank
		return i + 1, failNone
	}
	end, flags, why := scanString(raw, i)
	if why != failNone {
		return end, why
	}
	v.Text, v.Kind, v.flags = raw[i:end:end], String, flags
	if flags&flagEscaped != 0 {
		d.unescape(v)
	}
	return end + 1, failNone
}

// keyAt reports whether the item's key and colon stand at i.
func (f *field) keyAt(raw []byte, i int) bool {
	n := len(f.in)
	if len(raw)-i < n {
		return false
	}
	if f.head != 0 {
		return binary.LittleEndian.Uint64(raw[i:]) == f.head && binary.LittleEndian.Uint64(raw[i+n-8:]) == f.tail
	}
	return string(raw[i:i+n]) == f.in
}

// finish checks that nothing follows the object.
func (d *Decoder) finish(raw []byte, i int) (*Row, *Finding) {
	if i = skipSpace(raw, i); i != len(raw) {
		return nil, badJSON(failSyntax, i)
	}
	// DELETE is the one control character JSON allows; looking once per record is cheaper than in every string.
	if bytes.IndexByte(raw, 0x7f) >= 0 {
		for n := range d.row.vals {
			if v := &d.row.vals[n]; bytes.IndexByte(v.Text, 0x7f) >= 0 {
				v.flags |= flagOdd
			}
		}
	}
	return &d.row, nil
}

// readKey reads a key out of order and its colon.
func (d *Decoder) readKey(raw []byte, i int) (at, item int, known bool, f *Finding) {
	key, at, f := d.scanKey(raw, i)
	if f != nil {
		return at, 0, false, f
	}
	item, known = d.s.keys.find(key)
	return at, item, known, nil
}

// scanKey reads a key and its colon; the key is valid until the next call.
func (d *Decoder) scanKey(raw []byte, i int) (key []byte, at int, f *Finding) {
	if i >= len(raw) || raw[i] != '"' {
		return nil, i, badJSON(failSyntax, i)
	}
	end, flags, why := scanString(raw, i+1)
	if why != failNone {
		return nil, end, badJSON(why, end)
	}
	key = raw[i+1 : end]
	if flags&flagEscaped != 0 {
		d.key = unescape(d.key[:0], key)
		key = d.key
	}
	i = skipSpace(raw, end+1)
	if i >= len(raw) || raw[i] != ':' {
		return nil, i, badJSON(failSyntax, i)
	}
	return key, skipSpace(raw, i+1), nil
}

func (d *Decoder) unescape(v *Value) {
	at := len(d.row.scratch)
	d.row.scratch = unescape(d.row.scratch, v.Text)
	v.Text = d.row.scratch[at:len(d.row.scratch):len(d.row.scratch)]
}

// scanOther reads a value that is not a string.
func scanOther(raw []byte, i int, v *Value) (int, fail) {
	if i >= len(raw) {
		return i, failSyntax
	}
	if raw[i] == '{' || raw[i] == '[' {
		end, why := scanNested(raw, i, 1)
		v.Text, v.Kind, v.flags = raw[i:min(end, len(raw))], Nested, flagEscaped
		return end, why
	}
	if end, k := scanLiteral(raw, i); end > i {
		v.Text, v.Kind = raw[i:end:end], k
		return end, failNone
	}
	end, ok := scanNumber(raw, i)
	if !ok {
		return end, failSyntax
	}
	v.Text, v.Kind = raw[i:end:end], Number
	return end, failNone
}
