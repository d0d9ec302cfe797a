package boot

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/clock"
	embeddedch "github.com/chengxin-credit/chengxin/internal/embedded/clickhouse"
	embeddedkafka "github.com/chengxin-credit/chengxin/internal/embedded/kafka"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Engines is the name of the module that runs the embedded broker and ClickHouse.
const Engines = "engines"

// engines are the embedded servers of this process, and how to reach the ones that count, embedded or not.
type engines struct {
	kafka      kafkaio.Config
	clickhouse chio.Config
	closers    []func() error
}

// close stops what was started, last first.
func (e *engines) close() error {
	var errs []error
	for i := len(e.closers) - 1; i >= 0; i-- {
		errs = append(errs, e.closers[i]())
	}
	e.closers = nil
	return errors.Join(errs...)
}

// engineStart is what starting engines needs.
type engineStart struct {
	conf   *confv1.Config
	data   string
	local  bool
	clock  clock.Clock
	random io.Reader
	log    *slog.Logger
}

// startEngines starts the embedded engines if they belong to this process, and finds out how to reach them if not.
func startEngines(ctx context.Context, s engineStart) (*engines, error) {
	e := &engines{}
	if err := errors.Join(e.startKafka(ctx, s), e.startClickHouse(ctx, s)); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *engines) startKafka(ctx context.Context, s engineStart) error {
	c := s.conf.GetKafka()
	e.kafka = kafkaio.Config{
		Brokers: c.GetBrokers(), Username: c.GetUsername(),
		RecordPartitions: int(c.GetRecordPartitions()), Replication: int(c.GetReplication()),
	}
	if c.GetTls() {
		e.kafka.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if !c.GetEmbedded() {
		var err error
		if c.GetPasswordFile() != "" {
			e.kafka.Password, err = readSecret("kafka.password_file", c.GetPasswordFile())
		}
		return err
	}
	e.kafka.Brokers = []string{c.GetListen()}
	a, err := e.account(ctx, s, "kafka")
	if err != nil {
		return err
	}
	e.kafka.Username, e.kafka.Password = a.Username, a.Password
	if !s.local {
		return nil
	}
	server, err := embeddedkafka.Start(ctx, embeddedkafka.Options{
		Dir: filepath.Join(s.data, Engines, "kafka"), Listen: c.GetListen(),
		AdminUser: a.Username, AdminPassword: a.Password, Clock: s.clock, Log: s.log.With("engine", "kafka"),
	})
	if err != nil {
		return fmt.Errorf("start the embedded broker: %w", err)
	}
	e.kafka.Brokers = []string{server.Addr()}
	e.closers = append(e.closers, server.Close)
	return nil
}

func (e *engines) startClickHouse(ctx context.Context, s engineStart) error {
	c := s.conf.GetClickhouse()
	e.clickhouse = chio.Config{Address: c.GetAddress(), Username: c.GetUsername(), Compression: !c.GetEmbedded()}
	if !c.GetEmbedded() {
		var err error
		if c.GetPasswordFile() != "" {
			e.clickhouse.Password, err = readSecret("clickhouse.password_file", c.GetPasswordFile())
		}
		return err
	}
	e.clickhouse.Address = c.GetListen()
	a, err := e.account(ctx, s, "clickhouse")
	if err != nil {
		return err
	}
	e.clickhouse.Username, e.clickhouse.Password = a.Username, a.Password
	if !s.local {
		return awaitListener(ctx, "ClickHouse", c.GetListen())
	}
	server, err := embeddedch.Start(ctx, embeddedch.Options{
		Dir: filepath.Join(s.data, Engines, "clickhouse"), Listen: c.GetListen(),
		Username: a.Username, Password: a.Password, Library: c.GetLibrary(), MaxMemory: c.GetMaxMemory(),
	})
	if err != nil {
		return fmt.Errorf("start the embedded ClickHouse: %w", err)
	}
	e.clickhouse.Address = server.Addr()
	e.closers = append(e.closers, server.Close)
	return nil
}

func (e *engines) account(ctx context.Context, s engineStart, engine string) (account, error) {
	if s.local {
		return ensureAccount(s.data, engine, s.random)
	}
	return awaitAccount(ctx, s.data, engine)
}

// awaitListener waits until the engines in another process, which may be starting at the same time, take connections.
func awaitListener(ctx context.Context, what, address string) error {
	ctx, cancel := context.WithTimeout(ctx, engineWait)
	defer cancel()
	var d net.Dialer
	for {
		conn, err := d.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the embedded %s does not answer on %s; is `chengxin serve --only=engines` running? %w", what, address, err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
