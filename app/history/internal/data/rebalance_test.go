package data

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// counting counts the records one loader stores. Once it is to hang, the next insert does until the loader is stopped.
type counting struct {
	biz.Store
	records     atomic.Int64
	hang, hangs atomic.Bool
}

func (c *counting) Insert(ctx context.Context, b biz.Block) error {
	if c.hang.Load() {
		c.hangs.Store(true)
		<-ctx.Done()
		return ctx.Err()
	}
	if err := c.Store.Insert(ctx, b); err != nil {
		return err
	}
	c.records.Add(int64(b.Len()))
	return nil
}

// stream publishes records without pause, until the returned function ends it and tells how many there were.
func stream(t *testing.T, cfg kafkaio.Config) (end func() int) {
	t.Helper()
	const each = 100
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		p := kafkaio.NewProducer(cfg)
		defer func() { _ = p.Close() }()
		n := 0
		for ctx.Err() == nil {
			msgs := make([]kafkaio.Message, each)
			for i := range msgs {
				r := biztest.Penalty(5000+n+i, fmt.Sprintf("91371502MA%08d", (n+i)%200))
				msgs[i] = kafkaio.Message{Key: []byte(r.Subject), Value: r.Append(nil)}
			}
			if err := p.Send(t.Context(), kafkaio.Records, msgs); err != nil {
				t.Error(err)
				break
			}
			n += each
		}
		done <- n
	}()
	return func() int { cancel(); return <-done }
}

// TestLoadersTakeOver has a second loader join the group while the first is at work, and the first leave while both are. Each
// hand-over may store a block twice; the tables are those of one loader that was never interrupted.
func TestLoadersTakeOver(t *testing.T) {
	kcfg, keys := kafkatest.Start(t), ring(t)
	conn, db := fresh(t)
	opts := kafkaio.ConsumerOptions{MaxMessages: 150, Session: 6 * time.Second}
	first, second := &counting{Store: NewStore(conn, db)}, &counting{Store: NewStore(conn, db)}
	end := stream(t, kcfg)
	stopFirst := run(t, kcfg, first, keys, opts)
	testkit.Eventually(t, 30*time.Second, "the first loader at work", func() bool { return first.records.Load() > 0 })

	stopSecond := run(t, kcfg, second, keys, opts)
	testkit.Eventually(t, time.Minute, "the second loader at work", func() bool { return second.records.Load() > 0 })
	before := first.records.Load()
	testkit.Eventually(t, time.Minute, "both at work", func() bool { return first.records.Load() > before })
	first.hang.Store(true)
	testkit.Eventually(t, time.Minute, "the first loader with a block in hand", first.hangs.Load)
	if err := stopFirst(); err != nil {
		t.Error(err)
	}
	alone := second.records.Load()
	testkit.Eventually(t, time.Minute, "the second loader alone at work", func() bool { return second.records.Load() > alone })
	want := uint64(end())
	admin := kafkaio.NewAdmin(kcfg)
	defer func() { _ = admin.Close() }()
	testkit.Eventually(t, time.Minute, "everything loaded and committed", func() bool {
		lag, err := admin.Lag(t.Context(), Group, kafkaio.Records)
		return err == nil && lag == 0
	})
	if err := stopSecond(); err != nil {
		t.Error(err)
	}
	if got := count(t, conn, db); got != want {
		t.Errorf("%d records readable of %d published; the loaders stored %d and %d", got, want, first.records.Load(), second.records.Load())
	}
	shared := dump(t, conn, db)

	conn, db = fresh(t)
	replay(t, kcfg)
	stop := run(t, kcfg, NewStore(conn, db), keys, kafkaio.ConsumerOptions{})
	testkit.Eventually(t, time.Minute, "one loader to load all", func() bool { return count(t, conn, db) == want })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if dump(t, conn, db) != shared {
		t.Error("two loaders made other tables than one")
	}
}
