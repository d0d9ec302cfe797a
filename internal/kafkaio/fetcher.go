package kafkaio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	kafka "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

const (
	fetchBytes = 2 << 20         // asked of the broker at a time and partition
	fetchWait  = 2 * time.Second // how long the broker may hold an empty answer
	slabBytes  = 256 << 10
)

// fetcher reads one partition in order.
type fetcher struct {
	client    *kafka.Client
	topic     string
	partition int
	offset    int64 // of the next message, or kafka.FirstOffset
}

// next is what the broker has from the fetcher's offset on; nothing after fetchWait without news.
func (f *fetcher) next(ctx context.Context) ([]kafka.Message, error) {
	resp, err := f.client.Fetch(ctx, &kafka.FetchRequest{
		Topic: f.topic, Partition: f.partition, Offset: f.offset,
		MinBytes: 1, MaxBytes: fetchBytes, MaxWait: fetchWait,
	})
	if err != nil {
		return nil, fmt.Errorf("fetch %s/%d: %w", f.topic, f.partition, err)
	}
	if resp.Error != nil {
		return nil, fmt.Errorf("fetch %s/%d at %d (log is %d to %d): %w", f.topic, f.partition, f.offset,
			resp.LogStartOffset, resp.HighWatermark, resp.Error)
	}
	msgs, err := f.decode(resp.Records)
	if len(msgs) > 0 {
		f.offset = msgs[len(msgs)-1].Offset + 1
		return msgs, nil // an error after good messages shows again at the next call
	}
	return nil, err
}

// decode copies the records out of the connection's pages into slabs shared by many messages.
func (f *fetcher) decode(r kafka.RecordReader) ([]kafka.Message, error) {
	var (
		msgs []kafka.Message
		slab []byte
		err  error
	)
	for {
		rec, readErr := r.ReadRecord()
		if errors.Is(readErr, io.EOF) {
			return msgs, nil
		}
		if readErr != nil {
			return msgs, fmt.Errorf("decode %s/%d: %w", f.topic, f.partition, readErr)
		}
		if rec.Offset < f.offset { // brokers answer whole batches
			release(rec)
			continue
		}
		m := kafka.Message{Topic: f.topic, Partition: f.partition, Offset: rec.Offset, Time: rec.Time, Headers: rec.Headers}
		if m.Key, slab, err = carve(slab, rec.Key); err == nil {
			m.Value, slab, err = carve(slab, rec.Value)
		}
		release(rec)
		if err != nil {
			return msgs, fmt.Errorf("decode %s/%d: %w", f.topic, f.partition, err)
		}
		if msgs == nil {
			msgs = make([]kafka.Message, 0, 256)
		}
		msgs = append(msgs, m)
	}
}

func release(rec *kafka.Record) {
	if rec.Key != nil {
		_ = rec.Key.Close()
	}
	if rec.Value != nil {
		_ = rec.Value.Close()
	}
}

// carve reads b into the slab, or into a new one when it has no room.
func carve(slab []byte, b protocol.Bytes) (part, rest []byte, err error) {
	if b == nil {
		return nil, slab, nil
	}
	n := b.Len()
	if n > len(slab) {
		if n > slabBytes/4 {
			part = make([]byte, n)
			_, err = io.ReadFull(b, part)
			return part, slab, err
		}
		slab = make([]byte, slabBytes)
	}
	part = slab[:n:n]
	_, err = io.ReadFull(b, part)
	return part, slab[n:], err
}
