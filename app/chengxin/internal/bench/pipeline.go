package bench

import (
	"context"

	"github.com/chengxin-credit/chengxin/app/history/historybench"
	"github.com/chengxin-credit/chengxin/internal/chio"
)

// pipelineRecords make a round of about a second a side.
const pipelineRecords = 250_000

// openPipeline: P1 and P2, with the history service's own loader.
func openPipeline(ctx context.Context, l *lab) (round, error) {
	k, err := l.kafka(ctx)
	if err != nil {
		return nil, err
	}
	c, err := l.clickhouse(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := chio.Open(c)
	if err != nil {
		return nil, err
	}
	l.later(conn.Close)
	b := &historybench.Bench{Kafka: k, Conn: conn, Database: "history"}
	if err := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS history"); err != nil {
		return nil, err
	}
	if err := b.Prepare(ctx); err != nil {
		return nil, err
	}
	l.progress.step("pipeline: writing %d records to Kafka", l.size(pipelineRecords))
	if err := b.Publish(ctx, l.size(pipelineRecords)); err != nil {
		return nil, err
	}
	return func(ctx context.Context, r *run) error {
		rates, err := b.Round(ctx)
		if err != nil {
			return err
		}
		const unit = "records/s"
		r.note("pipeline.over_halves", unit, rates.Pipeline, rates.Harmonic())
		r.note("pipeline.over_raw", unit, rates.Pipeline, rates.Raw)
		r.note("pipeline.read_decode", unit, rates.ReadDecode)
		r.note("pipeline.insert", unit, rates.Insert)
		return nil
	}, nil
}
