// Package evidencelog makes evidence durable before an answer leaves: it appends to the audit topic, whose offset is the
// ledger's leaf index. Appends that arrive while a write is in flight go out together in the next one, so one caller
// waits for one disk sync and many callers share one.
//
// An index that was returned is exact: the entry is on disk at that offset, whatever happens next. An append that failed
// may have been written all the same, and one that was repeated after a lost connection may be there twice, with the same
// salt and so the same leaf; the ledger can hold evidence of an answer that was never given, never the reverse.
package evidencelog

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Bounds of the log.
const (
	MaxEntryBytes = 256 << 10 // of one entry's leaf, salt and detail together
	SaltBytes     = 16

	patience   = 3 * time.Second // how long an append waits for a broker that does not answer
	maxPending = 16 << 20        // bytes waiting to be written; more callers wait
)

// Reasons of the faults this package makes.
const (
	LedgerDown fault.Reason = "LEDGER_DOWN"
	TooLarge   fault.Reason = "EVIDENCE_TOO_LARGE"
)

// Entry is one piece of evidence as it is kept: the leaf goes into the Merkle tree, salt and detail beside it.
type Entry struct{ Leaf, Salt, Detail []byte }

// Log appends evidence. Safe for concurrent use.
type Log struct {
	producer *kafkaio.Producer
	log      *slog.Logger
	salts    io.Reader
}

// New makes a log over the audit topic, which must exist; it connects on first use. Salts come from the system's
// randomness.
func New(c kafkaio.Config, log *slog.Logger) (*Log, error) { return NewWithSalts(c, log, rand.Reader) }

// NewWithSalts is New with the source of salts given, which must be safe for concurrent use.
func NewWithSalts(c kafkaio.Config, log *slog.Logger, salts io.Reader) (*Log, error) {
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("evidence log: %w", err)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	p := kafkaio.NewProducerWith(c, kafkaio.ProducerOptions{Patience: patience, MaxPending: maxPending})
	return &Log{producer: p, log: log, salts: salts}, nil
}

// Append makes the entries durable, next to one another, and returns the index of the first. On failure it returns a
// fault (LEDGER_DOWN: nothing may be answered); a caller that gives up takes nobody else's entries with it.
func (l *Log) Append(ctx context.Context, entries ...Entry) (first uint64, err error) {
	msgs := make([]kafkaio.Message, len(entries))
	for i, e := range entries {
		size := len(e.Leaf) + len(e.Salt) + len(e.Detail)
		if size > MaxEntryBytes {
			return 0, tooLarge()
		}
		msgs[i].Value = EncodeFrame(make([]byte, 0, size+frameOverhead), e)
	}
	offset, err := l.producer.Append(ctx, kafkaio.Audit, 0, msgs)
	switch {
	case errors.Is(err, kafkaio.ErrTooLarge):
		return 0, tooLarge()
	case err != nil:
		if !errors.Is(err, context.Canceled) {
			l.log.ErrorContext(ctx, "evidence could not be written", "error", err)
		}
		return 0, down(err)
	}
	return uint64(offset), nil //nolint:gosec // the broker counts from zero
}

// Record makes one event durable, notes its index in ctx (see WithNote) and returns it.
func (l *Log) Record(ctx context.Context, ev evidence.Event) (index uint64, err error) {
	salt := make([]byte, SaltBytes)
	if _, err := io.ReadFull(l.salts, salt); err != nil {
		return 0, down(fmt.Errorf("salt: %w", err))
	}
	detail := ev.AppendDetail(make([]byte, 0, 512))
	index, err = l.Append(ctx, Entry{Leaf: evidence.Leaf(ev, salt, detail), Salt: salt, Detail: detail})
	if err != nil {
		return 0, err
	}
	Note(ctx, index)
	return index, nil
}

// Close refuses further appends; those on their way end by themselves.
func (l *Log) Close() error { return l.producer.Close() }

func down(err error) error {
	f := fault.New(fault.Unavailable, LedgerDown, "存证服务暂不可用,本次请求未作答复。",
		"The evidence ledger is unavailable; the request was not answered.").
		Then("请稍后重试;若仍出现,请通知系统管理员检查消息服务。", "Try again shortly; if it persists, ask the system administrator to check the message broker.").
		Because(err)
	f.RetryAfter = 5
	return f
}

func tooLarge() error {
	return fault.New(fault.TooLarge, TooLarge, "存证内容过大。", "The evidence is too large.").
		Then("请把请求拆成较小的几次。", "Split the request into smaller ones.")
}
