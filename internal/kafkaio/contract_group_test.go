package kafkaio_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func resume(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, 2*time.Minute)
	name, p := topic(t, b.Config, 1), producer(t, b.Config)
	must(t, p.Send(ctx, name, values("x", 3000)))

	first := newGroup(t, b.Config, "resume", name)
	batch, err := first.Fetch(ctx)
	must(t, err)
	must(t, first.Commit(ctx, batch))
	committed := batch.Messages[len(batch.Messages)-1].Offset
	_, err = first.Fetch(ctx) // taken, never committed
	must(t, err)
	must(t, first.Close())

	// The broker dies too: the committed offset was on its disk.
	b.Kill()
	b.Start()
	second := newGroup(t, b.Config, "resume", name)
	batch, err = second.Fetch(ctx)
	must(t, err)
	if got := batch.Messages[0].Offset; got != committed+1 {
		t.Fatalf("resumed at %d, committed %d", got, committed)
	}
}

func lag(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, time.Minute)
	name, p, admin := topic(t, b.Config, 3), producer(t, b.Config), kafkaio.NewAdmin(b.Config)
	defer admin.Close()
	is := func(want int64) bool {
		n, err := admin.Lag(ctx, "lag", name)
		must(t, err)
		return n == want
	}
	testkit.Eventually(t, 20*time.Second, "the new topic's partitions lead", func() bool {
		_, err := admin.Lag(ctx, "lag", name)
		return err == nil
	})
	if !is(0) {
		t.Error("a lag behind an empty topic")
	}
	must(t, p.Send(ctx, name, values("x", 300)))
	if !is(300) {
		t.Error("a group that never committed is not behind all messages")
	}
	g := newGroup(t, b.Config, "lag", name)
	batch, err := g.Fetch(ctx)
	must(t, err)
	must(t, g.Commit(ctx, batch))
	if left := int64(300 - len(batch.Messages)); !is(left) {
		t.Errorf("the lag is not the %d left", left)
	}
	if _, err := admin.Lag(ctx, "lag", "absent"); err == nil {
		t.Error("a lag behind a topic that does not exist")
	}
	var sum int64
	for partition := range 3 {
		n, err := admin.End(ctx, name, partition)
		must(t, err)
		sum += n
	}
	if sum != 300 {
		t.Errorf("the ends add up to %d", sum)
	}
}

// rebalance has a second member join while the first holds a batch, and leave again; no message is lost, and none that was
// committed is seen twice.
func rebalance(t *testing.T, b *kafkatest.Process) {
	const total = 8000
	ctx := within(t, 2*time.Minute)
	name, p := topic(t, b.Config, 4), producer(t, b.Config)
	must(t, p.Send(ctx, name, values("x", total)))

	type where struct {
		partition int
		offset    int64
	}
	committed := map[where]int{}
	note := func(k *kafkaio.Consumer, batch kafkaio.Batch) {
		t.Helper()
		switch err := k.Commit(ctx, batch); {
		case err == nil:
			for _, m := range batch.Messages {
				committed[where{m.Partition, m.Offset}]++
			}
		case !errors.Is(err, kafkaio.ErrRevoked):
			t.Fatal(err)
		}
	}
	first := newGroup(t, b.Config, "share", name)
	held, err := first.Fetch(ctx)
	must(t, err)
	second := newGroup(t, b.Config, "share", name)
	taken := make(chan kafkaio.Batch, 1)
	go func() {
		if batch, err := second.Fetch(ctx); err == nil {
			taken <- batch
		}
	}()
	// The first member's batch is committed during the rebalance: its drain waits for that.
	testkit.Eventually(t, 10*time.Second, "the first member is asked to hand over", func() bool {
		return kafkaio.Draining(first)
	})
	note(first, held)
	note(second, <-taken)
	must(t, second.Close())
	for len(committed) < total {
		batch, err := first.Fetch(ctx)
		must(t, err)
		note(first, batch)
	}
	for w, n := range committed {
		if n != 1 {
			t.Fatalf("%v was committed %d times", w, n)
		}
	}
}

func killedBroker(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, 2*time.Minute)
	name := topic(t, b.Config, 1)
	p := kafkaio.NewProducerWith(b.Config, kafkaio.ProducerOptions{Patience: time.Minute})
	defer func() { _ = p.Close() }()
	_, err := p.Append(ctx, name, 0, values("before", 10))
	must(t, err)
	b.Kill()
	during := make(chan error, 1)
	go func() {
		_, err := p.Append(ctx, name, 0, values("during", 10)) // waits for the broker
		during <- err
	}()
	quick, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	if _, err := p.Append(quick, name, 0, values("late", 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("no broker, yet %v", err)
	}
	b.Start()
	must(t, <-during)
	hw, err := kafkaio.HighWatermark(ctx, b.Config, name, 0)
	must(t, err)
	if hw < 20 {
		t.Fatalf("20 acknowledged, %d there", hw)
	}
}
