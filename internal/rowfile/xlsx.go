package rowfile

import (
	"bytes"
	"encoding/csv"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// maxSheet bounds what a workbook may unpack to.
const maxSheet = 1 << 30

// sheet reads the first sheet of a workbook row by row.
type sheet struct {
	file   *excelize.File
	rows   *excelize.Rows
	src    *source
	table  table
	row    int64
	closed bool
}

func openXLSX(o Options, src *source) (Reader, error) {
	f, err := excelize.OpenReader(src.buf, excelize.Options{UnzipSizeLimit: maxSheet, ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd hh:mm:ss"})
	if err != nil {
		return nil, badSheet(err)
	}
	s := &sheet{file: f, src: src, table: table{max: o.MaxRecord}}
	if s.rows, err = f.Rows(f.GetSheetName(0)); err != nil {
		return nil, badSheet(closing(err, f.Close()))
	}
	for s.rows.Next() {
		s.row++
		cells, err := s.rows.Columns()
		if err != nil {
			return nil, badSheet(closing(err, s.Close()))
		}
		if s.take(cells); !blankRow(s.table.cells) {
			return s, s.table.takeHeader()
		}
	}
	return nil, closing(emptyBody(), s.Close())
}

func badSheet(err error) error {
	return fault.New(fault.Invalid, ReasonSheet, "不是可读的 XLSX 工作簿。", "Not a readable XLSX workbook.").Then("请用 Excel 或 WPS 另存为 xlsx 或 CSV。", "Save it as xlsx or CSV.").Because(err)
}

// Format of the body.
func (s *sheet) Format() Format { return XLSX }

// Header is the column names.
func (s *sheet) Header() []string { return s.table.header }

// Close ends the reader.
func (s *sheet) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	s.src.close()
	return closing(s.rows.Close(), s.file.Close())
}

// take puts a row into the table's buffers.
func (s *sheet) take(cells []string) {
	t := &s.table
	t.text, t.cells, t.ends = t.text[:0], t.cells[:0], t.ends[:0]
	for _, c := range cells {
		t.text = append(t.text, c...)
		t.ends = append(t.ends, len(t.text))
	}
	from := 0
	for _, e := range t.ends {
		t.cells = append(t.cells, t.text[from:e:e])
		from = e
	}
}

// Next is the next row that is not blank; cells missing at its end are blank.
func (s *sheet) Next() (*Record, error) {
	t := &s.table
	for t.end == nil && s.rows.Next() {
		s.row++
		cells, err := s.rows.Columns()
		if err != nil {
			t.end = badSheet(err)
			break
		}
		if s.take(cells); blankRow(t.cells) {
			continue
		}
		for len(t.cells) < len(t.header) {
			t.cells = append(t.cells, nil)
		}
		t.rows++
		t.rec = Record{Line: s.row, Raw: s.raw(cells), Cells: t.cells}
		if int64(len(t.text)) > t.max {
			t.rec.Finding = tooLarge(t.max)
		} else {
			t.rec.Finding = t.count()
		}
		return &t.rec, nil
	}
	if t.end == nil {
		if t.end = io.EOF; s.rows.Error() != nil {
			t.end = badSheet(s.rows.Error())
		} else if t.rows == 0 {
			t.end = fault.New(fault.Invalid, ReasonHeaderOnly, "只有表头，没有记录。", "There is a header but no record.").Then("请检查工作表是否有数据行。", "Check that the sheet has rows.")
		}
	}
	return nil, t.end
}

// raw is the row as a line of CSV: a row of a workbook has no bytes of its own.
func (s *sheet) raw(cells []string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(cells); err != nil {
		return nil
	}
	w.Flush()
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
