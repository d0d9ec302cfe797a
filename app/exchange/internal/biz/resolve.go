package biz

import (
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// resolved is whom a record is about.
type resolved struct {
	kind  subject.Kind
	token string
	name  string // for display; masked for persons
	hints []resource.Finding
}

// person resolves a natural person: the document becomes a token, the name a mask. The document itself goes no further.
func person(ref *resource.SubjectRef, seal Sealer) (resolved, *resource.Finding) {
	doc := subject.NormaliseDocument(ref.Document)
	if doc == "" {
		return resolved{}, finding(ref.CodeItem, "SUBJECT_MISSING",
			"自然人记录没有证件号码,无法确定主体。", "The record of a natural person has no document number, so its subject is not known.",
			"请填写证件号码。", "Fill in the document number.", "")
	}
	out := resolved{kind: subject.Person, name: subject.MaskName(ref.Name)}
	kind := documentKind(ref.DocumentType)
	if kind == citizenID && len(doc) == 15 {
		upgraded, reason := subject.Upgrade15(doc)
		if reason != "" {
			return resolved{}, badDocument(ref, reason)
		}
		doc = upgraded
		out.hints = append(out.hints, *finding(ref.CodeItem, "CITIZEN_ID_UPGRADED",
			"15 位身份证号已按规则升为 18 位。", "The 15-digit identity number was converted to 18 digits.",
			"15 位号码自 2013 年起停用,请在源系统中更新。", "15-digit numbers ended in 2013; update your own system.", "GB 11643-1999"))
	}
	out.token = seal.Token(kind, doc)
	return out, nil
}

const citizenID = "citizen_id"

// documentKind names the kind of a document in tokens: one person's card has one token, however the kind is spelled.
func documentKind(t string) string {
	switch t {
	case "", "身份证", "居民身份证", "01", citizenID:
		return citizenID
	}
	return t
}

func badDocument(ref *resource.SubjectRef, reason string) *resource.Finding {
	return finding(ref.CodeItem, fault.Reason("CITIZEN_ID_"+reason), "身份证号码不正确。", "The identity number is not correct.",
		"请核对证件后重新填写。", "Check the document and type the number again.", "GB 11643-1999")
}

// codeOf is the code an organisation is named by, normalised and checked; "" when it names none.
func codeOf(ref *resource.SubjectRef) (string, *resource.Finding) {
	code := subject.NormaliseUSCC(ref.USCC)
	if code == "" {
		return "", nil
	}
	if reason := subject.CheckUSCC(code); reason != "" {
		given := subject.MaskText(code) // an ID number typed here by mistake must not stand in an outcome
		return "", finding(ref.CodeItem, fault.Reason("USCC_"+reason),
			"统一社会信用代码“"+given+"”不正确。", "The unified social credit code \""+given+"\" is not correct.",
			"请按营业执照核对 18 位代码;代码中没有 I、O、S、V、Z。", "Compare the 18 characters with the licence; the letters I, O, S, V and Z do not occur.", "GB 32100-2015")
	}
	return code, nil
}

// organisation resolves everyone who has a unified social credit code. code is the checked code or "". A registration names its subject
// itself, so its name is not held against the registry. told is true when the record itself says the subject's kind: then the code must agree;
// a resource whose kind is fixed may hold companies and self-employed businesses alike.
func organisation(ref *resource.SubjectRef, code string, dir *Directory, registration, told bool) (resolved, *resource.Finding) {
	var out resolved
	if code == "" {
		mapped, hint, refusal := fromLegacy(ref, dir)
		if refusal != nil {
			return resolved{}, refusal
		}
		code = mapped
		out.hints = append(out.hints, *hint)
	}
	kind := subject.KindOfUSCC(code)
	if told && (kind == subject.SelfEmployed) != (ref.Kind == subject.SelfEmployed) {
		return resolved{}, finding(ref.CodeItem, "SUBJECT_KIND_MISMATCH",
			"主体类别与代码不符:以“92”开头的代码属于个体工商户。", "The kind of subject and the code disagree: codes that begin with 92 belong to self-employed businesses.",
			"请改正相对人类别或代码。", "Correct the kind of subject or the code.", "GB 32100-2015")
	}
	out.kind, out.token, out.name = kind, code, ref.Name
	if registration {
		return out, nil
	}
	known := dir.Subjects[code]
	if known == nil {
		out.hints = append(out.hints, *finding(ref.CodeItem, "UNREGISTERED",
			"登记信息中尚无此主体,记录已接收。", "The registry does not know this subject yet; the record was accepted.",
			"请核对代码;登记信息到达后会自动关联。", "Check the code; the record will be linked when the registration arrives.", ""))
		return out, nil
	}
	if ref.Name == "" {
		out.name = known.Name
		return out, nil
	}
	hint, refusal := sameBody(ref, known)
	if hint != nil {
		out.hints = append(out.hints, *hint)
	}
	return out, refusal
}

// fromLegacy finds the code of a subject named by older codes alone.
func fromLegacy(ref *resource.SubjectRef, dir *Directory) (code string, hint, refusal *resource.Finding) {
	if len(ref.Legacy) == 0 {
		return "", nil, finding(ref.CodeItem, "SUBJECT_MISSING",
			"记录没有任何可识别主体的代码。", "The record has no code that names its subject.",
			"请填写统一社会信用代码。", "Fill in the unified social credit code.", "")
	}
	for _, l := range ref.Legacy {
		switch codes := dir.Legacy[subject.NormaliseUSCC(l.Code)]; len(codes) {
		case 0:
		case 1:
			return codes[0], finding(ref.CodeItem, "LEGACY_CODE_MAPPED",
				"已按登记信息把旧代码对应为统一社会信用代码“"+codes[0]+"”。", "The older code was mapped to the unified social credit code \""+codes[0]+"\" by the registry.",
				"今后请直接填写统一社会信用代码。", "Use the unified social credit code from now on.", ""), nil
		default:
			return "", nil, finding(ref.CodeItem, "LEGACY_CODE_AMBIGUOUS",
				"登记信息中有多个主体使用这个旧代码。", "The registry knows several subjects with this older code.",
				"请填写统一社会信用代码。", "Fill in the unified social credit code.", "")
		}
	}
	return "", nil, finding(ref.CodeItem, "LEGACY_CODE_UNKNOWN",
		"登记信息中没有这个旧代码,无法确定主体。", "The registry does not know this older code, so the subject is not known.",
		"请填写统一社会信用代码,或先报送登记信息。", "Fill in the unified social credit code, or push the registration first.", "")
}

// sameBody holds the name a record gives against the names the registry knows for its code.
func sameBody(ref *resource.SubjectRef, known *Subject) (hint, refusal *resource.Finding) {
	if subject.SameName(ref.Name, known.Name) {
		return nil, nil
	}
	for _, f := range known.Former {
		if subject.SameName(ref.Name, f.Name) {
			return renamed(ref, known, f), nil
		}
	}
	given := subject.MaskText(ref.Name) // whatever was typed here by mistake, an outcome holds no personal data
	return nil, finding(ref.NameItem, "NAME_CODE_MISMATCH",
		"名称与代码不符:代码“"+known.Code+"”登记的名称是“"+known.Name+"”,记录中是“"+given+"”。",
		"Name and code disagree: code \""+known.Code+"\" is registered to \""+known.Name+"\", the record says \""+given+"\".",
		"请核对是名称还是代码填错;若已更名,请先报送登记信息。", "Check which of the two is wrong; if the name has changed, push the registration first.", "")
}

func renamed(ref *resource.SubjectRef, known *Subject, former record.FormerName) *resource.Finding {
	since := former.Until
	if since == rules.NoDate {
		since = known.Since
	}
	zh, en := "", ""
	if since != rules.NoDate {
		zh, en = "(自 "+since.String()+" 起)", " (since "+since.String()+")"
	}
	return finding(ref.NameItem, "RENAMED",
		"“"+ref.Name+"”是曾用名,现名“"+known.Name+"”"+zh+"。", "\""+ref.Name+"\" is a former name; the current name is \""+known.Name+"\""+en+".",
		"记录已接收;请在源系统中更新名称。", "The record was accepted; update the name in your own system.", "")
}

func finding(item string, reason fault.Reason, zh, en, nextZh, nextEn, rule string) *resource.Finding {
	return &resource.Finding{Item: item, Reason: reason, Text: fault.Text{Zh: zh, En: en}, Next: fault.Text{Zh: nextZh, En: nextEn}, Rule: rule}
}
