package e2e

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// workbook is the media type of XLSX.
const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// xlsx writes records as a workbook under the given header, which stands for columns in their order; texts stay texts.
func xlsx(t testing.TB, header []string, records ...item) string {
	t.Helper()
	f := excelize.NewFile()
	for n, r := range append([]item{nil}, records...) {
		for i, c := range columns {
			var v any = header[i]
			if n > 0 {
				v = r[c]
			}
			if v == nil {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(i+1, n+1)
			if err == nil {
				err = f.SetCellValue("Sheet1", cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return saved(t, f)
}

func saved(t testing.TB, f *excelize.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wholeWorkbooks are refused before anything is accepted.
func wholeWorkbooks(t testing.TB) []file {
	good := xlsx(t, columns, penalty("坏文件3号"))
	broken := []byte(good)
	at := bytes.Index(broken, []byte("xl/worksheets/sheet1.xml")) + len("xl/worksheets/sheet1.xml") + 60
	broken[at] ^= 0x55
	extra := append(append([]string{}, columns[:15]...), "CF_NO_SUCH")
	return []file{
		{name: "workbook that is cut off", kind: workbook, body: good[:len(good)-40], reason: "BAD_XLSX"},
		{name: "workbook with a damaged sheet", kind: workbook, body: string(broken), reason: "BAD_XLSX"},
		{name: "table called a workbook", kind: workbook, body: sheet(t, columns, penalty("坏文件4号")), reason: "BAD_XLSX"},
		{name: "old format or password", kind: workbook, body: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), reason: "BAD_XLSX"},
		{name: "workbook called a table", kind: table, body: good, reason: "BAD_CHARSET"},
		{name: "unknown column in a workbook", kind: workbook, body: xlsx(t, extra, penalty("坏文件5号")), reason: "UNKNOWN_COLUMN"},
		{name: "workbook with a header only", kind: workbook, body: xlsx(t, columns), reason: "HEADER_ONLY"},
		{name: "empty workbook", kind: workbook, body: saved(t, excelize.NewFile()), reason: "EMPTY_BODY"},
	}
}

// takenWorkbooks are accepted, wholly or but for the bad rows.
func takenWorkbooks(t testing.TB, good func(kv ...any) item) []file {
	return []file{
		{name: "workbook with texts", kind: workbook, body: xlsx(t, columns, good(), good()), accepted: 2},
		{name: "workbook with numbers", kind: workbook, body: xlsx(t, columns, good("CF_NR_FK", 0.1+0.2, "CF_JDRQ", 20260203)), accepted: 1},
		{name: "workbook with bad rows", kind: workbook, body: xlsx(t, columns, good(), good("CF_JDRQ", "2024/2/30"), good("CF_XDR_SHXYM", 371502190102030011.0), good()),
			accepted: 2, refused: 2, reasons: []string{"NO_SUCH_DAY", "CELL_PRECISION"}},
		{name: "workbook with line breaks and quotes", kind: workbook, body: xlsx(t, columns, good("CF_NR", "一,\"二\"\n三"), good("CF_CFLB", "口头教育", "CF_NR", "一,\"二\"\n三")), accepted: 1, refused: 1, reasons: []string{"BAD_CODE"}},
	}
}

// commitment is a correct commitment of acme.
func commitment(number, day string) item {
	return item{
		"XDR_MC": "东昌府恒信食品有限公司", "XDR_LB": "法人及非法人组织", "XDR_SHXYM": acme, "CNBH": number, "CNLX": "主动型", "CNSY": "依法经营", "CNRQ": day,
		"SLDW": "聊城市市场监督管理局", "SLDWDM": marketUSCC, "LYZT": "履行中", "SJLY": "聊城市市场监督管理局", "SJLYDM": marketUSCC,
	}
}

// filledIn downloads a resource's template and types records into it, as a clerk would.
func (w *world) filledIn(t *testing.T, resource string, records ...item) string {
	t.Helper()
	got := w.pusher.send(t, "GET", "/v1/catalog/resources/"+resource+"/template?format=xlsx", nil)
	if got.status != 200 || got.header.Get("Content-Type") != workbook || !strings.Contains(got.header.Get("Content-Disposition"), resource+".xlsx") {
		t.Fatalf("template: %d %v", got.status, got.header)
	}
	f, err := excelize.OpenReader(bytes.NewReader(got.raw))
	if err != nil {
		t.Fatal(err)
	}
	items := w.pusher.must(t, "GET", "/v1/catalog/resources/"+resource, nil).list("items")
	for n, r := range records {
		for i, it := range items {
			v, there := r[text(at(it, "name"))]
			if !there {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(i+1, n+2)
			if err == nil {
				err = f.SetCellValue("数据", cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return saved(t, f)
}

// workbooks downloads a template, fills it in and pushes it: what is right is in, what is wrong comes back with row and item.
func (w *world) workbooks(t *testing.T) {
	right := w.filledIn(t, "penalty", penalty("聊市监罚〔2026〕200号"))
	w.pusher.push(t, "penalty", right, "Content-Type", workbook).counts(t, "1", "0")
	w.find(t, w.officer, acme, "聊市监罚〔2026〕200号")
	wrong := w.filledIn(t, "penalty", penalty("聊市监罚〔2026〕201号"), penalty("聊市监罚〔2026〕202号").with("CF_NR_FK", nil))
	a := w.pusher.push(t, "penalty", wrong, "Content-Type", workbook).counts(t, "1", "1")
	if o := a.refusal("3"); o == nil || text(o["field"]) != "CF_NR_FK" || text(o["next_step"]) == "" {
		t.Errorf("the refused row must say its number and item: %s", a.raw)
	}
	w.pusher.send(t, "POST", "/v1/resources/penalty/records:push?sheet=nothing", strings.NewReader(right), "Content-Type", workbook).want(t, 400, "SHEET_UNKNOWN")
	dry := w.pusher.send(t, "POST", "/v1/resources/penalty/records:push?dry_run=true&sheet="+url.QueryEscape("数据"), strings.NewReader(wrong), "Content-Type", workbook)
	if dry.counts(t, "1", "1").refusal("3") == nil {
		t.Errorf("a dry run tells less: %s", dry.raw)
	}
	w.pusher.send(t, "GET", "/v1/catalog/resources/penalty/template?format=doc", nil).want(t, 400, "PARAMETER_INVALID")
	client{s: w.system}.send(t, "GET", "/v1/catalog/resources/penalty/template?format=xlsx", nil).want(t, 401, "")
}
