package historybench

import (
	"context"
	"fmt"
	"strings"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/data"
)

// PointQuery is the bare read behind a profile, as clickhouse-go gives it: the same statement, every row scanned, nothing else.
// The parameter is named subject.
func PointQuery(database string) string { return data.VersionsSQL(database, data.MostVersions) }

// Query runs the bare read once and gives the number of rows.
func (b *Bench) Query(ctx context.Context, id string) (int, error) {
	rows, err := b.Conn.Query(ctx, PointQuery(b.Database), clickhouse.Named("subject", id))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns := rows.ColumnTypes()
	into := make([]any, len(columns))
	for i, c := range columns {
		into[i] = newOf(c.ScanType().Kind().String())
	}
	n := 0
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

func newOf(kind string) any {
	switch kind {
	case "uint8":
		return new(uint8)
	case "uint16":
		return new(uint16)
	case "uint64":
		return new(uint64)
	case "int16":
		return new(int16)
	case "int32":
		return new(int32)
	case "int64":
		return new(int64)
	}
	return new(string)
}

// Fill stores records from..to directly, without Kafka, for measurements on large tables.
func (b *Bench) Fill(ctx context.Context, from, to int) error {
	const blockRows = 50_000
	s := data.NewStore(b.Conn, b.Database)
	blk := s.NewBlock()
	for i := from; i < to; i++ {
		blk.Add(Record(i), uint64(i))
		if blk.Len() == blockRows || i == to-1 {
			if err := s.Insert(ctx, blk); err != nil {
				return err
			}
			blk.Reset()
		}
	}
	return nil
}

// Profile is the service's own read of one subject, without policy, evidence and transport.
func (b *Bench) Profile(ctx context.Context, id string) (int, error) {
	vs, err := data.NewHistories(b.Conn, b.Database, data.MostVersions).Versions(ctx, id)
	if err != nil {
		return 0, err
	}
	return len(biz.Collapse(vs, 1<<62)), nil
}

// words are the characters of the names of FillNames.
var words = [...]string{
	"华", "东", "昌", "盛", "泰", "鑫", "宏", "远", "达", "丰", "瑞", "祥", "福", "康", "德", "信", "诚", "和", "美", "佳", "天", "地", "金", "银", "海", "江", "山", "川", "云", "龙",
}

// trades are the ends of those names; each is in a sixth of them.
var trades = [...]string{"商贸", "科技", "建筑", "机械", "食品", "物流"}

// NamePart is the i-th part to search names by: three characters, which about one name in 27,000 has next to one another.
func NamePart(i int) string {
	return words[i%len(words)] + words[i/len(words)%len(words)] + words[(i*7+3)%len(words)]
}

// Trade is the i-th part that a sixth of the names have.
func Trade(i int) string { return trades[i%len(trades)] }

// Code is that of the i-th organisation of FillNames.
func Code(i int) string { return fmt.Sprintf("91371500MA%08d", i) }

// FillNames stores n organisations with names of their own, for searches. It makes them inside the engine: a million rows in seconds.
func (b *Bench) FillNames(ctx context.Context, n int) error {
	list := func(of []string) string { return "['" + strings.Join(of, "','") + "']" }
	word := func(k int) string { return fmt.Sprintf("%s[1+modulo(cityHash64(number,%d),30)]", list(words[:]), k) }
	name := "concat(if(modulo(number,2)=0,'聊城','温岭')," + word(1) + "," + word(2) + "," + word(3) + "," + list(trades[:]) + "[1+modulo(cityHash64(number,4),6)],'有限公司')"
	id := "concat('91371500MA', leftPad(toString(number),8,'0'))"
	for _, q := range []string{
		"INSERT INTO %s.names SELECT " + id + ", " + name + ", number, 1, 0 FROM numbers(%d)",
		"INSERT INTO %s.subjects SELECT " + id + ", number, 1, " + name + ", '371502', '存续', 1 FROM numbers(%d)",
	} {
		if err := b.Conn.Exec(ctx, fmt.Sprintf(q, b.Database, n)); err != nil {
			return err
		}
	}
	return nil
}

// Search finds by a part of a name, or by a code, and gives the number of hits on the first page.
func (b *Bench) Search(ctx context.Context, name, code string) (int, error) {
	f := biz.Find{Name: name, Limit: 21}
	if code != "" {
		f.Codes = []string{code}
	}
	found, err := data.NewHistories(b.Conn, b.Database, data.MostVersions).Find(ctx, f)
	return len(found), err
}
