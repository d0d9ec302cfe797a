package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestTopologies runs the same suite on each way to deploy.
func TestTopologies(t *testing.T) {
	for _, c := range []struct {
		name  string
		start func(t testing.TB) *system
	}{
		{"one process", func(t testing.TB) *system { return oneProcess(t, folder(t), "") }},
		{"one process per service", func(t testing.TB) *system { return split(t, folder(t), "") }},
		{"PostgreSQL", func(t testing.TB) *system { return oneProcess(t, folder(t), postgres(t)) }},
		{"Apache Kafka", apache},
	} {
		t.Run(c.name, func(t *testing.T) { suite(t, found(t, c.start(t))) })
	}
}

// folder is a short-named temporary folder, kept when the test fails and CHENGXIN_KEEP is set.
func folder(t testing.TB) string { return testkit.TempDir(t) }

// postgres is the configuration for a fresh database.
func postgres(t testing.TB) string {
	t.Helper()
	path := filepath.Join(folder(t), "dsn")
	if err := os.WriteFile(path, []byte(testkit.Postgres(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("sql:\n  driver: postgres\n  dsn_file: %s\n", path)
}

// apache starts the exchange on a real Apache Kafka.
func apache(t testing.TB) *system {
	broker := kafkatest.StartApache(t)
	path := filepath.Join(folder(t), "kafka.password")
	if err := os.WriteFile(path, []byte(broker.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	s := oneProcess(t, folder(t), fmt.Sprintf("kafka:\n  embedded: false\n  brokers: [%q]\n  username: %s\n  password_file: %s\n", broker.Brokers[0], broker.Username, path))
	s.kafka = broker.Brokers[0]
	return s
}
