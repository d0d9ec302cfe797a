package data

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"math"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Group is the consumer group of the loader.
const Group = "history.loader"

// Stream reads `records` as a member of the loader's group.
type Stream struct{ consumer *kafkaio.Consumer }

// NewStream joins a group, Group but for measurements; Close leaves it.
func NewStream(c kafkaio.Config, group string, opts kafkaio.ConsumerOptions) (*Stream, error) {
	consumer, err := kafkaio.NewConsumer(c, group, []string{kafkaio.Records}, opts)
	if err != nil {
		return nil, err
	}
	return &Stream{consumer}, nil
}

// Close leaves the group.
func (s *Stream) Close() error { return s.consumer.Close() }

type delivery struct{ batch kafkaio.Batch }

func (d *delivery) Len() int { return len(d.batch.Messages) }

func (d *delivery) Message(i int) biz.Message {
	m := &d.batch.Messages[i]
	return biz.Message{Key: m.Key, Value: m.Value, Topic: m.Topic, Partition: m.Partition, Offset: uint64(m.Offset), At: m.Time}
}

// Fetch waits for a batch.
func (s *Stream) Fetch(ctx context.Context) (biz.Delivery, error) {
	b, err := s.consumer.Fetch(ctx)
	if err != nil {
		return nil, err
	}
	return &delivery{b}, nil
}

// Commit says that the batch is stored. When its partitions were handed to another member meanwhile, that one stores it again, which
// changes nothing.
func (s *Stream) Commit(ctx context.Context, d biz.Delivery) error {
	err := s.consumer.Commit(ctx, d.(*delivery).batch) // Fetch makes no other
	if errors.Is(err, kafkaio.ErrRevoked) {
		return nil
	}
	return err
}

// Sealer seals what is put aside.
type Sealer interface {
	Seal(dst, plaintext, aad []byte) []byte
}

// Poison puts messages that are no records into `quarantine`.
type Poison struct {
	producer *kafkaio.Producer
	seal     Sealer
}

// NewPoison makes it; the producer stays the caller's.
func NewPoison(p *kafkaio.Producer, s Sealer) *Poison { return &Poison{p, s} }

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// mostRaw is how much of a message is kept: sealed it grows by a third, and a frame too large for the broker would stop the loader for good.
const mostRaw = 600 << 10

// Quarantine keeps a message with the reason. Its id follows from its place in the log, so that a redelivery is the same entry.
func (p *Poison) Quarantine(ctx context.Context, m biz.Message, reason error) error {
	source := record.NewSources("loader", m.Topic, fmt.Sprint(m.Partition)).At(int64(min(m.Offset, math.MaxInt64)), [32]byte{})
	q := record.Quarantined{
		ID: "q" + idText.EncodeToString(source[:]), Line: int64(m.Offset), At: m.At.UnixMicro(), By: "loader", ContentType: "application/octet-stream",
		Reasons: []record.Reason{{
			Code:    "RECORD_UNREADABLE",
			Message: fault.Text{Zh: "装载程序无法读取该消息。", En: "The loader could not read the message: " + reason.Error()},
			Next:    fault.Text{Zh: "请系统管理员核对写入 records 主题的程序版本。", En: "The system administrator should check which program wrote it to the topic records."},
		}},
	}
	raw := m.Value[:min(len(m.Value), mostRaw)]
	q.Raw = p.seal.Seal(nil, raw, record.QuarantineContext(q.ID))
	if err := p.producer.Send(ctx, kafkaio.Quarantine, []kafkaio.Message{{Key: []byte(q.ID), Value: q.Append(nil)}}); err != nil {
		return fmt.Errorf("quarantine a message: %w", err)
	}
	return nil
}
