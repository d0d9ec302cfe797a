package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// columns is the order in which the tests write their tables.
var columns = []string{"CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK", "CF_JDRQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM"}

// sheet writes records as CSV under the given header, which stands for columns in their order.
func sheet(t testing.TB, header []string, records ...item) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{header}
	for _, r := range records {
		row := make([]string, len(columns))
		for i, c := range columns {
			if v, ok := r[c]; ok {
				row[i] = fmt.Sprint(v)
			}
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// gbk is a text in the encoding that spreadsheets in China save by themselves.
func gbk(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16(t testing.TB, s string) string {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func zipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// file is one bad file and what has to become of it.
type file struct {
	name, kind, encoding string
	body                 string
	// reason of a refusal of the whole body, after which nothing of it is in the system.
	reason string
	// accepted and refused count the rows of a body that is taken; reasons are those of the refused, in order.
	accepted, refused int
	reasons           []string
	// hint that an accepted row carries.
	hint string
}

const (
	lines = "application/x-ndjson"
	table = "text/csv"
)

// wholeFiles are refused before anything is accepted: one clear error, and the mended file goes through.
func wholeFiles(t testing.TB) []file {
	a, b := penalty("坏文件1号"), penalty("坏文件2号")
	csvText, jsonText := sheet(t, columns, a, b), ndjson(t, a, b)
	gz := zipped(t, strings.Repeat(jsonText, 50))
	twice := slices.Concat(columns, []string{"CF_NR"})
	alias := slices.Concat(columns, []string{"处罚决定书文号"})
	extra := strings.ReplaceAll(strings.TrimSpace(csvText), "\n", ",x\n") + ",x\n"
	first := func(header []string) string { return strings.Join(header, ",") + extra[strings.Index(extra, "\n"):] }
	bad := func(sep string) string { return strings.ReplaceAll(csvText, ",", sep) }
	return []file{
		{name: "truncated gzip", kind: lines, encoding: "gzip", body: gz[:len(gz)/2], reason: "TRUNCATED_BODY"},
		{name: "gzip without its last byte", kind: lines, encoding: "gzip", body: gz[:len(gz)-1], reason: "TRUNCATED_BODY"},
		{name: "not gzip at all", kind: lines, encoding: "gzip", body: jsonText, reason: "CORRUPT_COMPRESSION"},
		{name: "damaged gzip", kind: lines, encoding: "gzip", body: gz[:len(gz)-6] + "\xde\xad" + gz[len(gz)-4:], reason: "CORRUPT_COMPRESSION"},
		{name: "zstd that is gzip", kind: lines, encoding: "zstd", body: gz, reason: "CORRUPT_COMPRESSION"},
		{name: "unknown compression", kind: lines, encoding: "br", body: jsonText, reason: "UNKNOWN_CONTENT_ENCODING"},
		{name: "GBK lines that don't say so", kind: lines, body: gbk(t, jsonText), reason: "BAD_CHARSET"},
		{name: "GBK table said to be UTF-8", kind: table + "; charset=utf-8", body: gbk(t, csvText), reason: "BAD_CHARSET"},
		{name: "UTF-16", kind: table, body: utf16(t, csvText), reason: "BAD_CHARSET"},
		{name: "garbage as table", kind: table, body: strings.Repeat("\x89PNG\r\n\x1a\n\x00\x00\xff\xd8\xc3", 40), reason: "BAD_CHARSET"},
		{name: "garbage as lines", kind: lines, body: strings.Repeat("\xff\xfe\xfd\x80\x81", 40), reason: "BAD_CHARSET"},
		{name: "unknown charset", kind: table + "; charset=klingon", body: csvText, reason: "BAD_CHARSET"},
		{name: "unknown type", kind: "application/x-unknown", body: jsonText, reason: "UNKNOWN_CONTENT_TYPE"},
		{name: "unknown column", kind: table, body: first(slices.Concat(columns, []string{"CF_NO_SUCH"})), reason: "UNKNOWN_COLUMN"},
		{name: "duplicate column", kind: table, body: first(twice), reason: "DUPLICATE_COLUMN"},
		{name: "duplicate column by its Chinese name", kind: table, body: first(alias), reason: "DUPLICATE_COLUMN"},
		{name: "column without a name", kind: table, body: first(append(slices.Concat(columns[:3], []string{""}, columns[4:]), "BZ")), reason: "BAD_HEADER"},
		{name: "empty table", kind: table, body: "", reason: "EMPTY_BODY"},
		{name: "empty lines", kind: lines, body: "\n\r\n  \n", reason: "EMPTY_BODY"},
		{name: "empty array", kind: "application/json", body: "", reason: "EMPTY_BODY"},
		{name: "header only", kind: table, body: strings.Join(columns, ",") + "\r\n\r\n", reason: "HEADER_ONLY"},
		{name: "semicolons", kind: table, body: bad(";"), reason: "WRONG_DELIMITER"},
		{name: "tabs", kind: table, body: bad("\t"), reason: "WRONG_DELIMITER"},
		{name: "full-width commas", kind: table, body: bad("，"), reason: "WRONG_DELIMITER"},
		{name: "quote that never ends", kind: table, body: strings.Replace(csvText, "罚款人民币", "\"罚款人民币", 1) + "\"", reason: ""},
		{name: "array that breaks off", kind: "application/json", body: "[" + strings.TrimSpace(ndjson(t, a)) + ",", reason: ""},
		{name: "an object's beginning", kind: "application/json", body: `{"CF_WSH":`, reason: ""},
	}
}

// takenFiles are accepted, wholly or but for the bad rows.
func takenFiles(t testing.TB) []file {
	n := 0
	good := func(kv ...any) item {
		n++
		return penalty(fmt.Sprintf("好行%d号", n)).with(kv...)
	}
	chinese := []string{"行政相对人名称", "行政相对人类别", "行政相对人代码_1(统一社会信用代码)", "法定代表人", "行政处罚决定书文号", "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容",
		"罚款金额（万元）", "处罚决定日期", "处罚机关", "处罚机关统一社会信用代码", "数据来源单位", "数据来源单位统一社会信用代码"}
	one := func(name, column string, value any, reason string) file { // one bad row between two good ones
		return file{name: name, kind: lines, body: ndjson(t, good(), good(column, value), good()), accepted: 2, refused: 1, reasons: []string{reason}}
	}
	hinted := func(name, column string, value any, hint string) file {
		return file{name: name, kind: lines, body: ndjson(t, good(column, value)), accepted: 1, hint: hint}
	}
	quoted := "第一行,有逗号\n第二行有\"引号\"\r\n第三行"
	var far []item // more than what is looked at to tell the charset
	for range 150 {
		far = append(far, good())
	}
	late := strings.Replace(ndjson(t, far...), "罚款人民币5000元。", "罚款人民币5000元。", 1) + strings.Replace(ndjson(t, good()), "罚款人民币", "\xff\xfe", 1) + ndjson(t, good())
	big := strings.Repeat("长", 10<<20/3)
	shortRow := sheet(t, columns, good(), good()) + "只有,三,列\n"
	return append(takenWorkbooks(t, good), []file{
		{name: "GBK table, declared", kind: table + "; charset=GBK", body: gbk(t, sheet(t, columns, good("CF_NR", "镕"))), accepted: 1},
		{name: "GBK table, detected, Chinese header", kind: table, body: gbk(t, sheet(t, chinese, good("CF_NR", "罚款叁仟元整。"))), accepted: 1},
		{name: "GBK lines, declared", kind: lines + "; charset=gb18030", body: gbk(t, ndjson(t, good("CF_NR", "警示谈话。"))), accepted: 1},
		{name: "byte-order mark before a table", kind: table, body: "\uFEFF" + sheet(t, columns, good()), accepted: 1},
		{name: "byte-order mark before lines", kind: lines, body: "\uFEFF" + ndjson(t, good()), accepted: 1},
		{name: "CRLF in a table", kind: table, body: strings.ReplaceAll(sheet(t, columns, good(), good()), "\n", "\r\n"), accepted: 2},
		{name: "CRLF between lines, none at the end", kind: lines, body: strings.TrimRight(strings.ReplaceAll(ndjson(t, good(), good()), "\n", "\r\n"), "\r\n"), accepted: 2},
		{name: "quoted newlines, commas and quotes", kind: table, body: sheet(t, columns, good("CF_NR", quoted), good("CF_JDRQ", "2024/2/30"), good()), accepted: 2, refused: 1, reasons: []string{"NO_SUCH_DAY"}},
		{name: "field of 10 MB in lines", kind: lines, body: ndjson(t, good(), good("BZ", big), good()), accepted: 2, refused: 1, reasons: []string{"RECORD_TOO_LARGE"}},
		{name: "field of 10 MB in a table", kind: table, body: sheet(t, columns, good(), good("CF_NR", big), good()), accepted: 2, refused: 1, reasons: []string{"RECORD_TOO_LARGE"}},
		one("field beyond its own length", "CF_NR", strings.Repeat("长", 4001), "TOO_LONG"),
		one("unknown item", "CF_NO_SUCH", "1", "UNKNOWN_ITEM"),
		{name: "item twice in one record", kind: lines, body: ndjson(t, good()) + strings.Replace(ndjson(t, good()), "{", `{"CF_NR":"一",`, 1) + ndjson(t, good()), accepted: 2, refused: 1, reasons: []string{"DUPLICATE_ITEM"}},
		{name: "broken UTF-8 far down", kind: lines, body: late, accepted: 151, refused: 1, reasons: []string{"BAD_UTF8"}},
		{name: "line that is no JSON", kind: lines, body: ndjson(t, good()) + "{\"CF_WSH\": oops}\n[]\n" + ndjson(t, good()), accepted: 2, refused: 2, reasons: []string{"BAD_JSON", "NOT_OBJECT"}},
		{name: "row with too few columns", kind: table, body: shortRow, accepted: 2, refused: 1, reasons: []string{"COLUMN_COUNT"}},
		one("2024/2/30", "CF_JDRQ", "2024/2/30", "NO_SUCH_DAY"),
		one("2023-02-29", "CF_JDRQ", "2023-02-29", "NO_SUCH_DAY"),
		one("30/2/2024", "CF_JDRQ", "30/2/2024", "BAD_DATE"),
		one("month 13", "CF_JDRQ", "2024-13-01", ""),
		one("a date of tomorrow's world", "CF_JDRQ", "2077-01-01", "DATE_IN_FUTURE"),
		one("placeholder as code", "CF_XDR_SHXYM", "000000000000000000", "USCC_PLACEHOLDER"),
		one("ones as code", "CF_XDR_SHXYM", "111111111111111111", ""),
		one("placeholder in a mandatory item", "CF_WFXW", "无", "PLACEHOLDER"),
		one("number in exponent form", "CF_NR_FK", "5e-1", ""),
		one("letters for a number", "CF_NR_FK", "五千", "BAD_NUMBER"),
		hinted("date without zeros", "CF_JDRQ", "2024/2/3", ""),
		hinted("compact date", "CF_JDRQ", "20240203", ""),
		hinted("full-width date", "CF_JDRQ", "２０２４/２/３", "FULL_WIDTH"),
		hinted("full-width code", "CF_XDR_SHXYM", "９１３７１５０２ＭＡ２Ｔ３５７１Ｘ８", "FULL_WIDTH"),
		hinted("full-width number", "CF_NR_FK", "０.５", "FULL_WIDTH"),
		hinted("trailing spaces", "CF_XDR_MC", "东昌府恒信食品有限公司  \u3000", "TRIMMED"),
		hinted("trailing spaces in a code", "CF_XDR_SHXYM", acme+"   ", "TRIMMED"),
		hinted("placeholder in an optional item", "BZ", "无", "PLACEHOLDER_BLANKED"),
	}...)
}
