package biz

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// Ward looks after what is in quarantine: nothing that was refused is lost, and every entry can be corrected.
type Ward struct {
	shed   Shed
	claims Claims
	intake *Intake
}

// NewWard looks after shed; corrections go through intake, one of an entry at a time.
func NewWard(shed Shed, claims Claims, intake *Intake) *Ward { return &Ward{shed, claims, intake} }

// A correction is one record, so it takes milliseconds. It is broken off long before its claim counts for nothing: a process that died holds
// an entry for claimTime, one that lives never loses it.
const (
	correctionTime = time.Minute
	claimTime      = 5 * time.Minute
)

// List is a page of a quarantine, the caller's agency's or that of no agency, with the term of each entry.
func (w *Ward) List(ctx context.Context, by grant.Principal, q QuarantineQuery) (items []Held, next string, open int64, err error) {
	if q.Agency, err = w.whose(ctx, by, q.Agency); err != nil {
		return nil, "", 0, err
	}
	limit := q.Limit
	q.Limit++
	if items, err = w.shed.List(ctx, q); err != nil {
		return nil, "", 0, err
	}
	if len(items) > limit {
		items = items[:limit]
		last := &items[limit-1]
		next = strconv.FormatInt(last.At, 10) + "." + last.ID
	}
	for i := range items {
		if err := w.date(ctx, q.Agency, &items[i]); err != nil {
			return nil, "", 0, err
		}
	}
	open, err = w.shed.Open(ctx, q.Agency)
	return items, next, open, err
}

// Get is one entry with its raw bytes in clear; that they left is in the ledger before they do.
func (w *Ward) Get(ctx context.Context, by grant.Principal, agency, id string) (Held, error) {
	agency, err := w.whose(ctx, by, agency)
	if err != nil {
		return Held{}, err
	}
	h, err := w.shed.Get(ctx, agency, id)
	if err != nil {
		return Held{}, err
	}
	if h.Raw, err = w.unseal(&h.Quarantined); err != nil {
		return Held{}, fault.New(fault.Internal, "RAW_UNREADABLE", "原始数据无法解封。", "The raw bytes can't be unsealed.").
			Then("请联系系统管理员检查密钥文件。", "Ask the system administrator to check the key file.").Because(err)
	}
	ev := evidence.Event{
		At: w.intake.d.Desk.Clock.Now(), Kind: evidence.Export, Actor: by.ID, ActorName: by.Name, Agency: by.Agency, Credential: by.Credential,
		Resource: h.Resource, Action: "quarantine.read", Allow: true, Count: 1, AnswerDigest: sha256.Sum256(h.Raw), Note: "quarantine " + id,
	}
	if _, err := w.intake.d.Ledger.Record(ctx, ev); err != nil {
		return Held{}, err
	}
	if schema, ok := w.intake.d.Schemas.Get(h.Resource); ok {
		h.Fields = fieldsOf(schema, h.ContentType, h.Raw)
		h.OccurredOn, h.Looked = decidedOn(schema, h.Fields), true
	}
	w.term(&h)
	return h, nil
}

func (w *Ward) unseal(q *record.Quarantined) ([]byte, error) {
	return w.intake.d.Desk.Seal.Open(nil, q.Raw, record.QuarantineContext(q.ID))
}

// look reads the day of the decision out of a sealed raw record.
func (w *Ward) look(q record.Quarantined) Dated {
	d := Dated{Quarantined: q, OccurredOn: rules.NoDate, Looked: w.intake.d.Schemas.Generation() > 0}
	schema, ok := w.intake.d.Schemas.Get(q.Resource)
	if !ok {
		return d
	}
	raw, err := w.unseal(&q)
	if err != nil {
		d.Looked = false // the key may come back
		return d
	}
	d.OccurredOn = decidedOn(schema, fieldsOf(schema, q.ContentType, raw))
	return d
}

// date gives an entry of a list its term. One that came in while the catalog was not loaded, or before days were kept, is looked at now,
// once.
func (w *Ward) date(ctx context.Context, agency string, h *Held) error {
	if !h.Looked {
		whole, err := w.shed.Get(ctx, agency, h.ID)
		if err != nil {
			return err
		}
		d := w.look(whole.Quarantined)
		if d.Looked {
			if err := w.shed.Put(ctx, []Dated{d}); err != nil {
				return err
			}
		}
		h.OccurredOn, h.Looked = d.OccurredOn, d.Looked
	}
	w.term(h)
	return nil
}

// term reckons the last day and the days left of an entry whose day of decision is known. A withdrawal has no term, and a day that is yet
// to come is a mistake.
func (w *Ward) term(h *Held) {
	desk := &w.intake.d.Desk
	today := rules.DateOf(desk.Clock.Now().In(Time))
	if h.OccurredOn == rules.NoDate || h.OccurredOn > today || Withdraws(h.ContentType) {
		return
	}
	h.DueOn, _ = desk.Workdays.AddWorkingDays(h.OccurredOn, desk.LateAfter)
	if h.State != QuarantineOpen {
		return
	}
	left, _ := desk.Workdays.WorkingDaysBetween(today, h.DueOn)
	if today > h.DueOn {
		over, _ := desk.Workdays.WorkingDaysBetween(h.DueOn, today)
		left = -over
	}
	h.DaysLeft = &left
}

// Resubmit checks a corrected record like a push of one. The entry is settled only when the correction was accepted; if it is refused
// again, the new entry names this one as its parent. Sending the same correction twice has the effect of once; of two corrections at once
// the second is refused.
func (w *Ward) Resubmit(ctx context.Context, by grant.Principal, id, resourceCode string, corrected []byte) (Receipt, error) {
	h, err := w.shed.Get(ctx, by.Agency, id)
	if err != nil {
		return Receipt{}, err
	}
	if h.State != QuarantineOpen {
		return Receipt{}, settled(h)
	}
	claim, err := w.claim(ctx, by, id)
	if err != nil {
		return Receipt{}, err
	}
	r, err := w.correct(ctx, by, h, resourceCode, corrected)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime) // the end is noted though the client is gone
	defer cancel()
	if err == nil && r.Accepted > 0 {
		c, err := w.correction(ctx, by.Agency, &h, &r)
		if err != nil {
			return Receipt{}, err
		}
		if _, err := w.claims.Settle(ctx, claim, c); err != nil {
			return Receipt{}, err
		}
		return r, nil
	}
	// Should this fail, the claim ends by itself; what the caller must hear is how the correction went.
	_ = w.claims.Release(ctx, id, claim)
	return r, err
}

// claim takes an entry for one correction.
func (w *Ward) claim(ctx context.Context, by grant.Principal, id string) (string, error) {
	now := w.intake.d.Desk.Clock.Now()
	claim, err := ids.New("c", now, w.intake.d.Rand)
	if err != nil {
		return "", fault.From(err)
	}
	taken, err := w.claims.Claim(ctx, id, claim, now, now.Add(-claimTime))
	if err != nil || taken {
		return claim, err
	}
	h, err := w.shed.Get(ctx, by.Agency, id)
	if err != nil {
		return "", err
	}
	if h.State != QuarantineOpen {
		return "", settled(h)
	}
	return "", fault.New(fault.Conflict, "QUARANTINE_CLAIMED", "这条问题数据正在被改正并重新提交,本次没有处理。", "This record is being corrected and submitted right now; nothing was done.").
		Then("请稍后查看它的状态;如仍未改正,再重新提交。", "Look at its state in a moment; submit again if it is still open.").At(id, "")
}

func settled(h Held) error {
	if h.State == QuarantineSettled {
		return fault.New(fault.Conflict, "QUARANTINE_SETTLED", "这条问题数据已经办结。", "This record was settled already.").
			Then("请查看办结说明。", "See what was noted then.").At(h.ID, "")
	}
	return fault.New(fault.Conflict, "QUARANTINE_SETTLED", "这条问题数据已经改正并重新提交。", "This record was corrected and submitted already.").
		Then("请查看回执 "+h.ResubmittedAs+"。", "See receipt "+h.ResubmittedAs+".").At(h.ID, "")
}

// correct pushes the corrected record.
func (w *Ward) correct(ctx context.Context, by grant.Principal, h Held, resourceCode string, corrected []byte) (Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, correctionTime)
	defer cancel()
	p := Push{By: by, Resource: h.Resource, Channel: ChannelResubmit, Parent: h.ID, Open: func(*resource.Schema) (Rows, error) {
		return &oneRow{raw: corrected}, nil
	}}
	if resourceCode != "" {
		p.Resource = resourceCode // a message that named no resource, or a wrong one
	}
	if Withdraws(h.ContentType) {
		p.Op = record.Withdraw
	}
	return w.intake.Push(ctx, p)
}

// maxLineage bounds how far the attempts at one record are followed back.
const maxLineage = 100

// correction follows an entry back to the record that was refused first, and tells whether its correction is in time: by the day of its
// decision, or soon enough after that refusal.
func (w *Ward) correction(ctx context.Context, agency string, h *Held, r *Receipt) (Correction, error) {
	c := Correction{Lineage: []string{h.ID}, Receipt: r.ID}
	root := *h
	for root.Parent != "" && len(c.Lineage) < maxLineage {
		parent, err := w.shed.Get(ctx, agency, root.Parent)
		if fault.Is(err, ReasonNotHeld) {
			break // its parent never came to be kept
		}
		if err != nil {
			return Correction{}, err
		}
		root = parent
		c.Lineage = append(c.Lineage, root.ID)
	}
	desk := &w.intake.d.Desk
	today, refused := rules.DateOf(desk.Clock.Now().In(Time)), rules.DateOf(time.UnixMicro(root.At).In(Time))
	since, _ := desk.Workdays.WorkingDaysBetween(refused, today)
	c.InTime = r.Counts.Dated > 0 && r.Late == 0 || since <= desk.Quality.GraceDays(refused)
	return c, nil
}

// ReasonNotHeld is why an entry of the quarantine is not found.
const ReasonNotHeld fault.Reason = "QUARANTINE_UNKNOWN"

// oneRow is a body of one JSON record.
type oneRow struct {
	raw  []byte
	done bool
}

func (o *oneRow) Table() (*resource.Columns, []byte) { return nil, nil }

func (o *oneRow) Next(row *Raw) error {
	if o.done {
		return io.EOF
	}
	o.done = true
	*row = Raw{Line: 1, Bytes: o.raw, ContentType: "application/json"}
	return nil
}

func (o *oneRow) Close() error { return nil }

func (o *oneRow) Digest() [32]byte { return sha256.Sum256(o.raw) }

// Keep takes quarantine frames from the stream into the shed. A frame that can't be read is kept too, as it came.
func (w *Ward) Keep(ctx context.Context, frames [][]byte, at time.Time) error {
	items := make([]Dated, 0, len(frames))
	for _, f := range frames {
		var q record.Quarantined
		if err := record.DecodeQuarantined(f, &q); err != nil || q.ID == "" || len(q.ID) > 64 {
			q = w.unreadable(f, at)
		}
		items = append(items, w.look(q))
	}
	return w.shed.Put(ctx, items)
}

func (w *Ward) unreadable(frame []byte, at time.Time) record.Quarantined {
	sum := w.intake.d.Desk.Seal.Digest([]byte("frame"), frame)
	q := record.Quarantined{ID: "qx" + hex.EncodeToString(sum[:16]), At: at.UnixMicro(), By: "exchange", ContentType: "application/octet-stream"}
	q.Reasons = []record.Reason{reasonOf(finding("", "FRAME_UNREADABLE", "问题数据的消息无法解读,按原样保存。", "A quarantine message can't be read; it is kept as it came.",
		"请联系系统管理员。", "Ask the system administrator.", ""))}
	q.Raw = w.intake.d.Desk.Seal.Seal(nil, frame, record.QuarantineContext(q.ID))
	return q
}
