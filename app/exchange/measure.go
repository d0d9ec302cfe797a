package exchange

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

// measure shows how many records wait in quarantine for their correction.
func (p *parts) measure(env *boot.Env) error {
	shed := data.NewShed(p.db)
	return boot.Gauge(env.Metrics, "chengxin_exchange_quarantined", "Records in quarantine that wait for correction.", 10*time.Second,
		func(ctx context.Context) (float64, error) {
			n, err := shed.Waiting(ctx)
			return float64(n), err
		})
}
