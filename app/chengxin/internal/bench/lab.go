package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// lab holds what a benchmark works with: a folder of its own, engines, servers. Nothing of it touches an installation.
type lab struct {
	options
	services []boot.Service
	progress *progress
	folder   string
	// single is set by a benchmark whose figures don't come in rounds.
	single  bool
	closers []func() error
}

func newLab(o options, services []boot.Service, p *progress) (*lab, error) {
	folder, err := os.MkdirTemp(o.dir, "chengxin-bench-")
	if err != nil {
		return nil, err
	}
	return &lab{options: o, services: services, progress: p, folder: folder}, nil
}

// later registers what close undoes, last first.
func (l *lab) later(f func() error) { l.closers = append(l.closers, f) }

func (l *lab) close() error {
	var errs []error
	for i := len(l.closers) - 1; i >= 0; i-- {
		errs = append(errs, l.closers[i]())
	}
	return errors.Join(append(errs, os.RemoveAll(l.folder))...)
}

// size is the number of records to work on.
func (l *lab) size(own int) int {
	if l.records > 0 {
		return l.records
	}
	return own
}

const (
	engineUser   = "bench"
	enginePasswd = "only this process knows it for as long as it lives" //nolint:gosec // engines on the loopback that end with the run
)

// kafka starts a broker with the exchange's topics, as durable as the one of serve.
func (l *lab) kafka(ctx context.Context) (kafkaio.Config, error) {
	s, err := kafka.Start(ctx, kafka.Options{Dir: filepath.Join(l.folder, "kafka"), Listen: "127.0.0.1:0", AdminUser: engineUser, AdminPassword: enginePasswd})
	if err != nil {
		return kafkaio.Config{}, err
	}
	l.later(s.Close)
	c := kafkaio.Config{Brokers: []string{s.Addr()}, Username: engineUser, Password: enginePasswd, RecordPartitions: 4, Replication: 1}
	return c, kafkaio.EnsureTopics(ctx, c, kafkaio.CoreTopics(c)...)
}

// clickhouse starts an engine as serve does.
func (l *lab) clickhouse(ctx context.Context) (chio.Config, error) {
	conf, err := boot.LoadConfig("")
	if err != nil {
		return chio.Config{}, err
	}
	s, err := clickhouse.Start(ctx, clickhouse.Options{
		Dir: filepath.Join(l.folder, "clickhouse"), Username: engineUser, Password: enginePasswd, MaxMemory: conf.GetClickhouse().GetMaxMemory(),
	})
	if err != nil {
		return chio.Config{}, err
	}
	l.later(s.Close)
	return chio.Config{Address: s.Addr(), Username: engineUser, Password: enginePasswd}, nil
}

// server is a `serve` inside this process.
type server struct {
	env        boot.Env
	http, grpc string
}

// startWait bounds the start and the stop of a server.
const startWait = time.Minute

// serve runs services of the program, or all of them if none is named, in data, until the lab closes.
func (l *lab) serve(ctx context.Context, services []boot.Service, data string, only ...string) (*server, func() error, error) {
	conf, err := boot.LoadConfig("")
	if err != nil {
		return nil, nil, err
	}
	s := &server{}
	if s.http, err = freePort(); err != nil {
		return nil, nil, err
	}
	if s.grpc, err = freePort(); err != nil {
		return nil, nil, err
	}
	conf.Server.Http, conf.Server.Grpc = s.http, s.grpc
	conf.Kafka.Listen, conf.Clickhouse.Listen = "127.0.0.1:0", "127.0.0.1:0"
	ctx, cancel := context.WithCancel(ctx)
	up, down := make(chan boot.Env, 1), make(chan error, 1)
	go func() {
		down <- boot.Run(ctx, boot.Options{
			Config: conf, Data: data, Only: only, Services: services, Demo: "bench", Log: slog.New(slog.DiscardHandler),
			Started: func(_ context.Context, env *boot.Env) error { up <- *env; return nil },
		})
	}()
	stop := func() error {
		cancel()
		select {
		case err := <-down:
			return err
		case <-time.After(startWait):
			return errors.New("the server does not stop")
		}
	}
	select {
	case s.env = <-up:
		return s, stop, nil
	case err := <-down:
		cancel()
		return nil, nil, errors.Join(errors.New("the server did not start"), err)
	case <-time.After(startWait):
		return nil, nil, errors.Join(errors.New("the server does not start"), stop())
	}
}

// served is serve until the lab closes.
func (l *lab) served(ctx context.Context, services []boot.Service, only ...string) (*server, error) {
	s, stop, err := l.serve(ctx, services, filepath.Join(l.folder, "data"), only...)
	if err != nil {
		return nil, err
	}
	l.later(stop)
	return s, nil
}

// freePort finds a loopback address that nobody listens on.
func freePort() (string, error) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return lis.Addr().String(), lis.Close()
}

// until waits for something that happens by itself.
func until(ctx context.Context, what string, within time.Duration, done func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited %v in vain for %s", within, what)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
