package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/data"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// lagEvery is how old the loader's lag may be when somebody reads it.
const lagEvery = 3 * time.Second

// measure shows how far the loader is behind, and what ClickHouse holds for this service and the ledger's search copy.
func measure(env *boot.Env, admin *kafkaio.Admin, conn driver.Conn) error {
	engine := "ClickHouse"
	if env.Config.GetClickhouse().GetEmbedded() {
		engine = "libchdb"
	}
	return errors.Join(
		boot.Gauge(env.Metrics, "chengxin_history_lag_messages", "Records that have arrived and are not stored yet.", lagEvery,
			func(ctx context.Context) (float64, error) {
				n, err := admin.Lag(ctx, data.Group, kafkaio.Records)
				return float64(n), err
			}),
		boot.MeasureStore(env.Metrics, "clickhouse", func(ctx context.Context) (boot.StoreSize, error) {
			var bytes, rows uint64
			var version string
			err := conn.QueryRow(ctx, `SELECT sum(bytes_on_disk), sum(rows), version() FROM system.parts WHERE active AND database IN ('history', 'audit')`).
				Scan(&bytes, &rows, &version)
			if err != nil {
				return boot.StoreSize{}, fmt.Errorf("size of the histories: %w", err)
			}
			return boot.StoreSize{Bytes: int64(bytes), Rows: int64(rows), Engine: engine, Version: version}, nil
		}),
	)
}
