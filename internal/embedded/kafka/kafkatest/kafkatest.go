// Package kafkatest starts brokers for tests: the embedded one, and a real Apache Kafka. Both have the core topics, a
// superuser in the returned configuration, authentication and permissions on.
package kafkatest

import (
	"context"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

const (
	adminUser     = "chengxin"
	adminPassword = "test-only-secret"
	startTimeout  = 60 * time.Second
)

// Start runs an embedded durable broker on a free port for as long as the test runs.
func Start(t testing.TB) kafkaio.Config {
	t.Helper()
	server, err := kafka.Start(t.Context(), kafka.Options{
		Dir: t.TempDir(), Listen: "127.0.0.1:0", AdminUser: adminUser, AdminPassword: adminPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return prepared(t, server.Addr())
}

func config(addr string) kafkaio.Config {
	return kafkaio.Config{Brokers: []string{addr}, Username: adminUser, Password: adminPassword, RecordPartitions: 4}
}

func prepared(t testing.TB, addr string) kafkaio.Config {
	t.Helper()
	c := config(addr)
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	if err := kafkaio.EnsureTopics(ctx, c, kafkaio.CoreTopics(c)...); err != nil {
		t.Fatal(err)
	}
	return c
}
