package ledgerverify_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"
	"golang.org/x/mod/sumdb/note"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
)

type world struct {
	signer note.Signer
	key    string
	tree   *testonly.Tree
}

func newWorld(t *testing.T) *world {
	t.Helper()
	skey, vkey, err := note.GenerateKey(nil, "chengxin.test/ledger")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return &world{signer: s, key: vkey, tree: testonly.New(rfc6962.DefaultHasher)}
}

func (w *world) checkpoint(t *testing.T, size uint64) string {
	t.Helper()
	text := fmt.Sprintf("%s\n%d\n%s\n", w.signer.Name(), size, base64.StdEncoding.EncodeToString(w.tree.HashAt(size)))
	raw, err := note.Sign(&note.Note{Text: text}, w.signer)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var salt = []byte("0123456789abcdef")

func (w *world) bundle(t *testing.T, index, leaves uint64) ledgerverify.Bundle {
	t.Helper()
	var b ledgerverify.Bundle
	for i := range leaves {
		ev := evidence.Event{At: time.UnixMilli(int64(1_700_000_000_000 + i)), Kind: evidence.Query, Actor: fmt.Sprint("p", i), Allow: i%2 == 0}
		detail := ev.AppendDetail(nil)
		leaf := evidence.Leaf(ev, salt, detail)
		w.tree.AppendData(leaf)
		if i == index {
			b = ledgerverify.Bundle{Format: ledgerverify.BundleFormat, Index: index, Leaf: leaf, Detail: detail, Salt: salt}
		}
	}
	p, err := w.tree.InclusionProof(index, leaves)
	if err != nil {
		t.Fatal(err)
	}
	b.Inclusion, b.Checkpoint = p, w.checkpoint(t, leaves)
	return b
}

func TestVerifyBundle(t *testing.T) {
	w := newWorld(t)
	b := w.bundle(t, 3, 11)
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ledgerverify.ParseBundle(raw)
	if err != nil {
		t.Fatal(err)
	}
	v, err := ledgerverify.VerifyBundle(back, w.key+"\n")
	if err != nil {
		t.Fatal(err)
	}
	if v.Event == nil || v.Event.Actor != "p3" || v.Checkpoint.Size != 11 {
		t.Fatalf("verdict %+v", v)
	}
	b.Detail, b.Salt = nil, nil
	if v, err = ledgerverify.VerifyBundle(b, w.key); err != nil || !v.Erased {
		t.Fatalf("erased detail: %+v, %v", v, err)
	}
}

func TestTamperedBundleIsRefusedWithItsReason(t *testing.T) {
	other := newWorld(t)
	for _, c := range []struct {
		name   string
		change func(b *ledgerverify.Bundle, key *string)
		reason fault.Reason
	}{
		{"wrong key", func(_ *ledgerverify.Bundle, key *string) { *key = other.key }, "CHECKPOINT_OTHER_KEY"},
		{"no key", func(_ *ledgerverify.Bundle, key *string) { *key = "nonsense" }, "VERIFIER_KEY_MALFORMED"},
		{"size in checkpoint", func(b *ledgerverify.Bundle, _ *string) {
			b.Checkpoint = strings.Replace(b.Checkpoint, "\n11\n", "\n12\n", 1)
		}, "CHECKPOINT_SIGNATURE"},
		{"cut checkpoint", func(b *ledgerverify.Bundle, _ *string) { b.Checkpoint = b.Checkpoint[:20] }, "CHECKPOINT_MALFORMED"},
		{"index", func(b *ledgerverify.Bundle, _ *string) { b.Index = 4 }, "INCLUSION_MISMATCH"},
		{"index beyond", func(b *ledgerverify.Bundle, _ *string) { b.Index = 11 }, "INDEX_BEYOND_TREE"},
		{"leaf", func(b *ledgerverify.Bundle, _ *string) { b.Leaf[10] ^= 1 }, "INCLUSION_MISMATCH"},
		{"path", func(b *ledgerverify.Bundle, _ *string) { b.Inclusion[0][0] ^= 1 }, "INCLUSION_MISMATCH"},
		{"short path", func(b *ledgerverify.Bundle, _ *string) { b.Inclusion = b.Inclusion[1:] }, "INCLUSION_PROOF_LENGTH"},
		{"short hash", func(b *ledgerverify.Bundle, _ *string) { b.Inclusion[0] = b.Inclusion[0][1:] }, "PROOF_HASH_LENGTH"},
		{"detail", func(b *ledgerverify.Bundle, _ *string) { b.Detail[len(b.Detail)-3] ^= 1 }, "COMMITMENT_MISMATCH"},
		{"salt", func(b *ledgerverify.Bundle, _ *string) { b.Salt = []byte("another-salt-16b") }, "COMMITMENT_MISMATCH"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			b, key := w.bundle(t, 3, 11), w.key
			c.change(&b, &key)
			_, err := ledgerverify.VerifyBundle(b, key)
			f, ok := fault.As(err)
			if !ok || f.Reason != c.reason {
				t.Fatalf("got %v, want %s", err, c.reason)
			}
			if f.Message.Zh == "" || f.Message.En == "" {
				t.Fatal("a refusal has a sentence in both languages")
			}
		})
	}
}

func TestVerifyConsistency(t *testing.T) {
	w := newWorld(t)
	w.bundle(t, 0, 21)
	old, now := w.checkpoint(t, 9), w.checkpoint(t, 21)
	proof, err := w.tree.ConsistencyProof(9, 21)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ledgerverify.VerifyConsistency([]byte(old), []byte(now), proof, w.key); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ledgerverify.VerifyConsistency([]byte(now), []byte(old), proof, w.key); !fault.Is(err, "TREE_SHRANK") {
		t.Fatalf("a log that shrank: %v", err)
	}
	proof[1][3] ^= 1
	if _, _, err := ledgerverify.VerifyConsistency([]byte(old), []byte(now), proof, w.key); !fault.Is(err, "CONSISTENCY_MISMATCH") {
		t.Fatalf("an altered proof: %v", err)
	}
}

func TestBundleFileIsStrict(t *testing.T) {
	for _, raw := range []string{``, `{}`, `{"format":"chengxin-proof/1","indx":3}`, `{"format":"chengxin-proof/1"} x`, `{"format":"other"}`} {
		if _, err := ledgerverify.ParseBundle([]byte(raw)); !fault.Is(err, "BUNDLE_MALFORMED") {
			t.Errorf("%q: %v", raw, err)
		}
		if _, err := ledgerverify.ParseConsistency([]byte(raw)); !fault.Is(err, "CONSISTENCY_MALFORMED") {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	skey, vkey, err := note.GenerateKey(nil, "chengxin.test/ledger")
	if err != nil {
		f.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		f.Fatal(err)
	}
	raw, err := note.Sign(&note.Note{Text: "chengxin.test/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"}, s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"format":"chengxin-proof/1","index":0,"leaf":"","inclusion":[],"checkpoint":""}`), raw)
	f.Fuzz(func(t *testing.T, file, checkpoint []byte) {
		if b, err := ledgerverify.ParseBundle(file); err == nil {
			if v, err := ledgerverify.VerifyBundle(b, vkey); err == nil {
				t.Fatalf("a made-up bundle was accepted: %+v", v)
			}
		}
		if c, err := ledgerverify.ParseCheckpoint(checkpoint, vkey); err == nil && c.Size != 0 {
			t.Fatalf("a made-up checkpoint was accepted: %+v", c)
		}
	})
}
