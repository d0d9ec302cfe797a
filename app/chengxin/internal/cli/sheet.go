package cli

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// openSheet sends the first sheet of a workbook as NDJSON, one line per row of the sheet, so that the server's line
// numbers are those of the sheet: the header and empty rows become empty lines.
func openSheet(f *os.File, size int64) (*rows, error) {
	book, err := excelize.OpenReader(f, excelize.Options{ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss"})
	if err != nil {
		_ = f.Close() // only read from
		return nil, fault.New(fault.Invalid, "WORKBOOK", "无法读取工作簿:文件损坏、加密,或不是 xlsx。", "The workbook cannot be read: it is damaged, encrypted, or no xlsx.").
			Then("请在表格软件中另存为 xlsx 或 CSV 后重试。", "Save it again as xlsx or CSV and try again.").Because(err)
	}
	out, in := io.Pipe()
	go func() { in.CloseWithError(writeSheet(in, book)) }()
	return &rows{contentType: "application/x-ndjson", counted: out, size: 0, close: func() error {
		_ = out.Close() // ends the writer, if it still writes
		_ = book.Close()
		return f.Close()
	}}, nil
}

func writeSheet(to io.Writer, book *excelize.File) error {
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return emptySheet()
	}
	it, err := book.Rows(sheets[0])
	if err != nil {
		return err
	}
	defer func() { _ = it.Close() }() // temporary files of a reader
	w := bufio.NewWriterSize(to, 64<<10)
	var head []string
	var line []byte
	for it.Next() {
		cells, err := it.Columns()
		if err != nil {
			return err
		}
		switch {
		case blank(cells):
			line = line[:0]
		case head == nil:
			if head, err = header(cells); err != nil {
				return err
			}
			line = line[:0]
		default:
			if line, err = appendRow(line[:0], head, cells); err != nil {
				return err
			}
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	if err := it.Error(); err != nil {
		return err
	}
	if head == nil {
		return emptySheet()
	}
	return w.Flush()
}

func emptySheet() error {
	return fault.New(fault.Invalid, "SHEET_EMPTY", "第一个工作表是空的。", "The first sheet is empty.").
		Then("请把数据放在第一个工作表,首行为列名。", "Put the data on the first sheet, with column names in the first row.")
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// header reads the column names; two columns of one name would hide one another.
func header(cells []string) ([]string, error) {
	seen := map[string]bool{}
	out := make([]string, len(cells))
	for i, c := range cells {
		c = strings.TrimSpace(c)
		if c != "" && seen[c] {
			return nil, fault.New(fault.Invalid, "COLUMN_TWICE", "列“"+printable(c)+"”出现了两次。", "The column \""+printable(c)+"\" is there twice.").
				Then("请删除或改名其中一列。", "Remove or rename one of them.")
		}
		seen[c], out[i] = true, c
	}
	return out, nil
}

// appendRow writes one record; empty cells are left out.
func appendRow(dst []byte, head, cells []string) ([]byte, error) {
	dst = append(dst, '{')
	for i, c := range cells {
		if c == "" {
			continue
		}
		if i >= len(head) || head[i] == "" {
			name, _ := excelize.ColumnNumberToName(i + 1) // always a valid number
			return dst, fault.New(fault.Invalid, "COLUMN_UNNAMED", "第 "+name+" 列有内容但没有列名。", "Column "+name+" has content but no name.").
				Then("请在首行补上列名,或清空该列。", "Name it in the first row, or clear it.").At(strconv.Itoa(i+1), name)
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		for j, s := range [...]string{head[i], c} {
			quoted, err := json.Marshal(s)
			if err != nil {
				return dst, err
			}
			if j == 1 {
				dst = append(dst, ':')
			}
			dst = append(dst, quoted...)
		}
	}
	return append(dst, '}'), nil
}
