package data

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/seal"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// publish writes the contract's log and n more penalties to `records`, and one message that is no record.
func publish(t *testing.T, cfg kafkaio.Config, n int) (records int) {
	t.Helper()
	var msgs []kafkaio.Message
	add := func(r *record.Record) {
		msgs = append(msgs, kafkaio.Message{Key: []byte(r.Subject), Value: r.Append(nil)})
	}
	for _, r := range biztest.Log() {
		add(r)
	}
	for i := range n {
		add(biztest.Penalty(1000+i, fmt.Sprintf("91371502MA%08d", i%50)))
	}
	records = len(msgs)
	msgs = append(msgs, kafkaio.Message{Key: []byte("x"), Value: []byte("no record, but with 371502190102030011")})
	p := kafkaio.NewProducer(cfg)
	defer p.Close()
	if err := p.Send(t.Context(), kafkaio.Records, msgs); err != nil {
		t.Fatal(err)
	}
	return records
}

func ring(t *testing.T) *seal.Keyring {
	t.Helper()
	k, err := seal.LoadOrCreate(t.TempDir()+"/seal.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// run loads until stop; the returned function stops it and waits.
func run(t *testing.T, cfg kafkaio.Config, store biz.Store, keys Sealer, opts kafkaio.ConsumerOptions) (stop func() error) {
	t.Helper()
	stream, err := NewStream(cfg, Group, opts)
	if err != nil {
		t.Fatal(err)
	}
	p := kafkaio.NewProducer(cfg)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	l := biz.Loader{Stream: stream, Store: store, Poison: NewPoison(p, keys), Retry: func(err error) { t.Log("retry:", err) }}
	go func() { done <- l.Run(ctx) }()
	return func() error {
		cancel()
		return errors.Join(<-done, stream.Close(), p.Close())
	}
}

func count(t *testing.T, conn driver.Conn, db string) uint64 {
	t.Helper()
	var n uint64
	if err := conn.QueryRow(context.Background(), "SELECT count() FROM "+db+".records FINAL").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLoaderFromKafkaToClickHouse(t *testing.T) {
	kcfg := kafkatest.Start(t)
	keys := ring(t)
	want := uint64(publish(t, kcfg, 3000))
	conn, db := fresh(t)
	stop := run(t, kcfg, NewStore(conn, db), keys, kafkaio.ConsumerOptions{MaxMessages: 500})
	// The log repeats one arrival (penalty 3), which counts once.
	testkit.Eventually(t, 30*time.Second, "all records in ClickHouse", func() bool { return count(t, conn, db) == want-1 })
	q := quarantined(t, kcfg)
	if err := stop(); err != nil {
		t.Error(err)
	}
	raw, err := keys.Open(nil, q.Raw, record.QuarantineContext(q.ID))
	if err != nil || string(raw) != "no record, but with 371502190102030011" || q.Reasons[0].Code != "RECORD_UNREADABLE" || q.By != "loader" {
		t.Errorf("%+v %q %v", q, raw, err)
	}
	first := dump(t, conn, db)

	t.Run("a loader that dies between insert and commit", func(t *testing.T) {
		conn, db := fresh(t)
		replay(t, kcfg)
		for i := range 4 {
			dying := &dies{Store: NewStore(conn, db), after: i + 1, died: make(chan struct{})}
			stop := run(t, kcfg, dying, keys, kafkaio.ConsumerOptions{MaxMessages: 300})
			<-dying.died
			_ = stop()
		}
		stop := run(t, kcfg, NewStore(conn, db), keys, kafkaio.ConsumerOptions{MaxMessages: 700})
		testkit.Eventually(t, 30*time.Second, "all records in ClickHouse", func() bool { return count(t, conn, db) == want-1 })
		if err := stop(); err != nil {
			t.Error(err)
		}
		if got := dump(t, conn, db); got != first {
			t.Errorf("after crashes:\n%swant\n%s", got, first)
		}
	})
}

// dies stores so many blocks, then stores one more and never returns to commit it.
type dies struct {
	biz.Store
	after int
	died  chan struct{}
}

func (d *dies) Insert(ctx context.Context, b biz.Block) error {
	if err := d.Store.Insert(ctx, b); err != nil {
		return err
	}
	if d.after--; d.after > 0 {
		return nil
	}
	close(d.died)
	<-ctx.Done()
	return ctx.Err()
}

// replay sets the loader's group back to the start of the log.
func replay(t *testing.T, cfg kafkaio.Config) {
	t.Helper()
	transport := cfg.Transport()
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(cfg.Brokers...), Transport: transport}
	var offsets []kafka.OffsetCommit
	for p := range cfg.Partitions() {
		offsets = append(offsets, kafka.OffsetCommit{Partition: p})
	}
	testkit.Eventually(t, 30*time.Second, "the group set back", func() bool {
		r, err := client.OffsetCommit(t.Context(), &kafka.OffsetCommitRequest{GroupID: Group, GenerationID: -1, Topics: map[string][]kafka.OffsetCommit{kafkaio.Records: offsets}})
		if err != nil {
			return false
		}
		for _, p := range r.Topics[kafkaio.Records] {
			if p.Error != nil {
				return false
			}
		}
		return true
	})
}

// quarantined waits for the one entry of the topic.
func quarantined(t *testing.T, cfg kafkaio.Config) record.Quarantined {
	t.Helper()
	c, err := kafkaio.NewConsumer(cfg, "test.quarantine", []string{kafkaio.Quarantine}, kafkaio.ConsumerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	b, err := c.Fetch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var q record.Quarantined
	if err := record.DecodeQuarantined(b.Messages[0].Value, &q); err != nil {
		t.Fatal(err)
	}
	return q
}
