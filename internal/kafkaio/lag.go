package kafkaio

import (
	"context"
	"errors"
	"fmt"

	kafka "github.com/segmentio/kafka-go"
)

// Lag is how many messages of the topics a group has not committed yet. Where it has never committed, all count. It costs three
// requests and is not repeated when one fails: whoever wants to know asks again.
func (a *Admin) Lag(ctx context.Context, group string, topics ...string) (int64, error) {
	if len(topics) == 0 {
		return 0, nil
	}
	meta, err := a.client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return 0, fmt.Errorf("lag of %s: partitions: %w", group, err)
	}
	partitions, ask := map[string][]int{}, map[string][]kafka.OffsetRequest{}
	for _, t := range meta.Topics {
		if t.Error != nil {
			return 0, fmt.Errorf("lag of %s: partitions of %s: %w", group, t.Name, t.Error)
		}
		for _, p := range t.Partitions {
			partitions[t.Name] = append(partitions[t.Name], p.ID)
			ask[t.Name] = append(ask[t.Name], kafka.FirstOffsetOf(p.ID), kafka.LastOffsetOf(p.ID))
		}
	}
	if len(partitions) != len(topics) {
		return 0, fmt.Errorf("lag of %s: partitions: %w", group, kafka.UnknownTopicOrPartition)
	}
	// The committed offsets come first: what is committed meanwhile only makes the lag look larger, never negative.
	committed, err := a.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: group, Topics: partitions})
	if err == nil && !errors.Is(committed.Error, kafka.GroupIdNotFound) { // a group that never was has committed nothing
		err = committed.Error
	}
	if err != nil {
		return 0, fmt.Errorf("lag of %s: %w", group, err)
	}
	ends, err := a.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: ask})
	if err != nil {
		return 0, fmt.Errorf("lag of %s: ends: %w", group, err)
	}
	var sum int64
	for topic := range partitions {
		n, err := behind(committed.Topics[topic], ends.Topics[topic])
		if err != nil {
			return 0, fmt.Errorf("lag of %s: %s: %w", group, topic, err)
		}
		sum += n
	}
	return sum, nil
}

// behind adds up how far a group is behind the ends of one topic's partitions.
func behind(committed []kafka.OffsetFetchPartition, ends []kafka.PartitionOffsets) (sum int64, err error) {
	from := map[int]int64{}
	for _, p := range committed {
		if p.Error != nil {
			return 0, p.Error
		}
		from[p.Partition] = p.CommittedOffset
	}
	for _, p := range ends {
		if p.Error != nil {
			return 0, p.Error
		}
		begin, ok := from[p.Partition]
		if !ok || begin < 0 {
			begin = p.FirstOffset
		}
		sum += max(0, p.LastOffset-begin)
	}
	return sum, nil
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
