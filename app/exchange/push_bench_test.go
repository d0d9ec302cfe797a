package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

const benchRows = 20_000

// cpu is the processor time of this process: on a busy machine it says more than the clock.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchBody is a clean NDJSON body of registered subjects.
func benchBody(b *testing.B) []byte {
	b.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i := range benchRows {
		row := penalty(map[string]any{"CF_WSH": fmt.Sprintf("聊市监罚〔2026〕%d号", i), "CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": "331081190802290130"})
		ok(b, enc.Encode(row))
	}
	return out.Bytes()
}

// BenchmarkPush is P4: an NDJSON push over HTTP to the durable acknowledgement, beside a raw produce of the same bytes.
func BenchmarkPush(b *testing.B) {
	r := newRig(b, nil)
	r.register(registration(newName, ""))
	body := benchBody(b)
	b.Run("push", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		began := cpu()
		for b.Loop() {
			if a := r.push("penalty/records:push", bytes.NewReader(body), nil); a.status != 200 || a.count("accepted") != fmt.Sprint(benchRows) {
				b.Fatalf("%.300s", a.raw)
			}
		}
		b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "records/s")
		b.ReportMetric(float64((cpu()-began).Nanoseconds())/float64(b.N)/benchRows, "cpu-ns/record")
	})
	b.Run("raw", func(b *testing.B) {
		lines := bytes.SplitAfter(body, []byte("\n"))
		lines = lines[:len(lines)-1]
		b.SetBytes(int64(len(body)))
		began := cpu()
		for b.Loop() {
			for i := 0; i < len(lines); i += 1000 {
				msgs := make([]kafkaio.Message, 0, 1000)
				for n, l := range lines[i:min(i+1000, len(lines))] {
					msgs = append(msgs, kafkaio.Message{Key: fmt.Append(nil, n), Value: l})
				}
				ok(b, r.producer.Send(b.Context(), kafkaio.Records, msgs))
			}
		}
		b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "records/s")
		b.ReportMetric(float64((cpu()-began).Nanoseconds())/float64(b.N)/benchRows, "cpu-ns/record")
	})
}
