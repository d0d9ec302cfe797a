package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
)

// openSheet sends the first sheet of a workbook as NDJSON, a line for each row of the sheet, so that the server's line
// numbers are those of the sheet: the header and empty rows become empty lines.
func openSheet(f *os.File) (*rows, error) {
	sheet, err := rowfile.Open(rowfile.Options{ContentType: rowfile.TypeOf(f.Name())}, f)
	if err != nil {
		_ = f.Close() // only read from
		return nil, err
	}
	if err := distinct(sheet.Header()); err != nil {
		return nil, errors.Join(err, sheet.Close(), f.Close())
	}
	out, in := io.Pipe()
	go func() { in.CloseWithError(writeSheet(in, sheet)) }()
	return &rows{contentType: "application/x-ndjson", counted: out, close: func() error {
		_ = out.Close() // ends the writer, if it still writes
		return errors.Join(sheet.Close(), f.Close())
	}}, nil
}

// distinct refuses two columns of one name: as members of one object they would hide one another.
func distinct(head []string) error {
	seen := map[string]bool{}
	for _, name := range head {
		if seen[name] && name != "" {
			return fault.New(fault.Invalid, "COLUMN_TWICE", "列“"+printable(name)+"”出现了两次。", "The column \""+printable(name)+"\" is there twice.").
				Then("请删除或改名其中一列。", "Remove or rename one of them.").At("", name)
		}
		seen[name] = true
	}
	return nil
}

func writeSheet(to io.Writer, sheet rowfile.Reader) error {
	w := bufio.NewWriterSize(to, 64<<10)
	var line []byte
	for at := int64(1); ; at++ {
		rec, err := sheet.Next()
		if errors.Is(err, io.EOF) {
			return w.Flush()
		}
		if err != nil {
			return err
		}
		for ; at < rec.Line; at++ {
			if err := w.WriteByte('\n'); err != nil {
				return err
			}
		}
		if line, err = appendRow(line[:0], sheet.Header(), rec); err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
}

// appendRow writes one record; empty cells are left out. A row that does not fit its header goes as it is: the server
// refuses it by its line and keeps it for correction.
func appendRow(dst []byte, head []string, rec *rowfile.Record) ([]byte, error) {
	if rec.Finding != nil {
		raw, err := json.Marshal(string(rec.Raw))
		return append(dst, raw...), err
	}
	dst = append(dst, '{')
	for i, cell := range rec.Cells {
		if len(cell) == 0 || i >= len(head) {
			continue
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		name, err := json.Marshal(head[i])
		if err != nil {
			return dst, err
		}
		value, err := json.Marshal(string(cell))
		if err != nil {
			return dst, err
		}
		dst = append(append(append(dst, name...), ':'), value...)
	}
	return append(dst, '}'), nil
}
