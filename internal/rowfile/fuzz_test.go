package rowfile_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
)

// drain reads a body to its end; whatever it holds, the end is io.EOF or a fault, and no record is larger than its limit.
func drain(t *testing.T, o rowfile.Options, body []byte) (records [][][]byte, clean bool) {
	t.Helper()
	rd, err := rowfile.Open(o, bytes.NewReader(body))
	refused := false
	if err == nil {
		defer func() {
			if err := rd.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	for err == nil {
		var rec *rowfile.Record
		if rec, err = rd.Next(); err != nil {
			break
		}
		if rec.Finding == nil && int64(len(rec.Raw)) > o.MaxRecord {
			t.Fatalf("a record of %d bytes passed", len(rec.Raw))
		}
		if rec.Finding == nil && rec.Cells != nil && len(rec.Cells) != len(rd.Header()) {
			t.Fatalf("%d cells under %d columns", len(rec.Cells), len(rd.Header()))
		}
		if rec.Finding != nil {
			refused = true
			continue
		}
		row := make([][]byte, len(rec.Cells))
		for i, c := range rec.Cells {
			row[i] = bytes.Clone(c)
		}
		records = append(records, row)
	}
	if f, ok := fault.As(err); !errors.Is(err, io.EOF) && (!ok || f.Next.Zh == "") {
		t.Fatalf("ended with %v", err)
	}
	return records, !refused && errors.Is(err, io.EOF)
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{header + "\n" + row, "a,b\r\n\"x\"\"y\",\"1\n2\"\r\n", "a;b\n1;2", "a\n\"", "\uFEFFa,b\n,\n1,2,,\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, clean := drain(t, rowfile.Options{ContentType: "text/csv; charset=utf-8", MaxRecord: 200}, body)
		if !clean || !utf8.Valid(body) || bytes.ContainsRune(body, '\r') || len(body) > 200 {
			return
		}
		// Where encoding/csv reads the same rows, so do we.
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\uFEFF")))
		want, err := r.ReadAll()
		if err != nil || len(want) == 0 {
			return
		}
		want = want[1:]
		n := 0
		for _, w := range want {
			if strings.TrimSpace(strings.Join(w, "")) == "" {
				continue
			}
			if n >= len(got) {
				t.Fatalf("%q: %d rows, want more", body, len(got))
			}
			for i := range got[n] {
				if i < len(w) && string(got[n][i]) != w[i] {
					t.Fatalf("%q: cell %q, want %q", body, got[n][i], w[i])
				}
			}
			n++
		}
	})
}

func FuzzNDJSON(f *testing.F) {
	f.Add([]byte(object + "\n\r\n" + object))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		drain(t, rowfile.Options{ContentType: "application/x-ndjson", MaxRecord: 200}, body)
	})
}

func FuzzArray(f *testing.F) {
	f.Add([]byte("[" + object + "," + object + "]"))
	f.Add([]byte(`[{"a":"\"]"},[[]]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		drain(t, rowfile.Options{ContentType: "application/json", MaxRecord: 200}, body)
	})
}

func FuzzCompressed(f *testing.F) {
	f.Add("gzip", gz([]byte(object)))
	f.Add("zstd", []byte("\x28\xb5\x2f\xfd"))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		drain(t, rowfile.Options{ContentType: "application/x-ndjson", Encoding: encoding, MaxRecord: 200, MaxBytes: 1 << 16}, body)
	})
}

// A workbook of whatever bytes ends in rows or in a fault.
func FuzzXLSX(f *testing.F) {
	whole := parts(f, nil)
	f.Add(whole)
	f.Add(whole[:len(whole)-30])
	f.Add(parts(f, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row r="1"><c r="B1" t="s"><v>0</v></c></row>`)}))
	f.Fuzz(func(t *testing.T, body []byte) {
		drain(t, rowfile.Options{ContentType: xlsx.ContentType, MaxRecord: 200, MaxWorkbook: 1 << 20, Spool: t.TempDir()}, body)
	})
}

// The parts of a workbook are read in the same way whatever a compressor made of them, so fuzzing goes deeper without one.
func FuzzSheetXML(f *testing.F) {
	f.Add(sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c s="1"><v>46344.5</v></c></row>`), "<sst><si><t>x</t></si></sst>", `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`)
	f.Add(`<a><![CDATA[x]]><!-- y --><?z?><b c='d>"'/>&#20013;</a>`, "<a", "</a>")
	// One text of many cells makes a row grow beyond its limit by few bytes of XML. The limit is above what is kept of a row that is over it.
	text, cell := "<sst><si><t>"+strings.Repeat("字", 9000)+"</t></si></sst>", `<c t="s"><v>0</v></c>`
	f.Add(sheetXML(`<row><c><v>1</v></c></row><row>`+strings.Repeat(cell, 5)+`</row>`), text, "<styleSheet/>")
	f.Add(sheetXML(`<row>`+strings.Repeat(cell, 5)+`</row>`), text, "<styleSheet/>")
	limited := xlsx
	limited.MaxRecord = 100 << 10
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		drain(t, limited, parts(t, map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": texts, "xl/styles.xml": styles}))
	})
}
