package biz

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
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

// maxLargePushes is how many pushes of more than one batch run at once; others wait. It bounds memory.
const maxLargePushes = 8

// commitTime is how long a batch may take to become durable after its client is gone: longer than a producer tries.
const commitTime = 30 * time.Second

// settleTime is how long the end of a push may take after its client is gone.
const settleTime = 15 * time.Second

// Intake takes pushes in.
type Intake struct {
	d     IntakeDeps
	large chan struct{}
	// running holds the idempotency keys of pushes under way, so that two of them do not write one receipt.
	running sync.Map
}

// IntakeDeps is what an intake needs; every field is required, except Rand (nil: the system's).
type IntakeDeps struct {
	Desk     Desk
	Decider  Decider
	Schemas  Schemas
	Stream   Stream
	Receipts Receipts
	Shelf    Shelf
	Ledger   Ledger
	Meter    Meter
	Rand     io.Reader
}

// NewIntake makes an intake.
func NewIntake(d IntakeDeps) *Intake {
	return &Intake{d: d, large: make(chan struct{}, maxLargePushes)}
}

// Push is one push.
type Push struct {
	By       grant.Principal
	Resource string
	Op       record.Op
	DryRun   bool
	// Backfill is the history an agency brings along when it joins; its timeliness is not counted.
	Backfill bool
	Key      string // idempotency key; empty: none
	Channel  string
	Trace    string
	// Open opens the body. It is called after the decision, so that nobody without a grant makes us read one.
	Open func(*resource.Schema) (Rows, error)
	// Parent is the quarantined record a resubmission corrects.
	Parent string
}

func (p *Push) action() string { return action(p.Op) }

// Push decides, reads, checks, makes durable, and answers with the receipt. When it fails before anything was accepted, nothing has
// happened. When the body breaks off later, the receipt is kept as interrupted and the fault says how many were accepted. A push that is
// refused whole is in the ledger before that is answered.
func (in *Intake) Push(ctx context.Context, p Push) (Receipt, error) {
	r, err := in.push(ctx, p)
	if err != nil {
		err = in.Refuse(ctx, &p, err)
	}
	return r, err
}

func (in *Intake) push(ctx context.Context, p Push) (Receipt, error) {
	schema, line, version, err := in.admit(ctx, &p)
	if err != nil {
		return Receipt{}, err
	}
	rows, err := p.Open(schema)
	if err != nil {
		return Receipt{}, err
	}
	defer func() { _ = rows.Close() }() // only memory is released; the answer does not depend on it
	id, err := ids.New("r", in.d.Desk.Clock.Now(), in.d.Rand)
	if err != nil {
		return Receipt{}, fault.From(err)
	}
	r := &run{in: in, push: &p, rows: rows, stream: in.d.Stream.Sequence(), receipt: Receipt{
		ID: id, Resource: schema.Code(), ResourceVersion: schema.Version(), Op: p.Op, Agency: p.By.Agency,
		ReceivedAt: in.d.Desk.Clock.Now(), Channel: p.Channel, DryRun: p.DryRun, Backfill: p.Backfill, IdempotencyKey: p.Key, State: StateRunning, Parent: p.Parent, Teaches: schema.Registration(),
	}, line: line, version: version}
	r.task = task{schema: schema, resource: schema.Code(), op: p.Op, agency: p.By.Agency, division: p.By.Division, by: p.By.ID, receipt: id, parent: p.Parent, dryRun: p.DryRun, backfill: p.Backfill}
	r.task.columns, r.task.header = rows.Table()
	return r.do(ctx)
}

// admit knows the resource and has the caller's push decided; a denial is evidence with the line that decided.
func (in *Intake) admit(ctx context.Context, p *Push) (*resource.Schema, string, uint64, error) {
	schema, err := in.schema(p.Resource)
	if err != nil {
		return nil, "", 0, err
	}
	d := decide(in.d.Decider, p.By, p.Op, p.Backfill, p.Resource, in.d.Desk.Clock.Now())
	if !d.Allow {
		return nil, "", 0, in.denied(ctx, p, d)
	}
	if p.By.Agency == "" {
		return nil, "", 0, fault.New(fault.Denied, "NO_AGENCY", "只有归属于部门的账号可以报送。", "Only accounts of an agency can push records.").
			Then("请使用部门的接口密钥。", "Use an API key of the agency.")
	}
	return schema, d.Line, d.Version, nil
}

func (in *Intake) schema(code string) (*resource.Schema, error) {
	if in.d.Schemas.Generation() == 0 {
		return nil, errCatalog()
	}
	s, ok := in.d.Schemas.Get(code)
	if !ok {
		return nil, fault.New(fault.NotFound, "RESOURCE_UNKNOWN", "目录中没有这个信息资源。", "The catalog has no such resource.").
			Then("请在资源目录中查看资源代码。", "Look the code up in the catalog.")
	}
	return s, nil
}

func (p *Push) event(now time.Time) evidence.Event {
	return evidence.Event{
		At: now, Kind: evidence.Push, Actor: p.By.ID, ActorName: p.By.Name, Agency: p.By.Agency, Credential: p.By.Credential,
		Resource: p.Resource, Action: p.action(), Trace: p.Trace,
	}
}

// run is one push under way.
type run struct {
	in      *Intake
	push    *Push
	rows    Rows
	stream  Sequence
	task    task
	receipt Receipt
	line    string
	version uint64
	seq     int64
	hints   int64
	begun   bool
	read    bool // the body was read to its end
	// unsure is set when something may be in the stream that the registry did not learn.
	unsure bool
}

func (r *run) do(ctx context.Context) (Receipt, error) {
	first := batches.Get().(*batch)
	first.reset(&r.task)
	end, err := r.fill(first)
	if err != nil {
		return Receipt{}, err
	}
	if len(first.rows) == 0 {
		return Receipt{}, fault.New(fault.Invalid, "BODY_EMPTY", "文件中没有任何记录。", "The body holds no record.").
			Then("请检查文件内容。", "Check the file.")
	}
	release, err := r.claim()
	if err != nil {
		return Receipt{}, err
	}
	defer release()
	if done, got, err := r.begin(ctx, end); done || err != nil {
		return got, err
	}
	work := r.pipeline
	if end {
		work = r.single
	}
	err = caught(func() error { return work(ctx, first) })
	r.unsure = r.unsure || errors.Is(err, errPanic)
	return r.settle(ctx, err)
}

// claim keeps a second push with the same idempotency key away while the first is under way.
func (r *run) claim() (release func(), err error) {
	if r.push.Key == "" || r.push.DryRun {
		return func() {}, nil
	}
	key := [4]string{r.receipt.Agency, r.receipt.Resource, r.push.Op.String(), r.push.Key}
	if _, taken := r.in.running.LoadOrStore(key, true); taken {
		return nil, fault.New(fault.Conflict, "PUSH_RUNNING", "使用这个幂等键的报送正在进行。", "A push with this idempotency key is under way.").
			Then("请等它结束后再查询或重试。", "Wait for it to end, then ask or try again.")
	}
	return func() { r.in.running.Delete(key) }, nil
}

// fill reads rows into b until it is full; end is true when the body ended well.
func (r *run) fill(b *batch) (end bool, err error) {
	defer func() { b.at = r.in.d.Desk.Clock.Now() }()
	var raw Raw
	for !b.full() {
		if err := r.rows.Next(&raw); err != nil {
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				r.read = true
				return true, nil
			}
			return false, err
		}
		b.add(&raw)
	}
	return false, nil
}

// begin notes the push, or finds that it was made before. done means that the answer is already known.
func (r *run) begin(ctx context.Context, end bool) (done bool, got Receipt, err error) {
	seed := r.receipt.ID
	if r.push.Key != "" {
		seed = r.push.Key
	}
	r.task.sources = record.NewSources(r.push.Channel, r.receipt.Agency, r.receipt.Resource, r.push.Op.String(), seed)
	if r.push.Parent != "" {
		r.task.sources = record.NewSources(ChannelResubmit, r.push.Parent)
	}
	if r.push.DryRun {
		return false, Receipt{}, nil
	}
	got, existing, err := r.in.d.Receipts.Begin(ctx, r.receipt)
	if err != nil {
		return false, Receipt{}, err
	}
	r.begun = true
	if !existing {
		return false, Receipt{}, nil
	}
	if got.State == StateComplete {
		got, err = r.again(ctx, got, end)
		return true, got, err
	}
	r.receipt.ID, r.receipt.ReceivedAt, r.task.receipt = got.ID, got.ReceivedAt, got.ID
	return false, Receipt{}, r.in.d.Receipts.Restart(ctx, got.ID, r.receipt.Teaches)
}

// again answers a push that was made before under the same idempotency key: with its receipt if the body is the same.
func (r *run) again(ctx context.Context, got Receipt, end bool) (Receipt, error) {
	var raw Raw
	for !end {
		if err := r.rows.Next(&raw); errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			end = true
		} else if err != nil {
			return Receipt{}, err
		}
	}
	sum := r.rows.Digest()
	if hex.EncodeToString(sum[:]) != got.Digest {
		return Receipt{}, fault.New(fault.Conflict, "IDEMPOTENCY_KEY_REUSED",
			"这个幂等键已用于另一份内容,本次没有处理。", "This idempotency key was used for another body; nothing was done.").
			Then("新内容请换一个新的 Idempotency-Key。", "Use a new Idempotency-Key for a new body.").At(got.ID, "")
	}
	outcomes, err := r.in.d.Shelf.Outcomes(ctx, got.ID, 0, MaxShown+1)
	if err != nil {
		return Receipt{}, err
	}
	got.Outcomes = outcomes
	got.trim()
	r.in.d.Meter.Repeated(got.Resource, got.Total)
	return got, nil
}

// trim keeps the outcomes that one answer shows.
func (r *Receipt) trim() {
	if len(r.Outcomes) > MaxShown {
		r.Outcomes, r.More = r.Outcomes[:MaxShown], true
	}
}

func workers() int { return max(1, runtime.GOMAXPROCS(0)) }

// settle ends a push, well or badly. It outlives the client, because what was accepted must be told.
func (r *run) settle(ctx context.Context, failure error) (Receipt, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	r.receipt.State, r.receipt.Teaches = StateComplete, r.receipt.Teaches && r.unsure
	if failure != nil {
		r.receipt.State = StateInterrupted
	} else {
		sum := r.rows.Digest()
		r.receipt.Digest = hex.EncodeToString(sum[:])
	}
	ev := r.push.event(r.in.d.Desk.Clock.Now())
	ev.Allow, ev.Line, ev.PolicyVersion = true, r.line, r.version
	ev.Count, ev.Withheld = r.receipt.Accepted, r.receipt.Refused
	ev.Note = "receipt " + r.receipt.ID + " " + r.receipt.State
	if r.push.DryRun {
		ev.Note = noteDryRun
	}
	if failure == nil {
		ev.AnswerDigest = r.rows.Digest()
	}
	index, err := r.in.d.Ledger.Record(ctx, ev)
	if err != nil {
		failure, r.receipt.State = err, StateInterrupted // accepted, but not answered: the client has to ask again
	} else {
		r.receipt.Evidence = &index
	}
	finish := func(ctx context.Context) error { return r.in.d.Receipts.Finish(ctx, r.receipt) }
	if r.push.DryRun {
		finish = r.finishDry
	}
	if err := finish(ctx); err != nil {
		failure = err
	}
	if failure != nil {
		return r.receipt, r.interrupted(failure)
	}
	r.receipt.trim()
	return r.receipt, nil
}

// interrupted says what a client can rely on after a push broke off.
func (r *run) interrupted(cause error) error {
	kind, reason := fault.Unavailable, fault.Reason("PUSH_INTERRUPTED")
	why := fault.From(cause)
	if why.Kind != fault.Internal {
		kind = why.Kind
	}
	n := strconv.FormatInt(r.receipt.Accepted, 10)
	f := fault.New(kind, reason,
		"报送中断:"+why.Message.Zh+"已确认接收 "+n+" 条。", "The push broke off: "+why.Message.En+" "+n+" records were accepted for certain.").Because(cause)
	f.At(r.receipt.ID, "")
	f.Evidence = r.receipt.Evidence
	if r.push.Key != "" {
		return f.Then("请用同一个 Idempotency-Key 重新发送整个文件,已接收的记录不会重复。", "Send the whole file again with the same Idempotency-Key; what was accepted will not be doubled.")
	}
	return f.Then("请重新发送整个文件,内容相同的记录不会产生新版本;今后请带上 Idempotency-Key。", "Send the whole file again: equal records make no new version. Use an Idempotency-Key next time.")
}
