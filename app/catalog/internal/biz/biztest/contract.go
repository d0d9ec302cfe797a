// Package biztest holds the contract of the catalog's repository; every adapter runs it.
package biztest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Repository runs the contract on an empty repository.
func Repository(t *testing.T, r biz.Repository) {
	ctx := context.Background()
	at := time.UnixMilli(1_790_000_000_123)
	add := func(code, name string, digest byte, before func(biz.Version) error) (biz.Version, error) {
		return r.Add(ctx, biz.Version{Digest: [32]byte{digest}, Definition: resource.Definition{Code: code, Name: name}, Source: "code: " + code, At: at, By: "u1", Why: "试"}, before)
	}
	fine := func(biz.Version) error { return nil }
	if vs, err := r.Latest(ctx); err != nil || len(vs) != 0 {
		t.Fatalf("empty: %v %v", vs, err)
	}
	if _, err := r.Get(ctx, "a", 0); !fault.Is(err, "NO_RESOURCE") {
		t.Errorf("missing resource: %v", err)
	}
	seen := biz.Version{}
	a1, err := add("a", "甲", 1, func(v biz.Version) error { seen = v; return nil })
	if err != nil || a1.Serial != 1 || a1.Definition.Version != 1 || seen.Definition.Version != 1 {
		t.Fatalf("first: %+v %v", a1, err)
	}
	down := fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")
	if _, err := add("a", "乙", 2, func(biz.Version) error { return down }); !errors.Is(err, down) {
		t.Errorf("refused before: %v", err)
	}
	if ok, err := r.Has(ctx, "a", [32]byte{2}); ok || err != nil {
		t.Errorf("what was refused is kept: %v %v", ok, err)
	}
	if _, err := add("b", "丙", 3, fine); err != nil {
		t.Fatal(err)
	}
	a2, err := add("a", "丁", 4, fine)
	if err != nil || a2.Serial != 3 || a2.Definition.Version != 2 {
		t.Fatalf("second: %+v %v", a2, err)
	}
	vs, err := r.Latest(ctx)
	if err != nil || len(vs) != 2 || vs[0].Definition.Name != "丁" || vs[1].Definition.Name != "丙" {
		t.Fatalf("latest: %+v %v", vs, err)
	}
	old, err := r.Get(ctx, "a", 1)
	if err != nil || old.Definition.Name != "甲" || old.Digest != [32]byte{1} || !old.At.Equal(at) || old.By != "u1" || old.Why != "试" || old.Source != "code: a" {
		t.Errorf("old version: %+v %v", old, err)
	}
	if last, err := r.Get(ctx, "a", 0); err != nil || last.Definition.Version != 2 {
		t.Errorf("newest: %+v %v", last, err)
	}
	if _, err := r.Get(ctx, "a", 9); !fault.Is(err, "NO_RESOURCE") {
		t.Errorf("missing version: %v", err)
	}
	if ok, err := r.Has(ctx, "a", [32]byte{1}); !ok || err != nil {
		t.Errorf("an old content is forgotten: %v %v", ok, err)
	}
}
