package bench

import (
	"context"
	"log/slog"
	"time"

	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/evidencelog/evidencebench"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

const (
	evidenceEntries = 20_000
	evidenceAlone   = 500 // of one caller, each with its own sync
	rawTopic        = "bench.raw"
)

// openEvidence: P7.
func openEvidence(ctx context.Context, l *lab) (round, error) {
	k, err := l.kafka(ctx)
	if err != nil {
		return nil, err
	}
	if err := kafkaio.EnsureTopics(ctx, k, kafkaio.TopicSpec{Name: rawTopic, Partitions: 1}); err != nil {
		return nil, err
	}
	log, err := evidencelog.New(k, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	l.later(log.Close)
	n, alone := l.size(evidenceEntries), min(l.size(evidenceAlone), evidenceAlone)
	return func(ctx context.Context, r *run) error {
		for _, callers := range []int{16, 64} {
			raw, err := evidencebench.Raw(ctx, k, rawTopic, callers, n)
			if err != nil {
				return err
			}
			ours, err := evidencebench.Log(ctx, log, callers, n)
			if err != nil {
				return err
			}
			r.note(map[int]string{16: "evidence.callers16", 64: "evidence.callers64"}[callers], "entries/s", ours.PerSecond, raw.PerSecond)
		}
		sync, err := evidencebench.Fsync(l.folder, alone)
		if err != nil {
			return err
		}
		ours, err := evidencebench.Log(ctx, log, 1, alone)
		if err != nil {
			return err
		}
		r.note("evidence.wait", "us", micros(ours.P50), micros(sync.P50))
		return nil
	}, nil
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
