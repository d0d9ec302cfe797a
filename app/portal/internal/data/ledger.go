package data

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// Ledger reads the ledger's public files, as any stranger can.
type Ledger struct {
	client *http.Client
	base   string

	mu  sync.Mutex
	key string // never changes once it is known
}

// NewLedger reads from base, an address such as "http://127.0.0.1:8001", by way of client.
func NewLedger(client *http.Client, base string) *Ledger { return &Ledger{client: client, base: base} }

// Checkpoint is the latest one. Its signature is for those to check who doubt it; this process talks to the ledger itself.
func (l *Ledger) Checkpoint(ctx context.Context) (biz.LedgerState, error) {
	body, header, err := get(ctx, l.client, l.base+"/v1/audit/checkpoint", "")
	if err != nil {
		return biz.LedgerState{}, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.SplitN(string(body), "\n", 4)
	if len(lines) < 4 {
		return biz.LedgerState{}, fmt.Errorf("checkpoint: %d lines", len(lines))
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil {
		return biz.LedgerState{}, fmt.Errorf("checkpoint: size %q", lines[1])
	}
	s := biz.LedgerState{Origin: lines[0], Size: size}
	if at, err := http.ParseTime(header.Get("Last-Modified")); err == nil {
		s.CheckpointAt = at
	}
	return s, nil
}

// Key is the verifier key, "" while it can't be read.
func (l *Ledger) Key(ctx context.Context) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.key == "" {
		if body, _, err := get(ctx, l.client, l.base+"/v1/audit/key", ""); err == nil {
			l.key = strings.TrimSpace(string(body))
		}
	}
	return l.key
}
