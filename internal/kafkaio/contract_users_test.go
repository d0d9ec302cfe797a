package kafkaio_test

import (
	"context"
	"errors"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func as(c kafkaio.Config, user, secret string) kafkaio.Config {
	c.Username, c.Password = user, secret
	return c
}

// impatient fails soon, for what must fail.
func impatient(t *testing.T, c kafkaio.Config) *kafkaio.Producer {
	t.Helper()
	p := kafkaio.NewProducerWith(c, kafkaio.ProducerOptions{Patience: time.Second})
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func agencyPermissions(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, 2*time.Minute)
	admin := kafkaio.NewAdmin(b.Config)
	defer func() { _ = admin.Close() }()
	must(t, admin.SetAgency(ctx, "tax", "tax-pusher", "secret-1"))
	must(t, admin.SetAgency(ctx, "taxi", "taxi-pusher", "secret-2"))
	must(t, admin.SetAgency(ctx, "tax", "tax-pusher", "secret-1")) // again: nothing changes
	mine := as(b.Config, "tax-pusher", "secret-1")

	p := impatient(t, mine)
	testkit.Eventually(t, 20*time.Second, "the agency may write its inbox", func() bool {
		_, err := p.Append(ctx, kafkaio.Inbox("tax"), 0, values("x", 1))
		return err == nil
	})
	for _, name := range []string{kafkaio.Inbox("taxi"), kafkaio.Receipts("tax"), kafkaio.Outbox("tax"), kafkaio.Records, kafkaio.Audit} {
		if _, err := p.Append(ctx, name, 0, values("x", 1)); err == nil {
			t.Errorf("an agency wrote %s", name)
		}
	}
	must(t, producer(t, b.Config).Send(ctx, kafkaio.Receipts("tax"), values("receipt", 3)))
	batch, err := newGroup(t, mine, "tax.clerk", kafkaio.Receipts("tax")).Fetch(ctx)
	must(t, err)
	if len(batch.Messages) != 3 {
		t.Fatalf("%d receipts", len(batch.Messages))
	}
	for _, name := range []string{kafkaio.Inbox("taxi"), kafkaio.Receipts("taxi"), kafkaio.Outbox("taxi"), kafkaio.Inbox("tax"), kafkaio.Records, kafkaio.Audit} {
		short, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := kafkaio.Tail(short, mine, name, 0, 0, func([]kafka.Message) error { return nil })
		cancel()
		if !errors.Is(err, kafka.TopicAuthorizationFailed) && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an agency read %s: %v", name, err)
		}
	}
	short, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if _, err := newGroup(t, mine, "taxi.clerk", kafkaio.Receipts("tax")).Fetch(short); err == nil {
		t.Error("an agency used another agency's consumer group")
	}
	if err := kafkaio.NewAdmin(mine).RevokeUser(short, "taxi-pusher"); err == nil {
		t.Error("an agency changed users")
	}
}

func wrongPassword(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, time.Minute)
	for _, c := range []kafkaio.Config{as(b.Config, b.Config.Username, "wrong"), as(b.Config, "nobody", "x"), as(b.Config, "", "")} {
		if _, err := impatient(t, c).Append(ctx, kafkaio.Audit, 0, values("x", 1)); err == nil {
			t.Errorf("user %q with password %q was let in", c.Username, c.Password)
		}
	}
}

func revoked(t *testing.T, b *kafkatest.Process) {
	ctx := within(t, 2*time.Minute)
	admin := kafkaio.NewAdmin(b.Config)
	defer func() { _ = admin.Close() }()
	must(t, admin.SetAgency(ctx, "court", "court-pusher", "secret"))
	mine := as(b.Config, "court-pusher", "secret")
	open := impatient(t, mine)
	testkit.Eventually(t, 20*time.Second, "the agency may write", func() bool {
		_, err := open.Append(ctx, kafkaio.Inbox("court"), 0, values("x", 1))
		return err == nil
	})
	// The user and its permissions outlive the broker.
	b.Kill()
	b.Start()
	if _, err := producer(t, mine).Append(ctx, kafkaio.Inbox("court"), 0, values("x", 1)); err != nil {
		t.Fatalf("after a restart: %v", err)
	}
	must(t, admin.RevokeUser(ctx, "court-pusher"))
	must(t, admin.RevokeUser(ctx, "court-pusher")) // again: nothing to do
	testkit.Eventually(t, 10*time.Second, "the open connection is refused", func() bool {
		_, err := open.Append(ctx, kafkaio.Inbox("court"), 0, values("x", 1))
		return err != nil
	})
	if _, err := impatient(t, mine).Append(ctx, kafkaio.Inbox("court"), 0, values("x", 1)); err == nil {
		t.Fatal("a revoked user connected")
	}
}
