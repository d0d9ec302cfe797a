package rowfile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A row that is too long is refused at whichever cell it becomes so, whether or not the cells before ended beyond what is kept of it.
func TestRowsOverTheLimit(t *testing.T) {
	o := xlsx
	o.MaxRecord = 600 << 10
	row := func(lengths ...int) string {
		text := "<row>"
		for _, n := range lengths {
			text += `<c t="str"><v>` + strings.Repeat("字", n) + `</v></c>`
		}
		return text + "</row>"
	}
	blank := func(text string) string {
		return `<row><c t="str"><v>` + strings.Repeat(" ", 601<<10) + text + `</v></c></row>`
	}
	const most = 32767 // characters of a cell
	head, last := `<row><c t="str"><v>甲</v></c><c t="str"><v>乙</v></c></row>`, row(1, 1)
	for _, c := range []struct {
		name, rows string
		want       []string
	}{
		{"by the last of seven full cells", head + row(most, most, most, most, most, most, most) + last, []string{"1: 甲|乙", "2:  RECORD_TOO_LARGE", "3: 字|字"}},
		{"by one of several", head + row(most, most, most, most, most, most, most, most, 1, most) + last, []string{"1: 甲|乙", "2:  RECORD_TOO_LARGE", "3: 字|字"}},
		{"by its only cell", head + `<row><c t="str"><v>` + strings.Repeat("a", 601<<10) + `</v></c></row>` + last, []string{"1: 甲|乙", "2:  RECORD_TOO_LARGE", "3: 字|字"}},
		{"by the quotes of its raw form", head + `<row><c t="str"><v>` + strings.Repeat(`"`, 400<<10) + `</v></c></row>` + last, []string{"1: 甲|乙", "2:  RECORD_TOO_LARGE", "3: 字|字"}},
		{"blank as far as it is kept", head + blank("a") + last, []string{"1: 甲|乙", "2:  RECORD_TOO_LARGE", "3: 字|字"}},
		{"header", row(most, most, most, most, most, most, most) + last, []string{"BAD_HEADER"}},
		{"header, blank as far as it is kept", blank("a") + last, []string{"BAD_HEADER"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cells(t, o, parts(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(c.rows)})); !slices.Equal(got, c.want) {
				t.Errorf("got %.200q, want %q", got, c.want)
			}
		})
	}
}

func TestDirectoryOfAZipIsBounded(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 60_000 {
		if _, err := z.Create(fmt.Sprintf("%060d.xml", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if got := cells(t, xlsx, b.Bytes()); got[0] != "BAD_XLSX" {
		t.Errorf("got %q", got)
	}
}
