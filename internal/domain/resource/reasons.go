package resource

import (
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Reasons of findings. They are stable: programs compare them. Identifier checks add their own: USCC_CHECK_CHAR, ID_BIRTHDATE and so on.
const (
	ReasonNotObject     fault.Reason = "NOT_OBJECT"
	ReasonBadJSON       fault.Reason = "BAD_JSON"
	ReasonBadUTF8       fault.Reason = "BAD_UTF8"
	ReasonTooDeep       fault.Reason = "TOO_DEEP"
	ReasonDuplicate     fault.Reason = "DUPLICATE_ITEM"
	ReasonUnknown       fault.Reason = "UNKNOWN_ITEM"
	ReasonRequired      fault.Reason = "REQUIRED"
	ReasonPlaceholder   fault.Reason = "PLACEHOLDER"
	ReasonMustBlank     fault.Reason = "MUST_BE_BLANK"
	ReasonTooLong       fault.Reason = "TOO_LONG"
	ReasonWrongType     fault.Reason = "WRONG_TYPE"
	ReasonControl       fault.Reason = "CONTROL_CHAR"
	ReasonBadDate       fault.Reason = "BAD_DATE"
	ReasonNoSuchDay     fault.Reason = "NO_SUCH_DAY"
	ReasonFuture        fault.Reason = "DATE_IN_FUTURE"
	ReasonDateRange     fault.Reason = "DATE_RANGE"
	ReasonBadNumber     fault.Reason = "BAD_NUMBER"
	ReasonExponent      fault.Reason = "NUMBER_EXPONENT"
	ReasonDecimals      fault.Reason = "TOO_MANY_DECIMALS"
	ReasonNumberRange   fault.Reason = "NUMBER_RANGE"
	ReasonBadCode       fault.Reason = "BAD_CODE"
	ReasonOtherText     fault.Reason = "CODE_NEEDS_TEXT"
	ReasonSeparator     fault.Reason = "CODE_SEPARATOR"
	ReasonBadBool       fault.Reason = "BAD_LOGICAL"
	ReasonBadTime       fault.Reason = "BAD_TIME"
	ReasonNameDigits    fault.Reason = "NAME_DIGITS"
	ReasonNameChars     fault.Reason = "NAME_CHARS"
	ReasonTemplateValue fault.Reason = "TEMPLATE_VALUE"
	// Hints.
	HintTrimmed    fault.Reason = "TRIMMED"
	HintFullWidth  fault.Reason = "FULL_WIDTH"
	HintBlanked    fault.Reason = "PLACEHOLDER_BLANKED"
	HintCodeAlias  fault.Reason = "CODE_ALIAS"
	HintInvisible  fault.Reason = "INVISIBLE_REMOVED"
	HintTemplate   fault.Reason = "OLD_TEMPLATE"
	HintWaived     fault.Reason = "TEMPLATE_LACKS_ITEM"
	HintDivision   fault.Reason = "DIVISION_UNKNOWN"
	HintUnverified fault.Reason = "LEGACY_UNVERIFIED"
)

func notObject() *Finding {
	return &Finding{Reason: ReasonNotObject, Text: fault.Text{Zh: "每条记录必须是一个 JSON 对象。", En: "A record must be a JSON object."},
		Next: fault.Text{Zh: `请写成 {"信息项":"值", ...}。`, En: `Write it as {"ITEM":"value", ...}.`}}
}

func badJSON(why fail, at int) *Finding {
	switch why {
	case failUTF8:
		return badUTF8(at)
	case failDepth:
		return &Finding{Reason: ReasonTooDeep, Text: fault.Text{Zh: fmt.Sprintf("记录嵌套超过 %d 层。", maxDepth), En: fmt.Sprintf("The record nests deeper than %d levels.", maxDepth)},
			Next: fault.Text{Zh: "记录应是平的：每个信息项一个值。", En: "Records are flat: one value per item."}}
	case failControl:
		return &Finding{Reason: ReasonBadJSON, Text: fault.Text{Zh: fmt.Sprintf("第 %d 字节处的字符串里有未转义的控制字符。", at+1), En: fmt.Sprintf("An unescaped control character in a string at byte %d.", at+1)},
			Next: fault.Text{Zh: `换行请写成 \n,制表符写成 \t。`, En: `Write line breaks as \n and tabs as \t.`}, Rule: "RFC 8259"}
	}
	return &Finding{Reason: ReasonBadJSON, Text: fault.Text{Zh: fmt.Sprintf("不是合法的 JSON,问题在第 %d 字节。", at+1), En: fmt.Sprintf("Not valid JSON; the problem is at byte %d.", at+1)},
		Next: fault.Text{Zh: "请检查引号、逗号和括号是否成对。", En: "Check quotes, commas and brackets."}, Rule: "RFC 8259"}
}

func badUTF8(at int) *Finding {
	return &Finding{Reason: ReasonBadUTF8, Text: fault.Text{Zh: fmt.Sprintf("第 %d 字节处不是合法的 UTF-8。", at+1), En: fmt.Sprintf("Not valid UTF-8 at byte %d.", at+1)},
		Next: fault.Text{Zh: "请以 UTF-8 编码保存;GBK 文件请在 Content-Type 中声明 charset=gb18030。", En: "Save as UTF-8, or declare charset=gb18030 in the Content-Type."}, Rule: "RFC 3629"}
}

func duplicate(item string) *Finding {
	return &Finding{Item: item, Reason: ReasonDuplicate, Text: fault.Text{Zh: "信息项 " + item + "(含别名)在一条记录里出现了两次。", En: "The item " + item + " (or an alias of it) is there twice."},
		Next: fault.Text{Zh: "请只保留一个。", En: "Keep one of them."}}
}

func (s *Schema) unknown(key string) *Finding {
	key = short(subject.MaskText(key)) // a table without its header has values for names
	f := &Finding{Item: key, Reason: ReasonUnknown, Text: fault.Text{Zh: fmt.Sprintf("资源「%s」没有信息项「%s」。", s.def.Name, key), En: fmt.Sprintf("The resource %q has no item %q.", s.def.Code, key)}}
	if near := s.nearest(key); near != "" {
		f.Next = fault.Text{Zh: "是否应为 " + near + "?否则请删去该项。", En: "Did you mean " + near + "? Otherwise remove it."}
	} else {
		f.Next = fault.Text{Zh: "请删去该项;信息项见资源目录的模板。", En: "Remove it; the catalog's template lists the items."}
	}
	return f
}

// short bounds text taken from a record into a message.
func short(s string) string {
	const most = 40
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// label is how a sentence names an item.
func (s *Schema) label(i int) (zh, en string) {
	it := &s.def.Items[i]
	return "「" + it.NameZh + "」(" + it.Name + ")", it.Name
}

// quote is the value for a message, or nothing when the item is not for everybody: findings are stored. An ID number that was typed into
// the wrong item is masked.
func (s *Schema) quote(i int, text []byte) (zh, en string) {
	if s.levels[i] > grant.Shared || len(text) > 120 {
		return "的值", ""
	}
	value := short(subject.MaskText(string(text)))
	return "的值「" + value + "」", fmt.Sprintf(" %q", value)
}

// finding makes a finding about item i: "「name」(CODE)" + zh, "CODE" + en.
func (s *Schema) finding(i int, reason fault.Reason, zh, en, nextZh, nextEn string) Finding {
	lz, le := s.label(i)
	return Finding{Item: s.fields[i].name, Reason: reason, Text: fault.Text{Zh: lz + zh, En: le + en}, Next: fault.Text{Zh: nextZh, En: nextEn}, Rule: s.told[i]}
}

func (s *Schema) hard(out *Findings, i int, reason fault.Reason, zh, en, nextZh, nextEn string) {
	out.Hard = append(out.Hard, s.finding(i, reason, zh, en, nextZh, nextEn))
}

func (s *Schema) soft(out *Findings, i int, reason fault.Reason, zh, en string) {
	out.Soft = append(out.Soft, s.finding(i, reason, zh, en, "本次已自动更正，请在来源系统中改正。", "Mended this time; please mend it at the source."))
}

// nearest is the name closest to key, "" when none is close.
func (s *Schema) nearest(key string) string {
	best, least := "", len(key)/3+2
	try := func(n string) {
		if d := distance(key, n, least); d < least {
			best, least = n, d
		}
	}
	for i := range s.def.Items {
		try(s.def.Items[i].Name)
		try(s.def.Items[i].NameZh)
		for _, a := range s.def.Items[i].Aliases {
			try(a)
		}
	}
	return best
}

// distance is the edit distance of two strings by bytes, or limit when it is not below.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1]|0x20 == b[j-1]|0x20 {
				cost = 0
			}
			diag, row[j] = row[j], min(row[j]+1, row[j-1]+1, diag+cost)
		}
	}
	return min(row[len(b)], limit)
}
