package exchange

import (
	"testing"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

// A limit that could not be kept is an error, not another limit.
func TestConfiguredLimitOfARecord(t *testing.T) {
	for _, c := range []struct {
		name      string
		set, want int64 // want 0: refused
	}{
		{"default", 0, biz.MaxRecord},
		{"smaller", 1000, 1000},
		{"the largest", biz.MaxRecord, biz.MaxRecord},
		{"larger", biz.MaxRecord + 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &parts{}
			_, err := p.configure(&boot.Env{Config: &confv1.Config{Exchange: &confv1.Exchange{MaxRecord: c.set}}})
			if (err != nil) != (c.want == 0) || err == nil && int64(p.limits.MaxRecord) != c.want {
				t.Errorf("%d, %v", p.limits.MaxRecord, err)
			}
		})
	}
}
