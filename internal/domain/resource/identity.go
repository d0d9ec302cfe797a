package resource

import (
	"bytes"
	"encoding/binary"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// checked runs the identifier check of an item.
func (s *Schema) checked(r *Row, i int, v *Value, today int64, out *Findings) {
	f := &s.fields[i]
	switch f.check {
	case checkName, checkPersonName:
		s.nameCheck(i, v, out)
		return
	case checkDocument:
		t := &r.vals[f.docType]
		// Without a type a document is taken for a citizen id only when it has the length of one.
		if t.Codes&f.citizen == 0 && (t.Kind > Null || len(v.Text) != 18) {
			s.plainCode(r, i, v, out)
			return
		}
	case checkDocNo, checkPhone:
		s.plainCode(r, i, v, out)
		return
	}
	why := s.identifier(f, v.Text, today)
	if why == "" {
		s.unusual(i, v, out)
		return
	}
	if tidy := []byte(subject.NormaliseUSCC(string(v.Text))); !bytes.Equal(tidy, v.Text) {
		if s.identifier(f, tidy, today) == "" {
			v.Text = r.hold(tidy)
			s.soft(out, i, HintFullWidth, "含全角字符、空格、连字符或小写字母，已规范。", " held full-width or lower-case characters, spaces or dashes; it was normalised.")
			return
		}
	}
	s.badIdentifier(r, i, v, why, today, out)
}

// unusual hints at well-formed codes that can't be verified: divisions off the table, registration numbers of the old form.
func (s *Schema) unusual(i int, v *Value, out *Findings) {
	switch s.fields[i].check {
	case checkDivision:
		if s.env.Division != nil && !s.env.Division(string(v.Text)) {
			out.Soft = append(out.Soft, s.finding(i, HintDivision, "不在行政区划代码表中，可能已撤销。", " is not in the table of divisions; it may have been revoked.", "请核对 GB/T 2260 代码。", "Check the GB/T 2260 code."))
		}
	case checkRegNo:
		if !subject.RegNoVerified(string(v.Text)) {
			out.Soft = append(out.Soft, s.finding(i, HintUnverified, "是没有校验码的旧注册号，未能校验。", " is an old number without a check digit; it was not verified.", "请改填统一社会信用代码。", "Give the unified social credit code instead."))
		}
	}
}

// identifier gives the reason why text is not right, "" when it is.
func (s *Schema) identifier(f *field, text []byte, today int64) string {
	switch f.check {
	case checkUSCC:
		return subject.CheckUSCC(string(text))
	case checkOrgCode:
		return subject.CheckOrgCode(string(text))
	case checkRegNo:
		return subject.CheckRegNo(string(text))
	case checkCitizenID, checkDocument:
		return subject.CheckCitizenID(string(text), rules.Date(today))
	case checkDivision:
		if len(text) != 6 || len(bytes.Trim(text, "0123456789")) > 0 {
			return subject.ReasonLength
		}
	}
	return ""
}

// badIdentifier says what is wrong with a code; old forms and unknown divisions are hints.
func (s *Schema) badIdentifier(r *Row, i int, v *Value, why string, today int64, out *Findings) {
	f := &s.fields[i]
	switch f.check {
	case checkCitizenID, checkDocument:
		if id18, bad := subject.Upgrade15(string(v.Text)); bad == "" && subject.CheckCitizenID(id18, rules.Date(today)) == "" {
			v.Text = r.hold([]byte(id18))
			s.soft(out, i, "ID_15_UPGRADED", "是 15 位旧号码，已换算为 18 位。", " was a 15-digit number; it was converted to 18 digits.")
			return
		}
		if why == subject.ReasonIDDivision || why == subject.ReasonSequence {
			s.soft(out, i, fault.Reason("ID_"+why), "的行政区划或顺序码不常见，请核对。", " has an unusual division or sequence.")
			return
		}
	}
	p := problems[f.check]
	reason := fault.Reason(p.prefix + why)
	zh, en := whyZh[why], whyEn[why]
	if zh == "" {
		zh, en = "格式不对", "is malformed"
	}
	next := p.next
	s.hard(out, i, reason, "不是有效的"+p.zh+":"+zh+"。", " is not a valid "+p.en+": it "+en+".", next.Zh, next.En)
}

type problem struct {
	prefix, zh, en string
	next           fault.Text
}

var problems = map[checker]problem{
	checkUSCC:      {"USCC_", "统一社会信用代码", "unified social credit code", fault.Text{Zh: "请对照营业执照填写 18 位代码，注意数字与字母(不含 I、O、S、V、Z)。", En: "Copy the 18 characters from the licence (there is no I, O, S, V or Z)."}},
	checkOrgCode:   {"ORGCODE_", "组织机构代码", "organisation code", fault.Text{Zh: "请填写 9 位组织机构代码(GB 11714),没有时留空。", En: "Write the 9-character code of GB 11714, or leave it blank."}},
	checkRegNo:     {"REGNO_", "工商注册号", "registration number", fault.Text{Zh: "请填写 15 位注册号(或 13 位旧号),没有时留空。", En: "Write the 15-digit number (or the 13-digit one), or leave it blank."}},
	checkCitizenID: {"ID_", "居民身份证号码", "citizen id", fault.Text{Zh: "请对照身份证填写 18 位号码。", En: "Copy the 18 characters from the identity card."}},
	checkDocument:  {"ID_", "居民身份证号码", "citizen id", fault.Text{Zh: "请对照证件核对号码;若不是身份证，请改证件类型。", En: "Check the number; if it is another document, change its type."}},
	checkDivision:  {"DIVISION_", "行政区划代码", "division code", fault.Text{Zh: "请填写 GB/T 2260 的 6 位数字代码。", En: "Write the six digits of GB/T 2260."}},
}

var whyZh = map[string]string{
	subject.ReasonLength: "位数不对", subject.ReasonCharset: "含有不允许的字符", subject.ReasonDivision: "第 3 至 8 位应为数字", subject.ReasonCheckChar: "校验码不对，很可能有一位填错",
	subject.ReasonOrgCheck: "其中的组织机构代码校验不对，很可能有一位填错", subject.ReasonPlaceholder: "是占位代码", subject.ReasonBirthDate: "出生日期不存在", subject.ReasonBirthDateFuture: "出生日期晚于今天",
}

var whyEn = map[string]string{
	subject.ReasonLength: "has the wrong length", subject.ReasonCharset: "holds a character that is not allowed", subject.ReasonDivision: "has letters where the division's digits belong", subject.ReasonCheckChar: "fails its check character; probably one character is wrong",
	subject.ReasonOrgCheck: "fails the check of its organisation code; probably one character is wrong", subject.ReasonPlaceholder: "is a placeholder", subject.ReasonBirthDate: "has a birth date that does not exist", subject.ReasonBirthDateFuture: "has a birth date in the future",
}

// plainCode turns full-width letters and digits of a number half-width.
func (s *Schema) plainCode(r *Row, i int, v *Value, out *Findings) {
	if !wideAlnum(v.Text) {
		return
	}
	v.Text = halfAlnum(r, v.Text)
	s.soft(out, i, HintFullWidth, "含全角数字或字母，已改为半角。", " held full-width digits or letters; they were made half-width.")
}

// wideAlnum looks for full-width letters and digits (U+FF10..FF19, FF21..FF3A, FF41..FF5A).
func wideAlnum(b []byte) bool {
	for {
		at := bytes.IndexByte(b, 0xEF)
		if at < 0 || at+2 >= len(b) {
			return false
		}
		b = b[at:]
		c, d := b[1], b[2]
		if c == 0xBC && (d >= 0x90 && d <= 0x99 || d >= 0xA1 && d <= 0xBA) || c == 0xBD && d >= 0x81 && d <= 0x9A {
			return true
		}
		b = b[3:]
	}
}

func halfAlnum(r *Row, text []byte) []byte {
	at := len(r.scratch)
	for _, c := range string(text) {
		if c >= 0xFF10 && c <= 0xFF19 || c >= 0xFF21 && c <= 0xFF3A || c >= 0xFF41 && c <= 0xFF5A {
			c -= 0xFEE0
		}
		r.scratch = append(r.scratch, string(c)...)
	}
	return r.scratch[at:len(r.scratch):len(r.scratch)]
}

// badNameByte marks ASCII that has no place in a name.
var badNameByte = func() (t [256]bool) {
	for _, c := range []byte("<>{}|\\^~`?!$%#;=\"") {
		t[c] = true
	}
	return t
}()

// nameCheck refuses names of digits only and with characters no name has.
func (s *Schema) nameCheck(i int, v *Value, out *Findings) {
	digits, text := true, v.Text
	for len(text) >= 8 && binary.LittleEndian.Uint64(text)&(0x80*ones) == 0x80*ones {
		digits, text = false, text[8:] // eight bytes beyond ASCII
	}
	for _, c := range text {
		if badNameByte[c] {
			s.hard(out, i, ReasonNameChars, "含有名称中不允许的字符「"+string(rune(c))+"」。", " holds a character names do not have: "+string(rune(c))+".", "请删去特殊字符。", "Remove the special character.")
			return
		}
		digits = digits && c >= '0' && c <= '9'
	}
	if digits {
		s.hard(out, i, ReasonNameDigits, "全是数字，不是名称。", " is digits only, not a name.", "请填写名称，代码请填到代码项。", "Write the name here and the code in its own item.")
	}
}
