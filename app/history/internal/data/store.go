package data

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/chio"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the database to its schema.
func Migrate(ctx context.Context, conn driver.Conn, database string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return chio.Migrate(ctx, conn, database, files)
}

// Store writes blocks to ClickHouse.
type Store struct {
	conn     driver.Conn
	database string
	memory   *mentions
}

// NewStore makes a store over a migrated database.
func NewStore(conn driver.Conn, database string) *Store {
	return &Store{conn: conn, database: database, memory: newMentions()}
}

// NewBlock makes an empty block; reuse it with Reset.
func (s *Store) NewBlock() biz.Block {
	return &block{memory: s.memory, seen: map[uint64]struct{}{}}
}

// Insert stores a block. Each table gets its rows in one insert, which ClickHouse takes whole or not at all; a repetition after a
// failure in between leaves rows that merge into one.
func (s *Store) Insert(ctx context.Context, blk biz.Block) error {
	b := blk.(*block) // NewBlock makes no other
	for _, t := range [...]struct {
		table   string
		rows    int
		columns []any
	}{
		{"codes (code, subject, version)", len(b.codes.code), []any{b.codes.code, b.codes.subject, b.codes.version}},
		{"names (subject, name, version, kind, former)", len(b.names.name), []any{b.names.subject, b.names.name, b.names.version, b.names.kind, b.names.former}},
		{"subjects (subject, version, kind, name, division, status, registered)", len(b.subjects.subject), []any{
			b.subjects.subject, b.subjects.version, b.subjects.kind, b.subjects.name, b.subjects.division, b.subjects.status, b.subjects.registered}},
		{"withdrawals (subject, version)", len(b.withdrawn.subject), []any{b.withdrawn.subject, b.withdrawn.version}},
		{recordColumns, b.Len(), b.columns()},
	} {
		if t.rows == 0 {
			continue
		}
		if err := s.insert(ctx, t.table, t.columns); err != nil {
			return err
		}
	}
	s.memory.add(b.seen)
	return nil
}

// InsertRecords stores only the block's records, for measurements.
func (s *Store) InsertRecords(ctx context.Context, blk biz.Block) error {
	return s.insert(ctx, recordColumns, blk.(*block).columns())
}

const recordColumns = `records (subject, resource, record_id, source, rank, offset, resource_version, class, kind, name, document_no, agency, division,
 occurred_on, valid_from, valid_to, publish_to, severity, op, late, working_days, known_at, digest, receipt, hints, fields, about)`

func (b *block) columns() []any {
	return []any{
		b.subject, b.resource, b.recordID, b.source, b.rank, b.offset, b.resourceVersion, b.class, b.kind, b.name, b.documentNo, b.agency, b.division,
		b.occurredOn, b.validFrom, b.validTo, b.publishTo, b.severity, b.op, b.late, b.workingDays, b.knownAt, b.digest, b.receipt, b.hints, b.fields, b.about,
	}
}

func (s *Store) insert(ctx context.Context, table string, columns []any) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+s.database+"."+table)
	if err != nil {
		return fmt.Errorf("insert into history: %w", err)
	}
	for i, c := range columns {
		if err := batch.Column(i).Append(c); err != nil {
			_ = batch.Abort()
			return fmt.Errorf("insert into history, column %d of %s: %w", i, table, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("insert into history: %w", err)
	}
	return nil
}

// Reset empties the block and keeps its space.
func (b *block) Reset() {
	for _, c := range [...]*[]string{
		&b.subject, &b.resource, &b.recordID, &b.source, &b.class, &b.name, &b.documentNo, &b.agency, &b.division, &b.digest, &b.receipt, &b.hints, &b.fields, &b.about,
		&b.subjects.subject, &b.subjects.name, &b.subjects.division, &b.subjects.status, &b.names.subject, &b.names.name, &b.codes.code, &b.codes.subject,
		&b.withdrawn.subject,
	} {
		clear(*c) // let go of the messages
		*c = (*c)[:0]
	}
	for _, c := range [...]*[]uint64{&b.rank, &b.offset, &b.subjects.version, &b.names.version, &b.codes.version, &b.withdrawn.version} {
		*c = (*c)[:0]
	}
	for _, c := range [...]*[]uint8{&b.kind, &b.severity, &b.op, &b.late, &b.subjects.kind, &b.subjects.registered, &b.names.kind, &b.names.former} {
		*c = (*c)[:0]
	}
	for _, c := range [...]*[]int32{&b.occurredOn, &b.validFrom, &b.validTo, &b.publishTo} {
		*c = (*c)[:0]
	}
	b.resourceVersion, b.workingDays, b.knownAt = b.resourceVersion[:0], b.workingDays[:0], b.knownAt[:0]
	b.fixed = nil
	clear(b.seen)
}
