package ledgerverify_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
)

// The vectors hold the pages' verifier, written in TypeScript, to this one.
const vectorsFile = "../../app/portal/web/src/lib/ledger/vectors.json"

var update = flag.Bool("update", false, "write the vectors of the pages' verifier anew")

type bundleVector struct {
	Name   string              `json:"name"`
	Bundle ledgerverify.Bundle `json:"bundle"`
	Key    string              `json:"key"`
	// Flaw is the reason of the refusal, empty when the proof holds.
	Flaw string `json:"flaw"`
}

type consistencyVector struct {
	Name  string   `json:"name"`
	Older string   `json:"older"`
	Newer string   `json:"newer"`
	Proof [][]byte `json:"proof"`
	Key   string   `json:"key"`
	Flaw  string   `json:"flaw"`
}

type vectors struct {
	Bundles     []bundleVector      `json:"bundles"`
	Consistency []consistencyVector `json:"consistency"`
}

// fixedWorld signs with a key made of a fixed seed: the vectors are the same on every machine.
func fixedWorld(t *testing.T, seed string) *world {
	t.Helper()
	source := rand.NewChaCha8(sha256.Sum256([]byte(seed)))
	skey, vkey, err := note.GenerateKey(source, "chengxin.test/ledger")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.signer, w.key = s, vkey
	return w
}

func TestVectorsOfThePages(t *testing.T) {
	var all vectors
	all.Bundles = append(goodBundles(t), badBundles(t)...)
	all.Consistency = consistencyVectors(t)
	want, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(vectorsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("the vectors are stale: go test ./internal/ledgerverify -run TestVectorsOfThePages -update")
	}
}

func goodBundles(t *testing.T) []bundleVector {
	var out []bundleVector
	for _, at := range [][2]uint64{{0, 1}, {0, 2}, {1, 2}, {3, 11}, {10, 11}, {6, 8}, {255, 256}, {256, 257}, {100, 1000}} {
		w := fixedWorld(t, "good")
		out = append(out, bundleVector{Name: fmt.Sprintf("leaf %d of %d", at[0], at[1]), Bundle: w.bundle(t, at[0], at[1]), Key: w.key})
	}
	w := fixedWorld(t, "good")
	erased := w.bundle(t, 2, 5)
	erased.Detail, erased.Salt = nil, nil
	return check(t, append(out, bundleVector{Name: "erased detail", Bundle: erased, Key: w.key}))
}

func badBundles(t *testing.T) []bundleVector {
	other := fixedWorld(t, "another key").key
	var out []bundleVector
	for _, c := range []struct {
		name string
		bend func(b *ledgerverify.Bundle, key *string)
	}{
		{"another log's key", func(_ *ledgerverify.Bundle, key *string) { *key = other }},
		{"a key cut short", func(_ *ledgerverify.Bundle, key *string) { *key = (*key)[:len(*key)-4] }},
		{"a checkpoint with another size", func(b *ledgerverify.Bundle, _ *string) {
			b.Checkpoint = string(bytes.Replace([]byte(b.Checkpoint), []byte("\n11\n"), []byte("\n12\n"), 1))
		}},
		{"a checkpoint without signature", func(b *ledgerverify.Bundle, _ *string) { b.Checkpoint = b.Checkpoint[:40] }},
		{"another index", func(b *ledgerverify.Bundle, _ *string) { b.Index = 4 }},
		{"an index beyond the tree", func(b *ledgerverify.Bundle, _ *string) { b.Index = 11 }},
		{"a hash missing", func(b *ledgerverify.Bundle, _ *string) { b.Inclusion = b.Inclusion[1:] }},
		{"a hash too short", func(b *ledgerverify.Bundle, _ *string) { b.Inclusion[0] = b.Inclusion[0][:31] }},
		{"a hash altered", func(b *ledgerverify.Bundle, _ *string) { b.Inclusion[0][0] ^= 1 }},
		{"a leaf altered", func(b *ledgerverify.Bundle, _ *string) { b.Leaf[len(b.Leaf)-5] ^= 1 }},
		{"a detail altered", func(b *ledgerverify.Bundle, _ *string) {
			b.Detail = bytes.Replace(b.Detail, []byte(`"p3"`), []byte(`"p4"`), 1)
		}},
		{"a salt altered", func(b *ledgerverify.Bundle, _ *string) { b.Salt = append([]byte{'x'}, b.Salt[1:]...) }},
	} {
		w := fixedWorld(t, "good")
		v := bundleVector{Name: c.name, Bundle: w.bundle(t, 3, 11), Key: w.key}
		c.bend(&v.Bundle, &v.Key)
		out = append(out, v)
	}
	for _, v := range check(t, out) {
		if v.Flaw == "" {
			t.Errorf("%s: accepted", v.Name)
		}
	}
	return out
}

// check fills in what this verifier says.
func check(t *testing.T, in []bundleVector) []bundleVector {
	t.Helper()
	for i := range in {
		_, err := ledgerverify.VerifyBundle(in[i].Bundle, in[i].Key)
		in[i].Flaw = reason(t, err)
	}
	return in
}

func reason(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	f, ok := fault.As(err)
	if !ok {
		t.Fatal(err)
	}
	return string(f.Reason)
}

func consistencyVectors(t *testing.T) []consistencyVector {
	w := fixedWorld(t, "good")
	w.bundle(t, 0, 300)
	var out []consistencyVector
	add := func(name string, from, to uint64, bend func(*consistencyVector)) {
		proof, err := w.tree.ConsistencyProof(min(from, to), max(from, to))
		if err != nil {
			t.Fatal(err)
		}
		v := consistencyVector{Name: name, Older: w.checkpoint(t, from), Newer: w.checkpoint(t, to), Proof: proof, Key: w.key}
		bend(&v)
		_, _, err = ledgerverify.VerifyConsistency([]byte(v.Older), []byte(v.Newer), v.Proof, v.Key)
		v.Flaw = reason(t, err)
		out = append(out, v)
	}
	for _, p := range [][2]uint64{{1, 2}, {1, 300}, {7, 7}, {6, 8}, {8, 300}, {255, 256}, {256, 257}, {299, 300}} {
		add(fmt.Sprintf("%d to %d", p[0], p[1]), p[0], p[1], func(*consistencyVector) {})
	}
	add("cut", 9, 7, func(*consistencyVector) {})
	add("a hash missing", 7, 300, func(v *consistencyVector) { v.Proof = v.Proof[1:] })
	add("a hash altered", 7, 300, func(v *consistencyVector) { v.Proof[0][3] ^= 1 })
	add("another proof", 7, 300, func(v *consistencyVector) { v.Newer = w.checkpoint(t, 299) })
	return out
}
