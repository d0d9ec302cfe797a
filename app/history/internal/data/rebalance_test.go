package data

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// gated holds one of its inserts until it is let through.
type gated struct {
	biz.Store
	hold     int64 // which insert is held
	begun    atomic.Int64
	held, on chan struct{}
}

func newGated(s biz.Store, hold int64) *gated {
	return &gated{Store: s, hold: hold, held: make(chan struct{}), on: make(chan struct{})}
}

func (g *gated) Insert(ctx context.Context, b biz.Block) error {
	if g.begun.Add(1) == g.hold {
		close(g.held)
		select {
		case <-g.on:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return g.Store.Insert(ctx, b)
}

// A second loader joins while the first is amid a block, and the first leaves while the second is: partitions change hands twice, blocks
// are stored by who has lost their partitions, and the tables are what one loader alone makes of the same log.
func TestTwoLoadersShareAndHandOver(t *testing.T) {
	kcfg := kafkatest.Start(t)
	keys := ring(t)
	want := uint64(publish(t, kcfg, 6000)) - 1 // the log repeats one arrival, which counts once
	opts := kafkaio.ConsumerOptions{MaxMessages: 100, Session: 6 * time.Second, Drain: time.Second}

	conn, db := fresh(t)
	first, second := newGated(NewStore(conn, db), 2), newGated(NewStore(conn, db), 1)
	stopFirst := run(t, kcfg, first, keys, opts)
	<-first.held
	stopSecond := run(t, kcfg, second, keys, opts)
	<-second.held // it has partitions that were the first one's
	close(first.on)
	testkit.Eventually(t, 30*time.Second, "the first goes on with what it has left", func() bool { return first.begun.Load() >= 4 })
	if err := stopFirst(); err != nil {
		t.Error(err)
	}
	if n := count(t, conn, db); n >= want {
		t.Fatalf("%d records before the second has stored any: nothing is left to hand over", n)
	}
	close(second.on)
	admin := kafkaio.NewAdmin(kcfg)
	defer admin.Close()
	testkit.Eventually(t, 60*time.Second, "all is stored and committed", func() bool {
		n, err := admin.Lag(t.Context(), Group, kafkaio.Records)
		return err == nil && n == 0
	})
	if err := stopSecond(); err != nil {
		t.Error(err)
	}
	if n := count(t, conn, db); n != want {
		t.Errorf("%d records, want %d", n, want)
	}
	shared := dump(t, conn, db)

	conn, db = fresh(t)
	replay(t, kcfg)
	stop := run(t, kcfg, NewStore(conn, db), keys, kafkaio.ConsumerOptions{MaxMessages: 700})
	testkit.Eventually(t, 60*time.Second, "all records by one loader", func() bool { return count(t, conn, db) == want })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if alone := dump(t, conn, db); alone != shared {
		t.Errorf("by two loaders:\n%.2000s\nby one:\n%.2000s", shared, alone)
	}
}
