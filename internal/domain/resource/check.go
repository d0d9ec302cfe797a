package resource

import (
	"bytes"
	"slices"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Check reads the row's values by their types, normalises them in place and adds what is wrong or worth a hint.
// On a clean row it does not allocate.
func (s *Schema) Check(r *Row, out *Findings) {
	r.schema = s
	today := int64(s.env.Today())
	for i := range r.vals {
		if v := &r.vals[i]; v.Kind > Null {
			s.value(r, i, v, today, out)
		}
	}
	r.bits = 0
	for i := range s.conds {
		c := &s.conds[i]
		// The common condition is read here, the rest by its tree.
		if c.op == opCodes {
			if r.vals[c.item].Codes&c.mask != 0 {
				r.bits |= 1 << i
			}
		} else if c.holds(r) {
			r.bits |= 1 << i
		}
	}
	s.obligations(r, out)
	s.cross(r, out)
	if r.template >= 0 {
		s.templateHint(r, out)
	}
}

// value reads one value.
func (s *Schema) value(r *Row, i int, v *Value, today int64, out *Findings) {
	f := &s.fields[i]
	if v.Kind == String {
		if len(v.Text) == 0 {
			v.Kind = Null
			return
		}
		if (edge[v.Text[0]] || edge[v.Text[len(v.Text)-1]] || v.flags&flagOdd != 0 || len(v.Text) <= longestPlaceholder) && !s.tidy(r, i, v, out) {
			return
		}
	}
	switch f.class {
	case classText:
		s.text(r, i, v, today, out)
	case classDate:
		s.dateValue(r, i, v, today, out)
	case classDecimal, classInteger:
		s.decimalValue(r, i, v, out)
	default:
		s.otherValue(r, i, v, out)
	}
}

// tidy trims, removes invisible characters and blanks placeholders; false: there is nothing left to check.
func (s *Schema) tidy(r *Row, i int, v *Value, out *Findings) bool {
	f := &s.fields[i]
	if untrimmed(v.Text) {
		before := len(v.Text)
		v.Text = trim(v.Text)
		if len(v.Text) == 0 {
			v.Kind = Null
			return false
		}
		if len(v.Text) < before {
			s.soft(out, i, HintTrimmed, "首尾的空格已去除。", " had spaces around it; they were removed.")
		}
	}
	if v.flags&flagOdd != 0 && !s.odd(r, i, v, out) {
		return false
	}
	if len(v.Text) <= longestPlaceholder && placeholder(v.Text) {
		if _, code := f.matchCode(v.Text); code {
			return true
		}
		if f.must == 'M' {
			zh, en := s.quote(i, v.Text)
			v.Kind = Null
			s.hard(out, i, ReasonPlaceholder, zh+"是占位文字，不是内容。", en+" is a placeholder, not a value.", "请填写真实内容;确实没有时请联系数源单位补充。", "Type the real value.")
			// REQUIRED is not reported on top of it.
			v.flags |= flagReported
			return false
		}
		v.Kind = Null
		s.soft(out, i, HintBlanked, "填的是占位文字，已按空处理。", " held a placeholder; it is treated as blank.")
		return false
	}
	return true
}

// flagReported marks a blanked value that was already reported.
const flagReported uint8 = 1 << 7

// edge marks bytes that may begin or end white space: ASCII blanks, and parts of U+00A0 and U+3000.
var edge = func() (t [256]bool) {
	for c := range ' ' + 1 {
		t[c] = true
	}
	t[0xE3], t[0x80], t[0xC2], t[0xA0] = true, true, true, true
	return t
}()

func untrimmed(b []byte) bool {
	c, d := b[0], b[len(b)-1]
	return c <= ' ' || d <= ' ' || c == 0xE3 && wideSpace(b) || d == 0x80 && len(b) >= 3 && wideSpace(b[len(b)-3:]) || c == 0xC2 && len(b) > 1 && b[1] == 0xA0 || d == 0xA0 && len(b) > 1 && b[len(b)-2] == 0xC2
}

func wideSpace(b []byte) bool { return len(b) >= 3 && b[0] == 0xE3 && b[1] == 0x80 && b[2] == 0x80 }

func trim(b []byte) []byte { return bytes.Trim(b, " \t\r\n\u3000\u00a0") }

// longestPlaceholder is the length of the longest text placeholder knows, in bytes.
const longestPlaceholder = 9

// placeholder reports texts that stand for "no value" in the wild.
func placeholder(b []byte) bool {
	switch string(b) {
	case "无", "/", "//", "-", "--", "—", "——", "\\", "null", "NULL", "Null", "空", "N/A", "n/a", "NA", "none", "None", "NONE", "nil", "暂无", "无数据", "\uff0f", "\uff0d":
		return true
	}
	return false
}

// odd handles a text with control, invisible or replacement characters; false: it is refused.
func (s *Schema) odd(r *Row, i int, v *Value, out *Findings) bool {
	f := &s.fields[i]
	at := len(r.scratch)
	removed := false
	for _, c := range string(v.Text) {
		switch {
		case !oddRune(c), f.lines && (c == '\n' || c == '\r' || c == '\t'):
			r.scratch = append(r.scratch, string(c)...)
		case c == 0xFFFD:
			s.hard(out, i, ReasonControl, "含有替换字符(乱码)。", " holds the replacement character: it was garbled before it came here.", "请从来源系统重新导出，并以 UTF-8 保存。", "Export it again from the source and save as UTF-8.")
			return false
		case c < 0x20 || c >= 0x7f && c < 0xA0:
			s.hard(out, i, ReasonControl, "含有控制字符或换行。", " holds a control character or line break.", "请删去换行和不可见字符。", "Remove line breaks and invisible characters.")
			return false
		default:
			removed = true
		}
	}
	v.Text = r.scratch[at:len(r.scratch):len(r.scratch)]
	if removed {
		s.soft(out, i, HintInvisible, "含有不可见字符，已去除。", " held invisible characters; they were removed.")
	}
	if len(v.Text) == 0 {
		v.Kind = Null
		return false
	}
	return true
}

// obligations checks what must be filled and what must be blank.
func (s *Schema) obligations(r *Row, out *Findings) {
	filled, missing := 0, 0
	for i := range s.fields {
		f := &s.fields[i]
		v := &r.vals[i]
		if v.Kind > Null {
			filled++
			if f.blank >= 0 && r.bits&(1<<f.blank) != 0 {
				s.hard(out, i, ReasonMustBlank, "在此情形下必须为空。", " must be blank in this case.", "请清空该项(条件:"+s.def.Items[i].Blank+")。", "Clear it (when "+s.def.Items[i].Blank+").")
			}
			continue
		}
		if f.must == 'O' && (f.blank < 0 || r.bits&(1<<f.blank) == 0) {
			missing++ // an optional item that might have been filled
		}
		if f.must == 'O' || v.flags&flagReported != 0 || f.must == 'C' && r.bits&(1<<f.cond) == 0 {
			continue
		}
		missing++
		if r.template >= 0 && s.templates[r.template].waive[i] {
			out.Soft = append(out.Soft, s.finding(i, HintWaived, "在旧模板中没有，暂缺。", " is not in the older template and stays blank.", "请尽快改用现行模板。", "Please move to the current template."))
			continue
		}
		if f.must == 'C' {
			s.hard(out, i, ReasonRequired, "在此情形下必填，现为空。", " is required in this case and is blank.", "请填写该项(条件:"+s.def.Items[i].Condition+")。", "Fill it (when "+s.def.Items[i].Condition+").")
			continue
		}
		s.hard(out, i, ReasonRequired, "必填，现为空。", " is required and is blank.", "请填写该项。", "Fill it.")
	}
	r.filled, r.missing = filled, missing
}

// cross checks the rules that tie several items.
func (s *Schema) cross(r *Row, out *Findings) {
	for i := range s.rules {
		u := &s.rules[i]
		if u.when >= 0 && r.bits&(1<<u.when) == 0 {
			continue
		}
		if u.holds(r) || malformed(u.uses, out) {
			continue
		}
		f := Finding{Item: u.def.Item, Reason: fault.Reason(u.def.Reason), Text: u.def.Message.Text(), Next: u.def.Next.Text(), Rule: u.def.Basis}
		if u.def.Soft {
			out.Soft = append(out.Soft, f)
		} else {
			out.Hard = append(out.Hard, f)
		}
	}
}

// holds evaluates the rule. An expression that can't be evaluated on this row does not hold: nothing passes unchecked.
func (u *rule) holds(r *Row) bool {
	if u.cel == nil {
		return u.expect.holds(r)
	}
	ok, err := u.cel(r)
	return ok && err == nil
}

// malformed reports whether one of the items already has a finding of its own.
func malformed(items []string, out *Findings) bool {
	for i := range out.Hard {
		if r := out.Hard[i].Reason; slices.Contains(items, out.Hard[i].Item) && r != ReasonRequired && r != ReasonMustBlank {
			return true
		}
	}
	return false
}

// CheckKey checks only what identifies a record: its natural key and subject, as a withdrawal gives them.
func (s *Schema) CheckKey(r *Row, out *Findings) {
	var all Findings
	s.Check(r, &all)
	key := map[string]bool{}
	for _, i := range s.natural {
		if i >= 0 {
			key[s.fields[i].name] = true
		}
	}
	for _, i := range []int{s.sub.kindItem, s.sub.uscc, s.sub.docType, s.sub.doc} {
		if i >= 0 {
			key[s.fields[i].name] = true
		}
	}
	for _, f := range all.Hard {
		if key[f.Item] {
			out.Hard = append(out.Hard, f)
		}
	}
}
