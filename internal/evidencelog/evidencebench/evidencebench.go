// Package evidencebench measures the evidence log against the raw work under it, side by side in one run.
package evidencebench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	kafka "github.com/segmentio/kafka-go"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Sample is an event of ordinary size, for measurements.
func Sample() evidence.Event {
	return evidence.Event{
		At: time.UnixMilli(1_790_000_000_000), Kind: evidence.Query, Actor: "person-0001", ActorName: "张三", Agency: "371500-tax",
		Credential: "cxs", Subject: "91371500MA3C000000", Resource: "penalty", Action: "record.query", Purpose: "enforcement",
		CaseNo: "聊税稽〔2026〕12号", Allow: true, Line: "p, officer, *, resource/penalty, record.query", PolicyVersion: 17, Count: 12, Trace: "00f067aa0ba902b7",
	}
}

// frame is the sample as it goes to the broker.
func frame() []byte {
	ev, salt := Sample(), make([]byte, evidencelog.SaltBytes)
	detail := ev.AppendDetail(nil)
	return evidencelog.EncodeFrame(nil, evidencelog.Entry{Leaf: evidence.Leaf(ev, salt, detail), Salt: salt, Detail: detail})
}

// Run is what a number of operations took.
type Run struct {
	PerSecond float64
	P50       time.Duration // of one operation
}

// Log has callers record events, n in all, each waiting for its own.
func Log(ctx context.Context, l *evidencelog.Log, callers, n int) (Run, error) {
	each := max(n/callers, 1)
	waits := make([][]time.Duration, callers)
	errs := make([]error, callers)
	var all sync.WaitGroup
	began := time.Now()
	for c := range callers {
		all.Go(func() {
			ev := Sample()
			waits[c] = make([]time.Duration, 0, each)
			for range each {
				at := time.Now()
				if _, err := l.Record(ctx, ev); err != nil {
					errs[c] = err
					return
				}
				waits[c] = append(waits[c], time.Since(at))
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	for _, err := range errs {
		if err != nil {
			return Run{}, err
		}
	}
	return Run{PerSecond: float64(each*callers) / took.Seconds(), P50: median(slices.Concat(waits...))}, nil
}

// Raw produces the same bytes with kafka-go alone, the same number of messages to a request as there would be callers:
// what a perfect group commit would reach.
func Raw(ctx context.Context, c kafkaio.Config, topic string, callers, n int) (Run, error) {
	transport := c.Transport()
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(c.Brokers...), Transport: transport, Timeout: 10 * time.Second}
	value := frame()
	requests := max(n/callers, 1)
	waits := make([]time.Duration, 0, requests)
	began := time.Now()
	for range requests {
		at := time.Now()
		recs := make([]kafka.Record, callers)
		for i := range recs {
			recs[i].Value = kafka.NewBytes(value)
		}
		resp, err := client.Produce(ctx, &kafka.ProduceRequest{Topic: topic, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(recs...)})
		if err == nil {
			err = resp.Error
		}
		if err != nil {
			return Run{}, fmt.Errorf("raw produce: %w", err)
		}
		waits = append(waits, time.Since(at))
	}
	return Run{PerSecond: float64(requests*callers) / time.Since(began).Seconds(), P50: median(waits)}, nil
}

// Fsync writes and syncs the same bytes to a file in dir, n times.
func Fsync(dir string, n int) (Run, error) {
	f, err := os.Create(filepath.Join(dir, "fsync.bench")) //nolint:gosec // the caller's directory
	if err != nil {
		return Run{}, fmt.Errorf("write and sync: %w", err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	value := frame()
	waits := make([]time.Duration, 0, n)
	began := time.Now()
	for range n {
		at := time.Now()
		if _, err := f.Write(value); err != nil {
			return Run{}, fmt.Errorf("write and sync: %w", err)
		}
		if err := f.Sync(); err != nil {
			return Run{}, fmt.Errorf("write and sync: %w", err)
		}
		waits = append(waits, time.Since(at))
	}
	return Run{PerSecond: float64(n) / time.Since(began).Seconds(), P50: median(waits)}, nil
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
