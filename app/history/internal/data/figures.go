package data

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// Pieces of the statements that count. none is the absence of a date.
const (
	none = "-2147483648"

	arrivedOn = "toInt32(toDate32(fromUnixTimestamp64Micro(known_at, 'Asia/Shanghai')))"

	// facts are what is counted by, of one row. A record without subject is about no person, whatever kind stands there.
	facts = "class, division, kind = 2 OR kind = 0 AND subject != '' AS person, kind IN (1, 3, 4) AS body, severity," +
		" multiIf(occurred_on != " + none + ", occurred_on, valid_from != " + none + ", valid_from, " + arrivedOn + ") AS day," +
		" occurred_on = " + none + " AND valid_from = " + none + " AS undated, publish_to, op"

	recordID = "subject, resource, record_id, agency"

	// latestSQL gives every record once, in its last version. Nearly all have one row, which is read as it stands; grouping them all would take
	// a gigabyte for a million. Which have several is told by a hash: one that stands for two records only sends both the longer way. Of arrivals
	// that came again the first counts. Late or not a record is since its decision first arrived.
	latestSQL = "SELECT resource, cityHash64(subject) AS who, subject != '' AS about, " + facts + ", late = 1 AND op = 0 AS tardy, known_at AS first" +
		" FROM %[1]s.records WHERE cityHash64(" + recordID + ") NOT IN %[2]s" +
		" UNION ALL SELECT resource, cityHash64(subject), subject != '', x.1, x.2, x.3, x.4, x.5, x.6, x.7, x.8, x.9, tardy = 1, first FROM (" +
		"SELECT " + recordID + ", argMax(said, last) AS x, argMax(tardy, last) AS tardy, min(first) AS first FROM (" +
		"SELECT " + recordID + ", occurred_on, max(offset) AS last, argMax((class, division, person, body, severity, day, undated, publish_to, op), offset) AS said," +
		" argMinIf(late, offset, op = 0) AS tardy, min(known_at) AS first FROM (" +
		"SELECT " + recordID + ", occurred_on, offset, late, known_at, " + facts + " FROM %[1]s.records WHERE cityHash64(" + recordID + ") IN %[2]s" +
		" ORDER BY offset LIMIT 1 BY " + recordID + ", source) GROUP BY " + recordID + ", occurred_on) GROUP BY " + recordID + ")"

	severalSQL = "(SELECT id FROM (SELECT cityHash64(" + recordID + ") AS id FROM %s) GROUP BY id HAVING count() > 1)"

	// countsSQL counts in five groupings at once; `part` has a bit for each column a row is not grouped by. Months are years times twelve plus
	// the month from zero, and zero outside the time asked for. What can't be public any more stands in no group of its own. Persons are counted
	// exactly up to four; for more, five stands.
	countsSQL = "SELECT toInt64(grouping(resource, arrived, class, decided, division, severity, day, undated, until)) AS part," +
		" resource, toInt32(arrived), if(grouping(class) = 0, class, any(kindOfRecord)), toInt32(decided), division, severity, toInt32(day), undated, toInt32(until)," +
		" toInt64(count()), toInt64(countIf(tardy)), toInt64(countIf(held)), toInt64(countIf(held AND person)), toInt64(uniqUpToIf(4)(who, held AND person))," +
		" toInt64(countIf(held AND tardy)), toInt64(countIf(held AND tardy AND person)), toInt64(uniqUpToIf(4)(who, held AND tardy AND person))," +
		" toInt64(uniqExactIf(who, held AND about)), toInt64(countIf(NOT held)), toInt64(countIf(open)) FROM (" +
		"SELECT resource, class, class AS kindOfRecord, division, who, about, person, tardy, op = 0 AS held," +
		" if(first >= {arrivals:Int64}, toYear(at) * 12 + toMonth(at) - 1, 0) AS arrived, fromUnixTimestamp64Micro(first, 'Asia/Shanghai') AS at," +
		" if(l.day >= {decisions:Int32} AND l.day <= {today:Int32}, toYear(toDate32(l.day)) * 12 + toMonth(toDate32(l.day)) - 1, 0) AS decided," +
		" held AND body AND (publish_to = " + none + " OR publish_to >= {today:Int32}) AND NOT has({leaving:Array(String)}, resource) AS open," +
		" if(open, l.severity, 0) AS severity, if(open, l.day, 0) AS day, open AND l.undated AS undated, if(open AND l.undated, publish_to, " + none + ") AS until" +
		" FROM (%s) AS l) GROUP BY GROUPING SETS ((resource), (resource, arrived), (class, decided), (division), (resource, severity, day, undated, until))" +
		" ORDER BY part, resource, arrived, decided, class, division, severity, day, undated, until" + spill

	// spill lets a count that meets many corrected records go on through the disk instead of against the engine's ceiling.
	spill = " SETTINGS max_bytes_before_external_group_by = 134217728, max_bytes_before_external_sort = 134217728"

	deliverySQL = "SELECT resource, toInt64(uniqExact(agency)), min(known_at), max(known_at) FROM %s.records GROUP BY resource"

	registeredSQL = "SELECT division, toInt64(count()) FROM (SELECT argMax(division, version) AS division FROM %s.subjects GROUP BY subject) GROUP BY division ORDER BY division"
)

// The groupings of countsSQL.
const (
	partResource = 0b011111111
	partArrivals = 0b001111111
	partDecided  = 0b110011111
	partDivision = 0b111101111
	partOpen     = 0b011110000
)

// counted is a row of countsSQL.
type counted struct {
	part                         int64
	resource, class, division    string
	arrived, decided, day, until int32
	severity, undated            uint8
	arrivals, lateArrivals       int64
	held, late                   biz.Count
	subjects, withdrawn, open    int64
}

func (c *counted) scan(rows driver.Rows) error {
	return rows.Scan(&c.part, &c.resource, &c.arrived, &c.class, &c.decided, &c.division, &c.severity, &c.day, &c.undated, &c.until,
		&c.arrivals, &c.lateArrivals, &c.held.Records, &c.held.OfPersons, &c.held.Persons, &c.late.Records, &c.late.OfPersons, &c.late.Persons, &c.subjects, &c.withdrawn, &c.open)
}

// Figures counts in the engine.
func (h *Histories) Figures(ctx context.Context, ask biz.FiguresAsk) (biz.Figures, error) {
	f := &gathered{by: map[string]int{}, divisions: map[string]*biz.DivisionFigure{}}
	month := biz.MonthOf(ask.Today)
	arrivals := (month - biz.ArrivalMonths + 1).First().Time().Add(-8 * 3600e9).UnixMicro() // midnight in China
	leaving := slices.Collect(maps.Keys(ask.Removals))
	for code := range ask.Published {
		if len(ask.Removals[code]) == 0 {
			leaving = append(leaving, code)
		}
	}
	slices.Sort(leaving)
	latest := fmt.Sprintf(latestSQL, h.database, fmt.Sprintf(severalSQL, h.database+".records"))
	err := h.rows(ctx, f.take, fmt.Sprintf(countsSQL, latest), clickhouse.Named("arrivals", arrivals), clickhouse.Named("decisions", int32((month-biz.DecisionMonths+1).First())),
		clickhouse.Named("today", int32(ask.Today)), clickhouse.Named("leaving", leaving))
	if err != nil {
		return biz.Figures{}, err
	}
	if err := h.rows(ctx, f.delivery, fmt.Sprintf(deliverySQL, h.database)); err != nil {
		return biz.Figures{}, err
	}
	if err := h.rows(ctx, f.registered, fmt.Sprintf(registeredSQL, h.database)); err != nil {
		return biz.Figures{}, err
	}
	for _, code := range leaving {
		if err := h.leaving(ctx, f, code, ask); err != nil {
			return biz.Figures{}, err
		}
	}
	return f.figures(), nil
}

// rows runs a statement and hands over its rows one by one.
func (h *Histories) rows(ctx context.Context, row func(driver.Rows) error, sql string, args ...any) error {
	rows, err := h.conn.Query(ctx, sql, args...)
	if err != nil {
		return unavailable(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return unavailable(ctx, err)
		}
	}
	return unavailable(ctx, rows.Err())
}

// gathered collects the figures.
type gathered struct {
	all       biz.Figures
	by        map[string]int // resources, by code
	divisions map[string]*biz.DivisionFigure
}

func (g *gathered) resource(code string) *biz.ResourceFigure {
	i, ok := g.by[code]
	if !ok {
		i = len(g.all.Resources)
		g.by[code] = i
		g.all.Resources = append(g.all.Resources, biz.ResourceFigure{Resource: code})
	}
	return &g.all.Resources[i]
}

func (g *gathered) division(code string) *biz.DivisionFigure {
	d := g.divisions[code]
	if d == nil {
		d = &biz.DivisionFigure{Division: code}
		g.divisions[code] = d
	}
	return d
}

func (g *gathered) take(rows driver.Rows) error {
	var c counted
	if err := c.scan(rows); err != nil {
		return err
	}
	switch c.part {
	case partResource:
		r := g.resource(c.resource)
		r.Class, r.Count, r.Late, r.Subjects, r.Withdrawn = c.class, c.held, c.late, c.subjects, c.withdrawn
	case partArrivals:
		if c.arrived != 0 {
			r := g.resource(c.resource)
			r.Arrivals = append(r.Arrivals, biz.MonthFigure{Month: biz.Month(c.arrived), Records: c.arrivals, Late: c.lateArrivals})
		}
	case partDecided:
		if c.decided != 0 && c.held.Records > 0 {
			g.all.Decisions = append(g.all.Decisions, biz.DecisionFigure{Month: biz.Month(c.decided), Class: c.class, Count: c.held})
		}
	case partDivision:
		if c.division != "" && c.held.Records > 0 {
			g.division(c.division).Count = c.held
		}
	case partOpen:
		if c.open > 0 {
			g.all.Open = append(g.all.Open, biz.OpenFigure{Resource: c.resource, Severity: rules.Severity(c.severity), Day: rules.Date(c.day), Undated: c.undated != 0, Until: rules.Date(c.until), Records: c.open})
		}
	default:
		return fmt.Errorf("figures: grouping %b", c.part)
	}
	return nil
}

func (g *gathered) delivery(rows driver.Rows) error {
	var code string
	var agencies, oldest, newest int64
	if err := rows.Scan(&code, &agencies, &oldest, &newest); err != nil {
		return err
	}
	r := g.resource(code)
	r.Agencies, r.Oldest, r.Newest = agencies, oldest, newest
	return nil
}

func (g *gathered) registered(rows driver.Rows) error {
	var code string
	var n int64
	if err := rows.Scan(&code, &n); err != nil {
		return err
	}
	if g.all.Organisations += n; code != "" {
		g.division(code).Organisations = n
	}
	return nil
}

func (g *gathered) figures() biz.Figures {
	slices.SortFunc(g.all.Resources, func(a, b biz.ResourceFigure) int { return strings.Compare(a.Resource, b.Resource) })
	for _, d := range g.divisions {
		g.all.Divisions = append(g.all.Divisions, *d)
	}
	slices.SortFunc(g.all.Divisions, func(a, b biz.DivisionFigure) int { return strings.Compare(a.Division, b.Division) })
	return g.all
}

// saysSQL reports whether a record's item has one of some values, given as they stand in JSON; %[1]s numbers the parameters. Records are
// canonical: an item's name and a colon, without spaces, stand nowhere else but in the objects of a general item. Reading them as JSON would take
// several times longer.
const saysSQL = "has({values%[1]s:Array(String)}, simpleJSONExtractRaw(fields, {item%[1]s:String}))"

// inJSON are values as texts and as numbers stand in canonical JSON.
func inJSON(values ...string) (out []string) {
	for _, v := range values {
		out = append(out, v, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v)+`"`)
	}
	return out
}

// leavingSQL counts the open records of a resource by what decides, read from the records themselves: records of one row as they stand, the
// others grouped, as in latestSQL. Its places are filled by leavingSQLOf.
const leavingSQL = "SELECT severity, toInt32(day), undated, toInt32(until), toInt64(count())%[4]s FROM (" +
	"SELECT severity, day, undated, if(undated, publish_to, toInt32(" + none + ")) AS until%[5]s FROM (" +
	"SELECT " + facts + ", %[3]s AS shown, " + arrivedOn + " AS arrived%[6]s FROM %[1]s.records WHERE resource = {resource:String} AND cityHash64(" + recordID + ") NOT IN %[2]s)" +
	" WHERE op = 0 AND body AND shown AND (publish_to = " + none + " OR publish_to >= {today:Int32})" +
	" UNION ALL SELECT x.1 AS severity, x.2 AS day, x.3 AS undated, if(x.3, x.4, toInt32(" + none + ")) AS until%[7]s FROM (" +
	"SELECT argMax((severity, day, undated, publish_to, op, body AND shown), offset) AS x%[8]s FROM (" +
	"SELECT " + recordID + ", offset, known_at, " + facts + ", %[3]s AS shown%[6]s FROM %[1]s.records WHERE resource = {resource:String} AND cityHash64(" + recordID + ") IN %[2]s" +
	" ORDER BY offset LIMIT 1 BY " + recordID + ", source) GROUP BY " + recordID + ")" +
	" WHERE x.5 = 0 AND x.6 AND (x.4 = " + none + " OR x.4 >= {today:Int32})" +
	") GROUP BY severity, day, undated, until%[4]s ORDER BY severity, day, undated, until%[4]s" + spill

// leavingSQLOf is the statement about a resource with so many removal rules, and with a condition for records to be published or without.
func leavingSQLOf(database string, removals int, conditional bool) string {
	var group, single, says, since, gather strings.Builder
	for i := range removals {
		n := strconv.Itoa(i)
		group.WriteString(", since" + n)
		single.WriteString(", if(says" + n + ", arrived, toInt32(" + none + ")) AS since" + n)
		says.WriteString(", " + fmt.Sprintf(saysSQL, n) + " AS says" + n)
		since.WriteString(", if(empty(arrayFilter(p -> p.1 >= denied" + n + ", said" + n + ") AS days" + n + "), toInt32(" + none + "), arraySort(days" + n + ")[1].2) AS since" + n)
		gather.WriteString(", maxIf(offset + 1, op = 0 AND NOT says" + n + ") AS denied" + n + ", groupArrayIf((offset, " + arrivedOn + "), op = 0 AND says" + n + ") AS said" + n)
	}
	shown := "true"
	if conditional {
		shown = fmt.Sprintf(saysSQL, "Shown")
	}
	return fmt.Sprintf(leavingSQL, database, fmt.Sprintf(severalSQL, database+".records WHERE resource = {resource:String}"), shown, group.String(), single.String(), says.String(), since.String(), gather.String())
}

// leaving counts the open records of a resource of which not all are published for their term: by the days since which they say what each
// removal rule asks for, that is the first arrival that says so without a later one taking it back; of those under a condition for being
// published only those that meet it.
func (h *Histories) leaving(ctx context.Context, g *gathered, code string, ask biz.FiguresAsk) error {
	args := []any{clickhouse.Named("resource", code), clickhouse.Named("today", int32(ask.Today))}
	for i, u := range ask.Removals[code] {
		n := strconv.Itoa(i)
		args = append(args, clickhouse.Named("item"+n, u.Item), clickhouse.Named("values"+n, inJSON(u.Value)))
	}
	when, conditional := ask.Published[code]
	if conditional {
		args = append(args, clickhouse.Named("itemShown", when.Item), clickhouse.Named("valuesShown", inJSON(when.Values...)))
	}
	many := len(ask.Removals[code])
	return h.rows(ctx, func(rows driver.Rows) error {
		o := biz.OpenFigure{Resource: code}
		if many > 0 {
			o.Since = make([]rules.Date, many)
		}
		var severity, undated uint8
		to := []any{&severity, (*int32)(&o.Day), &undated, (*int32)(&o.Until), &o.Records}
		for i := range o.Since {
			to = append(to, (*int32)(&o.Since[i]))
		}
		if err := rows.Scan(to...); err != nil {
			return err
		}
		o.Severity, o.Undated = rules.Severity(severity), undated != 0
		g.all.Open = append(g.all.Open, o)
		return nil
	}, leavingSQLOf(h.database, many, conditional), args...)
}
