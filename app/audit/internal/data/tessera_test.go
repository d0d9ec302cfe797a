package data_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/app/audit/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

const origin = "chengxin.test/ledger"

func options(dir string) data.LogOptions {
	return data.LogOptions{Dir: filepath.Join(dir, "log"), KeyFile: filepath.Join(dir, "key"), Origin: origin, Interval: 200 * time.Millisecond}
}

func open(t *testing.T, dir string) *data.TesseraLog {
	t.Helper()
	l, err := data.OpenLog(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func closeLog(t *testing.T, l *data.TesseraLog) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := l.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

// leafAt is the leaf every test puts at an index, so that the order can be checked afterwards.
func leafAt(i uint64) []byte {
	ev := evidence.Event{At: time.UnixMilli(int64(i)), Kind: evidence.Query, Actor: strconv.FormatUint(i, 10)}
	return evidence.Leaf(ev, []byte("salt"), ev.AppendDetail(nil))
}

func run(first, n uint64) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = leafAt(first + uint64(i))
	}
	return out
}

// checkLog does what tessera's fsck does, over the files alone, and compares every leaf with the one expected.
func checkLog(t *testing.T, dir string, size uint64) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dir, "key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		t.Fatal(err)
	}
	files := client.FileFetcher{Root: filepath.Join(dir, "log")}
	hasher := func(raw []byte) ([][]byte, error) {
		var b api.EntryBundle
		if err := b.UnmarshalText(raw); err != nil {
			return nil, err
		}
		out := make([][]byte, len(b.Entries))
		for i, e := range b.Entries {
			out[i] = rfc6962.DefaultHasher.HashLeaf(e)
		}
		return out, nil
	}
	if err := fsck.New(origin, v, files, hasher, fsck.Opts{N: 2}).Check(t.Context()); err != nil {
		t.Fatalf("fsck: %v", err)
	}
	var n uint64
	for bundle := range (size + 255) / 256 {
		b, err := client.GetEntryBundle(t.Context(), files.ReadEntryBundle, bundle, size)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Entries {
			if n < size && !bytes.Equal(e, leafAt(n)) {
				t.Fatalf("index %d holds %s", n, e)
			}
			n++
		}
	}
	if n < size {
		t.Fatalf("%d leaves, want %d", n, size)
	}
}

func TestLogKeepsIndices(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	var size uint64
	for _, n := range []uint64{1, 2, 253, 1, 255, 256, 257, 700, 3} {
		if err := l.Append(t.Context(), size, run(size, n)); err != nil {
			t.Fatal(err)
		}
		size += n
		if got, err := l.Size(t.Context()); err != nil || got != size {
			t.Fatalf("size %d, %v", got, err)
		}
	}
	for _, wrong := range []uint64{0, size - 1, size + 1} {
		if err := l.Append(t.Context(), wrong, run(wrong, 5)); !errors.Is(err, biz.ErrOutOfStep) {
			t.Fatalf("append at %d: %v", wrong, err)
		}
	}
	closeLog(t, l)
	checkLog(t, dir, size)

	l = open(t, dir)
	if got, _ := l.Size(t.Context()); got != size {
		t.Fatalf("size after reopening is %d", got)
	}
	if err := l.Append(t.Context(), size, run(size, 10)); err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	checkLog(t, dir, size+10)
}

func TestEveryIndexHasAProofAndCheckpointsAreConsistent(t *testing.T) {
	l := open(t, t.TempDir())
	defer closeLog(t, l)
	var cps []biz.Checkpoint
	var size uint64
	for _, n := range []uint64{1, 40, 300, 200} {
		if err := l.Append(t.Context(), size, run(size, n)); err != nil {
			t.Fatal(err)
		}
		size += n
		added := time.Now()
		testkit.Eventually(t, 5*time.Second, "a checkpoint", func() bool {
			cp, err := l.Checkpoint(t.Context())
			if err == nil && cp.Size == size {
				cps = append(cps, cp)
				return true
			}
			return false
		})
		if took := time.Since(added); took > 2*time.Second {
			t.Errorf("the checkpoint took %s", took)
		}
	}
	last := cps[len(cps)-1]
	for i := range size {
		leaf, err := l.Leaf(t.Context(), i, size)
		if err != nil {
			t.Fatal(err)
		}
		path, err := l.Inclusion(t.Context(), i, size)
		if err != nil {
			t.Fatal(err)
		}
		if err := evidence.VerifyInclusion(i, size, evidence.LeafHash(leaf), path, last.Root); err != nil {
			t.Fatalf("index %d: %v", i, err)
		}
	}
	for i, older := range cps {
		for _, newer := range cps[i:] {
			path, err := l.Consistency(t.Context(), older.Size, newer.Size)
			if err != nil {
				t.Fatal(err)
			}
			if err := evidence.VerifyConsistency(older.Size, newer.Size, path, older.Root, newer.Root); err != nil {
				t.Fatalf("%d to %d: %v", older.Size, newer.Size, err)
			}
		}
	}
}

func TestKeyIsGuarded(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	if err := l.Append(t.Context(), 0, run(0, 3)); err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	o := options(dir)
	if info, err := os.Stat(o.KeyFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key file: %v %v", info.Mode(), err)
	}
	refused := func(what, says string, o data.LogOptions) {
		t.Helper()
		if l, err := data.OpenLog(t.Context(), o); err == nil || !strings.Contains(err.Error(), says) {
			if l != nil {
				closeLog(t, l)
			}
			t.Errorf("%s: %v", what, err)
		}
	}
	other := o
	other.Origin = "else.test/ledger"
	refused("another origin", "is the key of log", other)
	if err := os.Chmod(o.KeyFile, 0o644); err != nil {
		t.Fatal(err)
	}
	refused("a key for all to read", "can be read by others", o)
	if err := os.Remove(o.KeyFile); err != nil {
		t.Fatal(err)
	}
	refused("a lost key", data.ErrKeyMissing.Error(), o)
	fresh := open(t, t.TempDir())
	closeLog(t, fresh)
	foreign := options(t.TempDir())
	l, err := data.OpenLog(t.Context(), foreign)
	if err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	raw, err := os.ReadFile(foreign.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(o.KeyFile, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("another key", "does not agree with its key", o)
}

// TestKilledWriter kills a writing process at random moments, many times, and checks the whole log each time.
func TestKilledWriter(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	rnd := rand.New(rand.NewPCG(1, 2))
	var before uint64
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "AUDIT_TEST_DIR="+dir)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if round%2 == 0 {
			at := treeState(t, dir)
			testkit.Eventually(t, 30*time.Second, "the writer at work", func() bool { return treeState(t, dir) != at })
		}
		// The pause is the test's input, not a wait for something to happen.
		<-time.After(time.Duration(40+rnd.IntN(800)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatalf("the writer ended by itself: %v\n%s", err, &out)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatalf("the writer ended by itself\n%s", &out)
		}
		l := open(t, dir)
		size, err := l.Size(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		closeLog(t, l)
		if size < before {
			t.Fatalf("round %d: the log shrank from %d to %d", round, before, size)
		}
		checkLog(t, dir, size)
		before = size
	}
	if before == 0 {
		t.Fatal("no writer got to write anything")
	}
	t.Logf("%d leaves after %d kills", before, rounds)
}

// treeState is the file whose replacement makes a batch part of the tree; "" before there is one.
func treeState(t *testing.T, dir string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "log", ".state", "treeState"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(raw)
}
