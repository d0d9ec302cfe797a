package resource

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// class is how a value is read.
type class uint8

const (
	classText class = iota
	classDate
	classDecimal
	classInteger
	classDouble
	classTime
	classBool
	classGeneral
)

// checker is which identifier check a text passes.
type checker uint8

const (
	checkNone checker = iota
	checkUSCC
	checkRegNo
	checkOrgCode
	checkCitizenID
	checkDocument
	checkDivision
	checkName
	checkPersonName
	checkDocNo
	checkPhone
)

var checkers = map[string]checker{
	"": checkNone, "uscc": checkUSCC, "regno": checkRegNo, "orgcode": checkOrgCode, "citizen_id": checkCitizenID, "document": checkDocument,
	"division": checkDivision, "name": checkName, "person_name": checkPersonName, "docno": checkDocNo, "phone": checkPhone,
}

// field is a compiled item.
type field struct {
	name string
	in   string // `"NAME":` as records carry it
	// head and tail are the first and last eight bytes of in, when it has 8 to 16: two comparisons then tell the key.
	head, tail uint64
	out        []byte // `,"NAME":` as the canonical form writes it, with "{" for the first
	class      class
	check      checker
	must       byte // M, O or C
	cond       int8 // condition of C, -1: none
	blank      int8 // condition of being blank, -1: none
	multi      bool
	lines      bool // line breaks are allowed
	quoted     bool // JSON string in the canonical form
	sealed     bool
	required   bool // may be required: placeholders refuse instead of blanking
	length     int
	scale      int
	docType    int // item with the document's type, -1
	codes      []codeEntry
	citizen    uint64 // entries of the document type that mean a citizen id
	min, max   int64
	maxToday   bool
	fmin       float64
	fmax       float64
	aliases    map[string]string
}

type codeEntry struct {
	text []byte
	open bool // "其他-**": text is the prefix with the dash
}

var classes = map[string]class{"C": classText, "M": classText, "D": classDate, "N": classDecimal, "Y": classDecimal, "I": classInteger,
	"B": classDouble, "F": classDouble, "T": classTime, "L": classBool, "G": classGeneral}

// longText is the length from which a text may hold line breaks.
const longText = 500

func compileField(it *Item, first bool) (field, error) {
	f := field{name: it.Name, in: `"` + it.Name + `":`, must: it.Obligation[0], cond: -1, blank: -1, docType: -1, multi: it.Multi,
		length: it.Length, scale: it.Scale, aliases: it.CodeAliases, min: math.MinInt64, max: math.MaxInt64, fmin: math.Inf(-1), fmax: math.Inf(1)}
	if n := len(f.in); n >= 8 && n <= 16 {
		f.head, f.tail = binary.LittleEndian.Uint64([]byte(f.in)), binary.LittleEndian.Uint64([]byte(f.in[n-8:]))
	}
	lead := byte(',')
	if first {
		lead = '{'
	}
	f.out = append([]byte{lead}, f.in...)
	f.class = classes[it.Type]
	f.check = checkers[it.Check]
	f.required = it.Obligation != "O"
	f.lines = it.Type == "M" || it.Length >= longText
	f.sealed = it.Sensitivity == grant.Sealed.String()
	f.quoted = f.class == classText || f.class == classDate || f.class == classTime || f.class == classGeneral
	if f.length == 0 {
		f.length = map[class]int{classText: 4000, classDecimal: 18, classInteger: 18, classGeneral: 1 << 20}[f.class]
	}
	for _, c := range it.Codes {
		text, open := strings.CutSuffix(c, "**")
		f.codes = append(f.codes, codeEntry{[]byte(text), open})
	}
	return f, compileBounds(it, &f)
}

func compileBounds(it *Item, f *field) (err error) {
	if f.class == classDouble {
		if it.Min != "" {
			if f.fmin, err = parseFloat([]byte(it.Min)); err != nil {
				return fmt.Errorf("item %s: min %q: %w", it.Name, it.Min, err)
			}
		}
		if it.Max != "" {
			if f.fmax, err = parseFloat([]byte(it.Max)); err != nil {
				return fmt.Errorf("item %s: max %q: %w", it.Name, it.Max, err)
			}
		}
		return nil
	}
	if it.Min != "" {
		if f.min, err = bound(it, it.Min); err != nil {
			return fmt.Errorf("item %s: min: %w", it.Name, err)
		}
	}
	if it.Max == "today" && f.class == classDate {
		f.maxToday = true
		return nil
	}
	if it.Max != "" {
		if f.max, err = bound(it, it.Max); err != nil {
			return fmt.Errorf("item %s: max: %w", it.Name, err)
		}
	}
	return nil
}

// matchCode finds the code-list entry that text is.
func (f *field) matchCode(text []byte) (int, bool) {
	for i := range f.codes {
		c := &f.codes[i]
		if c.open {
			if len(text) > len(c.text) && bytes.HasPrefix(text, c.text) && len(bytes.TrimSpace(text[len(c.text):])) > 0 {
				return i, true
			}
		} else if string(text) == string(c.text) {
			return i, true
		}
	}
	return 0, false
}

// citizenCodes is the set of document-type entries that mean a citizen id.
func citizenCodes(it *Item) (mask uint64) {
	for i, c := range it.Codes {
		if c == "身份证" || strings.HasPrefix(c, "居民身份证") || it.CodeNames[c] == "身份证" || it.CodeNames[c] == "居民身份证" {
			mask |= 1 << i
		}
	}
	return mask
}

// kindNames are the kinds a subject mapping may give.
func parseKind(s string) (subject.Kind, bool) { return subject.ParseKind(s) }
