package resource

import (
	"strings"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Legacy is an older code of an organisation with its kind: regno, orgcode, tax, institution, social.
type Legacy struct{ Kind, Code string }

// SubjectRef is how a record names its subject, before it is resolved. Strings are copies: they outlive the row.
type SubjectRef struct {
	Kind         subject.Kind
	Name         string
	USCC         string
	Legacy       []Legacy
	DocumentType string // empty or 身份证: a citizen id
	Document     string
	// NameItem, CodeItem name the items to mend when the subject can't be resolved.
	NameItem, CodeItem string
}

// Dates of a record; NoDate where it has none.
type Dates struct{ OccurredOn, ValidFrom, ValidTo, PublishTo rules.Date }

// Subject reads how a checked row names its subject.
func (s *Schema) Subject(r *Row) SubjectRef {
	f := &s.sub
	ref := SubjectRef{Kind: f.kind, Name: r.str(f.name), USCC: r.str(f.uscc), DocumentType: r.str(f.docType), Document: r.str(f.doc)}
	if f.kind == 0 && f.kindItem >= 0 {
		codes := r.vals[f.kindItem].Codes
		for i, k := range f.kinds {
			if codes&(1<<i) != 0 {
				ref.Kind = k
			}
		}
	}
	for _, l := range f.legacy {
		if r.Filled(l.item) {
			ref.Legacy = append(ref.Legacy, Legacy{Kind: l.kind, Code: r.str(l.item)})
		}
	}
	ref.NameItem = s.nameOf(f.name)
	ref.CodeItem = s.nameOf(f.uscc)
	if ref.Kind == subject.Person {
		ref.CodeItem = s.nameOf(f.doc)
	}
	return ref
}

func (s *Schema) nameOf(i int) string {
	if i < 0 {
		return ""
	}
	return s.fields[i].name
}

// Dates reads the dates of a checked row.
func (s *Schema) Dates(r *Row) Dates {
	d := Dates{r.date(s.dates.occurred), r.date(s.dates.from), r.date(s.dates.to), r.date(s.dates.publish)}
	if end := r.date(s.dates.removed); end != rules.NoDate {
		d.ValidTo, d.PublishTo = earlier(d.ValidTo, end), earlier(d.PublishTo, end)
	}
	return d
}

// earlier is the first of two ends; an end that is not stated is no end.
func earlier(stated, end rules.Date) rules.Date {
	if stated == rules.NoDate {
		return end
	}
	return min(stated, end)
}

// DocumentNo is the document number of a checked row, "" if the resource has none.
func (s *Schema) DocumentNo(r *Row) string { return r.str(s.docNo) }

// Severity of a checked row by the definition's rules; 0 when none applies.
func (s *Schema) Severity(r *Row) rules.Severity {
	for _, sr := range s.severity {
		if sr.cond < 0 || s.conds[sr.cond].holds(r) {
			return sr.severity
		}
	}
	return 0
}

// RecordID is the provider's natural key, normalised: parts joined by "|". subjectToken is the resolved subject's token,
// so that no identity number enters an id.
func (s *Schema) RecordID(r *Row, subjectToken string) string {
	at := len(r.scratch)
	for n, i := range s.natural {
		if n > 0 {
			r.scratch = append(r.scratch, '|')
		}
		if i < 0 {
			r.scratch = append(r.scratch, subjectToken...)
			continue
		}
		r.scratch = appendKey(r.scratch, r.vals[i].Text)
	}
	id := string(r.scratch[at:])
	r.scratch = r.scratch[:at]
	return id
}

// About is what a checked row of a registration resource says of its subject; nil for other resources.
func (s *Schema) About(r *Row) *record.About {
	g := s.reg
	if g == nil {
		return nil
	}
	a := &record.About{Name: r.str(g.name), Status: r.str(g.status), Division: r.str(g.division), Legal: r.str(g.legal), RegisteredOn: r.date(g.registered)}
	shop := subject.KindOfUSCC(subject.NormaliseUSCC(r.str(s.sub.uscc))) == subject.SelfEmployed
	for _, i := range g.legacy {
		if r.Filled(i) && !(shop && s.taxNumber(i)) { // see AppendShopFields
			a.LegacyCodes = append(a.LegacyCodes, r.str(i))
		}
	}
	if g.former >= 0 {
		a.FormerNames = formerNames(r.str(g.former))
	}
	return a
}

// formerNames reads "name|2020-01-31;other name".
func formerNames(s string) []record.FormerName {
	var out []record.FormerName
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return c == ';' || c == '\uff1b' || c == '、' }) {
		name, until, _ := strings.Cut(part, "|")
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		day, why := parseDate([]byte(strings.TrimSpace(until)))
		if why != "" {
			day = rules.NoDate
		}
		out = append(out, record.FormerName{Name: name, Until: day})
	}
	return out
}

// appendKey normalises a part of a natural key: half-width, one kind of bracket, upper case, no spaces.
func appendKey(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && keyPlain[text[i]] {
			if i++; text[i-1] >= utf8.RuneSelf {
				i += 2 // the rest of an ideograph
			}
		}
		dst = append(dst, text[from:min(i, len(text))]...)
		if i >= len(text) {
			break
		}
		c, n := utf8.DecodeRune(text[i:])
		i += n
		if c = keyRune(c); c >= 0 {
			dst = utf8.AppendRune(dst, c)
		}
	}
	return dst
}

// keyPlain marks the first bytes of characters that stand for themselves in a key: most of ASCII, and the ideographs U+4000 to U+9FFF.
var keyPlain = func() (t [256]bool) {
	for c := rune(0); c < utf8.RuneSelf; c++ {
		t[c] = keyRune(c) == c
	}
	for c := 0xE4; c <= 0xE9; c++ {
		t[c] = true
	}
	return t
}()

// keyRune is the form of a character in a key, -1 if it has none.
func keyRune(c rune) rune {
	switch {
	case c == ' ' || c == '\t' || c == '\u3000' || c == '\u00a0':
		return -1
	case c == '|':
		c = '/'
	case c >= 0xFF01 && c <= 0xFF5E:
		c -= 0xFEE0
	}
	switch c {
	case '[', '〔', '【', '(', '{', '〈':
		c = '〔'
	case ']', '〕', '】', ')', '}', '〉':
		c = '〕'
	}
	if c >= 'a' && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}
