package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/ids"
)

// writeSecret writes an owner-only file whole or not at all.
func writeSecret(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when the rename came through
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o600)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

// readSecret reads a secret from the file a configuration key names.
func readSecret(key, path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// account is a user of an embedded engine, made at its first start and kept beside its data.
type account struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

func accountFile(data, engine string) string {
	return filepath.Join(data, "engines", engine+".json")
}

// ensureAccount reads the account of an engine or makes it.
func ensureAccount(data, engine string, random io.Reader) (account, error) {
	path := accountFile(data, engine)
	a, err := readAccount(path)
	if !errors.Is(err, os.ErrNotExist) {
		return a, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return a, err
	}
	password, err := ids.Secret("", 32, random)
	if err != nil {
		return a, err
	}
	a = account{Username: "chengxin", Password: password}
	raw, err := json.Marshal(a)
	if err != nil {
		return a, err
	}
	return a, writeSecret(path, append(raw, '\n'))
}

func readAccount(path string) (account, error) {
	var a account
	raw, err := os.ReadFile(path)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

// awaitAccount waits until the process that runs the engines has made the account.
func awaitAccount(ctx context.Context, data, engine string) (account, error) {
	ctx, cancel := context.WithTimeout(ctx, engineWait)
	defer cancel()
	for {
		a, err := readAccount(accountFile(data, engine))
		if !errors.Is(err, os.ErrNotExist) {
			return a, err
		}
		select {
		case <-ctx.Done():
			return a, fmt.Errorf("no account of the embedded %s in %s: start `chengxin serve --only=engines` on this data folder, or set %s.embedded to false", engine, data, engine)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// engineWait is how long a process waits for the engines in another one.
const engineWait = time.Minute
