package data

import (
	"context"
	"errors"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Stream writes to Kafka.
type Stream struct{ producer *kafkaio.Producer }

// NewStream writes with a producer, which it does not close.
func NewStream(p *kafkaio.Producer) *Stream { return &Stream{p} }

// Sequence begins what one sender writes in order.
func (s *Stream) Sequence() biz.Sequence { return &sequence{s.producer.Sequence()} }

// sequence is a biz.Sequence.
type sequence struct{ seq *kafkaio.Sequence }

// Records writes canonical records.
func (s *sequence) Records(ctx context.Context, msgs []biz.Message) biz.Written {
	return s.send(ctx, kafkaio.Records, msgs)
}

// Quarantine writes quarantine frames.
func (s *sequence) Quarantine(ctx context.Context, msgs []biz.Message) biz.Written {
	return s.send(ctx, kafkaio.Quarantine, msgs)
}

// Results writes to the agency's topic of receipts.
func (s *Stream) Results(ctx context.Context, agency string, values [][]byte) error {
	msgs := make([]kafkaio.Message, len(values))
	for i, v := range values {
		msgs[i] = kafkaio.Message{Value: v}
	}
	return brokerDown(s.producer.Send(ctx, kafkaio.Receipts(agency), msgs))
}

func (s *sequence) send(ctx context.Context, topic string, msgs []biz.Message) biz.Written {
	out := make([]kafkaio.Message, len(msgs))
	for i, m := range msgs {
		out[i] = kafkaio.Message{Key: m.Key, Value: m.Value}
	}
	written := s.seq.Start(ctx, topic, out)
	return func(ctx context.Context) error { return brokerDown(written(ctx)) }
}

func brokerDown(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return fault.New(fault.Unavailable, "BROKER_DOWN", "消息系统暂时不可用。", "The message broker is not available.").
		Then("请稍后重试。", "Try again in a moment.").Because(err)
}
