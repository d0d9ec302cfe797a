package service

import (
	"bytes"
	"encoding/csv"
	"net/http"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Files serves what senders download: the JSON Schema and the CSV template of a resource.
type Files struct {
	// Find gives the definition of a resource, of all of them or of the open ones only.
	Find func(code string) (*resource.Schema, error)
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

// Template answers with the header line of a CSV file: column names, or Chinese names with ?header=zh. It starts with a
// byte-order mark, without which spreadsheets take UTF-8 for GBK.
func (f *Files) Template(w http.ResponseWriter, r *http.Request) {
	s, ok := f.schema(w, r)
	if !ok {
		return
	}
	header := s.Template()
	if r.URL.Query().Get("header") == "zh" {
		for i := range header {
			header[i] = s.Item(i).NameZh
		}
	}
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	if err := c.Write(header); err != nil {
		f.Fault(w, r, err)
		return
	}
	c.Flush()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+s.Code()+`.csv"`)
	_, _ = w.Write(b.Bytes()) // the client has gone: there is nobody to tell
}
