// Package subject knows who a credit record is about: kinds of subjects, their identifiers and names, and how
// these are masked. All of it is pure and runs once or more per record, so the checks do not allocate.
package subject

// Kind is what sort of subject it is.
type Kind uint8

// The kinds; zero is "not known".
const (
	Organisation Kind = iota + 1 // 法人和非法人组织
	Person                       // 自然人
	PublicBody                   // 机关、事业单位、群众团体
	SelfEmployed                 // 个体工商户
)

var kindNames = [...]string{"", "organisation", "person", "public_body", "self_employed"}

// String is the kind's stable name, "" when not known.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// ParseKind reads a kind's stable name.
func ParseKind(s string) (Kind, bool) {
	for i, n := range kindNames {
		if i > 0 && n == s {
			return Kind(i), true
		}
	}
	return 0, false
}

// Natural reports whether a subject of this kind is never public: of natural persons nothing is published.
func (k Kind) Natural() bool { return k == Person || k == 0 }

// KindOfUSCC is the kind a valid code tells: 92 a self-employed business, 11, 12, 13 and A1 public bodies, else an organisation.
func KindOfUSCC(code string) Kind {
	if len(code) < 2 {
		return 0
	}
	switch code[:2] {
	case "92":
		return SelfEmployed
	case "11", "12", "13", "A1":
		return PublicBody
	}
	return Organisation
}

// DivisionOfUSCC is the division of first registration written into the code, "" when it is not a code. It may be a revoked one.
func DivisionOfUSCC(code string) string {
	if len(code) != 18 {
		return ""
	}
	return code[2:8]
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}
