package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// anyClient writes to the inbox with another Kafka library than the product's own: idempotent, compressed with zstd, several
// records in a request, as an agency's own program may.
func (w *world) anyClient(t *testing.T) {
	c, err := kgo.NewClient(kgo.SeedBrokers(w.kafka), kgo.SASL(scram.Auth{User: w.pusherKey.kafkaUser, Pass: w.pusherKey.secret}.AsSha256Mechanism()),
		kgo.ProducerBatchCompression(kgo.ZstdCompression()), kgo.ProducerLinger(50*time.Millisecond), kgo.RecordDeliveryTimeout(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	numbers := []string{"聊市监罚〔2026〕81号", "聊市监罚〔2026〕82号", "聊市监罚〔2026〕83号"}
	var records []*kgo.Record
	for _, number := range numbers {
		records = append(records, &kgo.Record{Topic: "inbox.lc-amr", Key: []byte(acme), Value: []byte(strings.TrimSpace(ndjson(t, penalty(number)))),
			Headers: []kgo.RecordHeader{{Key: "resource", Value: []byte("penalty")}}})
	}
	if err := c.ProduceSync(ctx, records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	for _, number := range numbers {
		w.find(t, w.officer, acme, number)
	}
	w.readReceipts(t, w.pusherKey, "receipts.lc-amr", numbers[2])
	if err := c.ProduceSync(ctx, &kgo.Record{Topic: "inbox.wl-trade", Value: []byte("{}")}).FirstErr(); err == nil {
		t.Error("an agency wrote to another's inbox")
	}
}
