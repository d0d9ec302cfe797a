package biz

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Desk is what checking needs from outside.
type Desk struct {
	Registry Registry
	Seal     Sealer
	Workdays Workdays
	Clock    clock.Clock
	// LateAfter is the number of working days after which a record is late.
	LateAfter int
	// Quality says which hints say nothing against a record; its zero value: none.
	Quality rules.Quality
}

// checker turns rows into records. It keeps its decoder and scratch space between batches and is used by one goroutine.
type checker struct {
	desk     *Desk
	schema   *resource.Schema
	decoder  *resource.Decoder
	findings resource.Findings
	content  []byte // what a digest covers
	days     workdays
	ignored  map[string]bool // hints that say nothing against a record
	// of the row in hand
	sealed []sealedSpan
	seal   resource.SealFunc
	aads   [][]byte
	cells  [][]byte
}

// workdays is how many working days there were between two days that were asked for last: what one push holds was decided on few.
type workdays struct {
	from, to    rules.Date
	n           int
	provisional bool
}

func newChecker(d *Desk) *checker {
	c := &checker{desk: d}
	c.seal = func(dst []byte, item int, plain []byte) []byte {
		s := sealedSpan{from: len(dst), mac: d.Seal.Digest(plain)}
		dst = d.Seal.Seal(dst, plain, c.aads[item])
		s.to = len(dst)
		c.sealed = append(c.sealed, s)
		return dst
	}
	return c
}

func (c *checker) use(s *resource.Schema) {
	if c.schema == s {
		return
	}
	c.schema, c.decoder = s, s.NewDecoder()
	c.aads = make([][]byte, s.Len())
	for i := range c.aads {
		c.aads[i] = record.SealContext(s.Code(), s.Item(i).Name)
	}
}

// run checks a batch: rows against the schema, then all their subjects against the registry at once, then encodes what passed and puts
// what did not into quarantine frames.
func (c *checker) run(ctx context.Context, b *batch) error {
	c.use(b.task.schema)
	b.tally.total = int64(len(b.rows))
	b.fields = slices.Grow(b.fields, len(b.raw)+len(b.raw)/8)
	for i := range b.rows {
		c.row(b, i)
	}
	if err := c.subjects(ctx, b); err != nil {
		return err
	}
	now := b.at
	today, known := rules.DateOf(now.In(Time)), now.UnixMicro()
	c.ignored = c.desk.Quality.Ignored(today)
	b.arena = slices.Grow(b.arena, len(b.fields)+len(b.pending)*headBytes)
	for i := range b.pending {
		p := &b.pending[i]
		if p.refused != nil {
			c.refuse(b, p.row, known, *p.refused)
			continue
		}
		c.accept(b, p, today, known)
	}
	b.cut()
	slices.SortStableFunc(b.outcomes, func(x, y Outcome) int { return cmp.Compare(x.Line, y.Line) })
	return nil
}

// row decodes and checks one row; what passes waits for its subject.
func (c *checker) row(b *batch, i int) {
	if bad := b.rows[i].bad; bad != nil {
		c.refuse(b, i, c.now(), *bad)
		return
	}
	row, bad := c.decode(b, i)
	if bad != nil {
		c.refuse(b, i, c.now(), *bad)
		return
	}
	c.findings.Reset()
	if b.task.op == record.Withdraw {
		c.schema.CheckKey(row, &c.findings) // a withdrawal may be the natural key alone
	} else {
		c.schema.Check(row, &c.findings)
	}
	if !c.findings.OK() {
		c.refuse(b, i, c.now(), c.findings.Hard...)
		return
	}
	p := b.wait(i)
	p.ref = c.schema.Subject(row)
	if len(c.findings.Soft) > 0 {
		p.hints = append(p.hints, c.findings.Soft...)
	}
	c.fill(b, p, row)
}

func (c *checker) now() int64 { return c.desk.Clock.Now().UnixMicro() }

func (c *checker) decode(b *batch, i int) (*resource.Row, *resource.Finding) {
	if b.task.columns == nil {
		return c.decoder.JSON(b.bytesOf(i))
	}
	c.cells = b.cellsOf(c.cells, i)
	return c.decoder.CSV(b.task.columns, c.cells)
}

// fill takes from the row all that the record needs, because the row is overwritten by the next one.
func (c *checker) fill(b *batch, p *pending, row *resource.Row) {
	s, t := c.schema, b.task
	isPerson := p.ref.Kind == subject.Person
	switch {
	case !s.HasSubject():
	case isPerson:
		p.subject, p.refused = person(&p.ref, c.desk.Seal)
	default:
		p.code, p.refused = codeOf(&p.ref)
	}
	if p.refused != nil {
		return
	}
	d := s.Dates(row)
	p.rec = record.Record{
		Resource: s.Code(), ResourceVersion: uint16(s.Version()), Class: s.Definition().CreditClass,
		Agency: t.agency, Division: t.division, Receipt: t.receipt, Op: t.op,
		OccurredOn: d.OccurredOn, ValidFrom: d.ValidFrom, ValidTo: d.ValidTo, PublishTo: d.PublishTo,
		DocumentNo: s.DocumentNo(row), Severity: uint8(s.Severity(row)), WorkingDays: -1,
	}
	p.rec.RecordID = s.RecordID(row, c.provisional(p))
	if t.op == record.Withdraw {
		p.from = len(b.fields)
		b.fields = append(b.fields, "{}"...)
		p.to = len(b.fields)
		return
	}
	p.filled, p.applying = row.Completeness()
	c.sealed = nil
	p.from = len(b.fields)
	switch {
	case isPerson:
		b.fields = row.AppendPersonFields(b.fields, c.seal)
	case p.ref.Kind == subject.SelfEmployed || subject.KindOfUSCC(p.code) == subject.SelfEmployed:
		b.fields = row.AppendShopFields(b.fields, c.seal)
		p.about = s.About(row)
	default:
		b.fields = row.AppendFields(b.fields, c.seal)
		p.about = s.About(row)
	}
	p.to, p.sealed = len(b.fields), c.sealed
}

// unresolved stands in a record id for a subject that is known only after the registry was asked. It can't occur in an item's text.
const unresolved = "\x00"

func (c *checker) provisional(p *pending) string {
	switch {
	case p.subject.token != "":
		return p.subject.token
	case p.code != "":
		return p.code
	}
	return unresolved
}

// subjects asks the registry once for the whole batch and resolves every pending row.
func (c *checker) subjects(ctx context.Context, b *batch) error {
	if !c.schema.HasSubject() {
		return nil
	}
	var codes, legacy []string
	for i := range b.pending {
		p := &b.pending[i]
		switch {
		case p.refused != nil || p.ref.Kind == subject.Person:
		case p.code != "":
			if n := len(codes); n == 0 || codes[n-1] != p.code { // the records of one subject often follow one another
				codes = append(codes, p.code)
			}
		default:
			for _, l := range p.ref.Legacy {
				legacy = append(legacy, subject.NormaliseUSCC(l.Code))
			}
		}
	}
	var dir Directory
	if len(codes)+len(legacy) > 0 && !(c.schema.Registration() && len(legacy) == 0) {
		var err error
		if dir, err = c.desk.Registry.Find(ctx, codes, legacy); err != nil {
			return err
		}
	}
	if err := c.mapped(ctx, &dir); err != nil {
		return err
	}
	told := c.schema.Definition().Subject.Kind == ""
	for i := range b.pending {
		p := &b.pending[i]
		if p.refused == nil && p.ref.Kind != subject.Person {
			named := c.schema.Registration() || b.task.op == record.Withdraw
			p.subject, p.refused = organisation(&p.ref, p.code, &dir, named, told)
		}
	}
	return nil
}

// mapped looks up the subjects that older codes led to, so that their names are held against the registry too.
func (c *checker) mapped(ctx context.Context, dir *Directory) error {
	var more []string
	for _, codes := range dir.Legacy {
		if len(codes) == 1 && dir.Subjects[codes[0]] == nil {
			more = append(more, codes[0])
		}
	}
	if len(more) == 0 {
		return nil
	}
	found, err := c.desk.Registry.Find(ctx, more, nil)
	if err != nil {
		return err
	}
	for code, s := range found.Subjects {
		if dir.Subjects == nil {
			dir.Subjects = map[string]*Subject{}
		}
		dir.Subjects[code] = s
	}
	return nil
}

// accept completes a record and encodes it into the arena.
func (c *checker) accept(b *batch, p *pending, today rules.Date, known int64) {
	r := &p.rec
	r.SubjectKind, r.Subject, r.Name = uint8(p.subject.kind), p.subject.token, p.subject.name
	if p.code == "" && strings.Contains(r.RecordID, unresolved) {
		r.RecordID = strings.ReplaceAll(r.RecordID, unresolved, r.Subject)
	}
	r.KnownAt, r.Fields = known, b.fields[p.from:p.to:p.to]
	if b.task.backfill {
		r.WorkingDays = -1
	} else {
		c.timeliness(p, today)
	}
	c.digest(r, p)
	r.Hints = hintCodes(p)
	c.about(p, known)
	r.Source = b.source(p.row, r.Digest)
	s := span{key: len(b.arena)}
	key := r.Subject
	if key == "" {
		key = r.RecordID
	}
	b.arena = append(b.arena, key...)
	s.value = len(b.arena)
	b.arena = r.Append(b.arena)
	s.end = len(b.arena)
	if s.end-s.value > maxEncoded {
		b.arena = b.arena[:s.key]
		c.refuse(b, p.row, known, *finding("", "RECORD_TOO_LARGE", "记录超过大小上限。", "The record is over the size limit.", "请缩短内容或拆分记录。", "Shorten or split the record.", ""))
		return
	}
	b.spans = append(b.spans, s)
	c.count(b, p)
}

// headBytes is about what an encoded record and its key hold beside its fields.
const headBytes = 400

// count counts an accepted record.
func (c *checker) count(b *batch, p *pending) {
	b.tally.accepted++
	if p.rec.Late {
		b.tally.late++
	}
	n := &b.tally.counts
	if p.rec.WorkingDays >= 0 {
		n.Dated++
	}
	n.Filled, n.Applying = n.Filled+int64(p.filled), n.Applying+int64(p.applying)
	if p.rec.Hints != "" {
		b.tally.hinted++
		faulted := int64(0)
		for _, list := range [...][]resource.Finding{p.hints, p.subject.hints} {
			for i := range list {
				if !c.ignored[string(list[i].Reason)] {
					faulted = 1
				}
				b.outcomes = append(b.outcomes, outcomeOf(b.rows[p.row].line, StatusAccepted, p.rec.RecordID, &list[i]))
			}
		}
		n.Faulted += faulted
	}
	if reg := p.registration; reg != nil {
		b.learned = append(b.learned, *reg)
	}
}

// about passes on what a registration teaches.
func (c *checker) about(p *pending, known int64) {
	r := &p.rec
	if !c.schema.Registration() || p.ref.Kind == subject.Person {
		return
	}
	reg := Registration{Code: r.Subject, KnownAt: known, Withdrawn: r.Op == record.Withdraw}
	if r.About = p.about; r.About == nil {
		r.About = &record.About{} // so that a withdrawn registration can be told from the record alone
	}
	reg.About = *r.About
	p.registration = &reg
}

// timeliness counts the working days from the decision to the arrival, and says so when the calendar they were counted by may still change it.
func (c *checker) timeliness(p *pending, today rules.Date) {
	r := &p.rec
	if r.Op == record.Withdraw || r.OccurredOn == rules.NoDate || r.OccurredOn > today {
		return
	}
	if c.days.from != r.OccurredOn || c.days.to != today {
		n, provisional := c.desk.Workdays.WorkingDaysBetween(r.OccurredOn, today)
		c.days = workdays{r.OccurredOn, today, n, provisional}
	}
	if c.days.provisional && rules.MayChange(c.days.n, c.desk.LateAfter) {
		p.hints = append(p.hints, *finding(c.schema.Definition().Dates.OccurredOn, rules.CalendarProvisional,
			"工作日暂按未核定的节假日安排计算,是否迟报以国务院办公厅通知为准。", "The working days are counted by a calendar that is not official yet; whether it is late may still change.",
			"无需处理;节假日安排核定后以其为准。", "Nothing to do; the official calendar will decide.", ""))
	}
	days := c.days.n
	r.WorkingDays = int16(min(days, 1<<15-1))
	r.Late = days > c.desk.LateAfter
}

func hintCodes(p *pending) string {
	if len(p.hints)+len(p.subject.hints) == 0 {
		return ""
	}
	var codes strings.Builder
	for _, list := range [...][]resource.Finding{p.hints, p.subject.hints} {
		for i := range list {
			if codes.Len() > 0 {
				codes.WriteByte(',')
			}
			codes.WriteString(string(list[i].Reason))
		}
	}
	return codes.String()
}

// digest hashes the content, put together in one place first; see record.AppendContentHead.
func (c *checker) digest(r *record.Record, p *pending) {
	c.content = r.AppendContentHead(c.content[:0])
	at := 0
	for i := range p.sealed {
		s := &p.sealed[i]
		c.content = append(c.content, r.Fields[at:s.from-p.from]...)
		c.content = append(c.content, s.mac[:]...)
		at = s.to - p.from
	}
	c.content = append(c.content, r.Fields[at:]...)
	r.Digest = sha256.Sum256(c.content)
}
