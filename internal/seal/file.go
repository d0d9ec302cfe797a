package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// keyFile is the file's form: JSON, the current key first. The token key is apart, because tokens must never change.
type keyFile struct {
	Version int        `json:"version"`
	Token   string     `json:"token_key"`
	Keys    []keyEntry `json:"keys"`
}

type keyEntry struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

const keySize = 32

// Load reads a key file. One that group or others may read is refused: its keys must be taken for known.
func Load(path string) (*Keyring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("seal key file: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("seal key file %s has mode %04o: others may read it; run chmod 600 and, if others had access, rotate the keys", path, mode)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("seal key file: %w", err)
	}
	k, err := parse(b)
	if err != nil {
		return nil, fmt.Errorf("seal key file %s: %w", path, err)
	}
	return k, nil
}

func parse(b []byte) (*Keyring, error) {
	var f keyFile
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("not a key file: %w", err)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("version %d is not known", f.Version)
	}
	token, err := decodeKey(f.Token)
	if err != nil {
		return nil, fmt.Errorf("token_key: %w", err)
	}
	if len(f.Keys) == 0 {
		return nil, errors.New("no keys")
	}
	var keys []*key
	seen := map[string]bool{}
	for _, e := range f.Keys {
		raw, err := decodeKey(e.Key)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", e.ID, err)
		}
		if e.ID == "" || strings.ContainsAny(e.ID, ".\"\\ ") || len(e.ID) > 32 || seen[e.ID] {
			return nil, fmt.Errorf("key id %q: empty, too long, not plain or twice", e.ID)
		}
		seen[e.ID] = true
		k, err := newKey(e.ID, raw)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return newKeyring(keys, token), nil
}

func decodeKey(s string) ([]byte, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != keySize {
		return nil, fmt.Errorf("want %d bytes in hexadecimal", keySize) // the text itself is a secret
	}
	return b, nil
}

// LoadOrCreate reads the key file, or makes one readable by its owner alone, with keys from r (nil: the system's randomness).
// Of two processes that start at once one creates and both load the same.
func LoadOrCreate(path string, r io.Reader) (*Keyring, error) {
	if _, err := os.Stat(path); err == nil {
		return Load(path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("seal key file: %w", err)
	}
	token, err := random(r)
	if err != nil {
		return nil, err
	}
	k, err := random(r)
	if err != nil {
		return nil, err
	}
	f := keyFile{Version: 1, Token: hex.EncodeToString(token), Keys: []keyEntry{{ID: "k1", Key: hex.EncodeToString(k)}}}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("seal key file: %w", err)
	}
	if err := write(path, f, false); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("seal key file: %w", err)
	}
	return Load(path)
}

// Rotate puts a new current key before the old ones in the file and in this ring's successor, which it returns. What was sealed
// before stays openable; tokens stay. Running processes keep sealing with the old key until they load the file again.
func (k *Keyring) Rotate(path string, r io.Reader) (*Keyring, error) {
	raw, err := random(r)
	if err != nil {
		return nil, err
	}
	f := keyFile{Version: 1, Token: hex.EncodeToString(k.token)}
	n := len(k.keys) + 1
	for k.find(fmt.Sprintf("k%d", n)) != nil {
		n++
	}
	f.Keys = append(f.Keys, keyEntry{ID: fmt.Sprintf("k%d", n), Key: hex.EncodeToString(raw)})
	for _, c := range k.keys {
		f.Keys = append(f.Keys, keyEntry{ID: c.id, Key: hex.EncodeToString(c.raw)})
	}
	if err := write(path, f, true); err != nil {
		return nil, fmt.Errorf("seal key file: %w", err)
	}
	return Load(path)
}

// Current is the id of the key that seals.
func (k *Keyring) Current() string { return k.keys[0].id }

// write makes the whole file durable before it has its name: a crash leaves the old file or the new, never half of one.
func write(path string, f keyFile, replace bool) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seal-*") // 0600 by CreateTemp
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(append(b, '\n'))
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	if replace {
		err = os.Rename(tmp.Name(), path)
	} else {
		err = os.Link(tmp.Name(), path) // fails when the name is taken
	}
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	return dir.Sync()
}

func random(r io.Reader) ([]byte, error) {
	if r == nil {
		r = rand.Reader
	}
	b := make([]byte, keySize)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("seal keys: %w", err)
	}
	return b, nil
}
