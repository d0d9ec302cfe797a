package biz_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// enforcement is a court's record of the day it arrived; performed is its item LXQK.
func enforcement(performed string, arrived rules.Date, note string) *record.Record {
	r := biztest.Penalty(1, biztest.Company)
	r.Resource, r.Class, r.RecordID, r.Agency = "enforcement", "judicial", "失信被执行人|（2026）鲁1502执123号|"+biztest.Company, "court"
	r.OccurredOn, r.Severity = rules.DayOf(2026, 3, 2), uint8(rules.Serious)
	r.KnownAt = time.Date(2026, 1, 1, 9, 0, 0, 0, biz.China).AddDate(0, 0, int(arrived-rules.DayOf(2026, 1, 1))).UnixMicro()
	r.Fields = []byte(`{"XXLX":"失信被执行人","LXQK":"` + performed + `","BZ":"` + note + `"}`)
	return biztest.Arrived(r, 1)
}

// What has been performed leaves publication within three working days of the day the exchange learned it. The day of asking is Sunday, 22 November 2026.
func TestPerformedLeavesPublication(t *testing.T) {
	open, done := "部分履行", "全部履行"
	day := func(d int) rules.Date { return rules.DayOf(2026, 11, d) }
	withdrawn := func(r *record.Record) *record.Record { r.Op = record.Withdraw; return biztest.Arrived(r, 2) }
	for name, c := range map[string]struct {
		log          []*record.Record
		state, until string
	}{
		"not performed":                        {[]*record.Record{enforcement(open, day(2), "")}, biz.Published, "2028-03-02"},
		"learned on Wednesday":                 {[]*record.Record{enforcement(open, day(2), ""), enforcement(done, day(18), "")}, biz.Published, "2026-11-23"},
		"learned on Tuesday":                   {[]*record.Record{enforcement(open, day(2), ""), enforcement(done, day(17), "")}, biz.Ended, "2026-11-20"},
		"said again later":                     {[]*record.Record{enforcement(done, day(10), ""), enforcement(done, day(20), "更正")}, biz.Ended, "2026-11-13"},
		"taken back":                           {[]*record.Record{enforcement(done, day(10), ""), enforcement(open, day(20), "")}, biz.Published, "2028-03-02"},
		"taken back, then so":                  {[]*record.Record{enforcement(done, day(10), ""), enforcement(open, day(12), ""), enforcement(done, day(20), "履行完毕")}, biz.Published, "2026-11-25"},
		"withdrawn and pushed again meanwhile": {[]*record.Record{enforcement(done, day(10), ""), withdrawn(enforcement(done, day(11), "")), enforcement(done, day(20), "x")}, biz.Ended, "2026-11-13"},
		"over the National Day":                {[]*record.Record{enforcement(done, rules.DayOf(2026, 9, 30), "")}, biz.Ended, "2026-10-10"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "enforcement")
			w.store(append(c.log, biztest.Registration(biztest.Company, "聊城某某有限公司"))...)
			a := w.ask(t, biz.Ask{ID: biztest.Company})
			got := a.Groups[slices.IndexFunc(a.Groups, func(g biz.Group) bool { return g.Class == "judicial" })].Records[0].Publication
			if got.State != c.state || got.Until.String() != c.until || (c.until < "2027") != strings.Contains(got.Basis, "三个工作日") {
				t.Errorf("%s until %s by %s", got.State, got.Until, got.Basis)
			}
			page, err := w.publicity.Page(t.Context(), biztest.Company)
			if err != nil {
				t.Fatal(err)
			}
			if public := slices.ContainsFunc(page.Groups, func(g biz.Group) bool { return g.Class == "judicial" }); public != (c.state == biz.Published) {
				t.Errorf("on the public page: %v", public)
			}
		})
	}
}

// Until a year's calendar is official, the day it gives is said to be provisional.
func TestProvisionalRemoval(t *testing.T) {
	w := newWorld(t, "enforcement")
	r := enforcement("全部履行", rules.DayOf(2025, 12, 30), "")
	r.OccurredOn = rules.DayOf(2025, 3, 1)
	w.store(biztest.Arrived(r, 1))
	got := w.ask(t, biz.Ask{ID: biztest.Company}).Groups[0].Records[0].Publication
	if !strings.Contains(got.Basis, "期限暂计") || got.State != biz.Ended {
		t.Errorf("%+v", got)
	}
}
