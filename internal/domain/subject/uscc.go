package subject

// Reasons of the identifier checks. They are stable: programs compare them.
const (
	ReasonLength      = "LEN"
	ReasonCharset     = "CHARSET"
	ReasonDivision    = "DIVISION_NOT_DIGITS"
	ReasonCheckChar   = "CHECK_CHAR"
	ReasonOrgCheck    = "ORG_CHECK"
	ReasonPlaceholder = "PLACEHOLDER"
)

// usccAlphabet is GB 32100-2015's: digits and letters without I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var (
	usccValue   = alphabetValues(usccAlphabet)
	usccWeights = [17]uint16{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	orgWeights  = [8]uint16{3, 7, 9, 10, 5, 8, 4, 2}
)

const noValue = 255

func alphabetValues(alphabet string) (t [256]uint8) {
	for i := range t {
		t[i] = noValue
	}
	for i := 0; i < len(alphabet); i++ {
		t[alphabet[i]] = uint8(i)
	}
	return t
}

// CheckUSCC checks a normalised unified social credit code by GB 32100-2015 and its organisation code by GB 11714-1997.
// The reason is "" when the code is right. Divisions are not looked up: a code keeps that of its first registration.
func CheckUSCC(s string) (reason string) {
	if len(s) != 18 {
		return lengthReason(s, 18)
	}
	var sum uint16
	for i := 0; i < 17; i++ {
		v := usccValue[s[i]]
		if v == noValue {
			return ReasonCharset
		}
		sum += uint16(v) * usccWeights[i]
	}
	check := usccValue[s[17]]
	if check == noValue {
		return ReasonCharset
	}
	if s == "000000000000000000" || s == "00000000000000000X" {
		return ReasonPlaceholder
	}
	for i := 2; i < 8; i++ {
		if s[i] > '9' {
			return ReasonDivision
		}
	}
	if s[0] == '0' || s[1] == '0' {
		return ReasonCharset
	}
	if uint16(check) != (31-sum%31)%31 {
		return ReasonCheckChar
	}
	if orgCheck(s[8:16]) != s[16] {
		return ReasonOrgCheck
	}
	return ""
}

// CheckOrgCode checks a nine-character organisation code (GB 11714-1997) without its hyphen.
func CheckOrgCode(s string) (reason string) {
	if len(s) != 9 {
		return lengthReason(s, 9)
	}
	for i := 0; i < 9; i++ {
		if orgValue(s[i]) == noValue {
			return ReasonCharset
		}
	}
	if s == "000000000" {
		return ReasonPlaceholder
	}
	if orgCheck(s[:8]) != s[8] {
		return ReasonCheckChar
	}
	return ""
}

// orgCheck is the check character over eight characters that were already found in the alphabet.
func orgCheck(s string) byte {
	var sum uint16
	for i := 0; i < 8; i++ {
		sum += uint16(orgValue(s[i])) * orgWeights[i]
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return '0' + byte(c)
	}
}

// orgValue counts in the full alphabet (A=10 … Z=35), not in the 31 letters of the USCC.
func orgValue(c byte) uint8 {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'A' && c <= 'Z':
		return c - 'A' + 10
	}
	return noValue
}

// CheckRegNo checks a business registration number of GS15-2006: 15 digits by ISO 7064 MOD 11,10.
// Thirteen digits are the older form without a check digit: accepted, see RegNoVerified.
func CheckRegNo(s string) (reason string) {
	if len(s) != 15 && len(s) != 13 {
		return lengthReason(s, 15)
	}
	if !allDigits(s) {
		return ReasonCharset
	}
	if len(s) == 15 && regNoCheck(s[:14]) != s[14] {
		return ReasonCheckChar
	}
	return ""
}

// RegNoVerified reports whether a number that passed CheckRegNo carries a check digit.
func RegNoVerified(s string) bool { return len(s) == 15 }

func regNoCheck(s string) byte {
	p := 10
	for i := 0; i < len(s); i++ {
		t := (p + int(s[i]-'0')) % 10
		if t == 0 {
			t = 10
		}
		p = 2 * t % 11
	}
	return '0' + byte((11-p+10)%10)
}

// lengthReason tells a wrong length from wrong characters that only look long in UTF-8.
func lengthReason(s string, want int) string {
	n, wide := 0, false
	for _, r := range s {
		n++
		wide = wide || r > 127
	}
	if wide && n == want {
		return ReasonCharset
	}
	return ReasonLength
}
