package biztest

import (
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
)

func TestMemory(t *testing.T) {
	Histories(t, func(*testing.T) (biz.Store, biz.Histories) { m := &Memory{}; return m, m })
}
