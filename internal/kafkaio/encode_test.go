package kafkaio

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	kafka "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// What the encoder writes, kafka-go must read back, message for message.
func TestEncode(t *testing.T) {
	many := make([]Message, 5000)
	for i := range many {
		many[i] = Message{Key: fmt.Append(nil, "key", i%7), Value: bytes.Repeat(fmt.Append(nil, i, ","), 1+i%40)}
	}
	for name, calls := range map[string][]*call{
		"one":             {{msgs: []Message{{Key: []byte("k"), Value: []byte("v")}}}},
		"nil and empty":   {{msgs: []Message{{}, {Key: []byte{}, Value: []byte{}}, {Value: []byte("v")}}}},
		"headers":         {{msgs: []Message{{Value: []byte("v"), Headers: []Header{{Key: "resource", Value: []byte("penalty")}, {Key: "", Value: nil}}}}}},
		"several calls":   {{msgs: many[:3]}, {msgs: many[3:4]}, {msgs: many[4:90]}},
		"many frames":     {{msgs: many}},
		"longer than one": {{msgs: []Message{{Value: bytes.Repeat([]byte("0123456789abcdef"), 40_000)}, {Value: []byte("v")}}}},
		"63 and 64":       {{msgs: []Message{{Value: make([]byte, 63)}, {Value: make([]byte, 64)}, {Value: make([]byte, 8191)}, {Value: make([]byte, 8192)}}}},
	} {
		for _, snappy := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, snappy %v", name, snappy), func(t *testing.T) { readBack(t, calls, snappy) })
		}
	}
}

func readBack(t *testing.T, calls []*call, snappy bool) {
	now := time.UnixMilli(1_790_000_000_123)
	e := &encoded{bytes: []byte("left over"), plain: []byte("left over"), frame: []byte("left over")}
	e.encode(calls, snappy, now)
	var set protocol.RecordSet
	if _, err := set.ReadFrom(bytes.NewReader(e.bytes)); err != nil { // also compares the checksum
		t.Fatal(err)
	}
	if got := set.Attributes.Compression(); (got == kafka.Snappy) != snappy {
		t.Fatalf("compression %v", got)
	}
	n := int64(0)
	for _, c := range calls {
		for _, want := range c.msgs {
			got, err := set.Records.ReadRecord()
			if err != nil {
				t.Fatalf("message %d: %v", n, err)
			}
			if got.Offset != n || !got.Time.Equal(now) || !same(t, got.Key, want.Key) || !same(t, got.Value, want.Value) || len(got.Headers) != len(want.Headers) {
				t.Fatalf("message %d is another one", n)
			}
			for i, h := range want.Headers {
				if g := got.Headers[i]; g.Key != h.Key || !bytes.Equal(g.Value, h.Value) || (g.Value == nil) != (h.Value == nil) {
					t.Errorf("message %d: header %q", n, g.Key)
				}
			}
			n++
		}
	}
	if _, err := set.Records.ReadRecord(); err == nil {
		t.Error("more messages than there were")
	}
}

func same(t *testing.T, got protocol.Bytes, want []byte) bool {
	t.Helper()
	b, err := protocol.ReadAll(got)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(b, want) && (got == nil) == (want == nil)
}
