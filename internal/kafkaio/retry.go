package kafkaio

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	kafka "github.com/segmentio/kafka-go"
)

// Back-off between attempts: doubled from the first to the last, with up to half of it added at random.
const (
	firstWait  = 50 * time.Millisecond
	lastWait   = time.Second
	retryLimit = 30 * time.Second
)

// backoff is the wait before attempt n (from 0).
func backoff(n int) time.Duration {
	d := lastWait
	if n < 5 {
		d = min(firstWait<<n, lastWait)
	}
	return d + rand.N(d/2)
}

// pause waits, or returns early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// permanent tells errors that no waiting mends: the broker understood us and refused.
func permanent(err error) bool {
	var mismatch *PartitionMismatch
	if errors.As(err, &mismatch) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrClosed) {
		return true
	}
	var k kafka.Error
	if errors.As(err, &k) {
		switch k { //nolint:exhaustive // the group's own signals; the rest is what kafka-go says
		case kafka.RebalanceInProgress, kafka.IllegalGeneration, kafka.UnknownMemberId, kafka.MemberIDRequired:
			return false
		}
		return !k.Temporary()
	}
	return false
}

// retry runs fn until it succeeds, is refused for good, or the context or retryLimit ends.
func retry(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, retryLimit)
	defer cancel()
	for n := 0; ; n++ {
		err := fn(ctx)
		if err == nil || permanent(err) {
			return err
		}
		if pause(ctx, backoff(n)) != nil {
			return err
		}
	}
}
