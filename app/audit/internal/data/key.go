// Package data holds the ledger's adapters: the Tessera log on disk, the audit topic, and the searchable copy in ClickHouse.
package data

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// ErrKeyMissing is a log without its signing key. A new key must never be made for it: whoever holds a checkpoint could
// no longer tell this log from a forged one.
var ErrKeyMissing = errors.New("the ledger exists but its signing key is missing: restore the key file from the backup")

// loadKey reads the signing key, or makes one for a log that does not exist yet. The file holds the private key in
// signed-note form and is readable by the owner only; the verifier key is kept beside it, with .pub added.
func loadKey(path, origin string, mayMake bool, rand io.Reader) (note.Signer, string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !mayMake {
			return nil, "", fmt.Errorf("%s: %w", path, ErrKeyMissing)
		}
		if raw, err = makeKey(path, origin, rand); err != nil {
			return nil, "", err
		}
	} else if err != nil {
		return nil, "", fmt.Errorf("read the ledger's signing key: %w", err)
	}
	if err := ownerOnly(path); err != nil {
		return nil, "", err
	}
	skey := strings.TrimSpace(string(raw))
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, "", fmt.Errorf("%s is not a signing key in signed-note form", path)
	}
	if signer.Name() != origin {
		return nil, "", fmt.Errorf("%s is the key of log %q, the configuration says ledger.origin: %q", path, signer.Name(), origin)
	}
	vkey, err := verifierKey(skey)
	if err != nil {
		return nil, "", err
	}
	if err := writeFile(path+".pub", []byte(vkey+"\n"), 0o644); err != nil {
		return nil, "", fmt.Errorf("write the verifier key: %w", err)
	}
	return signer, vkey, nil
}

func makeKey(path, origin string, rand io.Reader) ([]byte, error) {
	skey, _, err := note.GenerateKey(rand, origin)
	if err != nil {
		return nil, fmt.Errorf("make the ledger's signing key for origin %q: %w", origin, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := writeFile(path, []byte(skey+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("write the ledger's signing key: %w", err)
	}
	return []byte(skey), nil
}

func ownerOnly(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s can be read by others (mode %#o): chmod 600 it, and make sure nobody has copied it", path, info.Mode().Perm())
	}
	return nil
}

// verifierKey derives the public half of a signing key in signed-note form: PRIVATE+KEY+name+hash+base64(0x01 || seed).
func verifierKey(skey string) (string, error) {
	parts := strings.SplitN(skey, "+", 5)
	if len(parts) != 5 {
		return "", errors.New("the ledger's signing key is cut short")
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize || seed[0] != 1 {
		return "", errors.New("the ledger's signing key is not an Ed25519 key")
	}
	public, ok := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return "", errors.New("the ledger's signing key is not an Ed25519 key")
	}
	return note.NewEd25519VerifierKey(parts[2], public)
}

// writeFile replaces a file durably, so that a crash leaves the old content or the new.
func writeFile(path string, content []byte, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err2 := os.Open(filepath.Dir(path))
	if err2 != nil {
		return err2
	}
	return errors.Join(dir.Sync(), dir.Close())
}
