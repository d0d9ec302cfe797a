package historybench

import (
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

type codes struct{}

var subjectCodes codes

// code is a made-up code with its check characters.
func (codes) code(i int) string {
	return subject.CompleteUSCC("91371502" + subject.CompleteOrgCode(fmt.Sprintf("MA%06d", i%1_000_000)))
}
