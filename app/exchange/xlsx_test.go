package exchange_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// workbook writes records into a sheet under the Chinese names of their items, days as real dates, then sets cells.
func workbook(t testing.TB, set map[string]any, rows ...map[string]any) []byte {
	t.Helper()
	s := penaltySchema(t)
	f := excelize.NewFile()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	ok(t, err)
	put := func(column, row int, v any) {
		cell, err := excelize.CoordinatesToCellName(column, row)
		ok(t, err)
		ok(t, f.SetCellValue("Sheet1", cell, v))
		if _, real := v.(int); real {
			ok(t, f.SetCellStyle("Sheet1", cell, cell, day))
		}
	}
	for i := range s.Len() {
		put(i+1, 1, s.Item(i).NameZh)
		for n, row := range rows {
			if v, there := row[s.Item(i).Name]; there {
				put(i+1, n+2, v)
			}
		}
	}
	for cell, v := range set {
		ok(t, f.SetCellValue("Sheet1", cell, v))
	}
	var b bytes.Buffer
	ok(t, f.Write(&b))
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	r := newRig(t, nil)
	r.limits.Spool, r.limits.Workbooks = t.TempDir(), data.NewWorkbooks(2, time.Minute)
	r.register(registration(newName, ""))
	good := penalty(map[string]any{"CF_JDRQ": 46344, "CF_NR_FK": 0.1 + 0.2}) // a real date, and a sum with noise
	body := workbook(t, map[string]any{"A5": nil}, good,
		penalty(map[string]any{"CF_WSH": "2号", "CF_SY": "一行,\"引号\"\n又一行", "CF_CFLB": "口头教育"}),
		penalty(map[string]any{"CF_WSH": "3号", "CF_XDR_SHXYM": 371502190102030011.0}))
	a := r.push("penalty/records:push", bytes.NewReader(body), header{"Content-Type": xlsxType})
	if a.status != 200 || a.count("accepted") != "1" || a.count("refused") != "2" {
		t.Fatalf("%d %s", a.status, a.raw)
	}
	var said []string
	for _, o := range a.body["outcomes"].([]any) {
		m := o.(map[string]any)
		said = append(said, m["line"].(string)+" "+m["field"].(string)+" "+m["reason"].(string))
	}
	if !slices.Equal(said, []string{"3 CF_CFLB BAD_CODE", "4 CF_XDR_SHXYM CELL_PRECISION"}) {
		t.Errorf("outcomes must name rows and items: %q", said)
	}
	all := r.records()
	got := all[slices.IndexFunc(all, func(x record.Record) bool { return x.Resource == "penalty" })]
	if got.OccurredOn.String() != "2026-11-18" || !strings.Contains(string(got.Fields), `"CF_NR_FK":0.3,`) {
		t.Errorf("%s", got.Fields)
	}
	kept := r.quarantine()
	q := kept[slices.IndexFunc(kept, func(q record.Quarantined) bool { return q.Line == 3 })]
	raw, err := r.seal.Open(nil, q.Raw, record.QuarantineContext(q.ID))
	ok(t, err)
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil || len(rows) != 2 || rows[0][0] != "行政相对人名称" || !slices.Contains(rows[1], "一行,\"引号\"\n又一行") || !strings.HasPrefix(q.ContentType, "text/csv") {
		t.Errorf("kept as %s: %q %v", q.ContentType, raw, err)
	}
	// The only place of the agency was given back, also by the one that was refused.
	r.push("penalty/records:push", strings.NewReader("x"), header{"Content-Type": xlsxType})
	if a := r.push("penalty/records:push?sheet=Sheet1", bytes.NewReader(body), header{"Content-Type": xlsxType, "Content-Encoding": ""}); a.status != 200 {
		t.Errorf("%d %s", a.status, a.raw)
	}
	left, err := os.ReadDir(r.limits.Spool)
	if err != nil || len(left) != 0 {
		t.Errorf("files left behind: %v %v", left, err)
	}
	// The same statement in JSON has the same digest: the form does not matter.
	r.pushed(penalty(map[string]any{"CF_NR_FK": 0.3}))
	var digests [][32]byte
	for _, rec := range r.records() {
		if rec.Resource == "penalty" {
			digests = append(digests, rec.Digest)
		}
	}
	if len(digests) != 3 || digests[0] != digests[1] || digests[0] != digests[2] {
		t.Error("XLSX and JSON of one statement differ")
	}
}

func TestSheetBelongsToThePush(t *testing.T) {
	r := newRig(t, nil)
	body := workbook(t, nil, penalty(nil))
	h := header{"Content-Type": xlsxType, "Idempotency-Key": "k"}
	first := r.push("penalty/records:push?sheet=Sheet1", bytes.NewReader(body), h)
	again := r.push("penalty/records:push?sheet=Sheet1", bytes.NewReader(body), h)
	if first.status != 200 || first.text("id") != again.text("id") {
		t.Errorf("%s\n%s", first.raw, again.raw)
	}
	if other := r.push("penalty/records:push", bytes.NewReader(body), h); other.status != 409 {
		t.Errorf("%d %s", other.status, other.raw)
	}
}
