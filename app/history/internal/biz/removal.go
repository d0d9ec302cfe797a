package biz

import (
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// Removals tells what leaves publication before its term.
type Removals interface {
	Of(resource string) []rules.Removal
}

// Workdays counts in working days.
type Workdays interface {
	AddWorkingDays(from rules.Date, n int) (d rules.Date, provisional bool)
	// ProvisionalBetween reports whether a count over these days meets a year whose calendar is not official.
	ProvisionalBetween(from, to rules.Date) bool
}

// Leave is the early end of a record's publication, and perhaps of its validity.
type Leave struct {
	Until rules.Date // the last day
	Basis string
	// Ended is the first day the record is not in force any more, NoDate if that is as the record says.
	Ended rules.Date
}

// known collapses what is stored and says of each version what follows from the versions before it.
func (d *Deps) known(stored []Version, asOf int64) []Version {
	out := Collapse(stored, asOf)
	for start := 0; start < len(out); {
		end := start + 1
		for end < len(out) && out[end].sameRecord(&out[start]) {
			end++
		}
		for i := start; i < end; i++ {
			out[i].timed(d.Workdays, d.LateAfter)
		}
		for _, u := range d.Removals.Of(out[start].Resource) {
			d.leaves(out[start:end], &u)
		}
		start = end
	}
	return out
}

// leaves gives the versions of one record their early end by one rule. The days count from the first version that says so without
// a later one taking it back: a correction that says it again does not bring the record back for another three days.
func (d *Deps) leaves(versions []Version, u *rules.Removal) {
	since := rules.NoDate
	for i := range versions {
		v := &versions[i]
		if v.Op == record.Withdraw {
			continue
		}
		switch says := v.says(u.Item, u.Value); {
		case !says:
			since = rules.NoDate
		case since == rules.NoDate:
			since = rules.DateOf(time.UnixMicro(v.KnownAt).In(China))
		}
		d.leave(v, u, since)
	}
}

// leave gives a version that has said since a day what a rule asks for its early end, unless it has an earlier one.
func (d *Deps) leave(v *Version, u *rules.Removal, since rules.Date) {
	if since == rules.NoDate || !u.Governs(since) {
		return
	}
	until, provisional := d.Workdays.AddWorkingDays(since, u.WorkingDays)
	if u.WorkingDays == 0 {
		until = since - 1
	}
	ended := rules.NoDate
	if v.Leave != nil {
		ended = v.Leave.Ended
	}
	if u.EndsValidity && (ended == rules.NoDate || since < ended) {
		ended = since
	}
	if v.Leave == nil || until < v.Leave.Until {
		v.Leave = &Leave{Until: until, Basis: u.Basis}
		if provisional {
			v.Leave.Basis += "(节假日安排未核定,期限暂计)"
		}
	}
	v.Leave.Ended = ended
}

// timed adds the hint that the working days shown may still change whether it is late: they were counted by a calendar that was provisional
// then, or is now. On a record that is late by any calendar the hint would stand for ever and say nothing.
func (v *Version) timed(w Workdays, lateAfter int) {
	switch {
	case v.WorkingDays < 0 || v.OccurredOn == rules.NoDate:
		return
	case !rules.MayChange(int(v.WorkingDays), lateAfter):
		v.Hints = withHint(v.Hints, provisionalHint, false)
		return
	}
	if w.ProvisionalBetween(v.OccurredOn, rules.DateOf(time.UnixMicro(v.CountedTo).In(China))) {
		v.Hints = withHint(v.Hints, provisionalHint, true)
	}
}

func (v *Version) says(item, value string) bool {
	found := false
	eachField(v.Fields, func(name, text string) { found = found || name == item && text == value })
	return found
}
