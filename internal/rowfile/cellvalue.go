package rowfile

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// cellForm is how a cell's number is meant.
type cellForm struct {
	date bool
	// zeros is the least number of digits of a format such as 00000, which keeps a code's leading zeros; 0 otherwise.
	zeros int
}

// cellForms are the number formats of a workbook, by the index cells carry.
type cellForms struct {
	forms   []cellForm
	since04 bool
}

// maxForms bounds the formats; spreadsheet programs allow 64,000.
const maxForms = 1 << 16

func (b *workbook) readForms() (*cellForms, error) {
	c := &cellForms{since04: b.since04}
	custom, inside := map[int]cellForm{}, false
	err := b.scan(b.styles, func(x *xmlScanner) {
		switch string(x.name) {
		case "numFmt":
			if len(custom) < maxForms {
				custom[number(x.attr("numFmtId"), -1)] = formOf(string(x.attr("formatCode")))
			}
		case "cellXfs", "cellStyleXfs":
			inside = string(x.name) == "cellXfs"
		case "xf":
			if !inside || len(c.forms) == maxForms {
				return
			}
			id := number(x.attr("numFmtId"), 0)
			form, ok := custom[id]
			if !ok {
				form.date = builtInDate(id)
			}
			c.forms = append(c.forms, form)
		}
	})
	return c, err
}

// builtInDate reports whether a format that stands in no file shows a date or time: 27 to 36 and 50 to 58 are those of Chinese settings.
func builtInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// formOf reads a format code such as yyyy"年"m"月"d"日" or 000000.
func formOf(code string) cellForm {
	if code != "" && strings.Trim(code, "0") == "" {
		return cellForm{zeros: len(code)}
	}
	first, _, _ := strings.Cut(code, ";")
	for i := 0; i < len(first); i++ {
		switch c := first[i]; c {
		case '\\', '_', '*':
			i++ // the next character stands for itself
		case '"':
			end := strings.IndexByte(first[i+1:], '"')
			if end < 0 {
				return cellForm{}
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(first[i:], ']')
			if end < 0 {
				return cellForm{}
			}
			if inside := strings.ToLower(first[i+1 : i+end]); strings.Trim(inside, "hms") == "" && inside != "" {
				return cellForm{date: true} // a duration such as [h]:mm
			}
			i += end
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return cellForm{date: true}
		}
	}
	return cellForm{}
}

// most digits a spreadsheet's number has: what stands beyond was rounded away when it was typed.
const exactDigits = 15

// appendNumber appends the text of a cell's number as its format means it: a day or time, a code with its zeros, or plain digits
// without the noise of binary fractions. A finding says that the cell does not hold what was typed; what it holds
// is appended as it stands, so that quarantine shows it.
func (c *cellForms) appendNumber(dst, raw []byte, style int) ([]byte, *resource.Finding) {
	var form cellForm
	if style >= 0 && style < len(c.forms) {
		form = c.forms[style]
	}
	if !form.date && form.zeros == 0 && plainInteger(raw) {
		return append(dst, raw...), nil
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return append(dst, raw...), nil // no number: the item's own check says so
	}
	if form.date {
		if out, ok := c.appendDay(dst, f); ok {
			return out, nil
		}
	}
	if math.Abs(f) >= 1e15 {
		return append(dst, raw...), &resource.Finding{Reason: ReasonCellPrecision,
			Text: fault.Text{Zh: "单元格是超过 15 位的数字,表格软件只保留了前 15 位,后面的数字已丢失。", En: "The cell is a number of more than 15 digits; the spreadsheet kept the first 15 only."},
			Next: fault.Text{Zh: "请把该列设为“文本”格式,再重新填写完整的号码。", En: "Format the column as text and type the whole number again."}}
	}
	// Rounded to what the spreadsheet shows at most: 0.1+0.2 is 0.3, not 0.30000000000000004.
	if short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', exactDigits-1, 64), 64); err == nil {
		f = short
	}
	if f == 0 {
		f = 0 // and not -0
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if n := len(dst) - from; n < form.zeros && f >= 0 && bytes.IndexByte(dst[from:], '.') < 0 {
		digits := string(dst[from:])
		dst = append(append(dst[:from], strings.Repeat("0", form.zeros-n)...), digits...)
	}
	return dst, nil
}

// plainInteger reports digits that need no conversion.
func plainInteger(b []byte) bool {
	if len(b) == 0 || len(b) > exactDigits || b[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

const (
	lastSerial = 2958465 // 9999-12-31
	daySeconds = 86400
)

// appendDay appends the day, and the time unless it is midnight, that a count of days means; false when it is none.
func (c *cellForms) appendDay(dst []byte, serial float64) ([]byte, bool) {
	if serial < 0 || serial > lastSerial+1 {
		return dst, false
	}
	days := int(serial)
	seconds := int(math.Round((serial - float64(days)) * daySeconds))
	if seconds == daySeconds {
		days, seconds = days+1, 0
	}
	switch {
	case c.since04:
		dst = append(dst, (rules.DayOf(1904, 1, 1) + rules.Date(days)).String()...)
	case days == 0 && seconds > 0: // a time alone
		return appendTime(dst, seconds), true
	case days == 60: // a day that never was, but spreadsheets have it
		dst = append(dst, "1900-02-29"...)
	case days > 60:
		dst = append(dst, (rules.DayOf(1899, 12, 30) + rules.Date(days)).String()...)
	default:
		dst = append(dst, (rules.DayOf(1899, 12, 31) + rules.Date(days)).String()...)
	}
	if seconds > 0 {
		dst = appendTime(append(dst, ' '), seconds)
	}
	return dst, true
}

func appendTime(dst []byte, seconds int) []byte {
	for i, n := range [...]int{seconds / 3600, seconds / 60 % 60, seconds % 60} {
		if i > 0 {
			dst = append(dst, ':')
		}
		dst = append(dst, byte('0'+n/10), byte('0'+n%10))
	}
	return dst
}

// unescapeCell replaces _x000D_ and its like, which workbooks write for characters that XML can't hold, in place.
func unescapeCell(b []byte) []byte {
	at := bytes.Index(b, []byte("_x"))
	if at < 0 {
		return b
	}
	out := b[:at]
	for at < len(b) {
		if len(b)-at >= 7 && b[at] == '_' && b[at+1] == 'x' && b[at+6] == '_' {
			if n, err := strconv.ParseUint(string(b[at+2:at+6]), 16, 16); err == nil && n < 0x80 {
				out = append(out, byte(n))
				at += 7
				continue
			}
		}
		out = append(out, b[at])
		at++
	}
	return out
}
