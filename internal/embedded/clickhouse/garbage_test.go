package clickhouse_test

import (
	"bytes"
	"math/rand/v2"
	"net"
	"net/url"
	"testing"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"

	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

// nativeBlock is a good block of 100 rows as the driver would send it.
func nativeBlock(t *testing.T) []byte {
	t.Helper()
	block := proto.Block{ServerContext: &column.ServerContext{}}
	for _, c := range [][2]string{{"id", "UInt64"}, {"subject", "String"}, {"name", "LowCardinality(String)"}, {"tags", "Array(String)"}, {"note", "Nullable(String)"}} {
		if err := block.AddColumn(c[0], column.Type(c[1])); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		if err := block.Append(uint64(i), "91371500MA3", "聊城", []string{"a", "b"}, "note"); err != nil {
			t.Fatal(err)
		}
	}
	var b chproto.Buffer
	if err := block.Encode(&b, 0); err != nil {
		t.Fatal(err)
	}
	return b.Buf
}

// Damaged blocks are refused or, where the damage makes another good block, stored; the engine goes on in either case.
func TestDamagedBlocks(t *testing.T) {
	conn := open(t)
	c := chtest.Start(t)
	var db string
	if err := conn.QueryRow(t.Context(), "SELECT currentDatabase()").Scan(&db); err != nil {
		t.Fatal(err)
	}
	good := nativeBlock(t)
	query := url.Values{"query": {"INSERT INTO t (id, subject, name, tags, note) FORMAT Native"}, "database": {db}}
	if status, _, body := ask(t, c, "POST", query, bytes.NewReader(good)); status != 200 {
		t.Fatalf("the good block was refused: %s", body)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 400 {
		bad := bytes.Clone(good)
		for range 1 + rng.IntN(4) {
			bad[rng.IntN(len(bad))] = byte(rng.Uint32())
		}
		if rng.IntN(3) == 0 {
			bad = bad[:rng.IntN(len(bad))]
		}
		if status, _, _ := ask(t, c, "POST", query, bytes.NewReader(bad)); status != 200 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no damaged block was refused")
	}
	if n := count(t, conn, "t"); n < 100 {
		t.Errorf("%d rows", n)
	}
}

func TestGarbageOnTheWire(t *testing.T) {
	conn := open(t)
	c := chtest.Start(t)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		raw, err := net.Dial("tcp", c.Address)
		if err != nil {
			t.Fatal(err)
		}
		b := []byte("POST /?query=SELECT+1&user=test HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n")
		for range rng.IntN(20) {
			b[rng.IntN(len(b))] = byte(rng.Uint32())
		}
		_, _ = raw.Write(b)
		_ = raw.Close()
	}
	count(t, conn, "t")
}

func TestBackupAndRestore(t *testing.T) {
	conn := open(t)
	fill(t, conn, 1000)
	var db string
	if err := conn.QueryRow(t.Context(), "SELECT currentDatabase()").Scan(&db); err != nil {
		t.Fatal(err)
	}
	exec(t, conn, "BACKUP DATABASE "+db+" TO File('"+db+"')")
	exec(t, conn, "DROP TABLE t SYNC")
	exec(t, conn, "RESTORE TABLE "+db+".t FROM File('"+db+"')")
	if n := count(t, conn, "t"); n != 1000 {
		t.Errorf("%d rows came back", n)
	}
	for range 3 { // a failed backup must not spoil what follows
		if err := conn.Exec(t.Context(), "BACKUP DATABASE "+db+" TO File('/tmp/elsewhere')"); err == nil {
			t.Error("a backup outside its folder was allowed")
		}
		count(t, conn, "t")
	}
}
