package rowfile

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// table reads CSV (RFC 4180): commas, quotes doubled inside quotes, line breaks inside quotes, LF or CRLF.
type table struct {
	src    *source
	max    int64
	header []string
	// headerLine is where the header stands.
	headerLine int64
	line       int64 // lines read
	rec        Record
	raw        []byte
	text       []byte // unquoted cells, one after the other
	ends       []int
	cells      [][]byte
	rows       int64
	end        error
}

func openCSV(src *source, max int64) (Reader, error) {
	t := &table{src: src, max: max}
	for {
		start := t.line + 1
		f, err := t.row()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, readFault(err)
		}
		if f != nil {
			return nil, fault.New(fault.Invalid, ReasonHeader, "表头无法读取："+f.Text.Zh, "The header is unreadable: "+f.Text.En).At(strconv.FormatInt(start, 10), "").Then(f.Next.Zh, f.Next.En)
		}
		if len(t.raw) > 0 {
			return t, t.takeHeader(start)
		}
		if err != nil {
			return nil, emptyBody()
		}
	}
}

// takeHeader checks the row in hand as a header; line is where it stands.
func (t *table) takeHeader(line int64) error {
	at := strconv.FormatInt(line, 10)
	t.headerLine = line
	for _, c := range t.cells {
		// Names are broken into lines to make columns narrow.
		t.header = append(t.header, strings.TrimSpace(strings.NewReplacer("\r", "", "\n", "").Replace(string(c))))
	}
	// Spreadsheets add empty columns at the end; they are no columns.
	for len(t.header) > 1 && t.header[len(t.header)-1] == "" {
		t.header = t.header[:len(t.header)-1]
	}
	if len(t.header) == 1 {
		for _, d := range []struct{ sep, zh, en string }{{";", "分号", "semicolons"}, {"\t", "制表符", "tabs"}, {"|", "竖线", "vertical bars"}, {"\uff0c", "全角逗号", "full-width commas"}} {
			if strings.Contains(t.header[0], d.sep) {
				return fault.New(fault.Invalid, ReasonDelimiter, "列之间用的是"+d.zh+"，应为半角逗号。", "The columns are separated by "+d.en+"; they must be separated by commas.").At(at, "").
					Then("请另存为逗号分隔的 CSV。", "Save it as comma-separated CSV.")
			}
		}
	}
	for i, h := range t.header {
		if h == "" {
			return fault.New(fault.Invalid, ReasonHeader, "表头第 "+strconv.Itoa(i+1)+" 列没有名称。", "Column "+strconv.Itoa(i+1)+" of the header has no name.").At(at, "").
				Then("请补上列名或删去该列。", "Name the column or remove it.")
		}
	}
	return nil
}

// Format of the body.
func (t *table) Format() Format { return CSV }

// Header is the column names.
func (t *table) Header() []string { return t.header }

// HeaderLine is the line of the header.
func (t *table) HeaderLine() int64 { return t.headerLine }

// Close ends the reader.
func (t *table) Close() error { t.src.close(); return nil }

// Next is the next row that is not blank.
func (t *table) Next() (*Record, error) {
	for t.end == nil {
		start := t.line + 1
		f, err := t.row()
		if err != nil && !errors.Is(err, io.EOF) {
			t.end = readFault(err)
			break
		}
		if err != nil {
			t.end = io.EOF
		}
		if blankRow(t.cells) && f == nil {
			continue
		}
		t.rows++
		t.rec = Record{Line: start, Raw: t.raw, Cells: t.cells, Finding: f}
		if f == nil {
			t.rec.Finding = t.count()
		}
		return &t.rec, nil
	}
	if errors.Is(t.end, io.EOF) && t.rows == 0 {
		t.end = fault.New(fault.Invalid, ReasonHeaderOnly, "只有表头，没有记录。", "There is a header but no record.").Then("请检查导出的文件是否有数据行。", "Check that the export has rows.")
	}
	return nil, t.end
}

func blankRow(cells [][]byte) bool {
	for _, c := range cells {
		if len(bytes.TrimSpace(c)) > 0 {
			return false
		}
	}
	return true
}

// count checks the number of cells; empty ones beyond the header are cut.
func (t *table) count() *resource.Finding {
	for len(t.rec.Cells) > len(t.header) && len(t.rec.Cells[len(t.rec.Cells)-1]) == 0 {
		t.rec.Cells = t.rec.Cells[:len(t.rec.Cells)-1]
	}
	if len(t.rec.Cells) == len(t.header) {
		return nil
	}
	got, want := strconv.Itoa(len(t.rec.Cells)), strconv.Itoa(len(t.header))
	return &resource.Finding{Reason: ReasonColumnCount, Text: fault.Text{Zh: "这一行有 " + got + " 列，表头有 " + want + " 列。", En: "The row has " + got + " columns, the header " + want + "."},
		Next: fault.Text{Zh: "含逗号、引号或换行的内容请用双引号括起来。", En: "Put text with commas, quotes or line breaks in double quotes."}}
}

// row reads one record into raw and cells. err is io.EOF when it was the last.
func (t *table) row() (*resource.Finding, error) {
	t.raw, t.text, t.ends, t.cells = t.raw[:0], t.text[:0], t.ends[:0], t.cells[:0]
	big, err := t.cut()
	t.raw = bytes.TrimSuffix(bytes.TrimSuffix(t.raw, []byte{'\n'}), []byte{'\r'})
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if big || int64(len(t.raw)) > t.max { // not every line has an end of two bytes, or any
		t.raw = t.raw[:min(len(t.raw), keep)]
		return tooLarge(t.max), err
	}
	return t.split(), err
}

// cut reads the bytes of one record: to a line's end that is not inside quotes. Quotes only open at the beginning of a cell.
func (t *table) cut() (big bool, err error) {
	quoted, start := false, true
	for {
		part, err := t.src.buf.ReadSlice('\n')
		if !big && int64(len(t.raw)+len(part)) > t.max+2 {
			big = true
			t.raw = append(t.raw, part[:min(len(part), keep)]...)
		} else if !big {
			t.raw = append(t.raw, part...)
		}
		quoted, start = quotes(part, quoted, start)
		if len(part) > 0 && part[len(part)-1] == '\n' {
			t.line++
		}
		switch {
		case errors.Is(err, errFull):
		case err == nil && quoted:
		case errors.Is(err, io.EOF) && quoted:
			return big, fault.New(fault.Invalid, ReasonQuote, "有一个双引号没有配对，从那里到文件末尾无法分行。", "A double quote is never closed; from there the rows can't be told apart.").
				At(strconv.FormatInt(t.line, 10), "").Then("请检查双引号；内容中的双引号要写两个。", "Check the quotes; a quote inside text is written twice.")
		default:
			return big, err
		}
	}
}

// quotes follows whether the text ends inside quotes, and whether a cell starts after it.
func quotes(part []byte, quoted, start bool) (bool, bool) {
	for _, c := range part {
		switch {
		case c == '"' && (quoted || start):
			// A doubled quote closes and opens again: start stays true for it.
			quoted = !quoted
			start = !quoted
		case quoted:
		default:
			start = c == ',' || c == '\n'
		}
	}
	return quoted, start
}

// split cuts raw into cells.
func (t *table) split() *resource.Finding {
	b := t.raw
	for i := 0; ; {
		if i < len(b) && b[i] == '"' {
			end, ok := t.unquote(b, i+1)
			if !ok {
				return &resource.Finding{Reason: ReasonStrayQuote, Text: fault.Text{Zh: "引号后面有多余的内容。", En: "There is text after a closing quote."},
					Next: fault.Text{Zh: "内容中的双引号要写两个，并把整个内容用双引号括起来。", En: "Write a quote inside text twice and put the whole text in quotes."}}
			}
			i = end
		} else {
			end := bytes.IndexByte(b[i:], ',')
			if end < 0 {
				end = len(b) - i
			}
			t.text = append(t.text, b[i:i+end]...)
			i += end
		}
		t.ends = append(t.ends, len(t.text))
		if i >= len(b) {
			break
		}
		i++ // the comma
	}
	from := 0
	for _, e := range t.ends {
		t.cells = append(t.cells, t.text[from:e:e])
		from = e
	}
	return nil
}

// unquote copies a quoted cell and finds the comma or end after it.
func (t *table) unquote(b []byte, i int) (end int, ok bool) {
	for i < len(b) {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0, false
		}
		t.text = append(t.text, b[i:i+n]...)
		i += n + 1
		if i < len(b) && b[i] == '"' {
			t.text = append(t.text, '"')
			i++
			continue
		}
		return i, i == len(b) || b[i] == ','
	}
	return 0, false
}
