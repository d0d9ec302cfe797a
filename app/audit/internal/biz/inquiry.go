package biz

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

const (
	// FreshWait is how long a proof waits for an entry that is on its way into the tree: a checkpoint interval with room.
	FreshWait    = 2 * time.Second
	freshPoll    = 20 * time.Millisecond
	defaultLimit = 50
	maxLimit     = 1000
)

// Inquiry answers the auditor. Every answer is itself in the ledger before it leaves.
type Inquiry struct {
	proofs  Proofs
	copy    Copy
	records Recorder
	clock   clock.Clock
}

// NewInquiry makes the auditor's use-cases.
func NewInquiry(p Proofs, c Copy, r Recorder, clk clock.Clock) *Inquiry {
	return &Inquiry{proofs: p, copy: c, records: r, clock: clk}
}

// Page is one answer of a search.
type Page struct {
	Entries []Entry
	// Next continues the search; "" at the end.
	Next     string
	TreeSize uint64
}

// Bundle proves one leaf.
type Bundle struct {
	Entry      Entry
	Checkpoint Checkpoint
	Inclusion  []evidence.Hash
	Key        string
}

// Search finds entries, newest first, and records that it was asked.
func (q *Inquiry) Search(ctx context.Context, f Filter, cursor string, limit int) (Page, error) {
	f, err := f.settle()
	if err != nil {
		return Page{}, err
	}
	p, err := q.find(ctx, f, cursor, limit)
	if err != nil {
		return Page{}, err
	}
	ev := evidence.Event{Action: "audit.search", Subject: f.Subject, Resource: f.Resource, CaseNo: f.CaseNo, Count: int64(len(p.Entries)), Note: f.note(), AnswerDigest: digest(p.Entries)}
	return p, q.record(ctx, ev)
}

// Find is Search for other services, which record their own answers.
func (q *Inquiry) Find(ctx context.Context, f Filter, cursor string, limit int) (Page, error) {
	f, err := f.settle()
	if err != nil {
		return Page{}, err
	}
	return q.find(ctx, f, cursor, limit)
}

// find takes a filter that is settled.
func (q *Inquiry) find(ctx context.Context, f Filter, cursor string, limit int) (Page, error) {
	before, err := parseCursor(cursor)
	if err != nil {
		return Page{}, err
	}
	switch {
	case limit < 0 || limit > maxLimit:
		return Page{}, fault.New(fault.Invalid, "LIMIT_RANGE", "每页最多 1000 条。", "A page has at most 1000 entries.").At("", "limit")
	case limit == 0:
		limit = defaultLimit
	}
	found, err := q.copy.Find(ctx, f, before, limit+1)
	if err != nil {
		return Page{}, down(err)
	}
	cp, err := q.proofs.Checkpoint(ctx)
	if err != nil {
		return Page{}, down(err)
	}
	p := Page{Entries: found, TreeSize: cp.Size}
	if len(found) > limit {
		p.Entries = found[:limit]
		p.Next = strconv.FormatUint(found[limit-1].Index, 10)
	}
	return p, nil
}

// Get answers one entry. A fresh one is waited for.
func (q *Inquiry) Get(ctx context.Context, index uint64) (Entry, error) {
	e, err := q.await(ctx, index)
	if err != nil {
		return Entry{}, err
	}
	return e, q.record(ctx, evidence.Event{Action: "audit.search", Count: 1, Note: "index=" + strconv.FormatUint(index, 10), AnswerDigest: digest([]Entry{e})})
}

// Prove answers all that is needed to check one entry offline. It checks the proof itself before it leaves.
func (q *Inquiry) Prove(ctx context.Context, index uint64) (Bundle, error) {
	cp, err := q.covering(ctx, index)
	if err != nil {
		return Bundle{}, err
	}
	leaf, err := q.proofs.Leaf(ctx, index, cp.Size)
	if err != nil {
		return Bundle{}, down(err)
	}
	path, err := q.proofs.Inclusion(ctx, index, cp.Size)
	if err != nil {
		return Bundle{}, down(err)
	}
	if err := evidence.VerifyInclusion(index, cp.Size, evidence.LeafHash(leaf), path, cp.Root); err != nil {
		return Bundle{}, broken(err)
	}
	e, err := q.await(ctx, index)
	if err != nil {
		return Bundle{}, err
	}
	if err := evidence.CheckLeaf(leaf, e.Salt, e.Detail); err != nil {
		return Bundle{}, broken(err)
	}
	e.Leaf = leaf
	b := Bundle{Entry: e, Checkpoint: cp, Inclusion: path, Key: q.proofs.Key()}
	return b, q.record(ctx, evidence.Event{Action: "audit.proof", Count: 1, Note: "index=" + strconv.FormatUint(index, 10), AnswerDigest: sha256.Sum256(leaf)})
}

// Consistency proves that the tree of to leaves extends the one of from leaves; to 0 means the latest checkpoint.
// It shows hashes only, so it is no evidence of its own.
func (q *Inquiry) Consistency(ctx context.Context, from, to uint64) (uint64, []evidence.Hash, Checkpoint, error) {
	cp, err := q.proofs.Checkpoint(ctx)
	if err != nil {
		return 0, nil, cp, down(err)
	}
	if to == 0 {
		to = cp.Size
	}
	if from > to || to > cp.Size {
		return 0, nil, cp, fault.New(fault.Invalid, "TREE_RANGE", fmt.Sprintf("范围应满足 from ≤ to ≤ %d(最新检查点)。", cp.Size),
			fmt.Sprintf("The range must satisfy from <= to <= %d, the latest checkpoint.", cp.Size)).At("", "from")
	}
	path, err := q.proofs.Consistency(ctx, from, to)
	if err != nil {
		return 0, nil, cp, down(err)
	}
	return to, path, cp, nil
}

// covering waits for a checkpoint that covers the index.
func (q *Inquiry) covering(ctx context.Context, index uint64) (Checkpoint, error) {
	var cp Checkpoint
	ok, err := poll(ctx, func() (bool, error) {
		var err error
		cp, err = q.proofs.Checkpoint(ctx)
		return err == nil && cp.Size > index, err
	})
	if err != nil {
		return cp, down(err)
	}
	if !ok {
		return cp, absent(index)
	}
	return cp, nil
}

// await waits for the copy to hold the entry.
func (q *Inquiry) await(ctx context.Context, index uint64) (Entry, error) {
	var e Entry
	ok, err := poll(ctx, func() (found bool, err error) {
		e, found, err = q.copy.Get(ctx, index)
		return found, err
	})
	if err != nil {
		return e, down(err)
	}
	if ok {
		return e, nil
	}
	if cp, err := q.proofs.Checkpoint(ctx); err == nil && cp.Size > index {
		return e, fault.New(fault.Unavailable, "LEDGER_COPY_BEHIND", "该存证已入账,检索副本尚未跟上。", "The entry is in the ledger, its searchable copy is still behind.").
			Then("请几秒后重试。", "Try again in a few seconds.")
	}
	return e, absent(index)
}

// poll asks at once and then again until FreshWait is over.
func poll(ctx context.Context, ask func() (bool, error)) (bool, error) {
	end := time.NewTimer(FreshWait)
	defer end.Stop()
	tick := time.NewTicker(freshPoll)
	defer tick.Stop()
	for {
		ok, err := ask()
		if ok || err != nil {
			return ok, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-end.C:
			return false, nil
		case <-tick.C:
		}
	}
}

// record makes the answer evidence. The caller must not answer when it fails.
func (q *Inquiry) record(ctx context.Context, ev evidence.Event) error {
	p := grant.From(ctx)
	ev.At, ev.Kind, ev.Allow = q.clock.Now(), evidence.Ledger, true
	ev.Actor, ev.ActorName, ev.Agency, ev.Credential = p.ID, p.Name, p.Agency, p.Credential
	_, err := q.records.Record(ctx, ev)
	return err
}

func digest(entries []Entry) [32]byte {
	h := sha256.New()
	var b [8]byte
	for _, e := range entries {
		binary.BigEndian.PutUint64(b[:], e.Index)
		h.Write(b[:])
	}
	return [32]byte(h.Sum(nil))
}

func parseCursor(s string) (uint64, error) {
	if s == "" {
		return ^uint64(0), nil
	}
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "CURSOR_INVALID", "翻页游标无效。", "The cursor is not valid.").
			Then("请从第一页重新查询。", "Start again from the first page.").At("", "cursor")
	}
	return v, nil
}

func down(err error) error {
	if f, ok := fault.As(err); ok {
		if f.Kind == fault.Invalid { // a check of our own files: a signature, a leaf's form
			return broken(f)
		}
		return f
	}
	return fault.New(fault.Unavailable, "LEDGER_DOWN", "存证账本暂不可用,未作任何答复。", "The ledger is not available; nothing was answered.").
		Then("请稍后重试。", "Try again later.").Because(err)
}

func broken(err error) error {
	return fault.New(fault.Internal, "LEDGER_INCONSISTENT", "账本自检未通过:该存证与日志不一致。", "The ledger failed its own check: this entry does not agree with the log.").
		Then("请保全数据目录并立即通知审计管理员。", "Preserve the data folder and tell the audit administrator at once.").Because(err)
}

func absent(index uint64) error {
	return fault.New(fault.NotFound, "EVIDENCE_NOT_FOUND", fmt.Sprintf("账本中还没有第 %d 号存证。", index), fmt.Sprintf("The ledger has no entry number %d yet.", index)).
		Then("请核对存证编号(响应头 X-Chengxin-Evidence)。", "Check the number (response header X-Chengxin-Evidence).")
}
