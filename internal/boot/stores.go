package boot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

// StoreSize is what a store takes, and what it is.
type StoreSize struct {
	Bytes, Rows     int64
	Engine, Version string
}

// storeEvery is how old a store's size may be: measuring it walks folders or asks its server.
const storeEvery = 30 * time.Second

// stores shows one store of a service as chengxin_store_bytes, chengxin_store_rows and chengxin_store_info. While it can't be
// measured, or takes nothing, there is none of them.
type stores struct {
	size              measured[StoreSize]
	bytes, rows, info *prometheus.Desc
}

// MeasureStore registers the size of a store: clickhouse, kafka, sql or ledger. Several services may have one of the same name,
// each with its own part.
func MeasureStore(r prometheus.Registerer, store string, measure func(context.Context) (StoreSize, error)) error {
	label := prometheus.Labels{"store": store}
	return r.Register(&stores{
		size:  measured[StoreSize]{every: storeEvery, measure: measure},
		bytes: prometheus.NewDesc("chengxin_store_bytes", "Bytes a store takes on disk.", nil, label),
		rows:  prometheus.NewDesc("chengxin_store_rows", "Rows a store holds; 0 where nobody counts them.", nil, label),
		info:  prometheus.NewDesc("chengxin_store_info", "Engine and version of a store; always 1.", []string{"engine", "version"}, label),
	})
}

// Describe is part of prometheus.Collector.
func (s *stores) Describe(out chan<- *prometheus.Desc) { out <- s.bytes; out <- s.rows; out <- s.info }

// Collect is part of prometheus.Collector.
func (s *stores) Collect(out chan<- prometheus.Metric) {
	size, err := s.size.get()
	if err != nil || size.Bytes == 0 {
		return
	}
	out <- prometheus.MustNewConstMetric(s.bytes, prometheus.GaugeValue, float64(size.Bytes))
	out <- prometheus.MustNewConstMetric(s.rows, prometheus.GaugeValue, float64(size.Rows))
	out <- prometheus.MustNewConstMetric(s.info, prometheus.GaugeValue, 1, size.Engine, size.Version)
}

// measureEngines registers what the embedded broker keeps. ClickHouse is measured by its owner, embedded or not.
func (p *process) measureEngines() error {
	if !p.local(Engines) || !p.Config.GetKafka().GetEmbedded() {
		return nil
	}
	return MeasureStore(p.registererOf(Engines), "kafka", func(ctx context.Context) (StoreSize, error) {
		n, err := FolderSize(ctx, filepath.Join(p.Data, Engines, "kafka"))
		return StoreSize{Bytes: n, Engine: "kfake"}, err
	})
}

// measureSQL registers what a service keeps in SQL, which for some is nothing.
func (p *process) measureSQL(service string) error {
	return MeasureStore(p.registererOf(service), "sql", func(ctx context.Context) (StoreSize, error) {
		n, version, err := sqlstore.Size(ctx, p.env.SQL, service)
		engine := "SQLite"
		if p.env.SQL.Driver == sqlstore.Postgres {
			engine = "PostgreSQL"
		}
		return StoreSize{Bytes: n, Engine: engine, Version: version}, err
	})
}

// registererOf names each metric's service.
func (p *process) registererOf(service string) prometheus.Registerer {
	return prometheus.WrapRegistererWith(prometheus.Labels{"service": service}, p.chain.metrics.registry)
}

// FolderSize adds up the files of a folder and those below it. Files that go while it counts don't matter.
func FolderSize(ctx context.Context, dir string) (int64, error) {
	var total int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("size of %s: %w", dir, err)
	}
	return total, nil
}
