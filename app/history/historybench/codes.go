package historybench

import (
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

type codes struct{}

var subjectCodes codes

const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// code finds the two check characters by trying them: this is not a measured path.
func (codes) code(i int) string {
	for _, org := range "0123456789X" {
		body := fmt.Sprintf("91371502MA%06d%c", i%1_000_000, org)
		if subject.CheckOrgCode(body[8:17]) != "" {
			continue
		}
		for _, c := range alphabet {
			if code := body + string(c); subject.CheckUSCC(code) == "" {
				return code
			}
		}
	}
	return ""
}
