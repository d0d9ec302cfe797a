package demo

import "time"

// Mistake is an error that is sown on purpose, so that refusals, hints and quarantine have something to show.
type Mistake uint8

// The kinds of mistakes; None is by far the most common.
const (
	None          Mistake = iota
	badUSCC               // last character of the code wrong
	wrongName             // the name of another organisation
	formerName            // a name it no longer has: a hint, not a refusal
	missingNumber         // no document number
	missingFine           // a fine without its amount
	badDate               // a day that does not exist
	futureDate            // a decision in the future
	placeholder           // 无 in a mandatory item
	badCode               // a value outside the code list
	fullWidth             // full-width digits and trailing spaces: mended with a hint
	badID                 // a person's number with a wrong check character
	mistakes
)

var mistakeNames = [mistakes]string{"none", "bad_uscc", "wrong_name", "former_name", "missing_number", "missing_fine", "bad_date", "future_date", "placeholder", "bad_code", "full_width", "bad_id"}

// String is the mistake's name in the demo's summary.
func (m Mistake) String() string { return mistakeNames[m] }

// mistake draws one: about 2 % of the records have one.
func (p *Population) mistake(d dice) Mistake {
	if !d.chance(0.02) {
		return None
	}
	return Mistake(1 + d.IntN(int(mistakes)-1))
}

// spoil puts the mistake into the subject's part of a record.
func (m Mistake) spoil(d dice, p *Population, who party) party {
	switch {
	case m == badUSCC && who.uscc != "":
		b := []byte(who.uscc)
		b[17] = usccAlphabet[(indexIn(usccAlphabet, b[17])+1)%31]
		who.uscc = string(b)
	case m == badID && who.id != "":
		b := []byte(who.id)
		b[17] = "0123456789X"[(indexIn("0123456789X", b[17])+1)%11]
		who.id = string(b)
	case m == wrongName && who.uscc != "":
		who.name = pick(d, trade1) + pick(d, trade2) + "贸易有限公司"
	case m == formerName && who.uscc != "":
		for range 50 {
			if o := pick(d, p.Organisations); o.Former != "" {
				who = o.party()
				who.name = o.Former
				break
			}
		}
	case m == placeholder:
		who.name = "无"
	case m == fullWidth && who.uscc != "":
		who.uscc = widen(who.uscc) + " "
	}
	return who
}

// date writes the decision date, wrong when the mistake is about dates.
func (m Mistake) date(o *object, key string, on time.Time) {
	switch m {
	case badDate:
		o.str(key, on.Format("2006")+"/2/30")
	case futureDate:
		o.day(key, on.AddDate(8, 0, 0))
	default:
		o.day(key, on)
	}
}

func indexIn(alphabet string, c byte) int {
	for i := range alphabet {
		if alphabet[i] == c {
			return i
		}
	}
	return 0
}

// widen turns digits and letters into their full-width forms.
func widen(s string) string {
	out := make([]rune, 0, len(s))
	for _, c := range s {
		out = append(out, c-'!'+'！')
	}
	return string(out)
}
