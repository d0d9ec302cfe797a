package subject

import "github.com/chengxin-credit/chengxin/internal/domain/rules"

// tokenLength is "p" and 32 letters, as the keyring makes them.
const tokenLength = 33

// IsToken reports whether id has the form of the token that stands for a natural person's document.
func IsToken(id string) bool {
	if len(id) != tokenLength || id[0] != 'p' {
		return false
	}
	for i := 1; i < len(id); i++ {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// IsCitizenID reports whether a typed text is a citizen's ID number, of 18 characters or the older 15, however it is spaced. What could be a
// unified social credit code as well is a person's: taken for a code it would be kept in clear.
func IsCitizenID(typed string) bool {
	id := NormaliseUSCC(typed)
	if len(id) == 15 {
		id, _ = Upgrade15(id)
	}
	return CheckCitizenID(id, rules.NoDate) == ""
}

// HoldsCitizenID reports whether a typed text is a citizen's ID number or has one of 18 characters somewhere in it. Fifteen digits in a longer
// text are not taken for one: they carry no check digit, and numbers of cases are often as long.
func HoldsCitizenID(typed string) bool {
	if IsCitizenID(typed) {
		return true
	}
	const length = 18
	s := NormaliseUSCC(typed)
	for i := 0; i+length <= len(s); i++ {
		if (i == 0 || !allDigits(s[i-1:i])) && (i+length == len(s) || !allDigits(s[i+length:i+length+1])) && CheckCitizenID(s[i:i+length], rules.NoDate) == "" {
			return true
		}
	}
	return false
}
