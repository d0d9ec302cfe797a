package clickhouse_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// ask makes one request by hand.
func ask(t testing.TB, c chio.Config, method string, query url.Values, body io.Reader, header ...string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+c.Address+"/?"+query.Encode(), body)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(c.Username, c.Password)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

func TestPlainHTTP(t *testing.T) {
	c := chtest.Start(t)
	db := chtest.Database(t, c)
	q := func(statement string) url.Values { return url.Values{"query": {statement}, "database": {db}} }
	for _, step := range []struct {
		name, method string
		query        url.Values
		body         string
		header       []string
		status       int
		code, want   string
	}{
		{name: "get reads", method: "GET", query: q("SELECT 1, '信用'"), status: 200, want: "1\t信用\n"},
		{name: "format clause", method: "GET", query: q("SELECT 1 AS a FORMAT JSONEachRow"), status: 200, want: "{\"a\":1}\n"},
		{name: "comment first", method: "POST", query: q("-- why\n/* so */ SELECT 2"), status: 200, want: "2\n"},
		{name: "get does not write", method: "GET", query: q("CREATE TABLE x (a UInt8) ENGINE = Memory"), status: 500, code: "164"},
		{name: "post writes", method: "POST", query: q("CREATE TABLE x (a UInt8, b String) ENGINE = Memory"), status: 200},
		{name: "rows as csv", method: "POST", query: q("INSERT INTO x FORMAT CSV"), body: "1,\"一\"\n2,\"二\"\n", status: 200},
		{name: "rows as values", method: "POST", query: q("INSERT INTO x (a, b) VALUES"), body: "(3, '三')", status: 200},
		{name: "rows in the statement", method: "POST", query: url.Values{"database": {db}}, body: "INSERT INTO x VALUES (4, 'a;b')", status: 200},
		{name: "rows under their statement", method: "POST", query: url.Values{"database": {db}}, body: "INSERT INTO x FORMAT TSV\n5\tfive\n", status: 200},
		{name: "bad rows", method: "POST", query: q("INSERT INTO x FORMAT CSV"), body: "6,\"ok\"\nnot a number,\n", status: 500, code: "27"},
		{name: "what was stored", method: "GET", query: q("SELECT a, b FROM x ORDER BY a FORMAT CSV"), status: 200, want: "1,\"一\"\n2,\"二\"\n3,\"三\"\n4,\"a;b\"\n5,\"five\"\n"},
		{name: "parameter", method: "GET", query: url.Values{"query": {"SELECT {x:String}"}, "param_x": {"中'文"}}, status: 200, want: "中\\'文\n"},
		{name: "no such database", method: "GET", query: url.Values{"query": {"SELECT 1"}, "database": {"no`such"}}, status: 500, code: "81"},
		{name: "unknown coding", method: "POST", query: q("SELECT 1"), header: []string{"Content-Encoding", "snappy"}, status: 500, code: "48"},
		{name: "external table", method: "POST", query: q("SELECT 1"), header: []string{"Content-Type", "multipart/form-data; boundary=x"}, status: 500, code: "48"},
		{name: "garbage blocks", method: "POST", query: url.Values{"query": {"INSERT INTO x FORMAT CSV"}, "database": {db}, "decompress": {"1"}}, body: strings.Repeat("g", 4000), status: 500, code: "117"},
		{name: "garbage native", method: "POST", query: q("INSERT INTO x FORMAT Native"), body: strings.Repeat("\xff", 4000), status: 500},
		{name: "other method", method: "DELETE", query: q("SELECT 1"), status: 500, code: "48"},
		{name: "nothing", method: "GET", query: url.Values{}, status: 200, want: "Ok.\n"},
		{name: "empty statement", method: "POST", query: url.Values{}, status: 500, code: "62"},
		{name: "whole answer", method: "GET", query: url.Values{"query": {"SELECT throwIf(number = 900000) FROM numbers(1000000)"}, "wait_end_of_query": {"1"}}, status: 500, code: "395"},
		{name: "nul bytes", method: "POST", query: q("SELECT '\x00'\x00"), status: 500},
		{name: "too large", method: "POST", query: url.Values{}, body: "SELECT '" + strings.Repeat("x", 17<<20) + "'", status: 413, code: "161"},
	} {
		status, header, body := ask(t, c, step.method, step.query, strings.NewReader(step.body), step.header...)
		if status != step.status || step.code != "" && header.Get("X-ClickHouse-Exception-Code") != step.code || step.want != "" && body != step.want {
			t.Errorf("%s: status %d, code %s: %.300s", step.name, status, header.Get("X-ClickHouse-Exception-Code"), body)
		}
	}
}

func TestCredentials(t *testing.T) {
	c := chtest.Start(t)
	for name, step := range map[string]struct {
		query  url.Values
		header []string
		status int
	}{
		"headers":       {header: []string{"X-ClickHouse-User", c.Username, "X-ClickHouse-Key", c.Password}, status: 200},
		"url":           {query: url.Values{"user": {c.Username}, "password": {c.Password}}, status: 200},
		"nothing":       {status: 401},
		"wrong key":     {header: []string{"X-ClickHouse-User", c.Username, "X-ClickHouse-Key", "x"}, status: 401},
		"user alone":    {query: url.Values{"user": {c.Username}}, status: 401},
		"two ways":      {query: url.Values{"user": {c.Username}, "password": {c.Password}}, header: []string{"X-ClickHouse-User", c.Username, "X-ClickHouse-Key", c.Password}, status: 401},
		"odd authorize": {header: []string{"Authorization", "Bearer x"}, status: 403},
	} {
		q := url.Values{"query": {"SELECT 1"}}
		for k, v := range step.query {
			q[k] = v
		}
		req, err := http.NewRequest("GET", "http://"+c.Address+"/?"+q.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(step.header); i += 2 {
			req.Header[http.CanonicalHeaderKey(step.header[i])] = []string{step.header[i+1]}
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != step.status {
			t.Errorf("%s: status %d instead of %d", name, res.StatusCode, step.status)
		}
	}
	res, err := http.Get("http://" + c.Address + "/ping")
	if err != nil || res.StatusCode != 200 {
		t.Errorf("ping: %v, %v", res, err)
	}
	_ = res.Body.Close()
}

// A client that dies in the middle of its rows must leave none of them, nor its session, behind.
func TestHalfAnInsertIsNone(t *testing.T) {
	c := chtest.Start(t)
	db := chtest.Database(t, c)
	c.Database = db
	conn := chtest.Open(t, c)
	exec(t, conn, "CREATE TABLE half (a UInt64) ENGINE = MergeTree ORDER BY a")
	for range 40 { // more often than there are sessions
		raw, err := net.Dial("tcp", c.Address)
		if err != nil {
			t.Fatal(err)
		}
		rows := bytes.Repeat([]byte("7\n"), 5000)
		query := url.Values{"query": {"INSERT INTO half FORMAT TSV"}, "database": {db}, "user": {c.Username}, "password": {c.Password}}
		_, err = fmt.Fprintf(raw, "POST /?%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", query.Encode(), 2*len(rows), rows)
		if err != nil {
			t.Fatal(err)
		}
		_ = raw.Close()
	}
	testkit.Eventually(t, 10*time.Second, "the inserts are given up", func() bool {
		var n uint64
		if err := conn.QueryRow(t.Context(), "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO half%'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 0
	})
	if n := count(t, conn, "half"); n != 0 {
		t.Errorf("%d rows of broken requests were stored", n)
	}
}
