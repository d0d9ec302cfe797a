package rowfile

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// sheet reads a sheet of a workbook row by row. It is our own reader, because those there are take a broken part for the end of the
// data, keep whole files in memory, and give numbers as they are shown, not as they are.
type sheet struct {
	src   *source
	spool *spool
	texts *sharedTexts
	forms *cellForms
	part  io.ReadCloser
	x     *xmlScanner
	table table
	row   int64
	value []byte
	at    int               // columns of the row in hand that are filled in
	col   int               // column of its next cell, if that does not say
	big   bool              // the row in hand is too long; its end is not kept
	bad   *resource.Finding // of the row in hand
	line  []byte
}

// openXLSX takes the file in whole, because a zip's list of parts stands at its end, and finds the sheet.
func openXLSX(o Options, src *source) (_ Reader, err error) {
	s := &sheet{src: src, spool: newSpool(o.Spool), table: table{max: o.MaxRecord}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
		}
	}()
	n, err := io.Copy(s.spool, io.LimitReader(src.buf, o.MaxWorkbook+1))
	if err == nil {
		err = s.spool.seal()
	}
	switch {
	case n == 0 && err == nil:
		return nil, emptyBody()
	case n > o.MaxWorkbook:
		most := strconv.FormatInt(o.MaxWorkbook>>20, 10)
		return nil, fault.New(fault.TooLarge, ReasonTooLarge, "工作簿超过 "+most+" MB 的上限。", "The workbook is over the limit of "+most+" MB.").
			Then("请拆成几个工作簿,或另存为 CSV:CSV 没有这个限制。", "Split it, or save it as CSV, which has no such limit.")
	case err != nil:
		return nil, damaged(err)
	}
	if err = s.find(o, n); err != nil {
		return nil, err
	}
	return s, s.header()
}

// find opens the parts that the sheet needs.
func (s *sheet) find(o Options, size int64) error {
	b, err := openWorkbook(s.spool, size)
	if err != nil {
		return err
	}
	name, err := b.sheet(o.Sheet)
	if err != nil {
		return err
	}
	if err := b.verify(name, maxUnpacked); err != nil {
		return err
	}
	if s.forms, err = b.readForms(); err != nil {
		return err
	}
	if s.texts, err = b.readTexts(o.Spool); err != nil {
		return err
	}
	if s.part, _, err = b.part(name, maxUnpacked); err != nil {
		return err
	}
	s.x = newXMLScanner(s.part)
	for {
		kind, err := s.x.next()
		if err != nil {
			return damaged(unexpected(err))
		}
		if kind == xmlStart && string(s.x.name) == "sheetData" {
			return nil
		}
	}
}

// header reads the first row that is not blank.
func (s *sheet) header() error {
	for {
		err := s.next()
		if err == io.EOF {
			return emptyBody()
		}
		if err != nil {
			return err
		}
		bad := s.finding()
		if bad != nil {
			return fault.New(fault.Invalid, ReasonHeader, "表头无法读取:"+bad.Text.Zh, "The header is unreadable: "+bad.Text.En).
				At(strconv.FormatInt(s.row, 10), "").Then(bad.Next.Zh, bad.Next.En)
		}
		if !blankRow(s.table.cells) {
			return s.table.takeHeader(s.row)
		}
	}
}

// Format of the body.
func (s *sheet) Format() Format { return XLSX }

// Header is the column names.
func (s *sheet) Header() []string { return s.table.header }

// HeaderLine is the row of the header.
func (s *sheet) HeaderLine() int64 { return s.table.headerLine }

// Close ends the reader.
func (s *sheet) Close() error {
	s.src.close()
	return s.release()
}

func (s *sheet) release() error {
	var errs []error
	if s.part != nil {
		errs = append(errs, s.part.Close())
	}
	if s.texts != nil {
		errs = append(errs, s.texts.Close())
	}
	return errors.Join(append(errs, s.spool.Close())...)
}

// Next is the next row that is not blank; cells missing at its end are blank.
func (s *sheet) Next() (*Record, error) {
	t := &s.table
	for t.end == nil {
		if t.end = s.next(); t.end != nil {
			break
		}
		bad := s.finding()
		if bad == nil && blankRow(t.cells) {
			continue
		}
		for len(t.cells) < len(t.header) {
			t.cells = append(t.cells, nil)
		}
		t.rows++
		t.rec = Record{Line: s.row, Cells: t.cells}
		t.rec.Finding = t.count()
		t.rec.Raw = s.raw()
		if s.big = s.big || int64(len(t.rec.Raw)) > t.max; s.big { // quotes make it longer than its cells are
			t.rec.Raw, bad = t.rec.Raw[:min(len(t.rec.Raw), keep)], s.finding()
		}
		if bad != nil {
			t.rec.Finding = bad
		}
		return &t.rec, nil
	}
	if t.end == io.EOF && t.rows == 0 {
		t.end = fault.New(fault.Invalid, ReasonHeaderOnly, "只有表头,没有记录。", "There is a header but no record.").Then("请检查工作表是否有数据行。", "Check that the sheet has rows.")
	}
	return nil, t.end
}

// finding is what is wrong with the row in hand. What is not kept of one that is too long may be anything, so it is never taken for blank.
func (s *sheet) finding() *resource.Finding {
	if s.big {
		return tooLarge(s.table.max)
	}
	return s.bad
}

// next reads one row into the table's cells; io.EOF after the last one. Every other error is a fault.
func (s *sheet) next() error {
	for {
		kind, err := s.x.next()
		switch {
		case err != nil:
			return damaged(unexpected(err))
		case kind == xmlEnd && string(s.x.name) == "sheetData":
			return io.EOF
		case kind == xmlStart && string(s.x.name) == "row":
			return s.readRow()
		case kind == xmlStart:
			if err := s.x.leave(s.x.depth()); err != nil {
				return damaged(err)
			}
		}
	}
}

func (s *sheet) readRow() error {
	t := &s.table
	t.text, t.cells, t.ends = t.text[:0], t.cells[:0], t.ends[:0]
	s.bad, s.big, s.at, s.col = nil, false, 0, 0
	n := int64(number(s.x.attr("r"), int(s.row)+1))
	if n <= s.row || n > maxSheetRows {
		return damaged(errors.New("rows out of order"))
	}
	s.row = n
	for depth := s.x.depth(); ; {
		kind, err := s.x.next()
		if err != nil {
			return damaged(unexpected(err))
		}
		if kind == xmlEnd && s.x.depth() < depth {
			break
		}
		if kind != xmlStart {
			continue
		}
		if string(s.x.name) != "c" {
			err = s.x.leave(s.x.depth())
		} else {
			err = s.readCell()
		}
		if err != nil {
			return damaged(err)
		}
	}
	from := 0
	for _, e := range t.ends {
		e = min(e, len(t.text)) // what the row was found too long at may have ended beyond what is kept of it
		t.cells = append(t.cells, t.text[from:e:e])
		from = e
	}
	return nil
}

// readCell adds a cell to the row, with blank ones for those that were left out before it.
func (s *sheet) readCell() error {
	column := s.col
	if ref := s.x.attr("r"); ref != nil {
		column = cellColumn(ref)
	}
	if column < s.col {
		return errors.New("cells out of order")
	}
	s.col = column + 1
	style, kind := number(s.x.attr("s"), 0), kindOf(s.x.attr("t"))
	if err := s.readValue(); err != nil {
		return err
	}
	if len(s.value) == 0 {
		return nil // a cell that has a format and no value
	}
	if column >= maxColumns {
		return fault.New(fault.Invalid, ReasonHeader, "工作表超过 "+strconv.Itoa(maxColumns)+" 列。", "The sheet has more than "+strconv.Itoa(maxColumns)+" columns.").
			At(strconv.FormatInt(s.row, 10), "").Then("请删去不需要的列。", "Remove the columns that are not needed.")
	}
	t := &s.table
	for ; s.at < column; s.at++ {
		t.ends = append(t.ends, len(t.text))
	}
	err := s.appendValue(kind, style)
	if int64(len(t.text)) > t.max {
		s.big = true
	}
	if s.big {
		t.text = t.text[:min(len(t.text), keep)] // the rest of the row is read, but not kept
	}
	t.ends = append(t.ends, len(t.text))
	s.at++
	return err
}

// cellKind is how a cell's value is written.
type cellKind uint8

const (
	cellNumber cellKind = iota
	cellShared
	cellBool
	cellError
	cellText
)

func kindOf(t []byte) cellKind {
	switch string(t) {
	case "", "n":
		return cellNumber
	case "s":
		return cellShared
	case "b":
		return cellBool
	case "e":
		return cellError
	}
	return cellText // inlineStr, str, d
}

// readValue reads what the cell holds, up to its end.
func (s *sheet) readValue() (err error) {
	s.value = s.value[:0]
	for depth := s.x.depth(); ; {
		kind, err := s.x.next()
		if err != nil {
			return unexpected(err)
		}
		switch {
		case kind == xmlEnd && s.x.depth() < depth:
			return nil
		case kind != xmlStart:
		case string(s.x.name) == "v" || string(s.x.name) == "is":
			s.value, err = s.anyText(s.value)
		default: // a formula: its result is what counts
			err = s.x.leave(s.x.depth())
		}
		if err != nil {
			return err
		}
	}
}

// anyText appends the text of <v>, or the texts of <is>.
func (s *sheet) anyText(dst []byte) ([]byte, error) {
	if string(s.x.name) == "is" {
		dst, err := s.x.richText(dst)
		return unescapeCell(dst), err
	}
	for depth := s.x.depth(); ; {
		kind, err := s.x.next()
		if err != nil {
			return dst, unexpected(err)
		}
		if kind == xmlText {
			if dst = append(dst, s.x.text...); len(dst) > maxXMLText {
				return dst, errXML
			}
		}
		if kind == xmlEnd && s.x.depth() < depth {
			return dst, nil
		}
	}
}

// appendValue appends the cell's text to the row; what is wrong with it is noted once a row.
func (s *sheet) appendValue(kind cellKind, style int) error {
	t := &s.table
	var bad *resource.Finding
	switch kind {
	case cellShared:
		var known bool
		var err error
		if t.text, known, err = s.texts.append(t.text, number(bytes.TrimSpace(s.value), -1)); err != nil {
			return err
		}
		if !known {
			return errors.New("a cell refers to a text that is not there")
		}
	case cellNumber:
		t.text, bad = s.forms.appendNumber(t.text, bytes.TrimSpace(s.value), style)
	case cellBool:
		t.text = append(t.text, map[bool]string{true: "true", false: "false"}[string(s.value) == "1"]...)
	case cellError:
		t.text = append(t.text, s.value...)
		bad = &resource.Finding{Reason: ReasonCellError,
			Text: fault.Text{Zh: "单元格是公式错误 " + brief(string(s.value)) + ",不是内容。", En: "The cell is the formula error " + brief(string(s.value)) + ", not a value."},
			Next: fault.Text{Zh: "请改正公式,或直接填写内容。", En: "Mend the formula or type the value."}}
	default:
		t.text = append(t.text, s.value...)
	}
	if bad != nil && s.bad == nil {
		if s.at < len(t.header) {
			bad.Item = t.header[s.at]
		}
		s.bad = bad
	}
	return nil
}

// raw is the row as a line of CSV: a row of a workbook has no bytes of its own.
func (s *sheet) raw() []byte {
	s.line = s.line[:0]
	for i, c := range s.table.rec.Cells {
		if i > 0 {
			s.line = append(s.line, ',')
		}
		s.line = appendCSV(s.line, c)
	}
	return s.line
}

// appendCSV appends a cell of CSV, in quotes where it needs them.
func appendCSV(dst, cell []byte) []byte {
	if !bytes.ContainsAny(cell, "\",\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	for _, c := range cell {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}
