package resource

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Numbers of samples lie where no real one can: no division begins with 99 or 78, block MAXX of organisation codes is not issued, and
// whoever was born in 1901 is in no register.
const (
	sampleDivision = "999999"
	samplePlace    = "789999"
	sampleBlock    = "MAXX"
	sampleName     = "示例"
)

// fill gives an item a value of its type, or its example.
func (m *sampler) fill(i int) bool {
	it, v := &m.s.def.Items[i], &m.vals[i]
	if it.Example != "" {
		*v = draftValue{filled: true, text: it.Example, fixed: true}
		if n, err := bound(it, it.Example); err == nil {
			v.num = n
		}
		return true
	}
	if len(m.s.fields[i].codes) > 0 {
		return m.setCode(i, m.usualCode(i), false)
	}
	switch m.s.fields[i].class {
	case classText:
		return m.setText(i, m.textOf(i))
	case classDate:
		return m.setNum(i, int64(m.dayOf(i)))
	case classDecimal, classInteger:
		return m.setNum(i, m.numberOf(i))
	default:
		return m.setText(i, m.otherOf(i))
	}
}

// clear blanks an item, unless it must not be.
func (m *sampler) clear(i int) bool {
	if m.s.def.Items[i].Obligation == "M" || m.vals[i].fixed && m.s.def.Items[i].Obligation != "O" {
		return false
	}
	m.vals[i] = draftValue{}
	return true
}

// random gives an item another value than the usual one.
func (m *sampler) random(i int) bool {
	f := &m.s.fields[i]
	switch {
	case m.vals[i].fixed:
		return false
	case len(f.codes) > 0:
		return m.setCode(i, m.rand.IntN(len(f.codes)), false)
	case f.class == classDate:
		return m.setNum(i, int64(m.base)-int64(m.rand.IntN(400))) || m.fill(i)
	case f.class == classDecimal || f.class == classInteger:
		low, high := max(f.min, 0), min(f.max, pow10[f.length]-1)
		if f.max == math.MaxInt64 {
			high = min(high, low+1000*pow10[f.scale])
		}
		return high >= low && m.setNum(i, low+m.rand.Int64N(high-low+1))
	case f.class == classDouble:
		low, high := m.doubleRange(f)
		return m.setText(i, strconv.FormatFloat(low+(high-low)*m.rand.Float64(), 'f', 6, 64))
	case f.class == classText && f.check == checkNone:
		return m.setText(i, cut(sampleName+m.s.def.Items[i].NameZh, 1+m.rand.IntN(f.length)))
	}
	return m.fill(i)
}

// usualCode is the value of a code list in this sample: samples go through the list one after the other. Values that need a text of one's
// own come last, documents are identity cards.
func (m *sampler) usualCode(i int) int {
	f := &m.s.fields[i]
	for j := range m.s.fields {
		if m.s.fields[j].docType == i {
			return 0
		}
	}
	closed := 0
	for closed < len(f.codes) && !f.codes[closed].open {
		closed++
	}
	if closed == 0 {
		return 0
	}
	if i == m.s.sub.kindItem {
		return m.k % closed
	}
	return (m.k + i) % closed
}

// setCode gives an item one entry of its code list; with more it joins the others the item has.
func (m *sampler) setCode(i, at int, more bool) bool {
	f, v := &m.s.fields[i], &m.vals[i]
	text := string(f.codes[at].text)
	if f.codes[at].open {
		text += sampleName
	}
	if v.fixed {
		return v.text == text
	}
	if more && f.multi && v.filled {
		text = v.text + ";" + text
	}
	if utf8.RuneCountInString(text) > f.length {
		return false
	}
	if f.class == classDecimal || f.class == classInteger {
		n, _, why := parseDecimal([]byte(text), f.length, f.scale)
		if why != numOK {
			return false
		}
		v.num = n
	}
	v.filled, v.text = true, text
	return true
}

func (m *sampler) setText(i int, text string) bool {
	v := &m.vals[i]
	if v.fixed {
		return v.text == text
	}
	v.filled, v.text = true, text
	return text != ""
}

// setNum gives a number or date, if the item's bounds allow it.
func (m *sampler) setNum(i int, n int64) bool {
	f, v := &m.s.fields[i], &m.vals[i]
	switch {
	case v.fixed:
		return v.num == n
	case n < f.min || n > f.max || f.maxToday && n > int64(m.s.env.Today()):
		return false
	case f.class == classDate:
		if y := rules.Date(n).Time().Year(); y < 1 || y > 9999 {
			return false
		}
		v.text = rules.Date(n).String()
	case n >= pow10[f.length] || n <= -pow10[f.length]:
		return false
	default:
		v.text = string(appendDecimal(nil, n, f.scale))
	}
	v.filled, v.num = true, n
	return true
}

// dayOf is the day of the facts; the ends of validity and publication lie a year later.
func (m *sampler) dayOf(i int) rules.Date {
	f, d := &m.s.fields[i], m.base
	if i == m.s.dates.to || i == m.s.dates.publish {
		d += 365
	}
	top := min(f.max, int64(rules.Indefinite))
	if f.maxToday {
		top = min(top, int64(m.s.env.Today()))
	}
	return rules.Date(max(min(int64(d), top), f.min))
}

// numberOf is a small number inside the bounds; where only years fit, the year of the facts.
func (m *sampler) numberOf(i int) int64 {
	f := &m.s.fields[i]
	n := int64(m.k+1) * pow10[f.scale]
	if f.scale > 0 {
		n += 5 * pow10[f.scale-1]
	}
	if year := int64(m.base.Time().Year() - 1); f.class == classInteger && f.min >= 1900 && f.min <= year && f.max >= year && f.max <= 2999 {
		n = year - int64(m.k%3)
	}
	return min(max(n, f.min), f.max, pow10[f.length]-1)
}

func (m *sampler) doubleRange(f *field) (low, high float64) {
	low, high = f.fmin, f.fmax
	if math.IsInf(low, -1) {
		low = min(0, high)
	}
	if math.IsInf(high, 1) {
		high = low + 1000
	}
	return low, high
}

// otherOf is a double, time, logical or general value as JSON, times without quotes.
func (m *sampler) otherOf(i int) string {
	f := &m.s.fields[i]
	switch f.class {
	case classDouble:
		low, high := m.doubleRange(f)
		return strconv.FormatFloat(low+(high-low)*(0.7+0.001*float64(m.k)), 'f', 6, 64)
	case classTime:
		return m.base.String() + "T09:30:00+08:00"
	case classBool:
		return "true"
	}
	return `{"` + sampleName + `":` + strconv.Itoa(m.k+1) + `}`
}

// textOf is a text for the item's check, else its name as an obvious placeholder.
func (m *sampler) textOf(i int) string {
	f, it := &m.s.fields[i], &m.s.def.Items[i]
	switch f.check {
	case checkUSCC:
		return m.code(i)
	case checkOrgCode:
		return m.own()[8:17]
	case checkRegNo:
		return subject.CompleteRegNo(fmt.Sprintf("%s%08d", sampleDivision, 90000001+m.k))
	case checkCitizenID:
		return m.citizen(i)
	case checkDocument:
		if m.identityCard(f) {
			return m.citizen(i)
		}
		return fmt.Sprintf("SL%07d", m.k+1)
	case checkDivision:
		return m.division()
	case checkName, checkPersonName:
		return cut(m.name(i), f.length)
	case checkDocNo:
		return m.numbered(f.length, fmt.Sprintf("%s〔%d〕", sampleName, m.base.Time().Year()), "号")
	case checkPhone:
		return fmt.Sprintf("%011d", m.k+1)
	}
	if m.s.taxNumber(i) && f.length >= 18 {
		return m.own()
	}
	for _, l := range m.s.sub.legacy {
		if l.item == i {
			return fmt.Sprintf("%0*d", min(f.length, 12), m.k+1)
		}
	}
	if m.vals[i].prefix != "" {
		return cut(m.vals[i].prefix+sampleName+it.NameZh, f.length)
	}
	if f.length >= longText {
		return cut(sampleName+it.NameZh+"。", f.length)
	}
	return m.numbered(f.length, sampleName+it.NameZh, "")
}

// identityCard reports whether the draft's kind of document for a field is the identity card, as it is while none is chosen.
func (m *sampler) identityCard(f *field) bool {
	if f.docType < 0 || !m.vals[f.docType].filled {
		return true
	}
	at, ok := m.s.fields[f.docType].matchCode([]byte(m.vals[f.docType].text))
	return ok && f.citizen&(1<<at) != 0
}

// numbered joins a text with the sample's number, so that texts in natural keys differ; what is too long loses its middle.
func (m *sampler) numbered(length int, before, after string) string {
	no := fmt.Sprintf("%03d", m.k+1)
	room := length - utf8.RuneCountInString(after) - len(no)
	if room < 0 {
		return no[max(0, len(no)-length):]
	}
	return cut(before, room) + no + after
}

func cut(s string, length int) string {
	for i := range s {
		if length == 0 {
			return s[:i]
		}
		length--
	}
	return s
}

// name is the subject's name by its kind, or another's.
func (m *sampler) name(i int) string {
	stems := []rune("甲乙丙丁戊己庚辛壬癸")
	person := sampleName + strings.Repeat(string(stems[m.k%len(stems)]), 1+m.k/len(stems))
	if m.s.fields[i].check == checkPersonName {
		return person
	}
	kind := subject.Organisation
	if i == m.s.sub.name {
		kind = m.subjectKind()
	}
	switch kind {
	case subject.Person:
		return person
	case subject.SelfEmployed:
		return fmt.Sprintf("%s第%03d商店", sampleName, m.k+1)
	case subject.PublicBody:
		return fmt.Sprintf("%s第%03d机关", sampleName, m.k+1)
	}
	return fmt.Sprintf("%s第%03d有限公司", sampleName, m.k+1)
}

// code is a unified social credit code: the subject's own, or an authority's, which is the same in every sample.
func (m *sampler) code(i int) string {
	if i == m.s.sub.uscc {
		return m.own()
	}
	kind := m.vals[i].prefix
	if kind == "" {
		kind = "11"
	}
	return sampleCode(kind, 900+i)
}

// own is the code of the subject of this sample.
func (m *sampler) own() string {
	kind := ""
	if u := m.s.sub.uscc; u >= 0 {
		if kind = m.vals[u].prefix; kind == "" && m.vals[u].fixed {
			return m.vals[u].text
		}
	}
	if kind == "" {
		kind = map[subject.Kind]string{subject.SelfEmployed: "92", subject.PublicBody: "11"}[m.subjectKind()]
	}
	if kind == "" {
		kind = "91"
	}
	return sampleCode(kind, m.k+1)
}

// sampleCode is the n-th made-up code that begins with kind, which is completed where it is shorter than two characters.
func sampleCode(kind string, n int) string {
	body := kind + "91"[min(len(kind), 2):] + sampleDivision
	return subject.CompleteUSCC(body[:8] + subject.CompleteOrgCode(fmt.Sprintf("%s%04d", sampleBlock, n%10000)))
}

func (m *sampler) citizen(i int) string {
	return subject.CompleteCitizenID(fmt.Sprintf("%s1901%02d%02d%03d", samplePlace, 1+m.k%12, 1+i%28, m.k+1))
}

// division is the provider's own, which is in force.
func (m *sampler) division() string {
	code := subject.DivisionOfUSCC(m.s.def.Metadata.ProviderCode)
	if m.s.env.Division != nil && !m.s.env.Division(code) {
		return "110000"
	}
	return code
}
