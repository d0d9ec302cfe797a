package biz

import (
	"context"
	"fmt"
	"testing"
	"time"

	ruletables "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/resourcebench"
)

// known is a registry that knows one subject.
type known struct{ subject Subject }

func (k known) Find(_ context.Context, codes, _ []string) (Directory, error) {
	d := Directory{Subjects: map[string]*Subject{}}
	for _, c := range codes {
		d.Subjects[c] = &k.subject
	}
	return d, nil
}

func (known) Learn(context.Context, []Registration) error { return nil }

// BenchmarkCheck is what a core does for a record of a push, from its line to the encoded record.
func BenchmarkCheck(b *testing.B) {
	schema, err := resourcebench.Schema()
	if err != nil {
		b.Fatal(err)
	}
	calendar, err := ruletables.Calendar()
	if err != nil {
		b.Fatal(err)
	}
	const code, name = "91371500MA3C00003Q", "聊城市第12商贸有限公司"
	if why := subject.CheckUSCC(code); why != "" {
		b.Fatal(why)
	}
	desk := &Desk{Registry: known{Subject{Code: code, Name: name}}, Workdays: calendar, Clock: clock.At(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)), LateAfter: 7}
	t := &task{schema: schema, resource: schema.Code(), agency: "lc_scjgj", division: "371500", receipt: "r0123456789abcdefghjkmnpq", sources: record.NewSources("bench")}
	batch, c := &batch{}, newChecker(desk)
	lines := make([][]byte, batchRows)
	for i := range lines {
		lines[i] = penaltyLine(i, code, name)
	}
	b.ReportAllocs()
	for b.Loop() {
		batch.reset(t)
		batch.at = desk.Clock.Now()
		for i, l := range lines {
			batch.add(&Raw{Line: int64(i), Bytes: l, ContentType: "application/json"})
		}
		if err := c.run(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		if batch.tally.accepted != int64(len(batch.rows)) || batch.tally.hinted != 0 {
			b.Fatalf("%+v %v", batch.tally, batch.outcomes[0])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/batchRows, "ns/record")
}

func penaltyLine(i int, code, name string) []byte {
	return fmt.Appendf(nil, `{"CF_XDR_MC":"%s","CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"%s","CF_XDR_GSZC":null,"CF_XDR_ZZJG":null,"CF_XDR_SWDJ":null,`+
		`"CF_XDR_SYDW":null,"CF_XDR_SHZZ":null,"CF_FRDB":"王某某","CF_WSH":"聊市监罚〔2026〕%d号","CF_WFXW":"未按规定公示年度报告","CF_SY":"经查,当事人未在规定期限内公示第%d号年度报告,经责令改正后逾期未改。",`+
		`"CF_YJ":"《企业信息公示暂行条例》第十七条第一款","CF_CFLB":"罚款","CF_NR":"罚款人民币%d元,限十五日内缴纳。","CF_NR_FK":"%d.500000","CF_NR_WFFF":null,"CF_NR_ZKDX":null,`+
		`"CF_JDRQ":"2026-11-20","CF_YXQ":"2099-12-31","CF_GSJZQ":"2027-05-01","CF_CFJG":"聊城市市场监督管理局","CF_CFJGDM":"11371500MB00000195","CF_SJLY":"聊城市市场监督管理局",`+
		`"CF_SJLYDM":"11371500MB00000195","BZ":null}`, name, code, i, i, i%9000, i%40)
}
