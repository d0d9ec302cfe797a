package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// InboxGroup reads the inboxes, quarantineGroup the quarantine.
const (
	InboxGroup      = "exchange"
	quarantineGroup = "exchange-quarantine"
)

// relist is how often new agencies' inboxes are looked for.
const relist = 2 * time.Second

// inboxPrefix is what every inbox's name begins with; the rest is the agency.
var inboxPrefix = kafkaio.Inbox("")

// Inboxes reads all agencies' inboxes into a biz.Inbox.
type Inboxes struct {
	cfg      kafkaio.Config
	inbox    *biz.Inbox
	producer *kafkaio.Producer
	sweep    Sweep
	taken    int           // bytes dealt with since the sweeper was told
	full     chan struct{} // tells it that there is much to remove
	log      *slog.Logger
}

// NewInboxes reads with cfg, and removes what is dealt with. The producer stays the caller's.
func NewInboxes(cfg kafkaio.Config, inbox *biz.Inbox, p *kafkaio.Producer, sweep Sweep, log *slog.Logger) *Inboxes {
	return &Inboxes{cfg: cfg, inbox: inbox, producer: p, sweep: sweep, full: make(chan struct{}, 1), log: log}
}

// Run reads and sweeps until ctx ends.
func (w *Inboxes) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	stopped, swept := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(swept)
		newSweeper(w).run(ctx, stopped)
	}()
	err := w.run(ctx)
	close(stopped)
	cancel()
	<-swept
	return err
}

// run reads. When an agency joins or leaves, the group is joined again with the new list.
func (w *Inboxes) run(ctx context.Context) error {
	topics, err := w.wait(ctx, nil)
	for err == nil {
		if err = w.read(ctx, topics); err == nil {
			topics, err = w.list(ctx)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// wait returns when the list of inboxes is not have any more.
func (w *Inboxes) wait(ctx context.Context, have []string) ([]string, error) {
	for {
		topics, err := w.list(ctx)
		if err != nil {
			w.log.WarnContext(ctx, "list inboxes", "error", err)
		} else if len(topics) > 0 && !slices.Equal(topics, have) {
			return topics, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(relist):
		}
	}
}

func (w *Inboxes) list(ctx context.Context) ([]string, error) {
	transport := w.cfg.Transport()
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(w.cfg.Brokers...), Transport: transport}
	meta, err := client.Metadata(ctx, &kafka.MetadataRequest{})
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	var out []string
	for _, t := range meta.Topics {
		if strings.HasPrefix(t.Name, inboxPrefix) && len(t.Name) > len(inboxPrefix) && t.Error == nil {
			out = append(out, t.Name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Lag is how many messages of all inboxes have not been dealt with.
func (w *Inboxes) Lag(ctx context.Context, admin *kafkaio.Admin) (int64, error) {
	topics, err := w.list(ctx)
	if err != nil {
		return 0, err
	}
	return admin.Lag(ctx, InboxGroup, topics...)
}

// read reads these topics until the list changes.
func (w *Inboxes) read(ctx context.Context, topics []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changed := make(chan struct{})
	go func() {
		defer close(changed)
		if _, err := w.wait(ctx, topics); err == nil {
			cancel()
		}
	}()
	err := w.consume(ctx, topics)
	if err != nil && ctx.Err() != nil {
		err = nil // stopped, or the list changed
	}
	cancel()
	<-changed
	return err
}

func (w *Inboxes) consume(ctx context.Context, topics []string) (err error) {
	w.inbox.Forget()
	consumer, err := kafkaio.NewConsumer(w.cfg, InboxGroup, topics, kafkaio.ConsumerOptions{MaxMessages: 10_000, MaxBytes: 8 << 20})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, consumer.Close()) }()
	for {
		batch, err := consumer.Fetch(ctx)
		if err != nil {
			return err
		}
		msgs := make([]biz.Inbound, len(batch.Messages))
		for i := range batch.Messages {
			msgs[i] = inbound(&batch.Messages[i])
		}
		if err := w.inbox.HandleUntil(ctx, msgs, func(err error) { warn(ctx, w.log, "take in from inboxes", err) }); err != nil {
			consumer.Release(batch)
			return err
		}
		if err := consumer.Commit(ctx, batch); errors.Is(err, kafkaio.ErrRevoked) {
			w.inbox.Forget()
		} else if err != nil {
			return err
		}
		w.dealtWith(&batch)
	}
}

// dealtWith counts what can be removed, and has it removed when it is much.
func (w *Inboxes) dealtWith(b *kafkaio.Batch) {
	for i := range b.Messages {
		w.taken += len(b.Messages[i].Value)
	}
	if w.taken < w.sweep.After {
		return
	}
	w.taken = 0
	select {
	case w.full <- struct{}{}:
	default: // it knows
	}
}

func inbound(m *kafka.Message) biz.Inbound {
	in := biz.Inbound{Topic: m.Topic, Agency: strings.TrimPrefix(m.Topic, inboxPrefix), Partition: m.Partition, Offset: m.Offset, Value: m.Value}
	for _, h := range m.Headers {
		switch strings.ToLower(h.Key) {
		case "resource":
			in.Resource = string(h.Value)
		case "op":
			in.Op = string(h.Value)
		case "idempotency-key":
			in.Key = string(h.Value)
		case "backfill":
			in.Backfill = string(h.Value) == "true"
		case fillerHeader:
			in.Mark = h.Value
		}
	}
	return in
}

// Keeper copies the quarantine topic into the shed.
type Keeper struct {
	cfg  kafkaio.Config
	ward *biz.Ward
	log  *slog.Logger
}

// NewKeeper copies with cfg.
func NewKeeper(cfg kafkaio.Config, ward *biz.Ward, log *slog.Logger) *Keeper {
	return &Keeper{cfg, ward, log}
}

// Run copies until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	err := k.run(ctx)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (k *Keeper) run(ctx context.Context) (err error) {
	consumer, err := kafkaio.NewConsumer(k.cfg, quarantineGroup, []string{kafkaio.Quarantine}, kafkaio.ConsumerOptions{MaxMessages: 1000, MaxBytes: 8 << 20})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, consumer.Close()) }()
	for {
		batch, err := consumer.Fetch(ctx)
		if err != nil {
			return err
		}
		if err := k.keep(ctx, batch); err != nil {
			consumer.Release(batch)
			return err
		}
		if err := consumer.Commit(ctx, batch); err != nil && !errors.Is(err, kafkaio.ErrRevoked) {
			return err
		}
	}
}

func (k *Keeper) keep(ctx context.Context, batch kafkaio.Batch) error {
	frames := make([][]byte, len(batch.Messages))
	for i := range batch.Messages {
		frames[i] = batch.Messages[i].Value
	}
	return k.ward.Keep(ctx, frames, batch.Messages[0].Time)
}

// warn logs a fault with its hidden cause.
func warn(ctx context.Context, log *slog.Logger, what string, err error) {
	if f, ok := fault.As(err); ok && f.Cause() != nil {
		log.WarnContext(ctx, what, "reason", string(f.Reason), "cause", f.Cause().Error())
		return
	}
	log.WarnContext(ctx, what, "error", err.Error())
}

// Rebuild learns the registry again from the records topic: all registrations, in the order of each partition.
func Rebuild(ctx context.Context, cfg kafkaio.Config, registry *Registry, cache *CachedRegistry) error {
	if err := registry.Clear(ctx); err != nil {
		return err
	}
	for partition := range cfg.Partitions() {
		if err := relearn(ctx, cfg, partition, registry); err != nil {
			return err
		}
	}
	cache.Forget()
	return nil
}

// InboxMarks reads the marks that still hold: a mark beyond the end of its partition belongs to a topic that was made anew.
type InboxMarks struct {
	receipts *Receipts
	cfg      kafkaio.Config
}

// NewInboxMarks reads the marks kept with receipts.
func NewInboxMarks(receipts *Receipts, cfg kafkaio.Config) *InboxMarks {
	return &InboxMarks{receipts, cfg}
}

// Marks tells how far each inbox has been dealt with.
func (m *InboxMarks) Marks(ctx context.Context) ([]biz.Mark, error) {
	all, err := m.receipts.Marks(ctx)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, mark := range all {
		end, err := kafkaio.HighWatermark(ctx, m.cfg, mark.Topic, mark.Partition)
		if err != nil && !errors.Is(err, kafka.UnknownTopicOrPartition) {
			return nil, brokerDown(err)
		}
		if err == nil && mark.Next <= end {
			out = append(out, mark)
		}
	}
	return out, nil
}

var errCaughtUp = errors.New("caught up")

func relearn(ctx context.Context, cfg kafkaio.Config, partition int, registry *Registry) error {
	end, err := kafkaio.HighWatermark(ctx, cfg, kafkaio.Records, partition)
	if err != nil || end == 0 {
		return err
	}
	err = kafkaio.Tail(ctx, cfg, kafkaio.Records, partition, 0, func(msgs []kafka.Message) error {
		var regs []biz.Registration
		for i := range msgs {
			var r record.Record
			if record.Decode(msgs[i].Value, &r) != nil {
				continue // the history's loader puts it into quarantine
			}
			if reg, ok := biz.RegistrationOf(&r); ok {
				regs = append(regs, reg)
			}
		}
		if err := registry.Learn(ctx, regs); err != nil {
			return err
		}
		if msgs[len(msgs)-1].Offset+1 >= end {
			return errCaughtUp
		}
		return nil
	})
	if errors.Is(err, errCaughtUp) {
		return nil
	}
	return err
}
