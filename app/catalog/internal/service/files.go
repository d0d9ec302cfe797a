package service

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Files serves what senders download: the JSON Schema and the templates, CSV and XLSX, of a resource. Every field is required.
type Files struct {
	// Find gives the definition of a resource, of all of them or of the open ones only.
	Find func(code string) (*resource.Schema, error)
	// Workbook makes the XLSX template, with Chinese names or column names in its header.
	Workbook func(s *resource.Schema, columns bool) ([]byte, error)
	// Code reads the resource's code out of the route, Fault answers with a refusal; both are the server's.
	Code  func(*http.Request) string
	Fault func(http.ResponseWriter, *http.Request, error)
}

func (f *Files) schema(w http.ResponseWriter, r *http.Request) (*resource.Schema, bool) {
	s, err := f.Find(f.Code(r))
	if err != nil {
		f.Fault(w, r, err)
	}
	return s, err == nil
}

// Schema answers with the JSON Schema (2020-12) of one record.
func (f *Files) Schema(w http.ResponseWriter, r *http.Request) {
	if s, ok := f.schema(w, r); ok {
		w.Header().Set("Content-Type", "application/schema+json; charset=utf-8")
		_, _ = w.Write(s.JSONSchema()) // the client has gone: there is nobody to tell
	}
}

// xlsxType is the media type of a workbook.
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Template answers with a file to fill in: ?format=csv (or none) is a header line, ?format=xlsx a workbook. ?header=zh puts the Chinese
// names of the items into the header, ?header=columns their column names; without it CSV has columns and XLSX has Chinese.
func (f *Files) Template(w http.ResponseWriter, r *http.Request) {
	s, ok := f.schema(w, r)
	if !ok {
		return
	}
	format, err := choice(r, "format", "csv", "xlsx")
	header := ""
	if err == nil {
		header, err = choice(r, "header", map[string]string{"csv": "columns", "xlsx": "zh"}[format], "zh", "columns")
	}
	var file []byte
	switch {
	case err != nil:
	case format == "xlsx":
		file, err = f.Workbook(s, header == "columns")
	default:
		file, err = headerLine(s, header == "columns")
	}
	if err != nil {
		f.Fault(w, r, err)
		return
	}
	w.Header().Set("Content-Type", map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": xlsxType}[format])
	w.Header().Set("Content-Disposition", `attachment; filename="`+s.Code()+`.`+format+`"`)
	_, _ = w.Write(file) // the client has gone: there is nobody to tell
}

// choice reads a query parameter that has a few values; the first one given here is meant when it is missing.
func choice(r *http.Request, name string, values ...string) (string, error) {
	got := r.URL.Query().Get(name)
	if got == "" {
		return values[0], nil
	}
	if !slices.Contains(values, got) {
		list := strings.Join(slices.Compact(slices.Sorted(slices.Values(values))), "、")
		return "", fault.New(fault.Invalid, "PARAMETER_INVALID", "参数 "+name+" 只能是:"+list+"。", "The parameter "+name+" can only be one of: "+list+".").
			At("", name).Then("请改正后重试。", "Correct it and try again.")
	}
	return got, nil
}

// headerLine is the header of a CSV file. It starts with a byte-order mark, without which spreadsheets take UTF-8 for GBK.
func headerLine(s *resource.Schema, columns bool) ([]byte, error) {
	header := s.Template()
	if !columns {
		for i := range header {
			header[i] = s.Item(i).NameZh
		}
	}
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	if err := c.Write(header); err != nil {
		return nil, err
	}
	c.Flush()
	return b.Bytes(), nil
}
