package kafkaio

import (
	"crypto/tls"
	"errors"
	"net"
	"time"

	kafka "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// Bounds shared by every client. A request of MaxRequestBytes fits a broker with default settings (1 MiB) with room
// for the record headers.
const (
	MaxRequestBytes = 900 << 10
	dialTimeout     = 3 * time.Second
	metadataTTL     = 10 * time.Second // an error makes a client ask at once
	clientID        = "chengxin"
)

// Config says where the brokers are and who we are to them.
type Config struct {
	Brokers  []string // host:port, at least one
	Username string   // SCRAM-SHA-256; empty means no authentication
	Password string
	TLS      *tls.Config // nil means plain TCP
	// RecordPartitions is the number of partitions of topics that are split by subject (records, quarantine); 0 means 8.
	RecordPartitions int
	// Replication is the number of copies of a new topic; 0 means 1.
	Replication int
}

// Check reports a configuration no client can work with.
func (c Config) Check() error {
	if len(c.Brokers) == 0 {
		return errors.New("kafka: no broker address")
	}
	for _, b := range c.Brokers {
		if _, _, err := net.SplitHostPort(b); err != nil {
			return errors.New("kafka: broker address " + b + " is not host:port")
		}
	}
	if c.Username == "" && c.Password != "" {
		return errors.New("kafka: a password without a user name")
	}
	return nil
}

// Partitions is the number of partitions of topics that are split by subject.
func (c Config) Partitions() int {
	if c.RecordPartitions <= 0 {
		return 8
	}
	return c.RecordPartitions
}

func (c Config) replication() int {
	if c.Replication <= 0 {
		return 1
	}
	return c.Replication
}

func (c Config) addr() net.Addr { return kafka.TCP(c.Brokers...) }

func (c Config) mechanism() sasl.Mechanism {
	if c.Username == "" {
		return nil
	}
	m, err := scram.Mechanism(scram.SHA256, c.Username, c.Password)
	if err != nil {
		return refusedMechanism{err}
	}
	return m
}

// Transport makes a new connection pool. Each client has its own: the pool shared by default fails the first call
// of every client after a broker restart.
func (c Config) Transport() *kafka.Transport {
	return &kafka.Transport{
		Dial:        (&net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}).DialContext,
		DialTimeout: dialTimeout,
		IdleTimeout: 5 * time.Minute,
		MetadataTTL: metadataTTL,
		ClientID:    clientID,
		TLS:         c.TLS,
		SASL:        c.mechanism(),
	}
}

// Dialer makes a dialer for the connection-based part of kafka-go (consumer groups).
func (c Config) Dialer() *kafka.Dialer {
	return &kafka.Dialer{
		ClientID:      clientID,
		Timeout:       dialTimeout,
		KeepAlive:     15 * time.Second,
		TLS:           c.TLS,
		SASLMechanism: c.mechanism(),
	}
}

func (c Config) client() (*kafka.Client, *kafka.Transport) {
	t := c.Transport()
	return &kafka.Client{Addr: c.addr(), Transport: t}, t
}
