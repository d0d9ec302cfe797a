package demo

import "github.com/chengxin-credit/chengxin/internal/domain/subject"

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// orgCode is the n-th synthetic organisation code of GB 11714: block MAXX, which is not issued, with its check character.
func orgCode(n int) string {
	b := []byte("MAXX0000")
	for i := 7; i >= 4; i-- {
		b[i] = usccAlphabet[n%31]
		n /= 31
	}
	return subject.CompleteOrgCode(string(b))
}

// uscc joins type (two characters), division and organisation code with the check character of GB 32100.
func uscc(kind, division, org string) string { return subject.CompleteUSCC(kind + division + org) }
