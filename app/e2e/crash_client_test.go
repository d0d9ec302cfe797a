package e2e

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl/scram"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// crash is the load on a system that is killed, and all that its clients remember.
type crash struct {
	*world
	t        testing.TB
	subjects []string
	quit     chan struct{}
	clients  sync.WaitGroup
	// acks, inboxAcks and answers count since the start.
	acks, inboxAcks, answers atomic.Int64

	mu sync.Mutex
	// records is what was sent, by document number; all of it is acknowledged once the clients have ended.
	records map[string]*sent
	// seen are answers whose evidence was not checked yet; every holds all, indices their evidence.
	seen    []seen
	every   []seen
	indices map[uint64]bool
	ledger  pinned
}

// sent is one record with the versions that were acknowledged, oldest first.
type sent struct {
	subject  string
	versions []string
}

// seen is an answer that reached an officer.
type seen struct {
	index   uint64
	subject string
	allowed bool
	count   string // of records, as the answer said
}

const (
	crashSubjects = 12
	httpPushers   = 2
	officers      = 2
)

func newCrash(t testing.TB, w *world, r *rand.Rand) *crash {
	c := &crash{world: w, t: t, quit: make(chan struct{}), records: map[string]*sent{}, indices: map[uint64]bool{}}
	for range crashSubjects {
		c.subjects = append(c.subjects, company(r.IntN(100_000)))
	}
	c.pin()
	return c
}

// company makes a valid unified social credit code of a synthetic company in Dongchangfu.
func company(n int) string {
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("MA9%05d", n)
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(org[i] - '0')
		if org[i] >= 'A' {
			v = int(org[i]-'A') + 10
		}
		sum += v * weight
	}
	code := "91371502" + org + string("0123456789X0"[11-sum%11])
	sum = 0
	for i, weight := 0, 1; i < len(code); i, weight = i+1, weight*3%31 {
		sum += strings.IndexByte(digits, code[i]) * weight
	}
	return code + string(digits[(31-sum%31)%31])
}

// load starts the clients.
func (c *crash) load() {
	run := func(name string, f func(name string, r *rand.Rand), seed int) {
		r := rand.New(rand.NewPCG(uint64(seed), 2)) //nolint:gosec // chance of a test
		c.clients.Go(func() { f(name, r) })
	}
	for i := range httpPushers {
		run(fmt.Sprintf("h%d", i), c.pushes, i)
	}
	run("k", c.writes, 10)
	for i := range officers {
		run(fmt.Sprintf("o%d", i), c.asks, 20+i)
	}
	c.t.Cleanup(c.end)
}

// end lets the clients finish: what they have begun they retry until it is acknowledged.
func (c *crash) end() {
	select {
	case <-c.quit:
	default:
		close(c.quit)
	}
	c.clients.Wait()
}

func (c *crash) ending() bool {
	select {
	case <-c.quit:
		return true
	default:
		return false
	}
}

// working waits until the load makes progress of each kind, to a random point.
func (c *crash) working(r *rand.Rand) {
	c.t.Helper()
	acks, inbox, answers := c.acks.Load()+int64(1+r.IntN(5)), c.inboxAcks.Load()+int64(r.IntN(2)), c.answers.Load()+int64(1+r.IntN(8))
	testkit.Eventually(c.t, 90*time.Second, "acknowledgements and answers after a crash", func() bool {
		return c.t.Failed() || c.acks.Load() >= acks && c.inboxAcks.Load() >= inbox && c.answers.Load() >= answers
	})
	if c.t.Failed() {
		c.t.FailNow()
	}
	time.Sleep(time.Duration(r.IntN(60)) * time.Millisecond) // the moment of the kill, which is what is random here
}

// again retries until done holds; a client gives a dead system two minutes.
func (c *crash) again(what string, done func() bool) bool {
	deadline := time.Now().Add(2 * time.Minute)
	for !done() {
		if time.Now().After(deadline) {
			c.t.Errorf("not acknowledged within two minutes: %s", what)
			return false
		}
		if c.t.Failed() {
			return false
		}
		time.Sleep(20 * time.Millisecond) // a client's pause before it tries again
	}
	return true
}

// text of one version of a record.
func versionText(n int) string { return fmt.Sprintf("罚款人民币5000元,第%d版。", n) }

func (c *crash) version(number string, n int, subject string) item {
	return penalty(number).with("CF_XDR_SHXYM", subject, "CF_XDR_MC", "崩溃演练"+subject[12:16]+"有限公司", "CF_NR", versionText(n))
}

// pushes is an agency's program: batches with an idempotency key, repeated until acknowledged; some records get new versions.
func (c *crash) pushes(name string, r *rand.Rand) {
	var own []string
	for n := 0; !c.ending(); n++ {
		var batch []item
		next := map[string]string{}
		for i := range 1 + r.IntN(4) {
			number, subject, version := fmt.Sprintf("%s〔2026〕%d-%d号", name, n, i), c.subjects[r.IntN(len(c.subjects))], 1
			if len(own) > 0 && r.IntN(4) == 0 {
				number = own[r.IntN(len(own))]
				if next[number] != "" {
					continue
				}
				subject, version = c.known(number)
			}
			next[number] = versionText(version)
			batch = append(batch, c.version(number, version, subject))
			if version == 1 {
				own = append(own, number)
				c.remember(number, subject)
			}
		}
		if len(batch) == 0 {
			continue
		}
		body, key := ndjson(c.t, batch...), fmt.Sprintf("%s-%d", name, n)
		if !c.again("push "+key, func() bool { return c.push(body, key, len(batch)) }) {
			return
		}
		for number, text := range next {
			c.acknowledged(number, text)
		}
		c.acks.Add(1)
		time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond) // an agency's own pace; two cores are for the recovery, too
	}
}

// push is one attempt; anything but an acknowledgement or a reason to try again fails the test.
func (c *crash) push(body, key string, n int) bool {
	a, err := c.pusher.try("POST", "/v1/resources/penalty/records:push", strings.NewReader(body), "Content-Type", "application/x-ndjson", "Idempotency-Key", key)
	switch {
	case err != nil || a.status == 503 || (a.status == 409 && a.str("reason") == "PUSH_RUNNING"):
		return false
	case a.status != 200:
		c.t.Errorf("push %s: %d %s", key, a.status, a.raw)
	case a.str("accepted") != fmt.Sprint(n) || a.str("state") != "complete" || a.str("evidence") == "":
		c.t.Errorf("push %s of %d records is acknowledged, but not as complete and with evidence: %s", key, n, a.raw)
	}
	return true
}

func (c *crash) remember(number, subject string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records[number] = &sent{subject: subject}
}

// known is the subject of a record and the number of its next version.
func (c *crash) known(number string) (subject string, version int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.records[number]
	return s.subject, len(s.versions) + 1
}

func (c *crash) acknowledged(number, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records[number].versions = append(c.records[number].versions, text)
}

// writes is an agency with a Kafka client: messages to its inbox, repeated until the broker acknowledges them.
func (c *crash) writes(name string, r *rand.Rand) {
	for n := 0; !c.ending(); n++ {
		number, subject := fmt.Sprintf("%s〔2026〕%d号", name, n), c.subjects[r.IntN(len(c.subjects))]
		value := strings.TrimSpace(ndjson(c.t, c.version(number, 1, subject)))
		c.remember(number, subject)
		if !c.again("message "+number, func() bool { return c.write(subject, value) == nil }) {
			return
		}
		c.acknowledged(number, versionText(1))
		c.inboxAcks.Add(1)
		time.Sleep(time.Duration(r.IntN(100)) * time.Millisecond) // an agency's own pace
	}
}

func (c *crash) write(key, value string) error {
	mechanism, err := scram.Mechanism(scram.SHA256, c.pusherKey.kafkaUser, c.pusherKey.secret)
	if err != nil {
		return err
	}
	transport := &kafka.Transport{SASL: mechanism, DialTimeout: 2 * time.Second}
	defer transport.CloseIdleConnections()
	out := &kafka.Writer{Addr: kafka.TCP(c.kafka), Topic: "inbox.lc-amr", RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond,
		MaxAttempts: 1, Balancer: kafka.Murmur2Balancer{}, Transport: transport}
	defer out.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return out.WriteMessages(ctx, kafka.Message{Key: []byte(key), Value: []byte(value), Headers: []kafka.Header{{Key: "resource", Value: []byte("penalty")}}})
}

// unbase64 decodes a list of texts; one that is no base64 becomes nil, which no proof survives.
func unbase64(list []any) [][]byte {
	out := make([][]byte, len(list))
	for i, h := range list {
		if b, err := base64.StdEncoding.DecodeString(text(h)); err == nil {
			out[i] = b
		}
	}
	return out
}
