package data

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// log is a small history of one partition: registrations, renames, penalties, repetitions.
func log() []*record.Record {
	var out []*record.Record
	out = append(out, penalty(1, acme), registration(acme, "聊城旧名有限公司", 1))
	for i := 2; i < 40; i++ {
		out = append(out, penalty(i, acme))
	}
	out = append(out, registration(acme, "聊城新名科技有限公司", 2, "聊城旧名有限公司"), penalty(3, acme), penalty(4, "92331081MA2T357288"))
	return out
}

// load inserts the log in blocks of the given size, each as many times as told.
func load(t testing.TB, conn driver.Conn, db string, block, times int) {
	t.Helper()
	s := NewStore(conn, db)
	records := log()
	for start := 0; start < len(records); start += block {
		b := s.NewBlock()
		for i := start; i < min(start+block, len(records)); i++ {
			b.Add(records[i], uint64(i))
		}
		for range times {
			if err := s.Insert(context.Background(), b); err != nil {
				t.Fatal(err)
			}
		}
		b.Reset()
	}
}

// dump is the whole content of the four tables after merging.
func dump(t testing.TB, conn driver.Conn, db string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"records", "subjects", "names", "codes"} {
		var n, sum uint64
		if err := conn.QueryRow(context.Background(), "SELECT count(), sum(cityHash64(*)) FROM "+db+"."+table+" FINAL").Scan(&n, &sum); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %d %x\n", table, n, sum)
	}
	return b.String()
}

func TestReplayGivesTheSameTables(t *testing.T) {
	var want string
	for _, c := range []struct{ block, times int }{{1000, 1}, {1000, 2}, {7, 1}, {1, 3}} {
		conn, db := fresh(t)
		load(t, conn, db, c.block, c.times)
		if c.times == 2 { // the whole log a second time, as after lost commits
			load(t, conn, db, 5, 1)
		}
		got := dump(t, conn, db)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("blocks of %d, %d times:\n%swant\n%s", c.block, c.times, got, want)
		}
	}
}

func TestVersionsComeBackAsStored(t *testing.T) {
	conn, db := fresh(t)
	load(t, conn, db, 10, 1)
	h := NewHistories(conn, db)
	vs, err := h.Versions(context.Background(), acme)
	if err != nil {
		t.Fatal(err)
	}
	vs = biz.Collapse(vs, 1<<62)
	if len(vs) != 41 { // 39 penalties, two registrations
		t.Fatalf("%d versions", len(vs))
	}
	want := penalty(1, acme)
	for _, v := range vs {
		if v.RecordID == want.RecordID && (v.Name != want.Name || v.OccurredOn != want.OccurredOn || v.KnownAt != want.KnownAt || v.Fields != string(want.Fields) ||
			v.Digest != string(want.Digest[:]) || v.Kind != subject.Organisation || v.WorkingDays != 3 || v.About != nil) {
			t.Errorf("%+v", v)
		}
		if v.Resource == "org_registration" && v.Current && (v.About == nil || v.About.Name != "聊城新名科技有限公司" || v.About.FormerNames[0].Name != "聊城旧名有限公司") {
			t.Errorf("registration: %+v", v.About)
		}
	}
	if vs, err := h.Versions(context.Background(), "x' OR 1=1 --"); err != nil || len(vs) != 0 {
		t.Errorf("injection: %d %v", len(vs), err)
	}
	if ids, err := h.Resolve(context.Background(), "371502200001234"); err != nil || len(ids) != 1 || ids[0] != acme {
		t.Errorf("legacy code: %v %v", ids, err)
	}
}

func TestFind(t *testing.T) {
	conn, db := fresh(t)
	load(t, conn, db, 10, 1)
	h := NewHistories(conn, db)
	for _, c := range []struct {
		name, query, code      string
		matched, text, current string
	}{
		{"two characters", "新名", "", "name", "聊城新名科技有限公司", "聊城新名科技有限公司"},
		{"former name", "旧名", "", "former_name", "聊城旧名有限公司", "聊城新名科技有限公司"},
		{"whole name", "聊城新名科技有限公司", "", "name", "聊城新名科技有限公司", "聊城新名科技有限公司"},
		{"code", "", acme, "code", acme, "聊城新名科技有限公司"},
		{"legacy code", "", "371502200001234", "code", "371502200001234", "聊城新名科技有限公司"},
		{"nothing", "没有", "", "", "", ""},
		{"like signs are text", "%名", "", "", "", ""},
	} {
		f := biz.Find{Name: c.query, Limit: 5}
		if c.code != "" {
			f.Codes = []string{c.code}
		}
		found, err := h.Find(context.Background(), f)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.matched == "" {
			if len(found) != 0 {
				t.Errorf("%s: %+v", c.name, found)
			}
			continue
		}
		if len(found) == 0 || found[0].Matched != c.matched || found[0].Text != c.text || found[0].Name != c.current || found[0].Subject != acme {
			t.Errorf("%s: %+v", c.name, found)
		}
	}
	self, err := h.Find(context.Background(), biz.Find{Name: "某某", Limit: 5, Kinds: []subject.Kind{subject.SelfEmployed}})
	if err != nil || len(self) != 1 || self[0].Subject != "92331081MA2T357288" || self[0].Registered {
		t.Errorf("kind: %+v %v", self, err)
	}
	f, err := h.Figures(context.Background())
	if err != nil || f.Organisations != 2 || f.Records != 41 || len(f.Rows) != 2 {
		t.Errorf("figures %+v %v", f, err)
	}
}
