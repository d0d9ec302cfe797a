package data

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Histories reads from ClickHouse.
type Histories struct {
	conn     driver.Conn
	database string
	most     int
	versions string
	legacy   string
}

// NewHistories makes a reader over a migrated database. most is how many rows of one subject it reads, one or more; of a subject with more
// it reads none.
func NewHistories(conn driver.Conn, database string, most int) *Histories {
	return &Histories{conn: conn, database: database, most: most, versions: VersionsSQL(database, most), legacy: legacySQL(database)}
}

// MostVersions is the usual bound of what is read of one subject: all of it is held in memory while an answer is made.
const MostVersions = 50000

const versionColumns = `resource, resource_version, record_id, source, offset, class, kind, name, document_no, agency, division,
 occurred_on, valid_from, valid_to, publish_to, severity, op, late, working_days, known_at, digest, hints, fields, about`

// VersionsSQL is the read behind a profile. It has no FINAL: repeated arrivals are few and collapse in the reader, merging them in the
// engine would cost more than the read itself.
func VersionsSQL(database string, most int) string {
	return fmt.Sprintf("SELECT "+versionColumns+`
FROM %s.records WHERE subject = {subject:String} LIMIT %d`, database, most+1)
}

// Versions reads all stored versions about a subject, if they are not too many.
func (h *Histories) Versions(ctx context.Context, id string) ([]biz.Version, error) {
	out, err := h.read(ctx, h.versions, clickhouse.Named("subject", id))
	if err != nil {
		return nil, err
	}
	if len(out) > h.most {
		return nil, biz.TooManyVersions(h.most)
	}
	return out, nil
}

// VersionsOf reads the stored versions of several subjects, leaving out those of whom there are more than most.
func (h *Histories) VersionsOf(ctx context.Context, ids []string, most int) (map[string][]biz.Version, error) {
	out := map[string][]biz.Version{}
	var id string
	err := h.each(ctx, "SELECT subject, "+versionColumns+" FROM "+h.database+".records WHERE subject IN ({ids:Array(String)}) LIMIT "+strconv.Itoa(most+1)+" BY subject",
		[]any{&id}, func(v *biz.Version) { out[id] = append(out[id], *v) }, clickhouse.Named("ids", ids))
	maps.DeleteFunc(out, func(_ string, vs []biz.Version) bool { return len(vs) > most })
	return out, err
}

// read reads versions with the columns of versionColumns.
func (h *Histories) read(ctx context.Context, sql string, args ...any) ([]biz.Version, error) {
	var out []biz.Version
	err := h.each(ctx, sql, nil, func(v *biz.Version) { out = append(out, *v) }, args...)
	return out, err
}

// each reads versions one by one; before the columns of versionColumns stand those of first.
func (h *Histories) each(ctx context.Context, sql string, first []any, take func(*biz.Version), args ...any) error {
	rows, err := h.conn.Query(ctx, sql, args...)
	if err != nil {
		return unavailable(ctx, err)
	}
	defer rows.Close()
	var v biz.Version
	var late uint8
	var about string
	into := append(first, &v.Resource, &v.ResourceVersion, &v.RecordID, &v.Source, &v.Offset, &v.Class, (*uint8)(&v.Kind), &v.Name, &v.DocumentNo, &v.Agency, &v.Division,
		(*int32)(&v.OccurredOn), (*int32)(&v.ValidFrom), (*int32)(&v.ValidTo), (*int32)(&v.PublishTo), (*uint8)(&v.Severity), (*uint8)(&v.Op), &late,
		&v.WorkingDays, &v.KnownAt, &v.Digest, &v.Hints, &v.Fields, &about)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return unavailable(ctx, err)
		}
		v.Late = late != 0
		if v.About, err = parseAbout(about); err != nil {
			return fmt.Errorf("stored registration of a subject: %w", err)
		}
		take(&v)
	}
	return unavailable(ctx, rows.Err())
}

// Unattached reads the records without subject: first which, by the table's order alone, then all versions of them.
func (h *Histories) Unattached(ctx context.Context, f biz.ListFind) ([]biz.Version, error) {
	which := "resource = {resource:String} AND record_id > {after:String}"
	if f.RecordID != "" {
		which += " AND record_id = {id:String}"
	}
	table := h.database + ".records"
	return h.read(ctx, "SELECT "+versionColumns+" FROM "+table+" WHERE subject = '' AND resource = {resource:String} AND record_id IN (SELECT DISTINCT record_id FROM "+table+
		" WHERE subject = '' AND "+which+" ORDER BY record_id LIMIT "+strconv.Itoa(f.Limit)+")",
		clickhouse.Named("resource", f.Resource), clickhouse.Named("after", f.After), clickhouse.Named("id", f.RecordID))
}

// legacySQL finds the subjects that have or had a code, those whose last registration has it first: a code typed wrong and corrected must
// not make the one it belongs to ambiguous for ever.
func legacySQL(database string) string {
	return fmt.Sprintf(`SELECT c.subject, said = last AS present FROM (SELECT subject, max(version) AS said FROM %[1]s.codes WHERE code = {code:String} GROUP BY subject) AS c
INNER JOIN (SELECT subject, max(version) AS last FROM %[1]s.subjects WHERE subject IN (SELECT subject FROM %[1]s.codes WHERE code = {code:String}) GROUP BY subject) AS s
ON c.subject = s.subject ORDER BY present DESC, c.subject LIMIT 10`, database)
}

// Resolve gives the subjects of a legacy code.
func (h *Histories) Resolve(ctx context.Context, code string) ([]string, error) {
	rows, err := h.conn.Query(ctx, h.legacy, clickhouse.Named("code", code))
	if err != nil {
		return nil, unavailable(ctx, err)
	}
	defer rows.Close()
	var out []string
	held := false
	for rows.Next() {
		var id string
		var present uint8
		if err := rows.Scan(&id, &present); err != nil {
			return nil, unavailable(ctx, err)
		}
		if held = held || present == 1; held && present == 0 {
			break
		}
		out = append(out, id)
	}
	return out, unavailable(ctx, rows.Err())
}

// unavailable hides the store's error behind a public sentence. nil stays nil.
func unavailable(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); cause != nil {
		err = errors.Join(cause, err)
	}
	e := fault.New(fault.Unavailable, "HISTORY_DOWN", "信用记录库暂时不可用,未作任何应答。", "The store of histories is not available; nothing was answered.").
		Then("请稍后重试。", "Try again later.").Because(err)
	e.RetryAfter = 2
	return e
}
