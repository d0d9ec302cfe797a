package rowfile

import (
	"encoding/json"
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Bound is a reader whose records are decoded by one resource's schema.
type Bound struct {
	Reader
	schema *resource.Schema
	dec    *resource.Decoder
	cols   *resource.Columns
}

// Bind maps the header to the schema's items; an unknown or doubled column is a fault of the whole body.
func Bind(r Reader, s *resource.Schema) (*Bound, error) {
	b := &Bound{Reader: r, schema: s, dec: s.NewDecoder()}
	if r.Header() == nil {
		return b, nil
	}
	cols, f := s.Columns(r.Header())
	if f != nil {
		reason := fault.Reason("UNKNOWN_COLUMN")
		if f.Reason == resource.ReasonDuplicate {
			reason = "DUPLICATE_COLUMN"
		}
		line := strconv.FormatInt(r.HeaderLine(), 10)
		return nil, fault.New(fault.Invalid, reason, "表头有误：第 "+line+" 行的列「"+f.Item+"」不能使用。"+f.Text.Zh, "The header is wrong at column "+f.Item+". "+f.Text.En).
			At(line, f.Item).Then(f.Next.Zh, f.Next.En)
	}
	b.cols = cols
	return b, nil
}

// Read is the next record and its row. When the finding is not nil there is no row; when err is not nil there is nothing more.
func (b *Bound) Read() (*Record, *resource.Row, *resource.Finding, error) {
	rec, err := b.Next()
	if err != nil {
		return nil, nil, nil, err
	}
	if rec.Finding != nil {
		return rec, nil, rec.Finding, nil
	}
	var row *resource.Row
	var f *resource.Finding
	if b.cols != nil {
		row, f = b.dec.CSV(b.cols, rec.Cells)
	} else {
		row, f = b.dec.JSON(rec.Raw)
	}
	return rec, row, f, nil
}

// Object is the record as a JSON object under its own column names, as it is kept for correction; JSON records are kept as they came.
func (b *Bound) Object(rec *Record) []byte {
	if b.cols == nil || rec.Cells == nil {
		return rec.Raw
	}
	out := []byte{'{'}
	for i, h := range b.Header() {
		if i >= len(rec.Cells) || len(rec.Cells[i]) == 0 {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		k, err := json.Marshal(h)
		if err != nil {
			return rec.Raw
		}
		v, err := json.Marshal(string(rec.Cells[i]))
		if err != nil {
			return rec.Raw
		}
		out = append(append(append(out, k...), ':'), v...)
	}
	return append(out, '}')
}
