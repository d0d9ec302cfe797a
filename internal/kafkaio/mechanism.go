package kafkaio

import (
	"context"

	"github.com/segmentio/kafka-go/sasl"
)

// Mechanism is how agencies' clients log in to the broker.
const Mechanism = "SCRAM-SHA-256"

// refusedMechanism stands in for a user name or password SCRAM cannot carry, so that the connection says why.
type refusedMechanism struct{ err error }

func (refusedMechanism) Name() string { return Mechanism }

func (r refusedMechanism) Start(context.Context) (sasl.StateMachine, []byte, error) {
	return nil, nil, r.err
}
