package exchange_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// sent is a message an agency's client writes.
func sent(resource string, row map[string]any, more ...kafka.Header) kafkaio.Message {
	v, _ := json.Marshal(row)
	m := kafkaio.Message{Value: v, Headers: more}
	if resource != "" {
		m.Headers = append(m.Headers, kafka.Header{Key: "resource", Value: []byte(resource)})
	}
	return m
}

func (r *rig) agency(code string) {
	r.t.Helper()
	ok(r.t, kafkaio.EnsureTopics(r.t.Context(), r.kafka, kafkaio.AgencyTopics(code)...))
}

func (r *rig) send(agency string, msgs ...kafkaio.Message) {
	r.t.Helper()
	_, err := r.producer.Append(r.t.Context(), kafkaio.Inbox(agency), 0, msgs)
	ok(r.t, err)
}

// work runs the inbox worker until the test ends or stop is called.
func (r *rig) work() (stop func()) { return r.sweeping(data.Sweep{Every: time.Hour, After: 1 << 30}) }

// sweeping is work, with the inboxes swept.
func (r *rig) sweeping(sweep data.Sweep) (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	done := make(chan error, 1)
	go func() { done <- data.NewInboxes(r.kafka, r.inbox, r.producer, sweep, quiet()).Run(ctx) }()
	return func() { cancel(); ok(r.t, <-done) }
}

// results are what an agency has read from its topic of receipts.
func (r *rig) results(agency string) []biz.Result {
	r.t.Helper()
	var out []biz.Result
	for _, v := range r.topic(kafkaio.Receipts(agency), 1) {
		var res biz.Result
		ok(r.t, json.Unmarshal(v, &res))
		out = append(out, res)
	}
	return out
}

func (r *rig) handled(agency string) (n int64) {
	for _, res := range r.results(agency) {
		if res.Part == 1 {
			n += res.Total
		}
	}
	return n
}

func TestInbox(t *testing.T) {
	r := newRig(t, nil)
	r.agency("lc-scjgj")
	stop := r.work()
	r.send("lc-scjgj",
		sent("org_registration", registration(newName, oldName)),
		sent("penalty", penalty(map[string]any{"CF_XDR_MC": oldName})), // the registration just before counts
		sent("penalty", penalty(map[string]any{"CF_JDRQ": "2026/2/30"})),
		kafkaio.Message{Value: []byte("not JSON"), Headers: []kafka.Header{{Key: "resource", Value: []byte("penalty")}}},
		sent("", penalty(nil)),
		sent("nothing", penalty(nil)),
		sent("penalty", penalty(nil), kafka.Header{Key: "op", Value: []byte("erase")}),
		sent("penalty", penalty(nil), kafka.Header{Key: "op", Value: []byte("withdraw")}),
		kafkaio.Message{},
	)
	// An agency that joins later is found without a restart.
	r.agency("lc-hbj")
	r.send("lc-hbj", sent("penalty", penalty(map[string]any{"CF_WSH": "1"})))
	testkit.Eventually(t, 30*time.Second, "both inboxes are dealt with", func() bool { return r.handled("lc-scjgj") == 9 && r.handled("lc-hbj") == 1 })
	stop()
	var reasons []string
	for _, res := range r.results("lc-scjgj") {
		for _, o := range res.Outcomes {
			reasons = append(reasons, fmt.Sprintf("%d %s", o.Offset, o.Reason))
		}
		if res.Evidence == nil {
			t.Fatalf("no evidence: %+v", res)
		}
	}
	var refused []string
	for _, ev := range r.ledger.events {
		if ev.Kind == evidence.Refusal {
			refused = append(refused, ev.Reason+" "+ev.Resource)
		}
	}
	// What the header held instead of a resource is not in the evidence.
	if !slices.Equal(slices.Compact(refused), []string{"RESOURCE_UNKNOWN ", "OP_UNKNOWN penalty", "RESOURCE_UNKNOWN "}) {
		t.Fatalf("refusals in the ledger: %q", refused)
	}
	want := []string{"1 RENAMED", "2 BAD_DATE", "3 BAD_JSON", "4 RESOURCE_UNKNOWN", "5 RESOURCE_UNKNOWN", "6 OP_UNKNOWN", "8 RESOURCE_UNKNOWN"}
	if len(reasons) != len(want) {
		t.Fatalf("reasons %q\nwant like %q", reasons, want)
	}
	for _, i := range []int{0, 3, 4, 5, 6} {
		if reasons[i] != want[i] {
			t.Fatalf("reasons %q\nwant %q", reasons, want)
		}
	}
	all := r.records()
	if len(all) != 4 || !slices.ContainsFunc(all, func(x record.Record) bool { return x.Op == record.Withdraw }) || !slices.ContainsFunc(all, func(x record.Record) bool { return x.Agency == "lc-hbj" && x.Division == "371500" }) {
		t.Fatalf("%+v", all)
	}
	if n := len(r.quarantine()); n != 6 {
		t.Fatalf("%d in quarantine", n)
	}
	list, err := r.receipts.List(t.Context(), "lc-scjgj", "", "", 100)
	ok(t, err)
	var total int64
	for _, rec := range list {
		total += rec.Total
		if rec.Channel != "kafka" || rec.State != "complete" {
			t.Fatalf("%+v", rec)
		}
	}
	if total != 9 {
		t.Fatalf("receipts of %d records", total)
	}
}

func inbounds(agency string, from int64, msgs ...kafkaio.Message) []biz.Inbound {
	out := make([]biz.Inbound, len(msgs))
	for i, m := range msgs {
		out[i] = biz.Inbound{Topic: kafkaio.Inbox(agency), Agency: agency, Offset: from + int64(i), Value: m.Value}
		for _, h := range m.Headers {
			switch h.Key {
			case "resource":
				out[i].Resource = string(h.Value)
			case "idempotency-key":
				out[i].Key = string(h.Value)
			}
		}
	}
	return out
}

func TestInboxRedelivery(t *testing.T) {
	for _, point := range []string{"records", "quarantine", "results", "file"} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s after=%v", point, after), func(t *testing.T) {
				r := newRig(t, nil)
				r.agency("a1")
				var sentAll []kafkaio.Message
				for i := range 30 {
					row := penalty(map[string]any{"CF_WSH": fmt.Sprint(i)})
					if i%10 == 9 {
						row["CF_JDRQ"] = "x"
					}
					sentAll = append(sentAll, sent("penalty", row))
				}
				r.send("a1", sentAll...)
				msgs := inbounds("a1", 0, sentAll...)
				r.trapped(&trap{point: point, after: after, nth: 1})
				if err := r.inbox.Handle(t.Context(), msgs[:20]); !errors.Is(err, errTrap) {
					t.Fatalf("no failure: %v", err)
				}
				r.restart()
				// Redelivered in other groups, as after a rebalance, and once more after everything was settled.
				for _, part := range [][]biz.Inbound{msgs[:7], msgs[7:25], msgs[5:30], msgs} {
					ok(t, r.inbox.Handle(t.Context(), part))
				}
				if n := r.versions(); n != 27 {
					t.Fatalf("%d versions", n)
				}
				ids := map[string]bool{}
				for _, q := range r.quarantine() {
					ids[q.ID] = true
				}
				if len(ids) != 3 {
					t.Fatalf("%d in quarantine", len(ids))
				}
				list, err := r.receipts.List(t.Context(), "a1", "", "", 100)
				ok(t, err)
				var total, refused int64
				for _, rec := range list {
					total += rec.Total
					refused += rec.Refused
				}
				if total != 30 || refused != 3 {
					t.Fatalf("receipts of %d records, %d refused", total, refused)
				}
			})
		}
	}
}

// What keeps messages waiting is told; that the worker was stopped meanwhile is not, and the messages stay for the next one.
func TestInboxWaitsUntilStopped(t *testing.T) {
	r := newRig(t, nil)
	r.agency("a1")
	m := sent("penalty", penalty(nil))
	r.send("a1", m)
	msgs := inbounds("a1", 0, m)
	ctx, stop := context.WithCancel(t.Context())
	r.trapped(&trap{point: "records", nth: 1})
	told := 0
	if err := r.inbox.HandleUntil(ctx, msgs, func(err error) {
		if told++; !errors.Is(err, errTrap) {
			t.Errorf("told %v", err)
		}
		stop()
	}); !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("a failure was told %d times, and it ended with %v", told, err)
	}
	r.restart()
	if err := r.inbox.HandleUntil(ctx, msgs, func(err error) { t.Errorf("a stop was told as a failure: %v", err) }); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	ok(t, r.inbox.HandleUntil(t.Context(), msgs, func(err error) { t.Errorf("told %v", err) }))
	if got := r.results("a1"); len(got) != 1 {
		t.Errorf("%d results of one message", len(got))
	}
}

func TestInboxWithoutPermission(t *testing.T) {
	r := newRig(t, nil)
	r.agency("a1")
	r.policy.deny("a1 record.push resource/penalty")
	ok(t, r.inbox.Handle(t.Context(), inbounds("a1", 0, sent("penalty", penalty(nil)))))
	q := r.quarantine()
	if len(q) != 1 || q[0].Reasons[0].Code != "NO_GRANT" || len(r.records()) != 0 {
		t.Fatalf("%+v", q)
	}
	if ev := r.ledger.last(); ev.Kind != "refusal" || ev.Reason != "NO_GRANT" || ev.Agency != "a1" {
		t.Fatalf("%+v", ev)
	}
}

func TestInboxKeysCollapse(t *testing.T) {
	r := newRig(t, nil)
	r.agency("a1")
	key := kafka.Header{Key: "idempotency-key", Value: []byte("k1")}
	twice := []kafkaio.Message{sent("penalty", penalty(nil), key), sent("penalty", penalty(nil), key)}
	ok(t, r.inbox.Handle(t.Context(), inbounds("a1", 0, twice...)))
	if n := r.versions(); n != 1 {
		t.Fatalf("%d versions of a message written twice under one key", n)
	}
}

func TestInboxMadeAnew(t *testing.T) {
	r := newRig(t, nil)
	r.agency("a1")
	ok(t, r.receipts.File(t.Context(), nil, []biz.Mark{{Topic: kafkaio.Inbox("a1"), Partition: 0, Next: 50}}))
	msg := sent("penalty", penalty(nil))
	r.send("a1", msg)
	ok(t, r.inbox.Handle(t.Context(), inbounds("a1", 0, msg)))
	if len(r.records()) != 1 {
		t.Fatal("a mark of a topic that is gone swallowed a message")
	}
}
