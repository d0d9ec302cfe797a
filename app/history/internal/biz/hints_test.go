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

// A count of working days that meets a year without official calendar says so, to officers and to the public.
func TestWorkingDaysAreHinted(t *testing.T) {
	const code = string(rules.CalendarProvisional)
	decided := func(on, arrived rules.Date, days int16, hints, fields string) *record.Record {
		r := biztest.Penalty(1, biztest.Company)
		r.OccurredOn, r.WorkingDays, r.Hints, r.Severity = on, days, hints, uint8(rules.Serious)
		r.KnownAt = time.Unix(int64(arrived)*86400, 0).UnixMicro()
		r.Fields = []byte(`{"CF_WSH":"1","CF_SY":"` + fields + `"}`)
		return biztest.Arrived(r, 1)
	}
	in := rules.DayOf
	for name, c := range map[string]struct {
		log  []*record.Record
		want []string
	}{
		"an official year":                   {[]*record.Record{decided(in(2026, 3, 2), in(2026, 3, 5), 3, "", "")}, nil},
		"over the turn of the year":          {[]*record.Record{decided(in(2025, 12, 30), in(2026, 1, 6), 4, "", "")}, []string{code}},
		"the last day of a provisional year": {[]*record.Record{decided(in(2025, 12, 31), in(2026, 1, 6), 3, "", "")}, nil},
		"a year without notice":              {[]*record.Record{decided(in(2027, 1, 4), in(2027, 1, 6), 2, "", "")}, []string{code}},
		"said at the arrival":                {[]*record.Record{decided(in(2026, 3, 2), in(2026, 3, 5), 3, "RENAMED,"+code, "")}, []string{"RENAMED", code}},
		"late by 14":                         {[]*record.Record{decided(in(2027, 1, 4), in(2027, 2, 2), 7+14, "", "")}, []string{code}},
		"late by any calendar":               {[]*record.Record{decided(in(2010, 1, 4), in(2027, 2, 3), 4456, "", "")}, nil},
		"late by any calendar, said then":    {[]*record.Record{decided(in(2027, 1, 4), in(2027, 2, 3), 7+14+1, "RENAMED,"+code, "")}, []string{"RENAMED"}},
		"not counted":                        {[]*record.Record{decided(in(2025, 3, 2), in(2026, 3, 5), -1, "RENAMED", "")}, []string{"RENAMED"}},
		"a correction counts to the first":   {[]*record.Record{decided(in(2026, 3, 2), in(2026, 3, 5), 3, "", ""), decided(in(2026, 3, 2), in(2027, 3, 5), 250, "RENAMED,"+code, "x")}, []string{"RENAMED"}},
		"a correction keeps the first's":     {[]*record.Record{decided(in(2025, 12, 30), in(2026, 1, 6), 4, code, ""), decided(in(2025, 12, 30), in(2026, 2, 6), 20, "", "x")}, []string{code}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.store(append(c.log, biztest.Registration(biztest.Company, "聊城某某有限公司"))...)
			got := recordOf(w.ask(t, biz.Ask{ID: biztest.Company}), "penalty")
			if got.Hints != strings.Join(c.want, ",") {
				t.Errorf("hints %q, want %v", got.Hints, c.want)
			}
			page, err := w.publicity.Page(t.Context(), biztest.Company)
			if err != nil {
				t.Fatal(err)
			}
			if shown := recordOf(page, "penalty"); shown != nil && shown.Hints != map[bool]string{true: code}[slices.Contains(c.want, code)] {
				t.Errorf("public hints %q", shown.Hints)
			}
		})
	}
}

func recordOf(a *biz.Answer, resource string) *biz.Shown {
	for _, g := range a.Groups {
		for i := range g.Records {
			if g.Records[i].Resource == resource {
				return &g.Records[i]
			}
		}
	}
	return nil
}
