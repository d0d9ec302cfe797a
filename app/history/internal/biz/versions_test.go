package biz_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

const day = int64(24 * time.Hour / time.Microsecond)

// changed is another version of the first penalty.
func changed(f func(*record.Record)) *record.Record {
	r := biztest.Penalty(1, biztest.Company)
	f(r)
	return biztest.Arrived(r, 2)
}

func TestAnotherAgencyNeverReplacesARecord(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Penalty(1, biztest.Company),
		changed(func(r *record.Record) { r.Agency, r.Fields = "other", []byte(`{"CF_WSH":"改"}`) }),
		changed(func(r *record.Record) { r.Agency, r.Op, r.Fields = "third", record.Withdraw, []byte("{}") }))
	a := w.ask(t, biz.Ask{ID: biztest.Company})
	if a.Count != 2 || len(a.Groups[0].Records) != 2 {
		t.Fatalf("%d records: %+v", a.Count, a.Groups)
	}
	for _, r := range a.Groups[0].Records {
		if !r.Current || r.Number != 1 {
			t.Errorf("%s: version %d", r.Agency, r.Number)
		}
	}
	page, err := w.publicity.Page(w.ctx, biztest.Company)
	if err != nil || page.Count != 2 {
		t.Errorf("public page: %v %v", page, err)
	}
}

func TestALateCorrectionIsNotALateRecord(t *testing.T) {
	w := newWorld(t)
	late := func(r *record.Record) { r.Late, r.WorkingDays, r.KnownAt = true, 90, r.KnownAt+100*day }
	w.store(biztest.Penalty(1, biztest.Company), changed(func(r *record.Record) { late(r); r.Fields = []byte(`{"CF_WSH":"改"}`) }))
	if r := w.ask(t, biz.Ask{ID: biztest.Company}).Groups[0].Records[0]; r.Number != 2 || r.Late || r.WorkingDays != 3 {
		t.Errorf("a correction of the same decision: %+v", r.Version)
	}
	w = newWorld(t)
	w.store(biztest.Penalty(1, biztest.Company), changed(func(r *record.Record) { late(r); r.OccurredOn++; r.Fields = []byte(`{"CF_WSH":"改"}`) }))
	if r := w.ask(t, biz.Ask{ID: biztest.Company}).Groups[0].Records[0]; !r.Late || r.WorkingDays != 90 {
		t.Errorf("another day of decision: %+v", r.Version)
	}
}

func TestAnAcknowledgedRecordIsSeenWhileClocksDisagree(t *testing.T) {
	w := newWorld(t)
	w.store(changed(func(r *record.Record) { r.KnownAt = now.Add(time.Hour).UnixMicro() }))
	if a := w.ask(t, biz.Ask{ID: biztest.Company}); a.Count != 1 {
		t.Error("a record of a clock that is ahead is not shown")
	}
	if a := w.ask(t, biz.Ask{ID: biztest.Company, AsOf: now}); a.Count != 0 {
		t.Error("asked for an instant, it was not known yet")
	}
	if page, err := w.publicity.Page(w.ctx, biztest.Company); err != nil || page.Count != 1 {
		t.Errorf("public page: %v %v", page, err)
	}
}

func TestAPastAnswerIsGivenAsOnThatDay(t *testing.T) {
	w := newWorld(t)
	w.store(changed(func(r *record.Record) {
		r.ValidTo, r.PublishTo = rules.DayOf(2026, 9, 1), rules.DayOf(2026, 9, 1)
	}))
	then := time.Date(2026, 8, 1, 12, 0, 0, 0, biz.China)
	if r := w.ask(t, biz.Ask{ID: biztest.Company, AsOf: then}).Groups[0].Records[0]; !r.InForce || r.Publication.State != biz.Published {
		t.Errorf("on 1 August: in force %v, %s", r.InForce, r.Publication.State)
	}
	if r := w.ask(t, biz.Ask{ID: biztest.Company}).Groups[0].Records[0]; r.InForce || r.Publication.State != biz.Ended {
		t.Errorf("today: in force %v, %s", r.InForce, r.Publication.State)
	}
}

func TestWithheldIsWhatAGrantWouldShow(t *testing.T) {
	w := newWorld(t)
	gone := biztest.Penalty(1, biztest.Company)
	gone.Op = record.Withdraw
	w.store(biztest.Registration(biztest.Company, "聊城新名科技有限公司"), biztest.Penalty(1, biztest.Company), biztest.Arrived(gone, 2),
		biztest.Penalty(2, biztest.Company))
	w.decider.deny["record.query resource/penalty"] = fault.New(fault.Denied, "POLICY_NO_GRANT", "没有授权。", "No grant.").Then("申请", "ask")
	a := w.ask(t, biz.Ask{ID: biztest.Company})
	if len(a.Withheld) != 1 || a.Withheld[0].Count != 1 || !strings.Contains(a.Notes[1].Zh, "1 条记录已由数源部门撤回") {
		t.Errorf("%+v %v", a.Withheld, a.Notes)
	}
	if a = w.ask(t, biz.Ask{ID: biztest.Company, ValidOn: rules.DayOf(2026, 5, 31)}); len(a.Withheld) != 0 {
		t.Errorf("not in force, but counted as withheld: %+v", a.Withheld)
	}
}

func TestAWithdrawalByKeyAloneKeepsTheName(t *testing.T) {
	w := newWorld(t)
	w.store(biztest.Penalty(1, biztest.Company), biztest.Penalty(2, biztest.Company),
		changed(func(r *record.Record) { r.Op, r.Name, r.Fields = record.Withdraw, "", []byte("{}") }))
	if a := w.ask(t, biz.Ask{ID: biztest.Company}); a.Subject.Name != "聊城某某有限公司" {
		t.Errorf("name %q", a.Subject.Name)
	}
}
