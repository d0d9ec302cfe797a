package kafkaio_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// TestContract runs what every broker must do for us, on each of them.
func TestContract(t *testing.T) {
	brokers := map[string]func(testing.TB) *kafkatest.Process{
		"embedded": kafkatest.StartProcess,
		"apache":   kafkatest.StartApacheProcess,
	}
	for name, start := range brokers {
		t.Run(name, func(t *testing.T) { contract(t, start(t)) })
	}
}

func contract(t *testing.T, broker *kafkatest.Process) {
	tests := []struct {
		name string
		run  func(*testing.T, *kafkatest.Process)
	}{
		{"topics are made once and checked", topicsOnce},
		{"offsets are exact and dense", exactOffsets},
		{"a key keeps its order", keyOrder},
		{"a consumer resumes at the committed offset", resume},
		{"two consumers share and hand over", rebalance},
		{"an agency sees its own topics only", agencyPermissions},
		{"a wrong password is refused", wrongPassword},
		{"a revoked user is refused", revoked},
		{"a tail is dense and follows", tail},
		{"a group's lag is what it has not committed", lag},
		{"what was committed can be removed, and nothing else", trim},
		{"a killed broker keeps what it acknowledged", killedBroker},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, broker) })
	}
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func topic(t *testing.T, c kafkaio.Config, partitions int) string {
	t.Helper()
	name := fmt.Sprintf("t-%d", time.Now().UnixNano())
	must(t, kafkaio.EnsureTopics(within(t, time.Minute), c, kafkaio.TopicSpec{Name: name, Partitions: partitions}))
	return name
}

func values(prefix string, n int) []kafkaio.Message {
	msgs := make([]kafkaio.Message, n)
	for i := range msgs {
		msgs[i] = kafkaio.Message{Key: fmt.Appendf(nil, "k%d", i%17), Value: fmt.Appendf(nil, "%s-%d", prefix, i)}
	}
	return msgs
}

func producer(t *testing.T, c kafkaio.Config) *kafkaio.Producer {
	t.Helper()
	p := kafkaio.NewProducer(c)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func topicsOnce(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, time.Minute)
	spec := kafkaio.TopicSpec{Name: "once", Partitions: 3, Config: map[string]string{"retention.ms": "-1"}}
	for range 3 {
		must(t, kafkaio.EnsureTopics(ctx, b.Config, spec))
	}
	spec.Partitions = 5
	var mismatch *kafkaio.PartitionMismatch
	if err := kafkaio.EnsureTopics(ctx, b.Config, spec); !errors.As(err, &mismatch) || mismatch.Have != 3 {
		t.Fatalf("want a mismatch of 3 partitions, got %v", err)
	}
}

func exactOffsets(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, time.Minute)
	name, p := topic(t, b.Config, 1), producer(t, b.Config)
	first, err := p.Produce(ctx, name, 0, values("a", 5))
	must(t, err)
	second, err := p.Append(ctx, name, 0, values("b", 3))
	must(t, err)
	if first != 0 || second != 5 {
		t.Fatalf("offsets %d and %d", first, second)
	}
	if _, err := p.Append(ctx, name, 0, []kafkaio.Message{{Value: make([]byte, kafkaio.MaxRequestBytes)}}); !errors.Is(err, kafkaio.ErrTooLarge) {
		t.Fatalf("want ErrTooLarge, got %v", err)
	}
	if _, err := impatient(t, b.Config).Append(ctx, "absent", 0, values("c", 1)); err == nil {
		t.Fatal("a topic that does not exist took a message")
	}
	hw, err := kafkaio.HighWatermark(ctx, b.Config, name, 0)
	must(t, err)
	if hw != 8 {
		t.Fatalf("high watermark %d", hw)
	}
}

func keyOrder(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, time.Minute)
	name, p := topic(t, b.Config, 3), producer(t, b.Config)
	for i := range 5 {
		must(t, p.Send(ctx, name, values(fmt.Sprintf("r%d", i), 1000)))
	}
	seen, last, partition := 0, map[string]string{}, map[string]int{}
	group := newGroup(t, b.Config, "order", name)
	for seen < 5000 {
		batch, err := group.Fetch(ctx)
		must(t, err)
		for _, m := range batch.Messages {
			key := string(m.Key)
			if at, ok := partition[key]; ok && at != m.Partition {
				t.Fatalf("key %s in partitions %d and %d", key, at, m.Partition)
			}
			partition[key] = m.Partition
			if v := serial(m); v <= last[key] {
				t.Fatalf("key %s: %s after %s", key, v, last[key])
			} else {
				last[key] = v
			}
		}
		seen += len(batch.Messages)
		must(t, group.Commit(ctx, batch))
	}
}

// serial orders the values of values("r%d", n).
func serial(m kafka.Message) string {
	var r, i int
	_, _ = fmt.Sscanf(string(m.Value), "r%d-%d", &r, &i)
	return fmt.Sprintf("%03d-%08d", r, i)
}

func newGroup(t *testing.T, c kafkaio.Config, group string, topics ...string) *kafkaio.Consumer {
	t.Helper()
	k, err := kafkaio.NewConsumer(c, group, topics, kafkaio.ConsumerOptions{MaxMessages: 500, Session: 6 * time.Second, Drain: 5 * time.Second})
	must(t, err)
	t.Cleanup(func() { _ = k.Close() })
	return k
}

func tail(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, time.Minute)
	name, p := topic(t, b.Config, 1), producer(t, b.Config)
	must(t, p.Send(ctx, name, values("x", 2000)))
	enough := errors.New("enough")
	next := int64(700)
	err := kafkaio.Tail(ctx, b.Config, name, 0, next, func(msgs []kafka.Message) error {
		for _, m := range msgs {
			if want := fmt.Sprintf("x-%d", next%2000); m.Offset != next || string(m.Value) != want {
				t.Fatalf("offset %d value %s, want %d %s", m.Offset, m.Value, next, want)
			}
			next++
		}
		switch next {
		case 2000:
			return p.Send(ctx, name, values("x", 10))
		case 2010:
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Fatal(err)
	}
	if err := kafkaio.Tail(ctx, b.Config, name, 0, 5000, nil); !errors.Is(err, kafka.OffsetOutOfRange) {
		t.Fatalf("past the end: %v", err)
	}
}
