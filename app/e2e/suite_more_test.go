package e2e

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl/scram"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func (w *world) refusals(t *testing.T) {
	for _, c := range []struct {
		name          string
		record        item
		field, reason string
	}{
		{"code with a wrong check character", penalty("拒1号").with("CF_XDR_SHXYM", acme[:17]+"7"), "CF_XDR_SHXYM", ""},
		{"mandatory item missing", penalty("拒2号").with("CF_WSH", nil), "CF_WSH", ""},
		{"placeholder", penalty("拒3号").with("CF_WFXW", "无"), "CF_WFXW", ""},
		{"no such day", penalty("拒4号").with("CF_JDRQ", "2024/2/30"), "CF_JDRQ", ""},
		{"future decision", penalty("拒5号").with("CF_JDRQ", "2031-01-01"), "CF_JDRQ", ""},
		{"unknown item", penalty("拒6号").with("CF_NO_SUCH", "1"), "CF_NO_SUCH", ""},
		{"fine without amount", penalty("拒7号").with("CF_NR_FK", nil), "CF_NR_FK", ""},
		{"outside the code list", penalty("拒8号").with("CF_CFLB", "口头教育"), "CF_CFLB", ""},
		{"person without a number", ofPerson("拒9号").with("CF_XDR_ZJHM", nil), "CF_XDR_ZJHM", ""},
		{"too deep", penalty("拒10号").with("BZ", map[string]any{"a": map[string]any{"b": 1}}), "BZ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.pusher.push(t, "penalty", ndjson(t, c.record)).counts(t, "0", "1")
			o := a.refusal("1")
			if got := text(o["field"]); got != c.field {
				t.Errorf("refused for item %q, want %q: %s", got, c.field, a.raw)
			}
			if text(o["reason"]) == "" || text(o["message"]) == "" || text(o["next_step"]) == "" {
				t.Errorf("an outcome without reason, sentence or next step: %s", a.raw)
			}
		})
	}
	t.Run("whole batch", w.wholeBatch)
}

func (w *world) wholeBatch(t *testing.T) {
	one := ndjson(t, penalty("批1号"))
	w.pusher.push(t, "no_such_resource", one).want(t, 404, "")
	w.officer.push(t, "penalty", one).want(t, 403, "")
	client{s: w.system}.push(t, "penalty", one).want(t, 401, "")
	w.pusher.push(t, "penalty", one, "Content-Type", "application/x-unknown").want(t, 400, "")
	w.pusher.push(t, "penalty", "").want(t, 400, "")
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte(strings.Repeat(one, 3)))
	_ = z.Close()
	w.pusher.push(t, "penalty", string(zipped.Bytes()[:zipped.Len()/2]), "Content-Encoding", "gzip").want(t, 400, "")
	w.pusher.push(t, "penalty", zipped.String(), "Content-Encoding", "gzip", "Idempotency-Key", "gz-1").counts(t, "3", "0")
}

func (w *world) quarantine(t *testing.T) {
	bad := penalty("聊市监罚〔2026〕50号").with("CF_NR_FK", nil)
	w.pusher.push(t, "penalty", ndjson(t, bad)).counts(t, "0", "1")
	var id string
	testkit.Eventually(t, 20*time.Second, "the refused record in quarantine", func() bool {
		for _, q := range w.pusher.must(t, "GET", "/v1/quarantine?state=open&resource=penalty&limit=200", nil).list("items") {
			candidate := text(at(q, "id"))
			raw, _ := base64.StdEncoding.DecodeString(w.pusher.must(t, "GET", "/v1/quarantine/"+candidate, nil).str("raw"))
			if bytes.Contains(raw, []byte("聊市监罚〔2026〕50号")) {
				id = candidate
			}
		}
		return id != ""
	})
	w.other.send(t, "GET", "/v1/quarantine/"+id, nil).want(t, 404, "")
	fixed := strings.TrimSpace(ndjson(t, bad.with("CF_NR_FK", "0.8")))
	w.pusher.json(t, "POST", "/v1/quarantine/"+id+":resubmit", map[string]any{"record": strings.TrimSpace(ndjson(t, bad))}).counts(t, "0", "1")
	w.pusher.json(t, "POST", "/v1/quarantine/"+id+":resubmit", map[string]any{"record": fixed}).counts(t, "1", "0")
	w.find(t, w.officer, acme, "聊市监罚〔2026〕50号")
	if a := w.pusher.must(t, "GET", "/v1/quarantine/"+id, nil); a.str("state") != "resubmitted" || a.str("resubmitted_as") == "" {
		t.Errorf("a resubmitted record must name its receipt: %s", a.raw)
	}
}

func (w *world) idempotency(t *testing.T) {
	number := "聊市监罚〔2026〕60号"
	body := ndjson(t, penalty(number))
	w.pusher.push(t, "penalty", body, "Idempotency-Key", "k60").counts(t, "1", "0")
	first := w.pusher.push(t, "penalty", body, "Idempotency-Key", "k60").counts(t, "1", "0")
	again := w.pusher.push(t, "penalty", body, "Idempotency-Key", "k60").counts(t, "1", "0")
	if again.header.Get("X-Chengxin-Evidence") == "" {
		t.Error("a replayed push does not name its evidence")
	}
	if a := w.pusher.must(t, "GET", "/v1/receipts/"+first.str("id"), nil); a.header.Get("X-Chengxin-Evidence") == "" {
		t.Error("a receipt was read without evidence")
	}
	if first.str("id") != again.str("id") {
		t.Error("the same push got two receipts")
	}
	w.pusher.push(t, "penalty", ndjson(t, penalty("其他号")), "Idempotency-Key", "k60").want(t, 409, "")
	w.pusher.push(t, "penalty", body).counts(t, "1", "0") // and once more without a key
	w.find(t, w.officer, acme, number)
	a := w.officer.send(t, "GET", "/v1/subjects/"+acme+"/profile?"+ask("&versions=true"), nil)
	if n := strings.Count(string(a.raw), `"document_no":"`+number+`"`); n != 1 {
		t.Errorf("the record stands %d times, want once", n)
	}
	dry := "聊市监罚〔2026〕61号"
	res := w.pusher.send(t, "POST", "/v1/resources/penalty/records:push?dry_run=true", strings.NewReader(ndjson(t, penalty(dry))), "Content-Type", "application/x-ndjson")
	res.counts(t, "1", "0")
	w.pusher.push(t, "penalty", ndjson(t, penalty("聊市监罚〔2026〕62号"))).counts(t, "1", "0")
	if a := w.find(t, w.officer, acme, "聊市监罚〔2026〕62号"); record(a, dry) != nil {
		t.Error("a dry run left a record")
	}
}

func (w *world) versions(t *testing.T) {
	number := "聊市监罚〔2026〕70号"
	w.pusher.push(t, "penalty", ndjson(t, penalty(number))).counts(t, "1", "0")
	w.find(t, w.officer, acme, number)
	before := time.Now().UTC()
	w.pusher.push(t, "penalty", ndjson(t, penalty(number).with("CF_NR_FK", "0.9"))).counts(t, "1", "0")
	testkit.Eventually(t, 20*time.Second, "the new version", func() bool {
		r := record(w.officer.profile(t, acme, ask("")), number)
		return r != nil && strings.HasPrefix(text(field(r, "CF_NR_FK")["value"]), "0.9")
	})
	old := record(w.officer.profile(t, acme, ask("&as_of="+before.Format("2006-01-02T15:04:05.000Z"))), number)
	if old == nil || !strings.HasPrefix(text(field(old, "CF_NR_FK")["value"]), "0.5") {
		t.Errorf("what was known before the change is not what is shown: %v", old)
	}
	a := w.pusher.send(t, "POST", "/v1/resources/penalty/records:withdraw", strings.NewReader(ndjson(t, penalty(number).with("CF_NR_FK", "0.9"))), "Content-Type", "application/x-ndjson")
	a.counts(t, "1", "0")
	testkit.Eventually(t, 20*time.Second, "the withdrawal", func() bool {
		return record(w.officer.profile(t, acme, ask("")), number) == nil
	})
	if a := w.officer.profile(t, acme, ask("&versions=true")); record(a, number) == nil {
		t.Error("a withdrawn record must stay in the history")
	}
}

func (w *world) public(t *testing.T) {
	anon := client{s: w.system}
	var a answer
	testkit.Eventually(t, 30*time.Second, "the public page", func() bool {
		a = anon.send(t, "GET", "/v1/public/subjects/"+acme, nil)
		return a.status == 200 && record(a, "聊市监罚〔2026〕1号") != nil
	})
	if strings.Contains(string(a.raw), "欧阳") || strings.Contains(string(a.raw), personID) {
		t.Error("a public page shows a person")
	}
	if record(a, "聊市监罚〔2026〕70号") != nil {
		t.Error("a withdrawn record is public")
	}
	for _, f := range record(a, "聊市监罚〔2026〕1号")["fields"].([]any) {
		if name := text(at(f, "name")); name == "CF_SJLYDM" || name == "BZ" {
			t.Errorf("item %s is not marked public but is shown", name)
		}
	}
	anon.send(t, "GET", "/v1/public/subjects/"+personID, nil).want(t, 404, "")
	anon.must(t, "GET", "/v1/public/statistics", nil)
	if a.header.Get("X-Chengxin-Evidence") == "" {
		t.Error("a public answer without evidence")
	}
}

// dialer logs in to the broker with an agency's key.
func (w *world) dialer(t testing.TB, k key) *kafka.Dialer {
	t.Helper()
	mechanism, err := scram.Mechanism(scram.SHA256, k.kafkaUser, k.secret)
	if err != nil {
		t.Fatal(err)
	}
	return &kafka.Dialer{Timeout: 10 * time.Second, SASLMechanism: mechanism}
}

// produce writes one message to a topic as an agency.
func (w *world) produce(t testing.TB, k key, topic, resource, value string) error {
	t.Helper()
	mechanism, err := scram.Mechanism(scram.SHA256, k.kafkaUser, k.secret)
	if err != nil {
		t.Fatal(err)
	}
	out := &kafka.Writer{Addr: kafka.TCP(w.kafka), Topic: topic, RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond, MaxAttempts: 3,
		Transport: &kafka.Transport{SASL: mechanism}}
	defer out.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return out.WriteMessages(ctx, kafka.Message{Key: []byte(acme), Value: []byte(value), Headers: []kafka.Header{{Key: "resource", Value: []byte(resource)}}})
}

func (w *world) kafkaInbox(t *testing.T) {
	number := "聊市监罚〔2026〕80号"
	testkit.Eventually(t, 30*time.Second, "the inbox to take a message", func() bool {
		return w.produce(t, w.pusherKey, "inbox.lc-amr", "penalty", strings.TrimSpace(ndjson(t, penalty(number)))) == nil
	})
	if err := w.produce(t, w.pusherKey, "inbox.lc-amr", "penalty", "not json"); err != nil {
		t.Fatal(err)
	}
	w.find(t, w.officer, acme, number)
	if err := w.produce(t, w.pusherKey, "inbox.wl-trade", "penalty", "{}"); err == nil {
		t.Error("an agency wrote to another's inbox")
	}
	if err := w.produce(t, w.pusherKey, "records", "penalty", "{}"); err == nil {
		t.Error("an agency wrote to the records topic")
	}
	wrong := w.pusherKey
	wrong.secret += "x"
	if err := w.produce(t, wrong, "inbox.lc-amr", "penalty", "{}"); err == nil {
		t.Error("a wrong password was taken")
	}
	w.readReceipts(t, w.pusherKey, "receipts.lc-amr", number)
	w.readReceipts(t, w.pusherKey, "receipts.lc-amr", `"status":"refused"`)
}

// readReceipts reads an agency's results until one holds the text.
func (w *world) readReceipts(t *testing.T, k key, topic, until string) {
	t.Helper()
	in := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{w.kafka}, Topic: topic, Partition: 0, Dialer: w.dialer(t, k), MaxWait: 200 * time.Millisecond, MaxBytes: 1 << 20})
	defer in.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var all strings.Builder
	for !strings.Contains(all.String(), until) {
		m, err := in.ReadMessage(ctx)
		if err != nil {
			t.Fatalf("%s tells nothing of %q: %v (so far %s)", topic, until, err, all.String())
		}
		all.Write(m.Value)
	}
}

func (w *world) audit(t *testing.T) {
	w.officer.profile(t, acme, ask("")).want(t, 200, "")
	var a answer
	testkit.Eventually(t, 20*time.Second, "the event in the ledger's index", func() bool {
		a = w.auditor.send(t, "GET", "/v1/audit/events?subject="+acme+"&kind=query&decision=allow&limit=5&"+"case_no="+strings.TrimPrefix(ask(""), purpose), nil)
		return a.status == 200 && len(a.list("events")) > 0
	})
	w.proveOffline(t, a.str("events", 0, "index"))
	if a.str("events", 0, "index") == "" {
		t.Fatalf("no index: %s", a.raw)
	}
	w.officer.send(t, "GET", "/v1/audit/events", nil).want(t, 403, "")
	out, errs, code := run(t, []string{"CHENGXIN_SERVER=" + w.http["audit"], "CHENGXIN_KEY=" + w.auditor.token}, "audit", "search", "--subject", acme, "--json")
	if code != 0 || !strings.Contains(out, acme) {
		t.Errorf("audit search ended with %d: %s%s", code, out, errs)
	}
	if a := (client{s: w.system}).send(t, "GET", "/v1/audit/checkpoint", nil); a.status != http.StatusOK || !strings.Contains(string(a.raw), "\n\n— ") {
		t.Errorf("no signed checkpoint: %d %s", a.status, a.raw)
	}
	w.auditor.must(t, "GET", "/v1/subjects/"+acme+"/accesses", nil)
}

func (w *world) separation(t *testing.T) {
	w.security.json(t, "POST", "/v1/people/"+w.ids["officer2"]+":setRoles", map[string]any{"roles": []string{"system_admin", "audit_admin"}}).want(t, 403, "SEPARATION_OF_DUTIES")
	w.sysAdmin.json(t, "POST", "/v1/policies", map[string]any{"why": "x"}).want(t, 403, "")
	w.security.json(t, "POST", "/v1/agencies", map[string]any{"code": "x-y", "name": "x", "division": "371500"}).want(t, 403, "")
	w.auditAdmin.json(t, "POST", "/v1/people", map[string]any{"name": "x1"}).want(t, 403, "")
}

func (w *world) search(t *testing.T) {
	const formerly = "371502200001234" // a registration number from before 2015: as many digits as an old ID number
	w.pusher.push(t, "org_registration", ndjson(t, registration().with("ZCH", formerly))).counts(t, "1", "0")
	for _, c := range []struct{ query, matched string }{{acme, "code"}, {"恒信食品", "name"}, {"恒信", "name"}, {"昌盛粮油", "former_name"}} {
		testkit.Eventually(t, 30*time.Second, "a hit for "+c.query, func() bool {
			a := w.officer.json(t, "POST", "/v1/subjects:search", map[string]any{"query": c.query})
			return a.status == 200 && a.str("hits", 0, "id") == acme && a.str("hits", 0, "matched") == c.matched
		})
	}
	out, errs, code := run(t, []string{"CHENGXIN_SERVER=" + w.http["history"], "CHENGXIN_KEY=" + w.officer.token}, "query", formerly, "--purpose", "enforcement", "--case", caseNo)
	if code != 0 || !strings.Contains(out, acme) {
		t.Errorf("a query by an older code ended with %d:\n%s%s", code, out, errs)
	}
	renamed := w.pusher.push(t, "penalty", ndjson(t, penalty("聊市监罚〔2026〕90号").with("CF_XDR_MC", "东昌府昌盛粮油有限公司")))
	renamed.counts(t, "1", "0")
	if !strings.Contains(string(renamed.raw), "RENAMED") {
		t.Errorf("a former name must pass with a hint: %s", renamed.raw)
	}
	other := w.pusher.push(t, "penalty", ndjson(t, penalty("聊市监罚〔2026〕91号").with("CF_XDR_MC", "毫不相干贸易有限公司"))).counts(t, "0", "1")
	if !strings.Contains(text(other.refusal("1")["message"]), "恒信") {
		t.Errorf("a mismatch must show both names: %s", other.raw)
	}
}
