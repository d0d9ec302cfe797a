package biz

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// Inbound is one message of an agency's inbox. The topic's name is the sender's identity: only that agency can write there.
type Inbound struct {
	Topic     string
	Agency    string
	Partition int
	Offset    int64
	Resource  string // header "resource"
	Op        string // header "op": "", upsert or withdraw
	Key       string // header "idempotency-key"
	Backfill  bool   // header "backfill"
	Mark      []byte // header "filler", see Filler
	Value     []byte
}

// InboxDeps is what an inbox needs; every field is required.
type InboxDeps struct {
	IntakeDeps
	Principals Principals
	Marks      Marks
	// MaxRecord is the most bytes a record may have.
	MaxRecord int
}

// Inbox takes in what agencies write to their Kafka topics, by the same checks as a push. A message is settled when its record or its
// quarantine frame is durable, its evidence is in the ledger, and its receipt is on file.
type Inbox struct {
	d       InboxDeps
	checker *checker
	mu      sync.Mutex
	marks   map[Inlet]int64
}

// Inlet is a partition of an inbox.
type Inlet struct {
	Topic     string
	Partition int
}

// NewInbox makes an inbox.
func NewInbox(d InboxDeps) *Inbox {
	in := &Inbox{d: d}
	in.checker = newChecker(&in.d.Desk)
	return in
}

// Handle settles messages, given in order of offset within each partition. It is not called concurrently. After an error nothing may be
// committed; calling again with the same messages, in whatever grouping, is safe: sources follow from offsets, so replays collapse.
func (in *Inbox) Handle(ctx context.Context, msgs []Inbound) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if err := in.load(ctx); err != nil {
		return err
	}
	var open []*batch
	next := map[Inlet]int64{}
	flush := func() error {
		err := in.settle(ctx, open, next)
		open = nil
		return err
	}
	var last *batch
	for i := range msgs {
		m := &msgs[i]
		inlet := Inlet{m.Topic, m.Partition}
		if m.Offset < in.marks[inlet] {
			continue // settled before a crash or rebalance
		}
		if in.IsFiller(m) {
			next[inlet] = m.Offset + 1
			continue
		}
		if last == nil || !in.fits(last, m) {
			if last != nil && in.teaches(last) {
				if err := flush(); err != nil { // what a registration teaches must be known to the rows after it
					return err
				}
			}
			var err error
			if last, err = in.open(m); err != nil {
				return err
			}
			open = append(open, last)
		}
		in.add(last, m)
		next[inlet] = m.Offset + 1
	}
	return flush()
}

// load reads once how far the inboxes were dealt with before this process.
func (in *Inbox) load(ctx context.Context) error {
	if in.marks != nil {
		return nil
	}
	marks, err := in.d.Marks.Marks(ctx)
	if err != nil {
		return err
	}
	in.marks = make(map[Inlet]int64, len(marks))
	for _, m := range marks {
		in.marks[Inlet{m.Topic, m.Partition}] = m.Next
	}
	return nil
}

// Forget makes the next Handle read the marks again, because another process may have had the partitions meanwhile.
func (in *Inbox) Forget() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.marks = nil
}

func (in *Inbox) teaches(b *batch) bool {
	s, ok := in.d.Schemas.Get(b.task.resource)
	return ok && s.Registration()
}

func (in *Inbox) fits(b *batch, m *Inbound) bool {
	t := b.task
	return t.inlet == (Inlet{m.Topic, m.Partition}) && t.resource == m.Resource && t.opName == m.Op && t.backfill == m.Backfill && !b.full()
}

func (in *Inbox) open(m *Inbound) (*batch, error) {
	id, err := ids.New("r", in.d.Desk.Clock.Now(), in.d.Rand)
	if err != nil {
		return nil, err
	}
	t := &task{
		resource: m.Resource, opName: m.Op, agency: m.Agency, by: "agency:" + m.Agency, receipt: id, fixed: true, backfill: m.Backfill,
		inlet: Inlet{m.Topic, m.Partition}, sources: record.NewSources(ChannelKafka, m.Topic, strconv.Itoa(m.Partition)),
	}
	if m.Op == record.Withdraw.String() {
		t.op = record.Withdraw
	}
	b := &batch{}
	b.reset(t)
	return b, nil
}

func (in *Inbox) add(b *batch, m *Inbound) {
	raw := Raw{Line: m.Offset, Bytes: m.Value, ContentType: "application/json", Key: m.Key}
	if len(raw.Bytes) > in.d.MaxRecord {
		raw.Bytes = raw.Bytes[:in.d.MaxRecord]
		raw.Bad = TooLarge()
	}
	b.add(&raw)
}

// settle checks the batches and makes everything about them durable, in the order that keeps a crash harmless: records and quarantine,
// what they teach, evidence, the agency's results, receipts with the marks.
func (in *Inbox) settle(ctx context.Context, batches []*batch, next map[Inlet]int64) error {
	if len(batches) == 0 {
		return nil
	}
	var records, quarantine []Message
	decisions := make([]grant.Decision, len(batches))
	for i, b := range batches {
		var err error
		if decisions[i], err = in.check(ctx, b); err != nil {
			return err
		}
		records, quarantine = append(records, b.records...), append(quarantine, b.quarantine...)
	}
	if err := produce(ctx, in.d.Stream.Sequence(), records, quarantine)(ctx); err != nil {
		return err
	}
	receipts := make([]Receipt, len(batches))
	for i, b := range batches {
		if err := in.d.Desk.Registry.Learn(ctx, b.learned); err != nil {
			return err
		}
		r, err := in.witness(ctx, b, decisions[i])
		if err != nil {
			return err
		}
		if err := in.d.Stream.Results(ctx, r.Agency, results(&r, b.task.inlet, b)); err != nil {
			return err
		}
		receipts[i] = r
	}
	marks := make([]Mark, 0, len(next))
	for inlet, n := range next {
		marks = append(marks, Mark{Topic: inlet.Topic, Partition: inlet.Partition, Next: n})
	}
	if err := in.d.Receipts.File(ctx, receipts, marks); err != nil {
		in.marks = nil // it may have been filed all the same: what the marks say then decides, so that nothing counts twice
		return err
	}
	for inlet, n := range next {
		in.marks[inlet] = n
	}
	for i := range receipts {
		known := ""
		if batches[i].task.schema != nil {
			known = receipts[i].Resource
		}
		in.d.Meter.Settled(known, receipts[i].Accepted, receipts[i].Late, receipts[i].Refused)
	}
	return nil
}

// check decides and checks a batch. Whatever stands in the way of the whole batch puts every row into quarantine; only what a retry may
// mend is an error.
func (in *Inbox) check(ctx context.Context, b *batch) (grant.Decision, error) {
	t := b.task
	if in.d.Schemas.Generation() == 0 {
		return grant.Decision{}, errCatalog()
	}
	schema, ok := in.d.Schemas.Get(t.resource)
	switch {
	case !ok:
		return grant.Decision{}, in.refuseAll(b, finding("", "RESOURCE_UNKNOWN", "消息头 resource 缺失,或目录中没有这个信息资源。",
			"The header \"resource\" is missing or names no resource of the catalog.", "请改正消息头后重新提交。", "Correct the header and submit the record again.", ""))
	case t.opName != "" && t.opName != record.Upsert.String() && t.opName != record.Withdraw.String():
		return grant.Decision{}, in.refuseAll(b, finding("", "OP_UNKNOWN", "消息头 op 只能是 upsert 或 withdraw。", "The header \"op\" can only be upsert or withdraw.",
			"请改正消息头后重新提交。", "Correct the header and submit the record again.", ""))
	}
	d, who := in.decide(t)
	if !d.Allow {
		if d.Refusal != nil && (d.Refusal.Kind == fault.Unavailable || d.Refusal.Kind == fault.Internal) {
			return d, d.Refusal
		}
		f := finding("", "DENIED", "本部门没有报送该资源的权限。", "The agency has no permission to push this resource.", "请向主管部门申请授权后重新提交。", "Ask for the permission, then submit the record again.", d.Line)
		if d.Refusal != nil {
			f.Reason, f.Text, f.Next = d.Refusal.Reason, d.Refusal.Message, d.Refusal.Next
		}
		return d, in.refuseAll(b, f)
	}
	t.schema, t.division, b.at = schema, who.Division, in.d.Desk.Clock.Now()
	return d, in.checker.run(ctx, b)
}

// decide asks for each key of the agency: it may push what one of them may.
func (in *Inbox) decide(t *task) (grant.Decision, grant.Principal) {
	now := in.d.Desk.Clock.Now()
	var first *grant.Decision
	for _, p := range in.d.Principals.AgencyPrincipals(t.agency) {
		d := decide(in.d.Decider, p, t.op, t.backfill, t.resource, now)
		if d.Allow {
			return d, p
		}
		if first == nil {
			first = &d
		}
	}
	if first != nil {
		return *first, grant.Principal{}
	}
	return decide(in.d.Decider, grant.Principal{ID: t.by, Agency: t.agency, IsKey: true}, t.op, t.backfill, t.resource, now), grant.Principal{}
}

func (in *Inbox) refuseAll(b *batch, f *resource.Finding) error {
	now := in.d.Desk.Clock.Now().UnixMicro()
	b.tally.total = int64(len(b.rows))
	for i := range b.rows {
		in.checker.refuse(b, i, now, *f)
	}
	b.cut()
	return nil
}

// witness puts the batch into the ledger and makes its receipt.
func (in *Inbox) witness(ctx context.Context, b *batch, d grant.Decision) (Receipt, error) {
	t, now := b.task, in.d.Desk.Clock.Now()
	r := Receipt{
		ID: t.receipt, Resource: short(t.resource), Op: t.op, Agency: t.agency, ReceivedAt: now, Channel: ChannelKafka, Backfill: t.backfill, State: StateComplete, Outcomes: b.outcomes,
	}
	if t.schema != nil {
		r.ResourceVersion = t.schema.Version()
	}
	for i := range r.Outcomes {
		r.Outcomes[i].Seq = int64(i + 1)
	}
	r.tally(b.tally)
	ev := evidence.Event{
		At: now, Kind: evidence.Push, Actor: t.by, Agency: t.agency, Resource: r.Resource, Action: action(t.op), Allow: d.Allow, Line: d.Line,
		PolicyVersion: d.Version, Count: r.Accepted, Withheld: r.Refused, Note: inboxNote(t, b),
	}
	if _, known := in.d.Schemas.Get(t.resource); !known {
		ev.Resource = "" // the header may hold anything, and evidence can't be taken back
	}
	if !d.Allow {
		ev.Kind, ev.Reason = evidence.Refusal, b.outcomes[0].Reason // every row has the same
	}
	index, err := in.d.Ledger.Record(ctx, ev)
	r.Evidence = &index
	return r, err
}

func inboxNote(t *task, b *batch) string {
	first, last := b.rows[0].line, b.rows[len(b.rows)-1].line
	return "receipt " + t.receipt + " " + t.inlet.Topic + "/" + strconv.Itoa(t.inlet.Partition) + " " + strconv.FormatInt(first, 10) + "-" + strconv.FormatInt(last, 10)
}

// retryPause is how long a worker waits before it tries again what a part that is down prevented.
const retryPause = time.Second

// HandleUntil calls Handle until it succeeds or ctx ends: an inbox waits, it never skips. What failed is told, but not that ctx ended:
// the process stops, or the list of inboxes changed, and what is not dealt with is read again.
func (in *Inbox) HandleUntil(ctx context.Context, msgs []Inbound, failed func(error)) error {
	for {
		err := in.Handle(ctx, msgs)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed(err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryPause):
		}
	}
}
