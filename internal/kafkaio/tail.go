package kafkaio

import (
	"context"
	"errors"
	"fmt"

	kafka "github.com/segmentio/kafka-go"
)

// ErrGap is a partition whose offsets do not follow one another: messages were removed that had to be kept.
var ErrGap = errors.New("kafka: messages are missing from the topic")

// Tail reads one partition in order from an offset, without a group, until ctx ends or fn fails; it gives fn whatever is
// there, never out of order, never with a gap (ErrGap), never twice. A lost broker is waited for. The messages may be kept.
func Tail(ctx context.Context, c Config, topic string, partition int, from int64, fn func([]kafka.Message) error) error {
	if err := c.Check(); err != nil {
		return err
	}
	client, transport := c.client()
	defer transport.CloseIdleConnections()
	f := &fetcher{client: client, topic: topic, partition: partition, offset: from}
	for failures := 0; ; {
		expect := f.offset
		msgs, err := f.next(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if errors.Is(err, kafka.OffsetOutOfRange) || permanent(err) {
				return err
			}
			transport.CloseIdleConnections()
			_ = pause(ctx, backoff(failures))
			failures++
			continue
		}
		failures = 0
		if len(msgs) == 0 {
			continue
		}
		if err := dense(msgs, expect); err != nil {
			return err
		}
		if err := fn(msgs); err != nil {
			return err
		}
	}
}

func dense(msgs []kafka.Message, expect int64) error {
	for i := range msgs {
		if expect >= 0 && msgs[i].Offset != expect {
			return fmt.Errorf("%w: %s/%d has %d where %d was due", ErrGap, msgs[i].Topic, msgs[i].Partition, msgs[i].Offset, expect)
		}
		expect = msgs[i].Offset + 1
	}
	return nil
}

// HighWatermark is the offset the next message of the partition will get.
func HighWatermark(ctx context.Context, c Config, topic string, partition int) (int64, error) {
	if err := c.Check(); err != nil {
		return 0, err
	}
	client, transport := c.client()
	defer transport.CloseIdleConnections()
	var last int64
	err := retry(ctx, func(ctx context.Context) error {
		resp, err := client.ListOffsets(ctx, &kafka.ListOffsetsRequest{
			Topics: map[string][]kafka.OffsetRequest{topic: {kafka.LastOffsetOf(partition)}},
		})
		if err == nil && len(resp.Topics[topic]) != 1 {
			err = kafka.UnknownTopicOrPartition
		}
		if err == nil {
			err = resp.Topics[topic][0].Error
		}
		if err != nil {
			transport.CloseIdleConnections()
			return fmt.Errorf("read the end of %s/%d: %w", topic, partition, err)
		}
		last = resp.Topics[topic][0].LastOffset
		return nil
	})
	return last, err
}
