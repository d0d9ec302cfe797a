package data

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Events is the searchable copy of the ledger in ClickHouse.
type Events struct {
	conn     driver.Conn
	database string
}

var _ biz.Copy = (*Events)(nil)

// OpenEvents brings the copy's database up to date.
func OpenEvents(ctx context.Context, conn driver.Conn, database string, opts ...chio.Option) (*Events, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := chio.Migrate(ctx, conn, database, files, opts...); err != nil {
		return nil, err
	}
	return &Events{conn: conn, database: database}, nil
}

func (v *Events) table() string { return "`" + v.database + "`.events" }

// Next is the first index that is missing. Blocks are inserted in order and each is atomic, so normally that is the one
// after the last. Fewer entries than that mean that a part was lost: then everything is copied again. Entries that are there twice, until
// the engine merges them, must not make up for lost ones: FINAL counts them once. It reads the one column in the table's order, in bounded
// memory: less than a second for ten million entries. This is asked when copying begins or begins anew, not per block.
func (v *Events) Next(ctx context.Context) (uint64, error) {
	var held, last uint64
	if err := v.conn.QueryRow(ctx, "SELECT count(), max(entry) FROM "+v.table()+" FINAL").Scan(&held, &last); err != nil {
		return 0, fmt.Errorf("read the end of the ledger's copy: %w", err)
	}
	if held <= last { // also true for an empty table
		return 0, nil
	}
	return last + 1, nil
}

// Insert adds a block.
func (v *Events) Insert(ctx context.Context, block []biz.Entry) error {
	b, err := v.conn.PrepareBatch(ctx, "INSERT INTO "+v.table()+" (entry, at, kind, allow, actor, agency, credential, subject, resource, action, "+
		"purpose, case_no, reason, policy_version, count, withheld, given, given_count, salt, detail)")
	if err != nil {
		return err
	}
	for i := range block {
		e, ev := &block[i], &block[i].Event
		given, counts := givenColumns(ev.Given)
		if err := b.Append(e.Index, ev.At, string(ev.Kind), ev.Allow, ev.Actor, ev.Agency, ev.Credential, ev.Subject, ev.Resource, ev.Action,
			ev.Purpose, ev.CaseNo, ev.Reason, ev.PolicyVersion, ev.Count, ev.Withheld, given, counts, string(e.Salt), string(e.Detail)); err != nil {
			return err
		}
	}
	return b.Send()
}

// givenColumns are the records an answer held, by resource, as the copy has them. What is no such text is searchable by its detail alone.
func givenColumns(text string) (resources []string, counts []int64) {
	given, _ := evidence.ParseGiven(text)
	for _, g := range given {
		resources, counts = append(resources, g.Resource), append(counts, g.Records)
	}
	return resources, counts
}

const columns = "entry, at, kind, salt, detail"

// Find answers the newest matches below before. Parameters travel beside the statement, never in it. Entries that are
// there twice, until the engine merges them, are dropped here and not by the statement: LIMIT BY would have to read
// everything, while a plain LIMIT in the table's order stops early.
func (v *Events) Find(ctx context.Context, f biz.Filter, before uint64, limit int) ([]biz.Entry, error) {
	where, params := conditions(f)
	where = append(where, "entry < {before:UInt64}")
	// The filter is decided on its own columns; the details, which are most of the table, are read by key.
	query := "SELECT " + columns + " FROM " + v.table() + " WHERE entry IN (SELECT entry FROM " + v.table() +
		" WHERE " + strings.Join(where, " AND ") + " ORDER BY entry DESC LIMIT " + strconv.Itoa(limit) + ") ORDER BY entry DESC"
	var out []biz.Entry
	for {
		params["before"] = strconv.FormatUint(before, 10)
		found, err := v.query(ctx, query, params)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if len(out) == 0 || out[len(out)-1].Index != e.Index {
				out = append(out, e)
			}
		}
		if len(out) >= limit || len(found) < limit {
			return out[:min(limit, len(out))], nil
		}
		before = out[len(out)-1].Index
	}
}

// conditions turns the filter into conditions and their parameters.
func conditions(f biz.Filter) ([]string, clickhouse.Parameters) {
	var where []string
	params := clickhouse.Parameters{}
	add := func(name, condition, value string) {
		if value != "" {
			where, params[name] = append(where, condition), escape(value)
		}
	}
	add("actor", "actor = {actor:String}", f.Actor)
	add("agency", "agency = {agency:String}", f.Agency)
	add("subject", "subject = {subject:String}", f.Subject)
	add("purpose", "purpose = {purpose:String}", f.Purpose)
	add("case_no", "case_no = {case_no:String}", f.CaseNo)
	add("kind", "kind = {kind:String}", f.Kind)
	add("resource", "(resource = {resource:String} OR has(given, {resource:String}))", f.Resource)
	if f.Decision != "" {
		add("allow", "allow = {allow:Bool}", strconv.FormatBool(f.Decision == evidence.Allowed))
	}
	if !f.From.IsZero() {
		add("from", "at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')", strconv.FormatInt(f.From.UnixMilli(), 10))
	}
	if !f.To.IsZero() {
		add("to", "at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')", strconv.FormatInt(f.To.UnixMilli(), 10))
	}
	return where, params
}

// escape writes a parameter as the server reads it: in the TSV form, where a backslash begins an escape.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`).Replace(s)
}

// Get finds one entry.
func (v *Events) Get(ctx context.Context, index uint64) (biz.Entry, bool, error) {
	found, err := v.query(ctx, "SELECT "+columns+" FROM "+v.table()+" WHERE entry = {entry:UInt64} LIMIT 1", clickhouse.Parameters{"entry": strconv.FormatUint(index, 10)})
	if err != nil || len(found) == 0 {
		return biz.Entry{}, false, err
	}
	return found[0], true, nil
}

// query reads entries with the columns of columns.
func (v *Events) query(ctx context.Context, sql string, params clickhouse.Parameters) ([]biz.Entry, error) {
	rows, err := v.conn.Query(clickhouse.Context(ctx, clickhouse.WithParameters(params)), sql)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

func scan(rows driver.Rows) (out []biz.Entry, err error) {
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	for rows.Next() {
		var e biz.Entry
		var at time.Time
		var kind, salt, detail string
		if err := rows.Scan(&e.Index, &at, &kind, &salt, &detail); err != nil {
			return nil, err
		}
		e.Salt, e.Detail = []byte(salt), []byte(detail)
		if evidence.Kind(kind) == evidence.Malformed {
			e.Event = evidence.Event{At: at.UTC(), Kind: evidence.Malformed}
		} else if e.Event, err = evidence.ParseDetail(e.Detail); err != nil {
			return nil, fmt.Errorf("entry %d of the ledger's copy: %w", e.Index, err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}
