package kafkaio_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// What is gathered for a compressed request may shrink less than hoped. All of it must arrive all the same, once and in order.
func TestSnappy(t *testing.T) {
	t.Run("embedded", func(t *testing.T) { snappy(t, kafkatest.Start(t)) })
	t.Run("apache", func(t *testing.T) { snappy(t, kafkatest.StartApache(t)) })
}

func snappy(t *testing.T, c kafkaio.Config) {
	name := topic(t, c, 1)
	p := kafkaio.NewProducerWith(c, kafkaio.ProducerOptions{Snappy: []string{name}})
	t.Cleanup(func() { _ = p.Close() })
	random := rand.NewChaCha8([32]byte{1})
	var msgs []kafkaio.Message
	for i := range 120 {
		value := bytes.Repeat([]byte("text "), 12_000)
		if i >= 40 && i < 80 {
			_, _ = random.Read(value)
		}
		msgs = append(msgs, kafkaio.Message{Key: []byte("k"), Value: value})
	}
	ctx := within(t, time.Minute)
	var waits []func() error
	seq := p.Sequence()
	for len(msgs) > len(waits)*10 {
		wait := seq.Start(ctx, name, msgs[len(waits)*10:][:10])
		waits = append(waits, func() error { return wait(ctx) })
	}
	for _, wait := range waits {
		must(t, wait())
	}
	end, err := kafkaio.HighWatermark(ctx, c, name, 0)
	must(t, err)
	if end != int64(len(msgs)) {
		t.Fatalf("%d messages arrived of %d", end, len(msgs))
	}
	n, enough := 0, errors.New("enough")
	err = kafkaio.Tail(ctx, c, name, 0, 0, func(got []kafka.Message) error {
		for i := range got {
			if !bytes.Equal(got[i].Value, msgs[n].Value) {
				t.Fatalf("message %d is another one", n)
			}
			if n++; n == len(msgs) {
				return enough
			}
		}
		return nil
	})
	if err != enough { //nolint:errorlint // ours
		t.Fatal(err)
	}
}
