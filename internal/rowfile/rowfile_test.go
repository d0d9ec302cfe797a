package rowfile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
)

func schema(t testing.TB, code string) *resource.Schema {
	t.Helper()
	b, err := os.ReadFile("../../configs/resources/" + code + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := resourcefile.Parse(code, b)
	if err != nil {
		t.Fatal(err)
	}
	s, err := resource.Compile(d, resource.Env{CEL: celrule.Compile, Today: func() rules.Date { return rules.DayOf(2026, 11, 22) }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	header = "ZBDM,ZBMC,XZQH,SQLX,SQQ,SQZ,ZBZ,DW,FBRQ"
	row    = "A01,地区生产总值,371500,季,2026/01/01,2026/03/31,812.5,亿元,2026/04/20"
	object = `{"ZBDM":"A01","ZBMC":"地区生产总值","XZQH":"371500","SQLX":"季","SQQ":"2026/01/01","SQZ":"2026/03/31","ZBZ":812.5,"DW":"亿元","FBRQ":"2026/04/20"}`
)

// result is what became of a body: per record "ok" or the first reason, then the reason the body ended with, if any.
func result(t testing.TB, o rowfile.Options, body []byte) (out []string) {
	t.Helper()
	s := schema(t, "macro_indicator")
	rd, err := rowfile.Open(o, bytes.NewReader(body))
	if err != nil {
		return []string{reason(t, err)}
	}
	defer func() {
		if err := rd.Close(); err != nil {
			t.Error(err)
		}
	}()
	b, err := rowfile.Bind(rd, s)
	if err != nil {
		return []string{reason(t, err)}
	}
	for {
		rec, row, f, err := b.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			return append(out, reason(t, err))
		}
		if f != nil {
			out = append(out, fmt.Sprintf("%d %s", rec.Line, f.Reason))
			continue
		}
		var fs resource.Findings
		s.Check(row, &fs)
		text := fmt.Sprintf("%d ok", rec.Line)
		if !fs.OK() {
			text = fmt.Sprintf("%d %s:%s", rec.Line, fs.Hard[0].Item, fs.Hard[0].Reason)
		}
		for _, h := range fs.Soft {
			text += " " + h.Item + ":" + string(h.Reason)
		}
		out = append(out, text)
	}
}

func reason(t testing.TB, err error) string {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("not a fault: %v", err)
	}
	if f.Message.Zh == "" || f.Message.En == "" || f.Next.Zh == "" {
		t.Errorf("%s lacks a sentence: %+v", f.Reason, f)
	}
	return string(f.Reason)
}

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func gbk(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBodies(t *testing.T) {
	many := []byte(strings.Repeat(object+"\n", 2000))
	zw, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	wide := "A01,地区生产总值,３７１５００,季,２０２６/01/01,2026/03/31,８１２．５,亿元,2026/04/20"
	huge := strings.Repeat("长", 10<<20/3)
	const csv, nd, js = "text/csv", "application/x-ndjson", "application/json"
	for _, c := range []struct {
		name string
		o    rowfile.Options
		body []byte
		want []string
	}{
		{"CSV", rowfile.Options{ContentType: csv}, []byte(header + "\n" + row + "\n" + row), []string{"2 ok", "3 ok"}},
		{"CSV with Chinese header", rowfile.Options{ContentType: csv}, []byte("指标代码,指标名称,行政区划代码,时期类型,时期起,时期止,指标值,计量单位,发布日期\n" + row), []string{"2 ok"}},
		{"NDJSON", rowfile.Options{ContentType: nd}, []byte(object + "\n\n" + object), []string{"1 ok", "3 ok"}},
		{"JSON array", rowfile.Options{ContentType: js}, []byte(" [\n" + object + ",\n" + object + "\n]\n"), []string{"1 ok", "2 ok"}},
		{"one JSON object", rowfile.Options{ContentType: js}, []byte(object), []string{"1 ok"}},
		{"zstd", rowfile.Options{ContentType: nd, Encoding: "zstd"}, zw.EncodeAll([]byte(object), nil), []string{"1 ok"}},
		{"gzip", rowfile.Options{ContentType: nd, Encoding: "gzip"}, gz([]byte(object)), []string{"1 ok"}},
		{"truncated gzip", rowfile.Options{ContentType: nd, Encoding: "gzip"}, gz(many)[:200], nil},
		{"not gzip", rowfile.Options{ContentType: nd, Encoding: "gzip"}, []byte(object + object), []string{"CORRUPT_COMPRESSION"}},
		{"corrupt zstd", rowfile.Options{ContentType: nd, Encoding: "zstd"}, []byte(object), []string{"CORRUPT_COMPRESSION"}},
		{"unknown encoding", rowfile.Options{ContentType: nd, Encoding: "br"}, []byte(object), []string{"UNKNOWN_CONTENT_ENCODING"}},
		{"unknown type", rowfile.Options{ContentType: "text/plain"}, []byte(object), []string{"UNKNOWN_CONTENT_TYPE"}},
		{"wrong encoding NDJSON", rowfile.Options{ContentType: nd}, gbk(t, object), []string{"BAD_CHARSET"}},
		{"declared GBK NDJSON", rowfile.Options{ContentType: nd + "; charset=GBK"}, gbk(t, object), []string{"1 ok"}},
		{"detected GBK CSV", rowfile.Options{ContentType: csv}, gbk(t, header+"\n"+row), []string{"2 ok"}},
		{"declared GB18030 CSV", rowfile.Options{ContentType: csv, Charset: "gb18030"}, gbk(t, header+"\n"+row), []string{"2 ok"}},
		{"GBK declared as UTF-8", rowfile.Options{ContentType: csv + ";charset=utf-8"}, gbk(t, header+"\n"+row), []string{"BAD_CHARSET"}},
		{"neither UTF-8 nor GBK", rowfile.Options{ContentType: csv}, []byte(header + "\n\xff\xfe\x81\x30\xff\n"), []string{"BAD_CHARSET"}},
		{"UTF-16", rowfile.Options{ContentType: csv}, []byte("\xff\xfeZ\x00"), []string{"BAD_CHARSET"}},
		{"unknown charset", rowfile.Options{ContentType: csv + ";charset=big5"}, []byte(header), []string{"BAD_CHARSET"}},
		{"late bad UTF-8", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Repeat(row+"\n", 1000) + "A\xff" + row[3:] + "\n"), nil},
		{"BOM", rowfile.Options{ContentType: csv}, []byte("\uFEFF" + header + "\n" + row), []string{"2 ok"}},
		{"BOM NDJSON", rowfile.Options{ContentType: nd}, []byte("\uFEFF" + object), []string{"1 ok"}},
		{"CRLF", rowfile.Options{ContentType: csv}, []byte(header + "\r\n" + row + "\r\n" + row + "\r\n"), []string{"2 ok", "3 ok"}},
		{"CRLF NDJSON", rowfile.Options{ContentType: nd}, []byte(object + "\r\n" + object + "\r\n"), []string{"1 ok", "2 ok"}},
		{"quoted newlines", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Replace(row, "地区生产总值", "\"地区\n生产\"\"总值\"", 1) + "\n" + row), []string{"2 ZBMC:CONTROL_CHAR", "4 ok"}},
		{"10 MB field CSV", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Replace(row, "亿元", huge, 1) + "\n" + row), []string{"2 RECORD_TOO_LARGE", "3 ok"}},
		{"10 MB quoted field", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Replace(row, "亿元", "\""+huge+"\n\"", 1) + "\n" + row), []string{"2 RECORD_TOO_LARGE", "4 ok"}},
		{"10 MB field NDJSON", rowfile.Options{ContentType: nd}, []byte(strings.Replace(object, "亿元", huge, 1) + "\n" + object), []string{"1 RECORD_TOO_LARGE", "2 ok"}},
		{"10 MB field JSON", rowfile.Options{ContentType: js}, []byte("[" + strings.Replace(object, "亿元", huge, 1) + "," + object + "]"), []string{"1 RECORD_TOO_LARGE", "2 ok"}},
		{"unknown column", rowfile.Options{ContentType: csv}, []byte(header + ",FOO\n" + row + ",1"), []string{"UNKNOWN_COLUMN"}},
		{"duplicate column", rowfile.Options{ContentType: csv}, []byte(header + ",ZBDM\n" + row + ",1"), []string{"DUPLICATE_COLUMN"}},
		{"duplicate column by Chinese name", rowfile.Options{ContentType: csv}, []byte(header + ",指标代码\n" + row + ",1"), []string{"DUPLICATE_COLUMN"}},
		{"empty file", rowfile.Options{ContentType: csv}, nil, []string{"EMPTY_BODY"}},
		{"blank file", rowfile.Options{ContentType: nd}, []byte("\n \n"), []string{"EMPTY_BODY"}},
		{"empty array", rowfile.Options{ContentType: js}, []byte("[]"), []string{"EMPTY_BODY"}},
		{"header only", rowfile.Options{ContentType: csv}, []byte(header + "\r\n\r\n"), []string{"HEADER_ONLY"}},
		{"semicolons", rowfile.Options{ContentType: csv}, []byte(strings.ReplaceAll(header+"\n"+row, ",", ";")), []string{"WRONG_DELIMITER"}},
		{"tabs", rowfile.Options{ContentType: csv}, []byte(strings.ReplaceAll(header+"\n"+row, ",", "\t")), []string{"WRONG_DELIMITER"}},
		{"no such day", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Replace(row, "2026/01/01", "2024/2/30", 1)), []string{"2 SQQ:NO_SUCH_DAY"}},
		{"full-width digits", rowfile.Options{ContentType: csv}, []byte(header + "\n" + wide), []string{"2 ok XZQH:FULL_WIDTH SQQ:FULL_WIDTH ZBZ:FULL_WIDTH"}},
		{"trailing spaces", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Replace(row, "亿元", "亿元  ", 1)), []string{"2 ok DW:TRIMMED"}},
		{"placeholder codes", rowfile.Options{ContentType: csv}, []byte(header + "\n" + strings.Replace(row, "A01", "无", 1) + "\n" + strings.Replace(row, "亿元", "/", 1) + "\n" + strings.Replace(row, "亿元", "null", 1) + "\n" + strings.Replace(row, "亿元", "空", 1)),
			[]string{"2 ZBDM:PLACEHOLDER", "3 DW:PLACEHOLDER", "4 DW:PLACEHOLDER", "5 DW:PLACEHOLDER"}},
		{"too few columns", rowfile.Options{ContentType: csv}, []byte(header + "\nA01,x\n" + row), []string{"2 COLUMN_COUNT", "3 ok"}},
		{"too many columns", rowfile.Options{ContentType: csv}, []byte(header + "\n" + row + ",x\n" + row + ",,\n"), []string{"2 COLUMN_COUNT", "3 ok"}},
		{"text after a quote", rowfile.Options{ContentType: csv}, []byte(header + "\n\"A01\"x" + row[3:] + "\n" + row), []string{"2 STRAY_QUOTE", "3 ok"}},
		{"unclosed quote", rowfile.Options{ContentType: csv}, []byte(header + "\n" + row + "\n\"A01" + row[3:] + "\n"), []string{"2 ok", "UNCLOSED_QUOTE"}},
		{"nameless column", rowfile.Options{ContentType: csv}, []byte("ZBDM,,DW\n1,2,3"), []string{"BAD_HEADER"}},
		{"broken array", rowfile.Options{ContentType: js}, []byte("[" + object + " " + object + "]"), []string{"1 ok", "BAD_JSON_ARRAY"}},
		{"cut array", rowfile.Options{ContentType: js}, []byte("[" + object + "," + object[:20]), []string{"1 ok", "TRUNCATED_BODY"}},
		{"array and more", rowfile.Options{ContentType: js}, []byte("[" + object + "] x"), []string{"1 ok", "BAD_JSON_ARRAY"}},
		{"not JSON", rowfile.Options{ContentType: js}, []byte("hello"), []string{"BAD_JSON_ARRAY"}},
		{"deep", rowfile.Options{ContentType: nd}, []byte(`{"ZBDM":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}\n" + object), []string{"1 TOO_DEEP", "2 ok"}},
		{"bad JSON line", rowfile.Options{ContentType: nd}, []byte(`{"ZBDM":` + "\n" + object), []string{"1 BAD_JSON", "2 ok"}},
		{"body over its limit", rowfile.Options{ContentType: nd, MaxBytes: 500}, many, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := result(t, c.o, c.body)
			switch c.name {
			case "truncated gzip":
				if last := got[len(got)-1]; last != "TRUNCATED_BODY" {
					t.Errorf("ended with %s", last)
				}
			case "late bad UTF-8":
				if last := got[len(got)-1]; len(got) != 1001 || last != "1002 BAD_UTF8" {
					t.Errorf("%d results, last %s", len(got), last)
				}
			case "body over its limit":
				if last := got[len(got)-1]; last != "BODY_TOO_LARGE" {
					t.Errorf("ended with %s", last)
				}
			default:
				if fmt.Sprint(got) != fmt.Sprint(c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

func TestXLSX(t *testing.T) {
	f := excelize.NewFile()
	for i, cells := range [][]any{{"指标代码", "指标名称", "行政区划代码", "时期类型", "时期起", "时期止", "指标值", "计量单位", "发布日期"}, {"A01", "地区生产总值", "371500", "季", "2026-01-01", "2026-03-31", 812.5, "亿元", "2026-04-20"}, {}, {"A02", "财政收入", "371500", "季", "2026-01-01", "2026-02-30", 1, "亿元", "2026-04-20"}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	o := rowfile.Options{ContentType: rowfile.TypeOf("a.XLSX")}
	if got, want := result(t, o, b.Bytes()), []string{"2 ok", "4 SQZ:NO_SUCH_DAY"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := result(t, o, []byte("no workbook")); fmt.Sprint(got) != "[BAD_XLSX]" {
		t.Errorf("got %q", got)
	}
}

func TestObject(t *testing.T) {
	rd, err := rowfile.Open(rowfile.Options{ContentType: "text/csv"}, strings.NewReader("指标代码,DW\n\"A\"\"1\",\n"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := rowfile.Bind(rd, schema(t, "macro_indicator"))
	if err != nil {
		t.Fatal(err)
	}
	rec, _, _, err := b.Read()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(b.Object(rec)); got != `{"指标代码":"A\"1"}` || string(rec.Raw) != `"A""1",` {
		t.Errorf("object %s raw %s", got, rec.Raw)
	}
}

// endless repeats a part without keeping it.
type endless struct {
	part []byte
	left int64
	at   int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) && e.left > 0 {
		c := copy(p[n:], e.part[e.at:])
		e.at = (e.at + c) % len(e.part)
		n += c
		e.left -= int64(c)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func TestMemoryIsBounded(t *testing.T) {
	s := schema(t, "macro_indicator")
	for _, c := range []struct{ name, typ, first, part string }{
		{"CSV", "text/csv", header + "\n", row + "\n"},
		{"NDJSON", "application/x-ndjson", "", object + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			size := int64(48 << 20)
			rd, err := rowfile.Open(rowfile.Options{ContentType: c.typ}, io.MultiReader(strings.NewReader(c.first), &endless{part: []byte(c.part), left: size / int64(len(c.part)) * int64(len(c.part))}))
			if err != nil {
				t.Fatal(err)
			}
			b, err := rowfile.Bind(rd, s)
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var fs resource.Findings
			for {
				_, row, f, err := b.Read()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil || f != nil {
					t.Fatal(err, f)
				}
				fs.Reset()
				if s.Check(row, &fs); !fs.OK() {
					t.Fatal(fs.Hard)
				}
			}
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
				t.Errorf("reading %d MB allocated %d MB", size>>20, grown>>20)
			}
		})
	}
}
