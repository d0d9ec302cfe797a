package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	memoryRecords = 1_000_000
	idleFor       = 10 * time.Second
	ingestWait    = 10 * time.Minute
	pushSize      = 200_000 // records of one push
)

// openMemory: P13. `serve` runs as a process of its own, because this one holds the bench as well. There is one round: memory is no race.
func openMemory(ctx context.Context, l *lab) (round, error) {
	l.single = true
	data := filepath.Join(l.folder, "data")
	// The accounts are made first, by a server in this process that ends before the measured one begins.
	first, stop, err := l.serve(ctx, pick(l.services, "audit", "access"), data)
	if err != nil {
		return nil, err
	}
	key, err := first.seed(ctx)
	if err := errors.Join(err, stop()); err != nil {
		return nil, err
	}
	s := &server{}
	if s.http, err = freePort(); err != nil {
		return nil, err
	}
	if s.grpc, err = freePort(); err != nil {
		return nil, err
	}
	pid, err := l.start(ctx, s, data)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, r *run) error { return l.measureMemory(ctx, r, s, key, pid) }, nil
}

// measureMemory reads the server's memory idle and after an ingest.
func (l *lab) measureMemory(ctx context.Context, r *run, s *server, key string, pid int) error {
	l.progress.step("memory: idle")
	if err := pause(ctx, idleFor); err != nil {
		return err
	}
	idle, err := memoryOf(pid)
	if err != nil {
		return err
	}
	r.note("memory.idle", "MB", idle["VmRSS"])
	r.note("memory.idle_own", "MB", idle["RssAnon"])
	// The mark of the start must not pass for that of the ingest; where it can't be reset it only counts more.
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0) //nolint:gosec // our own child
	n := l.size(memoryRecords)
	start := time.Now()
	if err := l.ingest(ctx, s, key, n); err != nil {
		return err
	}
	rate := float64(n) / time.Since(start).Seconds()
	after, err := memoryOf(pid)
	if err != nil {
		return err
	}
	r.note("memory.ingest", "MB", after["VmHWM"])
	r.note("memory.after", "MB", after["VmRSS"])
	r.note("memory.after_own", "MB", after["RssAnon"])
	sys, err := s.metric(ctx, "go_memstats_sys_bytes")
	if err != nil {
		return err
	}
	released, err := s.metric(ctx, "go_memstats_heap_released_bytes")
	if err != nil {
		return err
	}
	r.note("memory.after_go", "MB", (sys-released)/(1<<20))
	r.note("memory.rate", "records/s", rate)
	return nil
}

// start runs `serve` and waits until it is ready.
func (l *lab) start(ctx context.Context, s *server, data string) (pid int, err error) {
	conf := filepath.Join(l.folder, "serve.yaml")
	text := fmt.Sprintf("server:\n  http: %s\n  grpc: %s\nkafka:\n  listen: 127.0.0.1:0\nclickhouse:\n  listen: 127.0.0.1:0\ntelemetry:\n  log_level: error\n", s.http, s.grpc)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return 0, err
	}
	cmd := exec.Command(l.exe, "serve", "--config", conf, "--data", data) //nolint:gosec,noctx // this program itself; it is interrupted, not killed
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	l.later(func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		select {
		case err := <-ended:
			return err
		case <-time.After(startWait):
			return errors.Join(errors.New("serve does not stop"), cmd.Process.Kill())
		}
	})
	return cmd.Process.Pid, until(ctx, "serve to be ready", startWait, func() (bool, error) {
		select {
		case err := <-ended:
			return false, errors.Join(errors.New("serve ended"), err)
		default:
		}
		return call(ctx, http.DefaultClient, http.MethodGet, "http://"+s.http+"/readyz", "", "", nil, nil) == nil, nil
	})
}

// ingest pushes n records, a few pushes after one another, and waits until the last is loaded.
func (l *lab) ingest(ctx context.Context, s *server, key string, n int) error {
	l.progress.step("memory: registering %d subjects", n/perSubject)
	if err := s.register(ctx, key, n); err != nil {
		return err
	}
	subjects := (n + perSubject - 1) / perSubject
	for from := 0; from < n; from += pushSize {
		l.progress.step("memory: %d of %d records pushed", from, n)
		to := min(from+pushSize, n)
		body, w := io.Pipe()
		go func() {
			out := bufio.NewWriterSize(w, 1<<20)
			var line []byte
			for i := from; i < to; i++ {
				line = appendPenalty(line[:0], i)
				if _, err := out.Write(line); err != nil {
					return // the other end has said why
				}
			}
			_ = w.CloseWithError(out.Flush()) // nil is the end of the body
		}()
		if err := s.push(ctx, http.DefaultClient, key, "penalty", body, to-from); err != nil {
			return errors.Join(err, body.Close())
		}
	}
	l.progress.step("memory: waiting for the loader")
	return until(ctx, "the loader", ingestWait, func() (bool, error) {
		loaded, err := s.metric(ctx, "chengxin_history_records_loaded_total")
		return loaded >= float64(n+subjects), err
	})
}

// metric reads one counter, summed over its labels.
func (s *server) metric(ctx context.Context, name string) (sum float64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.http+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), name); ok {
			x, err := strconv.ParseFloat(rest[strings.LastIndexByte(rest, ' ')+1:], 64)
			if err != nil {
				return 0, err
			}
			sum += x
		}
	}
	return sum, nil
}

// memoryOf reads the kernel's account of a process, in MB.
func memoryOf(pid int) (map[string]float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		if kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64); err == nil {
			out[name] = kb / 1024
		}
	}
	if out["VmRSS"] == 0 {
		return nil, fmt.Errorf("no resident memory of process %d", pid)
	}
	return out, nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
