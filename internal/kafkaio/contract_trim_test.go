package kafkaio_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

const secret = "371502199001011234"

// trimmed is an inbox with a group that reads it.
type trimmed struct {
	t      *testing.T
	ctx    context.Context //nolint:containedctx // of one test
	broker *kafkatest.Process
	admin  *kafkaio.Admin
	name   string
	group  *kafkaio.Consumer
}

// take commits the next n messages, which must follow from an offset.
func (x *trimmed) take(from, n int64) {
	x.t.Helper()
	for got := int64(0); got < n; {
		batch, err := x.group.Fetch(x.ctx)
		must(x.t, err)
		for _, m := range batch.Messages {
			if m.Offset != from+got {
				x.t.Fatalf("read offset %d where %d was due", m.Offset, from+got)
			}
			got++
		}
		must(x.t, x.group.Commit(x.ctx, batch))
	}
}

// at is where the partition was before what can be removed was.
func (x *trimmed) at() kafkaio.Position {
	x.t.Helper()
	var p []kafkaio.Position
	testkit.Eventually(x.t, 30*time.Second, "the broker to answer", func() (ok bool) {
		var err error
		p, err = x.admin.Trim(x.ctx, "trim", x.name) // not repeated by itself
		return err == nil
	})
	if len(p) != 1 {
		x.t.Fatalf("%+v", p)
	}
	return p[0]
}

// readable tells whether an offset can be read.
func (x *trimmed) readable(offset int64) bool {
	x.t.Helper()
	found, stop := false, errors.New("stop")
	err := kafkaio.Tail(x.ctx, x.broker.Config, x.name, 0, offset, func(msgs []kafka.Message) error {
		found = msgs[0].Offset == offset
		return stop
	})
	if !errors.Is(err, stop) && !errors.Is(err, kafka.OffsetOutOfRange) {
		x.t.Fatal(err)
	}
	return found
}

// onDisk tells whether the secret is in a file of the topic.
func (x *trimmed) onDisk() (found bool) {
	x.t.Helper()
	must(x.t, filepath.WalkDir(x.broker.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // files go while we look
		}
		raw, err := os.ReadFile(path) //nolint:gosec // the broker's
		found = found || err == nil && bytes.Contains(raw, []byte(secret))
		return nil
	}))
	return found
}

func filling(n int) kafkaio.Message {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return kafkaio.Message{Value: b}
}

// trim removes what a group is done with: unreadable at once, off the disk when it is displaced, and the offsets go on as if nothing
// had been removed, even when the broker dies right then.
func trim(t *testing.T, b *kafkatest.Process) {
	x := &trimmed{t: t, ctx: within(t, 2*time.Minute), broker: b, admin: kafkaio.NewAdmin(b.Config), name: kafkaio.Inbox("trim")}
	defer func() { _ = x.admin.Close() }()
	old := kafkaio.TopicSpec{Name: x.name} // as an earlier version made it
	must(t, x.admin.EnsureTopics(x.ctx, old))
	must(t, x.admin.SettleInboxes(x.ctx, x.name))
	p := producer(t, b.Config)
	must(t, p.Send(x.ctx, x.name, values(secret, 300)))

	if at := x.at(); at.Committed >= 0 || at.End != 300 || !x.readable(0) {
		t.Fatalf("nobody committed anything: %+v", at)
	}
	group, err := kafkaio.NewConsumer(b.Config, "trim", []string{x.name}, kafkaio.ConsumerOptions{MaxMessages: 100, Session: 6 * time.Second})
	must(t, err)
	x.group = group
	x.take(0, 100)
	if at := x.at(); at.Committed != 100 || x.readable(99) || !x.readable(100) || !x.readable(299) {
		t.Fatalf("100 committed: %+v", at)
	}
	x.take(100, 200)
	if x.at(); x.readable(298) || !x.readable(299) {
		t.Fatal("all committed, and the last one stays")
	}
	if !x.onDisk() {
		t.Fatal("the secret is on no disk: the test shows nothing")
	}
	must(t, kafkaio.Displace(x.ctx, p, x.name, 0, filling))
	x.take(300, 3)
	x.at()
	testkit.Eventually(t, 30*time.Second, "the secret to go from the disk", func() bool { return !x.onDisk() })

	must(t, group.Close())
	b.Kill()
	b.Start()
	must(t, p.Send(x.ctx, x.name, values("after", 5)))
	if at := x.at(); at.Committed != 303 || at.End != 308 {
		t.Fatalf("after the broker died: %+v", at)
	}
	x.group = newGroup(t, b.Config, "trim", x.name)
	x.take(303, 5)
	last, ok, err := x.admin.Last(x.ctx, x.name, x.at())
	must(t, err)
	if !ok || last.Offset != 307 || string(last.Value) != "after-4" {
		t.Fatalf("the last message is %d %q", last.Offset, last.Value)
	}
}
