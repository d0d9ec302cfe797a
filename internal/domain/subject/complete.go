package subject

// The Complete functions add check characters to made-up numbers, for test data and samples. What they are given must have the stated
// length and be in the number's alphabet; the result of anything else passes no check.

// CompleteOrgCode adds the check character of GB 11714 to eight characters.
func CompleteOrgCode(body string) string {
	if len(body) != 8 || !inOrgAlphabet(body) {
		return body
	}
	return body + string(orgCheck(body))
}

func inOrgAlphabet(s string) bool {
	for i := 0; i < len(s); i++ {
		if orgValue(s[i]) == noValue {
			return false
		}
	}
	return true
}

// CompleteUSCC adds the check character of GB 32100 to seventeen characters: kind (2), division (6), organisation code (9).
func CompleteUSCC(body string) string {
	if len(body) != 17 {
		return body
	}
	var sum uint16
	for i := 0; i < 17; i++ {
		v := usccValue[body[i]]
		if v == noValue {
			return body
		}
		sum += uint16(v) * usccWeights[i]
	}
	return body + usccAlphabet[(31-sum%31)%31:][:1]
}

// CompleteRegNo adds the check digit of GS15-2006 to fourteen digits.
func CompleteRegNo(body string) string {
	if len(body) != 14 || !allDigits(body) {
		return body
	}
	return body + string(regNoCheck(body))
}

// CompleteCitizenID adds the check character of GB 11643 to seventeen digits: division (6), birth (8), sequence (3).
func CompleteCitizenID(body string) string {
	if len(body) != 17 || !allDigits(body) {
		return body
	}
	var sum uint16
	for i := 0; i < 17; i++ {
		sum += uint16(body[i]-'0') * citizenWeights[i]
	}
	return body + citizenChecks[sum%11:][:1]
}
