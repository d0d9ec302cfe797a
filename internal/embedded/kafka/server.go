// Package kafka is the broker inside the process, for installations that run no Kafka of their own: kfake with its data
// on disk and every write synced before it is acknowledged, authentication and per-agency permissions on, topics
// created only on purpose. It speaks the Kafka protocol on a loopback address to any client.
//
// Users, secrets and permissions set through kafkaio.Admin are kept in the data directory and hold after a restart; the
// administrator's own password is what Start is given, whatever it was before.
package kafka

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/chengxin-credit/chengxin/internal/clock"
)

// Options say where the broker listens and keeps its data.
type Options struct {
	Dir           string // data directory; made if missing, used by one broker at a time
	Listen        string // loopback host:port; port 0 takes a free one
	AdminUser     string // superuser, SCRAM-SHA-256
	AdminPassword string
	Clock         clock.Clock  // not used by the broker: kfake reads the machine's clock
	Log           *slog.Logger // the broker's warnings; nil means none
}

// Errors of Start that the operator can mend.
var (
	ErrDirTaken    = errors.New("the data directory is used by another broker")
	ErrListenTaken = errors.New("the listen address is taken")
)

// settings hold for the whole broker. Nothing expires by itself: neither messages nor the offsets of a consumer
// that was switched off for a while.
var settings = map[string]string{
	"log.retention.ms":          "-1",
	"log.retention.bytes":       "-1",
	"offsets.retention.minutes": "10512000", // twenty years
}

// Server is a running broker.
type Server struct {
	cluster *kfake.Cluster
	addr    string
	lock    *os.File
	once    sync.Once
}

// Start runs a broker; it serves when Start returns.
func Start(ctx context.Context, o Options) (*Server, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("kafka data directory %s: %w", o.Dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("kafka data directory: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	s, err := start(dir, o)
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	s.lock = lock
	return s, nil
}

func (o Options) check() error {
	switch {
	case o.Dir == "":
		return errors.New("kafka: no data directory")
	case o.AdminUser == "" || o.AdminPassword == "":
		return errors.New("kafka: the broker needs an administrator's name and password")
	}
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return fmt.Errorf("kafka listen address %q: %w", o.Listen, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("kafka listen address %q: the embedded broker listens on loopback only; run Apache Kafka for other machines", o.Listen)
	}
	return nil
}

func start(dir string, o Options) (*Server, error) {
	// The settings above are the only source: what an earlier version persisted must not win.
	if err := os.Remove(filepath.Join(dir, "broker_configs.json")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("kafka data directory: %w", err)
	}
	if err := setAdmin(dir, o.AdminUser, o.AdminPassword); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, listenFault(o.Listen, err)
	}
	cluster, err := kfake.NewCluster(
		kfake.ListenFn(func(string, string) (net.Listener, error) { return bounded{listener}, nil }),
		kfake.NumBrokers(1), kfake.ClusterID("chengxin"), kfake.DataDir(dir), kfake.SyncWrites(),
		kfake.EnableSASL(), kfake.EnableACLs(), kfake.Superuser("SCRAM-SHA-256", o.AdminUser, o.AdminPassword),
		kfake.DefaultNumPartitions(1), kfake.BrokerConfigs(settings), kfake.WithLogger(logger{o.Log}),
	)
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("start the embedded broker on %s: %w", dir, err)
	}
	return &Server{cluster: cluster, addr: listener.Addr().String()}, nil
}

// Addr is the address clients connect to.
func (s *Server) Addr() string { return s.addr }

// Close stops the broker after writing its state; clients are disconnected. It may be called again.
func (s *Server) Close() error {
	s.once.Do(func() {
		s.cluster.Close()
		_ = s.lock.Close()
	})
	return nil
}
