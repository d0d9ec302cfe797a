package data

import (
	"context"
	"errors"
	"fmt"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// maxLeaf is what an entry bundle of the tlog-tiles layout can hold.
const maxLeaf = 1<<16 - 1

// KafkaTopic is the audit topic: one partition, so its offset is the leaf index.
type KafkaTopic struct{ config kafkaio.Config }

var _ biz.Topic = (*KafkaTopic)(nil)

// NewTopic reads the audit topic of these brokers.
func NewTopic(c kafkaio.Config) *KafkaTopic { return &KafkaTopic{config: c} }

// End is the offset the next message will get.
func (t *KafkaTopic) End(ctx context.Context) (uint64, error) {
	n, err := kafkaio.HighWatermark(ctx, t.config, kafkaio.Audit, 0)
	if err != nil {
		return 0, err
	}
	return uint64(n), nil
}

// Tail hands over entries in order; biz.ErrGap says that the topic no longer holds what is due.
func (t *KafkaTopic) Tail(ctx context.Context, from uint64, take func(context.Context, []biz.Entry) error) error {
	err := kafkaio.Tail(ctx, t.config, kafkaio.Audit, 0, int64(from), func(msgs []kafka.Message) error {
		entries := make([]biz.Entry, len(msgs))
		for i := range msgs {
			entries[i] = decode(&msgs[i])
		}
		return take(ctx, entries)
	})
	if errors.Is(err, kafkaio.ErrGap) || errors.Is(err, kafka.OffsetOutOfRange) {
		return fmt.Errorf("%w: %w", biz.ErrGap, err)
	}
	return err
}

// decode never fails: what is no evidence keeps its index as a malformed entry that commits to the raw message.
func decode(m *kafka.Message) biz.Entry {
	e := biz.Entry{Index: uint64(m.Offset)}
	frame, err := evidencelog.DecodeFrame(m.Value)
	if err == nil && len(frame.Leaf) <= maxLeaf && evidence.CheckLeaf(frame.Leaf, frame.Salt, frame.Detail) == nil {
		if e.Event, err = evidence.ParseDetail(frame.Detail); err == nil {
			e.Leaf, e.Salt, e.Detail = frame.Leaf, frame.Salt, frame.Detail
			return e
		}
	}
	e.Leaf, e.Detail = evidence.MalformedLeaf(m.Time, m.Value), m.Value
	e.Event = evidence.Event{At: m.Time.UTC(), Kind: evidence.Malformed}
	return e
}
