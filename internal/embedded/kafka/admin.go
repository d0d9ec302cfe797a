package kafka

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// credential is kfake's form of a SCRAM credential on disk.
type credential struct {
	Mechanism  string `json:"mechanism"`
	Salt       []byte `json:"salt"`
	SaltedPass []byte `json:"salted_pass"`
	Iterations int    `json:"iterations"`
}

// setAdmin makes the configured password the administrator's. kfake prefers the credential it once wrote to the one it is
// given, so a changed password would lock the operator out.
func setAdmin(dir, user, password string) error {
	path := filepath.Join(dir, "sasl.json")
	raw, err := os.ReadFile(path) //nolint:gosec // inside the broker's own directory
	if errors.Is(err, os.ErrNotExist) {
		return nil // first start: kfake writes what it is given
	}
	if err != nil {
		return fmt.Errorf("read the broker's users: %w", err)
	}
	state := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &state); err != nil {
		return fmt.Errorf("read the broker's users in %s: %w", path, err)
	}
	users := map[string]json.RawMessage{}
	if kept, ok := state["scram256"]; ok {
		if err := json.Unmarshal(kept, &users); err != nil {
			return fmt.Errorf("read the broker's users in %s: %w", path, err)
		}
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("salt: %w", err)
	}
	const iterations = 4096
	salted, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return fmt.Errorf("salt the administrator's password: %w", err)
	}
	if users[user], err = json.Marshal(credential{"SCRAM-SHA-256", salt, salted, iterations}); err != nil {
		return fmt.Errorf("write the broker's users: %w", err)
	}
	if state["scram256"], err = json.Marshal(users); err != nil {
		return fmt.Errorf("write the broker's users: %w", err)
	}
	return replaceFile(path, state)
}

// replaceFile writes JSON so that a crash leaves the old content or the new, never half.
func replaceFile(path string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // inside the broker's own directory
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
