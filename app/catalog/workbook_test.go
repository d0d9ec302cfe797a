package catalog_test

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
)

// filled opens a template, types texts and numbers under the given headers into row 2 and saves it, as a clerk would.
func filled(t *testing.T, template []byte, row map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	header, err := f.GetRows("数据")
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range header[0] {
		if v, ok := row[h]; ok {
			cell, err := excelize.CoordinatesToCellName(i+1, 2)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue("数据", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var penaltyRow = map[string]any{
	"CF_XDR_MC": "东昌府恒信食品有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": "91371502MA2T3571X8", "CF_FRDB": "王安宁", "CF_WSH": "聊市监罚〔2026〕1号",
	"CF_WFXW": "经营标签不符合规定的食品", "CF_SY": "经营的食品标签不符合规定。", "CF_YJ": "《中华人民共和国食品安全法》第一百二十五条", "CF_CFLB": "罚款", "CF_NR": "罚款人民币5000元。",
	"CF_NR_FK": 0.5, "CF_JDRQ": 46344, "CF_CFJG": "聊城市市场监督管理局", "CF_CFJGDM": "11371500MB00000195", "CF_SJLY": "聊城市市场监督管理局", "CF_SJLYDM": "11371500MB00000195",
}

func TestWorkbookRoundTrip(t *testing.T) {
	r := newRig(t)
	s, err := r.resources.Schema("penalty")
	if err != nil {
		t.Fatal(err)
	}
	chinese := map[string]any{}
	for i := range s.Len() {
		if v, ok := penaltyRow[s.Item(i).Name]; ok {
			chinese[s.Item(i).NameZh] = v
		}
	}
	for name, c := range map[string]struct {
		columns bool
		row     map[string]any
	}{"Chinese header": {false, chinese}, "column names": {true, penaltyRow}} {
		t.Run(name, func(t *testing.T) {
			template, err := data.Workbook(s, c.columns)
			if err != nil {
				t.Fatal(err)
			}
			rd, err := rowfile.Open(rowfile.Options{ContentType: rowfile.TypeOf("a.xlsx")}, bytes.NewReader(filled(t, template, c.row)))
			if err != nil {
				t.Fatal(err)
			}
			b, err := rowfile.Bind(rd, s)
			if err != nil {
				t.Fatal(err)
			}
			rec, row, f, err := b.Read()
			if err != nil || f != nil || rec.Line != 2 {
				t.Fatalf("%+v %v %v", rec, f, err)
			}
			var fs resource.Findings
			if s.Check(row, &fs); len(fs.Hard)+len(fs.Soft) > 0 {
				t.Errorf("a filled template is not clean: %+v", fs)
			}
			if at, _ := s.Index("CF_JDRQ"); string(row.Get(at).Text) != "2026-11-18" {
				t.Errorf("a date typed into its column arrives as %s", row.Get(at).Text)
			}
			if _, _, _, err := b.Read(); err != io.EOF {
				t.Errorf("more than one row: %v", err)
			}
		})
	}
}

// Every shipped resource has a template that its own push takes, with what a clerk needs in it.
func TestWorkbooks(t *testing.T) {
	r := newRig(t)
	all := r.resources.List(biz.ListAsk{Limit: 500}).Versions
	for _, v := range all {
		t.Run(v.Definition.Code, func(t *testing.T) {
			s, err := r.resources.Schema(v.Definition.Code)
			if err != nil {
				t.Fatal(err)
			}
			b, err := data.Workbook(s, false)
			if err != nil {
				t.Fatal(err)
			}
			f, err := excelize.OpenReader(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(f.GetSheetList(), ","); got != "数据,填报说明,代码表" {
				t.Errorf("sheets %s", got)
			}
			header, err := f.GetRows("数据")
			if err != nil || len(header) != 1 || len(header[0]) != s.Len() {
				t.Fatalf("header %q %v", header, err)
			}
			if _, f := s.Columns(header[0]); f != nil {
				t.Errorf("the push does not take the header: %+v", f)
			}
			help, err := f.GetRows("填报说明")
			if err != nil || len(help) != s.Len()+5 || help[5][0] != s.Item(0).Name {
				t.Errorf("%d lines of help, %v", len(help), err)
			}
			for i := range s.Len() {
				if it := s.Item(i); it.Rule != "" && !slices.Equal(help[5+i][8:], []string{it.Rule, it.RuleEn}) {
					t.Errorf("the rules of %s: %q", it.Name, help[5+i][8:])
				}
			}
			w := cells{t, f}
			for i := range s.Len() {
				w.column(i, s.Item(i))
			}
		})
	}
}

type cells struct {
	t *testing.T
	f *excelize.File
}

// column checks the format and the validation of one column.
func (c cells) column(i int, it *resource.Item) {
	c.t.Helper()
	column, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		c.t.Fatal(err)
	}
	id, err := c.f.GetColStyle("数据", column)
	if err != nil {
		c.t.Fatal(err)
	}
	style, err := c.f.GetStyle(id)
	if err != nil {
		c.t.Fatal(err)
	}
	if text := strings.Contains("CMGL", it.Type); text != (style.NumFmt == 49) {
		c.t.Errorf("%s of type %s has number format %d", it.Name, it.Type, style.NumFmt)
	}
	validations, err := c.f.GetDataValidations("数据")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, dv := range validations {
		if dv.Sqref != column+"2:"+column+"1048576" {
			continue
		}
		if len([]rune(*dv.PromptTitle)) > 32 || len([]rune(*dv.Prompt)) > 255 {
			c.t.Errorf("%s: a prompt that spreadsheet programs call damage", it.Name)
		}
		if len(it.Codes) > 0 {
			c.list(it, dv)
		}
		return
	}
	c.t.Errorf("%s has no validation", it.Name)
}

// list checks that a drop-down list shows the item's codes.
func (c cells) list(it *resource.Item, dv *excelize.DataValidation) {
	c.t.Helper()
	from, to, ok := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(dv.Formula1, "'代码表'!"), "$", ""), ":")
	column := strings.TrimRight(from, "0123456789")
	if !ok || dv.Type != "list" || to != column+strconv.Itoa(len(it.Codes)+1) {
		c.t.Fatalf("%s: list %q of type %q", it.Name, dv.Formula1, dv.Type)
	}
	open := it.Multi
	for i, code := range it.Codes {
		got, err := c.f.GetCellValue("代码表", column+strconv.Itoa(i+2))
		if err != nil || got != strings.TrimSuffix(code, "**") {
			c.t.Errorf("%s: code %d is %q, want %q", it.Name, i, got, code)
		}
		open = open || strings.HasSuffix(code, "**")
	}
	if dv.ShowErrorMessage == open {
		c.t.Errorf("%s: other texts refused %v, open %v", it.Name, dv.ShowErrorMessage, open)
	}
}
