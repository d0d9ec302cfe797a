package kafkaio_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

const patience = time.Minute

func one(value string) []kafkaio.Message {
	return []kafkaio.Message{{Key: []byte("k"), Value: []byte(value)}}
}

// all is what a topic of one partition holds, in order.
func all(t *testing.T, c kafkaio.Config, name string) (out []string) {
	t.Helper()
	ctx := within(t, time.Minute)
	end, err := kafkaio.HighWatermark(ctx, c, name, 0)
	must(t, err)
	enough := errors.New("enough")
	err = kafkaio.Tail(ctx, c, name, 0, 0, func(got []kafka.Message) error {
		for i := range got {
			out = append(out, string(got[i].Value))
		}
		if int64(len(out)) == end {
			return enough
		}
		return nil
	})
	if err != enough { //nolint:errorlint // ours
		t.Fatal(err)
	}
	return out
}

// A broker that is gone loses one batch and is back for the next: what the same sender wrote after the lost one is lost with it, and the
// order holds when it sends all of it again. What others wrote is not.
func TestNothingOvertakesWhatWasLost(t *testing.T) {
	broker := kafkatest.StartProcess(t)
	ctx := within(t, 2*time.Minute)
	name := topic(t, broker.Config, 1)
	p := kafkaio.NewProducerWith(broker.Config, kafkaio.ProducerOptions{Patience: patience})
	t.Cleanup(func() { _ = p.Close() })
	mine, other := p.Sequence(), p.Sequence()
	must(t, mine.Start(ctx, name, one("v0"))(ctx))

	broker.Freeze() // so that the first request is under way while the others queue
	first := mine.StartAged(ctx, name, one("v1"), patience)
	testkit.Eventually(t, 10*time.Second, "the first request under way", func() bool { return kafkaio.Queued(p, name, 0) == 0 })
	second, theirs := mine.Start(ctx, name, one("v2")), other.Start(ctx, name, one("theirs"))
	broker.Kill()
	if first(ctx) == nil {
		t.Fatal("a broker that was killed took a message")
	}
	broker.Start()
	if second(ctx) == nil {
		t.Error("the second part was written after the first was lost")
	}
	must(t, theirs(ctx))
	if mine.Start(ctx, name, one("v3"))(ctx) == nil {
		t.Error("a later part was written after the first was lost")
	}
	again := p.Sequence()
	for _, v := range []string{"v1", "v2", "v3"} {
		must(t, again.Start(ctx, name, one(v))(ctx))
	}
	got := all(t, broker.Config, name)
	if len(got) > 1 && got[1] == "v1" { // lost is what nobody answered for: it may be there all the same
		got = slices.Delete(got, 1, 2)
	}
	if want := []string{"v0", "theirs", "v1", "v2", "v3"}; !slices.Equal(got, want) {
		t.Errorf("%.100q, want %q", got, want)
	}
}

// Of what goes out together the broker refuses one for good: the innocent are written, in order, and what came after the refused one in
// its own sequence is not.
func TestOneOfManyIsRefused(t *testing.T) {
	broker := kafkatest.StartProcess(t)
	ctx := within(t, 2*time.Minute)
	const name = "small"
	must(t, kafkaio.EnsureTopics(ctx, broker.Config, kafkaio.TopicSpec{Name: name, Partitions: 1, Config: map[string]string{"max.message.bytes": "1000"}}))
	p := kafkaio.NewProducerWith(broker.Config, kafkaio.ProducerOptions{Patience: patience})
	t.Cleanup(func() { _ = p.Close() })
	mine, other := p.Sequence(), p.Sequence()
	must(t, mine.Start(ctx, name, one("v0"))(ctx))

	thaw := broker.Freeze()
	before := mine.Start(ctx, name, one("v1"))
	testkit.Eventually(t, 10*time.Second, "the first request under way", func() bool { return kafkaio.Queued(p, name, 0) == 0 })
	big := string(make([]byte, 2000))
	waits := []struct {
		name string
		wait func(context.Context) error
		lost bool
	}{
		{"before it", before, false},
		{"the one before it", mine.Start(ctx, name, one("v2")), false},
		{"another's", other.Start(ctx, name, one("w1")), false},
		{"the refused one", mine.Start(ctx, name, one(big)), true},
		{"another's after it", other.Start(ctx, name, one("w2")), false},
		{"the one after it", mine.Start(ctx, name, one("v4")), true},
		{"another's at the end", other.Start(ctx, name, one("w3")), false},
	}
	thaw()
	for _, w := range waits {
		if err := w.wait(ctx); (err != nil) != w.lost {
			t.Errorf("%s: %v", w.name, err)
		}
	}
	if got, want := all(t, broker.Config, name), []string{"v0", "v1", "v2", "w1", "w2", "w3"}; !slices.Equal(got, want) {
		t.Errorf("%.100q, want %q", got, want)
	}
}
