package data

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

func TestMain(m *testing.M) { chtest.Main(m) }

// fresh is a migrated database of its own.
func fresh(t testing.TB) (driver.Conn, string) {
	t.Helper()
	cfg := chtest.Start(t)
	db := chtest.Database(t, cfg)
	conn := chtest.Open(t, cfg)
	if err := Migrate(context.Background(), conn, db); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(context.Background(), conn, db); err != nil {
		t.Fatalf("a second time: %v", err)
	}
	return conn, db
}

const acme = "91371502MA2T3571X8"

func penalty(no int, of string) *record.Record {
	r := &record.Record{
		Resource: "penalty", ResourceVersion: 1, Class: "admin", RecordID: fmt.Sprintf("聊市监罚〔2026〕%d号|%s", no, of), SubjectKind: uint8(subject.KindOfUSCC(of)), Subject: of,
		Name: "聊城某某有限公司", DocumentNo: fmt.Sprintf("聊市监罚〔2026〕%d号", no), Agency: "scjgj", Division: "371502", OccurredOn: rules.DayOf(2026, 5, 1), ValidFrom: rules.NoDate,
		ValidTo: rules.NoDate, PublishTo: rules.NoDate, Severity: uint8(rules.General), WorkingDays: 3, KnownAt: 1_780_000_000_000_000 + int64(no), Receipt: "r1",
		Fields: []byte(`{"CF_WSH":"聊市监罚〔2026〕号","CF_NR_FK":"1.5"}`),
	}
	r.Source = sha16(r.RecordID)
	r.Digest = sha(r.RecordID + "content")
	return r
}

func registration(of, name string, at int64, former ...string) *record.Record {
	r := &record.Record{
		Resource: "org_registration", ResourceVersion: 1, Class: "registration", RecordID: of, SubjectKind: uint8(subject.KindOfUSCC(of)), Subject: of, Name: name, Agency: "scjgj",
		Division: "371502", OccurredOn: rules.DayOf(2020, 1, 1), ValidFrom: rules.NoDate, ValidTo: rules.NoDate, PublishTo: rules.NoDate, WorkingDays: -1, KnownAt: at,
		Fields: []byte(`{"NAME":"` + name + `"}`),
		About:  &record.About{Name: name, Status: "存续", Division: "371502", Legal: "张三", LegacyCodes: []string{"371502200001234"}, RegisteredOn: rules.DayOf(2020, 1, 1)},
	}
	for _, f := range former {
		r.About.FormerNames = append(r.About.FormerNames, record.FormerName{Name: f, Until: rules.DayOf(2024, 1, 1)})
	}
	r.Source = sha16(of + name)
	r.Digest = sha(of + name + "content")
	return r
}

func sha(s string) [32]byte { return sha256.Sum256([]byte(s)) }

func sha16(s string) [16]byte { d := sha(s); return [16]byte(d[:16]) }
