package bench

import (
	"bytes"
	"context"
	"net/http"
	"syscall"
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
		base, baseCPU, err := rate(n, func() error { return raw.WriteMessages(ctx, msgs...) })
		if err != nil {
			return err
		}
		ours, oursCPU, err := rate(n, func() error {
			return s.push(ctx, http.DefaultClient, key, "penalty", bytes.NewReader(body), n)
		})
		if err != nil {
			return err
		}
		r.note("push.http", "records/s", ours, base)
		r.note("push.cpu", "ns/record", oursCPU, baseCPU)
		return nil
	}, nil
}

// rate does something to n records and gives records per second, and the processor time of each, broker and client included: on a busy
// machine it says more than the clock.
func rate(n int, do func() error) (perSecond, cpuNanos float64, err error) {
	start, cpu := time.Now(), processorTime()
	if err := do(); err != nil {
		return 0, 0, err
	}
	return float64(n) / time.Since(start).Seconds(), float64((processorTime() - cpu).Nanoseconds()) / float64(n), nil
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
