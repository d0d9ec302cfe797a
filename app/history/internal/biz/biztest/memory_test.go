package biztest

import (
	"testing"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
)

func TestMemory(t *testing.T) {
	Bounded(t, func(most int) (biz.Store, biz.Histories) { m := &Memory{Most: most}; return m, m })
	Histories(t, func(*testing.T) (biz.Store, biz.Histories) { m := &Memory{}; return m, m })
}
