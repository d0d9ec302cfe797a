package data

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
)

var _ biz.Counts = (*Events)(nil)

// Statements over the rows of a filter. FINAL counts an entry that is there twice, until the engine merges it, once. zone is that of
// the hours and days people read.
const (
	zone = "'Asia/Shanghai'"

	totalsSQL = "SELECT toInt64(count()), toInt64(countIf(NOT allow)), toInt64(uniqExactIf(actor, actor != '')), toInt64(uniqExactIf(subject, subject != '')), max(entry)"

	// Two groupings in one pass: rows of a weekday's hour have no day and those of a day no hour. A year has 366 days; what the clock of
	// a foreign producer invented is cut off.
	timesSQL = "SELECT grouping(day) = 0 AS daily, toInt64(weekday), toInt64(hour), toString(day), toInt64(count()), toInt64(countIf(NOT allow)) FROM (" +
		"SELECT toDayOfWeek(at, 0, " + zone + ") AS weekday, toHour(at, " + zone + ") AS hour, toDate(at, " + zone + ") AS day, allow %s)" +
		" GROUP BY GROUPING SETS ((weekday, hour), (day)) ORDER BY daily, weekday, hour, day LIMIT 4000"

	// Four groupings in one pass; only the grouped column of a row is filled. Of reasons only those of refusals count.
	namesSQL = "SELECT toInt64(part), name, toInt64(n), toInt64(denied) FROM (" +
		"SELECT grouping(kind, agency, purpose, reason) AS part, concat(kind, agency, purpose, reason) AS name, countIf(NOT allow) AS denied, if(part = 14, denied, count()) AS n" +
		" %s GROUP BY GROUPING SETS ((kind), (agency), (purpose), (reason)))" +
		" WHERE name != '' AND n > 0 ORDER BY part, n DESC, name LIMIT %d BY part"

	// First who asked most, then what only they need: a set of subjects for each actor of the ledger would cost more than all the rest.
	actorsSQL = "SELECT actor, argMax(agency, entry), toInt64(count()) AS n, toInt64(countIf(NOT allow)), toInt64(uniqExactIf(subject, subject != '')), max(at), max(entry)" +
		" %[1]s AND actor IN (SELECT actor %[1]s AND actor != '' GROUP BY actor ORDER BY count() DESC, actor LIMIT %[2]d) GROUP BY actor ORDER BY n DESC, actor"

	// An answer about one resource names it; one over several says how many records of which it held.
	usageSQL = "SELECT agency, toInt64(count()) AS queries, sum(n), max(at) FROM (" +
		"SELECT agency, at, if(resource = {resource:String}, count, given_count[indexOf(given, {resource:String})]) AS n FROM %s FINAL" +
		" WHERE kind = 'query' AND allow AND agency != '' AND action IN ('record.query', 'person.query')" +
		" AND (resource = {resource:String} OR has(given, {resource:String})) AND at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC'))" +
		" WHERE n > 0 GROUP BY agency ORDER BY queries DESC, agency"
)

// The groupings of namesSQL: a bit is set for each column that is not grouped by.
const (
	partKind, partAgency, partPurpose, partReason = 0b0111, 0b1011, 0b1101, 0b1110
)

// Summarise counts in the engine. The first statement finds where the copy ends, and the others count no further, so that the parts of one
// summary agree while entries keep coming.
func (v *Events) Summarise(ctx context.Context, f biz.Filter) (biz.Summary, error) {
	var s biz.Summary
	where, params := conditions(f)
	from := func() string {
		return "FROM " + v.table() + " FINAL WHERE " + strings.Join(append(where, "true"), " AND ")
	}
	var last uint64
	err := v.each(ctx, totalsSQL+" "+from(), params, func(scan func(...any) error) error {
		return scan(&s.Total, &s.Denied, &s.Actors, &s.Subjects, &last)
	})
	if err != nil || s.Total == 0 {
		return s, err
	}
	where, params["last"] = append(where, "entry <= {last:UInt64}"), strconv.FormatUint(last, 10)
	err = v.each(ctx, fmt.Sprintf(timesSQL, from()), params, func(scan func(...any) error) error { return addTime(&s, scan) })
	if err != nil {
		return s, err
	}
	err = v.each(ctx, fmt.Sprintf(namesSQL, from(), biz.TopCount), params, func(scan func(...any) error) error { return addName(&s, scan) })
	if err != nil {
		return s, err
	}
	err = v.topActors(ctx, &s, fmt.Sprintf(actorsSQL, from(), biz.TopCount), params)
	return s, err
}

func addTime(s *biz.Summary, scan func(...any) error) error {
	var daily uint8
	var weekday, hour, count, denied int64
	var day string
	if err := scan(&daily, &weekday, &hour, &day, &count, &denied); err != nil {
		return err
	}
	if daily == 1 {
		s.Days = append(s.Days, biz.DayCount{Day: day, Count: count, Denied: denied})
	} else {
		s.Hours = append(s.Hours, biz.HourCount{Weekday: int(weekday), Hour: int(hour), Count: count, Denied: denied})
	}
	return nil
}

func addName(s *biz.Summary, scan func(...any) error) error {
	var part int64
	var c biz.NameCount
	if err := scan(&part, &c.Name, &c.Count, &c.Denied); err != nil {
		return err
	}
	list := map[int64]*[]biz.NameCount{partKind: &s.Kinds, partAgency: &s.Agencies, partPurpose: &s.Purposes, partReason: &s.Refusals}[part]
	if list == nil {
		return fmt.Errorf("summary of the ledger: grouping %d", part)
	}
	*list = append(*list, c)
	return nil
}

// topActors adds who asked most. Their names stand in the details only, so they are read from the last entry of each.
func (v *Events) topActors(ctx context.Context, s *biz.Summary, sql string, params clickhouse.Parameters) error {
	var last []string
	at := map[uint64]int{}
	err := v.each(ctx, sql, params, func(scan func(...any) error) error {
		var a biz.ActorCount
		var entry uint64
		if err := scan(&a.Actor, &a.Agency, &a.Count, &a.Denied, &a.Subjects, &a.Last, &entry); err != nil {
			return err
		}
		a.Last = a.Last.UTC()
		at[entry] = len(s.TopActors)
		s.TopActors, last = append(s.TopActors, a), append(last, strconv.FormatUint(entry, 10))
		return nil
	})
	if err != nil || len(last) == 0 {
		return err
	}
	entries, err := v.query(ctx, "SELECT "+columns+" FROM "+v.table()+" WHERE entry IN {entries:Array(UInt64)}", clickhouse.Parameters{"entries": "[" + strings.Join(last, ",") + "]"})
	for i := range entries {
		s.TopActors[at[entries[i].Index]].Name = entries[i].Event.ActorName
	}
	return err
}

// Usage counts in the engine.
func (v *Events) Usage(ctx context.Context, resource string, from time.Time) ([]biz.Usage, error) {
	since := int64(0)
	if !from.IsZero() {
		since = from.UnixMilli()
	}
	var out []biz.Usage
	params := clickhouse.Parameters{"resource": escape(resource), "from": strconv.FormatInt(since, 10)}
	err := v.each(ctx, fmt.Sprintf(usageSQL, v.table()), params, func(scan func(...any) error) error {
		var u biz.Usage
		if err := scan(&u.Agency, &u.Queries, &u.Records, &u.Last); err != nil {
			return err
		}
		u.Last = u.Last.UTC()
		out = append(out, u)
		return nil
	})
	return out, err
}

// each runs a statement and hands over its rows one by one.
func (v *Events) each(ctx context.Context, sql string, params clickhouse.Parameters, row func(scan func(...any) error) error) (err error) {
	rows, err := v.conn.Query(clickhouse.Context(ctx, clickhouse.WithParameters(params)), sql)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
