package data

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// cost is the argon2id setting of the OWASP cheat sheet: 19 MiB, two passes, one lane.
type cost struct {
	memory, time uint32
	lanes        uint8
}

var currentCost = cost{19 * 1024, 2, 1}

// Passwords is argon2id. At most a few run at once, so that a flood of logins takes neither all memory nor all processors.
type Passwords struct {
	cost  cost
	rand  io.Reader
	slots chan struct{}
	dummy string
}

// NewPasswords hashes with the current cost; r is the source of salts, nil for the system's.
func NewPasswords(r io.Reader) (*Passwords, error) {
	if r == nil {
		r = rand.Reader
	}
	p := &Passwords{cost: currentCost, rand: r, slots: make(chan struct{}, 4)}
	var err error
	p.dummy, err = p.Hash(context.Background(), "nobody has this password")
	return p, err
}

func (p *Passwords) enter(ctx context.Context) (leave func(), err error) {
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		e := fault.New(fault.Throttled, "LOGIN_BUSY", "当前登录请求过多。", "There are too many logins at once.").Then("请稍后重试。", "Try again shortly.")
		e.RetryAfter = 1
		return nil, e
	}
}

// Hash gives the password's hash in PHC form.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, 16)
	if _, err := io.ReadFull(p.rand, salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	sum := argon2.IDKey([]byte(password), salt, p.cost.time, p.cost.memory, p.cost.lanes, 32)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.cost.memory, p.cost.time, p.cost.lanes, enc.EncodeToString(salt), enc.EncodeToString(sum)), nil
}

// Check compares in constant time. An empty hash costs as much as a real one and is never right.
func (p *Passwords) Check(ctx context.Context, password, hash string) (ok, rehash bool, err error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	nobody := hash == ""
	if nobody {
		hash = p.dummy
	}
	c, salt, want, err := parse(hash)
	if err != nil {
		return false, false, err
	}
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.lanes, uint32(len(want)))
	ok = subtle.ConstantTimeCompare(got, want) == 1 && !nobody
	return ok, ok && c != p.cost, nil
}

func parse(hash string) (c cost, salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("password hash is not argon2id v%d", argon2.Version)
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.lanes); err != nil {
		return c, nil, nil, fmt.Errorf("password cost: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("password salt: %w", err)
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("password sum: %w", err)
	}
	if c.memory > 1<<20 || c.time == 0 || c.time > 100 || c.lanes == 0 || len(sum) < 16 {
		return c, nil, nil, fmt.Errorf("password cost is out of bounds")
	}
	return c, salt, sum, nil
}
