package kafkaio_test

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// record is about as long and as repetitive as a penalty record with a sealed item and a digest.
func record(i int) []byte {
	digest := sha256.Sum256(fmt.Append(nil, i))
	return fmt.Appendf(nil, `{"document_no":"聊市监罚〔2026〕%d号","subject":"9137150%011d","authority":"聊城市市场监督管理局","decided_on":"2026-%02d-%02d",`+
		`"kind":"罚款","amount":"%d.00","reason":"未按规定公示年度报告","citizen_id":"s1.k1.%x","digest":"%x"}`, i, i*7919, 1+i%12, 1+i%28, 500+i*13, digest, sha256.Sum256(digest[:]))
}

// BenchmarkProducer compares Send with raw kafka-go produces of the same messages to one partition, with and without
// compression; `go test -bench Producer -benchtime 5x`.
func BenchmarkProducer(b *testing.B) {
	c := kafkatest.StartProcess(b).Config
	const batch, rounds = 1000, 100
	msgs := make([]kafkaio.Message, batch)
	for i := range msgs {
		msgs[i] = kafkaio.Message{Key: fmt.Appendf(nil, "9137150%011d", i), Value: record(i)}
	}
	if err := kafkaio.EnsureTopics(b.Context(), c, kafkaio.TopicSpec{Name: "bench"}); err != nil {
		b.Fatal(err)
	}
	transport := c.Transport()
	raw := &kafka.Client{Addr: kafka.TCP(c.Brokers...), Transport: transport, Timeout: 10 * time.Second}
	produce := func() error {
		recs := make([]kafka.Record, batch)
		for i, m := range msgs {
			recs[i] = kafka.Record{Key: kafka.NewBytes(m.Key), Value: kafka.NewBytes(m.Value)}
		}
		_, err := raw.Produce(b.Context(), &kafka.ProduceRequest{Topic: "bench", RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(recs...)})
		return err
	}
	rate := func(fn func() error) float64 {
		began := time.Now()
		for range rounds {
			if err := fn(); err != nil {
				b.Fatal(err)
			}
		}
		return batch * rounds / time.Since(began).Seconds()
	}
	send := func(snappy ...string) func() error {
		p := kafkaio.NewProducerWith(c, kafkaio.ProducerOptions{Snappy: snappy})
		b.Cleanup(func() { _ = p.Close() })
		return func() error { return p.Send(b.Context(), "bench", msgs) }
	}
	plain, snappy := send(), send("bench")
	for b.Loop() {
		base, ours := rate(produce), rate(plain)
		b.Logf("raw %.0f/s, Send %.0f/s (%.2f), snappy %.0f/s", base, ours, ours/base, rate(snappy))
	}
}
