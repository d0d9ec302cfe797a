// Package chtest gives tests an embedded ClickHouse: one engine per test binary, and as many databases as tests.
package chtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

var engine struct {
	sync.Mutex
	server *clickhouse.Server
	dir    string
	users  int
}

var databases atomic.Uint64

// Start returns the way to the engine, which it starts if no other test runs it. When the last of its users has ended the engine is
// closed, as it must be before the process exits; a package with many tests keeps it in between with Main.
func Start(t testing.TB) chio.Config {
	t.Helper()
	_, err := clickhouse.FindLibrary("")
	testkit.Need(t, "libchdb", err)
	config, err := acquire()
	if err != nil {
		t.Fatalf("start the embedded ClickHouse: %v", err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Errorf("close the embedded ClickHouse: %v", err)
		}
	})
	return config
}

// Database makes a fresh database, dropped when the test ends, and returns its name.
func Database(t testing.TB, config chio.Config) string {
	t.Helper()
	conn := Open(t, config)
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := conn.Exec(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() {
		if err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" SYNC"); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return name
}

// Open opens a connection pool that is closed when the test ends.
func Open(t testing.TB, config chio.Config) driver.Conn {
	t.Helper()
	conn, err := chio.Open(config)
	if err != nil {
		t.Fatalf("open ClickHouse: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Main runs a package's tests on one engine that lives until all have ended: func TestMain(m *testing.M) { chtest.Main(m) }.
// Where libchdb is missing the tests run all the same, and those that need it say so.
func Main(m *testing.M) {
	_, err := clickhouse.FindLibrary("")
	// A fuzzing worker is killed rather than ended, and fuzzes parsers: it gets no engine.
	held := err == nil && !slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(a, "-test.fuzz") })
	if held {
		if _, err := acquire(); err != nil {
			fmt.Fprintln(os.Stderr, "start the embedded ClickHouse:", err)
			os.Exit(1)
		}
	}
	code := m.Run()
	if held {
		if err := release(); err != nil {
			fmt.Fprintln(os.Stderr, "close the embedded ClickHouse:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

func acquire() (chio.Config, error) {
	engine.Lock()
	defer engine.Unlock()
	if engine.server == nil {
		dir, err := os.MkdirTemp("", "chtest")
		if err != nil {
			return chio.Config{}, err
		}
		engine.dir = dir
		engine.server, err = clickhouse.Start(context.Background(), clickhouse.Options{
			Dir: filepath.Join(dir, "data"), BackupDir: filepath.Join(dir, "backups"), Username: "test", Password: "测试 secret", MaxMemory: 4 << 30,
		})
		if err != nil {
			engine.server = nil
			return chio.Config{}, err
		}
	}
	engine.users++
	return chio.Config{Address: engine.server.Addr(), Username: "test", Password: "测试 secret"}, nil
}

func release() error {
	engine.Lock()
	defer engine.Unlock()
	if engine.users--; engine.users > 0 {
		return nil
	}
	err := engine.server.Close()
	engine.server = nil
	if err == nil {
		err = os.RemoveAll(engine.dir)
	}
	return err
}
