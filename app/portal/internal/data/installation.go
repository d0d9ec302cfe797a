package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	dto "github.com/prometheus/client_model/go"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// Local is this process, which needs no network to be asked.
type Local struct {
	Address string
	Modules func(context.Context) []biz.Module
	Gather  func() ([]*dto.MetricFamily, error)
}

// Installation asks every process it knows of.
type Installation struct {
	local  Local
	remote []remoteProcess
	client *http.Client
	// key lets it read the metrics of processes on other machines.
	key    string
	ledger *Ledger
	log    *slog.Logger
	// warned are the processes whose metrics could not be read, each told once.
	warned sync.Map
}

var _ biz.Installation = (*Installation)(nil)

type remoteProcess struct {
	base     string
	services []string
}

// NewInstallation asks this process and those at the addresses of services (by service); key may be "".
func NewInstallation(local Local, services map[string]string, client *http.Client, key string, l *Ledger, log *slog.Logger) *Installation {
	by := map[string][]string{}
	for service, base := range services {
		base = strings.TrimRight(base, "/")
		by[base] = append(by[base], service)
	}
	i := &Installation{local: local, client: client, key: key, ledger: l, log: log}
	for base, names := range by {
		slices.Sort(names)
		i.remote = append(i.remote, remoteProcess{base, names})
	}
	slices.SortFunc(i.remote, func(a, b remoteProcess) int { return strings.Compare(a.base, b.base) })
	return i
}

// Processes asks all at once; this one is first.
func (i *Installation) Processes(ctx context.Context) []biz.Process {
	out := make([]biz.Process, 1+len(i.remote))
	var asked sync.WaitGroup
	for n, r := range i.remote {
		asked.Go(func() { out[n+1] = i.ask(ctx, r) })
	}
	out[0] = i.self(ctx)
	asked.Wait()
	return out
}

func (i *Installation) self(ctx context.Context) biz.Process {
	p := biz.Process{Address: i.local.Address, Modules: i.local.Modules(ctx)}
	families, err := i.local.Gather()
	if err != nil { // the registry gives what it could gather all the same
		i.log.WarnContext(ctx, "own metrics", "error", err)
	}
	read(&p, families)
	p.Reachable = true
	return p
}

// ask reads readiness and metrics of another process.
func (i *Installation) ask(ctx context.Context, r remoteProcess) biz.Process {
	p := biz.Process{Address: r.base}
	for _, s := range r.services {
		p.Modules = append(p.Modules, biz.Module{Name: s, Message: "unreachable"})
	}
	modules, err := i.readiness(ctx, r.base)
	if err != nil {
		i.log.DebugContext(ctx, "process not reached", "process", r.base, "error", err)
		return p
	}
	p.Modules = modules
	text, _, err := get(ctx, i.client, r.base+"/metrics", i.key)
	if err == nil {
		var families []*dto.MetricFamily
		if families, err = parse(text); err == nil {
			read(&p, families)
			p.Reachable = true
		}
	}
	if err == nil {
		i.warned.Delete(r.base)
	} else if _, told := i.warned.LoadOrStore(r.base, true); !told {
		i.log.WarnContext(ctx, "metrics not read; a process on another machine needs portal.metrics_key_file", "process", r.base, "error", err)
	}
	return p
}

// readiness reads /readyz, which answers 503 while a module is not ready.
func (i *Installation) readiness(ctx context.Context, base string) ([]biz.Module, error) {
	raw, _, err := get(ctx, i.client, base+"/readyz", "")
	var status errStatus
	if err != nil && (!errors.As(err, &status) || status != http.StatusServiceUnavailable) {
		return nil, err
	}
	var answer struct {
		Modules map[string]string `json:"modules"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, fmt.Errorf("readiness: %w", err)
	}
	var out []biz.Module
	for name, state := range answer.Modules {
		m := biz.Module{Name: name, Ready: state == "ready"}
		if !m.Ready {
			m.Message = state
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b biz.Module) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Ledger reads the checkpoint; what can't be read stays empty.
func (i *Installation) Ledger(ctx context.Context) biz.LedgerState {
	s, err := i.ledger.Checkpoint(ctx)
	if err != nil {
		i.log.DebugContext(ctx, "ledger not read", "error", err)
	}
	s.VerifierKey = i.ledger.Key(ctx)
	return s
}
