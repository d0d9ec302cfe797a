package kafkaio

import (
	"context"
	"errors"
	"fmt"

	kafka "github.com/segmentio/kafka-go"
)

// Position is how far a group is in a partition.
type Position struct {
	Partition int
	First     int64 // offset of the oldest message there is
	End       int64 // offset the next message will get
	Committed int64 // what the group reads next; -1 when it has never committed
}

// Lag is how many messages of a topic a group has not committed yet. Where it has never committed, all count. It costs three
// requests and is not repeated when one fails: whoever wants to know asks again.
func (a *Admin) Lag(ctx context.Context, group, topic string) (int64, error) {
	at, err := a.positions(ctx, group, topic)
	if err != nil {
		return 0, err
	}
	var lag int64
	for _, p := range at {
		begin := p.Committed
		if begin < 0 {
			begin = p.First
		}
		lag += max(0, p.End-begin)
	}
	return lag, nil
}

// positions tells how far a group is in each partition of a topic.
func (a *Admin) positions(ctx context.Context, group, topic string) ([]Position, error) {
	meta, err := a.client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
	if err == nil && (len(meta.Topics) != 1 || meta.Topics[0].Error != nil) {
		err = kafka.UnknownTopicOrPartition
	}
	if err != nil {
		return nil, fmt.Errorf("position of %s: partitions of %s: %w", group, topic, err)
	}
	var partitions []int
	var ask []kafka.OffsetRequest
	for _, p := range meta.Topics[0].Partitions {
		partitions = append(partitions, p.ID)
		ask = append(ask, kafka.FirstOffsetOf(p.ID), kafka.LastOffsetOf(p.ID))
	}
	// The committed offsets come first: what is committed meanwhile only makes the lag look larger, never negative.
	committed, err := a.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{topic: partitions}})
	if err == nil && !errors.Is(committed.Error, kafka.GroupIdNotFound) { // a group that never was has committed nothing
		err = committed.Error
	}
	if err != nil {
		return nil, fmt.Errorf("position of %s: %w", group, err)
	}
	ends, err := a.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: ask}})
	if err != nil {
		return nil, fmt.Errorf("position of %s: ends of %s: %w", group, topic, err)
	}
	from := map[int]int64{}
	for _, p := range committed.Topics[topic] {
		if p.Error != nil {
			return nil, fmt.Errorf("position of %s: %w", group, p.Error)
		}
		from[p.Partition] = p.CommittedOffset
	}
	out := make([]Position, 0, len(partitions))
	for _, p := range ends.Topics[topic] {
		if p.Error != nil {
			return nil, fmt.Errorf("position of %s: ends of %s: %w", group, topic, p.Error)
		}
		at := Position{Partition: p.Partition, First: p.FirstOffset, End: p.LastOffset, Committed: -1}
		if c, ok := from[p.Partition]; ok {
			at.Committed = c
		}
		out = append(out, at)
	}
	return out, nil
}

// End is the offset the next message of the partition will get. Unlike HighWatermark it asks once, over the connections this
// administrator has.
func (a *Admin) End(ctx context.Context, topic string, partition int) (int64, error) {
	resp, err := a.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{
		Topics: map[string][]kafka.OffsetRequest{topic: {kafka.LastOffsetOf(partition)}},
	})
	if err == nil && len(resp.Topics[topic]) != 1 {
		err = kafka.UnknownTopicOrPartition
	}
	if err == nil {
		err = resp.Topics[topic][0].Error
	}
	if err != nil {
		return 0, fmt.Errorf("end of %s/%d: %w", topic, partition, err)
	}
	return resp.Topics[topic][0].LastOffset, nil
}
