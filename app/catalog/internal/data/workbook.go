package data

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Sheets of a template. The first is what gets filled in and pushed.
const (
	sheetData  = "数据"
	sheetHelp  = "填报说明"
	sheetCodes = "代码表"
)

// lastRow of a sheet: formats and drop-down lists reach to it, so that they hold in every row that may be filled in.
const lastRow = 1 << 20

// Colours of a header by obligation: mandatory, conditional, optional.
var headerColours = map[string]string{"M": "C00000", "C": "BF6900", "O": "595959"}

var obligations = map[string]string{"M": "必填 mandatory", "C": "有条件必填 conditional", "O": "选填 optional"}

var typeNames = map[string]string{
	"C": "文本 text", "M": "长文本 long text", "G": "任意 any", "D": "日期 date", "T": "时间 time", "L": "是/否 yes/no",
	"N": "数值 number", "Y": "金额 money", "I": "整数 integer", "B": "浮点数 double", "F": "浮点数 float",
}

// Workbook is the XLSX template of a resource: a sheet to fill in, whose header is the Chinese names of the items or their column names,
// one that explains the items, and one with the code lists that the first one's drop-down lists show. Columns of texts have the format
// text, so that a spreadsheet program turns no code into a number.
func Workbook(s *resource.Schema, columns bool) ([]byte, error) {
	w := &template{s: s, f: excelize.NewFile(), styles: map[string]int{}}
	defer func() { _ = w.f.Close() }() // in memory alone
	for _, step := range []func() error{w.sheets, func() error { return w.data(columns) }, w.help} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("template of %s: %w", s.Code(), err)
		}
	}
	var b bytes.Buffer
	if err := w.f.Write(&b); err != nil {
		return nil, fmt.Errorf("template of %s: %w", s.Code(), err)
	}
	return b.Bytes(), nil
}

type template struct {
	s      *resource.Schema
	f      *excelize.File
	styles map[string]int
	lists  int // columns used in the sheet of codes
}

func (w *template) sheets() error {
	if err := w.f.SetSheetName(w.f.GetSheetName(0), sheetData); err != nil {
		return err
	}
	for _, name := range []string{sheetHelp, sheetCodes} {
		if _, err := w.f.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

// style makes each style once.
func (w *template) style(name string, s *excelize.Style) (int, error) {
	if id, ok := w.styles[name]; ok {
		return id, nil
	}
	id, err := w.f.NewStyle(s)
	w.styles[name] = id
	return id, err
}

// data writes the sheet to fill in.
func (w *template) data(columns bool) error {
	for i := range w.s.Len() {
		it := w.s.Item(i)
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		name := it.NameZh
		if columns {
			name = it.Name
		}
		if err := w.column(column, it, name); err != nil {
			return err
		}
	}
	return w.f.SetPanes(sheetData, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (w *template) column(column string, it *resource.Item, name string) error {
	body, err := w.bodyStyle(it)
	if err != nil {
		return err
	}
	head, err := w.style("head"+it.Obligation, &excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{headerColours[it.Obligation]}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}, NumFmt: 49,
	})
	if err != nil {
		return err
	}
	if err := w.f.SetColWidth(sheetData, column, column, float64(min(40, max(12, 2*len([]rune(name)))))); err != nil {
		return err
	}
	if err := w.f.SetColStyle(sheetData, column, body); err != nil {
		return err
	}
	if err := w.f.SetCellStr(sheetData, column+"1", name); err != nil {
		return err
	}
	if err := w.f.SetCellStyle(sheetData, column+"1", column+"1", head); err != nil {
		return err
	}
	return w.validation(column, it)
}

// bodyStyle is the format of an item's cells.
func (w *template) bodyStyle(it *resource.Item) (int, error) {
	switch it.Type {
	case "D", "T":
		form := map[string]string{"D": "yyyy-mm-dd", "T": "yyyy-mm-dd hh:mm:ss"}[it.Type]
		return w.style("body"+it.Type, &excelize.Style{CustomNumFmt: &form})
	case "N", "Y", "I", "B", "F":
		return w.style("number", &excelize.Style{NumFmt: 0})
	}
	return w.style("text", &excelize.Style{NumFmt: 49})
}

// validation shows what belongs into a column, offers its codes, and refuses what can't be right at once.
func (w *template) validation(column string, it *resource.Item) error {
	dv := excelize.NewDataValidation(true)
	dv.Sqref = column + "2:" + column + strconv.Itoa(lastRow)
	prompt := obligations[it.Obligation] + " · " + describe(it)
	if it.Multi {
		prompt += ";多个值用半角分号 ; 分隔"
	}
	if it.Rule != "" {
		prompt += "\n" + it.Rule
	}
	dv.SetInput(clip(it.NameZh, 32), clip(prompt, 255))
	codes := it.Codes
	if it.Type == "L" {
		codes = []string{"是", "否"}
	}
	switch {
	case len(codes) > 0:
		list, open, err := w.codes(it, codes)
		if err != nil {
			return err
		}
		dv.SetSqrefDropList(list)
		if !open && !it.Multi { // a list that takes other texts too only offers
			dv.SetError(excelize.DataValidationErrorStyleStop, clip(it.NameZh, 32), "不在代码表中,请从下拉列表中选择。\nNot in the code list: choose from the drop-down list.")
		}
	case it.Length > 0 && (it.Type == "C" || it.Type == "M"):
		if err := dv.SetRange(it.Length, it.Length, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorLessThanOrEqual); err != nil {
			return err
		}
		dv.Formula2 = ""
		most := strconv.Itoa(it.Length)
		dv.SetError(excelize.DataValidationErrorStyleStop, clip(it.NameZh, 32), "最多 "+most+" 个字符。\nAt most "+most+" characters.")
	}
	return w.f.AddDataValidation(sheetData, dv)
}

// codes writes a code list, with its explanations beside it, and names its cells. open is true when other texts are allowed too.
func (w *template) codes(it *resource.Item, codes []string) (list string, open bool, err error) {
	w.lists++
	column, err := excelize.ColumnNumberToName(w.lists)
	if err != nil {
		return "", false, err
	}
	if err := w.f.SetCellStr(sheetCodes, column+"1", it.NameZh); err != nil {
		return "", false, err
	}
	if err := w.f.SetColWidth(sheetCodes, column, column, 24); err != nil {
		return "", false, err
	}
	beside := ""
	if len(it.CodeNames) > 0 {
		w.lists++
		if beside, err = excelize.ColumnNumberToName(w.lists); err != nil {
			return "", false, err
		}
	}
	for i, c := range codes {
		text, other := strings.CutSuffix(c, "**") // "其他-**" is a prefix to complete
		open = open || other
		row := strconv.Itoa(i + 2)
		if err := w.f.SetCellStr(sheetCodes, column+row, text); err != nil {
			return "", false, err
		}
		if name := it.CodeNames[c]; name != "" {
			if err := w.f.SetCellStr(sheetCodes, beside+row, name); err != nil {
				return "", false, err
			}
		}
	}
	return "'" + sheetCodes + "'!$" + column + "$2:$" + column + "$" + strconv.Itoa(len(codes)+1), open, nil
}

// help writes the sheet that explains the items.
func (w *template) help() error {
	d := w.s.Definition()
	head, err := w.style("help", &excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true}})
	if err != nil {
		return err
	}
	rows := [][]any{
		{d.Name + "(" + d.Code + ",第 " + strconv.Itoa(d.Version) + " 版)"},
		{"请在“" + sheetData + "”工作表中从第 2 行起填写,每行一条记录,不要改动表头;红色必填,橙色有条件必填,灰色选填。日期可填真实日期或 2026-11-18 这样的文字。"},
		{"Fill in the first sheet from row 2, one record a row, and leave its header as it is. Red is mandatory, orange conditional, grey optional."},
		{},
		{"列名 column", "中文名 name", "类型 type", "长度 length", "填报要求 obligation", "条件 condition", "代码 codes", "单位 unit", "规则", "rule"},
	}
	for i := range w.s.Len() {
		it := w.s.Item(i)
		condition := it.Condition
		if it.Blank != "" {
			condition = strings.TrimPrefix(condition+"\n须为空 must be blank: "+it.Blank, "\n")
		}
		rows = append(rows, []any{it.Name, it.NameZh, typeNames[it.Type], length(it), obligations[it.Obligation], condition, codeText(it), it.Unit, it.Rule, it.RuleEn})
	}
	for i := range rows {
		if err := w.f.SetSheetRow(sheetHelp, "A"+strconv.Itoa(i+1), &rows[i]); err != nil {
			return err
		}
	}
	for column, width := range map[string]float64{"A": 18, "B": 32, "C": 16, "D": 10, "E": 22, "F": 40, "G": 50, "H": 8, "I": 60, "J": 60} {
		if err := w.f.SetColWidth(sheetHelp, column, column, width); err != nil {
			return err
		}
	}
	return w.f.SetCellStyle(sheetHelp, "A5", "J5", head)
}

func length(it *resource.Item) string {
	switch {
	case it.Length == 0:
		return ""
	case it.Scale > 0:
		return strconv.Itoa(it.Length) + "," + strconv.Itoa(it.Scale)
	}
	return strconv.Itoa(it.Length)
}

func describe(it *resource.Item) string {
	text := typeNames[it.Type]
	if n := length(it); n != "" {
		text += " " + n
	}
	if it.Unit != "" {
		text += " " + it.Unit
	}
	return text
}

func codeText(it *resource.Item) string {
	parts := make([]string, len(it.Codes))
	for i, c := range it.Codes {
		if parts[i] = c; it.CodeNames[c] != "" {
			parts[i] += " " + it.CodeNames[c]
		}
	}
	return strings.Join(parts, "; ")
}

// clip bounds a text by what spreadsheet programs count: units of UTF-16.
func clip(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return s[:i]
		}
	}
	return s
}
