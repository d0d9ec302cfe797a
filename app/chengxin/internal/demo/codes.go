package demo

import "strconv"

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var (
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	idWeights   = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
)

// orgCode is the n-th synthetic organisation code of GB 11714: block MAXX, which is not issued, with its check character.
func orgCode(n int) string {
	b := []byte("MAXX0000")
	for i := 7; i >= 4; i-- {
		b[i] = usccAlphabet[n%31]
		n /= 31
	}
	sum := 0
	for i, c := range b {
		v := int(c - '0')
		if c >= 'A' {
			v = int(c-'A') + 10
		}
		sum += v * orgWeights[i]
	}
	switch c := 11 - sum%11; c {
	case 10:
		return string(b) + "X"
	case 11:
		return string(b) + "0"
	default:
		return string(b) + strconv.Itoa(c)
	}
}

// uscc joins type (two characters), division and organisation code with the check character of GB 32100.
func uscc(kind, division, org string) string {
	s := kind + division + org
	sum := 0
	for i := range 17 {
		for v := range usccAlphabet {
			if usccAlphabet[v] == s[i] {
				sum += v * usccWeights[i]
			}
		}
	}
	return s + string(usccAlphabet[(31-sum%31)%31])
}

// citizenID adds the ISO 7064 check character to 17 digits.
func citizenID(body string) string {
	sum := 0
	for i, w := range idWeights {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

// registrationNo adds the MOD 11,10 check digit to 14 digits (GS15-2006).
func registrationNo(body string) string {
	p := 10
	for _, c := range body {
		t := (p + int(c-'0')) % 10
		if t == 0 {
			t = 10
		}
		p = 2 * t % 11
	}
	return body + strconv.Itoa((11-p)%10)
}
