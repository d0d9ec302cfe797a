package kafkaio

import (
	"context"

	"github.com/segmentio/kafka-go/sasl"
)

// refusedMechanism stands in for a user name or password SCRAM cannot carry, so that the connection says why.
type refusedMechanism struct{ err error }

func (refusedMechanism) Name() string { return "SCRAM-SHA-256" }

func (r refusedMechanism) Start(context.Context) (sasl.StateMachine, []byte, error) {
	return nil, nil, r.err
}
