package audit

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// measureBehind shows how much evidence there is, so that a reader can tell how far tree and checkpoint are behind it, and what the
// log takes on disk.
func measureBehind(env *boot.Env, admin *kafkaio.Admin) error {
	return errors.Join(
		boot.Gauge(env.Metrics, "chengxin_ledger_topic_end", "Evidence that is durable in the audit topic.", time.Second,
			func(ctx context.Context) (float64, error) {
				n, err := admin.End(ctx, kafkaio.Audit, 0)
				return float64(n), err
			}),
		boot.MeasureStore(env.Metrics, "ledger", func(ctx context.Context) (boot.StoreSize, error) {
			n, err := boot.FolderSize(ctx, filepath.Join(env.Data, "ledger"))
			return boot.StoreSize{Bytes: n, Engine: "Tessera"}, err
		}),
	)
}
