package kafkaio

import (
	"context"
	"fmt"
	"strconv"

	kafka "github.com/segmentio/kafka-go"
)

// inboxSegment is how large one file of an inbox may grow. A broker frees whole files, so the smaller they are, the sooner what was
// removed is off the disk. It is the least Apache Kafka takes.
const inboxSegment = 1 << 20

// inboxSettings are those of every inbox: nothing goes by age or size, only Trim removes.
func inboxSettings() map[string]string {
	settings := forever()
	settings["segment.bytes"] = strconv.Itoa(inboxSegment)
	return settings
}

// SettleInboxes gives inboxes that exist the settings of new ones.
func (a *Admin) SettleInboxes(ctx context.Context, topics ...string) error {
	if len(topics) == 0 {
		return nil
	}
	req := &kafka.IncrementalAlterConfigsRequest{}
	for _, t := range topics {
		req.Resources = append(req.Resources, kafka.IncrementalAlterConfigsRequestResource{
			ResourceType: kafka.ResourceTypeTopic, ResourceName: t,
			Configs: []kafka.IncrementalAlterConfigsRequestConfig{{Name: "segment.bytes", Value: strconv.Itoa(inboxSegment), ConfigOperation: kafka.ConfigOperationSet}},
		})
	}
	resp, err := a.client.IncrementalAlterConfigs(ctx, req)
	if err != nil {
		return fmt.Errorf("settings of inboxes: %w", err)
	}
	for _, r := range resp.Resources {
		if r.Error != nil {
			return fmt.Errorf("settings of %s: %w", r.ResourceName, r.Error)
		}
	}
	return nil
}

// Trim removes what a group has committed from a topic, for good: who reads below is told that the offset is out of range, and the
// broker deletes the files that hold nothing else. It tells what the topic was like before.
//
// Only what is below the committed offset goes, so nothing that somebody still has to read; a group that never committed keeps everything.
// A broker answers whole batches, so those of the batch that was cut can be seen until it goes as a whole.
// The last message of a partition always stays: the embedded broker counts offsets from the files it finds, and one that finds none after
// a restart would begin at zero again, below what was committed.
func (a *Admin) Trim(ctx context.Context, group, topic string) ([]Position, error) {
	all, err := a.positions(ctx, group, topic)
	if err != nil {
		return nil, err
	}
	at := all[topic]
	for _, p := range at {
		if below := min(p.Committed, p.End-1); below > p.First {
			if err := a.deleteBefore(ctx, topic, p.Partition, below); err != nil {
				return nil, err
			}
		}
	}
	return at, nil
}

// Last is the last message of a partition; false when it is empty.
func (a *Admin) Last(ctx context.Context, topic string, p Position) (kafka.Message, bool, error) {
	if p.End <= p.First {
		return kafka.Message{}, false, nil
	}
	f := &fetcher{client: a.client, topic: topic, partition: p.Partition, offset: p.End - 1}
	msgs, err := f.next(ctx)
	if err != nil || len(msgs) == 0 {
		return kafka.Message{}, false, err
	}
	return msgs[len(msgs)-1], true, nil
}

// displacing are the sizes of the messages that Displace writes: the first two fill a file of an inbox whatever is in it, so that the last
// one is in a file without anything from before them, by both brokers' ways of counting.
var displacing = [...]int{640 << 10, 640 << 10, 32}

// Displace writes messages without content to a partition, so that what is before them ends up in files the broker can delete: it never
// deletes the one it writes to. message gives one of about n bytes that can't be compressed, and that readers know to skip.
func Displace(ctx context.Context, p *Producer, topic string, partition int, message func(n int) Message) error {
	for _, n := range displacing {
		if _, err := p.Produce(ctx, topic, partition, []Message{message(n)}); err != nil {
			return fmt.Errorf("displace in %s/%d: %w", topic, partition, err)
		}
	}
	return nil
}
