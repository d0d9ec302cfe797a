package exchange_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	kafka "github.com/segmentio/kafka-go"
	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/service"
	ruletables "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/httprule"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
	"github.com/chengxin-credit/chengxin/internal/seal"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

const registrationYAML = `
code: org_registration
name: 法人登记信息
credit_class: registration
metadata: {class_code: "2080010101", sequence: "000001", provider: 聊城市市场监督管理局, provider_code: "11371500MB00000195", abstract: 登记, format_category: "3", share_type: "1", share_mode_category: 共享平台, share_mode: 接口, update_cycle: 每日, publish_date: "2026-04-01", data_level: 一般}
items:
  - {name: MC, name_zh: 名称, type: C, length: 200, obligation: M, sensitivity: public}
  - {name: LB, name_zh: 类别, type: C, length: 20, obligation: M, codes: [法人, 个体], sensitivity: public}
  - {name: DM, name_zh: 代码, type: C, length: 18, obligation: M, check: uscc, sensitivity: public}
  - {name: CYM, name_zh: 曾用名, type: C, length: 500, obligation: O, sensitivity: public}
  - {name: ZCH, name_zh: 注册号, type: C, length: 15, obligation: O, check: regno, sensitivity: shared}
natural_key: [DM]
subject: {kind_item: LB, kinds: {法人: organisation, 个体: self_employed}, name: MC, uscc: DM}
registry: {name: MC, former_names: CYM, legacy_codes: [ZCH]}
`

// start is a Monday noon in Liaocheng.
var start = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// policy decides by a table: principal, action, object.
type policy struct {
	mu     sync.Mutex
	denied map[string]bool
}

func (p *policy) deny(key string) { p.mu.Lock(); defer p.mu.Unlock(); p.denied[key] = true }

func (p *policy) Decide(by grant.Principal, q grant.Question) grant.Decision {
	p.mu.Lock()
	defer p.mu.Unlock()
	if by.Agency == "" || p.denied[by.Agency+" "+q.Action+" "+q.Object] {
		return grant.Decision{Version: 7, Refusal: fault.New(fault.Denied, "NO_GRANT", "没有授权。", "No grant.").Then("请申请。", "Ask for it.")}
	}
	return grant.Decision{Allow: true, Line: "p1", Version: 7}
}

func (p *policy) AgencyPrincipals(agency string) []grant.Principal {
	return []grant.Principal{principal(agency)}
}

func principal(agency string) grant.Principal {
	return grant.Principal{ID: "key-" + agency, Name: agency, Agency: agency, Division: "371500", Credential: "key-" + agency, IsKey: true}
}

// ledger remembers evidence.
type ledger struct {
	mu     sync.Mutex
	events []evidence.Event
	fail   error
}

func (l *ledger) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return 0, l.fail
	}
	l.events = append(l.events, ev)
	return uint64(len(l.events) - 1), nil
}

func (l *ledger) last() evidence.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events[len(l.events)-1]
}

// tap is a stream whose sequences pass through a test.
type tap struct {
	biz.Stream
	around func(biz.Sequence) biz.Sequence
}

func (t tap) Sequence() biz.Sequence { return t.around(t.Stream.Sequence()) }

// rig is an exchange on real engines, with a policy and a ledger the test steers.
type rig struct {
	t        testing.TB
	kafka    kafkaio.Config
	db       *bun.DB
	dir      string
	clock    *clock.Fixed
	seal     *seal.Keyring
	policy   *policy
	ledger   *ledger
	schemas  *resource.Registry
	receipts *data.Receipts
	registry *data.Registry
	cache    *data.CachedRegistry
	shed     *data.Shed
	producer *kafkaio.Producer
	stream   biz.Stream
	metrics  *prometheus.Registry
	wrap     func(*biz.IntakeDeps)
	intake   *biz.Intake
	ward     *biz.Ward
	inbox    *biz.Inbox
	quality  *biz.Quality
	server   *httptest.Server
	limits   data.Limits
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		if f, is := fault.As(err); is {
			t.Fatalf("%v (cause: %v)", err, f.Cause())
		}
		t.Fatal(err)
	}
}

func newRig(t testing.TB, wrap func(*biz.IntakeDeps)) *rig {
	t.Helper()
	dir := t.TempDir()
	return rigOn(t, kafkatest.Start(t), sqlstore.Config{Path: filepath.Join(dir, "sql")}, dir, wrap)
}

func rigOn(t testing.TB, k kafkaio.Config, sql sqlstore.Config, dir string, wrap func(*biz.IntakeDeps)) *rig {
	t.Helper()
	r := &rig{t: t, kafka: k, dir: dir, clock: clock.At(start), policy: &policy{denied: map[string]bool{}}, ledger: &ledger{}, wrap: wrap,
		limits: data.Limits{MaxRecord: biz.MaxRecord, MaxPush: 4 << 30}}
	var err error
	r.db, err = data.OpenStore(t.Context(), sql)
	ok(t, err)
	t.Cleanup(func() { _ = r.db.Close() })
	r.seal, err = seal.LoadOrCreate(filepath.Join(dir, "seal.keys"), nil)
	ok(t, err)
	r.schemas = resource.NewRegistry()
	r.schemas.Replace(1, schemas(t, r.clock))
	r.receipts, r.registry, r.shed = data.NewReceipts(r.db), data.NewRegistry(r.db), data.NewShed(r.db)
	r.cache, err = data.NewCachedRegistry(r.registry)
	ok(t, err)
	r.producer = kafkaio.NewRecordProducer(k)
	t.Cleanup(func() { _ = r.producer.Close() })
	r.assemble()
	return r
}

// assemble makes the use-cases, as a process does when it starts.
func (r *rig) assemble() {
	calendar, err := ruletables.Calendar()
	ok(r.t, err)
	quality, err := ruletables.Quality()
	ok(r.t, err)
	r.stream = data.NewStream(r.producer)
	r.metrics = prometheus.NewRegistry()
	meter, err := data.NewMeter(r.metrics)
	ok(r.t, err)
	deps := biz.IntakeDeps{
		Desk:    biz.Desk{Registry: r.cache, Seal: r.seal, Workdays: calendar, Clock: r.clock, LateAfter: 7, Quality: quality},
		Decider: r.policy, Schemas: r.schemas, Stream: r.stream, Receipts: r.receipts, Shelf: r.receipts, Ledger: r.ledger, Meter: meter,
	}
	if r.wrap != nil {
		r.wrap(&deps)
	}
	r.intake = biz.NewIntake(deps)
	r.ward = biz.NewWard(r.shed, r.shed, r.intake)
	r.quality = biz.NewQuality(biz.QualityDeps{Book: data.NewScores(r.db), Rules: quality, Calendar: calendar, Decider: r.policy, Clock: r.clock, LateAfter: 7})
	r.inbox = biz.NewInbox(biz.InboxDeps{IntakeDeps: deps, Principals: r.policy, Marks: data.NewInboxMarks(r.receipts, r.kafka), MaxRecord: r.limits.MaxRecord})
	open := func(ctx context.Context, s *resource.Schema, b service.Body) (biz.Rows, error) {
		return data.OpenBody(ctx, s, data.Upload(b), r.limits)
	}
	pushes := service.NewPushes(r.intake, open, service.Rim{
		Var:   func(req *http.Request, _ string) string { return strings.Split(req.URL.Path, "/")[3] },
		Fault: writeFault, Reply: httprule.WriteReply, Lang: func(context.Context) string { return "en" }, Trace: func(context.Context) string { return "t" },
	})
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		req = req.WithContext(grant.Into(req.Context(), principal(req.Header.Get("X-Agency"))))
		if strings.HasSuffix(req.URL.Path, ":withdraw") {
			pushes.Withdraw(w, req)
			return
		}
		pushes.Push(w, req)
	}))
	r.t.Cleanup(r.server.Close)
}

func writeFault(w http.ResponseWriter, _ *http.Request, err error) {
	f := fault.From(err)
	w.Header().Set("X-Reason", string(f.Reason))
	w.WriteHeader(map[fault.Kind]int{fault.Invalid: 400, fault.Denied: 403, fault.NotFound: 404, fault.Conflict: 409, fault.TooLarge: 413, fault.Unavailable: 503, fault.Internal: 500}[f.Kind])
	number := ""
	if f.Evidence != nil {
		number = strconv.FormatUint(*f.Evidence, 10)
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"reason": string(f.Reason), "message": f.Message.En, "next": f.Next.En, "record": f.Record, "field": f.Field, "evidence": number})
}

func schemas(t testing.TB, c clock.Clock) []*resource.Schema {
	t.Helper()
	env := resource.Env{CEL: celrule.Compile, Today: func() rules.Date { return rules.DateOf(c.Now().In(biz.Time)) }}
	var out []*resource.Schema
	compile := func(name string, b []byte) {
		def, err := resourcefile.Parse(name, b)
		ok(t, err)
		def.Version = 1
		s, err := resource.Compile(def, env)
		ok(t, err)
		out = append(out, s)
	}
	b, err := os.ReadFile("../../configs/resources/penalty.yaml")
	ok(t, err)
	compile("penalty.yaml", b)
	compile("org_registration.yaml", []byte(registrationYAML))
	b, err = os.ReadFile("../../configs/resources/person_registration.yaml")
	ok(t, err)
	compile("person_registration.yaml", b)
	return out
}

// penaltySchema is the penalties' schema alone.
func penaltySchema(t testing.TB) *resource.Schema {
	t.Helper()
	return schemas(t, clock.At(start))[0]
}

// answer is what came back over HTTP.
type answer struct {
	status int
	body   map[string]any
	raw    string
}

func (a *answer) count(name string) string { s, _ := a.body[name].(string); return s }

func (a *answer) text(name string) string { s, _ := a.body[name].(string); return s }

// reasons of the outcomes, in order.
func (a *answer) reasons() []string {
	var out []string
	list, _ := a.body["outcomes"].([]any)
	for _, o := range list {
		out = append(out, o.(map[string]any)["reason"].(string))
	}
	return out
}

type header map[string]string

// push posts a body to a resource as an agency.
func (r *rig) push(path string, body io.Reader, h header) *answer {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.server.URL+"/v1/resources/"+path, body)
	ok(r.t, err)
	req.Header.Set("Content-Type", "application/x-ndjson")
	req.Header.Set("X-Agency", "lc-scjgj")
	for k, v := range h {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	ok(r.t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	ok(r.t, err)
	a := &answer{status: resp.StatusCode, raw: string(raw)}
	ok(r.t, json.Unmarshal(raw, &a.body))
	return a
}

func (r *rig) pushed(rows ...map[string]any) *answer {
	r.t.Helper()
	a := r.push("penalty/records:push", ndjson(rows...), nil)
	if a.status != 200 {
		r.t.Fatalf("status %d: %s", a.status, a.raw)
	}
	return a
}

func (r *rig) register(rows ...map[string]any) *answer {
	r.t.Helper()
	a := r.push("org_registration/records:push", ndjson(rows...), nil)
	if a.status != 200 || a.count("refused") != "0" {
		r.t.Fatalf("status %d: %s", a.status, a.raw)
	}
	return a
}

func ndjson(rows ...map[string]any) io.Reader {
	var b bytes.Buffer
	for _, row := range rows {
		_ = json.NewEncoder(&b).Encode(row)
	}
	return &b
}

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

// topic reads all values of a topic, partition after partition.
func (r *rig) topic(name string, partitions int) [][]byte {
	r.t.Helper()
	var out [][]byte
	for p := range partitions {
		end, err := kafkaio.HighWatermark(r.t.Context(), r.kafka, name, p)
		ok(r.t, err)
		if end == 0 {
			continue
		}
		stop := io.EOF
		err = kafkaio.Tail(r.t.Context(), r.kafka, name, p, 0, func(msgs []kafka.Message) error {
			for _, m := range msgs {
				out = append(out, m.Value)
				if m.Offset+1 == end {
					return stop
				}
			}
			return nil
		})
		if err != stop { //nolint:errorlint // ours
			r.t.Fatal(err)
		}
	}
	return out
}

// records decodes the records topic.
func (r *rig) records() []record.Record {
	r.t.Helper()
	var out []record.Record
	for _, v := range r.topic(kafkaio.Records, 4) {
		var rec record.Record
		ok(r.t, record.Decode(v, &rec))
		out = append(out, rec)
	}
	return out
}

// versions is what is left after replays collapse: the history's view.
func (r *rig) versions() int {
	r.t.Helper()
	seen := map[[sha256.Size]byte]bool{}
	for _, rec := range r.records() {
		seen[sha256.Sum256([]byte(rec.Subject+"|"+rec.Resource+"|"+rec.RecordID+"|"+string(rec.Source[:])))] = true
	}
	return len(seen)
}

// quarantine decodes the quarantine topic.
func (r *rig) quarantine() []record.Quarantined {
	r.t.Helper()
	var out []record.Quarantined
	for _, v := range r.topic(kafkaio.Quarantine, 4) {
		var q record.Quarantined
		ok(r.t, record.DecodeQuarantined(v, &q))
		out = append(out, q)
	}
	return out
}

// keep runs the projection of the quarantine once, over the whole topic.
func (r *rig) keep() {
	r.t.Helper()
	ok(r.t, r.ward.Keep(r.t.Context(), r.topic(kafkaio.Quarantine, 4), start))
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// penalty is a clean record; changes replace items.
func penalty(changes map[string]any) map[string]any {
	m := map[string]any{
		"CF_XDR_MC": "聊城市信发铝业有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": "91371500MA3C00003Q", "CF_FRDB": "张三",
		"CF_WSH": "聊市监罚〔2026〕12号", "CF_WFXW": "未按规定公示信息", "CF_SY": "经查,当事人未在规定期限内公示年度报告。", "CF_YJ": "《企业信息公示暂行条例》第十七条",
		"CF_CFLB": "警告;罚款", "CF_NR": "给予警告,罚款人民币五千元。", "CF_NR_FK": 0.5, "CF_JDRQ": "2026/11/18", "CF_YXQ": "2099/12/31",
		"CF_GSJZQ": "2027/11/01", "CF_CFJG": "聊城市市场监督管理局", "CF_CFJGDM": "11371500MB00000195", "CF_SJLY": "聊城市市场监督管理局", "CF_SJLYDM": "11371500MB00000195",
	}
	for k, v := range changes {
		m[k] = v
	}
	return m
}

func registration(name, former string) map[string]any {
	return map[string]any{"MC": name, "LB": "法人", "DM": "91371500MA3C00003Q", "CYM": former, "ZCH": "440301103448669"}
}

// fieldText is one item of a record's fields.
func fieldText(t testing.TB, fields []byte, item string) string {
	t.Helper()
	var m map[string]any
	ok(t, json.Unmarshal(fields, &m))
	s, _ := m[item].(string)
	return s
}
