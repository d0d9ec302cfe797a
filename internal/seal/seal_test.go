package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func ring(t testing.TB) (*Keyring, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seal", "keys.json")
	k, err := LoadOrCreate(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k, path
}

func TestSealAndOpen(t *testing.T) {
	k, _ := ring(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		aad := rapid.SliceOf(rapid.Byte()).Draw(t, "place")
		sealed := k.Seal([]byte("x"), text, aad)[1:]
		if !IsSealed(sealed) || !bytes.Equal(sealed, k.Seal(nil, text, aad)) {
			t.Fatalf("not deterministic")
		}
		if bytes.Equal(sealed, k.Seal(nil, text, append(aad, 1))) {
			t.Fatalf("the place does not count")
		}
		got, err := k.Open([]byte("y"), sealed, aad)
		if err != nil || string(got) != "y"+string(text) {
			t.Fatalf("%q %v", got, err)
		}
		if _, err := k.Open(nil, sealed, append(aad, 1)); !errors.Is(err, ErrSealed) {
			t.Fatalf("opened elsewhere: %v", err)
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if _, err := k.Open(nil, broken, aad); err == nil {
			t.Fatalf("opened after a change at %d", i)
		}
	})
}

func TestTokens(t *testing.T) {
	k, path := ring(t)
	a := k.Token("citizen_id", "37150219040506004X")
	if len(a) != 33 || a[0] != 'p' || a != k.Token("citizen_id", " 3715021904-0506004x") || a != k.Token("citizen_id", "３7150219040506004X") {
		t.Errorf("token %q depends on how the number is typed", a)
	}
	if a == k.Token("passport", "37150219040506004X") {
		t.Error("kinds share tokens")
	}
	next, err := k.Rotate(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if next.Token("citizen_id", "37150219040506004X") != a {
		t.Error("rotation changes tokens")
	}
	other, _ := ring(t)
	if other.Token("citizen_id", "37150219040506004X") == a {
		t.Error("two installations share tokens")
	}
	if k.Digest([]byte("ab"), []byte("c")) == k.Digest([]byte("a"), []byte("bc")) {
		t.Error("parts run together")
	}
}

func TestRotate(t *testing.T) {
	k, path := ring(t)
	old := k.Seal(nil, []byte("secret"), nil)
	next, err := k.Rotate(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if next.Current() == k.Current() || bytes.Equal(next.Seal(nil, []byte("secret"), nil), old) {
		t.Error("still the old key")
	}
	if got, err := next.Open(nil, old, nil); err != nil || string(got) != "secret" {
		t.Errorf("what was sealed before is lost: %v", err)
	}
	if _, err := k.Open(nil, next.Seal(nil, []byte("secret"), nil), nil); !errors.Is(err, ErrSealed) {
		t.Errorf("the old ring knows the new key: %v", err)
	}
	loaded, err := Load(path)
	if err != nil || loaded.Current() != next.Current() || len(loaded.keys) != 2 {
		t.Errorf("file: %v", err)
	}
}

func TestKeyFile(t *testing.T) {
	k, path := ring(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v %v", info.Mode(), err)
	}
	again, err := LoadOrCreate(path, nil)
	if err != nil || again.Token("x", "1") != k.Token("x", "1") {
		t.Errorf("not the same keys: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreate(path, nil); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a readable key file is taken: %v", err)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	key := strings.Repeat("ab", 32)
	for name, text := range map[string]string{
		"not json": "x", "unknown field": `{"version":1,"x":1}`, "version": `{"version":2,"token_key":"` + key + `","keys":[{"id":"a","key":"` + key + `"}]}`,
		"no keys": `{"version":1,"token_key":"` + key + `","keys":[]}`, "short": `{"version":1,"token_key":"ab","keys":[{"id":"a","key":"` + key + `"}]}`,
		"dot in id": `{"version":1,"token_key":"` + key + `","keys":[{"id":"a.b","key":"` + key + `"}]}`,
		"id twice":  `{"version":1,"token_key":"` + key + `","keys":[{"id":"a","key":"` + key + `"},{"id":"a","key":"` + key + `"}]}`,
	} {
		p := filepath.Join(t.TempDir(), "k")
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(p); err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	tokens := make([]string, 8)
	var wg sync.WaitGroup
	for i := range tokens {
		wg.Go(func() {
			if k, err := LoadOrCreate(path, nil); err == nil {
				tokens[i] = k.Token("x", "1")
			}
		})
	}
	wg.Wait()
	for _, tok := range tokens {
		if tok == "" || tok != tokens[0] {
			t.Fatalf("several keys: %v", tokens)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k, _ := ring(f)
	f.Add(k.Seal(nil, []byte("secret"), nil), []byte{})
	f.Add([]byte("s1.k1."), []byte("x"))
	f.Add([]byte("s1.."), []byte("x"))
	f.Fuzz(func(t *testing.T, sealed, aad []byte) {
		if text, err := k.Open(nil, sealed, aad); err == nil && !bytes.Equal(k.Seal(nil, text, aad), sealed) {
			t.Errorf("%q opens but is not what Seal writes", sealed)
		}
	})
}
