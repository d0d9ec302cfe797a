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

// Lag is how many messages of the topics a group has not committed yet. Where it has never committed, all count. It costs three
// requests and is not repeated when one fails: whoever wants to know asks again.
func (a *Admin) Lag(ctx context.Context, group string, topics ...string) (int64, error) {
	all, err := a.positions(ctx, group, topics...)
	if err != nil {
		return 0, err
	}
	var lag int64
	for _, at := range all {
		for _, p := range at {
			begin := p.Committed
			if begin < 0 {
				begin = p.First
			}
			lag += max(0, p.End-begin)
		}
	}
	return lag, nil
}

// positions tells how far a group is in each partition of the topics.
func (a *Admin) positions(ctx context.Context, group string, topics ...string) (map[string][]Position, error) {
	if len(topics) == 0 {
		return nil, nil
	}
	meta, err := a.client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, fmt.Errorf("position of %s: partitions: %w", group, err)
	}
	partitions, ask := map[string][]int{}, map[string][]kafka.OffsetRequest{}
	for _, t := range meta.Topics {
		if t.Error != nil {
			return nil, fmt.Errorf("position of %s: partitions of %s: %w", group, t.Name, t.Error)
		}
		for _, p := range t.Partitions {
			partitions[t.Name] = append(partitions[t.Name], p.ID)
			ask[t.Name] = append(ask[t.Name], kafka.FirstOffsetOf(p.ID), kafka.LastOffsetOf(p.ID))
		}
	}
	if len(partitions) != len(topics) {
		return nil, fmt.Errorf("position of %s: partitions: %w", group, kafka.UnknownTopicOrPartition)
	}
	// The committed offsets come first: what is committed meanwhile only makes the lag look larger, never negative.
	committed, err := a.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: group, Topics: partitions})
	if err == nil && !errors.Is(committed.Error, kafka.GroupIdNotFound) { // a group that never was has committed nothing
		err = committed.Error
	}
	if err != nil {
		return nil, fmt.Errorf("position of %s: %w", group, err)
	}
	ends, err := a.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: ask})
	if err != nil {
		return nil, fmt.Errorf("position of %s: ends: %w", group, err)
	}
	out := make(map[string][]Position, len(topics))
	for topic := range partitions {
		if out[topic], err = between(committed.Topics[topic], ends.Topics[topic]); err != nil {
			return nil, fmt.Errorf("position of %s in %s: %w", group, topic, err)
		}
	}
	return out, nil
}

// between puts together what a group has committed of one topic's partitions and where they begin and end.
func between(committed []kafka.OffsetFetchPartition, ends []kafka.PartitionOffsets) ([]Position, error) {
	from := map[int]int64{}
	for _, p := range committed {
		if p.Error != nil {
			return nil, p.Error
		}
		from[p.Partition] = p.CommittedOffset
	}
	out := make([]Position, 0, len(ends))
	for _, p := range ends {
		if p.Error != nil {
			return nil, p.Error
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
