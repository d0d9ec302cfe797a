package data_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/app/audit/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

// wide is an entry of a ledger with many subjects and officers.
func wide(i uint64) biz.Entry {
	ev := evidence.Event{
		At: t0.Add(time.Duration(i) * time.Second), Kind: evidence.Query, Actor: fmt.Sprint("officer", i*2654435761%5000), Agency: fmt.Sprint("agency", i%60),
		Subject: fmt.Sprintf("9137%014d", i*2654435761%50000), Resource: "penalty", Purpose: "enforcement", CaseNo: fmt.Sprint("case", i), Allow: i%50 != 0,
	}
	d := ev.AppendDetail(nil)
	return biz.Entry{Index: i, Salt: []byte("0123456789abcdef"), Detail: d, Event: ev}
}

// BenchmarkFind searches and counts half a million entries.
func BenchmarkFind(b *testing.B) {
	const total, block = 500_000, 50_000
	config := chtest.Start(b)
	v, err := data.OpenEvents(b.Context(), chtest.Open(b, config), chtest.Database(b, config))
	if err != nil {
		b.Fatal(err)
	}
	for first := uint64(0); first < total; first += block {
		entries := make([]biz.Entry, block)
		for i := range entries {
			entries[i] = wide(first + uint64(i))
		}
		if err := v.Insert(b.Context(), entries); err != nil {
			b.Fatal(err)
		}
	}
	for name, f := range map[string]biz.Filter{
		"newest": {}, "actor": {Actor: "officer17"}, "subject": {Subject: wide(77).Event.Subject}, "case": {CaseNo: "case4711"},
		"denied": {Decision: "deny"}, "day": {From: t0.AddDate(0, 0, 2), To: t0.AddDate(0, 0, 3)}, "absent": {Subject: "nobody"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := v.Find(b.Context(), f, ^uint64(0), 51); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("summary", func(b *testing.B) {
		for b.Loop() {
			if s, err := v.Summarise(b.Context(), biz.Filter{}); err != nil || s.Total != total {
				b.Fatal(s.Total, err)
			}
		}
	})
	b.Run("usage", func(b *testing.B) {
		for b.Loop() {
			if _, err := v.Usage(b.Context(), "penalty", t0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			if _, ok, err := v.Get(b.Context(), 123_456); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
}

// BenchmarkProof builds and checks inclusion proofs.
func BenchmarkProof(b *testing.B) {
	l, err := data.OpenLog(b.Context(), options(b.TempDir()))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close(b.Context()) }()
	const total = 65_536
	for first := uint64(0); first < total; first += biz.MaxBatch {
		if err := l.Append(b.Context(), first, run(first, biz.MaxBatch)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("inclusion", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.Inclusion(b.Context(), 4711, total); err != nil {
				b.Fatal(err)
			}
		}
	})
}
