package cli

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"
	"golang.org/x/mod/sumdb/note"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

func TestAuditSearch(t *testing.T) {
	t.Setenv("TZ", "UTC")
	calls := server(t, map[string]string{"GET /v1/audit/events": `{"events":[{"index":"12","at":"2026-03-05T01:02:03Z","kind":"query","decision":"allow","actor":"p1","actor_name":"李明","agency":"a1","subject":"91X","resource":"penalty","purpose":"enforcement","case_no":"1号"}],"next_cursor":"12","tree_size":"99"}`})
	got := run(t, "audit", "search", "--actor", "p1", "--case", "1号", "--decision", "allow", "--from", "2026-03-01T00:00:00Z", "--limit", "1")
	has(t, got.out, "存证编号", "查询", "准许", "李明 @a1", "91X", "1号", "1 条,账本共 99 条。", "--cursor 12")
	same(t, (*calls)[0].uri, "/v1/audit/events?actor=p1&case_no=1%E5%8F%B7&decision=allow&from=2026-03-01T00%3A00%3A00Z&limit=1")
	has(t, run(t, "audit", "search", "--limit", "1", "--json").out, `"index": "12"`, `"tree_size": "99"`)
	at, err := moment("2026-03-05", true)
	if err != nil || at.Sub(time.Date(2026, 3, 6, 0, 0, 0, 0, time.Local)) != 0 {
		t.Errorf("the last day of a span is included: %v %v", at, err)
	}
}

// book is a log of its own, as the server's.
type book struct {
	signer note.Signer
	key    string
	tree   *testonly.Tree
	events []evidence.Event
}

var salt = []byte("0123456789abcdef")

func newBook(t *testing.T, n int) *book {
	t.Helper()
	skey, vkey, err := note.GenerateKey(nil, "chengxin.test/ledger")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	b := &book{signer: signer, key: vkey, tree: testonly.New(rfc6962.DefaultHasher)}
	for i := range n {
		ev := evidence.Event{At: time.UnixMilli(int64(1_772_000_000_000 + i)), Kind: evidence.Query, Allow: true, Actor: fmt.Sprint("p", i), Subject: "91X", CaseNo: "1号"}
		b.events = append(b.events, ev)
		b.tree.AppendData(evidence.Leaf(ev, salt, ev.AppendDetail(nil)))
	}
	return b
}

func (b *book) checkpoint(t *testing.T, size uint64) string {
	t.Helper()
	raw, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", b.signer.Name(), size, base64.StdEncoding.EncodeToString(b.tree.HashAt(size)))}, b.signer)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func answer(t *testing.T, m proto.Message) string {
	t.Helper()
	raw, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (b *book) bundle(t *testing.T, index, size uint64) *auditv1.ProofBundle {
	t.Helper()
	path, err := b.tree.InclusionProof(index, size)
	if err != nil {
		t.Fatal(err)
	}
	d := b.events[index].AppendDetail(nil)
	return &auditv1.ProofBundle{Index: index, TreeSize: size, Leaf: evidence.Leaf(b.events[index], salt, d), Detail: d, Salt: salt, Inclusion: path, Checkpoint: b.checkpoint(t, size), VerifierKey: b.key}
}

func TestProofAndVerify(t *testing.T) {
	t.Setenv("TZ", "UTC")
	b := newBook(t, 23)
	consistency, err := b.tree.ConsistencyProof(9, 23)
	if err != nil {
		t.Fatal(err)
	}
	calls := server(t, map[string]string{
		"GET /v1/audit/events/5/proof": answer(t, b.bundle(t, 5, 23)),
		"GET /v1/audit/consistency":    answer(t, &auditv1.ConsistencyReply{From: 9, To: 23, Proof: consistency}),
		"GET /v1/audit/key":            b.key + "\n",
		"GET /v1/audit/checkpoint":     b.checkpoint(t, 23),
	})
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("older"), []byte(b.checkpoint(t, 9)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, "audit", "key", "-o", in("key")); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	same(t, run(t, "audit", "checkpoint").out, b.checkpoint(t, 23))
	got := run(t, "audit", "proof", "5", "-o", in("b.json"), "--since", in("older"))
	if got.code != 0 {
		t.Fatalf("%+v", got)
	}
	has(t, got.out, "第 5 号存证", "一致性证明")
	same(t, (*calls)[len(*calls)-1].uri, "/v1/audit/consistency?from=9&to=23")

	t.Setenv("CHENGXIN_SERVER", "http://127.0.0.1:1") // nothing of what follows asks a server
	got = run(t, "audit", "verify", in("b.json"), "--verifier", in("key"), "--older", in("older"), "--consistency", in("b.consistency.json"))
	same(t, got.err, "")
	has(t, got.out, "覆盖 23 条", "第 5 号存证在该日志中", "明细与日志承诺一致", "与保存的检查点(9 条)一致", "操作者: p5", "主体: 91X", "案号: 1号")
	has(t, run(t, "audit", "verify", in("b.json"), "--verifier", in("key"), "--json").out, `"ok": true`, `"actor": "p5"`, `"signature"`)

	tampered := func(name, old, with, reason string) {
		t.Helper()
		raw, err := os.ReadFile(in(name))
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(raw), old, with, 1)
		if changed == string(raw) {
			t.Fatalf("%q is not in %s", old, name)
		}
		path := file(t, name, changed)
		args := []string{"audit", "verify", in("b.json"), "--verifier", in("key"), "--older", in("older"), "--consistency", in("b.consistency.json")}
		for i := range args {
			if args[i] == in(name) {
				args[i] = path
			}
		}
		for lang, sentence := range map[string]string{"zh": "错误:", "en": "Error: "} {
			got := run(t, append(args, "--lang", lang)...)
			if got.code != ExitFailed || got.out != "" {
				t.Errorf("%s: %+v", name, got)
			}
			has(t, got.err, sentence, reason)
		}
	}
	tampered("b.json", `"index": 5`, `"index": 6`, "INCLUSION_MISMATCH")
	tampered("b.json", base64.StdEncoding.EncodeToString(salt), "AAAA", "COMMITMENT_MISMATCH")
	tampered("b.json", `"format"`, `"fromat"`, "BUNDLE_MALFORMED")
	tampered("b.json", `\n23\n`, `\n24\n`, "CHECKPOINT_SIGNATURE")
	tampered("older", "\n9\n", "\n8\n", "CHECKPOINT_SIGNATURE")
	tampered("b.consistency.json", base64.StdEncoding.EncodeToString(consistency[0]), base64.StdEncoding.EncodeToString(make([]byte, 32)), "CONSISTENCY_MISMATCH")
	tampered("key", b.key, newBook(t, 0).key, "CHECKPOINT_OTHER_KEY")
	has(t, run(t, "audit", "verify", in("b.json")).err, "USAGE", "--verifier")
	has(t, run(t, "audit", "verify", in("b.json"), "--verifier", in("key"), "--older", in("older")).err, "USAGE", "--consistency")
	has(t, run(t, "audit", "verify", in("none.json"), "--verifier", in("key")).err, "none.json")
}

func TestProofThatDoesNotHoldIsNotExported(t *testing.T) {
	b := newBook(t, 8)
	m := b.bundle(t, 3, 8)
	m.Inclusion[0][0] ^= 1
	server(t, map[string]string{"GET /v1/audit/events/3/proof": answer(t, m)})
	out := filepath.Join(t.TempDir(), "b.json")
	got := run(t, "audit", "proof", "3", "-o", out)
	has(t, got.err, "INCLUSION_MISMATCH")
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written")
	}
}
