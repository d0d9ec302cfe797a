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
