package bench

import (
	"bytes"
	"context"
	"net/http"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/app/history/historybench"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

const pushRecords = 50_000

// openPush: P4. The server has all that a push needs; the loader, which reads what was pushed, is measured by pipeline.
func openPush(ctx context.Context, l *lab) (round, error) {
	services := pick(l.services, "audit", "access", "catalog", "exchange")
	s, err := l.served(ctx, services)
	if err != nil {
		return nil, err
	}
	key, err := s.seed(ctx)
	if err != nil {
		return nil, err
	}
	n := l.size(pushRecords)
	if err := s.register(ctx, key, n); err != nil {
		return nil, err
	}
	var body []byte
	msgs := make([]kafka.Message, n)
	for i := range n {
		from := len(body)
		body = appendPenalty(body, i)
		// A copy: the body still grows.
		msgs[i] = kafka.Message{Key: []byte(historybench.Subject(i / perSubject)), Value: bytes.Clone(body[from : len(body)-1])}
	}
	raw, err := rawWriter(ctx, s.env.Kafka)
	if err != nil {
		return nil, err
	}
	l.later(raw.Close)
	return func(ctx context.Context, r *run) error {
		start := time.Now()
		if err := raw.WriteMessages(ctx, msgs...); err != nil {
			return err
		}
		base := float64(n) / time.Since(start).Seconds()
		start = time.Now()
		if err := s.push(ctx, http.DefaultClient, key, "penalty", bytes.NewReader(body), n); err != nil {
			return err
		}
		r.note("push.http", "records/s", float64(n)/time.Since(start).Seconds(), base)
		return nil
	}, nil
}

// register pushes the registrations of the subjects of n records.
func (s *server) register(ctx context.Context, key string, n int) error {
	var body []byte
	subjects := (n + perSubject - 1) / perSubject
	for i := range subjects {
		body = appendRegistration(body, i)
	}
	return s.push(ctx, http.DefaultClient, key, "org_registration", bytes.NewReader(body), subjects)
}

// rawWriter is kafka-go's own writer on a topic with as many partitions as `records`, tuned for bulk: large requests, all partitions at
// once, every one durable before it is acknowledged.
func rawWriter(ctx context.Context, c kafkaio.Config) (*kafka.Writer, error) {
	if err := kafkaio.EnsureTopics(ctx, c, kafkaio.TopicSpec{Name: rawTopic, Partitions: c.Partitions()}); err != nil {
		return nil, err
	}
	return &kafka.Writer{
		Addr: kafka.TCP(c.Brokers...), Topic: rawTopic, Balancer: &kafka.Murmur2Balancer{Consistent: true}, Transport: c.Transport(),
		RequiredAcks: kafka.RequireAll, BatchSize: 1000, BatchBytes: 1 << 20, BatchTimeout: 5 * time.Millisecond,
	}, nil
}

