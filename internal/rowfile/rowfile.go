// Package rowfile reads bodies of records, NDJSON, a JSON array, CSV or XLSX, one record at a time in bounded memory.
// What spoils the whole body is one fault; what spoils a record is a finding of that record, and the rest goes on.
package rowfile

import (
	"io"
	"mime"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Format of a body.
type Format uint8

// The formats.
const (
	NDJSON Format = iota + 1
	JSON          // an array of objects, or one object
	CSV
	XLSX
)

var formatNames = [...]string{"", "ndjson", "json", "csv", "xlsx"}

// String is the format's short name.
func (f Format) String() string { return formatNames[min(int(f), len(formatNames)-1)] }

// ContentType is the media type records of this format are kept under: rows of a workbook as lines of CSV.
func (f Format) ContentType() string {
	if f == CSV || f == XLSX {
		return "text/csv; charset=utf-8"
	}
	return "application/json"
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Options say what a body claims to be, and the limits it is held to.
type Options struct {
	// ContentType is a media type, with an optional charset parameter.
	ContentType string
	// Charset overrides the parameter: utf-8, gbk or gb18030. Empty: utf-8, or for CSV what the beginning looks like.
	Charset string
	// Encoding is the Content-Encoding: "", identity, gzip or zstd.
	Encoding string
	// MaxRecord bounds one record in bytes. Default 1 MiB.
	MaxRecord int64
	// MaxBytes bounds the body after decompression. Default 4 GiB.
	MaxBytes int64
	// Sheet names the sheet of a workbook that is read; empty: the first that is not hidden. Other formats have none.
	Sheet string
	// MaxWorkbook bounds a workbook, which is taken in whole before its first row can be read. Default 64 MiB.
	MaxWorkbook int64
	// Spool is the folder for what of a workbook does not fit into memory; empty: the system's folder for temporary files.
	Spool string
}

// Record is one record as it came. It is valid until the next call of Next.
type Record struct {
	// Line is the line the record begins on, from 1; in a JSON array the number of the element, in XLSX the row.
	Line int64
	// Raw is the record's bytes in UTF-8, without the line's end. When the record is too large it is its beginning.
	Raw []byte
	// Cells are the values of a CSV or XLSX row, in the header's order.
	Cells [][]byte
	// Finding says why the record can't be decoded at all; nil normally.
	Finding *resource.Finding
}

// Reader yields the records of a body.
type Reader interface {
	Format() Format
	// Header is the column names of CSV and XLSX, nil otherwise.
	Header() []string
	// HeaderLine is the line, or row, of the header; 0 without one.
	HeaderLine() int64
	// Next is the next record; io.EOF after the last. A *fault.Error means that the body is unreadable from here on:
	// what was yielded before stays good.
	Next() (*Record, error)
	Close() error
}

// Open looks at the beginning of a body and makes its reader. Everything that spoils the body as a whole and can be seen
// there is refused now: an unknown type, a wrong charset or delimiter, an empty body.
func Open(o Options, r io.Reader) (Reader, error) {
	if o.MaxRecord <= 0 {
		o.MaxRecord = 1 << 20
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 4 << 30
	}
	if o.MaxWorkbook <= 0 {
		o.MaxWorkbook = 64 << 20
	}
	format, charset, err := media(o)
	if err != nil {
		return nil, err
	}
	if o.Sheet != "" && format != XLSX {
		return nil, fault.New(fault.Invalid, ReasonNoSheet, "只有 XLSX 工作簿才有工作表。", "Only a workbook has sheets.").
			At("", "sheet").Then("请去掉参数 sheet。", "Leave the parameter sheet out.")
	}
	src, err := newSource(o, r)
	if err != nil {
		return nil, err
	}
	rd, err := openFormat(format, charset, o, src)
	if err != nil {
		src.close()
		return nil, err
	}
	return rd, nil
}

func openFormat(format Format, charset string, o Options, src *source) (Reader, error) {
	if format == XLSX {
		return openXLSX(o, src)
	}
	if err := src.decode(charset, format); err != nil {
		return nil, err
	}
	switch format {
	case NDJSON:
		return &lines{src: src, max: o.MaxRecord}, nil
	case JSON:
		return openArray(src, o.MaxRecord)
	default:
		return openCSV(src, o.MaxRecord)
	}
}

// media reads the declared type and charset.
func media(o Options) (Format, string, error) {
	t, params, err := mime.ParseMediaType(o.ContentType)
	if err != nil {
		return 0, "", unknownType(o.ContentType)
	}
	charset := strings.ToLower(o.Charset)
	if charset == "" {
		charset = strings.ToLower(params["charset"])
	}
	switch t {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines":
		return NDJSON, charset, nil
	case "application/json":
		return JSON, charset, nil
	case "text/csv", "application/csv":
		return CSV, charset, nil
	case xlsxType:
		return XLSX, charset, nil
	}
	return 0, "", unknownType(o.ContentType)
}

// IsWorkbook reports whether a declared type is XLSX, which is taken in whole before it is read.
func IsWorkbook(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	return err == nil && t == xlsxType
}

// TypeOf is the media type of a file by its name, "" when it is none of ours.
func TypeOf(name string) string {
	switch n := strings.ToLower(name); {
	case strings.HasSuffix(n, ".csv"):
		return "text/csv"
	case strings.HasSuffix(n, ".ndjson"), strings.HasSuffix(n, ".jsonl"):
		return "application/x-ndjson"
	case strings.HasSuffix(n, ".json"):
		return "application/json"
	case strings.HasSuffix(n, ".xlsx"):
		return xlsxType
	}
	return ""
}
