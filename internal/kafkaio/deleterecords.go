package kafkaio

import (
	"context"
	"errors"
	"fmt"

	kafka "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// kafka-go has no request to remove records, but takes messages of others: these are version 0 and 1 of DeleteRecords, which
// every broker speaks.
func init() { //nolint:gochecknoinits // the place kafka-go gives for it
	protocol.Register(&deleteRecordsRequest{}, &deleteRecordsResponse{})
}

type deleteRecordsRequest struct {
	Topics    []deleteRecordsTopic `kafka:"min=v0,max=v1"`
	TimeoutMs int32                `kafka:"min=v0,max=v1"`
}

type deleteRecordsTopic struct {
	Name       string                   `kafka:"min=v0,max=v1"`
	Partitions []deleteRecordsPartition `kafka:"min=v0,max=v1"`
}

type deleteRecordsPartition struct {
	PartitionIndex int32 `kafka:"min=v0,max=v1"`
	Offset         int64 `kafka:"min=v0,max=v1"`
}

type deleteRecordsResponse struct {
	ThrottleTimeMs int32                       `kafka:"min=v0,max=v1"`
	Topics         []deleteRecordsTopicOutcome `kafka:"min=v0,max=v1"`
}

type deleteRecordsTopicOutcome struct {
	Name       string                          `kafka:"min=v0,max=v1"`
	Partitions []deleteRecordsPartitionOutcome `kafka:"min=v0,max=v1"`
}

type deleteRecordsPartitionOutcome struct {
	PartitionIndex int32 `kafka:"min=v0,max=v1"`
	LowWatermark   int64 `kafka:"min=v0,max=v1"`
	ErrorCode      int16 `kafka:"min=v0,max=v1"`
}

// ApiKey names the request.
func (*deleteRecordsRequest) ApiKey() protocol.ApiKey { return protocol.DeleteRecords } //nolint:revive // kafka-go's name

// ApiKey names the answer.
func (*deleteRecordsResponse) ApiKey() protocol.ApiKey { return protocol.DeleteRecords } //nolint:revive // kafka-go's name

// Broker sends a request to the leader of its one partition.
func (r *deleteRecordsRequest) Broker(cluster protocol.Cluster) (protocol.Broker, error) {
	t := &r.Topics[0]
	p, ok := cluster.Topics[t.Name].Partitions[t.Partitions[0].PartitionIndex]
	if !ok {
		return protocol.Broker{ID: -1}, protocol.NewErrNoPartition(t.Name, t.Partitions[0].PartitionIndex)
	}
	leader, ok := cluster.Brokers[p.Leader]
	if !ok {
		return protocol.Broker{ID: -1}, protocol.NewErrNoLeader(t.Name, p.ID)
	}
	return leader, nil
}

// deleteBefore removes what a partition has below an offset. To remove again what is gone is no error.
func (a *Admin) deleteBefore(ctx context.Context, topic string, partition int, offset int64) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	got, err := a.transport.RoundTrip(ctx, a.cfg.addr(), &deleteRecordsRequest{
		TimeoutMs: int32(attemptTimeout.Milliseconds() / 2),
		Topics:    []deleteRecordsTopic{{Name: topic, Partitions: []deleteRecordsPartition{{PartitionIndex: int32(partition), Offset: offset}}}}, //nolint:gosec // the broker's own number
	})
	if err != nil {
		return fmt.Errorf("remove records of %s/%d: %w", topic, partition, err)
	}
	resp, ok := got.(*deleteRecordsResponse)
	if !ok || len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return fmt.Errorf("remove records of %s/%d: not the answer that was due", topic, partition)
	}
	switch err := kafka.Error(resp.Topics[0].Partitions[0].ErrorCode); {
	case err == 0, errors.Is(err, kafka.OffsetOutOfRange): // another process was faster
		return nil
	default:
		return fmt.Errorf("remove records of %s/%d below %d: %w", topic, partition, offset, err)
	}
}
