package exchange

import (
	"context"
	"errors"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

// measureEvery is how old a figure may be when somebody reads it.
const measureEvery = 10 * time.Second

// measure shows how many records wait in quarantine for their correction, and how many messages wait in the inboxes.
func (p *parts) measure(env *boot.Env, inboxes *data.Inboxes) error {
	shed := data.NewShed(p.db)
	return errors.Join(
		boot.Gauge(env.Metrics, "chengxin_exchange_quarantined", "Records in quarantine that wait for correction.", measureEvery,
			func(ctx context.Context) (float64, error) {
				n, err := shed.Waiting(ctx)
				return float64(n), err
			}),
		boot.Gauge(env.Metrics, "chengxin_exchange_inbox_lag_messages", "Messages in the agencies' inboxes that are not dealt with yet.", measureEvery,
			func(ctx context.Context) (float64, error) {
				n, err := inboxes.Lag(ctx, p.admin)
				return float64(n), err
			}),
	)
}
