package clickhouse

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ClickHouse/ch-go/compress"
	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

func FuzzRequest(f *testing.F) {
	f.Add("query=SELECT+1&param_x=1&max_threads=2&database=a&default_format=Native&client_protocol_version=54460&compress=1")
	f.Add("param_=1&%zz&a;b&network_compression_method=zstd&decompress=true&wait_end_of_query=1")
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, bad := parseRequest(values)
		if bad != nil {
			if !codePrefix.MatchString(bad.Message) {
				t.Errorf("a refusal without a code: %s", bad.Message)
			}
			return
		}
		for _, s := range q.settings {
			if !settingName.MatchString(s.name) || s.name == "log_comment" {
				t.Errorf("setting %q got through", s.name)
			}
		}
		if !slices.IsSortedFunc(q.settings, func(a, b param) int { return strings.Compare(a.name, b.name) }) {
			t.Error("the settings are not sorted")
		}
	})
}

func FuzzStatement(f *testing.F) {
	for _, s := range []string{"SELECT 1", "INSERT INTO t (a) FORMAT Native", "insert into t values", "/* x */ -- y\nINSERT INTO a FORMAT CSV;", "(SELECT 1)", "/*", "SYSTEM SHUTDOWN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kindOf(s)
		changesSession(s)
		mayBeSeveral(s)
		if bare, format, ok := splitInsert(s); ok && (!formatName.MatchString(format) || !strings.HasPrefix(s, bare)) {
			t.Errorf("%q was split into %q and %q", s, bare, format)
		}
		parseException(s)
	})
}

func FuzzBlocks(f *testing.F) {
	for _, m := range []compress.Method{compress.LZ4, compress.ZSTD, compress.None} {
		w := compress.NewWriter(0, m)
		if err := w.Compress([]byte(strings.Repeat("信用", 100))); err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Clone(w.Data))
		f.Add(w.Data[:len(w.Data)-1])
		r := newBlockReader(bytes.NewReader(append(bytes.Clone(w.Data), w.Data...)))
		if b, err := io.ReadAll(r); err != nil || string(b) != strings.Repeat("信用", 200) {
			f.Fatalf("%s came back as %d bytes, %v", m, len(b), err)
		}
		if _, err := io.ReadAll(newBlockReader(bytes.NewReader(w.Data[:30]))); err == nil {
			f.Fatal("a cut block passed for a whole one")
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := newBlockReader(bytes.NewReader(b))
		defer r.close()
		_, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<20))
	})
}

// The driver's own decoder must read the hello block whatever revision it speaks.
func FuzzHello(f *testing.F) {
	f.Add(uint32(54460), "26.7.2.1", "Etc/UTC")
	f.Add(uint32(54453), "1", "")
	f.Add(uint32(0), "", "Asia/Shanghai")
	f.Fuzz(func(t *testing.T, revision uint32, version, timezone string) {
		data := helloBlock(uint64(revision), version, timezone)
		block := proto.Block{ServerContext: &column.ServerContext{}}
		if err := block.Decode(chproto.NewReader(bytes.NewReader(data)), uint64(revision)); err != nil {
			t.Fatalf("revision %d: %v", revision, err)
		}
		if got := block.Columns[1].Row(0, false); got != version {
			t.Errorf("version %q came back as %q", version, got)
		}
		if got := block.Columns[2].Row(0, false); got != uint32(0) {
			t.Errorf("revision is %v", got)
		}
		if binary.Size(data) == 0 {
			t.Error("empty block")
		}
	})
}
