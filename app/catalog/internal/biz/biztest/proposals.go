package biztest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// ProposalStore is what the contract is about.
type ProposalStore interface {
	biz.Repository
	biz.Proposals
}

func fine(biz.Version) error { return nil }

var ledgerDown = fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")

// Proposals runs the contract on an empty store.
func Proposals(t *testing.T, r ProposalStore) {
	ctx := context.Background()
	if _, err := r.Add(ctx, biz.Version{Definition: resource.Definition{Code: "a", Version: 2}}, fine); !fault.Is(err, "PUBLISHED_MEANWHILE") {
		t.Errorf("a second version without a first: %v", err)
	}
	if _, err := r.Add(ctx, biz.Version{Definition: resource.Definition{Code: "a"}}, fine); err != nil {
		t.Fatal(err)
	}
	if err := r.Propose(ctx, made("p0", "a", 1), func() error { return ledgerDown }); !errors.Is(err, ledgerDown) {
		t.Errorf("without evidence: %v", err)
	}
	if _, err := r.Proposal(ctx, "p0"); !fault.Is(err, "NO_PROPOSAL") {
		t.Errorf("kept without evidence: %v", err)
	}
	for _, p := range []biz.Proposal{made("p1", "a", 1), made("p2", "a", 2), made("p3", "b", 3)} {
		if err := r.Propose(ctx, p, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	got, err := r.Proposal(ctx, "p1")
	if want := made("p1", "a", 1); err != nil || got.Source != want.Source || got.Digest != want.Digest || !slices.Equal(got.Openings, want.Openings) || !got.At.Equal(want.At) || got.By != "u1" || got.ByName != "zhang" || got.DecidedByName != "" ||
		got.Why != "公开" || got.State != biz.Open || got.Base != 1 || !got.DecidedAt.IsZero() || got.Definition.Name != "甲" {
		t.Errorf("%+v %v", got, err)
	}
	lists(t, r)
	decisions(t, r)
}

func made(id, code string, digest byte) biz.Proposal {
	return biz.Proposal{ID: id, Base: 1, Digest: [32]byte{digest}, Definition: resource.Definition{Code: code, Name: "甲"}, Source: "code: " + code,
		Openings: []resource.Opening{{What: resource.OpensPublication, Item: "A", From: "false", To: "true"}}, At: time.UnixMilli(1_790_000_000_123), By: "u1", ByName: "zhang", Why: "公开", State: biz.Open}
}

func decided(p biz.Proposal, state string) biz.Proposal {
	p.State, p.DecidedBy, p.DecidedByName, p.DecisionWhy, p.DecidedAt = state, "u2", "li", "同意", p.At.Add(time.Hour)
	return p
}

func lists(t *testing.T, r biz.Proposals) {
	t.Helper()
	for name, c := range map[string]struct {
		find biz.ProposalFind
		want []string
	}{
		"all": {biz.ProposalFind{Limit: 9}, []string{"p1a", "p2a", "p3b"}}, "a page": {biz.ProposalFind{After: "p1", Limit: 1}, []string{"p2a"}},
		"by code": {biz.ProposalFind{Code: "b", Limit: 9}, []string{"p3b"}}, "by digest": {biz.ProposalFind{Digest: [32]byte{2}, Limit: 9}, []string{"p2a"}},
		"by state": {biz.ProposalFind{State: biz.Rejected, Limit: 9}, nil}, "injection": {biz.ProposalFind{Code: "a' OR 1=1 --", Limit: 9}, nil},
	} {
		if got := listed(t, r, c.find); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func listed(t *testing.T, r biz.Proposals, f biz.ProposalFind) (out []string) {
	t.Helper()
	ps, err := r.Proposals(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range ps {
		out = append(out, p.ID+p.Definition.Code+p.Source)
	}
	return out
}

func decisions(t *testing.T, r ProposalStore) {
	t.Helper()
	ctx := context.Background()
	next := &biz.Version{Digest: [32]byte{1}, Definition: resource.Definition{Code: "a", Name: "甲", Version: 2}, At: time.UnixMilli(1_790_000_000_123)}
	if _, err := r.Decide(ctx, decided(made("p1", "a", 1), biz.Approved), next, func(biz.Version) error { return ledgerDown }); !errors.Is(err, ledgerDown) {
		t.Errorf("approved without evidence: %v", err)
	}
	if p, err := r.Proposal(ctx, "p1"); err != nil || p.State != biz.Open {
		t.Errorf("a decision without evidence was kept: %+v %v", p.State, err)
	}
	twice(t, r, decided(made("p1", "a", 1), biz.Approved), next)
	if p, err := r.Proposal(ctx, "p1"); err != nil || p.State != biz.Approved || p.DecidedBy != "u2" || p.DecidedByName != "li" || p.DecisionWhy != "同意" || p.DecidedAt.IsZero() {
		t.Errorf("%+v %v", p, err)
	}
	if ds, err := r.History(ctx, "a"); err != nil || len(ds) != 2 || ds[0].Version != 1 || ds[1].Version != 2 || ds[1].Name != "甲" {
		t.Errorf("history %+v %v", ds, err)
	}
	// The other proposal was compared with a version that is not in force any more.
	if _, err := r.Decide(ctx, decided(made("p2", "a", 2), biz.Approved), next, fine); !fault.Is(err, "PUBLISHED_MEANWHILE") {
		t.Errorf("stale: %v", err)
	}
	if _, err := r.Decide(ctx, decided(made("p2", "a", 2), biz.Rejected), nil, fine); err != nil {
		t.Errorf("a stale one is rejected: %v", err)
	}
	if got := listed(t, r, biz.ProposalFind{State: biz.Open, Limit: 9}); !slices.Equal(got, []string{"p3b"}) {
		t.Errorf("open: %v", got)
	}
}

// twice decides at once from several sides: one gets through.
func twice(t *testing.T, r biz.Proposals, p biz.Proposal, v *biz.Version) {
	t.Helper()
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, errs[i] = r.Decide(context.Background(), p, v, func(biz.Version) error { return nil })
		}()
	}
	wg.Wait()
	through := 0
	for _, err := range errs {
		switch {
		case err == nil:
			through++
		case !fault.Is(err, "PROPOSAL_DECIDED"):
			t.Errorf("at once: %v", err)
		}
	}
	if through != 1 {
		t.Errorf("%d of several decisions at once got through", through)
	}
}
