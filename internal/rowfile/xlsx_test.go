package rowfile_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
)

var xlsx = rowfile.Options{ContentType: rowfile.TypeOf("a.xlsx")}

// book makes a workbook by a spreadsheet library; fill works on its first sheet.
func book(t testing.TB, fill func(f *excelize.File, sheet string) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f, "Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts is a workbook written by hand; changes replace, "-" removes.
func parts(t testing.TB, changes map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<?xml version="1.0"?><workbook><sheets><sheet name="一" sheetId="1" r:id="a"/><sheet name="二" sheetId="2" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="t/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="t/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="s" Type="t/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="f" Type="t/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="#,##0.00&quot;md&quot;"/><numFmt numFmtId="167" formatCode="[h]:mm"/><numFmt numFmtId="168" formatCode="[Red][$-804]General"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/><xf numFmtId="57"/><xf numFmtId="167"/><xf numFmtId="168"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml":       `<sst><si><t>表头</t></si><si><t xml:space="preserve"> a&amp;b </t></si><si><r><t>粗</t></r><r><t>细</t></r><rPh sb="0" eb="1"><t>cu</t></rPh></si><si/><si><t>x_x000D_y_x005F_z</t></si></sst>`,
		"xl/worksheets/sheet1.xml":   sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>值</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>`),
		"xl/worksheets/sheet2.xml":   sheetXML(`<row><c t="str"><v>另一</v></c></row><row><c t="str"><v>2</v></c></row>`),
	}
	for name, text := range changes {
		all[name] = text
	}
	names := []string{}
	for name, text := range all {
		if text != "-" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, all[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetXML(rows string) string {
	return `<x:worksheet xmlns:x="m"><x:dimension ref="A1"/><x:sheetData>` + strings.NewReplacer("<row", "<x:row", "</row", "</x:row").Replace(rows) + `</x:sheetData><x:pageMargins left="1"/></x:worksheet>`
}

// cells are the rows of a workbook as texts, "ROW: a|b", then how it ended if not well.
func cells(t testing.TB, o rowfile.Options, body []byte) []string {
	t.Helper()
	rd, err := rowfile.Open(o, bytes.NewReader(body))
	if err != nil {
		return []string{reason(t, err)}
	}
	out := []string{fmt.Sprintf("%d: %s", rd.HeaderLine(), strings.Join(rd.Header(), "|"))}
	for {
		rec, err := rd.Next()
		if err != nil {
			if err != io.EOF {
				out = append(out, reason(t, err))
			}
			break
		}
		var row []string
		for _, c := range rec.Cells {
			row = append(row, string(c))
		}
		text := fmt.Sprintf("%d: %s", rec.Line, strings.Join(row, "|"))
		if rec.Finding != nil {
			text = fmt.Sprintf("%d: %s %s", rec.Line, rec.Finding.Item, rec.Finding.Reason)
		}
		out = append(out, text)
	}
	if err := rd.Close(); err != nil {
		t.Error(err)
	}
	return out
}

func TestCells(t *testing.T) {
	row := func(cells string) map[string]string {
		return map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row r="3"><c r="A3" t="s"><v>0</v></c></row><row r="7">` + cells + `</row>`)}
	}
	for _, c := range []struct{ name, cell, want string }{
		{"integer", `<c><v>42</v></c>`, "42"},
		{"noise of binary fractions", `<c><v>0.10000000000000001</v></c>`, "0.1"},
		{"noise of a sum", `<c><f>A1+B1</f><v>0.30000000000000004</v></c>`, "0.3"},
		{"exponent", `<c><v>1.5E-5</v></c>`, "0.000015"},
		{"large", `<c><v>1.23456789012345E+14</v></c>`, "123456789012345"},
		{"shown with two decimals, unit and commas", `<c s="4"><v>1234.5678</v></c>`, "1234.5678"},
		{"negative zero", `<c><v>-0</v></c>`, "0"},
		{"day", `<c s="1"><v>46344</v></c>`, "2026-11-18"},
		{"day in Chinese", `<c s="2"><v>46344</v></c>`, "2026-11-18"},
		{"month in the built-in Chinese format", `<c s="6"><v>46344</v></c>`, "2026-11-18"},
		{"day and time", `<c s="5"><v>46344.395833333336</v></c>`, "2026-11-18 09:30:00"},
		{"second before midnight is not the next day", `<c s="5"><v>46343.999988426</v></c>`, "2026-11-17 23:59:59"},
		{"time alone", `<c s="7"><v>0.5</v></c>`, "12:00:00"},
		{"first day", `<c s="1"><v>1</v></c>`, "1900-01-01"},
		{"the day that never was", `<c s="1"><v>60</v></c>`, "1900-02-29"},
		{"after it", `<c s="1"><v>61</v></c>`, "1900-03-01"},
		{"last day", `<c s="1"><v>2958465</v></c>`, "9999-12-31"},
		{"beyond the last day", `<c s="1"><v>2958467</v></c>`, "2958467"},
		{"before the first day", `<c s="1"><v>-1</v></c>`, "-1"},
		{"colour and locale are no date", `<c s="8"><v>5</v></c>`, "5"},
		{"leading zeros by format", `<c s="3"><v>1234</v></c>`, "001234"},
		{"format that is not there", `<c s="99"><v>1234</v></c>`, "1234"},
		{"text day", `<c t="d"><v>2026-11-18</v></c>`, "2026-11-18"},
		{"true", `<c t="b"><v>1</v></c>`, "true"},
		{"false", `<c t="b"><v>0</v></c>`, "false"},
		{"shared text", `<c t="s"><v>1</v></c>`, " a&b "},
		{"rich text without its reading", `<c t="s"><v>2</v></c>`, "粗细"},
		{"escaped characters", `<c t="s"><v>4</v></c>`, "x\ry_z"},
		{"inline rich text", `<c t="inlineStr"><is><r><t>a</t></r><r><t><![CDATA[<b>]]></t></r></is></c>`, "a<b>"},
		{"result of a formula", `<c t="str"><f>X&amp;Y</f><v>a&#20013;&#x4e2d;</v></c>`, "a中中"},
		{"line breaks", "<c t=\"str\"><v>a\r\nb\rc</v></c>", "a\nb\nc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := cells(t, xlsx, parts(t, row(c.cell))), []string{"3: 表头", "7: " + c.want}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	for _, c := range []struct{ name, cell, want string }{
		{"too many digits", `<c><v>3.71502190102030E+17</v></c>`, "7: 表头 CELL_PRECISION"},
		{"sixteen digits", `<c><v>1234567890123456</v></c>`, "7: 表头 CELL_PRECISION"},
		{"formula error", `<c t="e"><v>#REF!</v></c>`, "7: 表头 CELL_ERROR"},
		{"cell beyond the header", `<c r="A7"><v>1</v></c><c r="C7"><v>2</v></c>`, "7:  COLUMN_COUNT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cells(t, xlsx, parts(t, row(c.cell))); got[len(got)-1] != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	// What is refused is kept as it stands, for whoever looks at it in quarantine.
	for _, c := range []struct{ name, cells, want string }{
		{"too many digits", `<c><v>3.71502190102030E+17</v></c>`, "3.71502190102030E+17"},
		{"sixteen digits and more", `<c><v> 1234567890123456 </v></c><c t="str"><v>b</v></c>`, "1234567890123456,b"},
		{"formula error", `<c t="str"><v>a,</v></c><c t="e"><v>#REF!</v></c>`, `"a,",#REF!`},
	} {
		t.Run("kept: "+c.name, func(t *testing.T) {
			r, err := rowfile.Open(xlsx, bytes.NewReader(parts(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row><c t="str"><v>A</v></c><c t="str"><v>B</v></c></row><row>` + c.cells + `</row>`)})))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			rec, err := r.Next()
			if err != nil || rec.Finding == nil || strings.TrimSuffix(string(rec.Raw), ",") != c.want {
				t.Errorf("%+v %v, want %q", rec, err, c.want)
			}
		})
	}
	t.Run("counted from 1904", func(t *testing.T) {
		changes := row(`<c s="1"><v>44882</v></c>`)
		changes["xl/workbook.xml"] = `<workbook><workbookPr date1904="1"/><sheets><sheet name="一" r:id="a"/></sheets></workbook>`
		if got := cells(t, xlsx, parts(t, changes)); got[1] != "7: 2026-11-18" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSheets(t *testing.T) {
	whole := parts(t, nil)
	if got := cells(t, xlsx, whole); !slices.Equal(got, []string{"1: 表头|值", "2: 1|"}) {
		t.Errorf("first sheet: %q", got)
	}
	hidden := parts(t, map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="一" state="hidden" r:id="a"/><sheet name="二" r:id="b"/></sheets></workbook>`})
	if got := cells(t, xlsx, hidden); !slices.Equal(got, []string{"1: 另一", "2: 2"}) {
		t.Errorf("first sheet that is seen: %q", got)
	}
	gaps := parts(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row><c t="s"/><c/><c t="str"><v>x</v></c></row><row><c r="B3"><v>5</v></c><c><v>6</v></c></row>`)})
	if got := cells(t, xlsx, gaps); !slices.Equal(got, []string{"1: 1|2|3", "2: ||x", "3: |5|6"}) {
		t.Errorf("cells without a value or a place: %q", got)
	}
	named := xlsx
	named.Sheet = "二"
	if got := cells(t, named, whole); !slices.Equal(got, []string{"1: 另一", "2: 2"}) {
		t.Errorf("named sheet: %q", got)
	}
	named.Sheet = "三"
	_, err := rowfile.Open(named, bytes.NewReader(whole))
	if f, _ := fault.As(err); f == nil || f.Reason != rowfile.ReasonNoSheet || !strings.Contains(f.Next.Zh, "“一”、“二”") {
		t.Errorf("unknown sheet: %v", err)
	}
	if got := cells(t, rowfile.Options{ContentType: "text/csv", Sheet: "一"}, []byte("a\n1\n")); got[0] != "SHEET_UNKNOWN" {
		t.Errorf("a sheet of CSV: %q", got)
	}
}

func TestBadWorkbooks(t *testing.T) {
	good := parts(t, nil)
	sheet := func(rows string) []byte {
		return parts(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(rows)})
	}
	head := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	damaged := slices.Clone(good)
	at := bytes.Index(damaged, []byte("xl/worksheets/sheet1.xml")) + len("xl/worksheets/sheet1.xml") + 20
	damaged[at] ^= 0x55
	var deep bytes.Buffer
	for range 100 {
		deep.WriteString("<a>")
	}
	bomb := sheetXML(head + `<row r="2"><c r="A2" t="str"><v>` + strings.Repeat("<!-- "+strings.Repeat("0", 1<<20)+" -->", 40) + `</v></c></row>`)
	small := xlsx
	small.MaxWorkbook = 1000
	for _, c := range []struct {
		name string
		o    rowfile.Options
		body []byte
		want string
	}{
		{"nothing", xlsx, nil, "EMPTY_BODY"},
		{"text", xlsx, []byte("名称,代码\n"), "BAD_XLSX"},
		{"old format or password", xlsx, append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), "BAD_XLSX"},
		{"cut off", xlsx, good[:len(good)-30], "BAD_XLSX"},
		{"cut in the middle", xlsx, good[:len(good)/2], "BAD_XLSX"},
		{"damaged sheet", xlsx, damaged, "BAD_XLSX"},
		{"over its limit", small, good, "BODY_TOO_LARGE"},
		{"no workbook part", xlsx, parts(t, map[string]string{"xl/workbook.xml": "-"}), "BAD_XLSX"},
		{"no sheet part", xlsx, parts(t, map[string]string{"xl/worksheets/sheet1.xml": "-"}), "BAD_XLSX"},
		{"shared texts missing", xlsx, parts(t, map[string]string{"xl/sharedStrings.xml": "-"}), "BAD_XLSX"},
		{"no formats are no fault", xlsx, parts(t, map[string]string{"xl/styles.xml": "-"}), ""},
		{"XML that ends early", xlsx, parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + head + `<row r="2">`}), "BAD_XLSX"},
		{"XML that does not match", xlsx, parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + head + `<row></c></worksheet>`}), "BAD_XLSX"},
		{"document type", xlsx, parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "aa">]><worksheet/>`}), "BAD_XLSX"},
		{"too deep", xlsx, parts(t, map[string]string{"xl/worksheets/sheet1.xml": deep.String()}), "BAD_XLSX"},
		{"bomb", xlsx, parts(t, map[string]string{"xl/worksheets/sheet1.xml": bomb}), "BAD_XLSX"},
		{"huge text", xlsx, sheet(head + `<row r="2"><c r="A2" t="str"><v>` + strings.Repeat("长", 1<<20) + `</v></c></row>`), "BAD_XLSX"},
		{"rows out of order", xlsx, sheet(head + `<row r="1"/>`), "BAD_XLSX"},
		{"cells out of order", xlsx, sheet(head + `<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`), "BAD_XLSX"},
		{"reference that is none", xlsx, sheet(head + `<row r="2"><c r="2B"><v>1</v></c></row>`), "BAD_XLSX"},
		{"row beyond the last", xlsx, sheet(head + `<row r="1048577"><c><v>1</v></c></row>`), "BAD_XLSX"},
		{"text that is not there", xlsx, sheet(head + `<row r="2"><c t="s"><v>99</v></c></row>`), "BAD_XLSX"},
		{"too many columns", xlsx, sheet(head + `<row r="2"><c r="XFD2"><v>1</v></c></row>`), "BAD_HEADER"},
		{"empty sheet", xlsx, sheet(""), "EMPTY_BODY"},
		{"header only", xlsx, sheet(head + `<row r="2"><c s="1"/></row>`), "HEADER_ONLY"},
		{"nameless column", xlsx, sheet(`<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>1</v></c></row>`), "BAD_HEADER"},
		{"error in the header", xlsx, sheet(`<row r="1"><c r="A1" t="e"><v>#NAME?</v></c></row>`), "BAD_HEADER"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := cells(t, c.o, c.body)
			last := got[len(got)-1]
			if strings.Contains(last, ":") {
				last = ""
			}
			if last != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What a common library writes, read by us: dates, numbers, texts, a row that is too long.
func TestLibraryWorkbook(t *testing.T) {
	body := book(t, func(f *excelize.File, sheet string) error {
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			return err
		}
		for cell, v := range map[string]any{"A1": "指标\n代码", "B1": "指标名称", "C1": "发布日期", "A2": "A01", "B2": 0.1, "C2": 46344, "A4": "B", "B4": true, "C4": strings.Repeat("长", 30_000)} {
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				return err
			}
		}
		return f.SetCellStyle(sheet, "C2", "C2", day)
	})
	o := xlsx
	o.MaxRecord = 60_000
	if got, want := cells(t, o, body), []string{"1: 指标代码|指标名称|发布日期", "2: A01|0.1|2026-11-18", "4:  RECORD_TOO_LARGE"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A workbook beyond what is kept in memory goes through files: they are unreadable, and gone as soon as they are open.
func TestSpool(t *testing.T) {
	dir := t.TempDir()
	const rows, secret = 90_000, "聊城市机密有限公司"
	body := book(t, func(f *excelize.File, sheet string) error {
		w, err := f.NewStreamWriter(sheet)
		if err != nil {
			return err
		}
		for i := range rows + 1 {
			// Texts without pattern, or they would fit into memory packed.
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), []any{fmt.Sprintf("%d%s", i, secret), fmt.Sprintf("%x", uint64(i)*0x9E3779B97F4A7C15), fmt.Sprintf("%x", uint64(i)*0xD1B54A32D192ED03), fmt.Sprintf("%x", uint64(i)*0x8CB92BA72F3D8DD7)}); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	if len(body) < 4<<20 {
		t.Fatalf("%d bytes stay in memory", len(body))
	}
	o := xlsx
	o.Spool = dir
	rd, err := rowfile.Open(o, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("%d files can be opened by others, %v", len(left), err)
	}
	n := 0
	for ; ; n++ {
		rec, err := rd.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%d%s", n+1, secret); string(rec.Cells[0]) != want || string(rec.Cells[3]) != fmt.Sprintf("%x", uint64(n+1)*0x8CB92BA72F3D8DD7) {
			t.Fatalf("row %d: %s", n, rec.Cells)
		}
	}
	if n != rows {
		t.Errorf("%d rows", n)
	}
	if err := rd.Close(); err != nil {
		t.Error(err)
	}
	o.Spool = dir + "/nothing"
	if _, err := rowfile.Open(o, bytes.NewReader(body)); !fault.Is(err, rowfile.ReasonSpool) {
		t.Errorf("without a folder: %v", err)
	}
}

// Texts that cells share, beyond what is kept in memory, are found in any order.
func TestManySharedTexts(t *testing.T) {
	const n = 50_000
	var sst, rows strings.Builder
	for i := range n {
		fmt.Fprintf(&sst, "<si><t>%d%s</t></si>", i, strings.Repeat("文", i%90))
		fmt.Fprintf(&rows, `<row><c t="s"><v>%d</v></c></row>`, (i*7919)%n)
	}
	o := xlsx
	o.Spool = t.TempDir()
	got := cells(t, o, parts(t, map[string]string{"xl/sharedStrings.xml": "<sst>" + sst.String() + "</sst>", "xl/worksheets/sheet1.xml": sheetXML(rows.String())}))
	if len(got) != n {
		t.Fatalf("%d rows", len(got))
	}
	for i, text := range got {
		if k := (i * 7919) % n; text != fmt.Sprintf("%d: %d%s", i+1, k, strings.Repeat("文", k%90)) {
			t.Fatalf("row %d: %s", i, text)
		}
	}
}

// failing breaks off after some bytes.
type failing struct{ r io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = errors.New("connection lost")
	}
	return n, err
}

func TestWorkbookThatBreaksOff(t *testing.T) {
	good := parts(t, nil)
	if _, err := rowfile.Open(xlsx, failing{bytes.NewReader(good[:100])}); !fault.Is(err, rowfile.ReasonRead) {
		t.Errorf("%v", err)
	}
}

func BenchmarkXLSX(b *testing.B) {
	body := book(b, func(f *excelize.File, sheet string) error {
		w, err := f.NewStreamWriter(sheet)
		if err != nil {
			return err
		}
		for i := range 5001 {
			row := make([]any, 28)
			for c := range row {
				row[c] = fmt.Sprintf("第%d列内容", c)
				if i > 0 && c%7 == 0 {
					row[c] = float64(i) / 8
				}
			}
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			rd, err := rowfile.Open(xlsx, bytes.NewReader(body))
			for err == nil {
				_, err = rd.Next()
			}
			if err != io.EOF {
				b.Fatal(err)
			}
			_ = rd.Close()
		}
	})
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			f, err := excelize.OpenReader(bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			rows, err := f.Rows("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				if _, err := rows.Columns(); err != nil {
					b.Fatal(err)
				}
			}
			_ = rows.Close()
		}
	})
}
