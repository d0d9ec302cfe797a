package resource

import (
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// Kind is what a value is, before and after checking.
type Kind uint8

// The kinds of values.
const (
	Absent Kind = iota // not in the record
	Null               // given as null, empty or a placeholder: blank
	String
	Number
	True
	False
	Nested // a JSON object or array, for items of type G
)

const (
	flagEscaped uint8 = 1 << iota // text may hold characters that JSON must escape
	flagOdd                       // text may hold a control, invisible or replacement character
)

// Value is one item's value. Text is valid until the decoder's next record.
type Value struct {
	Text []byte
	// Num is days for dates, microseconds for times, the scaled integer for numbers and money, 0/1 for logicals.
	Num int64
	// Codes is the set of code-list entries the value holds, by position.
	Codes uint64
	Kind  Kind
	flags uint8
}

// Row is one decoded record; it belongs to its decoder and is overwritten by the next one.
type Row struct {
	schema   *Schema
	vals     []Value
	bits     uint64 // conditions that hold
	template int    // index of the template it came in, -1 for the resource's own form
	scratch  []byte
	// filled and missing count the items that apply to the record, by whether they have a value.
	filled, missing int
}

// Schema of the row.
func (r *Row) Schema() *Schema { return r.schema }

// Len is the number of items.
func (r *Row) Len() int { return len(r.vals) }

// Get is the value of the item at position i.
func (r *Row) Get(i int) Value { return r.vals[i] }

// Completeness of a checked row: of the items that apply to the record, how many have a value. Mandatory and optional items apply, unless
// they must be blank in its case; conditional ones apply where their condition holds.
func (r *Row) Completeness() (filled, apply int) { return r.filled, r.filled + r.missing }

// Filled reports whether the item at position i (-1: none) has a value.
func (r *Row) Filled(i int) bool { return i >= 0 && r.vals[i].Kind > Null }

// Template is the code of the older template the record came in, "" for the resource's own form.
func (r *Row) Template() string {
	if r.template < 0 {
		return ""
	}
	return r.schema.templates[r.template].code
}

func (r *Row) str(i int) string {
	if !r.Filled(i) {
		return ""
	}
	return string(r.vals[i].Text)
}

func (r *Row) date(i int) rules.Date {
	if !r.Filled(i) {
		return rules.NoDate
	}
	return rules.Date(r.vals[i].Num)
}

// SealFunc appends the sealed form of an item's plain text to dst; the result must be safe inside a JSON string.
type SealFunc func(dst []byte, item int, plain []byte) []byte

// AppendFields appends the canonical JSON of a checked row: exactly the resource's items in order, blank ones null, dates in
// ISO form. Items of sensitivity sealed go through seal, which must not be nil if the resource has any.
func (r *Row) AppendFields(dst []byte, seal SealFunc) []byte {
	for i := range r.fields() {
		f := &r.schema.fields[i]
		v := &r.vals[i]
		dst = append(dst, f.out...)
		switch {
		case v.Kind <= Null:
			dst = append(dst, "null"...)
		case f.sealed:
			dst = append(dst, '"')
			dst = seal(dst, i, v.Text)
			dst = append(dst, '"')
		case f.quoted && v.Kind != Nested:
			dst = appendQuoted(dst, v)
		default:
			dst = append(dst, v.Text...)
		}
	}
	return append(dst, '}')
}

func (r *Row) fields() []field { return r.schema.fields }

func appendQuoted(dst []byte, v *Value) []byte {
	dst = append(dst, '"')
	if v.flags&flagEscaped == 0 {
		dst = append(dst, v.Text...)
		return append(dst, '"')
	}
	return append(appendEscaped(dst, v.Text), '"')
}

const hexDigits = "0123456789abcdef"

func appendEscaped(dst, text []byte) []byte {
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// hold copies b into the row's scratch space and returns the copy, valid until the next record.
func (r *Row) hold(b []byte) []byte {
	at := len(r.scratch)
	r.scratch = append(r.scratch, b...)
	return r.scratch[at:len(r.scratch):len(r.scratch)]
}

func runes(b []byte) int { return utf8.RuneCount(b) }

// Float is the number at position i of a checked row, 0 when blank.
func (r *Row) Float(i int) float64 {
	if !r.Filled(i) {
		return 0
	}
	x, err := parseFloat(r.vals[i].Text)
	if err != nil {
		return 0
	}
	return x
}
