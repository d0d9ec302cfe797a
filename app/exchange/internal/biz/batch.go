package biz

import (
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Bounds of a batch: whichever is reached first closes it.
const (
	batchRows  = 1000
	batchBytes = 1 << 20
)

// arrival is one row of a batch; its bytes lie in the batch's raw buffer.
type arrival struct {
	line        int64
	from, to    int
	cells       []cell // of a table
	contentType string
	key         string // idempotency key of this row alone; empty: none
	bad         *resource.Finding
}

// cell is a cell's place in the batch's raw buffer.
type cell struct{ from, to int }

// batch is the unit of work: rows in, messages and outcomes out. Its buffers are reused.
type batch struct {
	task *task
	raw  []byte
	rows []arrival
	// at is when the rows had been read. The batches of a push are checked side by side, so the checkers' clocks would not keep their order.
	at    time.Time
	ready chan struct{}
	err   error

	fields     []byte // canonical fields of the rows that passed, before their subject is known
	pending    []pending
	arena      []byte // encoded records and frames with their keys
	spans      []span
	records    []Message
	quarantine []Message
	outcomes   []Outcome
	learned    []Registration
	tally      tally
}

// span is a message in the arena; the arena may move while it grows, so slices are cut at the end.
type span struct {
	key, value, end int
	quarantine      bool
}

// tally counts records.
type tally struct {
	total, accepted, refused, late, hinted int64
	counts                                 Counts
}

// task is what all rows of a batch have in common.
type task struct {
	schema   *resource.Schema
	resource string // as named by the sender; may be no resource at all
	op       record.Op
	agency   string
	division string
	by       string // principal
	receipt  string
	parent   string
	sources  record.Sources
	opName   string // as the sender of a message named it
	// backfill is the history an agency brings along when it joins: its timeliness is not counted.
	backfill bool
	inlet    Inlet // where a message came from
	// fixed is true where an arrival cannot change under the same number: an offset of a topic.
	fixed  bool
	dryRun bool
	// columns and header of a table.
	columns *resource.Columns
	header  []byte
}

// pending is a row that passed its schema and waits for its subject.
type pending struct {
	row      int
	rec      record.Record
	ref      resource.SubjectRef
	code     string // checked code of an organisation
	subject  resolved
	about    *record.About
	from, to int // its fields
	sealed   []sealedSpan
	hints    []resource.Finding
	refused  *resource.Finding
	filled   int // items with a value
	applying int // items that apply
	// registration is what the record teaches once it is durable.
	registration *Registration
}

// sealedSpan is a sealed text within fields, and the keyed digest that stands for it in the record's digest.
type sealedSpan struct {
	from, to int
	mac      [32]byte
}

// batches keeps buffers from push to push. Only batches whose messages nobody reads any more come back.
var batches = sync.Pool{New: func() any { return &batch{} }}

// keepBytes bounds a batch that is kept: one with a giant record is let go.
const keepBytes = 8 * batchBytes

func (b *batch) release() {
	if cap(b.raw)+cap(b.fields)+cap(b.arena) <= keepBytes {
		b.reset(nil)
		b.ready = nil
		batches.Put(b)
	}
}

func (b *batch) reset(t *task) {
	b.task, b.err = t, nil
	clear(b.rows)
	b.raw, b.rows = b.raw[:0], b.rows[:0]
	b.fields, b.arena = b.fields[:0], b.arena[:0]
	clear(b.pending) // wait hands them out again
	b.pending, b.spans = b.pending[:0], b.spans[:0]
	b.records, b.quarantine = b.records[:0], b.quarantine[:0]
	b.outcomes, b.learned = nil, nil
	b.tally = tally{}
	b.ready = make(chan struct{})
}

func (b *batch) full() bool { return len(b.rows) >= batchRows || len(b.raw) >= batchBytes }

func (b *batch) add(r *Raw) {
	from := len(b.raw)
	b.raw = append(b.raw, r.Bytes...)
	a := arrival{line: r.Line, from: from, to: len(b.raw), contentType: r.ContentType, key: r.Key, bad: r.Bad}
	if r.Cells != nil {
		a.cells = make([]cell, len(r.Cells))
		for i, c := range r.Cells {
			at := len(b.raw)
			b.raw = append(b.raw, c...)
			a.cells[i] = cell{at, len(b.raw)}
		}
	}
	b.rows = append(b.rows, a)
}

// cellsOf gives the cells of a row, in dst's space.
func (b *batch) cellsOf(dst [][]byte, row int) [][]byte {
	dst = dst[:0]
	for _, c := range b.rows[row].cells {
		dst = append(dst, b.raw[c.from:c.to:c.to])
	}
	return dst
}

func (b *batch) bytesOf(row int) []byte { a := &b.rows[row]; return b.raw[a.from:a.to] }

// cut slices the messages out of the finished arena.
func (b *batch) cut() {
	for _, s := range b.spans {
		m := Message{Key: b.arena[s.key:s.value:s.value], Value: b.arena[s.value:s.end:s.end]}
		if s.quarantine {
			b.quarantine = append(b.quarantine, m)
		} else {
			b.records = append(b.records, m)
		}
	}
}

// wait makes room for a row that waits for its subject, in place: a pending is too large to be copied about.
func (b *batch) wait(row int) *pending {
	if len(b.pending) < cap(b.pending) {
		b.pending = b.pending[:len(b.pending)+1]
	} else {
		b.pending = append(b.pending, pending{})
	}
	p := &b.pending[len(b.pending)-1]
	p.row = row
	return p
}

// source names the arrival of a row with this content.
func (b *batch) source(row int, content [32]byte) [16]byte {
	a, t := &b.rows[row], b.task
	switch {
	case a.key != "":
		return record.NewSources("row key", t.agency, t.resource, t.op.String(), a.key).At(0, content)
	case t.fixed:
		return t.sources.At(a.line, [32]byte{})
	}
	return t.sources.At(a.line, content)
}
