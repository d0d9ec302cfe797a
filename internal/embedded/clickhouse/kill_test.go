package clickhouse_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	osexec "os/exec"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

const childDir = "CHENGXIN_TEST_CHILD_DIR"

// child runs an engine on the folder and inserts one batch after another, telling each that was acknowledged, until it is killed.
// With a limit it closes the engine after as many batches.
func child() {
	server, conn, err := engineOn(os.Getenv(childDir))
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	ctx := context.Background()
	if err := conn.Exec(ctx, "CREATE TABLE IF NOT EXISTS kept (n UInt64, text String) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1"); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var start uint64
	if err := conn.QueryRow(ctx, "SELECT max(n) FROM kept").Scan(&start); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	for n := start + 1; os.Getenv("CHENGXIN_TEST_CHILD_ONCE") == "" || n == start+1; n++ {
		if err := insertBatch(ctx, conn, n); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("stored", n)
	}
	if err := server.Close(); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("closed")
}

func engineOn(dir string) (*clickhouse.Server, driver.Conn, error) {
	server, err := clickhouse.Start(context.Background(), clickhouse.Options{Dir: dir, Username: "u", Password: "p", MaxMemory: 1 << 30})
	if err != nil {
		return nil, nil, err
	}
	conn, err := chio.Open(chio.Config{Address: server.Addr(), Username: "u", Password: "p"})
	return server, conn, err
}

// insertBatch stores 1000 rows that all carry n.
func insertBatch(ctx context.Context, conn driver.Conn, n uint64) error {
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO kept")
	if err != nil {
		return err
	}
	for range 1000 {
		if err := batch.Append(n, strings.Repeat("信用", 20)); err != nil {
			return err
		}
	}
	return batch.Send()
}

func start(t *testing.T, dir string, extra ...string) (*osexec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childDir+"="+dir), extra...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd, bufio.NewScanner(out)
}

func TestSurvivesKill(t *testing.T) {
	_, err := clickhouse.FindLibrary("")
	testkit.Need(t, "libchdb", err)
	dir := testkit.TempDir(t)
	stored := uint64(0)
	for round := range 3 {
		cmd, out := start(t, dir)
		for batches := 0; batches < 5+3*round && out.Scan(); batches++ {
			var n uint64
			if _, err := fmt.Sscanf(out.Text(), "stored %d", &n); err != nil {
				t.Fatalf("the child said %q", out.Text())
			}
			if n <= stored {
				t.Fatalf("batch %d came after %d: an acknowledged one was lost", n, stored)
			}
			stored = n
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed, so it has an error
	}
	// What is left must hold every acknowledged batch whole, and no half of another one. The child tells its start.
	_, out := start(t, dir, "CHENGXIN_TEST_CHILD_ONCE=1")
	if !out.Scan() {
		t.Fatal("the child said nothing")
	}
	var n uint64
	if _, err := fmt.Sscanf(out.Text(), "stored %d", &n); err != nil || n <= stored {
		t.Fatalf("after the kill the child said %q, %v; %d were acknowledged", out.Text(), err, stored)
	}
	if !out.Scan() || out.Text() != "closed" {
		t.Fatalf("the child did not close: %q", out.Text())
	}
}

func TestOneProcessPerFolder(t *testing.T) {
	_, err := clickhouse.FindLibrary("")
	testkit.Need(t, "libchdb", err)
	dir := testkit.TempDir(t)
	_, first := start(t, dir)
	if !first.Scan() || !strings.HasPrefix(first.Text(), "stored") {
		t.Fatalf("the first process said %q", first.Text())
	}
	_, second := start(t, dir)
	if !second.Scan() || !strings.Contains(second.Text(), "in use by another process (pid ") {
		t.Fatalf("the second process said %q", second.Text())
	}
}

func TestOneEnginePerProcess(t *testing.T) {
	open(t)
	_, err := clickhouse.Start(context.Background(), clickhouse.Options{Dir: t.TempDir(), Username: "u", Password: "p"})
	if err == nil || !strings.Contains(err.Error(), "already runs an engine") {
		t.Errorf("got %v", err)
	}
}
