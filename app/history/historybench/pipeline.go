// Package historybench lets `chengxin bench` measure the history service's own parts, which live behind internal: the pipeline from
// Kafka to ClickHouse against its halves, the read behind a profile against the bare query, and searches.
package historybench

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Bench has its own database and its own broker's `records` topic; nothing of it touches a running exchange's data.
type Bench struct {
	Kafka    kafkaio.Config
	Conn     driver.Conn
	Database string
	rounds   int
	rows     int
}

// Rates are records per second of one round, side by side.
type Rates struct {
	// ReadDecode is Kafka to blocks without an insert; Insert is ready blocks into ClickHouse through the loader's store.
	ReadDecode, Insert float64
	// Raw is a bare clickhouse-go insert of the same rows, columns ready, into the same table.
	Raw float64
	// Pipeline is the loader: Kafka to committed, queryable rows.
	Pipeline float64
}

// Harmonic is the rate of the halves one after the other.
func (r Rates) Harmonic() float64 { return 1 / (1/r.ReadDecode + 1/r.Insert) }

// options are the loader's own.
func options() kafkaio.ConsumerOptions {
	return kafkaio.ConsumerOptions{MaxMessages: 50_000, MaxBytes: 48 << 20, MaxAge: 200 * time.Millisecond}
}

// Publish writes n records to the topic.
func (b *Bench) Publish(ctx context.Context, n int) error {
	p := kafkaio.NewRecordProducer(b.Kafka)
	var msgs []kafkaio.Message
	for i := range n {
		r := Record(i)
		if msgs = append(msgs, kafkaio.Message{Key: []byte(r.Subject), Value: r.Append(nil)}); len(msgs) == 20_000 || i == n-1 {
			if err := p.Send(ctx, kafkaio.Records, msgs); err != nil {
				return errors.Join(err, p.Close())
			}
			msgs = msgs[:0]
		}
	}
	b.rows += n
	return p.Close()
}

// Round measures all four once, each on an empty table.
func (b *Bench) Round(ctx context.Context) (Rates, error) {
	var r Rates
	b.rounds++
	blocks, rate, err := b.readDecode(ctx)
	if err != nil {
		return r, err
	}
	r.ReadDecode = rate
	store := data.NewStore(b.Conn, b.Database)
	if r.Insert, err = b.timed(ctx, func() error {
		for _, blk := range blocks {
			if err := store.Insert(ctx, blk); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return r, err
	}
	if r.Raw, err = b.timed(ctx, func() error {
		for _, blk := range blocks {
			if err := store.InsertRecords(ctx, blk); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return r, err
	}
	blocks = nil
	r.Pipeline, err = b.pipeline(ctx)
	return r, err
}

// readDecode drains the topic into blocks, which it keeps for the inserts.
func (b *Bench) readDecode(ctx context.Context) ([]biz.Block, float64, error) {
	keep := &keeper{Store: data.NewStore(b.Conn, b.Database)}
	rate, err := b.load(ctx, keep, "read")
	return keep.blocks, rate, err
}

// keeper takes blocks without storing them.
type keeper struct {
	*data.Store
	blocks []biz.Block
}

// NewBlock of a keeper is fresh each time it is reset, because the last one is kept.
func (k *keeper) NewBlock() biz.Block {
	return &kept{Block: k.Store.NewBlock(), fresh: k.Store.NewBlock}
}

func (k *keeper) Insert(_ context.Context, b biz.Block) error {
	k.blocks = append(k.blocks, b.(*kept).Block)
	return nil
}

type kept struct {
	biz.Block
	fresh func() biz.Block
}

func (k *kept) Reset() { k.Block = k.fresh() }

func (b *Bench) pipeline(ctx context.Context) (float64, error) {
	if err := b.empty(ctx); err != nil {
		return 0, err
	}
	return b.load(ctx, data.NewStore(b.Conn, b.Database), "pipeline")
}

// load runs the loader over the whole topic. The clock runs from the end of the first batch, whose records do not count, to
// the end of the last: joining a group is not part of the measurement, and what is measured is the flow.
func (b *Bench) load(ctx context.Context, store biz.Store, what string) (float64, error) {
	stream, err := data.NewStream(b.Kafka, fmt.Sprintf("bench.%s.%d.%d", what, time.Now().UnixNano(), b.rounds), options())
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var loaded, first int
	var start, end time.Time
	l := biz.Loader{Stream: stream, Store: store, Poison: refuse{}, Loaded: func(n, _ int, _ time.Time) {
		if loaded == 0 {
			start, first = time.Now(), n
		}
		if loaded += n; loaded >= b.rows {
			end = time.Now()
			cancel()
		}
	}}
	err = errors.Join(l.Run(ctx), stream.Close())
	if loaded < b.rows {
		return 0, errors.Join(err, fmt.Errorf("%s: %d of %d records", what, loaded, b.rows))
	}
	return float64(b.rows-first) / end.Sub(start).Seconds(), nil
}

type refuse struct{}

func (refuse) Quarantine(_ context.Context, _ biz.Message, reason error) error { return reason }

func (b *Bench) timed(ctx context.Context, do func() error) (float64, error) {
	if err := b.empty(ctx); err != nil {
		return 0, err
	}
	start := time.Now()
	if err := do(); err != nil {
		return 0, err
	}
	return float64(b.rows) / time.Since(start).Seconds(), nil
}

// Prepare makes the tables.
func (b *Bench) Prepare(ctx context.Context) error { return data.Migrate(ctx, b.Conn, b.Database) }

func (b *Bench) empty(ctx context.Context) error {
	for _, t := range []string{"records", "subjects", "names", "codes", "withdrawals"} {
		if err := b.Conn.Exec(ctx, "TRUNCATE TABLE "+b.Database+"."+t+" SYNC"); err != nil {
			return err
		}
	}
	return nil
}

// Subject is the i-th organisation of the bench, with a right code.
func Subject(i int) string { return subjectCodes.code(i) }

// Record is the i-th record: a penalty of 22 items, some 900 bytes, about ten to a subject.
func Record(i int) *record.Record {
	of := Subject(i / 10)
	no := fmt.Sprintf("聊市监罚〔2026〕%d号", i)
	r := &record.Record{
		Resource: "penalty", ResourceVersion: 1, Class: "admin", RecordID: no + "|" + of + "|11371500004359190K", SubjectKind: uint8(subject.Organisation), Subject: of,
		Name: fmt.Sprintf("聊城市第%d商贸有限公司", i/10), DocumentNo: no, Agency: "lc_scjgj", Division: "371500", OccurredOn: rules.DayOf(2026, 1, 1) + rules.Date(i%300),
		ValidFrom: rules.DayOf(2026, 1, 1) + rules.Date(i%300), ValidTo: rules.Indefinite, PublishTo: rules.NoDate, Severity: uint8(rules.General), WorkingDays: int16(i % 9),
		KnownAt: 1_770_000_000_000_000 + int64(i), Receipt: "r0123456789abcdefghjkmnpq", Fields: fields(i, of, no),
	}
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(i))
	r.Digest = sha256.Sum256(n[:])
	copy(r.Source[:], r.Digest[16:])
	return r
}

func fields(i int, of, no string) []byte {
	return fmt.Appendf(nil, `{"CF_XDR_MC":"聊城市第%d商贸有限公司","CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"%s","CF_XDR_GSZC":null,"CF_XDR_ZZJG":null,"CF_XDR_SWDJ":null,`+
		`"CF_XDR_SYDW":null,"CF_XDR_SHZZ":null,"CF_FRDB":"王某某","CF_WSH":"%s","CF_WFXW":"未按规定公示年度报告","CF_SY":"经查,当事人未在规定期限内公示第%d号年度报告,经责令改正后逾期未改。",`+
		`"CF_YJ":"《企业信息公示暂行条例》第十七条第一款","CF_CFLB":"罚款","CF_NR":"罚款人民币%d元,限十五日内缴纳。","CF_NR_FK":"%d.500000","CF_NR_WFFF":null,"CF_NR_ZKDX":null,`+
		`"CF_JDRQ":"2026-05-01","CF_YXQ":"2099-12-31","CF_GSJZQ":"2027-05-01","CF_CFJG":"聊城市市场监督管理局","CF_CFJGDM":"11371500004359190K","CF_SJLY":"聊城市市场监督管理局",`+
		`"CF_SJLYDM":"11371500004359190K","BZ":null}`, i/10, of, no, i, i%9000, i%40)
}
