package catalog_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/data"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

var (
	second = grant.Into(context.Background(), grant.Principal{ID: "u-cat2", Name: "李主任", Agency: "credit"})
	robot  = grant.Into(context.Background(), grant.Principal{ID: "k-cat", Agency: "credit", IsKey: true})
)

// unpublished takes publication from the first item, opened gives it back.
func unpublished(s string) string { return strings.Replace(s, "publish: true", "publish: false", 1) }

func current(t *testing.T, r *rig) resource.Definition {
	t.Helper()
	v, err := r.resources.Get(manager, "macro_indicator", 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.resources.Schema("macro_indicator")
	if err != nil || s.Version() != v.Definition.Version {
		t.Fatalf("in force is version %d, stored %d, %v", s.Version(), v.Definition.Version, err)
	}
	return v.Definition
}

func TestOpeningTakesTwo(t *testing.T) {
	r := newRig(t)
	if v, p, err := r.resources.Publish(manager, yaml(t, unpublished), "收紧"); err != nil || p != nil || v.Definition.Version != 2 {
		t.Fatalf("tightening: %+v %v", p, err)
	}
	events := len(r.ledger.events)
	if _, _, err := r.resources.Publish(robot, yaml(t, renamed), "公开"); !fault.Is(err, "PERSON_REQUIRED") {
		t.Errorf("by key: %v", err)
	}
	v, p, err := r.resources.Publish(manager, yaml(t, renamed), "公开")
	if err != nil || p == nil || v.Definition.Code != "" || p.State != biz.Open || p.Base != 2 {
		t.Fatalf("%+v %+v %v", v, p, err)
	}
	if len(p.Openings) != 1 || p.Openings[0].What != resource.OpensPublication || current(t, r).Version != 2 {
		t.Errorf("%+v", p.Openings)
	}
	if ev := r.ledger.events[events]; len(r.ledger.events) != events+1 || ev.Kind != evidence.Proposal || ev.Action != "catalog.propose" || ev.Actor != "u-cat" || ev.AnswerDigest != p.Digest || !strings.Contains(ev.Note, p.ID) {
		t.Errorf("evidence %+v", ev)
	}
	if _, _, err := r.resources.Publish(second, yaml(t, renamed), "公开"); !fault.Is(err, "ALREADY_PROPOSED") {
		t.Errorf("proposed again: %v", err)
	}
	r.restart(t) // it outlives the process
	for who, want := range map[context.Context]fault.Reason{manager: "SAME_PERSON", robot: "PERSON_REQUIRED"} {
		if _, err := r.resources.Approve(who, p.ID, "同意"); !fault.Is(err, want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := r.resources.Approve(second, "cp-none", "同意"); !fault.Is(err, "NO_PROPOSAL") {
		t.Errorf("no such proposal: %v", err)
	}
	r.ledger.fail = fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")
	if _, err := r.resources.Approve(second, p.ID, "同意"); !fault.Is(err, "LEDGER_DOWN") || current(t, r).Version != 2 {
		t.Errorf("without ledger: %v", err)
	}
	r.ledger.fail = nil
	v, err = r.resources.Approve(second, p.ID, "同意")
	if d := current(t, r); err != nil || v.Definition.Version != 3 || d.Version != 3 || d.Name != "宏观指标" {
		t.Errorf("approved: %+v %v", v, err)
	}
	if ev := r.ledger.events[len(r.ledger.events)-1]; ev.Kind != evidence.Catalog || ev.Action != "catalog.approve" || ev.Actor != "u-cat2" || !strings.Contains(ev.Note, "u-cat") || ev.Count != 3 {
		t.Errorf("evidence %+v", ev)
	}
	if _, err := r.resources.Approve(second, p.ID, "同意"); !fault.Is(err, "PROPOSAL_DECIDED") {
		t.Errorf("approved twice: %v", err)
	}
	if kept, err := r.resources.Proposal(manager, p.ID); err != nil || kept.State != biz.Approved || kept.Version != 3 || kept.DecidedBy != "u-cat2" || kept.DecidedByName != "李主任" || kept.ByName != "王主任" {
		t.Errorf("%+v %v", kept, err)
	}
}

func TestProposalsEnd(t *testing.T) {
	r := newRig(t)
	if _, _, err := r.resources.Publish(manager, yaml(t, unpublished), ""); err != nil {
		t.Fatal(err)
	}
	_, first, err := r.resources.Publish(manager, yaml(t, renamed), "")
	if err != nil || first == nil {
		t.Fatal(err)
	}
	taken, err := r.resources.Reject(manager, first.ID, "收回")
	if err != nil || taken.State != biz.Rejected || current(t, r).Version != 2 {
		t.Errorf("%+v %v", taken, err)
	}
	if ev := r.ledger.events[len(r.ledger.events)-1]; ev.Kind != evidence.Proposal || ev.Action != "catalog.reject" {
		t.Errorf("evidence %+v", ev)
	}
	if _, err := r.resources.Approve(second, first.ID, "同意"); !fault.Is(err, "PROPOSAL_DECIDED") {
		t.Errorf("approved after the rejection: %v", err)
	}
	_, stale, err := r.resources.Publish(manager, yaml(t, renamed), "再提")
	if err != nil || stale == nil {
		t.Fatalf("proposed again after the rejection: %v", err)
	}
	if _, _, err := r.resources.Publish(manager, yaml(t, func(s string) string { return unpublished(renamed(s)) }), "改名"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.resources.Approve(second, stale.ID, "同意"); !fault.Is(err, "PUBLISHED_MEANWHILE") || current(t, r).Version != 3 {
		t.Errorf("an approval undid what was published meanwhile: %v", err)
	}
	if page, next, err := r.resources.ListProposals(manager, biz.ProposalFind{Limit: 1}); err != nil || len(page) != 1 || next != page[0].ID || page[0].Source != "" {
		t.Errorf("%+v %q %v", page, next, err)
	}
}

// Whoever can write to the folder of definitions opens nothing by it either.
func TestFilesOpenNothing(t *testing.T) {
	r := newRig(t)
	if _, _, err := r.resources.Publish(manager, yaml(t, unpublished), ""); err != nil {
		t.Fatal(err)
	}
	files, err := data.Files(fstest.MapFS{"macro_indicator.yaml": {Data: []byte(yaml(t, renamed))}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.resources.Start(context.Background(), files); err != nil {
			t.Fatal(err)
		}
	}
	page, _, err := r.resources.ListProposals(manager, biz.ProposalFind{})
	if err != nil || len(page) != 1 || page[0].By != "system" || current(t, r).Version != 2 {
		t.Fatalf("%+v %v", page, err)
	}
	if _, err := r.resources.Approve(manager, page[0].ID, "同意"); err != nil || current(t, r).Version != 3 {
		t.Errorf("approved: %v", err)
	}
	if what := page[0].Openings; !slices.Equal(what, []resource.Opening{{What: resource.OpensPublication, Item: what[0].Item, From: "false", To: "true"}}) {
		t.Errorf("%+v", what)
	}
}

// A proposal of the folder that was compared with an older version can't be approved: the next start proposes anew and closes it.
func TestFilesProposeAnewAfterAnotherVersion(t *testing.T) {
	r := newRig(t)
	publish := func(change func(string) string) {
		t.Helper()
		if _, _, err := r.resources.Publish(manager, yaml(t, change), ""); err != nil {
			t.Fatal(err)
		}
	}
	start := func() []biz.Proposal {
		t.Helper()
		files, err := data.Files(fstest.MapFS{"macro_indicator.yaml": {Data: []byte(yaml(t, renamed))}})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.resources.Start(context.Background(), files); err != nil {
			t.Fatal(err)
		}
		page, _, err := r.resources.ListProposals(manager, biz.ProposalFind{})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(page, func(a, b biz.Proposal) int { return a.Base - b.Base })
		return page
	}
	publish(unpublished)
	if page := start(); len(page) != 1 || page[0].Base != 2 {
		t.Fatalf("%+v", page)
	}
	publish(func(s string) string { return unpublished(renamed(s)) })
	events := len(r.ledger.events)
	page := start()
	if len(page) != 2 || page[0].State != biz.Rejected || page[0].DecidedBy != "system" || !strings.Contains(page[0].DecisionWhy, page[1].ID) || page[1].State != biz.Open || page[1].Base != 3 {
		t.Fatalf("%+v", page)
	}
	if ev := r.ledger.events[events:]; len(ev) != 2 || ev[0].Action != "catalog.propose" || ev[1].Action != "catalog.reject" || ev[1].Actor != "system" || !strings.Contains(ev[1].Note, page[0].ID) {
		t.Errorf("evidence %+v", ev)
	}
	if page := start(); len(page) != 2 {
		t.Errorf("proposed once more: %+v", page)
	}
	if _, err := r.resources.Reject(manager, page[1].ID, "不公开"); err != nil {
		t.Fatal(err)
	}
	publish(func(s string) string { return strings.Replace(unpublished(s), "宏观经济指标信息", "宏观", 1) })
	if page := start(); len(page) != 2 {
		t.Errorf("a person has rejected it, yet it is proposed again: %+v", page)
	}
}

// A person's proposal that is stale does not stand in the way of the same content either.
func TestStaleProposalIsReplaced(t *testing.T) {
	r := newRig(t)
	propose := func() *biz.Proposal {
		t.Helper()
		_, p, err := r.resources.Publish(manager, yaml(t, renamed), "公开")
		if err != nil || p == nil {
			t.Fatalf("%+v %v", p, err)
		}
		return p
	}
	other := func(name string) func(string) string {
		return func(s string) string { return strings.Replace(unpublished(s), "宏观经济指标信息", name, 1) }
	}
	var made []*biz.Proposal
	for _, name := range []string{"甲", "乙", "丙"} {
		if _, _, err := r.resources.Publish(manager, yaml(t, other(name)), ""); err != nil {
			t.Fatal(err)
		}
		made = append(made, propose())
		if _, _, err := r.resources.Publish(second, yaml(t, renamed), "公开"); !fault.Is(err, "ALREADY_PROPOSED") {
			t.Errorf("with older proposals of the same content: %v", err)
		}
	}
	open, _, err := r.resources.ListProposals(manager, biz.ProposalFind{State: biz.Open})
	if err != nil || len(open) != 1 || open[0].ID != made[2].ID {
		t.Errorf("%+v %v", open, err)
	}
	if _, err := r.resources.Approve(second, made[2].ID, "同意"); err != nil || current(t, r).Version != 5 {
		t.Errorf("%v", err)
	}
}

// departing is a store whose caller goes away as soon as something is kept.
type departing struct {
	*data.Repository
	leave context.CancelFunc
}

func (d departing) Add(ctx context.Context, v biz.Version, before func(biz.Version) error) (biz.Version, error) {
	defer d.leave()
	return d.Repository.Add(ctx, v, before)
}

func (d departing) Decide(ctx context.Context, p biz.Proposal, v *biz.Version, before func(biz.Version) error) (biz.Version, error) {
	defer d.leave()
	return d.Repository.Decide(ctx, p, v, before)
}

// What is stored is in force, whether or not its publisher waited for the answer.
func TestPublisherLeaves(t *testing.T) {
	r := newRig(t)
	leaving := func(who context.Context) context.Context {
		ctx, cancel := context.WithCancel(who)
		d := departing{r.repo, cancel}
		r.resources.Repository, r.resources.Proposals = d, d
		return ctx
	}
	if _, _, err := r.resources.Publish(leaving(manager), yaml(t, unpublished), "收紧"); err != nil || current(t, r).Version != 2 {
		t.Errorf("published: %v", err)
	}
	_, p, err := r.resources.Publish(manager, yaml(t, renamed), "公开")
	if err != nil || p == nil {
		t.Fatal(err)
	}
	if _, err := r.resources.Approve(leaving(second), p.ID, "同意"); err != nil || current(t, r).Version != 3 {
		t.Errorf("approved: %v", err)
	}
}

// What a process stored before it could put it in force is put in force by the same request again.
func TestRetryHeals(t *testing.T) {
	r := newRig(t)
	behind := r.resources
	r.restart(t)
	if _, _, err := r.resources.Publish(manager, yaml(t, unpublished), "收紧"); err != nil {
		t.Fatal(err)
	}
	ahead := r.resources
	r.resources = behind
	if _, _, err := behind.Publish(manager, yaml(t, unpublished), "收紧"); !fault.Is(err, "UNCHANGED") || current(t, r).Version != 2 {
		t.Errorf("published again: %v", err)
	}
	_, p, err := ahead.Publish(manager, yaml(t, renamed), "公开")
	if err != nil || p == nil {
		t.Fatal(err)
	}
	if _, err := ahead.Approve(second, p.ID, "同意"); err != nil {
		t.Fatal(err)
	}
	if _, err := behind.Approve(second, p.ID, "同意"); !fault.Is(err, "PROPOSAL_DECIDED") || current(t, r).Version != 3 {
		t.Errorf("approved again: %v", err)
	}
}
