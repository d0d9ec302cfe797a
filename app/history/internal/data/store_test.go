package data

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz/biztest"
)

func TestClickHouseHistories(t *testing.T) {
	biztest.Histories(t, func(t *testing.T) (biz.Store, biz.Histories) {
		conn, db := fresh(t)
		return NewStore(conn, db), NewHistories(conn, db, MostVersions)
	})
}

func TestClickHouseBound(t *testing.T) {
	biztest.Bounded(t, func(most int) (biz.Store, biz.Histories) {
		conn, db := fresh(t)
		return NewStore(conn, db), NewHistories(conn, db, most)
	})
}

// dump is the whole content of the five tables after merging.
func dump(t testing.TB, conn driver.Conn, db string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"records", "subjects", "names", "codes", "withdrawals"} {
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
	for _, c := range []struct{ block, times, replays int }{{1000, 1, 0}, {1000, 2, 0}, {7, 1, 0}, {1, 3, 0}, {5, 1, 2}} {
		conn, db := fresh(t)
		s := NewStore(conn, db)
		biztest.Load(t, s, c.block, c.times)
		for range c.replays { // a new process reads the whole log again
			biztest.Load(t, NewStore(conn, db), 3, 1)
		}
		got := dump(t, conn, db)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%+v:\n%swant\n%s", c, got, want)
		}
	}
}

// A database from before searches knew of withdrawals learns of those it holds.
func TestOldWithdrawalsAreFound(t *testing.T) {
	conn, db := fresh(t)
	s := NewStore(conn, db)
	b := s.NewBlock()
	r := biztest.Registration(biztest.Company, "聊城甲有限公司")
	b.Add(r, 0)
	b.Add(biztest.Withdrawal(r), 1)
	b.Add(biztest.Registration(biztest.Shop, "聊城乙商店"), 2)
	if err := s.Insert(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	want := dump(t, conn, db)
	for _, sql := range []string{"TRUNCATE TABLE " + db + ".withdrawals", "ALTER TABLE " + db + ".schema_migrations DELETE WHERE file LIKE '0002%' SETTINGS mutations_sync = 1"} {
		if err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := Migrate(t.Context(), conn, db); err != nil {
		t.Fatal(err)
	}
	if got := dump(t, conn, db); got != want {
		t.Errorf("\n%swant\n%s", got, want)
	}
}

func TestUnavailableIsAFault(t *testing.T) {
	conn, db := fresh(t)
	h := NewHistories(conn, db+"_gone", MostVersions)
	if _, err := h.Versions(context.Background(), biztest.Company); err == nil || strings.Contains(err.Error(), "gone") {
		t.Errorf("%v", err)
	}
}
