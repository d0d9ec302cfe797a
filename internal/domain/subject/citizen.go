package subject

import "github.com/chengxin-credit/chengxin/internal/domain/rules"

// Reasons only a citizen ID can have.
const (
	ReasonBirthDate       = "BIRTHDATE"
	ReasonBirthDateFuture = "BIRTHDATE_FUTURE"
	ReasonSequence        = "SEQ_000"
	ReasonIDDivision      = "DIVISION"
)

var citizenWeights = [17]uint16{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const citizenChecks = "10X98765432"

// earliestBirth bounds a birth date: nobody older is in any register.
const earliestBirth = 1850

// CheckCitizenID checks a normalised 18-character citizen ID (GB 11643-1999); residence permits of Hong Kong, Macao and Taiwan
// residents (81, 82, 83) have the same form. Whether the division exists today is not asked: people keep that of first registration.
func CheckCitizenID(id string, today rules.Date) (reason string) {
	if len(id) != 18 {
		return lengthReason(id, 18)
	}
	var sum uint16
	for i := 0; i < 17; i++ {
		c := id[i] - '0'
		if c > 9 {
			return ReasonCharset
		}
		sum += uint16(c) * citizenWeights[i]
	}
	if last := id[17]; (last < '0' || last > '9') && last != 'X' {
		return ReasonCharset
	}
	y, m, d := number(id[6:10]), number(id[10:12]), number(id[12:14])
	if !rules.RealDate(y, m, d) {
		return ReasonBirthDate
	}
	if citizenChecks[sum%11] != id[17] {
		return ReasonCheckChar
	}
	return citizenRange(id, y, m, d, today)
}

func citizenRange(id string, y, m, d int, today rules.Date) string {
	switch {
	case y < earliestBirth:
		return ReasonBirthDate
	case today != rules.NoDate && rules.DayOf(y, m, d) > today:
		return ReasonBirthDateFuture
	case id[:6] == "000000":
		return ReasonIDDivision
	case id[14:17] == "000":
		return ReasonSequence
	}
	return ""
}

// Upgrade15 turns a 15-digit ID of before 1999 into the 18 characters that replaced it; the reason is "" when it could.
func Upgrade15(id string) (id18, reason string) {
	if len(id) != 15 {
		return "", lengthReason(id, 15)
	}
	if !allDigits(id) {
		return "", ReasonCharset
	}
	if !rules.RealDate(1900+number(id[6:8]), number(id[8:10]), number(id[10:12])) {
		return "", ReasonBirthDate
	}
	var b [18]byte
	copy(b[:], id[:6])
	b[6], b[7] = '1', '9'
	copy(b[8:], id[6:])
	var sum uint16
	for i := 0; i < 17; i++ {
		sum += uint16(b[i]-'0') * citizenWeights[i]
	}
	b[17] = citizenChecks[sum%11]
	return string(b[:]), ""
}

// Citizen is what a valid ID tells of its holder.
type Citizen struct {
	Division string
	Birth    rules.Date
	Male     bool
}

// CitizenInfo reads an ID that passed CheckCitizenID.
func CitizenInfo(id string) Citizen {
	if len(id) != 18 {
		return Citizen{Birth: rules.NoDate}
	}
	return Citizen{
		Division: id[:6],
		Birth:    rules.DayOf(number(id[6:10]), number(id[10:12]), number(id[12:14])),
		Male:     (id[16]-'0')%2 == 1,
	}
}

func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
