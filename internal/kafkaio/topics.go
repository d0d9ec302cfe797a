package kafkaio

import (
	"context"
	"errors"
	"fmt"
	"sort"

	kafka "github.com/segmentio/kafka-go"
)

// The topics every installation has.
const (
	Records    = "records"    // canonical records, keyed by subject token
	Quarantine = "quarantine" // what could not be accepted, with the reason and the raw bytes
	Audit      = "audit"      // evidence; one partition, its offset is the ledger's leaf index
	Notices    = "notices"    // what people should be told
)

// Inbox is the topic an agency pushes records to; its name is the sender's identity.
func Inbox(agency string) string { return "inbox." + agency }

// Receipts is the topic an agency reads the outcome of its pushes from.
func Receipts(agency string) string { return "receipts." + agency }

// Outbox is the topic deliveries to an agency are written to.
func Outbox(agency string) string { return "outbox." + agency }

// TopicSpec is what a topic must be.
type TopicSpec struct {
	Name       string
	Partitions int               // 0 means 1
	Config     map[string]string // topic settings, used at creation
}

// forever keeps a topic's messages whatever their age and size: acknowledged means kept.
func forever() map[string]string {
	return map[string]string{"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
}

// CoreTopics are the topics that must exist before any service starts.
func CoreTopics(c Config) []TopicSpec {
	return []TopicSpec{
		{Name: Records, Partitions: c.Partitions(), Config: forever()},
		{Name: Quarantine, Partitions: c.Partitions(), Config: forever()},
		{Name: Audit, Partitions: 1, Config: forever()},
		{Name: Notices, Partitions: 1, Config: forever()},
	}
}

// AgencyTopics are the topics of one agency. One partition each keeps an agency's records in the order it sent them. What an agency writes
// to its inbox is in clear; once it is dealt with, Trim removes it.
func AgencyTopics(agency string) []TopicSpec {
	return []TopicSpec{
		{Name: Inbox(agency), Config: inboxSettings()},
		{Name: Receipts(agency), Config: forever()},
		{Name: Outbox(agency), Config: forever()},
	}
}

// EnsureTopics creates the topics that are missing and checks the partitions of those that exist; it may be called
// any number of times, by several processes at once. A topic with another number of partitions is an error, because
// keys would move between partitions and one subject's records would lose their order.
func EnsureTopics(ctx context.Context, c Config, specs ...TopicSpec) error {
	if err := c.Check(); err != nil {
		return err
	}
	client, transport := c.client()
	defer transport.CloseIdleConnections()
	return ensureTopics(ctx, c, client, transport, specs)
}

func ensureTopics(ctx context.Context, c Config, client *kafka.Client, transport *kafka.Transport, specs []TopicSpec) error {
	if len(specs) == 0 {
		return nil
	}
	req := &kafka.CreateTopicsRequest{}
	for _, s := range specs {
		req.Topics = append(req.Topics, topicConfig(c, s))
	}
	return retry(ctx, func(ctx context.Context) error {
		err := createTopics(ctx, client, req)
		if err == nil {
			err = checkPartitions(ctx, client, specs)
		}
		if err != nil {
			transport.CloseIdleConnections() // and forget what it knows of the cluster
		}
		return err
	})
}

func createTopics(ctx context.Context, client *kafka.Client, req *kafka.CreateTopicsRequest) error {
	resp, err := client.CreateTopics(ctx, req)
	if err != nil {
		return fmt.Errorf("create topics: %w", err)
	}
	for name, err := range resp.Errors {
		if err != nil && !errors.Is(err, kafka.TopicAlreadyExists) {
			return fmt.Errorf("create topic %s: %w", name, err)
		}
	}
	return nil
}

func topicConfig(c Config, s TopicSpec) kafka.TopicConfig {
	t := kafka.TopicConfig{Topic: s.Name, NumPartitions: max(s.Partitions, 1), ReplicationFactor: c.replication()}
	names := make([]string, 0, len(s.Config))
	for k := range s.Config {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		t.ConfigEntries = append(t.ConfigEntries, kafka.ConfigEntry{ConfigName: k, ConfigValue: s.Config[k]})
	}
	return t
}

// checkPartitions asks for metadata until every topic is known: creation is not visible at once on a cluster.
func checkPartitions(ctx context.Context, client *kafka.Client, specs []TopicSpec) error {
	names := make([]string, len(specs))
	want := make(map[string]int, len(specs))
	for i, s := range specs {
		names[i], want[s.Name] = s.Name, max(s.Partitions, 1)
	}
	meta, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: names})
	if err != nil {
		return fmt.Errorf("read topics: %w", err)
	}
	for _, t := range meta.Topics {
		if t.Error != nil {
			return fmt.Errorf("topic %s: %w", t.Name, t.Error)
		}
		if len(t.Partitions) != want[t.Name] {
			return &PartitionMismatch{Topic: t.Name, Have: len(t.Partitions), Want: want[t.Name]}
		}
	}
	return nil
}

// PartitionMismatch is a topic that exists with another number of partitions than the configuration says.
type PartitionMismatch struct {
	Topic      string
	Have, Want int
}

func (e *PartitionMismatch) Error() string {
	return fmt.Sprintf("topic %s has %d partitions, the configuration says %d: set kafka.record_partitions to %d, or move the data to a new cluster",
		e.Topic, e.Have, e.Want, e.Have)
}
