package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

var cluster struct {
	sync.Mutex
	running *postgres
	users   int
	count   atomic.Int64
}

// postgres is one private server with one superuser, reached over the loopback.
type postgres struct {
	dir  string
	port int
	cmd  *exec.Cmd
}

// Postgres gives a fresh, empty database on a private PostgreSQL server. The server is shared by the tests that run at
// the time and stops with the last of them. It does not sync to disk: it is for tests of what is stored, not of crashes.
func Postgres(t testing.TB) (dsn string) {
	t.Helper()
	cluster.Lock()
	defer cluster.Unlock()
	if cluster.running == nil {
		p, err := startPostgres()
		Need(t, "PostgreSQL", err)
		cluster.running = p
	}
	cluster.users++
	t.Cleanup(leavePostgres)
	name := fmt.Sprintf("t%d", cluster.count.Add(1))
	if err := cluster.running.create(name); err != nil {
		t.Fatalf("create database: %v", err)
	}
	return cluster.running.dsn(name)
}

func leavePostgres() {
	cluster.Lock()
	defer cluster.Unlock()
	if cluster.users--; cluster.users == 0 {
		cluster.running.stop()
		cluster.running = nil
	}
}

func (p *postgres) dsn(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", p.port, database)
}

func (p *postgres) create(database string) error {
	db, err := sql.Open("pgx", p.dsn("postgres"))
	if err != nil {
		return err
	}
	_, err = db.Exec("CREATE DATABASE " + database)
	return errors.Join(err, db.Close())
}

func (p *postgres) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGINT) // fast shutdown: it breaks off connections that are still open
	_ = p.cmd.Wait()                         // its exit code tells nothing new
	_ = os.RemoveAll(p.dir)                  // a temporary folder
}

// binaries finds the newest server Debian or another system has put where its tools are.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("no initdb in /usr/lib/postgresql/*/bin or PATH; `make deps` installs it when run as root")
	}
	return filepath.Dir(path), nil
}

func version(initdb string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return n
}

// unprivileged is whom the server runs as: PostgreSQL refuses root. Nil means as ourselves.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("neither a user postgres nor nobody to run the server as")
}

func startPostgres() (*postgres, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "cxpg")
	if err != nil {
		return nil, err
	}
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	attr := &syscall.SysProcAttr{Credential: who}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, attr
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir, port: port}
	p.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-k", dir,
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
	p.cmd.Dir, p.cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	return p, p.await()
}

func (p *postgres) await() error {
	db, err := sql.Open("pgx", p.dsn("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			p.stop()
			return fmt.Errorf("postgres did not answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
