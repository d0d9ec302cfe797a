package resource

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

func (s *Schema) wrongType(i int, out *Findings, zh, en string) {
	s.hard(out, i, ReasonWrongType, "的 JSON 类型不对。", " has the wrong JSON type.", zh, en)
}

// text checks a text: its list, its identifier, its length.
func (s *Schema) text(r *Row, i int, v *Value, today int64, out *Findings) {
	f := &s.fields[i]
	if v.Kind != String {
		s.wrongType(i, out, "该项是文本，请给值加上双引号。", "It is a text: put the value in double quotes.")
		return
	}
	if len(f.codes) > 0 {
		s.codes(r, i, v, out)
	} else if f.check != checkNone {
		s.checked(r, i, v, today, out)
	}
	if len(v.Text) > f.length {
		if n := runes(v.Text); n > f.length {
			s.tooLong(i, n, out)
		}
	}
}

func (s *Schema) tooLong(i, n int, out *Findings) {
	most := strconv.Itoa(s.fields[i].length)
	got := strconv.Itoa(n)
	s.hard(out, i, ReasonTooLong, "有 "+got+" 个字符，最多 "+most+" 个。", " has "+got+" characters; at most "+most+".", "请缩短到 "+most+" 个字符以内。", "Shorten it to "+most+" characters.")
}

// codes matches a text against the item's code list.
func (s *Schema) codes(r *Row, i int, v *Value, out *Findings) {
	f := &s.fields[i]
	if !f.multi {
		s.oneCode(r, i, v, v.Text, out)
		return
	}
	if bytes.Contains(v.Text, wideSemicolon) {
		v.Text = bytes.ReplaceAll(v.Text, wideSemicolon, []byte(";"))
		s.soft(out, i, HintFullWidth, "用了全角分号，已改为半角。", " used full-width semicolons; they were made half-width.")
	}
	rest, untidy := v.Text, false
	for more := true; more; {
		var part []byte
		part, rest, more = cutByte(rest, ';')
		one := Value{Text: part, Kind: String}
		if len(part) == 0 || untrimmed(part) {
			untidy = true
			if one.Text = trim(part); len(one.Text) == 0 {
				continue
			}
		}
		if !s.oneCode(r, i, &one, v.Text, out) {
			return
		}
		untidy = untidy || v.Codes&one.Codes != 0 || len(one.Text) != len(part)
		v.Codes |= one.Codes
	}
	if untidy {
		v.Text = s.rejoin(r, i, v.Text)
	}
}

func cutByte(b []byte, c byte) (part, rest []byte, more bool) {
	if at := bytes.IndexByte(b, c); at >= 0 {
		return b[:at], b[at+1:], true
	}
	return b, nil, false
}

var wideSemicolon = []byte("\uff1b")

// rejoin writes several codes cleanly: trimmed, aliases replaced, none twice.
func (s *Schema) rejoin(r *Row, i int, text []byte) []byte {
	f := &s.fields[i]
	var kept [][]byte
	for _, part := range bytes.Split(text, []byte(";")) {
		part = trim(part)
		if _, ok := f.matchCode(part); !ok {
			part = halfWidth(r, part)
			if a, ok := f.aliases[string(part)]; ok {
				part = []byte(a)
			}
		}
		twice := len(part) == 0
		for _, k := range kept {
			twice = twice || bytes.Equal(k, part)
		}
		if !twice {
			kept = append(kept, part)
		}
	}
	return r.hold(bytes.Join(kept, []byte(";")))
}

// oneCode matches one value; whole is what the record held, for the message.
func (s *Schema) oneCode(r *Row, i int, v *Value, whole []byte, out *Findings) bool {
	f := &s.fields[i]
	if at, ok := f.matchCode(v.Text); ok {
		v.Codes = 1 << at
		return true
	}
	if a, ok := f.aliases[string(v.Text)]; ok {
		s.soft(out, i, HintCodeAlias, "用了旧的或其他系统的代码，已换成「"+a+"」。", " used another system's code; it became \""+a+"\".")
		v.Text = r.hold([]byte(a))
		at, _ := f.matchCode(v.Text)
		v.Codes = 1 << at
		return true
	}
	half := halfWidth(r, v.Text)
	if at, ok := f.matchCode(half); ok {
		s.soft(out, i, HintFullWidth, "含全角字符，已改为半角。", " held full-width characters; they were made half-width.")
		v.Text, v.Codes = half, 1<<at
		return true
	}
	s.badCode(i, v.Text, whole, out)
	return false
}

func (s *Schema) badCode(i int, part, whole []byte, out *Findings) {
	f := &s.fields[i]
	zh, en := s.quote(i, part)
	for _, c := range f.codes {
		if c.open && (bytes.HasPrefix(part, c.text) || bytes.Equal(part, bytes.TrimSuffix(c.text, []byte("-")))) {
			s.hard(out, i, ReasonOtherText, zh+"需要写明具体内容。", en+" needs a text of its own.", "请写成「"+string(c.text)+"具体内容」。", "Write \""+string(c.text)+"\" and the text.")
			return
		}
	}
	if f.multi && bytes.ContainsAny(whole, ",\uff0c、/|") {
		s.hard(out, i, ReasonSeparator, zh+"像是用错了分隔符。", en+" seems to use a wrong separator.", "多个值请用半角分号 ; 分隔。", "Join several values with a semicolon.")
		return
	}
	list := ""
	for n, c := range s.def.Items[i].Codes {
		if n > 0 {
			list += "、"
		}
		if list += c; len(list) > 400 {
			list += "…"
			break
		}
	}
	s.hard(out, i, ReasonBadCode, zh+"不在代码表中。", en+" is not in the code list.", "请从下列值中选择:"+list+"。", "Choose one of: "+list+".")
}

// dateValue reads a date and makes its text ISO 8601.
func (s *Schema) dateValue(r *Row, i int, v *Value, today int64, out *Findings) {
	if v.Kind != String {
		if v.Kind != Number {
			s.wrongType(i, out, "日期请写成 \"2025-01-31\"。", "Write a date as \"2025-01-31\".")
			return
		}
		v.Kind = String
	}
	d, why := parseDate(v.Text)
	switch why {
	case dateNoDay:
		zh, en := s.quote(i, v.Text)
		s.hard(out, i, ReasonNoSuchDay, zh+"不存在这一天。", en+" is no day of the calendar.", "请核对年月日，例如 2 月最多 29 天。", "Check year, month and day.")
		return
	case dateForm:
		zh, en := s.quote(i, v.Text)
		s.hard(out, i, ReasonBadDate, zh+"不是日期。", en+" is not a date.", "请写成 2025/01/31 或 2025-01-31。", "Write it as 2025/01/31 or 2025-01-31.")
		return
	}
	if v.Text[0] >= 0x80 || v.Text[len(v.Text)-1] >= 0x80 && !bytes.HasSuffix(v.Text, []byte("日")) {
		s.soft(out, i, HintFullWidth, "含全角数字，已改为半角。", " held full-width digits; they were made half-width.")
	}
	v.Num = int64(d)
	if len(v.Text) != 10 || v.Text[4] != '-' {
		at := len(r.scratch)
		r.scratch = appendDate(r.scratch, d)
		v.Text = r.scratch[at:len(r.scratch):len(r.scratch)]
	}
	s.dateBounds(i, v, today, out)
}

func (s *Schema) dateBounds(i int, v *Value, today int64, out *Findings) {
	f := &s.fields[i]
	switch {
	case f.maxToday && v.Num > today:
		s.hard(out, i, ReasonFuture, "晚于今天。", " is in the future.", "请核对日期，不得晚于今天 "+rules.Date(today).String()+"。", "Check the date; it may not be after today.")
	case v.Num < f.min || v.Num > f.max:
		s.hard(out, i, ReasonDateRange, "不在允许的日期范围内。", " is outside the allowed dates.", "允许范围:"+s.rangeOf(i)+"。", "Allowed: "+s.rangeOf(i)+".")
	}
}

func (s *Schema) rangeOf(i int) string {
	it := &s.def.Items[i]
	return it.Min + " … " + it.Max
}

// decimalValue reads a number or integer and makes its text canonical.
func (s *Schema) decimalValue(r *Row, i int, v *Value, out *Findings) {
	f := &s.fields[i]
	if v.Kind != Number && v.Kind != String {
		s.wrongType(i, out, "该项是数值，请直接写数字。", "It is a number: write digits.")
		return
	}
	n, plain, why := parseDecimal(v.Text, f.length, f.scale)
	if why == numSyntax && v.Kind == String {
		if half := halfWidth(r, v.Text); !bytes.Equal(half, v.Text) {
			if n, plain, why = parseDecimal(half, f.length, f.scale); why == numOK {
				v.Text = half
				s.soft(out, i, HintFullWidth, "含全角数字，已改为半角。", " held full-width digits; they were made half-width.")
			}
		}
	}
	if why != numOK {
		s.badNumber(i, v, why, out)
		return
	}
	v.Num, v.Kind = n, Number
	if !plain {
		at := len(r.scratch)
		r.scratch = appendDecimal(r.scratch, n, f.scale)
		v.Text = r.scratch[at:len(r.scratch):len(r.scratch)]
	}
	if n < f.min || n > f.max {
		s.hard(out, i, ReasonNumberRange, "超出允许范围。", " is out of range.", "允许范围:"+s.rangeOf(i)+s.def.Items[i].Unit+"。", "Allowed: "+s.rangeOf(i)+" "+s.def.Items[i].Unit+".")
	}
	if len(f.codes) > 0 {
		s.oneCode(r, i, v, v.Text, out)
	}
}

func (s *Schema) badNumber(i int, v *Value, why numWhy, out *Findings) {
	f := &s.fields[i]
	zh, en := s.quote(i, v.Text)
	whole, scale := strconv.Itoa(f.length-f.scale), strconv.Itoa(f.scale)
	switch why {
	case numExponent:
		s.hard(out, i, ReasonExponent, zh+"用了科学计数法。", en+" is in scientific notation.", "请写成普通数字，例如 150000。", "Write plain digits, such as 150000.")
	case numDecimals:
		s.hard(out, i, ReasonDecimals, zh+"小数位过多。", en+" has too many decimals.", "最多 "+scale+" 位小数。", "At most "+scale+" decimals.")
	case numDigits:
		s.hard(out, i, ReasonNumberRange, zh+"数字过大。", en+" is too large.", "整数部分最多 "+whole+" 位。", "At most "+whole+" digits before the point.")
	default:
		s.hard(out, i, ReasonBadNumber, zh+"不是数值。", en+" is not a number.", "请只写数字和小数点，不写单位、逗号或货币符号。", "Write digits and a point only, without unit or commas.")
	}
}

func parseFloat(b []byte) (float64, error) { return strconv.ParseFloat(string(b), 64) }

// otherValue reads doubles, times, logicals and general values.
func (s *Schema) otherValue(r *Row, i int, v *Value, out *Findings) {
	switch s.fields[i].class {
	case classDouble:
		s.doubleValue(r, i, v, out)
	case classTime:
		s.timeValue(r, i, v, out)
	case classBool:
		s.boolValue(i, v, out)
	case classGeneral:
		s.generalValue(r, i, v, out)
	}
}

func (s *Schema) doubleValue(r *Row, i int, v *Value, out *Findings) {
	f := &s.fields[i]
	if v.Kind != Number && v.Kind != String {
		s.wrongType(i, out, "该项是数值，请直接写数字。", "It is a number: write digits.")
		return
	}
	end, ok := scanNumber(v.Text, 0)
	x, err := parseFloat(v.Text)
	if !ok || end != len(v.Text) {
		s.badNumber(i, v, numSyntax, out)
		return
	}
	if err != nil || math.IsInf(x, 0) || x < f.fmin || x > f.fmax {
		s.hard(out, i, ReasonNumberRange, "超出允许范围。", " is out of range.", "允许范围:"+s.rangeOf(i)+"。", "Allowed: "+s.rangeOf(i)+".")
		return
	}
	at := len(r.scratch)
	r.scratch = strconv.AppendFloat(r.scratch, x+0, 'f', -1, 64)
	v.Text, v.Kind = r.scratch[at:len(r.scratch):len(r.scratch)], Number
}

// china is the zone of times without one.
var china = time.FixedZone("CST", 8*3600)

var timeForms = []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006/01/02 15:04:05", "20060102150405", "2006-01-02 15:04", "2006/01/02", "2006-01-02"}

func (s *Schema) timeValue(r *Row, i int, v *Value, out *Findings) {
	if v.Kind == String {
		for _, form := range timeForms {
			t, err := time.ParseInLocation(form, string(v.Text), china)
			if err != nil || t.Year() < 1 || t.Year() > 9999 {
				continue
			}
			at := len(r.scratch)
			r.scratch = t.In(china).AppendFormat(r.scratch, time.RFC3339)
			v.Text, v.Num = r.scratch[at:len(r.scratch):len(r.scratch)], t.UnixMicro()
			return
		}
	}
	zh, en := s.quote(i, v.Text)
	s.hard(out, i, ReasonBadTime, zh+"不是时间。", en+" is not a time.", "请写成 2025-01-31T09:30:00+08:00 或 2025-01-31 09:30:00。", "Write it as 2025-01-31T09:30:00+08:00.")
}

func (s *Schema) boolValue(i int, v *Value, out *Findings) {
	if v.Kind == String || v.Kind == Number {
		switch string(v.Text) {
		case "true", "1", "是", "Y", "y":
			v.Kind = True
		case "false", "0", "否", "N", "n":
			v.Kind = False
		}
	}
	switch v.Kind {
	case True:
		v.Text, v.Num = []byte("true"), 1
	case False:
		v.Text, v.Num = []byte("false"), 0
	default:
		s.hard(out, i, ReasonBadBool, "只能是 是/否。", " must be true or false.", "请填 是 或 否(JSON 中为 true 或 false)。", "Write true or false.")
	}
}

// generalValue keeps any JSON: objects and arrays are compacted, scalars become texts.
func (s *Schema) generalValue(r *Row, i int, v *Value, out *Findings) {
	if v.Kind == Nested {
		at := len(r.scratch)
		r.scratch = compact(r.scratch, v.Text)
		v.Text = r.scratch[at:len(r.scratch):len(r.scratch)]
	}
	if len(v.Text) > s.fields[i].length {
		s.tooLong(i, len(v.Text), out)
	}
}

// compact drops white space outside strings from checked JSON.
func compact(dst, b []byte) []byte {
	in := false
	for j := 0; j < len(b); j++ {
		c := b[j]
		switch {
		case in && c == '\\':
			dst = append(dst, c, b[j+1])
			j++
			continue
		case c == '"':
			in = !in
		case !in && (c == ' ' || c == '\n' || c == '\r' || c == '\t'):
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// halfWidth turns full-width letters, digits and signs half-width; it gives text back when there are none.
func halfWidth(r *Row, text []byte) []byte {
	if bytes.IndexByte(text, 0xEF) < 0 && bytes.IndexByte(text, 0xE3) < 0 {
		return text
	}
	at := len(r.scratch)
	for _, c := range string(text) {
		switch {
		case c >= 0xFF01 && c <= 0xFF5E:
			c -= 0xFEE0
		case c == 0x3000:
			c = ' '
		}
		r.scratch = append(r.scratch, string(c)...)
	}
	return r.scratch[at:len(r.scratch):len(r.scratch)]
}
