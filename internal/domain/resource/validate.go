package resource

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

var (
	codeForm  = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)
	itemForm  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
	classForm = regexp.MustCompile(`^[123][0-9]{5}[0-9A-Za-z]*$`)
)

// CreditClasses are the classes of the national base catalog (edition 2024), and "none" for resources that are not about credit.
var CreditClasses = []string{"registration", "judicial", "admin", "title", "abnormal", "serious", "contract", "commitment", "evaluation", "compliance", "honour", "ip", "voluntary", "none"}

var updateCycles = []string{"实时", "每日", "每周", "每月", "每季度", "每半年", "每年", "不定期"}

// maxItems bounds a resource; it keeps one row small.
const maxItems = 256

// Validate refuses a definition that can't be compiled or breaks a rule of the catalog guide. The fault names the item.
func (d Definition) Validate() error {
	v := &validator{d: &d, index: itemIndex(d.Items)}
	for _, step := range []func(){v.identity, v.metadata, v.items, v.references, v.rules, v.templates} {
		if step(); v.err != nil {
			return v.err
		}
	}
	return nil
}

type validator struct {
	d     *Definition
	index map[string]int
	err   error
}

// bad keeps the first thing that is wrong.
func (v *validator) bad(item, zh, en string) {
	if v.err == nil {
		v.err = fault.New(fault.Invalid, "DEFINITION_INVALID", fmt.Sprintf("资源定义 %s 有误:%s", v.d.Code, zh), fmt.Sprintf("Resource definition %s: %s", v.d.Code, en)).
			At(v.d.Code, item).Then("请修改资源定义文件后重新发布。", "Mend the definition and publish it again.")
	}
}

func (v *validator) need(ok bool, item, zh, en string) {
	if !ok {
		v.bad(item, zh, en)
	}
}

func (v *validator) identity() {
	d := v.d
	v.need(codeForm.MatchString(d.Code), "", "code 只能用小写字母、数字和下划线，以字母开头。", "code must be lower-case letters, digits and underscores.")
	v.need(d.Name != "", "", "缺少 name(信息资源名称)。", "name is missing.")
	v.need(slices.Contains(CreditClasses, d.CreditClass), "", fmt.Sprintf("credit_class %q 不在目录类别中。", d.CreditClass), fmt.Sprintf("credit_class %q is none of %s.", d.CreditClass, strings.Join(CreditClasses, ", ")))
	v.need(len(d.Items) > 0 && len(d.Items) <= maxItems, "", "信息项数量必须在 1 到 256 之间。", "there must be 1 to 256 items.")
}

// metadata holds the definition to the obligations of the 2017 guide.
func (v *validator) metadata() {
	m := &v.d.Metadata
	v.need(classForm.MatchString(m.ClassCode), "metadata.class_code", "class_code 应为 类1位+项2位+目3位+细目。", "class_code must be class 1 digit, item 2, detail 3, sub-detail any.")
	v.need(m.Sequence != "", "metadata.sequence", "缺少 sequence(顺序码)。", "sequence is missing.")
	v.need(m.Provider != "", "metadata.provider", "缺少 provider(信息资源提供方)。", "provider is missing.")
	why := subject.CheckUSCC(m.ProviderCode)
	v.need(why == "", "metadata.provider_code", "provider_code 不是有效的统一社会信用代码("+why+")。", "provider_code is no valid unified social credit code ("+why+").")
	v.need(m.Abstract != "", "metadata.abstract", "缺少 abstract(摘要)。", "abstract is missing.")
	v.need(len(m.FormatCategory) == 1 && m.FormatCategory >= "1" && m.FormatCategory <= "7", "metadata.format_category", "format_category 必须是 1 到 7。", "format_category must be 1 to 7.")
	v.need(m.ShareType == "1" || m.ShareType == "2" || m.ShareType == "3", "metadata.share_type", "share_type 必须是 1、2 或 3。", "share_type must be 1, 2 or 3.")
	v.need(m.ShareType == "1" || m.ShareCondition != "", "metadata.share_condition", "有条件共享必须写明条件，不予共享必须写明依据。", "conditional sharing needs its condition, no sharing its legal basis.")
	v.need(m.ShareType == "3" || m.ShareMode != "", "metadata.share_mode", "缺少 share_mode(共享方式)。", "share_mode is missing.")
	v.need(!m.Open || m.OpenCondition != "", "metadata.open_condition", "向社会开放时必须写明开放条件。", "an open resource needs its open_condition.")
	v.need(slices.Contains(updateCycles, m.UpdateCycle), "metadata.update_cycle", fmt.Sprintf("update_cycle %q 不在更新周期中。", m.UpdateCycle), fmt.Sprintf("update_cycle %q is none of %s.", m.UpdateCycle, strings.Join(updateCycles, ", ")))
	_, ok := rules.ParseDate(m.PublishDate)
	v.need(ok, "metadata.publish_date", "publish_date 必须是日期。", "publish_date must be a date.")
	v.need(m.DataLevel != "", "metadata.data_level", "缺少 data_level(数据分级)。", "data_level is missing.")
	v.need(!m.Secret, "metadata.secret_flag", "涉密信息不得上平台。", "secret data never enters the platform.")
}

func (v *validator) items() {
	names := map[string]string{}
	claim := func(name, by string) {
		if other, taken := names[name]; taken && other != by {
			v.bad(by, fmt.Sprintf("名称或别名 %q 与 %s 重复。", name, other), fmt.Sprintf("name or alias %q is also %s's.", name, other))
		}
		names[name] = by
	}
	for i := range v.d.Items {
		it := &v.d.Items[i]
		if _, twice := names[it.Name]; twice {
			v.bad(it.Name, "信息项重复。", "the item is there twice.")
		}
		claim(it.Name, it.Name)
		v.item(it)
	}
	for i := range v.d.Items {
		it := &v.d.Items[i]
		claim(it.NameZh, it.Name)
		for _, a := range it.Aliases {
			claim(a, it.Name)
		}
	}
}

func (v *validator) item(it *Item) {
	_, typed := classes[it.Type]
	_, checked := checkers[it.Check]
	level, levelled := grant.ParseLevel(it.Sensitivity)
	cls := classes[it.Type]
	v.need(itemForm.MatchString(it.Name), it.Name, fmt.Sprintf("信息项名 %q 只能用字母、数字和下划线。", it.Name), fmt.Sprintf("item name %q must be letters, digits and underscores.", it.Name))
	v.need(it.NameZh != "", it.Name, "缺少中文名 name_zh。", "name_zh is missing.")
	v.need(typed, it.Name, fmt.Sprintf("数据类型 %q 不是 C N Y D T L M G B I F 之一。", it.Type), fmt.Sprintf("type %q is none of C N Y D T L M G B I F.", it.Type))
	v.need(checked, it.Name, fmt.Sprintf("没有名为 %q 的校验。", it.Check), fmt.Sprintf("there is no check %q.", it.Check))
	v.need(levelled, it.Name, fmt.Sprintf("敏感级别 %q 无效。", it.Sensitivity), fmt.Sprintf("sensitivity %q is none of public, shared, authorised, sealed.", it.Sensitivity))
	v.need(it.Example == "" || level != grant.Sealed, it.Name, "密封项不得写 example:样例的值一律自动编造。", "a sealed item has no example: its samples are made up.")
	v.need(!it.Publish || level == grant.Public, it.Name, "只有 public 的信息项可以公示。", "only public items can be published.")
	v.need(level != grant.Sealed || cls == classText, it.Name, "密封的信息项必须是文本。", "a sealed item must be a text.")
	v.need(it.Obligation == "M" || it.Obligation == "O" || it.Obligation == "C", it.Name, "obligation 必须是 M、O 或 C。", "obligation must be M, O or C.")
	v.need((it.Obligation == "C") == (it.Condition != ""), it.Name, "obligation 为 C 时必须且只能在此时写 condition。", "condition goes with obligation C, and only with it.")
	v.need(it.Check == "" || cls == classText, it.Name, "只有文本可以带校验 check。", "only texts take a check.")
	v.need(len(it.Codes) <= 64, it.Name, "代码表最多 64 个值;更长的请用 check 或规则。", "a code list has at most 64 values.")
	v.need(!it.Multi || len(it.Codes) > 0, it.Name, "multi 需要代码表。", "multi needs a code list.")
	v.need(len(it.Codes) == 0 || cls == classText || cls == classDecimal || cls == classInteger, it.Name, "该类型不能带代码表。", "this type takes no code list.")
	v.need(it.Check != "document" || it.DocumentType != "", it.Name, "check: document 需要 document_type。", "check document needs document_type.")
	v.need(cls != classDecimal || it.Length <= 18 && it.Scale >= 0 && (it.Length == 0 || it.Scale <= it.Length), it.Name, "数值最多 18 位，小数位不超过总位数。", "a number has at most 18 digits, and no more decimals than digits.")
	v.need(it.Length >= 0 && it.Length <= 1<<20, it.Name, "长度无效。", "length is out of range.")
	for i, c := range it.Codes {
		v.need(c != "" && !slices.Contains(it.Codes[:i], c) && !(it.Multi && strings.Contains(c, ";")), it.Name, fmt.Sprintf("代码 %q 为空、重复或含分号。", c), fmt.Sprintf("code %q is empty, doubled or holds a semicolon.", c))
	}
	for alias, c := range it.CodeAliases {
		v.need(slices.Contains(it.Codes, c), it.Name, fmt.Sprintf("代码别名 %q 指向不存在的 %q。", alias, c), fmt.Sprintf("code alias %q means %q, which is not in the list.", alias, c))
	}
}

func (v *validator) ref(where, name string) {
	if _, ok := v.index[name]; name != "" && !ok {
		v.bad(name, fmt.Sprintf("%s 引用了不存在的信息项 %q。", where, name), fmt.Sprintf("%s names the item %q, which is not there.", where, name))
	}
}

func (v *validator) refType(where, name, typ string) {
	v.ref(where, name)
	if i, ok := v.index[name]; ok && v.d.Items[i].Type != typ {
		v.bad(name, fmt.Sprintf("%s 的类型必须是 %s。", where, typ), fmt.Sprintf("%s must be of type %s.", where, typ))
	}
}

func (v *validator) references() {
	d := v.d
	v.need(len(d.NaturalKey) > 0, "natural_key", "缺少 natural_key(唯一标识)。", "natural_key is missing.")
	for _, n := range d.NaturalKey {
		if n != "@subject" {
			v.ref("natural_key", n)
			if i, ok := v.index[n]; ok {
				v.need(!d.personal(&d.Items[i]), n, "natural_key 不能含密封项，也不能含自然人的姓名或证件，请用 @subject。",
					"natural_key must not hold a sealed item, nor the name or document of a person; use @subject.")
			}
		}
	}
	s := &d.Subject
	_, kindOK := subject.ParseKind(s.Kind)
	v.need(kindOK || s.Kind == "" && (s.KindItem != "" || s.USCC == "" && s.Document == ""), "subject", "subject 需要 kind 或 kind_item。", "subject needs kind or kind_item.")
	for _, n := range []string{s.KindItem, s.Name, s.USCC, s.DocumentType, s.Document, s.Representative} {
		v.ref("subject", n)
	}
	for value, k := range s.Kinds {
		_, ok := subject.ParseKind(k)
		v.need(ok, s.KindItem, fmt.Sprintf("kinds 中 %q 的 %q 不是主体类型。", value, k), fmt.Sprintf("kinds: %q of %q is no kind of subject.", k, value))
	}
	for _, l := range s.Legacy {
		v.ref("subject.legacy", l.Item)
		v.need(slices.Contains([]string{"regno", "orgcode", "tax", "institution", "social"}, l.Kind), l.Item, fmt.Sprintf("旧代码类型 %q 无效。", l.Kind), fmt.Sprintf("legacy kind %q is unknown.", l.Kind))
	}
	for where, n := range map[string]string{"dates.occurred_on": d.Dates.OccurredOn, "dates.valid_from": d.Dates.ValidFrom, "dates.valid_to": d.Dates.ValidTo, "dates.publish_to": d.Dates.PublishTo, "dates.removed_on": d.Dates.RemovedOn} {
		v.refType(where, n, "D")
	}
	v.ref("document_no", d.DocumentNo)
	if i, ok := v.index[d.DocumentNo]; ok {
		v.need(!d.personal(&d.Items[i]), "document_no", "document_no 不能是密封项，也不能是自然人的姓名或证件。", "document_no must not be a sealed item, nor the name or document of a person.")
	}
	for _, it := range d.Items {
		v.ref(it.Name+".document_type", it.DocumentType)
	}
	for _, s := range d.Severity {
		_, ok := rules.ParseSeverity(s.Severity)
		v.need(ok, "severity", fmt.Sprintf("severity %q 无效。", s.Severity), fmt.Sprintf("severity %q is unknown.", s.Severity))
	}
	v.registry()
}

func (v *validator) registry() {
	g := v.d.Registry
	if g == nil {
		return
	}
	v.need(g.Name != "", "registry", "registry 缺少 name。", "registry needs name.")
	for _, n := range append([]string{g.Name, g.FormerNames, g.Status, g.Division, g.Legal}, g.LegacyCodes...) {
		v.ref("registry", n)
		if i, ok := v.index[n]; ok {
			v.need(v.d.Items[i].Sensitivity != grant.Sealed.String(), "registry", "registry 不能含密封项。", "registry must not hold a sealed item.")
		}
	}
	v.refType("registry.registered_on", g.Registered, "D")
}

func (v *validator) rules() {
	seen := map[string]bool{}
	for i := range v.d.Rules {
		r := &v.d.Rules[i]
		where := "rules." + r.ID
		v.need(r.ID != "" && !seen[r.ID], where, "规则缺少 id 或 id 重复。", "a rule's id is missing or doubled.")
		seen[r.ID] = true
		v.need(r.Reason != "" && r.Message.Zh != "" && r.Message.En != "", where, "规则缺少 reason 或中英文 message。", "reason and both messages are needed.")
		v.need(r.Soft || r.Next.Zh != "" && r.Next.En != "", where, "规则缺少中英文 next(如何修改)。", "next is needed in both languages: what to type instead.")
		v.need((r.Expect == "") != (r.CEL == ""), where, "规则必须写 expect 或 cel 之一。", "either expect or cel is needed.")
		v.ref(where, r.Item)
	}
}

func (v *validator) templates() {
	for i := range v.d.Templates {
		t := &v.d.Templates[i]
		where := "templates." + t.Code
		v.need(t.Code != "" && t.Name.Zh != "" && len(t.Detect) > 0, where, "模板缺少 code、name 或 detect。", "code, name and detect are needed.")
		known := map[string]bool{}
		for _, m := range t.Map {
			v.need(m.From != "" && !known[m.From], where, fmt.Sprintf("映射列 %q 为空或重复。", m.From), fmt.Sprintf("column %q is empty or mapped twice.", m.From))
			known[m.From] = true
			v.ref(where, m.To)
			if m.Implies != nil {
				v.need(m.Implies.Item != "" && m.Implies.Value != "", where, "implies 需要 item 和 value。", "implies needs item and value.")
				v.ref(where, m.Implies.Item)
			}
			v.need(m.Convert == "" || m.Convert == "yuan_to_wan" || m.Convert == "day", where, fmt.Sprintf("没有换算 %q。", m.Convert), fmt.Sprintf("there is no conversion %q.", m.Convert))
		}
		for _, k := range t.Detect {
			_, item := v.index[k]
			v.need(known[k] && !item, where, fmt.Sprintf("detect 列 %q 必须是该模板独有的映射列。", k), fmt.Sprintf("detect column %q must be mapped and be no item.", k))
		}
		for _, f := range t.Fill {
			ways := 0
			for _, given := range []bool{f.Value != "", f.From != "", f.Clear} {
				if given {
					ways++
				}
			}
			v.need(f.Item != "" && ways == 1, where, "fill 需要 item 以及 value、from、clear 之一。", "fill needs item and one of value, from, clear.")
			v.ref(where, f.Item)
			v.ref(where, f.From)
		}
		for _, w := range t.Waive {
			v.need(w != "", where, "waive 不能为空。", "waive must name items.")
			v.ref(where, w)
		}
	}
}

// clone copies a definition deeply, so that a schema shares nothing with its maker.
func clone(d Definition) Definition {
	b, err := json.Marshal(d)
	if err != nil {
		return d
	}
	var out Definition
	if json.Unmarshal(b, &out) != nil {
		return d
	}
	return out
}

// personal reports whether an item may hold what is stored sealed only, at least in records about persons: record ids and document
// numbers stand in clear everywhere.
func (d *Definition) personal(it *Item) bool {
	persons := d.Subject.Kind == subject.Person.String()
	for _, k := range d.Subject.Kinds {
		persons = persons || k == subject.Person.String()
	}
	return it.Sensitivity == grant.Sealed.String() || persons && (it.Name == d.Subject.Name || it.Name == d.Subject.Document)
}
