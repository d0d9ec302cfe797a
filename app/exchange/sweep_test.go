package exchange_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// inClear lists the files below a folder that hold a text.
func inClear(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	ok(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // files go while we look
		}
		raw, err := os.ReadFile(path) //nolint:gosec // of this test
		if err == nil && bytes.Contains(raw, []byte(text)) {
			found = append(found, path)
		}
		return nil
	}))
	return found
}

// begins is where the broker says an agency's inbox begins. (It answers whole batches, so one that was cut can still be seen whole.)
func (r *rig) begins(agency string) int64 {
	r.t.Helper()
	transport := r.kafka.Transport()
	defer transport.CloseIdleConnections()
	client, topic := &kafka.Client{Addr: kafka.TCP(r.kafka.Brokers...), Transport: transport}, kafkaio.Inbox(agency)
	got, err := client.ListOffsets(r.t.Context(), &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: {kafka.FirstOffsetOf(0)}}})
	ok(r.t, err)
	ok(r.t, got.Topics[topic][0].Error)
	return got.Topics[topic][0].FirstOffset
}

// What an agency writes about a person to its inbox is in clear. Once it is dealt with it goes: from the topic, and from the disk. What is
// not dealt with stays, and nothing of what an agency writes is taken for the exchange's own fillers.
func TestInboxesAreSwept(t *testing.T) {
	often := data.Sweep{Every: 5 * time.Millisecond, After: 1 << 30}
	broker, dir := kafkatest.StartProcess(t), t.TempDir()
	r := rigOn(t, broker.Config, sqlstore.Config{Path: filepath.Join(dir, "sql")}, dir, nil)
	r.agency("lc-scjgj")
	r.agency("lc-hbj")
	var rows []kafkaio.Message
	for i := range 40 {
		rows = append(rows, sent("penalty", personPenalty(map[string]any{"CF_WSH": fmt.Sprint(i)})))
	}
	rows = append(rows, sent("penalty", personPenalty(map[string]any{"CF_JDRQ": "nonsense"})),
		sent("penalty", map[string]any{person: "a table without its header"}), sent(person, penalty(nil)), // refused, and what is told of them holds no number
		sent("penalty", penalty(nil), kafka.Header{Key: "chengxin-filler", Value: []byte("forged")}))

	// The catalog is not there: nothing is dealt with, so nothing goes, however often it is swept.
	r.schemas.Replace(0, nil)
	r.send("lc-scjgj", rows...)
	stop := r.sweeping(often)
	r.send("lc-hbj", sent("penalty", penalty(map[string]any{"CF_WSH": "other"})))
	for range 20 {
		if at := r.begins("lc-scjgj"); at != 0 {
			t.Fatalf("begins at %d, and nothing was dealt with", at)
		}
	}
	if len(inClear(t, broker.Dir, person)) == 0 {
		t.Fatal("nothing in clear to begin with: the test shows nothing")
	}
	r.schemas.Replace(2, schemas(t, r.clock))
	testkit.Eventually(t, 30*time.Second, "the inbox to be dealt with", func() bool { return r.handled("lc-scjgj") == 44 })
	testkit.Eventually(t, 30*time.Second, "the person to go from the disk", func() bool { return len(inClear(t, broker.Dir, person)) == 0 })
	if at := r.begins("lc-scjgj"); at < 44 {
		t.Fatalf("the inbox still begins at %d", at)
	}
	if n := r.versions(); n != 42 {
		t.Fatalf("%d records, not 40 of the person, the one that looked like a filler and the other agency's", n)
	}

	// The broker dies: what comes then is not taken for what was there before.
	stop()
	broker.Kill()
	broker.Start()
	stop = r.sweeping(often)
	r.send("lc-scjgj", sent("penalty", personPenalty(map[string]any{"CF_WSH": "after"})))
	testkit.Eventually(t, 60*time.Second, "what came after the crash to be dealt with", func() bool { return r.versions() == 43 })
	testkit.Eventually(t, 30*time.Second, "the person to go from the disk again", func() bool { return len(inClear(t, broker.Dir, person)) == 0 })
	stop()
	if q := r.quarantine(); len(q) != 3 {
		t.Fatalf("%d in quarantine: a filler was taken for a record", len(q))
	}
	list, err := r.receipts.List(t.Context(), "lc-scjgj", "", "", 100)
	ok(t, err)
	var total int64
	for i := range list {
		total += list[i].Total
	}
	if total != 45 {
		t.Fatalf("receipts of %d records", total)
	}
	if found := inClear(t, dir, person); len(found) > 0 {
		t.Fatalf("in clear: %q", found)
	}
}

// A large delivery is removed while it is taken in, and what is left of it when the exchange stops.
func TestLargeDeliveriesAreSweptAtOnce(t *testing.T) {
	r := newRig(t, nil)
	r.agency("lc-scjgj")
	stop := r.sweeping(data.Sweep{Every: time.Hour, After: 20_000})
	var rows []kafkaio.Message
	for i := range 100 {
		rows = append(rows, sent("penalty", penalty(map[string]any{"CF_WSH": fmt.Sprint(i)})))
	}
	r.send("lc-scjgj", rows...)
	testkit.Eventually(t, 30*time.Second, "most of the delivery to go", func() bool { return r.begins("lc-scjgj") > 50 })
	r.send("lc-scjgj", rows[:1]...)
	testkit.Eventually(t, 30*time.Second, "the rest to be dealt with", func() bool { return r.handled("lc-scjgj") == 101 })
	stop()
	if at := r.begins("lc-scjgj"); at != 100 {
		t.Fatalf("after the stop the inbox begins at %d", at)
	}
}
